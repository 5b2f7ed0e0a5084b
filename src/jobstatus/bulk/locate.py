"""Find the line of a JSON document that a path points to."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from attrs import Factory, define

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Locator"]

# How deep a path is followed. Each level reads the document once more, so a hostile one must end.
_DEPTH: Final = 32

_SPACE: Final = re.compile(r"[ \t\r\n]*")
# Values are only skipped: numbers of any length stay text, and lax strings do no harm.
_SKIPPING: Final = json.JSONDecoder(parse_int=str, parse_float=str, strict=False)


@define(eq=False)
class Locator:
    """Where things are in one JSON document.

    Every container that a path leads through is read once, however many paths lead through it.

    Args:
        text: The document. What is broken in it is not found, and does no harm.
    """

    text: str
    _newlines: list[int] = Factory(
        lambda self: [found.start() for found in re.finditer("\n", self.text.rstrip())],
        takes_self=True,
    )
    _seen: dict[int, dict[str | int, int]] = Factory(dict)

    def line(self, steps: Sequence[str | int]) -> int:
        """Return the line, counted from 1, on which the value at *steps* begins.

        If there is no such value, the line of the nearest one around it.
        """
        return self.line_at(self._place(steps)) if self._newlines else 1

    def line_at(self, place: int) -> int:
        """Return the line, counted from 1, of the character at *place*."""
        return bisect_left(self._newlines, place) + 1

    def _place(self, steps: Sequence[str | int]) -> int:
        place = _skip_space(self.text, 0)
        for step in steps[:_DEPTH]:
            if place not in self._seen:
                self._seen[place] = _places_in(self.text, place)
            inner = self._seen[place].get(step)
            if inner is None:
                break
            place = inner
        return place


def _places_in(text: str, start: int) -> dict[str | int, int]:
    """Map each key or index of the container that starts there to the place of its value."""
    places: dict[str | int, int] = {}
    # Where the document ends too early, or is broken, what was found before it serves.
    with suppress(IndexError, ValueError, RecursionError):
        _fill(places, text, start)
    return places


def _fill(places: dict[str | int, int], text: str, start: int) -> None:
    close = {"{": "}", "[": "]"}.get(text[start])
    at = _skip_space(text, start + 1)
    while close and text[at] != close:
        key: str | int = len(places)
        if close == "}":
            key, at = _SKIPPING.raw_decode(text, at)
            at = _skip_space(text, _skip_space(text, at) + 1)
        places[key] = at
        at = _skip_space(text, _SKIPPING.raw_decode(text, at)[1])
        if text[at] == ",":
            at = _skip_space(text, at + 1)


def _skip_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at
