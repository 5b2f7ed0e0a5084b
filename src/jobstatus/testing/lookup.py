"""The nodes that strategies are made of, and the kinds of JSON that a node reads."""

from __future__ import annotations

from functools import cache
from types import NoneType
from typing import TYPE_CHECKING, Any, Final

from cattrs.preconf.json import configure_converter as configure_json

from jobstatus.converters import JsonConverter, configure
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
    structure_node,
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
    scalar_node,
)
from jobstatus.nodes.unset import UnsetNode

if TYPE_CHECKING:
    from jobstatus.nodes.base import Node
    from jobstatus.nodes.keys import Case

__all__ = ["ALL_KINDS", "CONVERTERS", "node_for", "readers"]

ALL_KINDS: Final[frozenset[Any]] = frozenset({NoneType, bool, int, float, str, list, dict})
"""The builtin classes of all that `json.loads` gives."""

_NULL: Final = scalar_node(NoneType)


def _make_converter(case: Case) -> JsonConverter:
    # Of a type that has no hook, the strategies are Hypothesis's own; nothing is structured here.
    made = JsonConverter(structure_fallback_factory=lambda _: lambda value, _: value)
    configure_json(made)
    configure(made, case=case)
    return made


CONVERTERS: Final[dict[str, JsonConverter]] = {
    "snake": _make_converter("snake"),
    "camel": _make_converter("camel"),
}
"""The converters whose nodes strategies are made of, by their case."""


@cache
def node_for(type_: Any, case: Case = "snake") -> Node:
    """Return the node that structures a type in documents of a case, resolved."""
    node = structure_node(NoneType if type_ is None else type_, CONVERTERS[case])
    node.resolve()
    return node


@cache
def readers(node: Node, *, nullable: bool = False) -> dict[Any, Node] | None:
    """Return which node reads each kind of JSON that a node takes; `None` if that is not known.

    Args:
        node: The node.
        nullable: Whether null is read, too, whatever the node says.
    """
    by_kind = _readers(node)
    return {**by_kind, NoneType: _NULL} if by_kind is not None and nullable else by_kind


def _readers(node: Node) -> dict[Any, Node] | None:
    kind = kind_of(node)
    match kind:
        case StringNode() | DateTimeNode() | OpenEnumNode():
            return {str: node}
        case IntegerNode() | RangedIntegerNode():
            return {int: node}
        case NumberNode():
            return {int: node, float: node}
        case BooleanNode():
            return {bool: node}
        case NullNode():
            return {NoneType: node}
        case ScalarSubclassNode(scalar=scalar):
            return dict.fromkeys(readers(scalar) or (), node)
        case ListNode(bare=bare):
            return {list: node, str: node} if bare else {list: node}
        case DictNode() | ClassNode():
            return {dict: node}
        case JsonNode():
            return dict.fromkeys(ALL_KINDS, node)
        case JsonUnionNode(arms=arms):
            return arms
        case OptionalNode(not_null=not_null):
            return readers(not_null, nullable=True)
        case UnsetNode(value=value) | KeyNode(key=value):
            return readers(value)
        case FieldNode(node=value, nullable=nullable):
            return readers(value, nullable=nullable)
        case (
            AnyNode() | EnumNode() | LiteralNode() | CollectionNode() | DataclassNode() | HookNode()
        ):  # fmt: skip
            return None
        case _:
            return assert_never(kind)
