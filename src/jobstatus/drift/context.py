"""The context of drift: the name that the caller gives the document that is being read."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Generator

__all__ = ["current_context", "drift_context"]

_context: Final[ContextVar[Any]] = ContextVar("jobstatus_drift_context", default=None)


@contextmanager
def drift_context(context: Any) -> Generator[None]:
    """Say which documents are read in a `with` block, for the events that `on_drift` gets.

    It holds for all converters in this thread or asynchronous task, and in tasks started from it;
    other threads and tasks have contexts of their own. `structure`, `loads`, `salvage` and
    `salvage_lines` take a `context=` for one document, too.

    Args:
        context: Anything that names the document: a file's name, a URL, a request's id. The events
            have it as `event.context`. `None` leaves the context as it is outside the block.
    """
    token = _context.set(_context.get() if context is None else context)
    try:
        yield
    finally:
        _context.reset(token)


def current_context() -> Any:
    """Return the context of the innermost `with` block, or `None`."""
    return _context.get()
