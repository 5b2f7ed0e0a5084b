"""A report as a person likes to read it: the only room that knows rich."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Final

from attrs import frozen
from rich.console import Console
from rich.console import Group as Parts
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

    from jobstatus.bulk.documents import Watch

    from .report import Group, ProviderValue, Report

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
# However many unrecognized statuses there are, a table has no more than this.
_MOST: Final = 30
# In columns of the terminal.
_NAME: Final = 20
_BAR: Final = 24


def print_report(report: Report, file: TextIO, *, values: int, problems: int) -> None:
    """Print a report.

    Args:
        report: What to print.
        file: Where to; if it is a terminal, in its width and colours.
        values: How many of a provider's values are shown for each status.
        problems: How many problems are shown.

    Raises:
        BrokenPipeError: Nobody reads the file any more.
    """
    console = _Console(file=file, highlight=False, markup=False, emoji=False)
    console.print(_headline(report))
    for section in _sections(report, values, problems):
        console.print()
        console.print(section)


@contextmanager
def progress_bar(total: int) -> Generator[Watch]:
    """Show how much has been read, on standard error, until the context ends.

    Args:
        total: How many bytes there are to read.

    Yields:
        What has to see every file that is opened.
    """
    columns = (TextColumn("reading"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield partial(progress.wrap_file, task_id=progress.add_task("", total=total))


@frozen
class _Bar:
    """A bar that shows a part of 1; never empty, for a few are not none."""

    part: float
    style: str

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        halves = max(1, round(2 * self.part * options.max_width))
        whole, half = ("-", "-") if options.ascii_only else ("━", "╸")
        text = whole * (halves // 2) + half * (halves % 2)
        yield Text(text, self.style)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement(2, _BAR)


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Leave it to the caller: rich itself would end the program."""
        raise  # noqa: PLE0704 - rich calls this while it handles the error


def _headline(report: Report) -> Text:
    new = report.groups("unrecognized")
    apart = [group for group in new if group.status is not None]
    than = "" if apart == new else "more than "
    statuses = than + _count(len(apart), "unrecognized status", "es")
    return Text.assemble(
        (f"{_count(report.jobs, 'job')} in {_count(report.files, 'file')}", "bold"),
        ": ",
        (_count(report.problems, "problem"), "red" if report.problems else "green"),
        ", ",
        (statuses, "yellow" if new else "green"),
    )


def _sections(report: Report, values: int, problems: int) -> Iterator[RenderableType]:
    listed = report.groups("listed")
    unmapped = [group for group in listed if group.status == AtsJobValue.UNMAPPED_VALUE]
    titled = {
        "Mapped": [group for group in listed if group not in unmapped],
        "Unmapped": unmapped,
        "Unrecognized": report.groups("unrecognized"),
        "No status": report.groups("missing"),
    }
    if report.jobs:
        yield _overview(report)
    yield from (_values(title, groups, values) for title, groups in titled.items() if groups)
    if report.problems:
        yield Parts(*_problems(report, problems))


def _overview(report: Report) -> Table:
    table = _table("Status", "Jobs", "Share")
    table.add_column()
    table.add_column(no_wrap=True)
    statuses = report.groups("listed", "unrecognized")
    without = report.groups("missing") + report.groups("malformed")
    most = max(group.jobs for group in statuses + without)
    for group in statuses[:_MOST]:
        _add_share(table, report, group, most)
    if statuses[_MOST:]:
        table.add_row("", "", "", Text(f"and {len(statuses) - _MOST:,} more", "dim"))
    for group in without:
        _add_share(table, report, group, most)
    return table


def _add_share(table: Table, report: Report, group: Group, most: int) -> None:
    style = _STYLES[group.standing]
    share = group.jobs / report.jobs
    bar = _Bar(group.jobs / most, style)
    note = Text(_NOTES[group.standing], style)
    table.add_row(_name(group), f"{group.jobs:,}", _percent(share), bar, note)


def _percent(share: float) -> str:
    """Round, but never to nothing or all."""
    few, many = 0.001, 0.999
    return "<0.1%" if share < few else ">99.9%" if many < share < 1 else f"{share:.1%}"


def _values(title: str, groups: Sequence[Group], limit: int) -> Table:
    table = _table(title, "Jobs", "Kind", "Provider value")
    for group in groups[:_MOST]:
        name = _name(group)
        for jobs, kind, text in _rows(group, limit):
            table.add_row(name, jobs, kind, text)
            name = Text()
    if groups[_MOST:]:
        table.add_row("", "", "", Text(f"and {len(groups) - _MOST:,} more statuses", "dim"))
    return table


def _rows(group: Group, limit: int) -> Iterator[tuple[str, str, Text]]:
    """Yield the cells beside a group's name: how many jobs, and the value's kind and beginning."""
    shown = group.values(limit)
    for seen in shown:
        yield f"{seen.jobs:,}", seen.kind, _value(seen)
    rest = group.jobs - sum(seen.jobs for seen in shown)
    more = group.distinct - len(shown)
    if more or group.lumped:
        than = "more than " * bool(group.lumped)
        yield f"{rest:,}", "", Text(f"and {than}{more:,} more" if more else "and others", "dim")
        rest = 0
    if group.standing != "listed":
        first = Text(f"{group.first.file}:{group.first.line}", "dim", overflow="fold")
        yield f"{rest:,}" if rest else "", "first", first


def _value(seen: ProviderValue) -> Text:
    shown = "" if seen.kind == "null" else excerpt(seen.value)
    return Text(shown, no_wrap=True, overflow="ellipsis")


def _problems(report: Report, limit: int) -> Iterator[RenderableType]:
    yield Text("Problems", "bold")
    for found in report.found[:limit]:
        place = Text(f"{found.file}:{found.line}", "cyan", overflow="fold")
        yield Padding(place.append(f"  {found.path}", "default"), (0, 0, 0, 2), expand=False)
        yield Padding(Text(_readable(found.message)), (0, 0, 0, 4), expand=False)
    more = report.problems - min(limit, len(report.found))
    if more:
        yield Text(f"  and {more:,} more", "dim")


def _name(group: Group) -> Text:
    # Cut first: a flood may bring texts of megabytes.
    text = "(others)" if group.status is None else _readable(cut(group.status, 2 * _NAME))
    return Text(text, _STYLES[group.standing], no_wrap=True, overflow="ellipsis")


def _readable(text: str) -> str:
    """Quote text that does not look like itself, or that a terminal might act on."""
    return text if text.isprintable() and text == text.strip() != "" else quoted(text, len(text))


def _table(title: str, *titles: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(Text(title, "bold not dim"), width=_NAME)
    for other in titles:
        number = other in ("Jobs", "Share")
        table.add_column(other, justify="right" if number else "left", no_wrap=number)
    return table


def _count(number: int, noun: str, plural: str = "s") -> str:
    return f"{number:,} {noun}{'' if number == 1 else plural}"
