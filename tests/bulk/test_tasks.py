"""A task is converted in batches, without the garbage collector in its way."""

import gc
import pickle
from pathlib import Path
from threading import Barrier, Thread

import pytest

from jobstatus.bulk import rows, tasks
from jobstatus.bulk.documents import Document
from jobstatus.bulk.output import locked_folder
from jobstatus.bulk.parts import TABLES, read_counts
from jobstatus.bulk.plan import Options, Task, update_plan
from jobstatus.bulk.sources import SourceError, find_sources
from jobstatus.bulk.tasks import paused_collection, run_task
from lakes import job, lines


def planned(folder: Path, source: Path) -> Task:
    """Plan the conversion of a source, in one task."""
    with locked_folder(folder):
        (task,) = update_plan(folder, find_sources(source), Options(), 1 << 20).tasks()
    for table in TABLES:
        (folder / table).mkdir()
    return task


@pytest.mark.parametrize(("size", "count"), [(1 << 20, 1000), (300, 1000), (1 << 20, 3)])
def test_batches_are_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int, count: int
) -> None:
    """Batches are bounded by bytes and by documents, and the rows are the same."""
    monkeypatch.setattr(tasks, "_BATCH", size)
    monkeypatch.setattr(tasks, "_BATCH_DOCUMENTS", count)
    (tmp_path / "a.ndjson").write_bytes(lines(job(number) for number in range(20)))
    task = planned(tmp_path / "out", tmp_path / "a.ndjson")
    counts = run_task(pickle.loads(pickle.dumps(task)), str(tmp_path / "out"))
    assert (19, 1, 0) == (counts.jobs, counts.rejects, counts.envelopes)
    assert counts == read_counts(tmp_path / "out", task.id)


def test_a_batch_ends_at_either_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """A batch is as large as the bounds say, and the next one begins with nothing."""
    monkeypatch.setattr(tasks, "_BATCH", 10)
    monkeypatch.setattr(tasks, "_BATCH_DOCUMENTS", 3)
    sizes = [9, 1, 9, 1, 0, 0, 0, 0]
    batches = tasks._batches(Document("a", 1, bytes(size)) for size in sizes)
    assert [[9, 1], [9, 1], [0, 0, 0], [0]] == [[len(d.data) for d in batch] for batch in batches]


def test_the_converter_of_a_conversion_is_made_once() -> None:
    """The readers of a conversion are made once, too: one for its tasks, and one for its rows."""
    options = Options()
    assert tasks.converter_of(options) is tasks.converter_of(Options())
    assert tasks.reader_of(options) is tasks.reader_of(Options())
    converter = tasks.converter_of(options)
    assert rows._reader_of(converter) is rows._reader_of(converter)


def test_a_source_that_cannot_be_read_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A source that cannot be read is no reject, for it may be readable the next time."""

    def read(*_: object, **__: object) -> None:
        raise OSError(5, "Input/output error")

    (tmp_path / "a.ndjson").write_bytes(b"{}")
    task = planned(tmp_path / "out", tmp_path / "a.ndjson")
    monkeypatch.setattr(tasks, "read_documents", read)
    with pytest.raises(SourceError, match=r"a\.ndjson: cannot be read: Input/output error"):
        run_task(task, str(tmp_path / "out"))
    assert [] == list((tmp_path / "out" / "jobs").iterdir())


def test_collection_is_paused_in_a_block() -> None:
    """Garbage collection is paused in a block and goes on behind it, even if the block raises."""

    def pause() -> None:
        with paused_collection():
            assert not gc.isenabled()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pause()
    assert gc.isenabled()


def test_collection_stays_off_where_it_was_off() -> None:
    """Garbage collection that the caller has turned off is not turned on behind a block."""
    gc.disable()
    try:
        with paused_collection():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_collection_is_paused_until_the_last_thread_has_ended() -> None:
    """Blocks of several threads may overlap in any way."""
    inside, outside = Barrier(2, timeout=20), Barrier(2, timeout=20)

    def pause() -> None:
        with paused_collection():
            inside.wait()
            outside.wait()

    thread = Thread(target=pause, daemon=True)
    with paused_collection():
        thread.start()
        inside.wait()
    assert not gc.isenabled()
    outside.wait()
    thread.join()
    assert gc.isenabled()
