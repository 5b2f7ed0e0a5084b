"""Date-times in UTC, spelled as the service does, parsed fast; `utc.pyx` is the compiled form."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any, Final

import msgspec

__all__ = ["format_utc", "parse_utc"]

_SHORT: Final = len("2021-01-01T01:01:01Z")
_USUAL: Final = len("2021-01-01T01:01:01.000Z")

_decode: Final = msgspec.json.Decoder(datetime).decode


def parse_utc(text: str) -> datetime | None:
    """Parse a text such as `2021-01-01T01:01:01.000Z`; return `None` for longer or other texts."""
    # A longer text may have more digits than a `datetime` holds, or an escape.
    if len(text) > _USUAL or text[-1:] != "Z":
        return None
    try:
        return _decode(f'"{text}"')
    except (msgspec.MsgspecError, UnicodeError):
        return None


def format_utc(value: Any) -> str | None:
    """Write a `datetime` whose zone is `timezone.utc`; return `None` for any other value."""
    if type(value) is not datetime or value.tzinfo is not timezone.utc:
        return None
    # msgspec is much faster than `isoformat`. It writes no fraction, or one of six digits.
    text: str = msgspec.to_builtins(value)
    return text.replace("Z", ".000Z") if len(text) == _SHORT else text.replace("000Z", "Z")
