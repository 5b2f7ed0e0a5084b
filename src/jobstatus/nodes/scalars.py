"""Strict scalars: a `str` is text, an `int` an integer, and no value is converted."""

from __future__ import annotations

from enum import Enum
from types import NoneType
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias, get_args, get_origin

from msgspec import Meta

from jobstatus.codecs.json_values import exact_scalar
from jobstatus.problems import Failure, Problem

from .base import Node, NodesByClass, refusal
from .lookup import not_listed

if TYPE_CHECKING:
    from cattrs import BaseConverter
    from cattrs.dispatch import StructureHook, UnstructureHook

__all__ = [
    "BooleanNode",
    "Byte",
    "IntegerNode",
    "NullNode",
    "NumberNode",
    "RangedIntegerNode",
    "ScalarSubclassNode",
    "StringNode",
    "configure_scalars",
    "is_ranged_int",
    "ranged_int_structure_factory",
    "ranged_int_unstructure_factory",
    "scalar_node",
    "scalar_structure_factory",
    "scalar_unstructure_factory",
]

Byte: TypeAlias = Annotated[int, range(256), Meta(ge=0, le=255)]
"""An integer from 0 to 255. The range is for these nodes, the `Meta` for msgspec."""

_LEAST_USUAL: Final = -(10**18)
_MOST_USUAL: Final = 10**18


class StringNode(Node):
    """Structures and unstructures text."""

    def read(self, value: Any, depth: Any) -> Any:
        if type(value) is str:
            return value
        return _exact(value, str, "a string")

    def write(self, value: Any, depth: Any) -> Any:
        if type(value) is str:
            return value
        return _exact(value, str, "a string")


class BooleanNode(Node):
    """Structures and unstructures `true` and `false`."""

    def read(self, value: Any, depth: Any) -> Any:
        if value is True or value is False:
            return value
        raise refusal("a boolean", value)

    def write(self, value: Any, depth: Any) -> Any:
        return self.read(value, depth)


class NullNode(Node):
    """Structures and unstructures null."""

    def read(self, value: Any, depth: Any) -> Any:
        if value is None:
            return value
        raise refusal("null", value)

    def write(self, value: Any, depth: Any) -> Any:
        return self.read(value, depth)


class IntegerNode(Node):
    """Structures and unstructures integers of up to 4,300 digits."""

    def read(self, value: Any, depth: Any) -> Any:
        if type(value) is int and _LEAST_USUAL < value < _MOST_USUAL:
            return value
        return _exact(value, int, "an integer")

    def write(self, value: Any, depth: Any) -> Any:
        return self.read(value, depth)


class NumberNode(Node):
    """Structures and unstructures finite numbers; an integer stays an integer."""

    def read(self, value: Any, depth: Any) -> Any:
        if type(value) is float and value - value == 0:
            return value
        return _exact(value, (int, float), "a number")

    def write(self, value: Any, depth: Any) -> Any:
        return self.read(value, depth)


class RangedIntegerNode(Node):
    """Structures and unstructures integers of a range, such as a `Byte`.

    Attributes:
        allowed: The range.
    """

    def __init__(self, type_: Any) -> None:
        super().__init__(type_)
        self.allowed: range = next(arg for arg in get_args(type_)[1:] if isinstance(arg, range))

    def read(self, value: Any, depth: Any) -> Any:
        exact = _exact(value, int, "an integer")
        if exact in self.allowed:
            return exact
        raise refusal(f"an integer {_in_words(self.allowed)}", value)

    def write(self, value: Any, depth: Any) -> Any:
        return self.read(value, depth)


class ScalarSubclassNode(Node):
    """Structures subclasses of a scalar's class, such as a closed enum of texts.

    Attributes:
        scalar: The node of the scalar.
    """

    def __init__(self, type_: Any, scalar: Node) -> None:
        super().__init__(type_)
        self.scalar: Node = scalar

    def read(self, value: Any, depth: Any) -> Any:
        exact = self.scalar.read(value, depth)
        try:
            return self.type(exact)
        except Exception as exc:  # noqa: BLE001 - a user's code may raise anything
            raise _subclass_failure(self.type, exc, value) from None


