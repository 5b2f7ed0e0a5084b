"""A logger of drift, by the standard library's `logging`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from jobstatus.errors import type_name
from jobstatus.excerpts import cut, excerpt, quoted

from .events import DriftEvent, UndeclaredKey, described

if TYPE_CHECKING:
    from logging import Logger, LoggerAdapter

__all__ = ["DriftLogger"]

_WARNING: Final = 30
_ROOM: Final = 200


@frozen
class DriftLogger:
    """Logs one line for each event: give it to `make_converter(on_drift=...)`.

    To log each key or text once, use it with a counter: `DriftCounter(on_new=DriftLogger(logger))`.

    The records have attributes for structured logging: `drift` (`undeclared_key` or
    `unrecognized_text`), `drift_class`, `drift_text` (the key or text), `drift_path` and
    `drift_context`. What comes from documents is shortened in them and in the line, and its control
    characters are escaped.

    Args:
        logger: A logger of `logging`, or an adapter of one.
        level: The level of the records; by default that of warnings.
    """

    logger: Logger | LoggerAdapter[Any]
    level: int = _WARNING

    def __call__(self, event: DriftEvent) -> None:
        """Log one event.

        Args:
            event: The event.
        """
        if not self.logger.isEnabledFor(self.level):
            return
        if isinstance(event, UndeclaredKey):
            kind, cl, text = "undeclared_key", event.cl, event.key
        else:
            kind, cl, text = "unrecognized_text", event.enum, event.text
        context = event.context
        fields = {
            "drift": kind,
            "drift_class": type_name(cl),
            "drift_text": _plain(text),
            "drift_path": event.path,
            "drift_context": _plain(context) if isinstance(context, str) else _shown(context),
        }
        template, arguments = described(event)
        self.logger.log(self.level, template, *arguments, extra=fields)


def _plain(text: str) -> str:
    """Return the beginning of a text as it is, or quoted if it has control characters."""
    shown = cut(text, _ROOM)
    return shown if shown.isprintable() else quoted(text, _ROOM)


def _shown(context: Any) -> str | None:
    return None if context is None else excerpt(context)
