"""The sections of a report's page: each a heading, a chart, and the same in numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from jobstatus.reports.texts import count_noun, format_share, printable, short

from .charts import Segment, bar, heat_strip, stacked_bar
from .elements import (
    STATUS_ROOM,
    Heading,
    bin_text,
    chart_row,
    details,
    more_row,
    numbers,
    place_text,
    section,
    status_text,
    table,
    value_markup,
)
from .markup import Markup, joined, tag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jobstatus.reports.drift import FileBin
    from jobstatus.reports.report import Report
    from jobstatus.reports.status_groups import StatusGroup, StatusName

__all__ = [
    "conflict_section",
    "drift_section",
    "key_section",
    "kind_section",
    "problem_section",
    "status_section",
    "value_section",
]

_MAX_STATUSES: Final = 40
_MAX_VALUES: Final = 8
_MAX_ROWS: Final = 200
_FLAGS: Final = {
    "listed": "",
    "unrecognized": "unrecognized",
    "missing": "no status",
    "malformed": "no status",
}
_KINDS: Final = ("string", "integer", "float", "boolean", "object", "array", "null", "absent")


def status_section(report: Report) -> Markup | None:
    """Show the number of jobs by status.

    Args:
        report: The report.

    Returns:
        The section; `None` if there is nothing to show. The functions of other sections return the
        same.
    """
    groups = _all_groups(report)
    if not groups:
        return None
    largest = max(group.job_count for group in groups)
    rows = [_status_row(group, report.job_count, largest) for group in groups[:_MAX_STATUSES]]
    head: list[Heading] = ["Status", ("Jobs", "number"), ("Share", "number"), ("", "wide")]
    more = more_row(len(groups) - _MAX_STATUSES, "more statuses", 4)
    return section("Statuses", None, table("Jobs by status", head, [*rows, more]))


def _status_row(group: StatusGroup, job_count: int, largest: int) -> Markup:
    flag = _FLAGS[group.category]
    shown_flag = joined(" ", tag("span", flag, class_=f"flag {group.category}")) if flag else None
    name = tag("th", status_text(group.name), shown_flag, scope="row")
    return tag(
        "tr",
        name,
        tag("td", f"{group.job_count:,}", class_="number"),
        tag("td", format_share(group.job_count / job_count), class_="number"),
        tag("td", bar(group.job_count / largest, group.category), class_="wide"),
    )


def value_section(report: Report) -> Markup | None:
    """Show the most frequent provider's values of each status.

    Args:
        report: The report.
    """
    groups = [group for group in _all_groups(report) if group.kinds]
    if not groups:
        return None
    cards = [_value_card(group) for group in groups[:_MAX_STATUSES]]
    note = "The provider's own value of each job, by the status that it is mapped to."
    more = len(groups) - _MAX_STATUSES
    rest = tag("p", f"and {more:,} more statuses", class_="note") if more > 0 else None
    return section("What the providers say", note, tag("div", *cards, class_="cards"), rest)


def _value_card(group: StatusGroup) -> Markup:
    values = group.values(_MAX_VALUES)
    rows: list[Markup | None] = [
        tag(
            "tr",
            tag("td", value_markup(value)),
            tag("td", f"{value.job_count:,}", class_="number"),
            tag("td", bar(value.job_count / group.job_count, value.kind)),
        )
        for value in values
    ]
    rows.append(more_row(group.distinct_count - len(values), "more", 3))
    rows.append(more_row(group.untracked_count, "jobs with others", 3))
    title = tag("h3", status_text(group.name))
    first = None
    if group.category != "listed":
        first = tag("small", f"first in {place_text(group.first)}")
    jobs = tag("p", count_noun(group.job_count, "job"))
    head: list[Heading] = ["Provider's value", ("Jobs", "number"), "Share"]
    shown = table(f"Provider's values of {status_text(group.name)}", head, rows, is_bare=True)
    return tag("article", tag("header", title, jobs), first, shown)


def kind_section(report: Report) -> Markup | None:
    """Show the kinds of provider's values, in all and by status.

    Args:
        report: The report.
    """
    kinds = report.kinds()
    if not kinds:
        return None
    groups = [group for group in _all_groups(report) if group.kinds][:_MAX_STATUSES]
    shown = [kind for kind in _KINDS if kinds[kind]]
    legend = [
        tag("li", bar(1, kind), f"{kind} {format_share(kinds[kind] / kinds.total())}")
        for kind in shown
    ]
    rows = [_kind_row(group, shown) for group in groups]
    head = ["Status", *numbers(shown)]
    cells = [
        tag(
            "tr",
            tag("th", status_text(group.name), scope="row"),
            *(tag("td", f"{group.kinds[kind]:,}", class_="number") for kind in shown),
        )
        for group in groups
    ]
    return section(
        "Kinds of values",
        "The JSON that the provider's value is: integers and floats are told apart.",
        tag("ul", *legend, class_="legend"),
        *rows,
        details("Kinds in numbers", table("Kinds of values by status", head, cells)),
    )


def _kind_row(group: StatusGroup, kinds: Sequence[str]) -> Markup:
    total = group.kinds.total()
    present = [kind for kind in kinds if group.kinds[kind]]
    titles = {kind: f"{kind}: {count_noun(group.kinds[kind], 'job')}" for kind in present}
    segments = [Segment(group.kinds[kind] / total, kind, titles[kind]) for kind in present]
    name = status_text(group.name)
    return chart_row(name, stacked_bar(segments, f"{name}: {', '.join(titles.values())}"), total)


def conflict_section(report: Report) -> Markup | None:
    """List the provider's values that are mapped to more than one status.

    Args:
        report: The report.
    """
    conflicts = report.conflicts()
    if not conflicts:
        return None
    rows: list[Markup | None] = [
        tag(
            "tr",
            tag("td", value_markup(conflict.value)),
            tag("td", f"{conflict.value.job_count:,}", class_="number"),
            tag("td", _mapped_to(conflict.statuses)),
        )
        for conflict in conflicts[:_MAX_ROWS]
    ]
    head: list[Heading] = ["Provider's value", ("Jobs", "number"), "Mapped to"]
    rows.append(more_row(len(conflicts) - _MAX_ROWS, "more", 3))
    note = "The same value has more than one status. Values of different providers may do so."
    return section("Mapped two ways", note, table("Values mapped two ways", head, rows))


def _mapped_to(statuses: Sequence[tuple[str, int]]) -> Markup:
    return joined(
        ", ".join(f"{short(status, STATUS_ROOM)} {jobs:,}" for status, jobs in statuses[:10]),
        f" and {len(statuses) - 10:,} more" if len(statuses) > 10 else None,  # noqa: PLR2004
    )


def drift_section(report: Report) -> Markup | None:
    """Show which statuses come in which files, as a heat map.

    Args:
        report: The report.
    """
    bins = report.drift.bins()
    if len(bins) < 2 or not report.job_count:  # noqa: PLR2004 - one bin shows no drift
        return None
    totals = sum((file_bin.job_counts for file_bin in bins[1:]), bins[0].job_counts.copy())
    names = [name for name, _ in totals.most_common(_MAX_STATUSES)]
    rows = [chart_row(status_text(name), _strip(name, bins), totals[name]) for name in names]
    axis = tag("div", tag("span", bins[0].first), tag("span", bins[-1].last), class_="axis")
    head = ["Files", *numbers(["Jobs", *map(status_text, names)])]
    cells = [
        tag(
            "tr",
            tag("th", bin_text(file_bin), scope="row"),
            tag("td", f"{file_bin.job_count:,}", class_="number"),
            *(tag("td", f"{file_bin.job_counts[name]:,}", class_="number") for name in names),
        )
        for file_bin in bins
    ]
    return section(
        "Drift over files",
        "From left to right the files in their order; the stronger the colour, the larger the share "
        "of a file's jobs.",
        *rows,
        tag("div", axis, class_="row"),
        details("Files in numbers", table("Jobs by file and status", head, cells)),
    )


def _strip(name: StatusName, bins: Sequence[FileBin]) -> Markup:
    cells = [
        Segment(
            file_bin.job_counts[name] / max(1, file_bin.job_count),
            name.category,
            f"{bin_text(file_bin)}: {file_bin.job_counts[name]:,} of "
            f"{count_noun(file_bin.job_count, 'job')}",
        )
        for file_bin in bins
    ]
    present = sum(bool(cell.share) for cell in cells)
    return heat_strip(cells, f"{status_text(name)}: in {present} of {len(bins)} groups of files")


def key_section(report: Report) -> Markup | None:
    """List the keys that no field declares.

    Args:
        report: The report.
    """
    keys = report.keys.by_count() if report.keys else []
    if not keys:
        return None
    rows: list[Markup | None] = [
        tag(
            "tr",
            tag("td", tag("code", printable(key.path))),
            tag("td", f"{key.count:,}", class_="number"),
            tag("td", tag("small", place_text(key.first))),
        )
        for key in keys[:_MAX_ROWS]
    ]
    rows.append(more_row(len(keys) - _MAX_ROWS, "more", 3))
    head: list[Heading] = ["Key", ("Objects", "number"), "First"]
    note = "Keys of jobs that no field declares."
    return section("Undeclared keys", note, table("Undeclared keys", head, rows))


def problem_section(report: Report) -> Markup | None:
    """List the groups of problems.

    Args:
        report: The report.
    """
    problems = report.problems
    if not problems.count:
        return None
    groups = problems.by_size()
    rows: list[Markup | None] = [
        tag(
            "tr",
            tag("td", f"{group.count:,}", class_="number"),
            tag("td", tag("code", printable(group.path))),
            tag("td", printable(group.message), tag("small", f"first: {group.example}")),
            tag("td", tag("small", f"{place_text(group.first)} {group.first.path}")),
        )
        for group in groups[:_MAX_ROWS]
    ]
    left = problems.count - sum(group.count for group in groups[:_MAX_ROWS])
    rows.append(more_row(left, "more problems", 4))
    head: list[Heading] = [("Count", "number"), "Where", "What", "First"]
    shown = table("Problems", head, rows, class_="problems")
    return section("Problems", "Grouped by path and message.", shown)


def _all_groups(report: Report) -> list[StatusGroup]:
    """List the groups of jobs with a status, and then those without, the largest first."""
    return [*report.groups("listed", "unrecognized"), *report.groups("missing", "malformed")]
