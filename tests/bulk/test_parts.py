"""The parts of a task are written together, that of the jobs last."""

import errno
import os
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from jobstatus.bulk import parts
from jobstatus.bulk.output import OutputError
from jobstatus.bulk.parts import TABLES, Counts, part_path, read_counts, write_parts

STATUS = pa.struct([("value", pa.string()), ("listed", pa.bool_())])
JOBS = pa.schema([("job_status", STATUS)])
OTHERS = pa.schema([("x", pa.int64())])
SCHEMAS = {"jobs": JOBS, "rejects": OTHERS, "envelopes": OTHERS}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make the folders of the tables."""
    for table in TABLES:
        (tmp_path / table).mkdir()
    return tmp_path


def jobs(*values: str | None) -> pa.RecordBatch:
    """Make a batch of jobs, of which "new" is unrecognized; `None` is a job without a status."""
    statuses = [value and {"value": value, "listed": value != "new"} for value in values]
    return pa.record_batch([pa.array(statuses, STATUS)], schema=JOBS)


def others(*numbers: int) -> pa.RecordBatch:
    """Make a batch of rejects or envelopes."""
    return pa.record_batch([pa.array(numbers, pa.int64())], schema=OTHERS)


@pytest.mark.parametrize("row_group", [1, 1 << 20])
def test_parts_have_all_rows(folder: Path, monkeypatch: pytest.MonkeyPatch, row_group: int) -> None:
    """Parts have the rows in their order, whenever these are written, and keep their numbers."""
    monkeypatch.setattr(parts, "_ROW_GROUP", row_group)
    with write_parts(folder, "a", SCHEMAS) as writer:
        writer.write(jobs("open", "new", None), others(), others(1))
        writer.write(jobs("new"), others(2), others(3, 4))
    assert Counts(jobs=4, unrecognized=2, rejects=1, envelopes=3) == writer.counts
    assert writer.counts == read_counts(folder, "a")
    assert {"x": [1, 3, 4]} == parquet.read_table(part_path(folder, "envelopes", "a")).to_pydict()


@pytest.mark.parametrize(
    ("more", "expected"), [(0, [4, 6, 3]), (1, [7, 5, 1])], ids=["full", "not"]
)
def test_a_row_group_is_written_when_there_are_rows_enough(
    folder: Path, monkeypatch: pytest.MonkeyPatch, more: int, expected: list[int]
) -> None:
    """Batches are kept until together they are as large as a row group, and then none is."""
    large, small = others(1, 2, 3), others(4)
    monkeypatch.setattr(parts, "_ROW_GROUP", large.nbytes + small.nbytes + more)
    with write_parts(folder, "a", SCHEMAS) as writer:
        for batch in (large, small, large, large, small, small, small):
            writer.write(jobs(), batch, others())
    metadata = parquet.read_metadata(part_path(folder, "rejects", "a"))
    groups = range(metadata.num_row_groups)
    assert expected == [metadata.row_group(group).num_rows for group in groups]


def test_a_task_without_rows_has_a_part_of_jobs(folder: Path) -> None:
    """An empty part of jobs says that the task is done; the other tables need no part."""
    with write_parts(folder, "a", SCHEMAS):
        pass
    assert Counts() == read_counts(folder, "a")
    assert ["jobs/part-a.parquet"] == [str(p.relative_to(folder)) for p in folder.glob("*/*")]


def test_the_part_of_the_jobs_comes_last(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The part of the jobs is renamed last, so that the other parts are there when it is."""
    renamed: list[str] = []
    rename = Path.replace

    def replace(path: Path, target: Path) -> Path:
        renamed.append(target.parent.name)
        return rename(path, target)

    monkeypatch.setattr(Path, "replace", replace)
    with write_parts(folder, "a", SCHEMAS) as writer:
        writer.write(jobs("open"), others(1), others(1))
    assert ["envelopes", "rejects", "jobs"] == renamed


@pytest.mark.parametrize("syncs", [0, 1, 2, 3, 4, 5])
def test_a_task_is_not_done_if_one_part_cannot_be_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch, syncs: int
) -> None:
    """A task is not done without its part of jobs, whichever of its parts cannot be written."""
    left = [None] * syncs

    def fsync(_: int) -> None:
        if not left:
            raise OSError(errno.ENOSPC, "")
        left.pop()

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(OutputError), write_parts(folder, "a", SCHEMAS) as writer:
        writer.write(jobs("open"), others(1), others(1))
    assert [] == list(folder.rglob("*.tmp"))
    assert (syncs == 5) == (read_counts(folder, "a") is not None)  # the folder's name of the jobs


def test_nothing_is_left_of_a_task_that_failed(folder: Path) -> None:
    """An error in the block of a task is raised, and no part of the task is left."""

    def fail() -> None:
        with write_parts(folder, "a", SCHEMAS) as writer:
            writer.write(jobs("open"), others(1), others(1))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert [] == list(folder.glob("*/*"))


def test_a_part_of_somebody_else_is_not_a_part(folder: Path) -> None:
    """A file that does not have the numbers of its rows in it is not a part."""
    parquet.write_table(pa.table({"x": [1]}), part_path(folder, "jobs", "a"))
    assert None is read_counts(folder, "a")


def test_counts_are_added() -> None:
    """The sum of two counts has the sum of each of their numbers."""
    assert Counts(11, 22, 33, 44) == Counts(1, 2, 3, 4) + Counts(10, 20, 30, 40)


@pytest.mark.parametrize("class_", [parts.PartWriter, parts._Part])
def test_writers_are_compared_by_identity(class_: type) -> None:
    """Each writer has a file of its own."""
    assert class_.__eq__ is object.__eq__
