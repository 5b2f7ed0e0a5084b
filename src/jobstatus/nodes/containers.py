"""Lists, dicts and `T | None`: strict, and with the place of everything that is wrong in them."""

from __future__ import annotations

from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias, Union, get_args, get_origin

from jobstatus.errors import failure_of
from jobstatus.problems import Failure, Problems, mismatch

from .base import MAX_DEPTH, Node, refusal, too_deep
from .dict_keys import KeyNode
from .lookup import (
    AnyNode,
    nullable_structure_node,
    nullable_unstructure_node,
    structure_node,
    unstructure_node,
)
from .scalars import StringNode

if TYPE_CHECKING:
    from cattrs import BaseConverter
    from cattrs.dispatch import StructureHook, UnstructureHook

__all__ = [
    "DictNode",
    "ListNode",
    "OneOrMany",
    "OptionalNode",
    "configure_containers",
    "dict_structure_factory",
    "dict_unstructure_factory",
    "is_dict",
    "is_list",
    "is_one_or_many",
    "is_optional",
    "list_structure_factory",
    "list_unstructure_factory",
    "one_or_many_structure_factory",
    "optional_structure_factory",
    "optional_unstructure_factory",
]


_MAX_DEPTH: Final = MAX_DEPTH


class _BareToo:
    """Marks a list of strings that may come as a bare string."""


OneOrMany: TypeAlias = Annotated[list[str], _BareToo]
"""Strings: read from an array, or from one bare string; written as an array."""


def is_list(type_: Any) -> bool:
    """Tell whether a type is a list of anything."""
    return (get_origin(type_) or type_) is list


def is_dict(type_: Any) -> bool:
    """Tell whether a type is a dict of anything."""
    return (get_origin(type_) or type_) is dict


def is_one_or_many(type_: Any) -> bool:
    """Tell whether a type is `OneOrMany`."""
    return get_origin(type_) is Annotated and _BareToo in get_args(type_)


def is_optional(type_: Any) -> bool:
    """Tell whether a type is another one or `None`."""
    args = set(get_args(type_))
    return (
        get_origin(type_) in (Union, UnionType) and NoneType in args and len(args - {NoneType}) == 1
    )


class _KeyFailure(Failure):
    """The problems of a key: they are the object's own, at the object's path."""


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
        """Return the node of `T`, and that null is `None`."""
        self.parts()
        return self.not_null, True

    def inside(self) -> list[Node]:
        (type_,) = (arg for arg in get_args(self.type) if arg is not NoneType)
        find = structure_node if self.structuring else unstructure_node
        self.not_null = find(type_, self.converter)
        return [self.not_null]

    def read(self, value: Any, depth: Any) -> Any:
        return None if value is None else self.not_null.read(value, depth + 1)

    def write(self, value: Any, depth: Any) -> Any:
        return None if value is None else self.not_null.write(value, depth + 1)


