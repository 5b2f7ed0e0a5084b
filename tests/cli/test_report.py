"""Jobs are counted by status and by provider's value, and what is wrong is listed."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exactly import exactly
from jobstatus.bulk.records import Document, Place, Trouble, take_apart
from jobstatus.bulk.sources import Source, find_sources
from jobstatus.cli.report import Found, Group, ProviderValue, Report, survey
from jobstatus.errors import MAX_PROBLEMS, Problem
from jobstatus.excerpts import ABSENT
from strategies import json_values

EXAMPLES = Path(__file__).parents[2] / "examples" / "responses"


def report_of(*pairs: Any) -> Report:
    """Report on a document whose jobs have these for a `job_status`."""
    report = Report()
    text = json.dumps([{"id": "1", "job_status": pair} for pair in pairs])
    for item in take_apart(Document("a.json", 1, text.encode())):
        report.add(item)
    return report


def counts(report: Report) -> list[tuple[str, str | None, int]]:
    """Return the standing, status and number of jobs of every group."""
    groups = report.groups("listed", "unrecognized", "missing", "malformed")
    return [(group.standing, group.status, group.jobs) for group in groups]


def values(group: Group, limit: int | None = None) -> list[tuple[str, Any, int]]:
    """Return the provider's values of a group, comparable exactly."""
    return [(seen.kind, exactly(seen.value), seen.jobs) for seen in group.values(limit)]


def test_jobs_are_grouped_by_status() -> None:
    """The most frequent status comes first; of equally frequent ones the first by alphabet."""
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
def test_jobs_without_a_status_say_what_is_missing(job: Any, status: str) -> None:
    """To be null and to be absent are two things, of the pair and of its value."""
    report = Report()
    for item in take_apart(Document("a.json", 1, json.dumps(job).encode())):
        report.add(item)
    assert [("missing", status, 1)] == counts(report)


def test_malformed_statuses_are_counted_apart() -> None:
    """A status that is no text is neither listed nor unrecognized."""
    assert [("malformed", "malformed", 2)] == counts(report_of({"value": 5}, "open"))


def test_provider_values_are_told_apart_exactly() -> None:
    """`1`, `1.0`, `true` and `"1"` are four values; null is one, and so is none at all."""
    sources = [1, 1.0, True, "1", None, {"a": 1, "b": 2}, {"b": 2, "a": 1}, [], 2**64 + 1, -0.0]
    pairs = [{"value": "open", "source_value": source} for source in sources]
    (group,) = report_of(*pairs, {"value": "open"}).groups("listed")
    kinds = ["integer", "float", "boolean", "string", "null", "object", "object", "array"]
    kinds += ["integer", "float"]
    expected = [(k, exactly(s), 1) for k, s in zip(kinds, sources, strict=True)]
    assert [*expected, ("absent", ABSENT, 1)] == [
        (k, ABSENT if s == exactly(ABSENT) else s, n) for k, s, n in values(group)
    ]


def test_both_spellings_are_one_value() -> None:
    """`sourceValue` is `source_value` in another spelling."""
    pairs = {"value": "open", "source_value": "x"}, {"value": "open", "sourceValue": "x"}
    (group,) = report_of(*pairs).groups("listed")
    assert [ProviderValue("string", "x", 2)] == group.values()


def test_the_most_frequent_values_come_first() -> None:
    """A limit leaves out the rarest values."""
    pairs = [{"value": "open", "source_value": source} for source in ("a", "b", "c", "b")]
    (group,) = report_of(*pairs).groups("listed")
    assert ["b", "a"] == [seen.value for seen in group.values(2)]
    assert 3 == group.distinct


def test_the_first_place_of_a_status_is_known() -> None:
    """Each group says where its first job is."""
    (group,) = report_of({"value": "open"}, {"value": "open"}).groups("listed")
    assert Place("a.json", 1, "$[0]") == group.first


def test_problems_are_counted_and_the_first_are_listed() -> None:
    """Problems have a file, a line and a path; a flood of them fills no memory."""
    report = Report()
    trouble = Trouble(Document("a.json", 7, b""), Problem("is bad", ("data", 0), "null", "null"))
    for _ in range(MAX_PROBLEMS + 5):
        report.add(trouble)
    assert MAX_PROBLEMS + 5 == report.problems
    assert MAX_PROBLEMS == len(report.found)
    assert Found("a.json", 7, "$.data[0]", "is bad", "null", "null") == report.found[0]


