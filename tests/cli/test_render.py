"""A report is printed as aligned tables, safely, on a terminal of any width and encoding."""

from io import BytesIO, StringIO, TextIOWrapper
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobstatus.bulk.documents import Document
from jobstatus.bulk.records import RejectRecord
from jobstatus.cli.render import print_report
from jobstatus.problems import Problem
from jobstatus.reports.building import ReportOptions
from jobstatus.reports.provider_values import MemoryBudget
from jobstatus.reports.report import Report
from reported import job, records_of
from reported import report_of as report_of_lines
from strategies import json_values

KEYS = ReportOptions(count_keys=True)


def report_of(*jobs: Any, file: str = "folder/a.json") -> Report:
    """Make the report on a document whose list has these jobs."""
    return report_of_lines([*jobs], file=file)


def printed(report: Report, *, values: int = 5, problems: int = 50) -> str:
    """Return the text of a report without trailing spaces."""
    file = StringIO()
    print_report(report, file, values=values, problems=problems)
    return "".join(f"{line.rstrip()}\n" for line in file.getvalue().splitlines())


REPORT = """\
13 jobs in 1 file: 3 problems, 1 unrecognized status

Status                Jobs  Share
open                     5  38.5%  ━━━━━━━━━━━━━━━━━━━━━━━━
unmapped_value           2  15.4%  ━━━━━━━━━╸
draft                    1   7.7%  ━━━━━
filled                   1   7.7%  ━━━━━                     unrecognized
job_status absent        1   7.7%  ━━━━━                     no status
value null               1   7.7%  ━━━━━                     no status
malformed                2  15.4%  ━━━━━━━━━╸                no status

Mapped                Jobs  Kind    Provider value
open                     3  object  {"id": 1, "label": "Open"}
                         1  float   1.0
                         1          and 1 more
draft                    1  string  "Filled"

Unmapped              Jobs  Kind    Provider value
unmapped_value           1  string  "unlisted"
                         1  null

Unrecognized          Jobs  Kind    Provider value
filled                   1  string  "Filled"
                            first   folder/a.json:1

No status             Jobs  Kind    Provider value
job_status absent        1  first   folder/a.json:1
value null               1  string  "x"
                            first   folder/a.json:1

Mapped two ways       Jobs  Kind    Provider value
draft                    1  string  "Filled"
filled                   1

Problems
  2  $[*].job_status.value
     expected a string, found number
     folder/a.json:1  $[11].job_status.value
  1  $[13]
     expected a job, found null
     folder/a.json:1
"""


def test_a_report_is_printed() -> None:
    """A report has a headline, a table of statuses, a table of values per title, and problems."""
    opened = [job("open", source) for source in [{"id": 1, "label": "Open"}] * 3 + [1.0, True]]
    report = report_of(
        *opened,
        job("unmapped_value", "unlisted"),
        job("unmapped_value"),
        job("filled", "Filled"),
        {"id": "1"},
        job(None, "x"),
        job("draft", "Filled"),
        job(5),
        job(7),
        None,
    )
    assert REPORT == printed(report, values=2)


def test_a_report_without_jobs() -> None:
    """A report without jobs is a headline only."""
    assert "0 jobs in 1 file: 0 problems, 0 unrecognized statuses\n" == printed(report_of())


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("[bold]x[/bold]", "[bold]x[/bold]"),
        (":smile:", ":smile:"),
        ("\x1b[31mred", r'"\u001b[31mred"'),
        (" padded", '" padded"'),
        ("", '""'),
    ],
    ids=["markup", "emoji", "escape", "padded", "empty"],
)
def test_texts_from_documents_are_escaped(value: str, shown: str) -> None:
    """Neither rich nor the terminal acts on a status, a value or a file's name."""
    text = printed(report_of(job(value, {value: value}), file=f"{value.strip(chr(27))}.json"))
    assert f"\n{shown} " in text
    assert "\x1b" not in text


def test_messages_are_escaped() -> None:
    """Control characters in the message of a problem are escaped."""
    report = Report(file_count=1)
    document = Document("a.json", 1, b"")
    report.add(RejectRecord(document, (), b"", (Problem("oops \x1b[2J"),)))
    assert r'     "oops \u001b[2J"' in printed(report)


def test_a_small_share_is_not_zero() -> None:
    """A status of one job in thousands is shown with `<0.1%` and a bar."""
    lines = printed(report_of(*[job("open")] * 3_000, job("closed"))).splitlines()
    assert ["open", "3,000", ">99.9%"] == lines[3].split()[:3]
    assert ["closed", "1", "<0.1%", "╸"] == lines[4].split()


@pytest.mark.parametrize(
    ("values", "rows"),
    [
        (0, ["open 3 and 3 more"]),
        (1, ["open 1 integer 0", "2 and 2 more"]),
        (3, ["open 1 integer 0", "1 integer 1", "1 integer 2"]),
    ],
    ids=str,
)
def test_values_are_capped(values: int, rows: list[str]) -> None:
    """Values beyond the limit are counted."""
    text = printed(report_of(*map(job, ["open"] * 3, range(3))), values=values)
    assert rows == [" ".join(line.split()) for line in text.partition("Mapped")[2].splitlines()[1:]]


