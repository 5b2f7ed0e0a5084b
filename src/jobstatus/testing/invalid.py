"""Strategies for documents that are not as they should be: of a later version, or wrong."""

from __future__ import annotations

from datetime import datetime, timezone
from decimal import Decimal
from functools import cache, partial
from types import NoneType
from typing import TYPE_CHECKING, Any, Final, cast

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from jobstatus.codecs.json_values import MAX_DIGITS
from jobstatus.nodes.base import HookNode
from jobstatus.nodes.classes import ClassNode
from jobstatus.nodes.date_times import DateTimeNode
from jobstatus.nodes.dict_keys import KeyNode
from jobstatus.nodes.dicts import DictNode
from jobstatus.nodes.fields import FieldNode
from jobstatus.nodes.json_unions import JsonNode, JsonUnionNode
from jobstatus.nodes.kinds import assert_never, kind_of
from jobstatus.nodes.lists import ListNode
from jobstatus.nodes.lookup import (
    AnyNode,
    CollectionNode,
    DataclassNode,
    EnumNode,
    LiteralNode,
)
from jobstatus.nodes.open_enums import OpenEnumNode
from jobstatus.nodes.optionals import OptionalNode
from jobstatus.nodes.scalars import (
    BooleanNode,
    IntegerNode,
    NullNode,
    NumberNode,
    RangedIntegerNode,
    ScalarSubclassNode,
    StringNode,
)
from jobstatus.nodes.unset import UnsetNode

from .lookup import ALL_KINDS, node_for, readers
from .objects import undeclared_keys, unrecognized_texts
from .passes import StrategyPass
from .places import changed
from .scalars import any_json, texts
from .valid import DOCUMENTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hypothesis.strategies import DrawFn, SearchStrategy

    from jobstatus.nodes.base import Node
    from jobstatus.nodes.keys import Case

    from .places import Change, Place

__all__ = ["can_drift", "drifted", "hostile"]


@st.composite
def drifted(draw: DrawFn, type_: Any, *, case: Case = "snake") -> Any:  # noqa: D417 - Hypothesis draws
    """Generate documents of a later version of the API than a type knows.

    They are a type's `documents`, but for one to three changes: texts that open enums do not list,
    and undeclared keys. Every converter of this *case* reads them, but that `unknown="forbid"`
    refuses the undeclared keys. `unknown="keep"` gives them back as they were, a second spelling
    such as `sourceValue` as the first, if the classes have a field of type `Extra` and no default
    but `None`.

    Args:
        type_: As for `documents`; it has to be, or to hold, an attrs class or an open enum.
        case: As for `documents`.

    Raises:
        hypothesis.errors.InvalidArgument: Nothing in documents of *type_* can drift.
    """
    node = node_for(type_, case)
    if not can_drift(node):
        raise InvalidArgument(f"nothing in documents of {type_!r} can drift")
    return draw(changed(_DRIFTING[case].of(node), node, _drifts))


@st.composite
def hostile(  # noqa: D417 - the same
    draw: DrawFn, type_: Any, *, case: Case = "snake", python: bool = False
) -> Any:
    """Generate documents that have to be refused: by a `StructureError`, and by nothing else.

    They are a type's `documents`, but that one to three things are wrong in them: a value of
    another kind (`5` for text, `"true"` for a boolean, null where it is not allowed), a date-time
    that is not RFC 3339 or that no `datetime` can hold, an integer out of range, a number as a key
    that is not in its canonical spelling, both spellings of one key, a required key that is absent,
    or a key in the other case (which `unknown="keep"` keeps, instead of refusing it). No document
    is nested deeper than 512 levels, which converters refuse, too: Hypothesis could not show it.

    Args:
        type_: As for `documents`. No value of a type that this package has no hook for is wrong.
        case: As for `documents`.
        python: Whether there may be what no JSON text can hold, too: `nan`, tuples, bytes, dates,
            objects, keys that are no text, values that contain themselves, integers of more than
            4,300 digits.

    Raises:
        hypothesis.errors.InvalidArgument: No document of *type_* is known to be wrong.
    """
    node = node_for(type_, case)
    by_kind = readers(node)
    if by_kind is None or (by_kind.keys() == ALL_KINDS and not python):
        raise InvalidArgument(f"no document of {type_!r} is known to be wrong")
    return draw(changed(DOCUMENTS[case].of(node), node, _python_wrongs if python else _wrongs))


def can_drift(node: Node) -> bool:
    """Tell whether there is anything in the documents of a node that a later version may change."""
    met: set[Node] = set()
    left = {node}
    while left:
        met |= left
        found = [reader for inner in left for reader in (readers(inner) or {}).values()]
        if any(isinstance(reader, (ClassNode, OpenEnumNode)) for reader in found):
            return True
        left = {reader.item for reader in found if isinstance(reader, (ListNode, DictNode))} - met
    return False


class _DriftingPass(StrategyPass):
    """Makes strategies for those documents in which a later version may change something."""

    def build(self, node: Node) -> SearchStrategy[Any]:
        documents = DOCUMENTS[self.case]
        strategies: list[SearchStrategy[Any]] = []
        for reader in (readers(node) or {}).values():
            if isinstance(reader, (ClassNode, OpenEnumNode)):
                strategies.append(documents.of(reader))
            elif isinstance(reader, ListNode) and can_drift(reader.item):
                strategies.append(st.lists(self.of(reader.item), min_size=1, max_size=3))
            elif isinstance(reader, DictNode) and can_drift(reader.item):
                strategies.append(documents.dicts(reader, self.of(reader.item), min_size=1))
        return st.one_of(strategies)


_DRIFTING: Final = {"snake": _DriftingPass("snake"), "camel": _DriftingPass("camel")}


