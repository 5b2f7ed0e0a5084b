"""Types by the text that names them, in either build: `list[JobStatus | None]`, `Class("frozen", a=int)`."""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import cache, partial
from typing import Any, Literal

import attrs
from msgspec import UNSET, UnsetType

from interpreted import interpreted_module

__all__ = ["CLASS_KINDS", "type_of"]


def type_of(text: str, *, interpreted: bool = False) -> Any:
    """Return the type that a text names; each class that is made of its fields is a new one.

    Args:
        text: A type as in an annotation. The names are those of `jobstatus` and of
            `tests/anybodys.py`; `Class(kind, name=type, ...)` makes a class.
        interpreted: Whether classes of the interpreted package are meant.
    """
    return eval(text, dict(_names(interpreted=interpreted)))  # noqa: S307 - it is the project's own


@cache
def _names(*, interpreted: bool) -> dict[str, Any]:
    package, anybodys = (_module(name, interpreted) for name in ("jobstatus", "anybodys"))
    names = {name: getattr(package, name) for name in package.__all__}
    names |= {name: thing for name, thing in vars(anybodys).items() if isinstance(thing, type)}
    names |= {thing.__name__: thing for thing in (Mapping, Sequence, UnsetType, date, datetime)}
    return names | {"Any": Any, "Literal": Literal, "UNSET": UNSET, "Class": _class}


def _module(name: str, interpreted: bool) -> Any:
    return interpreted_module(name) if interpreted else __import__(name)


def _class(kind: str, /, **fields: Any) -> type:
    return CLASS_KINDS[kind](fields)


def _attrs_class(fields: dict[str, Any], **options: Any) -> type:
    made = {}
    for name, field in fields.items():
        type_, *default = field if isinstance(field, tuple) else (field,)
        made[name] = attrs.field(type=type_, default=default[0] if default else attrs.NOTHING)
    return attrs.make_class("Drawn", made, class_body={"__module__": __name__}, **options)


def _dataclass(fields: dict[str, Any], **options: Any) -> type:
    made: list[Any] = []
    for name, field in fields.items():
        type_, *default = field if isinstance(field, tuple) else (field,)
        made.append((name, type_, *(dataclasses.field(default=d) for d in default)))
    return dataclasses.make_dataclass("Drawn", made, **options)


CLASS_KINDS: dict[str, Callable[[dict[str, Any]], type]] = {
    "frozen": partial(_attrs_class, frozen=True),
    "define": _attrs_class,
    "dictionary": partial(_attrs_class, slots=False),
    "keyword": partial(_attrs_class, frozen=True, kw_only=True),
    "unreferred": partial(_attrs_class, frozen=True, weakref_slot=False),
    "dataclass": _dataclass,
    "slotted dataclass": partial(_dataclass, frozen=True, slots=True),
}
"""Functions that make a class of its fields: `name=type`, or `name=(type, default)`."""
