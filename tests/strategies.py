"""The strategies of `jobstatus.testing`, and documents with anything in them, wrong or not."""

import copy
from datetime import datetime, timezone
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin

import attrs
from hypothesis import strategies as st

import jobstatus
from jobstatus import AtsJobValue, testing
from jobstatus.extra import Extra
from jobstatus.keys import camel
from jobstatus.one_or_many import is_one_or_many
from jobstatus.open_enum import is_open_enum
from jobstatus.parts import arms, parts_of, places

CLASSES = [
    thing
    for name in jobstatus.__all__
    if attrs.has(thing := getattr(jobstatus, name)) and thing.__module__ == "jobstatus.models"
]
"""Every attrs class of the contract."""

texts = st.text(max_size=12)

json_values = testing.json_values()

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
def wires(type_: Any) -> st.SearchStrategy[Any]:
    """Generate what the wire may hold for a type, today or after it has drifted."""
    found = [arm for part in parts_of(type_, "snake") for arm in arms(part)]
    if any(attrs.has(arm) or is_open_enum(arm) for arm in found):
        return testing.documents(type_) | testing.drifted(type_)
    return testing.documents(type_)


@cache
def documents(type_: Any) -> st.SearchStrategy[Any]:
    """Generate the same, spelled as it is written: all of it has to come back to the letter."""
    return wires(type_).map(lambda wire: as_written(wire, type_))


def as_written(wire: Any, type_: Any) -> Any:
    """Spell a document as it is written: one spelling of keys, lists of strings, date-times."""
    wire = copy.deepcopy(wire)
    top = [wire]
    for steps, value, _, arm in list(places(wire, type_, "snake")):
        if arm is datetime or (is_one_or_many(arm) and isinstance(value, str)):
            where: Any = top
            for step in (0, *steps)[:-1]:
                where = where[step]
            usual = len(value) == 24 and value[10] == "T" and value[-1] == "Z"
            at = value if usual else f"{value[:10]}T{value[11:19]}.500Z"
            where[(0, *steps)[-1]] = at if arm is datetime else [value]
    for _, value, _, arm in list(places(top[0], type_, "snake")):
        if attrs.has(arm) and "sourceValue" in value:
            items = {k.replace("sourceValue", "source_value"): v for k, v in value.items()}
            value.clear()
            value.update(items)
    return top[0]


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
    wire = draw(wires(type_))
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
