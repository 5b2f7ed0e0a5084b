"""A report is printed as aligned tables, safely, on a terminal of any width and encoding."""

import json
from io import BytesIO, StringIO, TextIOWrapper
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobstatus.bulk.previous_records import Document, LocatedProblem, find_jobs
from jobstatus.cli.groups import MemoryBudget
from jobstatus.cli.render import print_report, progress_bar
from jobstatus.cli.report import Report
from jobstatus.problems import Problem
from strategies import json_values


def report_of(*jobs: Any, file: str = "folder/a.json") -> Report:
    """Make the report on a document whose list has these jobs."""
    report = Report(file_count=1)
    for item in find_jobs(Document(file, 1, json.dumps(jobs).encode())):
        report.add(item)
    return report


def printed(report: Report, *, values: int = 5, problems: int = 50) -> str:
    """Return the text of a report without trailing spaces."""
    file = StringIO()
    print_report(report, file, values=values, problems=problems)
    return "".join(f"{line.rstrip()}\n" for line in file.getvalue().splitlines())


def job(value: Any, source: Any = None) -> Any:
    """Return a job with a status."""
    return {"id": "1", "job_status": {"value": value, "source_value": source}}


REPORT = """\
11 jobs in 1 file: 1 problem, 1 unrecognized status

Status                Jobs  Share
open                     5  45.5%  ━━━━━━━━━━━━━━━━━━━━━━━━
unmapped_value           2  18.2%  ━━━━━━━━━╸
filled                   1   9.1%  ━━━━━                     unrecognized
job_status absent        1   9.1%  ━━━━━                     no status
value null               1   9.1%  ━━━━━                     no status
malformed                1   9.1%  ━━━━━                     no status

Mapped                Jobs  Kind    Provider value
open                     3  object  {"id": 1, "label": "Open"}
                         1  float   1.0
                         1          and 1 more

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

Problems
  folder/a.json:1  $[10].job_status.value
    expected a string, found number 5
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
        job(5),
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
    report.add(LocatedProblem(Document("a.json", 1, b""), Problem("oops \x1b[2J")))
    assert r'    "oops \u001b[2J"' in printed(report)


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
    [(0, "  and 3 more"), (2, "  and 1 more"), (3, "    expected a job, found null")],
    ids=str,
)
def test_problems_are_capped(problems: int, last: str) -> None:
    """Problems beyond the limit are counted."""
    assert last == printed(report_of(None, None, None), problems=problems).splitlines()[-1]


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
def test_counts_over_the_memory_budget_are_lower_bounds(
    monkeypatch: pytest.MonkeyPatch, values: int, more: str
) -> None:
    """Counts of distinct texts are marked `more than` once the memory budget is spent."""
    report = Report(file_count=1)
    monkeypatch.setattr(report, "_budget", MemoryBudget(450))
    jobs = [job("new", 0), job("new", 1), job("newer", 0)]
    for item in find_jobs(Document("a.json", 1, json.dumps(jobs).encode())):
        report.add(item)
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


def test_progress_is_shown_on_standard_error(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bar counts the bytes that are read, and leaves standard output alone."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    with progress_bar(2_000_000) as wrap_file:
        assert b"x" * 1_000_000 == wrap_file(BytesIO(b"x" * 1_000_000)).read()
    out, err = capsys.readouterr()
    assert "" == out
    assert "1.0/2.0 MB" in err


@given(st.lists(json_values, max_size=6), json_values)
def test_any_report_is_printable(pairs: list[Any], other: Any) -> None:
    """No status, value or message of any document puts a control character into the output."""
    report = report_of(*[{"id": "1", "job_status": pair} for pair in pairs], other)
    assert printed(report, values=2).replace("\n", "").isprintable()
