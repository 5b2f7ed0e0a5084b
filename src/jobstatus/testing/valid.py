"""Hypothesis strategies for documents that are as they should be, and for the objects made of them."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from functools import cache
from types import NoneType
from typing import TYPE_CHECKING, Any, Final, TypeVar, get_args, get_origin, overload

from attrs import NOTHING
from hypothesis import reject
from hypothesis import strategies as st

from jobstatus.classes import is_attrs_class
from jobstatus.containers import is_list, is_text_keyed_dict
from jobstatus.converters import converter
from jobstatus.generics import fields_of
from jobstatus.json_value import is_json_union
from jobstatus.one_or_many import is_one_or_many
from jobstatus.open_enum import Unrecognized, is_open_enum
from jobstatus.parts import arms, keys_for, plain, range_of
from jobstatus.scalars import is_ranged_int

if TYPE_CHECKING:
    from collections.abc import Callable

    from attrs import Attribute
    from hypothesis.strategies import DrawFn, SearchStrategy

    from jobstatus.keys import Case

__all__ = [
    "documents",
    "encoded",
    "instances",
    "json_values",
    "texts",
    "undeclared",
    "unrecognized",
]

T = TypeVar("T")

texts: Final = st.text(max_size=12)
_integers: Final = (
    st.integers()
    | st.integers(-(10**40), 10**40)
    | st.sampled_from([2**53 + 1, 2**63, 2**64, -(10**30)])
)
_floats: Final = st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from(
    [-0.0, 1.0, 5e-324]
)
_json_values: Final = st.recursive(
    st.none() | st.booleans() | _integers | _floats | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)
_zones: Final = st.just(timezone.utc) | st.sampled_from(
    [timezone(timedelta(minutes=minutes)) for minutes in (60, 330, -480, 1439, -1439)]
)


def json_values() -> SearchStrategy[Any]:
    """Generate what `JsonValue` may be: every kind of JSON, in and out of lists and objects.

    Among them are integers beyond 64 bits, `-0.0`, the smallest float, and text of any letters;
    never what no JSON document can hold, such as `nan`.
    """
    return _json_values


@st.composite
def documents(draw: DrawFn, type_: Any, *, case: Case = "snake") -> Any:  # noqa: D417 - Hypothesis draws
    """Generate documents that are a type's, as `json.loads` gives them.

    Each optional field is absent, null or set, in any order; open enums are texts that they list;
    both spellings of `source_value` occur, date-times are spelled in all ways of RFC 3339, and
    where one bare string may stand for a list, it does at times. Every converter of this *case*
    reads them all.

    Args:
        type_: An attrs class, ours or anybody's, or whatever else `structure` takes. Of types that
            this package has no hook for (`date`, closed enums, ...) it is what `st.from_type`
            gives, unstructured.
        case: `"snake"` for documents of default converters, `"camel"` for those of `case="camel"`.
    """
    return draw(_documents(type_, case))


@overload
def instances(type_: type[T], *, extra: bool = ...) -> SearchStrategy[T]: ...
@overload
def instances(type_: Any, *, extra: bool = ...) -> SearchStrategy[Any]: ...
def instances(type_: Any, *, extra: bool = False) -> SearchStrategy[Any]:
    """Generate objects of a type, such as its documents are read as.

    Open enums are listed members and unrecognized values, floats finite, date-times aware. What is
    written of each is read as an equal one. `st.from_type` does the same for the classes and enums
    of this package, and for what you `register_type`.

    Args:
        type_: An attrs class, ours or anybody's, an open enum, or whatever else `structure` takes.
            Of types that this package has no hook for it is what `st.from_type` gives. What a class
            refuses by a `ValueError` or `TypeError` of its own is not generated.
        extra: Whether instances may hold undeclared keys in their field for what is `extra`, which
            are read back by converters with `unknown="keep"`.
    """
    return _shown_instances(type_, extra=extra)


@st.composite
def encoded(draw: DrawFn, values: SearchStrategy[Any]) -> bytes:  # noqa: D417 - the same
    """Generate the JSON text of values, as bytes that a response might have.

    Letters beyond ASCII are escaped or not, there may be white space between the parts, and before
    them the newlines of StackOne's heartbeat.

    Args:
        values: A strategy for JSON values, such as `documents(AtsJob)`.

    Raises:
        ValueError: JSON has no text for a value (`nan`); so has a `TypeError` for what is no JSON
            at all.
    """
    before = draw(st.sampled_from(["", "\n", "\n\n \t\r\n"]))
    text = json.dumps(
        draw(values),
        ensure_ascii=draw(st.booleans()),
        indent=draw(st.sampled_from([None, 1])),
        allow_nan=False,
    )
    return f"{before}{text}".encode()


@cache
def unrecognized(enum: Any) -> SearchStrategy[str]:
    """Generate texts that an open enum does not list."""
    near = [member.value.upper() for member in enum] + ["filled", "pending_approval"]
    drawn = st.sampled_from(near) | texts
    return drawn.filter(lambda text: isinstance(enum(text), Unrecognized))


@cache
def undeclared(class_: Any, case: Case) -> SearchStrategy[str]:
    """Generate keys that no field of an attrs class has, in whatever spelling."""
    taken = {s for key in keys_for(class_, case) for s in (key.key, key.twin, key.other)}
    usual = st.sampled_from(["job_postings", "_links", "extra", "value_id"])
    return (usual | texts).filter(lambda key: key not in taken)


@cache
def _documents(type_: Any, case: Case) -> SearchStrategy[Any]:
    type_ = plain(type_)
    if type_ in _WIRE:
        return _WIRE[type_]
    if is_one_or_many(type_):
        return texts | st.lists(texts, max_size=3)
    if is_open_enum(type_):
        return st.sampled_from([member.value for member in type_])
    if is_attrs_class(type_):
        return st.deferred(lambda: _objects(type_, case))
    drawn = _composed(type_, lambda inner: _documents(inner, case))
    other = st.from_type(type_).map(lambda value: converter.unstructure(value, type_))
    return other if drawn is None else drawn


@cache
def _instances(type_: Any, extra: bool) -> SearchStrategy[Any]:  # noqa: FBT001
    type_ = plain(type_)
    if type_ in _OBJECTS:
        return _OBJECTS[type_]
    if is_one_or_many(type_):
        return st.lists(texts, max_size=3)
    if is_open_enum(type_):
        return st.sampled_from(list(type_)) | unrecognized(type_).map(type_)
    if is_attrs_class(type_):
        return st.deferred(lambda: _made(type_, extra))
    drawn = _composed(type_, lambda inner: _instances(inner, extra))
    return st.from_type(type_) if drawn is None else drawn


def _composed(
    type_: Any, inside: Callable[[Any], SearchStrategy[Any]]
) -> SearchStrategy[Any] | None:
    """Return the strategy for a type that is made of others."""
    if is_ranged_int(type_):
        return st.sampled_from(range_of(type_))
    if is_list(type_) or is_text_keyed_dict(type_):
        item = inside((get_args(type_) or (Any,))[-1])
        listed = st.lists(item, max_size=3)
        return listed if is_list(type_) else st.dictionaries(texts, item, max_size=3)
    if is_json_union(type_) and {list[Any], dict[str, Any]} <= set(get_args(type_)):
        return _json_values
    if len(arms(type_)) > 1:
        none_first = sorted(arms(type_), key=lambda arm: arm is not NoneType)
        return st.one_of([inside(arm) for arm in none_first])
    return None


def _objects_of(draw: DrawFn, type_: Any, *, extra: bool = False) -> Any:
    return draw(_instances(type_, extra))


_objects_of.__name__ = "instances"  # as which it is shown
_shown_instances: Final = st.composite(_objects_of)


def _objects(class_: Any, case: Case) -> SearchStrategy[dict[str, Any]]:
    """Generate objects of an attrs class, with the one or the other spelling of keys that have two."""
    keys = keys_for(class_, case)
    drawn = []
    for spelled in ("key", "twin") if any(key.twin for key in keys) else ("key",):
        required: dict[str, SearchStrategy[Any]] = {}
        optional: dict[str, SearchStrategy[Any]] = {}
        for key in keys:
            where = required if key.a.default is NOTHING else optional
            step = key.twin if spelled == "twin" and key.twin else key.key
            where[step] = _documents(_type_of(key.a), case)
        drawn.append(st.fixed_dictionaries(required, optional=optional))
    return st.one_of(drawn)


def _made(class_: Any, extra: bool) -> SearchStrategy[Any]:  # noqa: FBT001
    """Generate instances of an attrs class."""
    name = keys_for(class_, "snake").extra  # and so annotations that are text are evaluated
    required: dict[str, SearchStrategy[Any]] = {}
    optional: dict[str, SearchStrategy[Any]] = {}
    for a in fields_of(class_):
        alias = a.alias or a.name
        if a.name == name and extra:
            keys = undeclared(class_, "snake")
            more = st.dictionaries(keys, _json_values, min_size=1, max_size=2)
            optional[alias] = more
        elif a.name != name and a.init:
            where = required if a.default is NOTHING else optional
            where[alias] = _instances(_type_of(a), extra)

    return _called(get_origin(class_) or class_, st.fixed_dictionaries(required, optional=optional))


@st.composite
def _called(draw: DrawFn, class_: Any, named: SearchStrategy[Any]) -> Any:
    # Not by `map`, of which Hypothesis would show the function.
    try:
        return class_(**draw(named))
    except (TypeError, ValueError):  # by a validator, perhaps
        reject()


def _type_of(a: Attribute[Any]) -> Any:
    return Any if a.type is None else a.type


@st.composite
def _date_times(draw: DrawFn) -> str:
    """Generate date-times: mostly as the service spells them, else in all ways of RFC 3339."""
    at = draw(st.datetimes())
    if draw(st.sampled_from([True, True, False])):
        return f"{at.isoformat(timespec='milliseconds')}Z"
    second = draw(st.sampled_from("Tt ")).join(at.isoformat(timespec="seconds").split("T"))
    fraction = draw(st.sampled_from(["", ".5", ".123456", ".1234560", ".000000000"]))
    offset = draw(st.sampled_from(["Z", "z", "+00:00", "-00:00", "+05:30", "-08:00", "+23:59"]))
    return f"{second}{fraction}{offset}"


@st.composite
def _aware(draw: DrawFn) -> datetime:
    """Generate aware date-times; RFC 3339 has no `fold`."""
    return draw(st.datetimes(timezones=_zones)).replace(fold=0)


_SCALARS: Final[dict[Any, SearchStrategy[Any]]] = {
    str: texts,
    int: _integers,
    bool: st.booleans(),
    NoneType: st.none(),
    None: st.none(),
    Any: _json_values,
}
_WIRE: Final = {**_SCALARS, float: _integers | _floats, datetime: _date_times()}
_OBJECTS: Final = {**_SCALARS, float: _floats, datetime: _aware()}
