"""Find the line of a JSON document on which the value at a path begins."""

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

# Each level of a path scans the document once more, so a hostile path must end.
_MAX_DEPTH: Final = 32

_SPACE: Final = re.compile(r"[ \t\r\n]*")
# Values are only skipped: numbers of any length stay text, and lax strings do no harm.
_DECODER: Final = json.JSONDecoder(parse_int=str, parse_float=str, strict=False)


@define(eq=False)
class Locator:
    """An index from the paths of one JSON document to line numbers.

    A container is scanned when a path first leads through it, and never again.

    Args:
        text: The document. Values after a syntax error are not found; no error is raised.
    """

    text: str
    _newlines: list[int] = Factory(
        lambda self: [match.start() for match in re.finditer("\n", self.text.rstrip())],
        takes_self=True,
    )
    _offsets: dict[int, dict[str | int, int]] = Factory(dict)

    def line_of(self, steps: Sequence[str | int]) -> int:
        """Return the line on which the value at a path begins.

        Args:
            steps: The keys and indices that lead from the document's root to the value.

        Returns:
            The line number, counted from 1; of the nearest enclosing value if the document has no
            value at that path.
        """
        if not self._newlines:
            return 1
        return bisect_left(self._newlines, self._offset_of(steps)) + 1

    def _offset_of(self, steps: Sequence[str | int]) -> int:
        offset = _skip_space(self.text, 0)
        for step in steps[:_MAX_DEPTH]:
            if offset not in self._offsets:
                self._offsets[offset] = _scan_container(self.text, offset)
            inner = self._offsets[offset].get(step)
            if inner is None:
                break
            offset = inner
        return offset


def _scan_container(text: str, start: int) -> dict[str | int, int]:
    """Map each key or index of the container at an offset to the offset of its value."""
    offsets: dict[str | int, int] = {}
    # Broken text ends the scan; the offsets before the error are good.
    with suppress(IndexError, ValueError, RecursionError):
        _fill_offsets(offsets, text, start)
    return offsets


def _fill_offsets(offsets: dict[str | int, int], text: str, start: int) -> None:
    close = {"{": "}", "[": "]"}.get(text[start])
    at = _skip_space(text, start + 1)
    while close and text[at] != close:
        key: str | int = len(offsets)
        if close == "}":
            key, at = _DECODER.raw_decode(text, at)
            at = _skip_space(text, _skip_space(text, at) + 1)
        offsets[key] = at
        at = _skip_space(text, _DECODER.raw_decode(text, at)[1])
        if text[at] == ",":
            at = _skip_space(text, at + 1)


def _skip_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at
