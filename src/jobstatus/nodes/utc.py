"""UTC date-times as the service spells them, fast: the form for the interpreted package."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any, Final

import msgspec

__all__ = ["format_utc", "parse_utc"]

_SHORT: Final = len("2021-01-01T01:01:01Z")
_USUAL: Final = len("2021-01-01T01:01:01.000Z")

_decode: Final = msgspec.json.Decoder(datetime).decode


def parse_utc(text: str) -> datetime | None:
    """Parse a text such as `2021-01-01T01:01:01.000Z`; `None` if it may be spelled otherwise."""
    # So short, it has no more digits than a `datetime`, and no room for an escape.
    if len(text) > _USUAL or text[-1:] != "Z":
        return None
    try:
        return _decode(f'"{text}"')
    except (msgspec.MsgspecError, UnicodeError):
        return None


def format_utc(value: Any) -> str | None:
    """Write a `datetime` in UTC, to the millisecond or microsecond; `None` if it is not just that."""
    if type(value) is not datetime or value.tzinfo is not timezone.utc:
        return None
    # It writes no fraction, or one of six digits, and much faster than `isoformat`.
    text: str = msgspec.to_builtins(value)
    return text.replace("Z", ".000Z") if len(text) == _SHORT else text.replace("000Z", "Z")
