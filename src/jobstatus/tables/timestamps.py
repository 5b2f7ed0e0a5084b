"""The column of date-times: timestamps in microseconds, in UTC."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from itertools import repeat
from operator import attrgetter, is_
from typing import TYPE_CHECKING, Any, Final

import msgspec
import pyarrow as pa

from jobstatus.nodes.base import refusal

from .columns import ScalarColumn

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["TimestampColumn"]

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=timezone.utc)
_zone_of: Final = attrgetter("tzinfo")
_encode_lines: Final = msgspec.json.Encoder().encode_lines


class TimestampColumn(ScalarColumn):
    """Holds date-times as moments: an offset other than UTC is not in the array."""

    TYPE = pa.timestamp("us", tz="UTC")
    PLAIN = frozenset({datetime})

    def array_of_plain(self, values: Sequence[Any]) -> pa.Array | None:
        moments = [value or _EPOCH for value in values]
        # By identity: zones of other libraries may have no hash.
        if not all(map(is_, map(_zone_of, moments), repeat(timezone.utc))):
            return None
        # As texts, they are converted three times as fast as by their attributes.
        texts: list[Any] = _encode_lines(moments).decode()[1:-2].split('"\n"')
        if None in values:
            texts = [value and text for value, text in zip(values, texts, strict=True)]
        return pa.array(texts if moments else [], pa.string()).cast(self.TYPE)

    def native(self, json_value: Any, value: Any) -> Any:
        try:
            return value.astimezone(timezone.utc)
        except OverflowError:  # it is in the year 0 or 10000 there
            return None

    def to_json_value(self, native: Any) -> Any:
        return self.node.write(native, 0)

    def to_json(self, arrays: Sequence[pa.Array]) -> list[Any]:
        write = self.node.write
        return [
            None if micros is None else write(_moment(micros), 0)
            for micros in arrays[0].cast(pa.int64()).to_pylist()
        ]


def _moment(micros: int) -> datetime:
    """Return the date-time of a timestamp.

    Raises:
        Failure: It is in no year from 1 to 9999.
    """
    try:
        return _EPOCH + timedelta(microseconds=micros)
    except OverflowError:
        raise refusal("a timestamp in a year from 1 to 9999", micros) from None
