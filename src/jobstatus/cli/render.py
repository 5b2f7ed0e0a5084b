"""Print a report as tables on a terminal, with rich."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.console import Group
from rich.padding import Padding
from rich.text import Text

from jobstatus.models import AtsJobValue
from jobstatus.reports.texts import count_noun, format_share, printable, short

from .elements import STATUS_WIDTH, ShareBar, make_console, make_table, place_text, value_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import TextIO

    from rich.console import RenderableType
    from rich.table import Table

    from jobstatus.reports.conflicts import Conflict
    from jobstatus.reports.problem_groups import ProblemGroups
    from jobstatus.reports.report import Report
    from jobstatus.reports.status_groups import StatusGroup
    from jobstatus.reports.undeclared import UndeclaredKeys

__all__ = ["print_report"]

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
# A table shows no more statuses, values or keys than this, however many there are.
_MAX_ROWS: Final = 30


def print_report(report: Report, file: TextIO, *, values: int, problems: int) -> None:
    """Print a report as text.

    Args:
        report: The report.
        file: The file to print to; if it is a terminal, its width and colours are used.
        values: The largest number of provider's values to show for each status.
        problems: The largest number of groups of problems to show.

    Raises:
        OSError: The file cannot be written, or its reader has closed it.
    """
    console = make_console(file)
    console.print(_headline(report))
    for section in _sections(report, values, problems):
        console.print()
        console.print(section)


def _headline(report: Report) -> Text:
    unrecognized = report.groups("unrecognized")
    distinct = [group for group in unrecognized if group.status is not None]
    at_least = "" if distinct == unrecognized else "more than "
    statuses = at_least + count_noun(len(distinct), "unrecognized status", "es")
    jobs, files = count_noun(report.job_count, "job"), count_noun(report.file_count, "file")
    return Text.assemble(
        (f"{jobs} in {files}", "bold"),
        ": ",
        (count_noun(report.problems.count, "problem"), "red" if report.problems.count else "green"),
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
    conflicts = report.conflicts()
    if conflicts:
        yield _conflict_table(conflicts)
    if report.keys is not None and report.keys.by_count():
        yield _key_table(report.keys)
    if report.problems.count:
        yield Group(*_problem_lines(report.problems, problems))


def _status_table(report: Report) -> Table:
    table = make_table("Status", "Jobs", "Share")
    table.add_column()
    table.add_column(no_wrap=True)
    statuses = report.groups("listed", "unrecognized")
    without_status = report.groups("missing") + report.groups("malformed")
    largest = max(group.job_count for group in statuses + without_status)
    for group in statuses[:_MAX_ROWS]:
        _add_status_row(table, report, group, largest)
    _add_more(table, len(statuses) - _MAX_ROWS, "")
    for group in without_status:
        _add_status_row(table, report, group, largest)
    return table


def _add_status_row(table: Table, report: Report, group: StatusGroup, largest: int) -> None:
    style = _STYLES[group.category]
    share = format_share(group.job_count / report.job_count)
    bar = ShareBar(group.job_count / largest, style)
    note = Text(_NOTES[group.category], style)
    table.add_row(_status_text(group), f"{group.job_count:,}", share, bar, note)


def _value_table(title: str, groups: Sequence[StatusGroup], limit: int) -> Table:
    table = make_table(title, "Jobs", "Kind", "Provider value")
    for group in groups[:_MAX_ROWS]:
        status = _status_text(group)
        for jobs, kind, value in _value_rows(group, limit):
            table.add_row(status, jobs, kind, value)
            status = Text()
    _add_more(table, len(groups) - _MAX_ROWS, " statuses")
    return table


def _value_rows(group: StatusGroup, limit: int) -> Iterator[tuple[str, str, Text]]:
    """Yield the number of jobs, the kind and the excerpt of each provider's value of a group."""
    shown = group.values(limit)
    for value in shown:
        yield f"{value.job_count:,}", value.kind, value_text(value)
    other_jobs = group.job_count - sum(value.job_count for value in shown)
    more = group.distinct_count - len(shown)
    if more or group.untracked_count:
        at_least = "more than " if group.untracked_count else ""
        text = f"and {at_least}{more:,} more" if more else "and others"
        yield f"{other_jobs:,}", "", Text(text, "dim")
        other_jobs = 0
    if group.category != "listed":
        yield f"{other_jobs:,}" if other_jobs else "", "first", place_text(group.first)


def _conflict_table(conflicts: Sequence[Conflict]) -> Table:
    table = make_table("Mapped two ways", "Jobs", "Kind", "Provider value")
    for conflict in conflicts[:_MAX_ROWS]:
        value = conflict.value
        kind, text = value.kind, value_text(value)
        for status, job_count in conflict.statuses[:_MAX_ROWS]:
            name = Text(short(status, 2 * STATUS_WIDTH), no_wrap=True, overflow="ellipsis")
            table.add_row(name, f"{job_count:,}", kind, text)
            kind, text = "", Text()
    _add_more(table, len(conflicts) - _MAX_ROWS, " values")
    return table


def _key_table(keys: UndeclaredKeys) -> Table:
    table = make_table("Undeclared keys", "Count", "First")
    found = keys.by_count()
    for key in found[:_MAX_ROWS]:
        path = Text(printable(key.path), no_wrap=True, overflow="ellipsis")
        table.add_row(path, f"{key.count:,}", place_text(key.first))
    at_least = "more than " if keys.lumped_count else ""
    if found[_MAX_ROWS:]:
        table.add_row("", "", Text(f"and {at_least}{len(found) - _MAX_ROWS:,} more", "dim"))
    return table


def _problem_lines(problems: ProblemGroups, limit: int) -> Iterator[RenderableType]:
    """Yield the number, the path, the message and the first place of each group of problems."""
    yield Text("Problems", "bold")
    groups = problems.by_size()
    width = len(f"{groups[0].count:,}") if groups else 0
    for group in groups[:limit]:
        is_one = group.count == 1
        path = Text(f"{group.count:>{width},}  ", "bold")
        path.append(printable(group.first.path if is_one else group.path), "not bold cyan")
        message = Text(printable(group.example if is_one else group.message))
        first = place_text(group.first)
        first.append("" if is_one else f"  {group.first.path}")
        yield Padding(path, (0, 0, 0, 2), expand=False)
        yield Padding(message, (0, 0, 0, width + 4), expand=False)
        yield Padding(first, (0, 0, 0, width + 4), expand=False)
    more = problems.count - sum(group.count for group in groups[:limit])
    if more:
        yield Text(f"  and {more:,} more", "dim")


def _add_more(table: Table, more: int, noun: str) -> None:
    """Add a row that says how many are left out, if any are."""
    if more > 0:
        table.add_row("", "", "", Text(f"and {more:,} more{noun}", "dim"))


def _status_text(group: StatusGroup) -> Text:
    shown = "(others)" if group.status is None else short(group.status, 2 * STATUS_WIDTH)
    return Text(shown, _STYLES[group.category], no_wrap=True, overflow="ellipsis")
