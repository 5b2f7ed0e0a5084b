"""Files are read, and their jobs and problems counted."""

import gzip
import json
from pathlib import Path

import pytest

from jobstatus.bulk.documents import Location
from jobstatus.bulk.sources import Source, find_sources
from jobstatus.reports.building import ReportBuilder, ReportOptions, build_report
from jobstatus.reports.rejects import RejectWriter
from reported import job

EXAMPLES = Path(__file__).parents[2] / "examples" / "responses"


def written(path: Path, *documents: object) -> Source:
    """Write documents to a file, one on each line, and return its source."""
    path.write_text("".join(f"{json.dumps(document)}\n" for document in documents))
    (source,) = find_sources(path)
    return source


def test_the_examples_are_counted() -> None:
    """The examples have as many files, jobs and problems as their README says."""
    report = build_report(EXAMPLES)
    assert (25, 447, 2, 1) == (
        report.file_count,
        report.job_count,
        report.problems.count,
        report.reject_count,
    )
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
    ids=["no-job", "cut-off", "gone"],
)
def test_a_file_that_cannot_be_read_is_a_problem(
    tmp_path: Path, name: str, data: bytes | None, jobs: int, problem: Location
) -> None:
    """A read error is a problem with a line; documents before it and other files are counted."""
    if data is not None:
        (tmp_path / name).write_bytes(data)
    (tmp_path / "good.json").write_text('{"id": "1"}')
    sources = [Source(each, str(tmp_path / each)) for each in (name, "good.json")]
    report = build_report(sources)
    assert (2, jobs + 1, 1) == (report.file_count, report.job_count, report.problems.count)
    assert problem == report.problems.by_size()[0].first


def test_options(tmp_path: Path) -> None:
    """Documents may be envelopes, in camelCase, and no larger than is said; keys are counted."""
    page = {"response": {"data": [{"jobStatus": {"value": "open"}, "x": 1}]}}
    source = written(tmp_path / "a.jsonl", page, page | {"more": "x" * 1_000})
    options = ReportOptions(case="camel", at="response.data", max_document=500, count_keys=True)
    report = build_report([source], options)
    assert (1, 1) == (report.job_count, report.reject_count)
    assert ["open"] == [group.status for group in report.groups("listed")]
    assert report.keys is not None
    assert ["x"] == [key.path for key in report.keys.by_count()]


def test_rejects_are_written(tmp_path: Path) -> None:
    """Each reject is written as one line; jobs and envelopes are not written."""
    source = written(tmp_path / "a.jsonl", [job("open"), 5], {"x": 1}, job("open"))
    with RejectWriter(tmp_path / "rejects") as rejects:
        builder = ReportBuilder(ReportOptions(), rejects=rejects)
        builder.read(0, source)
    lines = (tmp_path / "rejects").read_text().splitlines()
    assert [(1, "$[1]"), (2, "$")] == [(r["line"], r["path"]) for r in map(json.loads, lines)]
    assert (2, 2) == (builder.report.job_count, builder.report.reject_count)
