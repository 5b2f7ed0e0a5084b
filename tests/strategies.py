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
from jobstatus.nodes.base import Node
from jobstatus.nodes.classes import ClassNode
from jobstatus.nodes.date_times import DateTimeNode
from jobstatus.nodes.dicts import DictNode
from jobstatus.nodes.keys import camel
from jobstatus.nodes.lists import ListNode
from jobstatus.testing.invalid import can_drift
from jobstatus.testing.lookup import node_for, readers

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
    """Generate documents of a type, as they are today or as a later version has them."""
    if can_drift(node_for(type_)):
        return testing.documents(type_) | testing.drifted(type_)
    return testing.documents(type_)


@cache
def documents(type_: Any) -> st.SearchStrategy[Any]:
    """Generate the same, spelled as it is written: all of it has to come back to the letter."""
    return wires(type_).map(lambda wire: as_written(wire, type_))


def as_written(wire: Any, type_: Any) -> Any:
    """Spell a document as it is written: one spelling of keys, lists of strings, date-times."""
    return _as_written(wire, node_for(type_))


def _as_written(wire: Any, node: Node | None) -> Any:
    reader = None if node is None else (readers(node) or {}).get(type(wire))
    match reader, wire:
        case DateTimeNode(), str():
            usual = len(wire) == 24 and wire[10] == "T" and wire[-1] == "Z"
            return wire if usual else f"{wire[:10]}T{wire[11:19]}.500Z"
        case ListNode(), str():
            return [wire]
        case ClassNode(declared=declared), dict():
            keys = {field.alias_key: field.key for field in declared.values()}
            return {
                keys.get(key, key): _as_written(item, declared.get(key))
                for key, item in wire.items()
            }
        case ListNode(item=node), list():
            return [_as_written(item, node) for item in wire]
        case DictNode(item=node), dict():
            return {key: _as_written(item, node) for key, item in wire.items()}
    return copy.deepcopy(wire)


def cameled(wire: Any, type_: Any) -> Any:
    """Spell the keys of a document in camelCase, but those of free-form objects."""
    if get_origin(type_) in (Union, UnionType):
        # Of several classes that a union has, documents are those of the first.
        of_class = [arg for arg in get_args(type_) if attrs.has(get_origin(arg) or arg)]
        type_ = of_class[0] if of_class else type_
    return _cameled(wire, node_for(type_))


def _cameled(wire: Any, node: Node) -> Any:
    match (readers(node) or {}).get(type(wire)), wire:
        case ClassNode(fields=fields), dict():
            by_name = {field.name: field for field in fields if field.key == field.name}
            return {
                camel(key) if key in by_name else key: (
                    _cameled(item, by_name[key]) if key in by_name else item
                )
                for key, item in wire.items()
            }
        case ListNode(item=node), list():
            return [_cameled(item, node) for item in wire]
        case DictNode(item=node), dict():
            return {key: _cameled(item, node) for key, item in wire.items()}
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
