"""`T | None`: null is `None`, and anything else is read and written as `T`."""

from __future__ import annotations

from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin

from .base import Node
from .lookup import structure_node, unstructure_node

if TYPE_CHECKING:
    from cattrs import BaseConverter
    from cattrs.dispatch import StructureHook, UnstructureHook

__all__ = [
    "OptionalNode",
    "configure_optionals",
    "is_optional",
    "optional_structure_factory",
    "optional_unstructure_factory",
]


def is_optional(type_: Any) -> bool:
    """Tell whether a type is `T | None`, for one type `T`."""
    args = set(get_args(type_))
    return (
        get_origin(type_) in (Union, UnionType) and NoneType in args and len(args - {NoneType}) == 1
    )


class OptionalNode(Node):
    """Structures and unstructures `T | None`.

    Args:
        type_: The type.
        converter: The converter that has the hook for `T`.
        structuring: Whether the node structures; otherwise it unstructures.

    Attributes:
        not_null: The node of `T`.
    """

    def __init__(self, type_: Any, converter: BaseConverter, structuring: Any) -> None:
        super().__init__(type_)
        self.converter: BaseConverter = converter
        self.structuring: bool = structuring
        self.not_null: Node = self

    def without_null(self) -> tuple[Node, bool]:
        """Return the node of `T`, and true: this node takes null."""
        self.parts()
        return self.not_null, True

    def find_parts(self) -> list[Node]:
        (type_,) = (arg for arg in get_args(self.type) if arg is not NoneType)
        find = structure_node if self.structuring else unstructure_node
        self.not_null = find(type_, self.converter)
        return [self.not_null]

    def read(self, value: Any, depth: Any) -> Any:
        return None if value is None else self.not_null.read(value, depth + 1)

    def write(self, value: Any, depth: Any) -> Any:
        return None if value is None else self.not_null.write(value, depth + 1)


def optional_structure_factory(type_: Any, converter: BaseConverter) -> StructureHook:
    """Make the hook that reads null as `None`, and any other value by the hook for `T`."""
    return OptionalNode(type_, converter, True).structure


def optional_unstructure_factory(type_: Any, converter: BaseConverter) -> UnstructureHook:
    """Make the hook that writes `None` as null, and any other value by the hook for `T`."""
    return OptionalNode(type_, converter, False).unstructure


def configure_optionals(converter: BaseConverter) -> None:
    """Make a converter read and write `T | None`, with null as `None`.

    Args:
        converter: Any cattrs converter; what is registered on it later wins.
    """
    converter.register_structure_hook_factory(is_optional, optional_structure_factory)
    converter.register_unstructure_hook_factory(is_optional, optional_unstructure_factory)
