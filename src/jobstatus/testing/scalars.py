"""Strategies for what has no type within: scalars, date-times, JSON values and JSON text."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from itertools import product
from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

__all__ = [
    "any_json",
    "aware_date_times",
    "date_time_texts",
    "encoded",
    "floats",
    "integers",
    "integers_of",
    "json_arrays",
    "json_objects",
    "json_values",
    "key_integers",
    "texts",
]

texts: Final = st.text(max_size=12)

integers: Final = (
    st.integers()
    | st.integers(-(10**40), 10**40)
    | st.sampled_from([2**53 + 1, 2**63, 2**64, -(10**30)])
)

# Longer ones are not read as keys.
key_integers: Final = st.integers(-(10**18) + 1, 10**18 - 1)

floats: Final = st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from(
    [-0.0, 1.0, 5e-324]
)


def integers_of(allowed: range) -> SearchStrategy[int]:
    """Generate the integers of a range, which may have more of them than `len` can tell.

    Args:
        allowed: The range; if it is empty, nothing is generated.
    """
    if not allowed:
        return st.nothing()
    last = (allowed[-1] - allowed[0]) // allowed.step
    return st.integers(0, last).map(allowed.__getitem__)


def _arrays_of(items: SearchStrategy[Any]) -> SearchStrategy[list[Any]]:
    return st.lists(items, max_size=4)


def _objects_of(items: SearchStrategy[Any]) -> SearchStrategy[dict[str, Any]]:
    return st.dictionaries(texts, items, max_size=4)


# Three levels written down are several times faster than `st.recursive`.
_leaves: Final = st.none() | st.booleans() | integers | floats | texts
_flat: Final = _leaves | _arrays_of(_leaves) | _objects_of(_leaves)
json_arrays: Final = _arrays_of(_flat)
json_objects: Final = _objects_of(_flat)
any_json: Final = _leaves | json_arrays | json_objects


def json_values() -> SearchStrategy[Any]:
    """Generate what `JsonValue` may be: every kind of JSON, in and out of lists and objects.

    Among them are integers beyond 64 bits, `-0.0`, the smallest float, and text of any letters;
    never what no JSON document can hold, such as `nan`.
    """
    return any_json


@st.composite
def encoded(draw: DrawFn, values: SearchStrategy[Any]) -> bytes:  # noqa: D417 - Hypothesis draws
    """Generate the JSON text of values, as bytes that a response might have.

    Letters beyond ASCII are escaped or not, there may be white space between tokens, and the
    newlines of StackOne's heartbeat before them.

    Args:
        values: A strategy for JSON values, such as `documents(AtsJob)`.

    Raises:
        ValueError: JSON has no text for a value (`nan`).
        TypeError: A value is no JSON at all.
    """
    before = draw(st.sampled_from(["", "\n", "\n\n \t\r\n"]))
    text = json.dumps(
        draw(values),
        ensure_ascii=draw(st.booleans()),
        indent=draw(st.sampled_from([None, 1])),
        allow_nan=False,
    )
    return f"{before}{text}".encode()


# One integer is several times faster than the seven that `st.datetimes` draws.
_START: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - the offset comes later
_MICROSECOND: Final = timedelta(microseconds=1)
_moments: Final = st.integers(
    (datetime.min - _START) // _MICROSECOND,  # noqa: DTZ901 - the same
    (datetime.max - _START) // _MICROSECOND,  # noqa: DTZ901 - the same
)

_USUAL: Final = ("T", "milliseconds", "", "Z")
_UNUSUAL: Final = list(
    product(
        "Tt ",
        ["seconds"],
        ["", ".5", ".123456", ".1234560", ".000000000"],
        ["Z", "z", "+00:00", "-00:00", "+05:30", "-08:00", "+23:59"],
    )
)
_spellings: Final = st.sampled_from([_USUAL] * 2 * len(_UNUSUAL) + _UNUSUAL)
_zones: Final = st.sampled_from(
    [timezone.utc] * 5
    + [timezone(timedelta(minutes=minutes)) for minutes in (60, 330, -480, 1439, -1439)]
)


@st.composite
def _date_time_texts(draw: DrawFn) -> str:
    at = _START + timedelta(microseconds=draw(_moments))
    separator, timespec, fraction, offset = draw(_spellings)
    return f"{at.isoformat(separator, timespec)}{fraction}{offset}"


@st.composite
def _aware_date_times(draw: DrawFn) -> datetime:
    at = _START + timedelta(microseconds=draw(_moments))
    return at.replace(tzinfo=draw(_zones))


date_time_texts: Final = _date_time_texts()
"""Generates date-times: mostly as the service spells them, else in all ways of RFC 3339."""

aware_date_times: Final = _aware_date_times()
