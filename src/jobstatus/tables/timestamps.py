"""The column of date-times: timestamps in microseconds, in UTC."""

from __future__ import annotations

from datetime import datetime, timezone
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
_LENGTH: Final = len("2021-01-01 01:01:01.250000")
_FIRST_YEAR: Final = "0001"
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
        # Without a zone, for with one, the texts need a database of zones.
        texts = arrays[0].view(pa.timestamp("us")).cast(pa.string()).to_pylist()
        return [None if text is None else _rfc_3339(text) for text in texts]


def _rfc_3339(text: str) -> str:
    """Spell a moment in UTC as `DateTimeNode` does: to the millisecond, if that is exact.

    Args:
        text: The moment as Arrow spells it, such as `2021-01-01 01:01:01.250000`.

    Raises:
        Failure: It is in no year from 1 to 9999.
    """
    if len(text) != _LENGTH or text < _FIRST_YEAR:
        raise refusal("a timestamp in a year from 1 to 9999", text)
    end = -3 if text.endswith("000") else None
    return f"{text[:10]}T{text[11:end]}Z"