class _ScalarNodes(NodesByClass):
    """Structures a scalar's class and its subclasses, each by its node."""

    def __init__(self, kind: type) -> None:
        self.kind: type = kind
        self.nodes: dict[Any, Node] = {kind: scalar_node(kind)}

    def node_for(self, type_: Any) -> Node:
        node = self.nodes.get(type_)
        if node is None:
            scalar = self.nodes[self.kind]
            node = scalar if type_ is None else ScalarSubclassNode(type_, scalar)
            self.nodes[type_] = node
        return node


_NODES: Final[dict[type, type[Node]]] = {
    str: StringNode,
    int: IntegerNode,
    float: NumberNode,
    bool: BooleanNode,
    NoneType: NullNode,
}


def scalar_node(kind: Any) -> Node:
    """Make the node of `str`, `int`, `float`, `bool` or `None`."""
    node = _NODES[kind](kind)
    node.serves_subclasses = True
    return node


def scalar_structure_factory(kind: type, converter: BaseConverter) -> StructureHook:
    """Make the hook that reads a `str`, `int`, `float`, `bool` or `None`, and subclasses of these.

    For a subclass, such as an enum, the hook calls the class with the scalar.
    """
    return _ScalarNodes(kind).structure


def scalar_unstructure_factory(kind: type, converter: BaseConverter) -> UnstructureHook:
    """Make the hook that writes a `str`, `int`, `float`, `bool` or `None` as that exact builtin."""
    return scalar_node(kind).unstructure


def is_ranged_int(type_: Any) -> bool:
    """Tell whether a type is an `int` annotated with the `range` that it must be in."""
    return (
        get_origin(type_) is Annotated
        and get_args(type_)[0] is int
        and any(isinstance(arg, range) for arg in get_args(type_)[1:])
    )


def ranged_int_structure_factory(type_: Any, converter: BaseConverter) -> StructureHook:
    """Make the hook that reads an integer in a range, such as a `Byte`."""
    return RangedIntegerNode(type_).structure


def ranged_int_unstructure_factory(type_: Any, converter: BaseConverter) -> UnstructureHook:
    """Make the hook that writes an integer in a range, such as a `Byte`."""
    return RangedIntegerNode(type_).unstructure


def configure_scalars(converter: BaseConverter) -> None:
    """Make a converter strict about `str`, `int`, `float`, `bool` and `None`, everywhere.

    Args:
        converter: Any cattrs converter; hooks registered on it later win.
    """
    for kind in _NODES:
        converter.register_structure_hook(kind, scalar_structure_factory(kind, converter))
        converter.register_unstructure_hook(kind, scalar_unstructure_factory(kind, converter))
    converter.register_structure_hook_factory(is_ranged_int, ranged_int_structure_factory)
    converter.register_unstructure_hook_factory(is_ranged_int, ranged_int_unstructure_factory)


def _exact(value: Any, accepted: Any, expected: str) -> Any:
    """Return a scalar as an exact builtin, which it may be a subclass's instance of.

    Raises:
        Failure: The value is not of the classes that are accepted, or no JSON number.
    """
    # Not isinstance: a value may claim another class by `__class__`.
    if not issubclass(type(value), accepted) or type(value) is bool:
        raise refusal(expected, value)
    try:
        return exact_scalar(value)
    except Problem as problem:
        raise Failure.of(problem.placed(None)) from None


def _subclass_failure(class_: Any, exc: Exception, value: Any) -> Failure:
    """Return the failure of a value that a subclass of a scalar's class refuses."""
    is_enum = issubclass(class_, Enum) and isinstance(exc, ValueError)
    return not_listed([member.value for member in class_] if is_enum else [], exc, value)


def _in_words(allowed: range) -> str:
    """Describe a range of integers, as a message needs it behind "an integer"."""
    if not allowed:
        return "of an empty range"
    low, high = allowed[0], allowed[-1]
    return f"from {low:,} to {high:,}" if allowed.step == 1 else f"of {allowed}"
