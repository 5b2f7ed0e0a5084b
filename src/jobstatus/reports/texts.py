"""Texts that people read: numbers, shares, and texts of documents that nothing acts on."""

from __future__ import annotations

from typing import Final

from jobstatus.excerpts import cut, quoted

__all__ = ["count_noun", "format_share", "printable", "short"]

# A share nearer to 0 or 1 than this would be rounded to 0% or 100%.
_MIN_SHARE: Final = 0.001
_MAX_SHARE: Final = 0.999


def printable(text: str) -> str:
    """Return a text, in quotes if it is empty or padded, or has characters that are not printed.

    Args:
        text: A text of a document.
    """
    return text if text.isprintable() and text == text.strip() != "" else quoted(text, len(text))


def short(text: str, room: int) -> str:
    """Return the beginning of a text as `printable` shows it.

    Args:
        text: A text of a document.
        room: The number of characters to show.
    """
    # Cut before it is quoted: a hostile text may be megabytes long.
    return printable(cut(text, room))


def format_share(share: float) -> str:
    """Return a share as a percentage; what is not quite none or all is not 0% or 100%.

    Args:
        share: A number from 0 to 1.
    """
    if share < _MIN_SHARE:
        return "<0.1%" if share else "0%"
    return ">99.9%" if _MAX_SHARE < share < 1 else f"{share:.1%}"


def count_noun(number: int, noun: str, plural_ending: str = "s") -> str:
    """Return a number with its noun, such as `2 jobs`.

    Args:
        number: The number.
        noun: The noun, in the singular.
        plural_ending: What makes it a plural.
    """
    return f"{number:,} {noun}{'' if number == 1 else plural_ending}"
