"""Compare as JSON does, not as Python does: for Python, `1 == 1.0 == True` and `0.0 == -0.0`."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
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
    if isinstance(value, (set, frozenset)):
        return type(value), sorted(map(exactly, value), key=repr)
    if isinstance(value, Enum) and not isinstance(value, str):
        return type(value), value.name
    if is_dataclass(value) and not isinstance(value, type):
        named = [(f.name, exactly(getattr(value, f.name))) for f in fields(value)]
        return type(value), named
    return type(value), value


def unordered(value: Any) -> Any:
    """Return something that equals another's if all but the order of keys is the same."""
    if isinstance(value, dict):
        return dict, sorted((key, repr(unordered(item))) for key, item in value.items())
    if isinstance(value, list):
        return list, [unordered(item) for item in value]
    return exactly(value)


def outcome(call: Callable[[], Any], shown: Callable[[Any], Any] = exactly) -> Any:
    """Return what a call gives: the value with all its types, or the problems."""
    try:
        return shown(call())
    except Exception as error:
        if type(error).__name__ not in ("StructureError", "UnstructureError"):
            raise
        problems: Any = error
        return [(p.path, p.message, p.kind, p.excerpt) for p in problems.problems]


def named(said: Any) -> Any:
    """Return an outcome with the names of classes in the place of the classes."""
    if isinstance(said, (list, tuple)):
        return list(map(named, said))  # a frame less for each level than a comprehension
    return said.__name__ if isinstance(said, type) else str(said) if isinstance(said, str) else said
