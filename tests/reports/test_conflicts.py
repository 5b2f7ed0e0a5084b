"""Provider's values that are mapped to more than one status are found."""

from exactly import exactly
from jobstatus.reports.conflicts import find_conflicts
from jobstatus.reports.report import Report
from reported import job, report_of


def test_a_value_with_two_statuses_is_found() -> None:
    """A value is listed with its statuses, the most frequent first."""
    report = report_of(job("closed", "Filled"), job("open", "Filled"), job("closed", "Filled"))
    expected = [
        {
            "kind": "string",
            "value": "Filled",
            "jobs": 3,
            "statuses": [{"status": "closed", "jobs": 2}, {"status": "open", "jobs": 1}],
        }
    ]
    assert exactly(expected) == exactly([conflict.as_json() for conflict in report.conflicts()])


def test_values_are_compared_exactly() -> None:
    """`1`, `1.0` and `true` may have a status each."""
    assert (
        [] == report_of(job("open", 1), job("closed", 1.0), job("draft", source=True)).conflicts()
    )


def test_null_and_absent_are_no_values() -> None:
    """Null and absent values may come with any status, and so may jobs without a status."""
    absent = [{"job_status": {"value": value}} for value in ("open", "closed")]
    report = report_of(job("open"), job("closed"), *absent, job(None, "x"), job("open", "x"))
    assert [] == report.conflicts()


def test_the_most_frequent_come_first() -> None:
    """Values are ordered by the number of jobs, statuses of equal numbers by name."""
    jobs = [job(status, value) for status in ("open", "closed", "new") for value in ("a", "b")]
    conflicts = report_of(*jobs, job("open", "b")).conflicts()
    assert ["b", "a"] == [conflict.value.value for conflict in conflicts]
    assert (("closed", 1), ("new", 1), ("open", 1)) == conflicts[1].statuses


def test_statuses_that_there_was_no_room_for_are_left_out() -> None:
    """Statuses that were lumped together may be one status or more."""
    report = Report()
    report._budget.bytes_left = 0
    for record in (job("new", "a"), job("newer", "a")):
        report.merge(report_of(record))
    assert [None] == [group.status for group in report.groups("unrecognized")]
    assert [] == find_conflicts(report.groups("unrecognized"))
