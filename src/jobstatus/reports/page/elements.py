"""The elements of a report's page: sections, tables, rows of charts, and texts of documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from jobstatus.excerpts import excerpt
from jobstatus.reports.texts import count_noun, short

from .markup import Markup, joined, tag

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jobstatus.bulk.documents import Location
    from jobstatus.reports.drift import FileBin
    from jobstatus.reports.provider_values import ProviderValue
    from jobstatus.reports.status_groups import StatusName

__all__ = [
    "STATUS_ROOM",
    "Heading",
    "bin_text",
    "chart_row",
    "details",
    "more_row",
    "numbers",
    "place_text",
    "section",
    "status_text",
    "table",
    "value_markup",
]

STATUS_ROOM: Final = 60
"""The number of characters of a status that are shown."""


Heading: TypeAlias = "str | tuple[str, str]"
"""The title of a column, and the class of the style sheet for it, if it has one."""


def section(title: str, note: str | None, *content: Markup | None) -> Markup:
    """Make a section of the page.

    Args:
        title: The heading.
        note: A sentence below the heading.
        content: What is in the section.
    """
    name = title.lower().replace(" ", "-")
    heading = tag("h2", title, id=name)
    below = tag("p", note, class_="note") if note else None
    return tag("section", heading, below, *content, aria_labelledby=name)


def table(
    caption: str,
    head: Iterable[Heading],
    rows: Iterable[Markup | None],
    *,
    is_bare: bool = False,
    class_: str | None = None,
) -> Markup:
    """Make a table.

    Args:
        caption: What the table shows, for those who cannot see the page.
        head: The titles of the columns.
        rows: The rows; `None` is left out.
        is_bare: True if only those who cannot see the page need the titles of the columns.
        class_: The class of the style sheet.
    """
    cells = [(cell, None) if isinstance(cell, str) else cell for cell in head]
    titles = [tag("th", title, scope="col", class_=cell_class) for title, cell_class in cells]
    return tag(
        "table",
        tag("caption", caption),
        tag("thead", tag("tr", *titles), class_="hidden" if is_bare else None),
        tag("tbody", *rows),
        class_=class_,
    )


def numbers(titles: Iterable[str]) -> list[Heading]:
    """Make the headings of columns of numbers.

    Args:
        titles: The titles of the columns.
    """
    return [(title, "number") for title in titles]


def more_row(number: int, noun: str, columns: int) -> Markup | None:
    """Make the row that says how much a table leaves out.

    Args:
        number: The number of what is left out; of 0 or less, there is no row.
        noun: What is left out, such as `more statuses`.
        columns: The number of columns of the table.
    """
    if number <= 0:
        return None
    return tag("tr", tag("td", f"and {number:,} {noun}", colspan=columns), class_="more")


def chart_row(name: str, chart: Markup, number: int) -> Markup:
    """Make a row of a chart.

    Args:
        name: The text to the left of it.
        chart: A bar or a strip.
        number: The number to the right of it.
    """
    label = tag("span", name, title=name)
    return tag("div", label, chart, tag("span", f"{number:,}", class_="number"), class_="row")


def details(title: str, content: Markup) -> Markup:
    """Make a part of the page that is shown when somebody asks for it.

    Args:
        title: What somebody clicks on.
        content: What is shown then.
    """
    return tag("details", tag("summary", title), tag("div", content, class_="scroll"))


def status_text(name: StatusName) -> str:
    """Return the beginning of a status.

    Args:
        name: The name of the status.
    """
    return "(others)" if name.text is None else short(name.text, STATUS_ROOM)


def place_text(location: Location) -> str:
    """Return the file and line of a location.

    Args:
        location: The location.
    """
    return f"{location.file}:{location.line}"


def bin_text(file_bin: FileBin) -> str:
    """Return the name of a file, or those of the first and last of several files.

    Args:
        file_bin: The files.
    """
    if file_bin.first == file_bin.last:
        return file_bin.first
    return f"{file_bin.first} … {file_bin.last} ({count_noun(file_bin.file_count, 'file')})"


def value_markup(value: ProviderValue) -> Markup:
    """Return the beginning of a provider's value, and its kind.

    Args:
        value: The value.
    """
    kind = tag("span", value.kind, class_="tag")
    if value.kind in ("null", "absent"):
        return kind
    return joined(tag("code", excerpt(value.value)), " ", kind)
