"""Hypothesis strategies for documents that are not as they should be: new to us, or wrong."""

from __future__ import annotations

from datetime import datetime, timezone
from decimal import Decimal
from functools import partial
from types import NoneType
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from attrs import NOTHING
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from jobstatus.classes import is_attrs_class
from jobstatus.codecs.json_values import MAX_DIGITS
from jobstatus.json_value import is_json_union
from jobstatus.open_enum import is_open_enum
from jobstatus.parts import (
    KINDS,
    arm_of,
    arms,
    keys_for,
    kinds_of,
    parts_of,
    places,
    plain,
    range_of,
)
from jobstatus.scalars import is_ranged_int

from .valid import documents, json_values, texts, undeclared, unrecognized

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hypothesis.strategies import DrawFn, SearchStrategy

    from jobstatus.keys import Case, Keys
    from jobstatus.parts import Place

__all__ = ["drifted", "hostile"]


@st.composite
def drifted(draw: DrawFn, type_: Any, *, case: Case = "snake") -> Any:  # noqa: D417 - Hypothesis draws
    """Generate documents of a later version of the API than a type knows.

    They are a type's `documents`, but for one to three things: texts that open enums do not list,
    and undeclared keys. Every converter of this *case* reads them, but that `unknown="forbid"`
    refuses the undeclared keys. `unknown="keep"` gives them back as they were, `sourceValue` as
    `source_value`, if the classes have a field of type `Extra` and no default but `None`.

    Args:
        type_: As for `documents`; it has to be, or to hold, an attrs class or an open enum.
        case: As for `documents`.
    """
    found = [arm for part in parts_of(type_, case) for arm in arms(part)]
    if not any(is_attrs_class(arm) or is_open_enum(arm) for arm in found):
        raise InvalidArgument(f"nothing in documents of {type_!r} can drift")
    return draw(_changed(type_, case, _drifts))


@st.composite
def hostile(  # noqa: D417 - the same
    draw: DrawFn, type_: Any, *, case: Case = "snake", python: bool = False
) -> Any:
    """Generate documents that have to be refused: by a `StructureError`, and by nothing else.

    They are a type's `documents`, but that one to three things are wrong in them: a value of
    another kind (`5` for text, `"true"` for a boolean, null where it is not allowed), a date-time
    that is not RFC 3339 or that no `datetime` can hold, an integer out of range, both spellings of
    one key, a required key that is absent, an object in the other case. None is nested deeper than
    512 levels, which is wrong, too: Hypothesis could not show it.

    Args:
        type_: As for `documents`; of types that this package has no hook for nothing is wrong.
        case: As for `documents`.
        python: Whether there may be what no JSON text can hold, too: `nan`, tuples, bytes, dates,
            objects, keys that are no text, values that contain themselves, integers of more than
            4,300 digits.
    """
    unknown = {None} if python else {None, KINDS}
    if {kinds_of(part) for part in parts_of(type_, case)} <= unknown:
        raise InvalidArgument(f"no document of {type_!r} is known to be wrong")
    return draw(_changed(type_, case, _outrages if python else _wrongs))


_New: TypeAlias = "Callable[[DrawFn], Any]"
"""What draws what may stand in a place instead."""


@st.composite
def _changed(
    draw: DrawFn, type_: Any, case: Case, changes: Callable[[Place, Case], Iterator[_New]]
) -> Any:
    """Draw a document, and change one to three things in it."""

    def possible(wire: Any) -> list[tuple[Place, _New]]:
        return [(place, new) for place in places(wire, type_, case) for new in changes(place, case)]

    wire = draw(documents(type_, case=case).filter(possible))
    for _ in range(draw(st.integers(1, 3))):
        place, new = draw(st.sampled_from(possible(wire)))
        wire = _put(wire, place.steps, new(draw))
    return wire


def _put(wire: Any, steps: tuple[str | int, ...], new: Any) -> Any:
    """Return a document with something else in one place."""
    if not steps:
        return new
    copy = wire.copy()
    copy[steps[0]] = _put(wire[steps[0]], steps[1:], new)
    return copy


def _drifts(place: Place, case: Case) -> Iterator[_New]:
    """Yield what may be new to us."""
    arm, value = place.arm, place.value
    if is_attrs_class(arm):
        yield lambda draw: {**value, draw(undeclared(arm, case)): draw(json_values())}
    elif is_open_enum(arm):
        yield lambda draw: draw(unrecognized(arm))


