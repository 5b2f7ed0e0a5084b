"""All kinds of nodes that structure: a pass over nodes matches them, and ends in `assert_never`."""

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
from .lookup import AnyNode, CollectionNode, DataclassNode, EnumNode, LiteralNode
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
        """Say which node a pass over nodes has no case for."""
        msg = f"there is no case for {node!r}"
        raise AssertionError(msg)


__all__ = ["Kind", "assert_never", "kind_of"]

Kind: TypeAlias = (
    AnyNode
    | BooleanNode
    | ClassNode
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
"""A node that structures. Those of cattrs's own types are hook nodes, too: match them first."""


def kind_of(node: Node) -> Kind:
    """Return a node as one of all kinds, for a `match` that type checkers find complete."""
    return cast("Kind", node)
