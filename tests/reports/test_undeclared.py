"""Keys that no field declares are counted by the pattern of their path."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exactly import exactly
from jobstatus import AtsJob
from jobstatus.bulk.documents import Location
from jobstatus.reports import undeclared
from jobstatus.reports.building import ReportOptions
from jobstatus.reports.undeclared import UndeclaredKeys
from jobstatus.testing import documents
from reported import records_of, report_of

OPTIONS = ReportOptions(count_keys=True)


def keys_of(*jobs: Any, options: ReportOptions = OPTIONS) -> dict[str, int]:
    """Return the undeclared keys of jobs with their counts."""
    keys = report_of(*jobs, options=options).keys
    assert keys is not None
    return {key.path: key.count for key in keys.by_count()}


def test_keys_are_counted_where_they_are() -> None:
    """Undeclared keys are counted in a job, in its status, and in the objects of its lists."""
    job = {
        "id": "1",
        "workplace": "remote",
        "job_status": {"value": "open", "label": "Open"},
        "hiring_team": [{"nickname": "a"}, {"nickname": "b", "odd key": 1}],
        "interview_stages": [{"x": 1}],
        "custom_fields": [{"value": {"not_counted": 1}}],
        "unified_custom_fields": {"not_counted": 1},
    }
    expected = {
        "hiring_team[*].nickname": 4,
        "hiring_team[*]['odd key']": 2,
        "interview_stages[*].x": 2,
        "job_status.label": 2,
        "workplace": 2,
    }
    assert exactly(expected) == exactly(keys_of(job, job))


def test_what_else_is_extra_is_declared() -> None:
    """Nulls, offsets and second spellings are of keys that fields declare."""
    job = {
        "id": None,
        "created_at": "2024-01-01T00:00:00+02:00",
        "remote_location_ids": "one",
        "job_status": {"value": None, "sourceValue": None},
    }
    assert {} == keys_of(job)


@given(documents(AtsJob))
def test_documents_have_no_undeclared_keys(document: Any) -> None:
    """Every key that a job may have is declared."""
    assert {} == keys_of(document)


def test_the_other_case_is_undeclared() -> None:
    """Keys in the other case are counted as undeclared, and are no problems."""
    camel = ReportOptions(case="camel", count_keys=True)
    assert {"jobStatus": 1} == keys_of({"id": "1", "jobStatus": {}})
    assert {"job_status": 1} == keys_of({"id": "1", "job_status": {}}, options=camel)
    assert {} == keys_of({"id": "1", "jobStatus": {"source_value": None}}, options=camel)


def test_a_key_has_the_location_of_its_first_job() -> None:
    """The location of a key has the path of the first job that has the key."""
    keys = report_of({"id": "1"}, [{"id": "1"}, {"id": "2", "x": 1}], options=OPTIONS).keys
    assert keys is not None
    (key,) = keys.by_count()
    assert Location("a.json", 2, "$[1]") == key.first
    first = {"file": "a.json", "line": 2, "path": "$[1]"}
    expected = {"found": [{"path": "x", "count": 1, "first": first}], "lumped": 0}
    assert exactly(expected) == exactly(keys.as_json())


def test_the_number_of_keys_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys beyond the limit are counted together; known keys still count."""
    monkeypatch.setattr(undeclared, "_MAX_KEYS", 1)
    monkeypatch.setattr(undeclared, "_MAX_SHAPES", 1)
    keys, other = UndeclaredKeys(), UndeclaredKeys()
    for record in records_of({"id": "1", "a": 1, "b": 1}, {"id": "2", "a": 1}, options=OPTIONS):
        keys.add(record)  # type: ignore[arg-type]  # they are jobs
    assert (1, 1) == (keys.lumped_count, len(keys.by_count()))
    for record in records_of({"id": "1", "c": 1}, {"id": "2", "a": 1}, options=OPTIONS):
        other.add(record)  # type: ignore[arg-type]  # they are jobs
    keys.merge(other)
    assert (1 + 1 + 1, [("a", 2)]) == (
        keys.lumped_count,
        [(key.path, key.count) for key in keys.by_count()],
    )


@given(st.lists(st.sampled_from("abc"), max_size=12), st.integers(0, 12))
def test_keys_are_merged(names: list[str], cut: int) -> None:
    """Keys and those of the next jobs are, merged, the keys of all jobs."""
    jobs = [{"id": str(index), name: 1} for index, name in enumerate(names)]
    parts = []
    for part in (jobs, jobs[:cut], jobs[cut:]):
        keys = UndeclaredKeys()
        for record in records_of(part, options=OPTIONS):
            keys.add(record)  # type: ignore[arg-type]  # they are jobs
        parts.append(keys)
    whole, merged, rest = parts
    merged.merge(rest)
    counts = [[(key.path, key.count) for key in keys.by_count()] for keys in (whole, merged)]
    assert counts[0] == counts[1]
