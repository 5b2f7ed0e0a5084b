"""Print a report as tables on a terminal, and show a progress bar, with rich."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Final

from attrs import frozen
from rich.console import Console, Group
from rich.measure import Measurement
from rich.padding import Padding
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from jobstatus.excerpts import cut, excerpt, quoted
from jobstatus.models import AtsJobValue

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence
    from typing import TextIO

    from rich.console import ConsoleOptions, RenderableType, RenderResult

    from jobstatus.bulk.previous_documents import FileWrapper

    from .groups import ProviderValue, StatusGroup
    from .report import Report

__all__ = ["print_report", "progress_bar"]

_STYLES: Final = {
    "listed": "cyan",
    "unrecognized": "yellow",
    "missing": "dim",
    "malformed": "red",
}
_NOTES: Final = {
    "listed": "",
    "unrecognized": "unrecognized",
    "missing": "no status",
    "malformed": "no status",
}
# A table shows no more statuses than this, however many unrecognized ones there are.
_MAX_STATUSES: Final = 30
# In columns of the terminal.
_STATUS_WIDTH: Final = 20
_BAR_WIDTH: Final = 24
# A share nearer to 0 or 1 than this would be rounded to 0% or 100%.
_MIN_SHARE: Final = 0.001
_MAX_SHARE: Final = 0.999


def print_report(report: Report, file: TextIO, *, values: int, problems: int) -> None:
    """Print a report as text.

    Args:
        report: The report.
        file: The file to print to; if it is a terminal, its width and colours are used.
        values: The largest number of provider's values to show for each status.
        problems: The largest number of problems to show.

    Raises:
        BrokenPipeError: The reader of the file has closed it.
    """
    console = _PipeConsole(file=file, highlight=False, markup=False, emoji=False)
    console.print(_headline(report))
    for section in _sections(report, values, problems):
        console.print()
        console.print(section)


@contextmanager
def progress_bar(total: int) -> Generator[FileWrapper]:
    """Show a progress bar on standard error for the length of a `with` block.

    Args:
        total: The number of bytes to be read.

    Yields:
        A function that wraps an open file, so that the bar counts the bytes read from it.
    """
    columns = (TextColumn("reading"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield partial(progress.wrap_file, task_id=progress.add_task("", total=total))


@frozen
class _ShareBar:
    """A bar for a share from 0 to 1; at least half a character long, as few are not none."""

    share: float
    style: str

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        halves = max(1, round(2 * self.share * options.max_width))
        whole, half = ("-", "-") if options.ascii_only else ("━", "╸")
        text = whole * (halves // 2) + half * (halves % 2)
        yield Text(text, self.style)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement(2, _BAR_WIDTH)


class _PipeConsole(Console):
    """A console that raises `BrokenPipeError`, where rich would end the program."""

    def on_broken_pipe(self) -> None:
        """Raise the error that rich is handling."""
        raise  # noqa: PLE0704 - rich calls this while it handles the error


def _headline(report: Report) -> Text:
    unrecognized = report.groups("unrecognized")
    distinct = [group for group in unrecognized if group.status is not None]
    at_least = "" if distinct == unrecognized else "more than "
    statuses = at_least + _count_noun(len(distinct), "unrecognized status", "es")
    jobs, files = _count_noun(report.job_count, "job"), _count_noun(report.file_count, "file")
    problems = _count_noun(report.problem_count, "problem")
    return Text.assemble(
        (f"{jobs} in {files}", "bold"),
        ": ",
        (problems, "red" if report.problem_count else "green"),
        ", ",
        (statuses, "yellow" if unrecognized else "green"),
    )


def _sections(report: Report, values: int, problems: int) -> Iterator[RenderableType]:
    listed = report.groups("listed")
    unmapped = [group for group in listed if group.status == AtsJobValue.UNMAPPED_VALUE]
    groups_by_title = {
        "Mapped": [group for group in listed if group not in unmapped],
        "Unmapped": unmapped,
        "Unrecognized": report.groups("unrecognized"),
        "No status": report.groups("missing"),
    }
    if report.job_count:
        yield _status_table(report)
    for title, groups in groups_by_title.items():
        if groups:
            yield _value_table(title, groups, values)
    if report.problem_count:
        yield Group(*_problem_lines(report, problems))


def _status_table(report: Report) -> Table:
    table = _make_table("Status", "Jobs", "Share")
    table.add_column()
    table.add_column(no_wrap=True)
    statuses = report.groups("listed", "unrecognized")
    without_status = report.groups("missing") + report.groups("malformed")
    largest = max(group.job_count for group in statuses + without_status)
    for group in statuses[:_MAX_STATUSES]:
        _add_status_row(table, report, group, largest)
    if statuses[_MAX_STATUSES:]:
        table.add_row("", "", "", Text(f"and {len(statuses) - _MAX_STATUSES:,} more", "dim"))
    for group in without_status:
        _add_status_row(table, report, group, largest)
    return table


def _add_status_row(table: Table, report: Report, group: StatusGroup, largest: int) -> None:
    style = _STYLES[group.category]
    share = _format_share(group.job_count / report.job_count)
    bar = _ShareBar(group.job_count / largest, style)
    note = Text(_NOTES[group.category], style)
    table.add_row(_status_text(group), f"{group.job_count:,}", share, bar, note)


def _format_share(share: float) -> str:
    if share < _MIN_SHARE:
        return "<0.1%"
    return ">99.9%" if _MAX_SHARE < share < 1 else f"{share:.1%}"


def _value_table(title: str, groups: Sequence[StatusGroup], limit: int) -> Table:
    table = _make_table(title, "Jobs", "Kind", "Provider value")
    for group in groups[:_MAX_STATUSES]:
        status = _status_text(group)
        for jobs, kind, value in _value_rows(group, limit):
            table.add_row(status, jobs, kind, value)
            status = Text()
    if groups[_MAX_STATUSES:]:
        more = f"and {len(groups) - _MAX_STATUSES:,} more statuses"
        table.add_row("", "", "", Text(more, "dim"))
    return table


def _value_rows(group: StatusGroup, limit: int) -> Iterator[tuple[str, str, Text]]:
    """Yield the number of jobs, the kind and the excerpt of each provider's value of a group."""
    shown = group.values(limit)
    for value in shown:
        yield f"{value.job_count:,}", value.kind, _value_text(value)
    other_jobs = group.job_count - sum(value.job_count for value in shown)
    more = group.distinct_count - len(shown)
    if more or group.untracked_count:
        at_least = "more than " if group.untracked_count else ""
        text = f"and {at_least}{more:,} more" if more else "and others"
        yield f"{other_jobs:,}", "", Text(text, "dim")
        other_jobs = 0
    if group.category != "listed":
        first = Text(f"{group.first.file}:{group.first.line}", "dim", overflow="fold")
        yield f"{other_jobs:,}" if other_jobs else "", "first", first


