"""Every document yields its jobs and its problems, and no error is raised."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobstatus import AtsJobValue, JobStatus
from jobstatus.bulk.previous_records import Document, JobRecord, LocatedProblem, Location, find_jobs
from strategies import json_values

OPEN = {"id": "1", "job_status": {"value": "open"}}
BAD = {"id": "2", "job_status": {"value": 5}}


def items(data: bytes, line: int = 1) -> list[JobRecord | LocatedProblem]:
    """List the jobs and problems of a document."""
    return list(find_jobs(Document("a.json", line, data)))


def paths(value: Any) -> list[tuple[type, str]]:
    """Return the class and the path of every job and problem of a document."""
    return [(type(item), item.location.path) for item in items(json.dumps(value).encode())]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"data": [OPEN, OPEN]}, [(JobRecord, "$.data[0]"), (JobRecord, "$.data[1]")]),
        ({"data": OPEN}, [(JobRecord, "$.data")]),
        (OPEN, [(JobRecord, "$")]),
        ([OPEN, OPEN], [(JobRecord, "$[0]"), (JobRecord, "$[1]")]),
        ({"data": []}, []),
        ([], []),
        (
            {"data": [OPEN, BAD, OPEN]},
            [
                (JobRecord, "$.data[0]"),
                (JobRecord, "$.data[1]"),
                (LocatedProblem, "$.data[1].job_status.value"),
                (JobRecord, "$.data[2]"),
            ],
        ),
        ({"data": [None, OPEN]}, [(LocatedProblem, "$.data[0]"), (JobRecord, "$.data[1]")]),
        ([[OPEN], OPEN], [(LocatedProblem, "$[0]"), (JobRecord, "$[1]")]),
        ({"next": 5, "data": [OPEN]}, [(LocatedProblem, "$.next"), (JobRecord, "$.data[0]")]),
        (
            {"raw": [{}], "data": OPEN},
            [
                (LocatedProblem, "$.raw[0].method"),
                (LocatedProblem, "$.raw[0].url"),
                (JobRecord, "$.data"),
            ],
        ),
    ],
    ids=[
        "page",
        "result",
        "job",
        "list",
        "empty-page",
        "empty-list",
        "one-bad-job",
        "no-job-in-a-page",
        "no-job-in-a-list",
        "page-itself",
        "result-itself",
    ],
)
def test_every_job_is_found(value: Any, expected: list[tuple[type, str]]) -> None:
    """A document may be a page, a result, a job or a list; a bad job does not hide the others."""
    assert expected == paths(value)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty, not a JSON document"),
        (b"{oops}", "is not JSON: object keys must be strings at byte 1, near b'{oops}'"),
        (
            b"5",
            "expected a job, a list of jobs, or an object with jobs in `data`, found number 5",
        ),
        (b"null", "expected a job, a list of jobs, or an object with jobs in `data`, found null"),
        (b"{}", "is no job: has none of its fields, found object {}"),
        (
            b'{"error": "Unauthorized"}',
            'is no job: has none of its fields, found object {"error": "Unauthorized"}',
        ),
        (b'{"data": null}', "expected a job or an array of jobs, found null"),
        (b'{"data": "x"}', 'expected a job or an array of jobs, found string "x"'),
        (b"[" * 100_000, "is nested too deeply"),
    ],
    ids=["empty", "broken", "number", "null", "object", "error", "null-data", "text-data", "deep"],
)
def test_a_document_without_jobs_is_one_problem(data: bytes, message: str) -> None:
    """A broken document, or one of another API, is a problem and not an empty job."""
    (item,) = items(data)
    assert isinstance(item, LocatedProblem)
    assert message == item.problem.message


def only_job(raw: Any) -> JobRecord:
    """Return the job of a document that has exactly one."""
    (job,) = (item for item in items(json.dumps(raw).encode()) if isinstance(item, JobRecord))
    return job


def test_a_job_has_its_status() -> None:
    """A job's `job_status` is structured."""
    assert JobStatus(AtsJobValue.OPEN) == only_job(OPEN).status


@pytest.mark.parametrize(
    ("raw", "status", "malformed"),
    [
        (OPEN | {"created_at": "yesterday"}, JobStatus(AtsJobValue.OPEN), False),
        ({"id": 5}, None, False),
        (BAD, None, True),
        (OPEN | {"job_status": []}, None, True),
    ],
    ids=["other-field", "no-status", "value", "pair"],
)
def test_a_bad_job_may_have_a_good_status(
    raw: Any, status: JobStatus | None, *, malformed: bool
) -> None:
    """A problem of another field does not make the status malformed."""
    job = only_job(raw)
    assert (status, malformed) == (job.status, job.status_malformed)


@pytest.mark.parametrize(
    ("data", "locations"),
    [
        (
            b'\n{\n"data": [\n{"id":\n5}]}',
            [Location("a.json", 13, "$.data[0]"), Location("a.json", 14, "$.data[0].id")],
        ),
        (b'{"id":\n"1",\n"title": oops}', [Location("a.json", 12, "$")]),
        (b'{"id":\n"1",\n', [Location("a.json", 11, "$")]),
        (b'["' + b"x" * 2_000 + b'",\noops', [Location("a.json", 11, "$")]),
        (b"[NaN,\n5]", [Location("a.json", 10, "$[0]")]),
        (b'{"id":\n"\xff"}', [Location("a.json", 11, "$")]),
    ],
    ids=["problem", "broken", "cut-off", "far-in", "number", "utf-8"],
)
def test_every_item_has_a_line(data: bytes, locations: list[Location]) -> None:
    """Lines are counted from the beginning of the file, of which this document begins on line 10."""
    assert locations == [item.location for item in items(data, line=10)]


@given(json_values | st.binary())
def test_nothing_is_raised(value: Any) -> None:
    """Every job and problem of any document has a line."""
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    assert all(item.location.line >= 1 for item in items(data))
