"""The class of a report's jobs tells null from absent, and takes what `AtsJob` takes."""

import json
from typing import Any

import pytest
from hypothesis import given

from exactly import exactly
from jobstatus import UNSET, AtsJob, AtsJobValue, JobStatus, StructureError, converter
from jobstatus.reports.jobs import RejectedJob, ReportedJob, ReportedStatus, rejected_job, spell
from jobstatus.testing import documents, hostile


@pytest.mark.parametrize(
    ("document", "status"),
    [
        ({}, UNSET),
        ({"job_status": None}, None),
        ({"job_status": {}}, ReportedStatus(UNSET, UNSET)),
        ({"job_status": {"value": None, "source_value": None}}, ReportedStatus(None, None)),
        (
            {"job_status": {"value": "open", "sourceValue": 1.0}},
            ReportedStatus(AtsJobValue.OPEN, 1.0),
        ),
    ],
    ids=["absent", "null", "empty", "nulls", "pair"],
)
def test_null_and_absent_are_told_apart(document: Any, status: Any) -> None:
    """A field that is absent is unset; one that is null is `None`."""
    job = converter.structure(document, ReportedJob)
    assert exactly(status) == exactly(job.job_status)


@given(documents(AtsJob))
def test_every_job_is_read(document: Any) -> None:
    """The class reads each document of a job, and its status is that of an `AtsJob`."""
    job = converter.structure(document, ReportedJob)
    status = job.job_status or JobStatus()
    values = [None if v is UNSET else v for v in (status.value, status.source_value)]
    expected = converter.structure(document, AtsJob).job_status or JobStatus()
    assert exactly([expected.value, expected.source_value]) == exactly(values)


@given(hostile(AtsJob))
def test_what_is_no_job_is_refused(document: Any) -> None:
    """The class refuses what `AtsJob` refuses, with the same problems."""
    with pytest.raises(StructureError) as refused:
        converter.structure(document, AtsJob)
    with pytest.raises(StructureError) as caught:
        converter.structure(document, ReportedJob)
    assert set(refused.value.problems) == set(caught.value.problems)


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({"id": 5, "job_status": {"value": "open"}}, RejectedJob(ReportedStatus(AtsJobValue.OPEN))),
        ({"id": 5, "job_status": None}, RejectedJob(None)),
        ({"id": 5}, RejectedJob(UNSET)),
        ({"job_status": 5}, RejectedJob(is_malformed=True)),
        ({"data": [], "id": 5}, None),
        ({"data": {}, "id": 5, "job_status": {}}, RejectedJob(ReportedStatus())),
        ({"data": 5, "id": 5}, RejectedJob(UNSET)),
        ({"next": 5}, None),
        ([], None),
    ],
    ids=["open", "null", "absent", "malformed", "envelope", "status", "data", "other", "list"],
)
def test_a_rejected_job_keeps_its_status(item: Any, expected: RejectedJob | None) -> None:
    """The problem of another field does not hide the status; what is no job has none."""
    assert exactly(expected) == exactly(rejected_job(json.dumps(item).encode()))


def test_broken_json_is_no_job() -> None:
    """Broken JSON has no status, for nobody knows what would have been in it."""
    assert None is rejected_job(b'{"id": 5, ')


def test_a_rejected_job_in_camel_case() -> None:
    """Keys are read in the case of the documents."""
    raw = b'{"id": 5, "jobStatus": {"value": "open", "sourceValue": 1}}'
    assert RejectedJob(ReportedStatus(AtsJobValue.OPEN, 1)) == rejected_job(raw, "camel")
    assert RejectedJob(UNSET) == rejected_job(raw)


def test_spelling() -> None:
    """A key is the field's name, or that in camel case."""
    assert ["job_status", "jobStatus"] == [
        spell("job_status", "snake"),
        spell("job_status", "camel"),
    ]
