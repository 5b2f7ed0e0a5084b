"""Fields that may be unset, `T | None | UnsetType`, for which absent and null differ."""

from __future__ import annotations

from types import UnionType
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin

from msgspec import UNSET, UnsetType

from .base import Node, refusal
from .lookup import structure_node, unstructure_node

if TYPE_CHECKING:
    from cattrs import BaseConverter
    from cattrs.dispatch import StructureHook, UnstructureHook

__all__ = [
    "UNSET",
    "UnsetNode",
    "UnsetType",
    "configure_unset",
    "may_be_unset",
    "unset_structure_factory",
    "unset_unstructure_factory",
    "without_unset",
]


def may_be_unset(type_: Any) -> bool:
    """Tell whether a type is a union of `msgspec.UnsetType` and others."""
    return get_origin(type_) in (Union, UnionType) and UnsetType in get_args(type_)


def without_unset(type_: Any) -> Any:
    """Return a union without `msgspec.UnsetType`; and any other type as it is."""
    if not may_be_unset(type_):
        return type_
    return Union[tuple(arg for arg in get_args(type_) if arg is not UnsetType)]  # noqa: UP007


class UnsetNode(Node):
    """Structures and unstructures values that are set; the node of the class omits unset fields.

    Args:
        type_: The type.
        converter: The converter that has the hook for the type of the values.
        structuring: Whether the node structures; otherwise it unstructures.

    Attributes:
        value: The node of the values.
    """

    def __init__(self, type_: Any, converter: BaseConverter, structuring: Any) -> None:
        super().__init__(type_)
        self.converter: BaseConverter = converter
        self.structuring: bool = structuring
        self.value: Node = self

    def find_parts(self) -> list[Node]:
        find = structure_node if self.structuring else unstructure_node
        self.value = find(without_unset(self.type), self.converter)
        return [self.value]

    def read(self, value: Any, depth: Any) -> Any:
        return self.value.read(value, depth + 1)

    def write(self, value: Any, depth: Any) -> Any:
        if value is UNSET:
            raise refusal("a value that is set, for only a field can be left out", value)
        return self.value.write(value, depth + 1)


def unset_structure_factory(type_: Any, converter: BaseConverter) -> StructureHook:
    """Make the hook that reads a value that is present; an absent field is unset."""
    return UnsetNode(type_, converter, True).structure


def unset_unstructure_factory(type_: Any, converter: BaseConverter) -> UnstructureHook:
    """Make the hook that writes a value that is set."""
    return UnsetNode(type_, converter, False).unstructure


def configure_unset(converter: BaseConverter) -> None:
    """Make a converter read and write `T | None | UnsetType`, and omit unset fields of classes.

    Args:
        converter: Any cattrs converter; what is registered on it later wins.
    """
    converter.register_structure_hook_factory(may_be_unset, unset_structure_factory)
    converter.register_unstructure_hook_factory(may_be_unset, unset_unstructure_factory)
