"""A report counts the jobs of files by status, and lists the files' problems."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exactly import exactly
from jobstatus.bulk.previous_records import Document, LocatedProblem, Location, find_jobs
from jobstatus.bulk.previous_sources import Source, find_sources
from jobstatus.cli.groups import MemoryBudget
from jobstatus.cli.report import Report, ReportedProblem, build_report
from jobstatus.problems import MAX_PROBLEMS, Problem
from strategies import json_values

EXAMPLES = Path(__file__).parents[2] / "examples" / "responses"


def report_of(*pairs: Any) -> Report:
    """Make the report on a document whose jobs have these values of `job_status`."""
    report = Report()
    text = json.dumps([{"id": "1", "job_status": pair} for pair in pairs])
    for item in find_jobs(Document("a.json", 1, text.encode())):
        report.add(item)
    return report


def counts(report: Report) -> list[tuple[str, str | None, int]]:
    """Return the category, the status and the number of jobs of every group."""
    groups = report.groups("listed", "unrecognized", "missing", "malformed")
    return [(group.category, group.status, group.job_count) for group in groups]


def test_jobs_are_grouped_by_status() -> None:
    """Groups are ordered by size, and groups of equal size by status."""
    report = report_of(
        {"value": "open"}, {"value": "closed"}, {"value": "brand_new"}, {"value": "open"}
    )
    expected = [
        ("listed", "open", 2),
        ("unrecognized", "brand_new", 1),
        ("listed", "closed", 1),
    ]
    assert expected == counts(report)


@pytest.mark.parametrize(
    ("job", "status"),
    [
        ({"id": "1"}, "job_status absent"),
        ({"job_status": None}, "job_status null"),
        ({"job_status": {}}, "value absent"),
        ({"job_status": {"value": None}}, "value null"),
    ],
    ids=["job_status-absent", "job_status-null", "value-absent", "value-null"],
)
def test_a_missing_status_names_the_missing_key(job: Any, status: str) -> None:
    """Null and absent are two groups, both for `job_status` and for its `value`."""
    report = Report()
    for item in find_jobs(Document("a.json", 1, json.dumps(job).encode())):
        report.add(item)
    assert [("missing", status, 1)] == counts(report)


def test_malformed_statuses_are_counted_apart() -> None:
    """A status that cannot be structured is neither listed nor unrecognized."""
    assert [("malformed", "malformed", 2)] == counts(report_of({"value": 5}, "open"))


def test_a_group_has_the_location_of_its_first_job() -> None:
    """A group has the location of its first job."""
    (group,) = report_of({"value": "open"}, {"value": "open"}).groups("listed")
    assert Location("a.json", 1, "$[0]") == group.first


def test_problems_are_counted_and_the_first_are_listed() -> None:
    """Every problem is counted, and the first 10,000 are kept with their locations."""
    report = Report()
    problem = LocatedProblem(
        Document("a.json", 7, b""), Problem("is bad", ("data", 0), "null", "null")
    )
    for _ in range(MAX_PROBLEMS + 5):
        report.add(problem)
    assert MAX_PROBLEMS + 5 == report.problem_count
    assert MAX_PROBLEMS == len(report.first_problems)
    expected = ReportedProblem("a.json", 7, "$.data[0]", "is bad", "null", "null")
    assert expected == report.first_problems[0]


def test_many_unrecognized_statuses_share_a_group(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unrecognized statuses over the memory budget share a group; listed ones never do."""
    report = Report()
    monkeypatch.setattr(report, "_budget", MemoryBudget(250))
    jobs = [{"job_status": {"value": value}} for value in ("a", "b", "c", "a", "open")]
    for item in find_jobs(Document("a.json", 1, json.dumps(jobs).encode())):
        report.add(item)
    expected = [
        ("unrecognized", None, 2),
        ("unrecognized", "a", 2),
        ("listed", "open", 1),
    ]
    assert expected == counts(report)


def test_the_examples_are_counted() -> None:
    """The examples have as many files, jobs and problems as their README says."""
    report = build_report(find_sources([str(EXAMPLES)]))
    assert (25, 447, 2) == (report.file_count, report.job_count, report.problem_count)
    assert ["filled", "pending_approval"] == [g.status for g in report.groups("unrecognized")]


@pytest.mark.parametrize(
    ("name", "data", "jobs", "problem"),
    [
        ("a.json.gz", b"{}", 0, Location("a.json.gz", 1, "$")),
        (
            "a.jsonl.gz",
            gzip.compress(b'{"id": "1"}\n' * 99)[:-8],
            99,
            Location("a.jsonl.gz", 100, "$"),
        ),
        ("missing.json", None, 0, Location("missing.json", 1, "$")),
    ],
    ids=["no-gzip", "cut-off", "gone"],
)
def test_a_file_that_cannot_be_read_is_a_problem(
    tmp_path: Path, name: str, data: bytes | None, jobs: int, problem: Location
) -> None:
    """A read error is a problem with a line; documents before it and other files are counted."""
    if data is not None:
        (tmp_path / name).write_bytes(data)
    (tmp_path / "good.json").write_text('{"id": "1"}')
    sources = [Source(each, tmp_path / each) for each in (name, "good.json")]
    report = build_report(sources)
    assert (2, jobs + 1, 1) == (report.file_count, report.job_count, report.problem_count)
    (reported,) = report.first_problems
    assert problem == Location(reported.file, reported.line, reported.path)


def test_the_report_as_json() -> None:
    """The JSON document has all counts and problems, under the promised keys."""
    report = report_of(
        {"value": "open", "source_value": 1.0},
        {"value": "open"},
        {"value": "new", "source_value": None},
        {"value": 5},
        None,
    )
    report.file_count = 1
    expected = {
        "files": 1,
        "jobs": 5,
        "statuses": [
            {
                "recognized": True,
                "status": "open",
                "jobs": 2,
                "first": {"file": "a.json", "line": 1, "path": "$[0]"},
                "values": [
                    {"kind": "float", "value": 1.0, "jobs": 1},
                    {"kind": "absent", "jobs": 1},
                ],
                "lumped": 0,
            },
            {
                "recognized": False,
                "status": "new",
                "jobs": 1,
                "first": {"file": "a.json", "line": 1, "path": "$[2]"},
                "values": [{"kind": "null", "value": None, "jobs": 1}],
                "lumped": 0,
            },
        ],
        "without_status": [
            {
                "status": "job_status null",
                "jobs": 1,
                "first": {"file": "a.json", "line": 1, "path": "$[4]"},
                "values": [],
                "lumped": 0,
            }
        ],
        "malformed": [
            {
                "status": "malformed",
                "jobs": 1,
                "first": {"file": "a.json", "line": 1, "path": "$[3]"},
                "values": [],
                "lumped": 0,
            }
        ],
        "problems": {
            "count": 1,
            "first": [
                {
                    "file": "a.json",
                    "line": 1,
                    "path": "$[3].job_status.value",
                    "message": "expected a string, found number 5",
                    "kind": "number",
                    "excerpt": "5",
                }
            ],
        },
    }
    assert exactly(expected) == exactly(report.as_json())


@given(st.lists(json_values, max_size=8))
def test_every_job_is_counted_once(pairs: list[Any]) -> None:
    """The sizes of the groups add up to the number of jobs, whatever `job_status` is."""
    report = report_of(*pairs)
    assert len(pairs) == report.job_count == sum(jobs for *_, jobs in counts(report))
