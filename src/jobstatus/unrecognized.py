"""New statuses are heard: every unrecognized value in what was structured, and a counter for them."""

from __future__ import annotations

from collections import Counter, deque
from contextlib import suppress
from dataclasses import fields as fields_of_dataclass
from dataclasses import is_dataclass
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias, get_origin

from attrs import fields, has

from .codecs.json_values import SCALARS
from .excerpts import cut, excerpt
from .open_enum import OpenEnum, Unrecognized
from .shape import shape_of, shape_of_class

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from .shape import Shape

__all__ = ["Seen", "UnrecognizedCounter", "fields_to_hear", "unrecognized_in"]

# The steps to the container, and the one from there.
_Steps: TypeAlias = "tuple[_Steps, str | int] | None"

_LEAVES: Final = SCALARS | {datetime}
_SHOWN: Final = 48


def unrecognized_in(
    value: Any, fields_of: Callable[[type], Iterable[tuple[str, str]]]
) -> Iterator[tuple[type[OpenEnum], str, tuple[str | int, ...]]]:
    """Yield every unrecognized value of an open enum: its enum, its text, and the steps to it.

    What is in a set, and the keys of a dict, are where the set or the dict is.

    Args:
        value: What was structured: attrs instances, dataclasses, lists, tuples, sets, dicts, and
            whatever is in them.
        fields_of: What returns those fields of a class that are to be looked into: `fields_to_hear`.
    """
    # A list instead of recursion, for what is structured may be deep; the last one is the next.
    left: list[tuple[Any, _Steps]] = [(value, None)]
    while left:
        value, steps = left.pop()
        class_ = type(value)
        if issubclass(class_, OpenEnum):
            if isinstance(value, Unrecognized):
                yield class_, str(value), _all_of(steps)
            continue
        more: list[tuple[Any, _Steps]] = []
        for name, key in fields_of(class_):
            item = getattr(value, name, None)  # it need not have been set
            if type(item) not in _LEAVES:
                more.append((item, (steps, key)))
        if issubclass(class_, _CONTAINERS):
            more += _items(value, steps)
        left += reversed(more)


_CONTAINERS: Final = (list, dict, tuple, set, frozenset, deque)


def _items(value: Any, steps: _Steps) -> Iterator[tuple[Any, _Steps]]:
    """Yield what is in a container, with the steps to it, but for leaves."""
    if isinstance(value, dict):
        for key, item in value.items():
            if type(key) not in _LEAVES:
                yield key, steps
            if type(item) not in _LEAVES:
                yield item, (steps, str.__str__(key) if isinstance(key, str) else excerpt(key))
    elif isinstance(value, (set, frozenset)):
        yield from ((item, steps) for item in value if type(item) not in _LEAVES)
    else:
        for index, item in enumerate(value):
            if type(item) not in _LEAVES:
                yield item, (steps, index)


def fields_to_hear(
    class_: Any, hook_of: Callable[[Any], Callable[..., Any]]
) -> tuple[tuple[str, str], ...]:
    """Return the fields of a class in which there may be open enums: their names, and their keys.

    Args:
        class_: Any class; one that is neither attrs's nor a dataclass has none.
        hook_of: What returns the structure hook for a type.
    """
    if has(class_):
        shape = shape_of_class(class_, hook_of)
        if shape:
            inside = _types_inside(shape, class_)
            return tuple(
                (field.name, field.key)
                for field, type_ in zip(shape.fields, inside, strict=True)
                if _may_hold(type_, hook_of)
            )
        names = [a.name for a in fields(class_)]
    elif is_dataclass(class_):
        names = [field.name for field in fields_of_dataclass(class_)]
    else:
        return ()
    with suppress(Exception):  # nothing need be noted there, nor any hook be made
        hook: Any = hook_of(class_)
        overrides = hook.overrides
        return tuple((n, (n in overrides and overrides[n].rename) or n) for n in names)
    return tuple((name, name) for name in names)


def _may_hold(type_: Any, hook_of: Callable[[Any], Callable[..., Any]]) -> bool:
    """Tell whether there may be an open enum in what is structured as a type."""
    met: list[Any] = []
    left = [type_]
    while left:
        type_ = left.pop()
        if type_ in met:
            continue
        met.append(type_)
        shape = None if type_ is _ANYTHING else _known_shape(type_, hook_of)
        if shape is None or shape.kind == "open_enum":  # of a user's hook nothing is known
            return True
        left += _types_inside(shape, type_)
    return False


_ANYTHING: Final = object()
"""Stands for the type of a field that something else reads than the hook for its type."""


def _types_inside(shape: Shape, type_: Any) -> tuple[Any, ...]:
    """Return the types of what is in a value of a type; of a class, field by field."""
    if shape.kind != "class":
        return shape.inside
    converted = {a.name for a in fields(get_origin(type_) or type_) if a.converter}
    return tuple(
        _ANYTHING if f.hook or f.name in converted or f.type is None else f.type
        for f in shape.fields
    )


def _known_shape(type_: Any, hook_of: Callable[[Any], Callable[..., Any]]) -> Shape | None:
    try:
        return shape_of(hook_of(type_), type_)
    except Exception:  # noqa: BLE001 - no hook can be made, but somebody has made the value
        return None


def _all_of(steps: _Steps) -> tuple[str | int, ...]:
    path: list[str | int] = []
    while steps is not None:
        steps, step = steps
        path.append(step)
    return tuple(reversed(path))


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
        shown = ", ".join(
            f"{s.enum.__name__} {cut(s.text, _SHOWN)!r} x {s.times:,}" for s in self.seen()[:5]
        )
        return f"<{type(self).__name__}: {shown or 'nothing seen'}>"
