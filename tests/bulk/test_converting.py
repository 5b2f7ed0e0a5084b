"""Sources are converted into tables, task by task, each once, whoever runs the tasks."""

import gc
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow.dataset
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exactly import unordered
from jobstatus import AtsJob, AtsJobsPaginated
from jobstatus.bulk import (
    ConversionError,
    OutputError,
    Progress,
    SourceError,
    Summary,
    WorkerError,
    convert,
    converting,
    restore,
    tasks,
)
from jobstatus.testing import documents, drifted
from lakes import job, lines, page, parts, restored, write_lake

SMALL = 1 << 14


class Here(Executor):
    """An executor that runs calls at once, when they are submitted."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run a call."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - the future has it
            future.set_exception(error)
        return future


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Any]]:
    """Write a lake that no test changes."""
    folder = tmp_path_factory.mktemp("sources") / "lake"
    return folder, write_lake(folder)


@pytest.fixture(autouse=True, scope="module")
def _unsynced() -> Iterator[None]:
    """Do not wait for the disk."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(os, "fsync", lambda _: None)
        yield


def write_lines(path: Path, count: int = 400) -> Path:
    """Write jobs as NDJSON."""
    path.write_bytes(lines(job(number) for number in range(count)))
    return path


def places_in(out: Path, table: str) -> list[Any]:
    """Return the file, line and path of each row of a table."""
    columns = ["file", "line", "path"]
    rows = pyarrow.dataset.dataset(out / table, format="parquet").to_table(columns)
    return sorted(tuple(row.values()) for row in rows.to_pylist())


def test_nothing_but_conversions_needs_pyarrow(tmp_path: Path) -> None:
    """The package and the command are imported without pyarrow; a conversion names it if absent."""
    code = "import sys, jobstatus.bulk, jobstatus.cli.restore; print('pyarrow' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert "False\n" == shown.stdout
    source = write_lines(tmp_path / "a.ndjson", 2)
    with pytest.MonkeyPatch.context() as patched:
        patched.setitem(sys.modules, "pyarrow", None)
        with pytest.raises(ModuleNotFoundError) as caught:
            convert(source, tmp_path / "out")
    assert "pyarrow" == caught.value.name
    assert not (tmp_path / "out").exists()


def test_documents_come_back(lake: tuple[Path, list[Any]], tmp_path: Path) -> None:
    """Each document, good or bad, is restored with its value, in the order of the sources."""
    folder, expected = lake
    summary = convert(folder, tmp_path / "out", task_length=SMALL)
    assert unordered(expected) == unordered(restored(tmp_path / "out"))
    assert 9 == summary.files
    assert 3 < summary.tasks == summary.tasks_run


@given(
    values=st.lists(
        documents(AtsJob)
        | documents(AtsJobsPaginated)
        | drifted(AtsJobsPaginated)
        | st.lists(documents(AtsJob) | st.none(), max_size=3)
        | st.recursive(
            st.none()
            | st.booleans()
            | st.integers()
            | st.floats(allow_nan=False, allow_infinity=False)
            | st.text(),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.sampled_from(["data", "id", "x"]), inner)
            ),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_any_documents_come_back(
    tmp_path_factory: pytest.TempPathFactory, values: list[Any]
) -> None:
    """Any documents, each in a file of its own, are restored with the types of all their values."""
    folder = tmp_path_factory.mktemp("any")
    for number, value in enumerate(values):
        (folder / f"{number}.json").write_text(json.dumps(value, indent=number))
    convert(folder, folder / "out")
    assert unordered(snake(values)) == unordered(snake(restored(folder / "out")))


def snake(value: Any) -> Any:
    """Spell `sourceValue` as `source_value`, as whoever reads a job does."""
    if isinstance(value, list):
        return [snake(item) for item in value]
    if isinstance(value, dict):
        return {{"sourceValue": "source_value"}.get(k, k): snake(item) for k, item in value.items()}
    return value


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe{",
        b'{"data":[{"id": "\xff"}]}',
        b'{"data": [], "x": "\xff"}',
        b"[" * 600,
        b'{"id": "1"',
        b'{"data": [{"id": "1"}, {]}',
    ],
    ids=repr,
)
def test_broken_documents_come_back_byte_by_byte(tmp_path: Path, data: bytes) -> None:
    """A document that is not JSON is a reject, and is restored unchanged."""
    (tmp_path / "a.json").write_bytes(data)
    summary = convert(tmp_path / "a.json", tmp_path / "out")
    assert (0, 1) == (summary.jobs, summary.rejects)
    assert [data] == list(restore(tmp_path / "out"))


