"""Hypothesis strategies for JSON values and for the documents of every class."""

from datetime import datetime, timezone
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import attrs
from hypothesis import strategies as st

import jobstatus
from jobstatus import AtsJobValue, JsonValue, OpenEnum
from jobstatus.extra import Extra
from jobstatus.keys import camel
from jobstatus.one_or_many import OneOrMany
from jobstatus.scalars import Byte

CLASSES = [
    thing
    for name in jobstatus.__all__
    if attrs.has(thing := getattr(jobstatus, name)) and thing.__module__ == "jobstatus.models"
]
"""Every attrs class of the contract."""

texts = st.text(max_size=12)

integers = (
    st.integers() | st.integers(-(10**40), 10**40) | st.sampled_from([2**53 + 1, 2**63, 2**64])
)

scalars = (
    st.none()
    | st.booleans()
    | integers
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from([-0.0, 1.0, 5e-324])
    | texts
)

json_values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)

no_json = st.sampled_from(
    [
        float("nan"),
        float("inf"),
        (1,),
        b"x",
        datetime(2021, 1, 1, tzinfo=timezone.utc),
        {1},
        10**4300,
    ]
)
"""Python values that no JSON document can hold."""

statuses = st.sampled_from(AtsJobValue).map(str) | texts

wire_date_times = st.datetimes().map(lambda at: f"{at.isoformat(timespec='milliseconds')}Z")
"""Date-times as the service writes them."""


@cache
def documents(type_: Any) -> st.SearchStrategy[Any]:
    """Generate what the wire may hold for a type: declared fields only, each absent, null or set."""
    origin, args = get_origin(type_), get_args(type_)
    if type_ == JsonValue:
        return json_values
    if type_ in _WIRE:
        return _WIRE[type_]
    if type_ == OneOrMany or origin is list:
        return st.lists(documents(str if type_ == OneOrMany else args[0]), max_size=3)
    if origin is dict:
        return st.dictionaries(texts, documents(args[1]), max_size=3)
    if origin in (Union, UnionType):
        return st.one_of([documents(arg) for arg in args])
    if origin is Annotated:
        return documents(args[0])
    if issubclass(type_, OpenEnum):
        return st.sampled_from([member.value for member in type_]) | texts
    declared = [a for a in attrs.fields(type_) if a.type != Extra]
    required = {a.name: documents(a.type) for a in declared if a.default is attrs.NOTHING}
    optional = {a.name: documents(a.type) for a in declared if a.name not in required}
    return st.fixed_dictionaries(required, optional=optional)


def cameled(wire: Any, type_: Any) -> Any:
    """Spell the keys of a document in camelCase, but those of free-form objects."""
    origin, args = get_origin(type_), get_args(type_)
    if isinstance(wire, dict) and attrs.has(type_):
        types = {a.name: a.type for a in attrs.fields(type_) if a.type != Extra}
        return {
            camel(key) if key in types else key: cameled(item, types.get(key))
            for key, item in wire.items()
        }
    if origin in (Union, UnionType):
        of_class = [arg for arg in args if isinstance(arg, type) and attrs.has(arg)]
        inner = [*of_class, *(arg for arg in args if get_origin(arg) in (list, dict))]
        return cameled(wire, inner[0]) if inner else wire
    if origin is list and isinstance(wire, list):
        return [cameled(item, args[0]) for item in wire]
    if origin is dict and isinstance(wire, dict):
        return {key: cameled(item, args[1]) for key, item in wire.items()}
    return wire


OPTIONS: dict[str, dict[str, Any]] = {
    "default": {},
    "emit": {"nulls": "emit"},
    "forbid": {"unknown": "forbid"},
    "keep": {"unknown": "keep"},
    "camel": {"case": "camel"},
    "camel-keep": {"case": "camel", "unknown": "keep"},
}
"""Options of `make_converter`."""


_WIRE: dict[Any, st.SearchStrategy[Any]] = {
    str: texts,
    int: integers,
    float: st.floats(allow_nan=False, allow_infinity=False),
    NoneType: st.none(),
    None: st.none(),
    bool: st.booleans(),
    Byte: st.integers(0, 255),
    datetime: wire_date_times,
}


SPICES = st.sampled_from(
    [
        "sourceValue", "source_value", "value", "data", "_source_value", "__class__", "extra",
        "job_postings", "Value", "source value", "created_at", "id",
    ]
)  # fmt: skip

ODD_VALUES = (
    st.sampled_from(
        [
            "2021-01-01T01:01:01Z", "2021-01-01T01:01:01.0000000Z", "2021-01-01T01:01:01.1234567Z",
            "2021-01-01T01:01:01.9999999Z", "2021-01-01T01:01:01+0000", "2021-01-01T01:01:01-0000",
            "2021-01-01T01:01:01+0530", "2021-01-01T01:01:01+05:30", "2021-01-01T01:01:01",
            "2021-01-01 01:01:01z", "2021-12-31T23:59:60Z", "0001-01-01T00:00:00+01:00",
            [300], [255, -1], 2**64, -(2**63) - 1, 10**30, True, 1.0, -0.0, "open", "filled", [], {},
            {"source_value": 1, "sourceValue": 2}, {"sourceValue": {"id": 1}}, [[[[]]]], "",
        ]
    )
    | json_values
)  # fmt: skip


@st.composite
def mixed(draw: st.DrawFn, type_: Any) -> Any:
    """Draw a valid document, and change none to three things in it."""
    wire = draw(documents(type_))
    for _ in range(draw(st.integers(0, 3))):
        wire = draw(changed(wire))
    return wire


@st.composite
def changed(draw: st.DrawFn, wire: Any) -> Any:
    """Change one thing, however deep: replace, add or rename."""
    if not isinstance(wire, (dict, list)) or not wire or draw(st.integers(0, 5)) == 0:
        if isinstance(wire, dict):
            return {**wire, draw(SPICES | texts): draw(ODD_VALUES)}
        return draw(ODD_VALUES)
    changed_wire: Any = dict(wire) if isinstance(wire, dict) else list(wire)
    key: Any = draw(st.sampled_from(list(wire) if isinstance(wire, dict) else range(len(wire))))
    if isinstance(wire, dict) and draw(st.integers(0, 5)) == 0:
        return {(draw(SPICES) if k == key else k): item for k, item in wire.items()}
    changed_wire[key] = draw(changed(wire[key]))
    return changed_wire