class ListNode(Node):
    """Structures arrays as lists, and unstructures lists.

    Args:
        type_: The type.
        converter: The converter that has the hook for the items.
        structuring: Whether the node structures; otherwise it unstructures.

    Attributes:
        item: The node of the items.
        nullable: Whether an item may be null.
        text: Whether the items are text, so that text needs no call of their node.
        bare: Whether a bare string is read as a list of one.
    """

    def __init__(self, type_: Any, converter: BaseConverter, structuring: Any) -> None:
        super().__init__(type_)
        self.converter: BaseConverter = converter
        self.structuring: bool = structuring
        self.bare: bool = is_one_or_many(type_)
        self.item: Node = self
        self.nullable: bool = False
        self.text: bool = False

    def inside(self) -> list[Node]:
        type_ = get_args(self.type)[0] if self.bare else self.type
        item = (get_args(type_) or (Any,))[-1]
        find = nullable_structure_node if self.structuring else nullable_unstructure_node
        self.item, self.nullable = find(item, self.converter)
        self.text = type(self.item) is StringNode
        return [self.item]

    def read(self, value: Any, depth: Any) -> Any:
        if type(value) is not list:
            value = self.as_list(value)
        if depth >= _MAX_DEPTH:
            raise too_deep(value)
        made: list[Any] = []
        problems = None
        failed = 0
        node = self.item
        left = iter(value)
        more = True
        while more:  # once, and again behind each item that fails
            more = False
            item = None
            try:
                for item in left:
                    if (item is None and self.nullable) or (type(item) is str and self.text):
                        made.append(item)
                    else:
                        made.append(node.read(item, depth + 1))
            except Exception as exc:  # noqa: BLE001 - a list's own iterator may raise anything
                problems = Problems() if problems is None else problems
                problems.add(failure_of(exc, item), len(made) + failed)
                failed += 1
                more = not problems.are_too_many
        if problems is not None:
            raise problems.failure()
        return made

    def as_list(self, value: Any) -> Any:
        """Return an array of another class as a list.

        Raises:
            Failure: The value is no array.
        """
        if issubclass(type(value), list):
            return list(value)
        if self.bare and issubclass(type(value), str):
            return [value]
        raise refusal("an array", value)

    def write(self, value: Any, depth: Any) -> Any:
        if not issubclass(type(value), list):
            raise refusal("a list", value)
        if depth >= _MAX_DEPTH:
            raise too_deep(value)
        made: list[Any] = []
        problems = None
        failed = 0
        node = self.item
        by_class = node if type(node) is AnyNode else None
        left = iter(value)
        more = True
        while more:  # once, and again behind each item that fails
            more = False
            item = None
            try:
                for item in left:
                    if (item is None and self.nullable) or (type(item) is str and self.text):
                        made.append(item)
                    else:
                        if by_class is not None:  # here, so that a level takes one call, not two
                            node = by_class.choose(item)
                        made.append(node.write(item, depth + 1))
            except Exception as exc:  # noqa: BLE001 - a list's own iterator may raise anything
                problems = Problems() if problems is None else problems
                problems.add(failure_of(exc, item), len(made) + failed)
                failed += 1
                more = not problems.are_too_many
        if problems is not None:
            raise problems.failure()
        return made


class DictNode(Node):
    """Structures objects as dicts, and unstructures dicts.

    Args:
        type_: The type.
        converter: The converter that has the hooks for the keys and values.
        structuring: Whether the node structures; otherwise it unstructures.

    Attributes:
        key: The node of the keys; `None` if they are text.
        item: The node of the values.
        nullable: Whether a value may be null.
    """

    def __init__(self, type_: Any, converter: BaseConverter, structuring: Any) -> None:
        super().__init__(type_)
        self.converter: BaseConverter = converter
        self.structuring: bool = structuring
        self.key: KeyNode | None = None
        self.item: Node = self
        self.nullable: bool = False

    def inside(self) -> list[Node]:
        key, item = get_args(self.type) or (str, Any)
        find = nullable_structure_node if self.structuring else nullable_unstructure_node
        self.item, self.nullable = find(item, self.converter)
        if key is str or key is Any:
            return [self.item]
        self.key = KeyNode(key, self.converter, self.structuring)
        return [self.key, self.item]

    def read(self, value: Any, depth: Any) -> Any:
        if not issubclass(type(value), dict):
            raise refusal("an object", value)
        if depth >= _MAX_DEPTH:
            raise too_deep(value)
        made: dict[Any, Any] = {}
        problems = None
        node = self.item
        left = iter(value.items())
        more = True
        while more:  # once, and again behind each item that fails
            more = False
            key = item = None
            try:
                for key, item in left:
                    if item is None and self.nullable:
                        converted = None
                    else:
                        converted = node.read(item, depth + 1)
                    if type(key) is str and self.key is None:
                        made[key] = converted
                    else:
                        made[self.exact_key(key, made, True)] = converted
            except Exception as exc:  # noqa: BLE001 - a dict's own iterator may raise anything
                problems = Problems() if problems is None else problems
                if type(exc) is _KeyFailure:
                    problems.join(exc)
                else:
                    problems.add(failure_of(exc, item), key)
                more = not problems.are_too_many
        if problems is not None:
            raise problems.failure()
        return made

    def write(self, value: Any, depth: Any) -> Any:
        if not issubclass(type(value), dict):
            raise refusal("a dict", value)
        if depth >= _MAX_DEPTH:
            raise too_deep(value)
        made: dict[Any, Any] = {}
        problems = None
        node = self.item
        by_class = node if type(node) is AnyNode else None
        left = iter(value.items())
        more = True
        while more:  # once, and again behind each item that fails
            more = False
            key = item = None
            try:
                for key, item in left:
                    if item is None and self.nullable:
                        converted = None
                    else:
                        if by_class is not None:  # here, so that a level takes one call, not two
                            node = by_class.choose(item)
                        converted = node.write(item, depth + 1)
                    if type(key) is str and self.key is None:
                        made[key] = converted
                    else:
                        made[self.exact_key(key, made, False)] = converted
            except Exception as exc:  # noqa: BLE001 - a dict's own iterator may raise anything
                problems = Problems() if problems is None else problems
                if type(exc) is _KeyFailure:
                    problems.join(exc)
                else:
                    problems.add(failure_of(exc, item), key)
                more = not problems.are_too_many
        if problems is not None:
            raise problems.failure()
        return made

    def exact_key(self, key: Any, made: Any, reading: Any) -> Any:
        """Convert a key.

        Raises:
            _KeyFailure: The key is not what the type asks for, or another key has become the same.
        """
        if self.key is None:
            if issubclass(type(key), str):
                return str.__str__(key)
            raise _KeyFailure.of(mismatch("a string as a key", key))
        try:
            exact = self.key.read(key, 0) if reading else self.key.write(key, 0)
        except Failure as failure:
            raise _KeyFailure(failure.found, failure.count) from None
        if exact in made:
            raise _KeyFailure.of(mismatch("a key that no other key becomes, too", key))
        return exact


