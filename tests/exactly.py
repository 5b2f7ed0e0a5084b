"""Compare as JSON does, not as Python does: for Python, `1 == 1.0 == True` and `0.0 == -0.0`."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import attrs


def exactly(value: Any) -> Any:
    """Return something that equals another's only if types, order and signs do, at every depth."""
    if attrs.has(type(value)):
        named = [(a.name, exactly(getattr(value, a.name))) for a in attrs.fields(type(value))]
        return type(value), named
    if isinstance(value, dict):
        return type(value), [(exactly(key), exactly(item)) for key, item in value.items()]
    if isinstance(value, (list, tuple)):
        return type(value), [exactly(item) for item in value]
    if isinstance(value, (float, datetime)):
        return type(value), repr(value)
    return type(value), value


def unordered(value: Any) -> Any:
    """Return something that equals another's if all but the order of keys is the same."""
    if isinstance(value, dict):
        return dict, sorted((key, repr(unordered(item))) for key, item in value.items())
    if isinstance(value, list):
        return list, [unordered(item) for item in value]
    return exactly(value)


def outcome(call: Callable[[], Any]) -> Any:
    """Return what a call gives: the value with all its types, or the problems."""
    try:
        return exactly(call())
    except Exception as error:
        if type(error).__name__ not in ("StructureError", "UnstructureError"):
            raise
        problems: Any = error
        return [(p.path, p.message, p.kind, p.excerpt) for p in problems.problems]


def named(said: Any) -> Any:
    """Return an outcome with the names of classes in the place of the classes."""
    if isinstance(said, (list, tuple)):
        return [named(part) for part in said]
    return said.__name__ if isinstance(said, type) else str(said) if isinstance(said, str) else said