def _drifts(place: Place) -> Iterator[Change]:
    """Yield the changes of a later version."""
    reader, value = place.reader(), place.value
    if isinstance(reader, ClassNode):
        yield lambda draw: {**value, draw(undeclared_keys(reader)): draw(any_json)}
    elif isinstance(reader, OpenEnumNode):
        yield lambda draw: draw(unrecognized_texts(reader.type))


def _wrongs(place: Place) -> Iterator[Change]:
    """Yield the changes that make a document wrong, and leave it JSON."""
    by_kind = place.readers()
    if by_kind is None:
        return
    if by_kind.keys() < ALL_KINDS:
        others = _of_other_kinds(frozenset(by_kind))
        yield lambda draw: draw(others)
    for reader in dict.fromkeys(by_kind.values()):
        yield from _wrong_values(reader, place.value)


def _wrong_values(reader: Node, value: Any) -> Iterator[Change]:
    """Yield the changes to values of a kind that a node reads, which it has to refuse.

    Args:
        reader: The node.
        value: The value that stands in the place now, of this kind or another.
    """
    kind = kind_of(reader)
    match kind:
        case DateTimeNode():
            yield lambda draw: draw(_WRONG_DATE_TIMES)
        case RangedIntegerNode(allowed=allowed):
            low, high = sorted((allowed[0], allowed[-1])) if allowed else (0, 0)
            wrong = st.sampled_from([low - 1, high + 1, max(high + 1, 2**64)])
            yield lambda draw: draw(wrong)
        case DictNode(key=KeyNode(key=IntegerNode() | NumberNode() | RangedIntegerNode())):
            if type(value) is dict:
                yield lambda draw: {**value, draw(_WRONG_KEYS): draw(any_json)}
        case ClassNode() as node:
            if type(value) is dict:
                yield from _wrong_objects(node, value)
        case (
            AnyNode() | BooleanNode() | IntegerNode() | NullNode() | NumberNode() | StringNode()
            | ScalarSubclassNode() | OpenEnumNode() | JsonNode() | JsonUnionNode() | ListNode()
            | DictNode() | KeyNode() | OptionalNode() | UnsetNode() | FieldNode() | EnumNode()
            | LiteralNode() | CollectionNode() | DataclassNode() | HookNode()
        ):  # fmt: skip
            return
        case _:
            return assert_never(kind)


def _wrong_objects(node: ClassNode, value: dict[str, Any]) -> Iterator[Change]:
    """Yield the changes to the keys of an object that an attrs class has to refuse."""
    fields = cast("list[FieldNode]", node.fields)
    in_other_case = [field for field in fields if field.other_case_key]
    if in_other_case:
        yield partial(_with_other_case_key, value, st.sampled_from(in_other_case))
    for field in fields:
        if field.alias_key:
            item = value.get(field.key, value.get(field.alias_key))
            yield partial(_with_key, {**value, field.key: item}, field.alias_key)
        if field.required:
            yield partial(_as_it_is, _without(value, field))


def _with_other_case_key(
    value: dict[str, Any], fields: SearchStrategy[FieldNode], draw: DrawFn
) -> dict[str, Any]:
    field = draw(fields)
    return {**_without(value, field), cast("str", field.other_case_key): draw(any_json)}


def _as_it_is(value: dict[str, Any], _: DrawFn) -> dict[str, Any]:
    return value


def _with_key(value: dict[str, Any], key: str, draw: DrawFn) -> dict[str, Any]:
    return {**value, key: draw(any_json)}


def _without(value: dict[str, Any], field: FieldNode) -> dict[str, Any]:
    return {k: item for k, item in value.items() if k not in (field.key, field.alias_key)}


def _python_wrongs(place: Place) -> Iterator[Change]:
    """Yield the changes that make a document wrong, and perhaps no JSON."""
    yield from _wrongs(place)
    by_kind = place.readers()
    if by_kind is None:
        return
    yield lambda draw: draw(_NO_JSON)
    containers = {type(by_kind[kind]) for kind in (list, dict) if kind in by_kind}
    if containers == {JsonNode}:
        yield lambda draw: draw(_NO_JSON_INSIDE)


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


@cache
def _of_other_kinds(kinds: frozenset[Any]) -> SearchStrategy[Any]:
    """Generate JSON values that are of none of some kinds."""
    return st.one_of([values for kind, values in _OF_KIND.items() if kind not in kinds])


_WRONG_DATE_TIMES: Final = st.sampled_from(
    [
        "", "last Tuesday", "2021-01-01", "2021-01-01T01:01:01", "2021-01-01T01:01:01+0000",
        "2021-01-01T01:01:01+05", "2021-01-01T01:01:01.Z", "2021-01-01T01:01:01.0000001Z",
        "2021-02-30T01:01:01Z", "2021-01-01T24:00:00Z", "2021-12-31T23:59:60Z",
        "2021-01-01T01:01:01+24:00", "0000-01-01T00:00:00Z", "10000-01-01T00:00:00Z",
        "2021-01-01T01:01:01Z\n", "1609462861", "\uff12021-01-01T01:01:01Z",
    ]
)  # fmt: skip

_WRONG_KEYS: Final = st.sampled_from(["", "01", "+1", " 1", "1_0", "one", "\uff11"])

_NO_JSON: Final = st.sampled_from(
    [
        float("nan"), float("inf"), (), (1,), b"x", {1}, Decimal(1), 10**MAX_DIGITS, object(),
        datetime(2021, 1, 1, tzinfo=timezone.utc),
    ]
)  # fmt: skip

_NO_JSON_INSIDE: Final = st.builds(_contains_itself) | st.sampled_from(
    [{1: 2}, {None: 1}, {"a": [(1,)]}, [float("nan")]]
)
