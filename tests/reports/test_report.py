"""A report counts the jobs of files by status, and groups the files' problems."""

import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exactly import exactly
from jobstatus.bulk.documents import Location
from jobstatus.reports import report as report_module
from jobstatus.reports.building import ReportOptions
from jobstatus.reports.provider_values import MemoryBudget
from jobstatus.reports.report import Report
from reported import job, job_of, records_of, report_of, report_of_files
from strategies import json_values

CATEGORIES: Any = ("listed", "unrecognized", "missing", "malformed")
KEYS = ReportOptions(count_keys=True)


def counts(report: Report) -> list[tuple[str, str | None, int]]:
    """Return the category, the status and the number of jobs of every group."""
    groups = report.groups(*CATEGORIES)
    return [(group.category, group.status, group.job_count) for group in groups]


def test_jobs_are_grouped_by_status() -> None:
    """Groups are ordered by size, and groups of equal size by status."""
    report = report_of(*map(job, ["open", "closed", "brand_new", "open"]))
    expected = [
        ("listed", "open", 2),
        ("unrecognized", "brand_new", 1),
        ("listed", "closed", 1),
    ]
    assert expected == counts(report)
    assert [("listed", "open", 2)] == counts(report)[:1]
    assert ["closed"] == [group.status for group in report.groups("listed")][1:]


@pytest.mark.parametrize(
    ("document", "status"),
    [
        ({"id": "1"}, "job_status absent"),
        ({"id": "1", "job_status": None}, "job_status null"),
        ({"job_status": {}}, "value absent"),
        ({"job_status": {"value": None}}, "value null"),
        ({"id": 5}, "job_status absent"),
        ({"id": 5, "job_status": {"value": None}}, "value null"),
    ],
    ids=["job_status-absent", "job_status-null", "value-absent", "value-null", "bad", "bad-null"],
)
def test_a_missing_status_names_the_missing_key(document: Any, status: str) -> None:
    """Null and absent are two groups, both for `job_status` and for its `value`."""
    assert [("missing", status, 1)] == counts(report_of(document))


def test_malformed_statuses_are_counted_apart() -> None:
    """A status that cannot be structured is neither listed nor unrecognized."""
    report = report_of(job_of({"value": 5}), job_of("open"))
    assert [("malformed", "malformed", 2)] == counts(report)


def test_a_rejected_job_counts_for_its_status() -> None:
    """A rejected job counts with its provider's value, and its problems are counted."""
    report = report_of(job("open", "Open"), job("open", "Open") | {"id": 5, "title": 5})
    (group,) = report.groups("listed")
    assert (2, 2, 1, 2) == (
        report.job_count,
        group.values()[0].job_count,
        report.reject_count,
        report.problems.count,
    )


def test_what_is_no_job_is_a_reject_and_no_job() -> None:
    """An item that is no job has a problem, and is not counted as a job."""
    report = report_of({"data": [5, job("open")], "next": 5}, {"x": 1}, b"{")
    assert (1, 4, 4) == (report.job_count, report.reject_count, report.problems.count)


def test_a_group_has_the_location_of_its_first_job() -> None:
    """The location of a group has the path of its first job from the document's root."""
    (group,) = report_of({"id": 5}, [job("open"), job("open")]).groups("listed")
    assert Location("a.json", 2, "$[0]") == group.first


def test_many_unrecognized_statuses_share_a_group() -> None:
    """Unrecognized statuses over the memory budget share a group; listed ones never do."""
    report = Report()
    report._budget = MemoryBudget(250)
    with report.file(0, "a.json"):
        for record in records_of(*map(job, ("a", "b", "c", "a", "open"))):
            report.add(record)
    expected = [
        ("unrecognized", None, 2),
        ("unrecognized", "a", 2),
        ("listed", "open", 1),
    ]
    assert expected == counts(report)
    (file_bin,) = report.drift.bins()
    assert {"a", None, "open"} == {name.text for name in file_bin.job_counts}
    report.merge(report_of(*map(job, ("d", "a"))))
    assert [("unrecognized", None, 3), ("unrecognized", "a", 3)] == counts(report)[:2]


@pytest.mark.parametrize("bound", ["_MAX_PENDING", "_MAX_PENDING_BYTES"])
def test_what_is_not_grouped_yet_is_bounded(monkeypatch: pytest.MonkeyPatch, bound: str) -> None:
    """Distinct statuses and values are grouped when there are many, not only when a file ends."""
    monkeypatch.setattr(report_module, bound, 3)
    report = Report()
    for record in records_of(*[job("open", number) for number in range(10)]):
        report.add(record)
        assert len(report._pending) <= 4
    assert 10 == report.job_count == report.groups("listed")[0].distinct_count


