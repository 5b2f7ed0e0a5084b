"""Tables in Markdown, and what stands in their cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["NONE", "table", "time"]

NONE = "\N{EN DASH}"


def time(nanoseconds: float | None) -> str:
    """Return a time in the unit that suits it."""
    if nanoseconds is None:
        return NONE
    for unit, size in (("s", 1e9), ("ms", 1e6), ("µs", 1e3)):
        if nanoseconds >= size:
            return f"{nanoseconds / size:.3g} {unit}"
    return f"{nanoseconds:.3g} ns"


def table(head: list[str], rows: Iterable[list[str]]) -> str:
    """Return a table in Markdown: numbers to the right, but for the first column."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