def optional_structure_factory(type_: Any, converter: BaseConverter) -> StructureHook:
    """Make the hook that reads null as `None`, and anything else by the other type's hook."""
    return OptionalNode(type_, converter, True).structure


def optional_unstructure_factory(type_: Any, converter: BaseConverter) -> UnstructureHook:
    """Make the hook that writes `None` as null, and anything else by the other type's hook."""
    return OptionalNode(type_, converter, False).unstructure


def list_structure_factory(type_: Any, converter: BaseConverter) -> StructureHook:
    """Make the hook that reads an array: every item by its type's hook, all problems at once."""
    return ListNode(type_, converter, True).structure


def list_unstructure_factory(type_: Any, converter: BaseConverter) -> UnstructureHook:
    """Make the hook that writes a list, every item by its type's hook."""
    return ListNode(type_, converter, False).unstructure


def one_or_many_structure_factory(type_: Any, converter: BaseConverter) -> StructureHook:
    """Make the hook that reads a bare string as a list of one, and a list as a list."""
    return ListNode(type_, converter, True).structure


def one_or_many_unstructure_factory(type_: Any, converter: BaseConverter) -> UnstructureHook:
    """Make the hook that writes a list as a list."""
    return ListNode(type_, converter, False).unstructure


def dict_structure_factory(type_: Any, converter: BaseConverter) -> StructureHook:
    """Make the hook that reads an object: every value by its type's hook, all problems at once.

    Keys are text; of another type declared, they are read from text, too: a number only from its
    canonical spelling, so that no two keys become one.
    """
    return DictNode(type_, converter, True).structure


def dict_unstructure_factory(type_: Any, converter: BaseConverter) -> UnstructureHook:
    """Make the hook that writes a dict, every key and value by its type's hook."""
    return DictNode(type_, converter, False).unstructure


def configure_containers(converter: BaseConverter) -> None:
    """Make a converter strict about lists, dicts and `T | None`, whatever is in them.

    Args:
        converter: Any cattrs converter; what is registered on it later wins.
    """
    for predicate, structure_factory, unstructure_factory in (
        (is_optional, optional_structure_factory, optional_unstructure_factory),
        (is_list, list_structure_factory, list_unstructure_factory),
        (is_dict, dict_structure_factory, dict_unstructure_factory),
        (is_one_or_many, one_or_many_structure_factory, one_or_many_unstructure_factory),
    ):
        converter.register_structure_hook_factory(predicate, structure_factory)
        converter.register_unstructure_hook_factory(predicate, unstructure_factory)
