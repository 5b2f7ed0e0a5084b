"""New statuses are heard: every unrecognized value in what was structured, and a counter for them."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from attrs import fields, has

from .errors import Problem
from .json_copy import SCALARS
from .open_enum import OpenEnum, Unrecognized
from .shape import shape_of, shape_of_class

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

__all__ = ["Seen", "UnrecognizedCounter", "fields_to_hear", "unrecognized_in"]

# The steps to the container, and the one from there.
_Steps: TypeAlias = "tuple[_Steps, str | int] | None"

_LEAVES: Final = SCALARS | {datetime}


def unrecognized_in(
    value: Any, fields_of: Callable[[type], Iterable[tuple[str, str]]]
) -> Iterator[tuple[type[OpenEnum], str, str]]:
    """Yield every unrecognized value of an open enum: its enum, its text, and its path.

    Args:
        value: What was structured: attrs instances, lists, dicts, and whatever is in them.
        fields_of: What returns those fields of a class that are to be looked into: `fields_to_hear`.
    """
    # A list instead of recursion, for what is structured may be deep; the last one is the next.
    left: list[tuple[Any, _Steps]] = [(value, None)]
    while left:
        value, steps = left.pop()
        class_ = type(value)
        inside: Iterable[tuple[str | int, Any]]
        if class_ is list:
            inside = enumerate(value)
        elif class_ is dict:
            inside = value.items()
        elif issubclass(class_, OpenEnum):
            if isinstance(value, Unrecognized):
                yield class_, str(value), _path(steps)
            continue
        else:
            inside = [(key, getattr(value, name)) for name, key in fields_of(class_)]
        more = [(item, (steps, step)) for step, item in inside if type(item) not in _LEAVES]
        left += reversed(more)


def fields_to_hear(
    class_: Any, hook_of: Callable[[Any], Callable[..., Any]]
) -> tuple[tuple[str, str], ...]:
    """Return the fields of a class in which there may be open enums: their names, and their keys.

    Args:
        class_: Any class; one that is not attrs's has none.
        hook_of: What returns the structure hook for a type.
    """
    if not has(class_):
        return ()
    shape = shape_of_class(class_, hook_of)
    if shape is None:
        return tuple((a.name, a.name) for a in fields(class_))
    return tuple((f.name, f.key) for f in shape.fields if _may_hold(f.type, hook_of))


def _may_hold(type_: Any, hook_of: Callable[[Any], Callable[..., Any]]) -> bool:
    """Tell whether there may be an open enum in what is structured as a type."""
    met: list[Any] = []
    left = [type_]
    while left:
        type_ = left.pop()
        if type_ in met:
            continue
        met.append(type_)
        shape = shape_of(hook_of(type_), type_)
        if shape is None or shape.kind == "open_enum":  # of a user's hook nothing is known
            return True
        left += shape.inside or (field.type for field in shape.fields)
    return False


def _path(steps: _Steps) -> str:
    path: list[str | int] = []
    while steps is not None:
        steps, step = steps
        path.append(step)
    return Problem("", tuple(reversed(path))).path


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