def test_the_report_as_json() -> None:
    """The JSON document has all counts and problems, under the promised keys."""
    pairs = [
        {"value": "open", "source_value": 1.0},
        {"value": "open"},
        {"value": "new", "source_value": None},
        {"value": "closed", "source_value": 1.0},
        {"value": 5},
        None,
    ]
    report = report_of([job_of(pair) for pair in pairs])

    def first(index: int) -> Any:
        return {"file": "a.json", "line": 1, "path": f"$[{index}]"}

    one: Any = {"kind": "float", "value": 1.0, "jobs": 1}
    null: Any = {"kind": "null", "value": None, "jobs": 1}

    def group(status: str, jobs: int, index: int, *values: Any, **also: Any) -> Any:
        lists = {"first": first(index), "values": [*values], "lumped": 0}
        return {**also, "status": status, "jobs": jobs, **lists}

    problem = {
        "path": "$[*].job_status.value",
        "message": "expected a string, found number",
        "count": 1,
        "first": {"file": "a.json", "line": 1, "path": "$[4].job_status.value"},
        "example": "expected a string, found number 5",
    }
    expected = {
        "format": "jobstatus report 1",
        "files": 1,
        "jobs": 6,
        "rejects": 1,
        "statuses": [
            group("open", 2, 0, one, {"kind": "absent", "jobs": 1}, recognized=True),
            group("closed", 1, 3, one, recognized=True),
            group("new", 1, 2, null, recognized=False),
        ],
        "without_status": [group("job_status null", 1, 5)],
        "malformed": [group("malformed", 1, 4)],
        "kinds": {"float": 2, "absent": 1, "null": 1},
        "conflicts": [
            {
                **one,
                "jobs": 2,
                "statuses": [{"status": "closed", "jobs": 1}, {"status": "open", "jobs": 1}],
            }
        ],
        "keys": None,
        "problems": {"count": 1, "groups": [problem], "lumped": 0},
        "drift": [
            {
                "first": "a.json",
                "last": "a.json",
                "files": 1,
                "statuses": [
                    {"category": "listed", "status": "open", "jobs": 2},
                    {"category": "unrecognized", "status": "new", "jobs": 1},
                    {"category": "listed", "status": "closed", "jobs": 1},
                    {"category": "malformed", "status": "malformed", "jobs": 1},
                    {"category": "missing", "status": "job_status null", "jobs": 1},
                ],
            }
        ],
    }
    assert exactly(expected) == exactly(report.as_json())


@given(st.lists(json_values, max_size=8))
def test_every_job_is_counted_once(pairs: list[Any]) -> None:
    """The sizes of the groups add up to the number of jobs, whatever `job_status` is."""
    report = report_of([job_of(pair) for pair in pairs])
    assert len(pairs) == report.job_count == sum(jobs for *_, jobs in counts(report))


documents = st.one_of(
    st.builds(job, st.sampled_from(["open", "new", 5, None]), json_values),
    st.builds(lambda key: {"id": "1", key: 1}, st.sampled_from("xyz")),
    json_values,
)


@given(st.lists(st.lists(documents, max_size=4), max_size=6), st.integers(0, 6))
def test_reports_are_merged(files: list[list[Any]], cut: int) -> None:
    """A report and that on the next files are, merged, the report on all files."""
    merged = report_of_files(*files[:cut], options=KEYS)
    rest = KEYS.new_report()
    for index, file in enumerate(files[cut:], cut):
        with rest.file(index, f"{index}.json"):
            for record in records_of(*file, file=f"{index}.json", options=KEYS):
                rest.add(record)
    merged.merge(pickle.loads(pickle.dumps(rest)))
    assert exactly(report_of_files(*files, options=KEYS).as_json()) == exactly(merged.as_json())
    assert merged.conflicts() == report_of_files(*files, options=KEYS).conflicts()


def test_keys_are_merged_only_if_both_have_counted_them() -> None:
    """A report that has not counted keys has none after it is merged."""
    report = report_of({"id": "1", "x": 1})
    report.merge(report_of({"id": "1", "x": 1}, options=KEYS))
    assert (2, None) == (report.job_count, report.keys)


def test_a_file_that_is_interrupted_is_counted_as_far_as_it_was_read() -> None:
    """Jobs that were added before an interruption are in the report."""

    def interrupted() -> None:
        with report.file(0, "a.json"):
            report.add(records_of(job("open"))[0])
            raise KeyboardInterrupt

    report = Report()
    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert (1, 1, [("listed", "open", 1)]) == (report.file_count, report.job_count, counts(report))
    assert 1 == report.drift.bins()[0].job_count