def _wrongs(place: Place, case: Case) -> Iterator[_New]:
    """Yield what may be wrong in JSON."""
    kinds = kinds_of(place.type)
    if kinds is None:
        return
    others = [drawn for kind, drawn in _OF_KIND.items() if kind not in kinds]
    if others:
        yield lambda draw: draw(draw(st.sampled_from(others)))
    if arm_of(place.type, "") is datetime:
        yield lambda draw: draw(_ODD_DATE_TIMES)
    number = arm_of(place.type, 0)
    if is_ranged_int(number):
        near = [min(range_of(number)) - 1, max(range_of(number)) + 1, 2**64]
        yield lambda draw: draw(st.sampled_from(near))
    if is_attrs_class(place.arm):
        yield from _wrong_keys(place.value, keys_for(place.arm, case))


def _wrong_keys(value: dict[str, Any], keys: Keys) -> Iterator[_New]:
    """Yield what may be wrong with the keys of an object."""
    cased = [key for key in keys if key.other]
    if cased:
        rest = _without(value, {key.key for key in cased})
        others = st.sampled_from([key.other for key in cased])
        yield lambda draw: {**rest, draw(others): draw(json_values())}
    for key in keys:
        if key.twin:
            there = value.get(key.key, value.get(key.twin))
            both = {**value, key.key: there}
            yield partial(_added, both, key.twin)
        if key.a.default is NOTHING:
            yield partial(_just, _without(value, {key.key, key.twin}))


def _without(value: dict[str, Any], keys: set[str | None]) -> dict[str, Any]:
    return {key: item for key, item in value.items() if key not in keys}


def _added(value: dict[str, Any], key: str, draw: DrawFn) -> dict[str, Any]:
    return {**value, key: draw(json_values())}


def _just(value: Any, draw: DrawFn) -> Any:
    return value


def _outrages(place: Place, case: Case) -> Iterator[_New]:
    """Yield what may be wrong in Python."""
    yield from _wrongs(place, case)
    if kinds_of(place.type) is not None:
        yield lambda draw: draw(_NO_JSON)
    if _is_any_json(place.type):
        yield lambda draw: draw(_NO_JSON_INSIDE)


def _is_any_json(type_: Any) -> bool:
    """Tell whether a type is a union with lists of any JSON, at which hooks look in depth."""
    return is_json_union(plain(type_)) and list[Any] in arms(type_)


def _contains_itself() -> Any:
    value: list[Any] = []
    value.append(value)
    return value


_OF_KIND: Final[dict[Any, SearchStrategy[Any]]] = {
    NoneType: st.none(),
    bool: st.booleans(),
    int: st.sampled_from([0, 1, 5, -1, 2**64]),
    float: st.sampled_from([0.0, 1.0, -0.0, 1.5]),
    str: st.sampled_from(["", "true", "1", "null", "[]"]) | texts,
    list: st.lists(st.none() | texts, max_size=2),
    dict: st.dictionaries(st.just("id") | texts, st.none() | texts, max_size=2),
}

_ODD_DATE_TIMES: Final = st.sampled_from(
    [
        "", "last Tuesday", "2021-01-01", "2021-01-01T01:01:01", "2021-01-01T01:01:01+0000",
        "2021-01-01T01:01:01+05", "2021-01-01T01:01:01.Z", "2021-01-01T01:01:01.0000001Z",
        "2021-02-30T01:01:01Z", "2021-01-01T24:00:00Z", "2021-12-31T23:59:60Z",
        "2021-01-01T01:01:01+24:00", "0000-01-01T00:00:00Z", "10000-01-01T00:00:00Z",
        "2021-01-01T01:01:01Z\n", "1609462861", "\uff12021-01-01T01:01:01Z",
    ]
)  # fmt: skip

_NO_JSON: Final = st.sampled_from(
    [
        float("nan"), float("inf"), (), (1,), b"x", {1}, Decimal(1), 10**MAX_DIGITS, object(),
        datetime(2021, 1, 1, tzinfo=timezone.utc),
    ]
)  # fmt: skip

_NO_JSON_INSIDE: Final = st.builds(_contains_itself) | st.sampled_from(
    [{1: 2}, {None: 1}, {"a": [(1,)]}, [float("nan")]]
)
