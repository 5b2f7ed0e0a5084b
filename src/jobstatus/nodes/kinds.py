"""The kinds of nodes that structure, for passes over nodes that must handle each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias, cast

from .base import HookNode
from .classes import ClassNode
from .date_times import DateTimeNode
from .dict_keys import KeyNode
from .dicts import DictNode
from .fields import FieldNode
from .json_unions import JsonNode, JsonUnionNode
from .lists import ListNode
from .lookup import AnyNode, ClassUnionNode, CollectionNode, DataclassNode, EnumNode, LiteralNode
from .open_enums import OpenEnumNode
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


__all__ = ["Kind", "assert_never", "kind_of"]

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


def kind_of(node: Node) -> Kind:
    """Return a node, typed as the union of all kinds: type checkers then see a `match` is complete."""
    return cast("Kind", node)