@pytest.mark.parametrize(
    ("problems", "last"),
    [(0, "  and 5 more"), (1, "  and 2 more"), (3, "     a.json:1  $[1].title")],
    ids=str,
)
def test_problems_are_capped(problems: int, last: str) -> None:
    """The largest groups are shown, and the problems of the others counted."""
    bad = {"id": "1", "title": 5}
    report = report_of({"id": "1"}, bad, bad, None, None, None, file="a.json")
    assert last == printed(report, problems=problems).splitlines()[-1]


def test_problems_without_a_group_are_counted() -> None:
    """Problems of groups that there was no room for are counted."""
    report = report_of(None)
    report.problems.count += 2_000
    assert "  and 2,000 more" == printed(report).splitlines()[-1]


def test_a_group_of_problems_is_one() -> None:
    """A group has the number of its problems, the patterns of path and message, and a place."""
    text = printed(report_of(*[{"id": "1", "title": number} for number in range(2_000)]))
    assert text.endswith(
        "Problems\n"
        "  2,000  $[*].title\n"
        "         expected a string, found number\n"
        "         folder/a.json:1  $[0].title\n"
    )


def test_undeclared_keys() -> None:
    """The first 30 undeclared keys are shown, if they were counted."""
    jobs = [{"id": "1", f"key {n:02}": 1} for n in range(40)]
    report = report_of_lines(*jobs, jobs[7], options=KEYS)
    text = printed(report)
    assert "Undeclared keys       Count  First\n['key 07']                2  a.json:8\n" in text
    assert text.endswith("and 10 more\n")
    assert report.keys is not None
    report.keys.lumped_count = 5
    assert printed(report).endswith("and more than 10 more\n")
    assert "Undeclared" not in printed(report_of_lines({"id": "1"}, options=KEYS))


def test_conflicts_are_capped() -> None:
    """The first 30 values are shown, and the others counted."""
    jobs = [job(status, n) for n in range(33) for status in ("open", "closed")]
    text = printed(report_of(*jobs)).partition("Mapped two ways")[2]
    assert "closed                   1  integer  0\nopen                     1\n" in text
    assert text.endswith("and 3 more values\n")


def test_statuses_are_capped() -> None:
    """Tables show the first 30 statuses, and count the others."""
    text = printed(report_of(*[job(f"new {n}") for n in range(1_000)]))
    assert len(text.splitlines()) < 100
    assert "1,000 unrecognized statuses" in text
    assert "and 970 more\n" in text
    assert "and 970 more statuses\n" in text


@pytest.mark.parametrize(
    ("values", "more"), [(0, "and more than 1 more"), (1, "and others")], ids=str
)
def test_counts_over_the_memory_budget_are_lower_bounds(values: int, more: str) -> None:
    """Counts of distinct texts are marked `more than` once the memory budget is spent."""
    report = Report(file_count=1)
    report._budget = MemoryBudget(410)
    for record in records_of(job("new", 0), job("newer" * 9, 0), job("new", 1)):
        report.add(record)
    text = printed(report, values=values)
    assert "more than 1 unrecognized status\n" in text
    assert "(others)                 1" in text
    assert f"{more}\n" in text


@pytest.mark.parametrize("columns", [1, 20, 40, 60, 80, 200])
def test_lines_fit_the_terminal(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """No line is wider than the terminal, however narrow."""
    monkeypatch.setenv("COLUMNS", str(columns))
    report = report_of(job("open", "漢" * 99), job("漢" * 99), job(5), {"id": "x" * 99}, job(None))
    assert max(map(len, printed(report).splitlines())) <= columns


def test_bars_in_ascii(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bars are made of hyphens where the encoding has no box-drawing characters."""
    file = TextIOWrapper(BytesIO(), encoding="ascii")
    print_report(report_of(job("open")), file, values=1, problems=1)
    file.seek(0)
    assert "open                     1  100.0%  ------------------------" in file.read()


def test_statuses_are_coloured(monkeypatch: pytest.MonkeyPatch) -> None:
    """Statuses are coloured on a terminal with colours."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    assert "\x1b[36mopen" in printed(report_of(job("open")))


class Closed(StringIO):
    """A pipe that its reader has closed."""

    def write(self, text: str) -> int:
        """Raise the error of the operating system."""
        raise BrokenPipeError(text)


def test_a_broken_pipe_is_raised() -> None:
    """A broken pipe raises an error; rich by itself would end the program."""
    with pytest.raises(BrokenPipeError):
        print_report(report_of(), Closed(), values=1, problems=1)


@given(st.lists(json_values, max_size=6), json_values)
def test_any_report_is_printable(pairs: list[Any], other: Any) -> None:
    """No status, value or message of any document puts a control character into the output."""
    report = report_of(*[{"id": "1", "job_status": pair} for pair in pairs], other)
    assert printed(report, values=2).replace("\n", "").isprintable()
