"""Documents are taken apart into jobs and troubles, and nothing is raised."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobstatus import AtsJobValue, JobStatus
from jobstatus.bulk.records import Document, Job, Place, Trouble, take_apart
from strategies import json_values

OPEN = {"id": "1", "job_status": {"value": "open"}}
BAD = {"id": "2", "job_status": {"value": 5}}


def items(data: bytes, line: int = 1) -> list[Job | Trouble]:
    """Take a document apart."""
    return list(take_apart(Document("a.json", line, data)))


def paths(value: Any) -> list[tuple[type, str]]:
    """Say of everything in a document what it is, and where."""
    return [(type(item), item.place.path) for item in items(json.dumps(value).encode())]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"data": [OPEN, OPEN]}, [(Job, "$.data[0]"), (Job, "$.data[1]")]),
        ({"data": OPEN}, [(Job, "$.data")]),
        (OPEN, [(Job, "$")]),
        ([OPEN, OPEN], [(Job, "$[0]"), (Job, "$[1]")]),
        ({"data": []}, []),
        ([], []),
        (
            {"data": [OPEN, BAD, OPEN]},
            [
                (Job, "$.data[0]"),
                (Job, "$.data[1]"),
                (Trouble, "$.data[1].job_status.value"),
                (Job, "$.data[2]"),
            ],
        ),
        ({"data": [None, OPEN]}, [(Trouble, "$.data[0]"), (Job, "$.data[1]")]),
        ([[OPEN], OPEN], [(Trouble, "$[0]"), (Job, "$[1]")]),
        ({"next": 5, "data": [OPEN]}, [(Trouble, "$.next"), (Job, "$.data[0]")]),
        (
            {"raw": [{}], "data": OPEN},
            [(Trouble, "$.raw[0].method"), (Trouble, "$.raw[0].url"), (Job, "$.data")],
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
    """A document may be a page, a result, a job or a list; what is bad costs only itself."""
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
def test_what_carries_no_jobs_is_one_trouble(data: bytes, message: str) -> None:
    """Neither a broken document nor somebody else's is taken for a job with nothing in it."""
    (trouble,) = items(data)
    assert isinstance(trouble, Trouble)
    assert message == trouble.problem.message


def only_job(raw: Any) -> Job:
    """Return the job of a document that has one."""
    (job,) = (item for item in items(json.dumps(raw).encode()) if isinstance(item, Job))
    return job


def test_a_job_has_its_status() -> None:
    """What stands in `job_status` is structured."""
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
    """Only what is wrong with the status itself makes it malformed."""
    job = only_job(raw)
    assert (status, malformed) == (job.status, job.malformed)


@pytest.mark.parametrize(
    ("data", "places"),
    [
        (
            b'\n{\n"data": [\n{"id":\n5}]}',
            [Place("a.json", 13, "$.data[0]"), Place("a.json", 14, "$.data[0].id")],
        ),
        (b'{"id":\n"1",\n"title": oops}', [Place("a.json", 12, "$")]),
        (b'{"id":\n"1",\n', [Place("a.json", 11, "$")]),
        (b'["' + b"x" * 2_000 + b'",\noops', [Place("a.json", 11, "$")]),
        (b"[NaN,\n5]", [Place("a.json", 10, "$[0]")]),
        (b'{"id":\n"\xff"}', [Place("a.json", 11, "$")]),
    ],
    ids=["problem", "broken", "cut-off", "far-in", "number", "utf-8"],
)
def test_every_item_has_a_line(data: bytes, places: list[Place]) -> None:
    """Lines are counted from the file's beginning: this document begins on its tenth."""
    assert places == [item.place for item in items(data, line=10)]


@given(json_values | st.binary())
def test_nothing_is_raised(value: Any) -> None:
    """Whatever a document is, its items have places."""
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    assert all(item.place.line >= 1 for item in items(data))