def test_a_flood_of_values_is_lumped_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """When there is no room for more distinct values, the rest are only counted."""
    report = Report()
    monkeypatch.setattr(report, "_room", type(report._room)(left=500))
    _add_open(report, [0, 1, 2, 3, 0, 1])
    (group,) = report.groups("listed")
    assert (2, 2, 6) == (group.distinct, group.lumped, group.jobs)


def test_a_large_value_takes_no_room_from_small_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """What does not fit is not kept, and what comes later may still fit."""
    report = Report()
    monkeypatch.setattr(report, "_room", type(report._room)(left=500))
    _add_open(report, ["x" * 1_000, 1])
    (group,) = report.groups("listed")
    assert [ProviderValue("integer", 1, 1)] == group.values()


def test_a_flood_of_statuses_is_lumped_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unrecognized statuses without room are one group; listed ones always have room."""
    report = Report()
    monkeypatch.setattr(report, "_room", type(report._room)(left=250))
    _add_open(report, [0], ["a", "b", "c", "a", "open"])
    expected = [
        ("unrecognized", None, 2),
        ("unrecognized", "a", 2),
        ("listed", "open", 1),
    ]
    assert expected == counts(report)


def _add_open(
    report: Report, sources: list[Any], statuses: tuple[str, ...] | list[str] = ()
) -> None:
    pairs = [{"value": "open", "source_value": source} for source in sources]
    if statuses:
        pairs = [{"value": status} for status in statuses]
    text = json.dumps([{"job_status": pair} for pair in pairs])
    for item in take_apart(Document("a.json", 1, text.encode())):
        report.add(item)


def test_files_are_surveyed() -> None:
    """The examples have as many files, jobs and problems as their README says."""
    report = survey(find_sources([str(EXAMPLES)]))
    assert (25, 447, 2) == (report.files, report.jobs, report.problems)
    assert ["filled", "pending_approval"] == [g.status for g in report.groups("unrecognized")]


@pytest.mark.parametrize(
    ("name", "data", "jobs", "problem"),
    [
        ("a.json.gz", b"{}", 0, Place("a.json.gz", 1, "$")),
        (
            "a.jsonl.gz",
            gzip.compress(b'{"id": "1"}\n' * 99)[:-8],
            99,
            Place("a.jsonl.gz", 100, "$"),
        ),
        ("missing.json", None, 0, Place("missing.json", 1, "$")),
    ],
    ids=["no-gzip", "cut-off", "gone"],
)
def test_a_file_that_cannot_be_read_is_a_problem(
    tmp_path: Path, name: str, data: bytes | None, jobs: int, problem: Place
) -> None:
    """What was read before counts, the problem has a line, and the other files are read."""
    if data is not None:
        (tmp_path / name).write_bytes(data)
    (tmp_path / "good.json").write_text('{"id": "1"}')
    sources = [Source(each, tmp_path / each) for each in (name, "good.json")]
    report = survey(sources)
    assert (2, jobs + 1, 1) == (report.files, report.jobs, report.problems)
    assert problem == Place(report.found[0].file, report.found[0].line, report.found[0].path)


def test_the_report_as_json() -> None:
    """The document has everything, under keys that stay."""
    report = report_of(
        {"value": "open", "source_value": 1.0},
        {"value": "open"},
        {"value": "new", "source_value": None},
        {"value": 5},
        None,
    )
    report.files = 1
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
def test_no_value_is_lost(sources: list[Any]) -> None:
    """Whatever providers send, every value is counted, and comes back exactly."""
    pairs = [{"value": "open", "source_value": source} for source in sources]
    groups = report_of(*pairs).groups("listed")
    seen = [exactly(v.value) for group in groups for v in group.values() for _ in range(v.jobs)]
    assert sorted(map(repr, map(exactly, sources))) == sorted(map(repr, seen))


@given(st.lists(json_values, max_size=8))
def test_every_job_is_counted_once(pairs: list[Any]) -> None:
    """The groups' jobs add up, whatever stands in `job_status`."""
    report = report_of(*pairs)
    assert len(pairs) == report.jobs == sum(jobs for *_, jobs in counts(report))
