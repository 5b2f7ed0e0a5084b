"""Dicts: strict, and with the key of everything that is wrong in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, get_args, get_origin

from jobstatus.errors import failure_of
from jobstatus.problems import ContainerFailure, Failure, Problems, found_in, mismatch

from .base import MAX_DEPTH, Node, refusal, too_deep
from .dict_keys import KeyNode
from .lookup import AnyNode, nullable_structure_node, nullable_unstructure_node

if TYPE_CHECKING:
    from cattrs import BaseConverter
    from cattrs.dispatch import StructureHook, UnstructureHook

__all__ = [
    "DictNode",
    "configure_dicts",
    "dict_structure_factory",
    "dict_unstructure_factory",
    "is_dict",
]

_MAX_DEPTH: Final = MAX_DEPTH


def is_dict(type_: Any) -> bool:
    """Tell whether a type is a dict of anything."""
    return (get_origin(type_) or type_) is dict


class DictNode(Node):
    """Structures objects as dicts, and unstructures dicts.

    Args:
        type_: The type.
        converter: The converter that has the hooks for the keys and values.
        structuring: Whether the node structures; otherwise it unstructures.

    Attributes:
        key: The node of the keys; `None` if the keys are text.
        item: The node of the values.
        nullable: Whether null is a value, read as `None`.
    """

    def __init__(self, type_: Any, converter: BaseConverter, structuring: Any) -> None:
        super().__init__(type_)
        self.converter: BaseConverter = converter
        self.structuring: bool = structuring
        self.key: KeyNode | None = None
        self.item: Node = self
        self.nullable: bool = False

    def find_parts(self) -> list[Node]:
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
        remaining = iter(value.items())
        more = True
        while more:  # goes on with the next item where one has failed
            more = False
            key = None
            item = remaining
            try:
                for key, item in remaining:
                    if item is None and self.nullable:
                        converted = None
                    else:
                        converted = node.read(item, depth + 1)
                    if type(key) is str and self.key is None:
                        made[key] = converted
                    else:
                        made[self.exact_key(key, made, True)] = converted
            except Exception as exc:  # noqa: BLE001 - a dict's own iterator may raise anything
                if item is remaining:  # that iterator, which has nothing more to give
                    if problems is None:
                        raise failure_of(exc, value) from None
                    break
                problems = Problems() if problems is None else problems
                if type(exc) is ContainerFailure:
                    problems.join(exc)
                else:
                    problems.add(failure_of(exc, item), key)
                more = not problems.are_too_many
        if problems is not None:
            raise problems.failure()
        return made

    def write(self, value: Any, depth: Any) -> Any:
        if type(value) is not dict and not issubclass(type(value), dict):
            raise refusal("a dict", value)
        if depth >= _MAX_DEPTH:
            raise too_deep(value)
        made: dict[Any, Any] = {}
        problems = None
        node = self.item
        by_class = node if type(node) is AnyNode else None
        remaining = iter(value.items())
        more = True
        while more:  # goes on with the next item where one has failed
            more = False
            key = None
            item = remaining
            try:
                for key, item in remaining:
                    if item is None and self.nullable:
                        converted = None
                    else:
                        if by_class is not None:  # not by `by_class.write`: a level takes one call
                            node = by_class.choose(item)
                        converted = node.write(item, depth + 1)
                    if type(key) is str and self.key is None:
                        made[key] = converted
                    else:
                        made[self.exact_key(key, made, False)] = converted
            except Exception as exc:  # noqa: BLE001 - a dict's own iterator may raise anything
                if item is remaining:  # that iterator, which has nothing more to give
                    if problems is None:
                        raise failure_of(exc, value) from None
                    break
                problems = Problems() if problems is None else problems
                if type(exc) is ContainerFailure:
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
            ContainerFailure: The key is not what the type asks for, or equals the result of
                another key.
        """
        if self.key is None:
            if issubclass(type(key), str):
                return str.__str__(key)
            raise ContainerFailure.of(mismatch("a string as a key", key))
        try:
            exact = self.key.read(key, 0) if reading else self.key.write(key, 0)
        except Failure as failure:
            raise ContainerFailure(found_in(failure), failure.count) from None
        if exact in made:
            raise ContainerFailure.of(mismatch("a key that no other key becomes, too", key))
        return exact


def dict_structure_factory(type_: Any, converter: BaseConverter) -> StructureHook:
    """Make the hook that reads an object, each value by its type's hook, and reports all problems.

    Keys are text. Keys of another declared type are read from text: a number only from its
    canonical spelling, so that no two keys become one.
    """
    return DictNode(type_, converter, True).structure


def dict_unstructure_factory(type_: Any, converter: BaseConverter) -> UnstructureHook:
    """Make the hook that writes a dict, each key and value by its type's hook."""
    return DictNode(type_, converter, False).unstructure


def configure_dicts(converter: BaseConverter) -> None:
    """Make a converter strict about dicts, whatever is in them.

    Args:
        converter: Any cattrs converter; what is registered on it later wins.
    """
    converter.register_structure_hook_factory(is_dict, dict_structure_factory)
    converter.register_unstructure_hook_factory(is_dict, dict_unstructure_factory)
