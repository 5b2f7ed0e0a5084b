"""The elements of a report on a terminal: tables, bars, and texts that no terminal acts on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import frozen
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from jobstatus.excerpts import excerpt

if TYPE_CHECKING:
    from typing import TextIO

    from rich.console import ConsoleOptions, RenderResult

    from jobstatus.bulk.documents import Location
    from jobstatus.reports.provider_values import ProviderValue

__all__ = [
    "STATUS_WIDTH",
    "ShareBar",
    "make_console",
    "make_table",
    "place_text",
    "value_text",
]

STATUS_WIDTH: Final = 20
"""The width of a column of statuses, in columns of the terminal."""

_BAR_WIDTH: Final = 24


@frozen
class ShareBar:
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


def make_console(file: TextIO) -> Console:
    """Make a console that prints texts as they are.

    Args:
        file: The file to print to; if it is a terminal, its width and colours are used.
    """
    return _PipeConsole(file=file, highlight=False, markup=False, emoji=False)


def make_table(title: str, *columns: str) -> Table:
    """Make a table without lines.

    Args:
        title: The title, which heads the first column.
        columns: The titles of the other columns; those of numbers are aligned to the right.
    """
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(Text(title, "bold not dim"), width=STATUS_WIDTH)
    for column in columns:
        is_number = column in ("Jobs", "Share", "Count")
        table.add_column(column, justify="right" if is_number else "left", no_wrap=is_number)
    return table


def value_text(value: ProviderValue) -> Text:
    """Return the beginning of a provider's value; nothing for null, which is its kind's name."""
    text = "" if value.kind == "null" else excerpt(value.value)
    return Text(text, no_wrap=True, overflow="ellipsis")


def place_text(location: Location) -> Text:
    """Return the file and line of a location."""
    return Text(f"{location.file}:{location.line}", "dim", overflow="fold")