def test_rows_have_the_places_of_the_source(tmp_path: Path) -> None:
    """The lines of each range are counted from the beginning of the file, blank lines included."""
    numbers = range(1, 400, 2)
    blank = b"\r\n".join(lines([job(number)]) for number in numbers)
    (tmp_path / "a.ndjson").write_bytes(blank)
    summary = convert(tmp_path / "a.ndjson", tmp_path / "out", task_length=SMALL)
    name = str(tmp_path / "a.ndjson")
    places = places_in(tmp_path / "out", "jobs") + places_in(tmp_path / "out", "rejects")
    assert [(name, line, "$") for line in range(1, 400, 2)] == sorted(places)
    assert 1 < summary.tasks


def test_the_summary_counts_everything(tmp_path: Path) -> None:
    """The summary counts files, tasks, rows, and the jobs with an unrecognized status."""
    write_lines(tmp_path / "a.ndjson", 62)
    (tmp_path / "b.json").write_text(json.dumps(page([8, 9])))
    out = tmp_path / "out"
    expected = Summary(
        str(out), files=2, tasks=1, tasks_run=1, jobs=62, unrecognized=2, rejects=2, envelopes=1
    )
    assert expected == convert([tmp_path / "a.ndjson", tmp_path / "b.json"], out)
    assert 62 == len(places_in(out, "jobs"))


@pytest.mark.parametrize(
    "executor",
    [Here, lambda: ThreadPoolExecutor(3)],
    ids=["here", "threads"],
)
def test_any_executor_makes_the_same_parts(
    lake: tuple[Path, list[Any]], tmp_path: Path, executor: Callable[[], Executor]
) -> None:
    """Parts are the same to the byte, few tasks at a time or many; garbage collection stays on."""
    folder, _ = lake
    convert(folder, tmp_path / "expected", task_length=SMALL)
    with executor() as running, pytest.MonkeyPatch.context() as patched:
        patched.setattr(converting, "_WINDOW", 2)
        convert(folder, tmp_path / "out", task_length=SMALL, executor=running)
    assert list(parts(tmp_path / "expected")) == list(parts(tmp_path / "out"))
    assert gc.isenabled()


class Later(Here):
    """An executor that counts the tasks whose results have not been taken."""

    def __init__(self) -> None:
        self.waiting = 0
        self.most = 0

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run a call, and count it as waiting."""
        self.waiting += 1
        self.most = max(self.most, self.waiting)
        return super().submit(fn, *args, **kwargs)


def test_few_tasks_wait_at_a_time(
    lake: tuple[Path, list[Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No more tasks than the window has room for are with the workers, or are remembered."""
    executor = Later()

    def wait(running: Any, return_when: str) -> Any:
        assert converting.FIRST_COMPLETED == return_when
        executor.waiting -= 1
        return SimpleNamespace(done=[next(iter(running))])

    monkeypatch.setattr(converting, "wait", wait)
    monkeypatch.setattr(converting, "_WINDOW", 3)
    convert(lake[0], tmp_path / "out", task_length=SMALL, executor=executor)
    assert (3, 0) == (executor.most, executor.waiting)


@pytest.mark.slow
def test_worker_processes_make_the_same_parts(lake: tuple[Path, list[Any]], tmp_path: Path) -> None:
    """Worker processes make the same parts as this process alone."""
    folder, _ = lake
    convert(folder, tmp_path / "expected", task_length=SMALL)
    convert(folder, tmp_path / "out", task_length=SMALL, workers=2)
    assert list(parts(tmp_path / "expected")) == list(parts(tmp_path / "out"))


