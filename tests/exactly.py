"""Compare as JSON does, not as Python does: for Python, `1 == 1.0 == True` and `0.0 == -0.0`."""

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
