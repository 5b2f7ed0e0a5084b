"""A list of strings that the wire may also spell as one bare string."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, TypeAlias, get_args, get_origin

from .shape import Shape, shaped

if TYPE_CHECKING:
    from cattrs import BaseConverter
    from cattrs.dispatch import StructureHook, UnstructureHook

__all__ = [
    "OneOrMany",
    "configure_one_or_many",
    "is_one_or_many",
    "one_or_many_structure_factory",
    "one_or_many_unstructure_factory",
]


class _BareToo:
    """Marks a list of strings that may come as a bare string."""


OneOrMany: TypeAlias = Annotated[list[str], _BareToo]
"""Strings: read from an array, or from one bare string; written as an array."""


def is_one_or_many(type_: Any) -> bool:
    """Tell whether a type is `OneOrMany`."""
    return get_origin(type_) is Annotated and _BareToo in get_args(type_)


def one_or_many_structure_factory(type_: Any, converter: BaseConverter) -> StructureHook:
    """Make the hook that reads a bare string as a list of one, and a list as a list."""
    many = get_args(type_)[0]
    hook = converter.get_structure_hook(many)

    def structure_one_or_many(value: object, _: Any = type_) -> Any:
        return hook([value] if isinstance(value, str) else value, many)

    return shaped(structure_one_or_many, type_, Shape(kind="one_or_many", inside=(many,)))


def one_or_many_unstructure_factory(type_: Any, converter: BaseConverter) -> UnstructureHook:
    """Make the hook that writes a list as a list."""
    many = get_args(type_)[0]
    hook = converter.get_unstructure_hook(many)

    def unstructure_one_or_many(value: object) -> Any:
        return hook(value)

    return shaped(unstructure_one_or_many, type_, Shape(kind="same", inside=(many,)))


def configure_one_or_many(converter: BaseConverter) -> None:
    """Make a converter read and write `OneOrMany`.

    Args:
        converter: Any cattrs converter; what is registered on it later wins.
    """
    converter.register_structure_hook_factory(is_one_or_many, one_or_many_structure_factory)
    converter.register_unstructure_hook_factory(is_one_or_many, one_or_many_unstructure_factory)
