"""The events that are reported to `on_drift`: undeclared keys and unrecognized texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import frozen

from jobstatus.errors import type_name
from jobstatus.excerpts import excerpt, quoted

if TYPE_CHECKING:
    from collections.abc import Callable

    from jobstatus.nodes.open_enums import OpenEnum

__all__ = ["DriftEvent", "OnDrift", "UndeclaredKey", "UnrecognizedText", "described"]


@frozen
class UndeclaredKey:
    """A key of a document that the class read there does not declare.

    Attributes:
        cl: The attrs class.
        key: The key.
        path: The JSON path of the key: `$.data[3].job_postings`.
        context: The document, as the caller named it by `context=` or `drift_context`; or `None`.
    """

    cl: type
    key: str
    path: str
    context: Any = None

    def __str__(self) -> str:
        return _line(self)


@frozen
class UnrecognizedText:
    """A text in a document that the open enum read there does not list.

    Attributes:
        enum: The open enum.
        text: The text.
        path: The JSON path of the text: `$.data[3].job_status.value`. For a value in a set, or a
            key of a dict, it is the path of the set or dict.
        context: The document, as the caller named it by `context=` or `drift_context`; or `None`.
    """

    enum: type[OpenEnum]
    text: str
    path: str
    context: Any = None

    def __str__(self) -> str:
        return _line(self)


DriftEvent: TypeAlias = UndeclaredKey | UnrecognizedText
"""One place at which a document holds what the classes do not know."""

OnDrift: TypeAlias = "Callable[[DriftEvent], object]"
"""A function that is called with each event of the documents that a converter has read."""


def described(event: DriftEvent) -> tuple[str, tuple[str, ...]]:
    """Return a line about an event as a `%` template and its arguments.

    The arguments are short and have no control characters, whatever the document holds.
    """
    if isinstance(event, UndeclaredKey):
        cl, text, template = event.cl, event.key, "%s does not declare the key %s, at %s"
    else:
        cl, text, template = event.enum, event.text, "%s does not list %s, at %s"
    arguments = (type_name(cl), quoted(text), event.path)
    if event.context is None:
        return template, arguments
    return f"{template}, in %s", (*arguments, excerpt(event.context))


def _line(event: DriftEvent) -> str:
    template, arguments = described(event)
    return template % arguments
