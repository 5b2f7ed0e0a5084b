"""New statuses are heard: every unrecognized value in what was structured, and a counter for them."""

from __future__ import annotations

from collections import Counter
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from attrs import fields, has

from .errors import Problem
from .open_enum import OpenEnum, Unrecognized

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

__all__ = ["Seen", "UnrecognizedCounter", "unrecognized_in"]

_CONTAINERS: Final = (list, dict)


def unrecognized_in(
    value: Any, keys_of: Callable[[Any], Mapping[str, str]]
) -> Iterator[tuple[type[OpenEnum], str, str]]:
    """Yield every unrecognized value of an open enum: its enum, its text, and its path.

    Args:
        value: What was structured: attrs instances, lists, dicts, and whatever is in them.
        keys_of: What returns the keys of a class's fields in documents, by the fields' names.
    """
    # A list instead of recursion, for what is structured may be deep; the last one is the next.
    left: list[tuple[Any, tuple[str | int, ...]]] = [(value, ())]
    while left:
        value, steps = left.pop()
        class_ = type(value)
        if isinstance(value, Unrecognized):
            yield class_, str(value), Problem("", steps).path
            continue
        inside: Iterator[tuple[str | int, Any]]
        if class_ is list:
            inside = enumerate(value)
        elif class_ is dict:
            inside = iter(value.items())
        elif has(class_):
            keys = keys_of(class_)
            inside = ((keys.get(a.name, a.name), getattr(value, a.name)) for a in fields(class_))
        else:
            continue
        left += reversed(
            [
                (item, (*steps, step))
                for step, item in inside
                if isinstance(item, (*_CONTAINERS, OpenEnum)) or has(type(item))
            ]
        )


class Seen(NamedTuple):
    """An unrecognized text, as often as it was seen.

    Attributes:
        enum: The open enum that does not list it.
        text: The text.
        times: How often it was seen.
        first: Where it was seen first: its path in that document.
    """

    enum: type[OpenEnum]
    text: str
    times: int
    first: str


class UnrecognizedCounter:
    """Counts unrecognized values: give it to `make_converter(on_unrecognized=...)`.

    It may be shared between converters and threads. A flood of different texts does not grow it
    without end: beyond *most* of them, those that are new are only counted in `others`.

    Args:
        most: How many different texts are kept.
    """

    def __init__(self, most: int = 1000) -> None:
        self.most: int = most
        self.others: int = 0
        self._counts: Counter[tuple[type[OpenEnum], str]] = Counter()
        self._first: dict[tuple[type[OpenEnum], str], str] = {}
        self._lock = Lock()

    def __call__(self, enum: type[OpenEnum], text: str, path: str) -> None:
        """Count one.

        Args:
            enum: The open enum.
            text: The text that it does not list.
            path: Where it stands in its document.
        """
        with self._lock:
            if (enum, text) not in self._counts and len(self._counts) >= self.most:
                self.others += 1
                return
            self._counts[enum, text] += 1
            self._first.setdefault((enum, text), path)

    def seen(self) -> list[Seen]:
        """Return what was seen, the most frequent first."""
        with self._lock:
            return [
                Seen(enum, text, count, self._first[enum, text])
                for (enum, text), count in self._counts.most_common()
            ]

    def __repr__(self) -> str:
        shown = ", ".join(f"{s.enum.__name__} {s.text!r} x {s.times:,}" for s in self.seen()[:5])
        return f"<{type(self).__name__}: {shown or 'nothing seen'}>"