def _value_text(value: ProviderValue) -> Text:
    text = "" if value.kind == "null" else excerpt(value.value)
    return Text(text, no_wrap=True, overflow="ellipsis")


def _problem_lines(report: Report, limit: int) -> Iterator[RenderableType]:
    yield Text("Problems", "bold")
    for problem in report.first_problems[:limit]:
        location = Text(f"{problem.file}:{problem.line}", "cyan", overflow="fold")
        location.append(f"  {problem.path}", "default")
        yield Padding(location, (0, 0, 0, 2), expand=False)
        yield Padding(Text(_printable(problem.message)), (0, 0, 0, 4), expand=False)
    more = report.problem_count - min(limit, len(report.first_problems))
    if more:
        yield Text(f"  and {more:,} more", "dim")


def _status_text(group: StatusGroup) -> Text:
    # Cut before it is quoted: a hostile status may be megabytes long.
    shown = "(others)" if group.status is None else _printable(cut(group.status, 2 * _STATUS_WIDTH))
    return Text(shown, _STYLES[group.category], no_wrap=True, overflow="ellipsis")


def _printable(text: str) -> str:
    """Quote text that is empty or padded, or that a terminal might act on."""
    return text if text.isprintable() and text == text.strip() != "" else quoted(text, len(text))


def _make_table(title: str, *columns: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(Text(title, "bold not dim"), width=_STATUS_WIDTH)
    for column in columns:
        is_number = column in ("Jobs", "Share")
        table.add_column(column, justify="right" if is_number else "left", no_wrap=is_number)
    return table


def _count_noun(number: int, noun: str, plural_ending: str = "s") -> str:
    return f"{number:,} {noun}{'' if number == 1 else plural_ending}"