def test_progress_is_reported(tmp_path: Path) -> None:
    """Progress is reported at the beginning and after each task, with what earlier runs did."""
    source = write_lines(tmp_path / "a.ndjson")
    seen: list[Progress] = []
    summary = convert(source, tmp_path / "out", task_length=SMALL, progress=seen.append)
    assert list(range(summary.tasks + 1)) == [progress.tasks for progress in seen]
    assert (0, source.stat().st_size) == (seen[0].bytes, seen[-1].bytes)
    assert {source.stat().st_size} == {progress.byte_count for progress in seen}
    assert summary.jobs == seen[-1].counts.jobs
    again: list[Progress] = []
    convert(source, tmp_path / "out", progress=again.append)
    assert seen[-1:] == again


def test_a_second_run_adds_new_sources(tmp_path: Path) -> None:
    """A second run converts new sources, and no source twice, whatever its name is then."""
    first, second = write_lines(tmp_path / "a.ndjson", 5), write_lines(tmp_path / "b.ndjson", 3)
    convert(first, tmp_path / "out")
    before = dict(parts(tmp_path / "out"))
    again = os.path.relpath(first)
    summary = convert([again, second], tmp_path / "out")
    assert (2, 1, 8) == (summary.files, summary.tasks_run, summary.jobs)
    assert before.items() <= dict(parts(tmp_path / "out")).items()
    assert 8 == len(restored(tmp_path / "out"))


@pytest.mark.parametrize("table", ["jobs", "rejects", "envelopes"])
@pytest.mark.parametrize(
    "how", [Path.unlink, lambda path: path.write_bytes(b"")], ids=["deleted", "cut"]
)
def test_a_part_that_is_gone_is_made_again(tmp_path: Path, table: str, how: Any) -> None:
    """A part of any table that is gone or damaged is made again."""
    (tmp_path / "a.json").write_text(json.dumps([job(1), 5]))
    convert(tmp_path / "a.json", tmp_path / "out")
    expected = dict(parts(tmp_path / "out"))
    how(next((tmp_path / "out" / table).iterdir()))
    summary = convert(tmp_path / "a.json", tmp_path / "out")
    assert 1 == summary.tasks_run
    assert expected == dict(parts(tmp_path / "out"))


def test_options_are_obeyed(tmp_path: Path) -> None:
    """`case`, `at` and `max_document` decide what is a job."""
    export = {"response": {"data": [{"id": "1", "jobStatus": {"value": "open"}, "remoteId": "x"}]}}
    (tmp_path / "a.ndjson").write_bytes(lines([export, {"x": "x" * 200}]))
    options: Any = {"case": "camel", "at": "response.data", "max_document": 150}
    summary = convert(tmp_path / "a.ndjson", tmp_path / "out", **options)
    assert (1, 1, 1) == (summary.jobs, summary.rejects, summary.envelopes)
    assert [export, b""] == restored(tmp_path / "out")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"case": "camel"}, "was begun with case snake, not camel; name another folder"),
        (
            {"at": "x", "max_document": 5},
            "was begun with at unset, not x and max-document 268435456, not 5; name another folder",
        ),
    ],
    ids=["case", "two"],
)
def test_a_second_run_has_the_options_of_the_first(
    tmp_path: Path, options: Any, message: str
) -> None:
    """A second run with other options is refused, so that tables have rows of one kind."""
    source = write_lines(tmp_path / "a.ndjson", 2)
    convert(source, tmp_path / "out")
    with pytest.raises(ConversionError) as caught:
        convert(source, tmp_path / "out", **options)
    assert f"{tmp_path / 'out'}: {message}" == str(caught.value)


