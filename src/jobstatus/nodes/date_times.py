"""RFC 3339 date-times, with every digit and the offset that was written."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, Final, cast

from .base import HookNode, Node, NodesByClass, refusal
from .utc import format_utc, parse_utc

if TYPE_CHECKING:
    from cattrs import BaseConverter
    from cattrs.dispatch import StructureHook, UnstructureHook

__all__ = [
    "DATE_TIME_PATTERN",
    "WRITTEN_DATE_TIME_PATTERN",
    "DateTimeNode",
    "configure_date_times",
    "date_time_structure_factory",
    "date_time_unstructure_factory",
]

_EXPECTED: Final = "an RFC 3339 date-time"

_RFC_3339: Final = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):([0-5]\d))",
    re.ASCII,
)

_YEAR: Final = "([0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000)"
_LEAP_YEAR: Final = "([0-9]{2}(0[48]|[2468][048]|[13579][26])|([2468][048]|[13579][26]|0[48])00)"
_DAY: Final = (
    "((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])"
    "|(0[469]|11)-(0[1-9]|[12][0-9]|30)"
    "|02-(0[1-9]|1[0-9]|2[0-8]))"
)
_MINUTE: Final = "([01][0-9]|2[0-3]):[0-5][0-9]"

_DATE: Final = f"({_YEAR}-{_DAY}|{_LEAP_YEAR}-02-29)"

DATE_TIME_PATTERN: Final = (
    rf"^{_DATE}[Tt ]{_MINUTE}:[0-5][0-9](\.[0-9]{{1,6}}0*)?([Zz]|[+-]{_MINUTE})$"
)
"""The pattern of texts that are read as date-times, for a JSON Schema; no day that does not exist.

It uses only what all dialects of regular expressions have. In Python's, but in few others, `$`
also matches before a newline at the end.
"""

WRITTEN_DATE_TIME_PATTERN: Final = (
    rf"^{_DATE}T{_MINUTE}:[0-5][0-9]\.[0-9]{{3}}([0-9]{{3}})?(Z|[+-]{_MINUTE})$"
)
"""The pattern of the texts as which date-times are written."""


class DateTimeNode(Node):
    """Structures RFC 3339 text as an aware `datetime`, and unstructures it."""

    def read(self, value: Any, depth: Any) -> Any:
        if type(value) is str:
            moment = parse_utc(value)
            if moment is not None:
                return moment
        return _parse(value)

    def write(self, value: Any, depth: Any) -> Any:
        return format_utc(value) or _format(value)


class _DateTimeNodes(NodesByClass):
    """Structures `datetime` by its node, and each subclass as a plain `datetime`."""

    def __init__(self) -> None:
        self.node: Node = DateTimeNode(datetime)

    def node_for(self, type_: Any) -> Node:
        if type_ is datetime:
            return self.node
        return HookNode(type_, lambda value, _: self.node.structure(value))


def date_time_structure_factory(type_: type[datetime], converter: BaseConverter) -> StructureHook:
    """Make the hook that reads RFC 3339 text as an aware `datetime`.

    It refuses what a `datetime` cannot hold: text without an offset, leap seconds, and digits
    beyond the microsecond that are not zero.
    """
    return _DateTimeNodes().structure


def date_time_unstructure_factory(
    type_: type[datetime], converter: BaseConverter
) -> UnstructureHook:
    """Make the hook that writes an aware `datetime` as RFC 3339 text.

    UTC with no more than millisecond precision is written as the service does,
    `2021-01-01T01:01:01.000Z`; otherwise with microseconds and the offset. The hook refuses what
    RFC 3339 cannot express: no offset, or an offset with seconds.
    """
    node = DateTimeNode(datetime)
    node.serves_subclasses = True
    return node.unstructure


def configure_date_times(converter: BaseConverter) -> None:
    """Make a converter read and write every `datetime` as RFC 3339.

    Args:
        converter: Any cattrs converter; a hook registered on it later wins.
    """
    converter.register_structure_hook(datetime, date_time_structure_factory(datetime, converter))
    converter.register_unstructure_hook(
        datetime, date_time_unstructure_factory(datetime, converter)
    )


def _parse(value: object) -> datetime:
    """Parse any RFC 3339 text.

    Raises:
        Failure: The value is no such text, or a `datetime` cannot hold it.
    """
    # Not isinstance: a value may claim another class by `__class__`.
    match = _RFC_3339.fullmatch(cast("str", value)) if issubclass(type(value), str) else None
    if match is None:
        raise refusal(_EXPECTED, value)
    year, month, day, hour, minute, second = map(int, match.groups()[:6])
    fraction, sign, hours, minutes = match.groups("")[6:]
    if fraction[6:].strip("0"):
        raise refusal(f"{_EXPECTED} with at most 6 digits behind the second", value)
    micros = int(fraction[:6].ljust(6, "0"))
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    try:
        zone = timezone(-offset if sign == "-" else offset) if offset else timezone.utc
        return datetime(year, month, day, hour, minute, second, micros, zone)
    except ValueError:
        raise refusal(f"{_EXPECTED} that exists", value) from None


def _format(value: Any) -> str:
    """Write any aware `datetime` as RFC 3339 text.

    Raises:
        Failure: The value is no `datetime`, or RFC 3339 cannot express it.
    """
    if not issubclass(type(value), datetime):
        raise refusal("a datetime", value)
    offset = value.utcoffset()
    if offset is None:
        raise refusal("a datetime with an offset (RFC 3339 needs one)", value)
    if offset % timedelta(minutes=1):
        raise refusal("a datetime whose offset is of whole minutes (RFC 3339 has no others)", value)
    exact = "microseconds" if value.microsecond % 1000 else "milliseconds"
    text: str = value.isoformat(timespec=exact)
    return text if offset else f"{text.removesuffix('+00:00')}Z"
