"""Lists: strict, and with the index of everything that is wrong in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias, get_args, get_origin

from jobstatus.errors import failure_of
from jobstatus.problems import Problems

from .base import MAX_DEPTH, Node, refusal, too_deep
from .lookup import AnyNode, nullable_structure_node, nullable_unstructure_node
from .scalars import StringNode

if TYPE_CHECKING:
    from cattrs import BaseConverter
    from cattrs.dispatch import StructureHook, UnstructureHook

__all__ = [
    "ListNode",
    "OneOrMany",
    "configure_lists",
    "is_list",
    "is_one_or_many",
    "list_structure_factory",
    "list_unstructure_factory",
    "one_or_many_structure_factory",
    "one_or_many_unstructure_factory",
]

_MAX_DEPTH: Final = MAX_DEPTH


class _OrBareString:
    """Marks a list of strings that a document may have as one bare string."""


OneOrMany: TypeAlias = Annotated[list[str], _OrBareString]
"""A list of strings that is also read from one bare string; it is written as an array."""


def is_list(type_: Any) -> bool:
    """Tell whether a type is a list of anything."""
    return (get_origin(type_) or type_) is list


def is_one_or_many(type_: Any) -> bool:
    """Tell whether a type is `OneOrMany`."""
    return get_origin(type_) is Annotated and _OrBareString in get_args(type_)


class ListNode(Node):
    """Structures arrays as lists, and unstructures lists.

    Args:
        type_: The type.
        converter: The converter that has the hook for the items.
        structuring: Whether the node structures; otherwise it unstructures.

    Attributes:
        item: The node of the items.
        nullable: Whether null is an item, read as `None`.
        text: Whether the items are text: a `str` is then taken without calling their node.
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

    def find_parts(self) -> list[Node]:
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
        remaining = iter(value)
        more = True
        while more:  # goes on with the next item where one has failed
            more = False
            item = None
            try:
                for item in remaining:
                    if (item is None and self.nullable) or (type(item) is str and self.text):
                        made.append(item)
                    else:
                        made.append(node.read(item, depth + 1))
            except Exception as exc:  # noqa: BLE001 - a user's code may raise anything
                problems = Problems() if problems is None else problems
                problems.add(failure_of(exc, item), len(made) + failed)
                failed += 1
                more = not problems.are_too_many
        if problems is not None:
            raise problems.failure()
        return made

    def as_list(self, value: Any) -> Any:
        """Return a value that is no exact list as one: a subclass's instance, or a bare string.

        Raises:
            Failure: The value is neither.
        """
        if issubclass(type(value), list):
            return list(value)
        if self.bare and issubclass(type(value), str):
            return [value]
        raise refusal("an array", value)

    def write(self, value: Any, depth: Any) -> Any:
        if type(value) is not list and not issubclass(type(value), list):
            raise refusal("a list", value)
        if depth >= _MAX_DEPTH:
            raise too_deep(value)
        made: list[Any] = []
        problems = None
        failed = 0
        node = self.item
        text = self.text
        by_class = node if type(node) is AnyNode else None
        remaining = iter(value)
        more = True
        while more:  # goes on with the next item where one has failed
            more = False
            item = remaining
            try:
                for item in remaining:
                    if (text and type(item) is str) or (item is None and self.nullable):
                        made.append(item)
                    else:
                        if by_class is not None:  # not by `by_class.write`: a level takes one call
                            node = by_class.choose(item)
                        made.append(node.write(item, depth + 1))
            except Exception as exc:  # noqa: BLE001 - a list's own iterator may raise anything
                if item is remaining:  # that iterator, which has nothing more to give
                    if problems is None:
                        raise failure_of(exc, value) from None
                    break
                problems = Problems() if problems is None else problems
                problems.add(failure_of(exc, item), len(made) + failed)
                failed += 1
                more = not problems.are_too_many
        if problems is not None:
            raise problems.failure()
        return made


def list_structure_factory(type_: Any, converter: BaseConverter) -> StructureHook:
    """Make the hook that reads an array, each item by its type's hook, and reports all problems."""
    return ListNode(type_, converter, True).structure


def list_unstructure_factory(type_: Any, converter: BaseConverter) -> UnstructureHook:
    """Make the hook that writes a list, each item by its type's hook."""
    return ListNode(type_, converter, False).unstructure


def one_or_many_structure_factory(type_: Any, converter: BaseConverter) -> StructureHook:
    """Make the hook that reads a bare string as a list of one, and a list as a list."""
    return ListNode(type_, converter, True).structure


def one_or_many_unstructure_factory(type_: Any, converter: BaseConverter) -> UnstructureHook:
    """Make the hook that writes a list of strings as an array."""
    return ListNode(type_, converter, False).unstructure


def configure_lists(converter: BaseConverter) -> None:
    """Make a converter strict about lists, whatever is in them.

    Args:
        converter: Any cattrs converter; what is registered on it later wins.
    """
    for predicate, structure_factory, unstructure_factory in (
        (is_list, list_structure_factory, list_unstructure_factory),
        (is_one_or_many, one_or_many_structure_factory, one_or_many_unstructure_factory),
    ):
        converter.register_structure_hook_factory(predicate, structure_factory)
        converter.register_unstructure_hook_factory(predicate, unstructure_factory)
