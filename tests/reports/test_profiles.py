"""The traits of a report are read from its JSON document."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobstatus.reports.building import ReportOptions
from jobstatus.reports.profiles import ProfileError, Trait, profile_of, read_profile
from jobstatus.reports.provider_values import MemoryBudget
from jobstatus.reports.report import Report
from reported import job, job_of, records_of, report_of
from strategies import json_values

KEYS = ReportOptions(count_keys=True)
FIRST = {"file": "a.json", "line": 1, "path": "$"}


def traits(report: Report) -> list[tuple[str, str, str | None, int]]:
    """Return the traits of a report, but for the first location of each."""
    return [(t.aspect, t.text, t.status, t.count) for t in profile_of(report.as_json()).traits]


def test_traits() -> None:
    """The traits are statuses, undeclared keys, kinds and mappings, each with its count."""
    report = report_of(job("open", 1.0, x=1), job("open", {"a": 1}), {"id": "1"}, options=KEYS)
    expected = [
        ("status", "open", None, 2),
        ("status", "job_status absent", None, 1),
        ("key", "x", None, 1),
        ("kind", "float", None, 1),
        ("kind", "object", None, 1),
        ("mapping", "1.0", "open", 1),
        ("mapping", '{"a":1}', "open", 1),
    ]
    assert expected == traits(report)


def test_traits_have_the_first_location() -> None:
    """A trait has the first location if the report has it."""
    profile = profile_of(report_of(job("open")).as_json())
    assert [FIRST, None, None] == [trait.first for trait in profile.traits]
    assert Trait("status", "open", None, 1, FIRST) == profile.traits[0]
    assert {"text": "open", "count": 1, "first": FIRST} == profile.traits[0].as_json()
    assert {"text": "null", "status": "open", "count": 1, "first": None} == (
        profile.traits[2].as_json()
    )


def test_absent_and_malformed() -> None:
    """A value that is absent is no JSON, and a malformed status has a name of its own."""
    report = report_of(job_of({"value": "open"}), job_of(5))
    assert ("mapping", "absent", "open", 1) in traits(report)
    assert ("status", "malformed", None, 1) in traits(report)


def test_a_profile_says_whether_it_is_complete() -> None:
    """A profile is not complete if there was no room for a status, a value or a key."""
    report = report_of(job("open"), options=KEYS)
    assert (True, True) == (
        profile_of(report.as_json()).is_complete,
        profile_of(report.as_json()).has_keys,
    )
    assert report.keys is not None
    report.keys.lumped_count = 1
    assert not profile_of(report.as_json()).is_complete
    for status in ("open", "new"):
        bounded = Report()
        bounded._budget = MemoryBudget(0)
        bounded.add(records_of(job(status))[0])
        profile = profile_of(bounded.as_json())
        assert (False, False) == (profile.is_complete, profile.has_keys)


@given(st.lists(st.builds(job, st.sampled_from(["open", "new", None]), json_values), max_size=6))
def test_a_report_is_read_from_its_file(jobs: list[Any]) -> None:
    """The traits of a report that is written and read are those of the report."""
    report = report_of(jobs).as_json()
    assert profile_of(report) == profile_of(json.loads(json.dumps(report)))


def test_other_files_are_no_reports(tmp_path: Path) -> None:
    """Documents, folders and files that do not exist are no reports."""
    (tmp_path / "a.json").write_text('{"data": []}')
    (tmp_path / "report.json").write_text(json.dumps(report_of(job("open")).as_json(), indent=2))
    names = ["a.json", ".", "nowhere", "report.json"]
    profiles = [read_profile(tmp_path / name) for name in names]
    assert [None, None, None] == profiles[:3]
    assert profiles[3]
    assert 1 == profiles[3].jobs


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"format": "jobstatus report 1", ', "is no report: is not JSON: "),
        ('{"format": "jobstatus report 1"}', "is no report of this version: KeyError('keys')"),
        ('{"format": "jobstatus report 1", "keys": 5}', "is no report of this version: KeyError"),
        ('["jobstatus report 1"]', "is no report of this version: TypeError"),
    ],
    ids=["broken", "empty", "wrong", "array"],
)
def test_a_damaged_report(tmp_path: Path, text: str, message: str) -> None:
    """A damaged report is an error that says so, for nobody means it as a source."""
    (tmp_path / "report.json").write_text(text)
    with pytest.raises(ProfileError) as caught:
        read_profile(tmp_path / "report.json")
    assert str(caught.value).startswith(message)