def test_a_case_that_there_is_not_leaves_the_folder_as_it_was(tmp_path: Path) -> None:
    """It is refused before the plan is written, so that the next run may have the case that was meant."""
    case: Any = "kebab"
    source = write_lines(tmp_path / "a.ndjson", 2)
    with pytest.raises(ValueError, match="kebab"):
        convert(source, tmp_path / "out", case=case)
    assert not (tmp_path / "out").exists()
    assert 2 == convert(source, tmp_path / "out").jobs


def test_a_source_that_changed_is_refused(tmp_path: Path) -> None:
    """A source that changed would have its rows twice, or those of two versions."""
    source = write_lines(tmp_path / "a.ndjson", 2)
    convert(source, tmp_path / "out")
    write_lines(source, 3)
    with pytest.raises(SourceError) as caught:
        convert(source, tmp_path / "out")
    assert f"{source}: has changed since the conversion was planned" == str(caught.value)


@pytest.mark.parametrize("when", ["before", "meanwhile"])
def test_a_source_that_changes_meanwhile_is_refused(tmp_path: Path, when: str) -> None:
    """A task is not done if its source changes before it is read, or while it is read."""
    source = write_lines(tmp_path / "a.ndjson")
    expected = "has changed since the conversion was planned"

    def change(progress: Progress) -> None:
        if when == "before" and progress.tasks == 1:
            os.utime(source, ns=(0, 0))

    def read(*arguments: Any, **options: Any) -> Any:
        yield from original(*arguments, **options)
        os.utime(source, ns=(0, 1))

    original = tasks.read_documents
    with pytest.MonkeyPatch.context() as patched:
        if when == "meanwhile":
            patched.setattr(tasks, "read_documents", read)
        with pytest.raises(SourceError, match=expected):
            convert(source, tmp_path / "out", task_length=SMALL, progress=change)
    assert (when == "before") == bool(list((tmp_path / "out" / "jobs").iterdir()))


def test_a_source_that_is_gone_is_named(tmp_path: Path) -> None:
    """A run that goes on needs the sources of the tasks that are left."""
    gone, other = write_lines(tmp_path / "a.ndjson", 2), write_lines(tmp_path / "b.ndjson", 2)
    convert(gone, tmp_path / "out")
    next((tmp_path / "out" / "jobs").iterdir()).unlink()
    gone.unlink()
    with pytest.raises(SourceError) as caught:
        convert(other, tmp_path / "out")
    assert f"{gone}: cannot be read: No such file or directory" == str(caught.value)


def test_a_source_that_can_be_read_only_once_is_refused(tmp_path: Path) -> None:
    """A run that goes on could not read it again."""
    with pytest.raises(SourceError, match="<file>: can be read only once"):
        convert([BytesIO(b"{}")], tmp_path / "out")


def test_a_damaged_file_is_a_reject(tmp_path: Path) -> None:
    """The documents before the damage are converted, and the damage is a reject."""
    write_lake(tmp_path / "lake")
    path = tmp_path / "lake" / "b.ndjson.gz"
    path.write_bytes(path.read_bytes()[:-300])
    assert 1 <= convert(path, tmp_path / "out").rejects
    assert b"" == list(restore(tmp_path / "out"))[-1]


def test_a_link_out_of_the_folder_is_a_reject(tmp_path: Path) -> None:
    """A link out of the folder is not followed, and is listed among the rejects."""
    (tmp_path / "lake").mkdir()
    write_lines(tmp_path / "lake" / "b.ndjson", 2)
    (tmp_path / "lake" / "a.json").symlink_to(write_lines(tmp_path / "other.json", 2))
    summary = convert(tmp_path / "lake", tmp_path / "out")
    assert (2, 1) == (summary.jobs, summary.rejects)
    rejects = pyarrow.dataset.dataset(tmp_path / "out" / "rejects").to_table().to_pylist()
    message = "cannot be read: a link that leads out of the folder"
    assert (message, 1) == (rejects[0]["problems"][0]["message"], rejects[0]["line"])


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    """A file that cannot be read is no reject, for it may be readable when the run goes on."""
    (tmp_path / "a.json").symlink_to(tmp_path / "nowhere.json")
    with pytest.raises(SourceError, match=r"a\.json: cannot be read: No such file"):
        convert(tmp_path, tmp_path / "out")


