"""The jobs of many files are read one by one, each with its place."""

import errno
import gzip
import io
import json
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from jobstatus import AtsJob, make_converter
from jobstatus.bulk import JobRecord, RejectRecord, SourceError, read_jobs
from jobstatus.bulk.reading import read_records
from jobstatus.bulk.records import RecordReader
from jobstatus.bulk.sources import Source


@pytest.fixture
def lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a folder of stored responses in several shapes, and change to it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "page.json").write_text('{\n"data": [\n{"id": "1"},\n{"id": 2}]}')
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "lines.json").write_text('{"id": "3"}\n\noops\n{"data": {"id": "4"}}\n')
    (tmp_path / "old" / "cut.ndjson.gz").write_bytes(gzip.compress(b'{"id": "5"}\n' * 3)[:-4])
    return tmp_path


def places(found: list[JobRecord | RejectRecord]) -> list[str]:
    """Return the file, line and path of each record, with the id of a job."""
    return [
        f"{r.file}:{r.line} {r.path} {r.job.id if isinstance(r, JobRecord) else '-'}" for r in found
    ]


@pytest.mark.usefixtures("lake")
def test_every_job_has_its_place() -> None:
    """Each job and each reject of any file has its file, line and path."""
    assert [
        "page.json:3 $.data[0] 1",
        "page.json:4 $.data[1] -",
        "old/cut.ndjson.gz:1 $ 5",
        "old/cut.ndjson.gz:2 $ 5",
        "old/cut.ndjson.gz:3 $ 5",
        "old/cut.ndjson.gz:4 $ -",
        "old/lines.json:1 $ 3",
        "old/lines.json:3 $ -",
        "old/lines.json:4 $.data 4",
    ] == places(list(read_jobs(".")))


@pytest.mark.usefixtures("lake")
def test_a_source_that_is_not_there_is_an_error_at_once() -> None:
    """The error is raised by the call, not when the first job is asked for."""
    with pytest.raises(SourceError, match=r"^nowhere: cannot be read: No such file or directory$"):
        read_jobs(["page.json", "nowhere"])


def test_a_file_that_goes_away_is_a_reject(lake: Path) -> None:
    """A file that goes away is a reject, and the other files are read."""
    found = read_jobs(["old/lines.json", "page.json"])
    (lake / "page.json").unlink()
    *_, last = found
    assert isinstance(last, RejectRecord)
    assert [("cannot be read: No such file or directory", "$")] == [
        (problem.message, problem.path) for problem in last.problems
    ]
    assert ("page.json", 1, b"") == (last.file, last.line, last.raw)


class BreakingOff(io.BytesIO):
    """A file whose disk fails behind its first bytes."""

    def read(self, size: int | None = -1) -> bytes:
        """Read what is left of the file, or fail if nothing is."""
        data = super().read(size)
        if not data:
            raise OSError(errno.EIO, "Input/output error")
        return data


def test_a_file_that_cannot_be_read_to_its_end_is_a_reject_behind_what_is_read() -> None:
    """The reject has the line behind the last one that was read."""
    file = BreakingOff(b'{"id": "1"}\n{"id": "2"}\n')
    found = list(read_jobs(file))
    assert [1, 2, 3] == [record.line for record in found]
    last = found[-1]
    assert isinstance(last, RejectRecord)
    assert ["cannot be read: Input/output error"] == [problem.message for problem in last.problems]


def test_the_options() -> None:
    """The converter, the path of the jobs, and the largest document can be chosen."""
    data = b'{"a": {"jobs": [{"remoteId": "1", "x": 2}]}}\n{"a": "' + b"x" * 99 + b'"}'
    keep = make_converter(case="camel", unknown="keep")
    job, reject = read_jobs(io.BytesIO(data), converter=keep, at="a.jobs", max_document=99)
    assert isinstance(job, JobRecord)
    assert AtsJob(remote_id="1", extra={"x": 2}) == job.job
    assert isinstance(reject, RejectRecord)
    assert ["is larger than 99 bytes"] == [problem.message for problem in reject.problems]


def test_jobs_are_read_while_they_are_used(tmp_path: Path) -> None:
    """The first jobs are there before the rest of a file is read."""
    path = tmp_path / "a.ndjson.gz"
    path.write_bytes(gzip.compress(b'{"id": "1"}\n' * 1_000_000)[:-9])
    first = list(islice(read_jobs(path), 2))
    assert [1, 2] == [record.line for record in first]


def test_records_have_envelopes(lake: Path) -> None:
    """The envelopes, of which documents can be put together again, are among the records."""
    source = Source("page.json", "page.json")
    kinds = [type(record).__name__ for record in read_records(source, RecordReader())]
    assert ["EnvelopeRecord", "JobRecord", "RejectRecord"] == kinds


def test_drift_is_reported_with_its_place(tmp_path: Path) -> None:
    """By the path in its document, and the location of the job as context; not that of rejects."""
    pages = {"data": [{"id": "a", "x": 1}, {"id": 5, "y": 1}], "total": 3}
    lines = [
        pages,
        {"id": "b", "job_status": {"z": 1}},
        {"no": "job"},
        {"data": {"w": 1, "id": ""}},
    ]
    file = tmp_path / "a.ndjson"
    file.write_text("\n".join(map(json.dumps, lines)))
    events: list[Any] = []
    made = make_converter(on_drift=events.append)
    records = list(read_jobs(file, converter=made))
    assert [JobRecord, RejectRecord, JobRecord, RejectRecord, JobRecord] == list(map(type, records))
    assert [
        ("total", "$.total", 1, "$"),
        ("x", "$.data[0].x", 1, "$.data[0]"),
        ("z", "$.job_status.z", 2, "$"),
        ("w", "$.data.w", 4, "$.data"),
    ] == [(e.key, e.path, e.context.line, e.context.path) for e in events]
    assert {str(file)} == {event.context.file for event in events}
