"""Excerpts of values for messages: the JSON kind of a value, and its beginning."""

from __future__ import annotations

import json
from itertools import islice
from typing import Any, Final

__all__ = ["ABSENT", "cut", "excerpt", "found", "kind", "quoted"]

ABSENT: Final = object()
"""Stands for the value of an absent key."""

_TEXT_ROOM: Final = 48
_EXCERPT_ROOM: Final = 80
_FEW_BITS: Final = 256


def found(value: object) -> str:
    """Describe a value, as a message needs it behind "found": `number 5`, `null`, `array [1, 2]`."""
    name, text = kind(value), excerpt(value)
    if name in {"null", "absent"} or text.startswith(name):  # as `Decimal('1.5')` does
        return text or name
    return f"{name} {text}"


def kind(value: object) -> str:
    """Return the JSON kind of a value, or the name of its class if it is no JSON value."""
    if value is None:
        return "null"
    if value is ABSENT:
        return "absent"
    for classes, name in _KINDS:
        if issubclass(type(value), classes):  # not isinstance: `__class__` may name another one
            return name
    return type(value).__qualname__


_KINDS: Final[tuple[tuple[type | tuple[type, ...], str], ...]] = (
    (bool, "boolean"),
    ((int, float), "number"),
    (str, "string"),
    (list, "array"),
    (dict, "object"),
)


def excerpt(value: object, depth: int = 3) -> str:
    """Show the beginning of any value, however large, deep or hostile."""
    try:
        return _excerpt(value, depth)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - the problem must be reported even if its value raises
        return "(cannot be shown)"


def _excerpt(value: object, depth: int) -> str:
    """Show the beginning of a value.

    Raises:
        Exception: A method of the value raises it.
    """
    match value:
        case _ if value is ABSENT:
            text = ""
        case None | bool():
            text = json.dumps(value)
        case int():
            text = str(int(value)) if value.bit_length() < _FEW_BITS else _many_digits(int(value))
        case float():
            text = repr(float(value))
        case str():
            text = quoted(value)
        case bytes() | bytearray() | memoryview():
            text = f"{bytes(value[:_TEXT_ROOM])!r}{'…' if len(value) > _TEXT_ROOM else ''}"
        case list() | tuple() | dict():
            text = _container(value, depth)
        case _:
            shown = repr(value)
            text = shown if shown.isprintable() else quoted(shown)
    return cut(text, _EXCERPT_ROOM)


def _container(value: list[Any] | tuple[Any, ...] | dict[Any, Any], depth: int) -> str:
    """Show the first three items of a container."""
    left, right = "{}" if isinstance(value, dict) else "()" if isinstance(value, tuple) else "[]"
    if not depth:
        return f"{left}…{right}"
    first = islice(value.items() if isinstance(value, dict) else value, 3)
    shown = (
        [f"{excerpt(k, 0)}: {excerpt(v, depth - 1)}" for k, v in first]
        if isinstance(value, dict)
        else [excerpt(v, depth - 1) for v in first]
    )
    more = ", …" if len(value) > len(shown) else "," if left == "(" and len(value) == 1 else ""
    return left + ", ".join(shown) + more + right


def _many_digits(value: int) -> str:
    """Describe a long integer. Writing it out may be forbidden, or take quadratic time."""
    digits = int(value.bit_length() * 0.30103) + 1
    return f"of about {digits:,} digits"


def quoted(text: str, room: int = _TEXT_ROOM) -> str:
    """Quote the beginning of a text; control characters and lone surrogates are escaped."""
    head = text[:room]
    shown = json.dumps(str.__str__(head), ensure_ascii=not head.isprintable())
    return shown if len(text) <= room else f'{shown[:-1]}…"'


def cut(text: str, room: int) -> str:
    """Shorten text to *room* characters."""
    return text if len(text) <= room else f"{text[: room - 1]}…"