def test_the_folder_may_be_among_the_sources(tmp_path: Path) -> None:
    """Files in the folder of the tables are no sources when the run goes on."""
    write_lines(tmp_path / "a.ndjson", 2)
    for _ in range(2):
        assert 1 == convert(tmp_path, tmp_path / "out").files
    assert 0 == convert(tmp_path / "out" / "_plan.json", tmp_path / "out").tasks_run


@pytest.mark.parametrize(
    ("out", "message"),
    [("s3://bucket/x", "the tables are written to a local folder"), ("full", "has a.txt in it")],
)
def test_other_folders_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, out: str, message: str
) -> None:
    """The folder is a local one that is new, empty, or of an earlier run."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "b.txt").touch()
    (tmp_path / "full" / "a.txt").touch()
    source = write_lines(tmp_path / "a.ndjson", 2)
    with pytest.raises(ConversionError, match=message):
        convert(source, out)


def test_two_runs_at_once_are_refused(tmp_path: Path) -> None:
    """Two threads cannot write to one folder; the folder is free when the first has ended."""
    source = write_lines(tmp_path / "a.ndjson", 2)
    errors: list[Exception] = []

    def run() -> None:
        try:
            convert(source, tmp_path / "out")
        except ConversionError as error:
            errors.append(error)

    def run_another(progress: Progress) -> None:
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()

    convert(source, tmp_path / "out", progress=run_another)
    assert ["another run is writing to this folder"] * 2 == [
        str(error).partition(": ")[2].partition(";")[0] for error in errors
    ]
    assert 0 == convert(source, tmp_path / "out").tasks_run


class Broken(Executor):
    """An executor whose workers die."""

    def submit(self, *_: Any, **__: Any) -> Future[Any]:
        """Fail."""
        raise BrokenExecutor("one was killed")


def test_workers_that_died_are_an_error(tmp_path: Path) -> None:
    """An executor of somebody else's is not started anew when its workers have died."""
    source = write_lines(tmp_path / "a.ndjson", 2)
    with pytest.raises(WorkerError) as caught:
        convert(source, tmp_path / "out", executor=Broken())
    assert "the workers have died: one was killed; run it again to go on" == str(caught.value)


class Elsewhere(Executor):
    """An executor whose workers see another file system."""

    def submit(self, *_: Any, **__: Any) -> Future[Any]:
        """Do nothing."""
        future: Future[Any] = Future()
        future.set_result(None)
        return future


def test_workers_that_write_elsewhere_are_an_error(tmp_path: Path) -> None:
    """A task is done only if its part is in the folder that this process sees."""
    source = write_lines(tmp_path / "a.ndjson", 2)
    with pytest.raises(WorkerError, match="the workers have written to another folder"):
        convert(source, tmp_path / "out", executor=Elsewhere())


class Failing(Executor):
    """An executor whose first call fails, and which never comes to the others."""

    def __init__(self) -> None:
        self.futures: list[Future[Any]] = []

    def submit(self, *_: Any, **__: Any) -> Future[Any]:
        """Fail if it is the first call."""
        future: Future[Any] = Future()
        if not self.futures:
            future.set_exception(OutputError("the disk is full"))
        self.futures.append(future)
        return future


def test_tasks_that_wait_are_cancelled_when_one_fails(tmp_path: Path) -> None:
    """Tasks of a run that failed do not stay in an executor that goes on to live."""
    executor = Failing()
    source = write_lines(tmp_path / "a.ndjson")
    with pytest.raises(OutputError):
        convert(source, tmp_path / "out", task_length=SMALL, executor=executor)
    assert 1 < len(executor.futures)
    assert all(future.cancelled() for future in executor.futures[1:])


def test_runs_are_compared_by_identity() -> None:
    """Each run has workers and a folder of its own."""
    assert converting._Run.__eq__ is object.__eq__
