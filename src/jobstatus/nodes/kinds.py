"""The kinds of nodes, for passes over nodes that must handle each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias, cast

from .base import HookNode, UnstructureHookNode
from .classes import ClassNode
from .date_times import DateTimeNode
from .dict_keys import KeyNode
from .dicts import DictNode
from .fields import FieldNode, WrittenFieldNode
from .instances import InstanceNode
from .json_unions import JsonNode, JsonUnionNode
from .lists import ListNode
from .lookup import (
    AnyNode,
    ClassUnionNode,
    CollectionNode,
    DataclassNode,
    EnumNode,
    InstanceUnionNode,
    LiteralNode,
)
from .open_enums import OfAnyEnumNode, OpenEnumNode
from .optionals import OptionalNode
from .scalars import (
    BooleanNode,
    IntegerNode,
    NullNode,
    NumberNode,
    RangedIntegerNode,
    ScalarSubclassNode,
    StringNode,
)
from .unset import UnsetNode

if TYPE_CHECKING:
    from typing_extensions import assert_never

    from .base import Node
else:

    def assert_never(node: Any) -> Any:
        """Raise the error of a pass over nodes that has no case for a node."""
        msg = f"there is no case for {node!r}"
        raise AssertionError(msg)


__all__ = ["Kind", "WrittenKind", "assert_never", "kind_of", "written_kind_of"]

Kind: TypeAlias = (
    AnyNode
    | BooleanNode
    | ClassNode
    | ClassUnionNode
    | CollectionNode
    | DataclassNode
    | DateTimeNode
    | DictNode
    | EnumNode
    | FieldNode
    | HookNode
    | IntegerNode
    | JsonNode
    | JsonUnionNode
    | KeyNode
    | ListNode
    | LiteralNode
    | NullNode
    | NumberNode
    | OpenEnumNode
    | OptionalNode
    | RangedIntegerNode
    | ScalarSubclassNode
    | StringNode
    | UnsetNode
)
"""A node that structures.

A pass over nodes matches these classes and ends in `assert_never`. Match the nodes of cattrs's
own types before `HookNode`, their base class.
"""

WrittenKind: TypeAlias = (
    AnyNode
    | BooleanNode
    | DateTimeNode
    | DictNode
    | InstanceNode
    | InstanceUnionNode
    | IntegerNode
    | JsonNode
    | JsonUnionNode
    | KeyNode
    | ListNode
    | NullNode
    | NumberNode
    | OfAnyEnumNode
    | OpenEnumNode
    | OptionalNode
    | RangedIntegerNode
    | StringNode
    | UnsetNode
    | UnstructureHookNode
    | WrittenFieldNode
)
"""A node that unstructures."""


def kind_of(node: Node) -> Kind:
    """Return a node, typed as the union of all kinds: type checkers then see a `match` is complete."""
    return cast("Kind", node)


def written_kind_of(node: Node) -> WrittenKind:
    """Return a node that unstructures, typed as the union of all kinds of those."""
    return cast("WrittenKind", node)
