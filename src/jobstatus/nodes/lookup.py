"""The node for a type: the converter's own, or one for the hook that cattrs has for the type."""

from __future__ import annotations

from collections import deque
from dataclasses import fields as dataclass_fields
from dataclasses import is_dataclass
from enum import Enum
from types import NoneType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Final,
    Literal,
    TypeVar,
    get_args,
    get_origin,
)

from cattrs.disambiguators import is_supported_union

from jobstatus.errors import failure_of, type_name
from jobstatus.excerpts import excerpt
from jobstatus.problems import Failure, mismatch

from .base import HookNode, Node, UnstructureHookNode, node_of, refusal
from .expectations import is_of_cattrs
from .noting import NotingHookNode, reports_drift
from .unions import choice_failure, choosing_hook, chosen_types

if TYPE_CHECKING:
    from cattrs import BaseConverter

__all__ = [
    "AnyNode",
    "ClassUnionNode",
    "CollectionNode",
    "DataclassNode",
    "EnumNode",
    "InstanceUnionNode",
    "LiteralNode",
    "aliased_type",
    "hook_node",
    "is_default_hook",
    "not_listed",
    "nullable_structure_node",
    "nullable_unstructure_node",
    "structure_node",
    "unstructure_node",
]

_COLLECTIONS: Final = (tuple, set, frozenset)
_ARRAYS: Final = (list, tuple, set, frozenset, deque)
_SCALARS: Final = (bool, int, float, str)
_MOST_NAMED: Final = 10


class AnyNode(Node):
    """Structures anything as itself, and unstructures any object by the node for its class.

    Attributes:
        by_class: The nodes that have been found, by class.
    """

    def __init__(self, type_: Any, converter: BaseConverter) -> None:
        super().__init__(type_)
        self.converter: BaseConverter = converter
        self.by_class: dict[Any, Node] = {}

    def read(self, value: Any, depth: Any) -> Any:
        return value

    def write(self, value: Any, depth: Any) -> Any:
        return self.choose(value).write(value, depth + 1)

    def choose(self, value: Any) -> Node:
        """Return the node that unstructures instances of a value's class.

        Raises:
            Failure: The converter has no hook for the class.
        """
        class_ = type(value)
        node = self.by_class.get(class_)
        if node is None:
            node = unstructure_node(class_, self.converter)
            if (
                type(node) is AnyNode
            ):  # the fallback hook, which would look for a hook again without end
                expected = "a JSON value, or an object whose class has a hook"
                raise Failure.of(mismatch(expected, value))
            node.resolve()
            self.by_class[class_] = node
        return node


class EnumNode(HookNode):
    """Structures values as members of a closed enum, by cattrs's own hook.

    Unlike the hook, it keeps kinds apart: `true` is not 1, and `1.0` is not, either. But an integer
    is a number, so that 1 is 1.0.
    """

    def read(self, value: Any, depth: Any) -> Any:
        try:
            member = self.hook(value, self.type)
            if type(value) is type(member.value) or not _is_of_another_kind(value, member.value):
                return member
            exc: Exception = ValueError("is of another kind")
        except Exception as raised:  # noqa: BLE001 - a user's code may raise anything
            exc = raised
        listed = [member.value for member in self.type] if isinstance(exc, ValueError) else []
        raise not_listed(listed, exc, value) from None


class LiteralNode(HookNode):
    """Structures values of a `Literal`, as cattrs's own hook does, but for keeping kinds apart.

    Attributes:
        choices: The arguments of the `Literal`, by the kinds and values that stand for them.
    """

    def __init__(self, type_: Any, hook: Any) -> None:
        super().__init__(type_, hook)
        choices: dict[Any, Any] = {}
        for arg in get_args(type_):
            value = arg.value if isinstance(arg, Enum) else arg
            if type(value) is float:  # an integer is a number, too
                choices.setdefault((int, value), arg)
            choices[_kind_of(value), value] = arg
        self.choices: dict[Any, Any] = choices

    def read(self, value: Any, depth: Any) -> Any:
        try:
            return self.choices[_kind_of(value), value]
        except Exception as exc:  # noqa: BLE001 - a value's own methods may raise anything
            listed = [getattr(arg, "value", arg) for arg in get_args(self.type)]
            raise not_listed(listed, exc, value) from None


class CollectionNode(HookNode):
    """Structures an array as a tuple or set, by cattrs's own hook, which would take any iterable.

    Attributes:
        items: The node of the items; for a tuple of fixed length, one node for each place.
    """

    def __init__(self, type_: Any, hook: Any, converter: BaseConverter) -> None:
        super().__init__(type_, hook)
        self.converter: BaseConverter = converter
        self.items: list[Node] = []

    def find_parts(self) -> list[Node]:
        types = [arg for arg in get_args(self.type) if arg not in (Ellipsis, ())]
        self.items = [structure_node(type_, self.converter) for type_ in types]
        return self.items

    def read(self, value: Any, depth: Any) -> Any:
        if not issubclass(type(value), _ARRAYS):
            raise refusal("an array", value)
        return HookNode.read(self, value, depth)


class DataclassNode(HookNode):
    """Structures a dataclass, by a hook that cattrs has generated.

    Attributes:
        fields: The key and node of each field, by the field's name. The node is `None` if the
            field has a hook of its own.
    """

    def __init__(self, type_: Any, hook: Any, converter: BaseConverter) -> None:
        super().__init__(type_, hook)
        self.converter: BaseConverter = converter
        self.fields: dict[str, tuple[str, Node | None]] = {}

    def find_parts(self) -> list[Node]:
        found: dict[str, tuple[str, Node | None]] = {}
        for field in dataclass_fields(get_origin(self.type) or self.type):
            chosen = self.hook.overrides.get(field.name)
            key = chosen.rename if chosen and chosen.rename else field.name
            opaque = isinstance(field.type, (str, TypeVar)) or (chosen and chosen.struct_hook)
            node = None if opaque else structure_node(field.type, self.converter)
            found[field.name] = key, node
        self.fields = found
        return [node for _, node in found.values() if node is not None]


class ClassUnionNode(HookNode):
    """Structures a union of classes: each object as the class that cattrs's own hook chooses.

    Attributes:
        choose: The function that returns the class for an object.
        nodes: The nodes of the classes.
        takes_null: Whether `None` is in the union.
    """

    def __init__(self, type_: Any, hook: Any, converter: BaseConverter) -> None:
        super().__init__(type_, hook)
        self.converter: BaseConverter = converter
        self.choose: Any = None
        self.nodes: dict[Any, Node] = {}
        self.takes_null: bool = NoneType in get_args(type_)

    def find_parts(self) -> list[Node]:
        self.choose, types = chosen_types(self.hook)
        self.nodes = {type_: structure_node(type_, self.converter) for type_ in types}
        return list(self.nodes.values())

    def without_null(self) -> tuple[Node, bool]:
        return self, self.takes_null

    def read(self, value: Any, depth: Any) -> Any:
        if value is None and self.takes_null:
            return None
        try:
            node = self.nodes[self.choose(value)]
        except Exception as exc:  # noqa: BLE001 - a mapping's own methods may raise anything
            failure = choice_failure(self.hook, value)
            raise failure or failure_of(exc, value) from None
        return node.read(value, depth + 1)


class InstanceUnionNode(Node):
    """Unstructures a union of classes: each instance by the node for its own class.

    Attributes:
        classes: The classes.
        takes_null: Whether `None` is in the union.
    """

    def __init__(self, type_: Any, converter: BaseConverter) -> None:
        super().__init__(type_)
        self.by_class: AnyNode = AnyNode(Any, converter)
        args = [arg for arg in get_args(type_) if arg is not NoneType]
        self.classes: tuple[Any, ...] = tuple(get_origin(arg) or arg for arg in args)
        self.takes_null: bool = NoneType in get_args(type_)

    def without_null(self) -> tuple[Node, bool]:
        return self, self.takes_null

    def write(self, value: Any, depth: Any) -> Any:
        if value is None and self.takes_null:
            return None
        if not issubclass(type(value), self.classes):
            raise refusal(f"an instance of {' or '.join(map(type_name, self.classes))}", value)
        return self.by_class.choose(value).write(value, depth + 1)


def structure_node(type_: Any, converter: BaseConverter) -> Node:
    """Return the node that structures a type: the converter's, or a leaf that calls its hook.

    Raises:
        Exception: The converter can make no hook for the type.
    """
    type_ = NoneType if type_ is None else type_  # the argument of `list[None]` is `None`
    hook: Any = converter.get_structure_hook(type_)
    node = node_of(hook, type_)
    if node is not None:
        return node
    chooser = choosing_hook(hook) if is_supported_union(type_) else None
    if chooser is not None:
        return ClassUnionNode(type_, chooser, converter)
    if not is_default_hook(hook):
        return hook_node(type_, hook, converter)
    origin = get_origin(type_) or type_
    if type_ is Any:
        return AnyNode(type_, converter)
    if aliased_type(type_) is not None:
        return structure_node(aliased_type(type_), converter)
    if origin is Literal:
        return LiteralNode(type_, hook)
    if origin in _COLLECTIONS:
        return CollectionNode(type_, hook, converter)
    if isinstance(origin, type):
        if issubclass(origin, Enum):
            return EnumNode(type_, hook)
        if is_dataclass(origin) and hasattr(hook, "overrides"):
            return DataclassNode(type_, hook, converter)
    return HookNode(type_, hook)


def hook_node(type_: Any, hook: Any, converter: BaseConverter) -> HookNode:
    """Return a leaf that calls a user's hook."""
    return (NotingHookNode if reports_drift(converter) else HookNode)(type_, hook)


def unstructure_node(type_: Any, converter: BaseConverter) -> Node:
    """Return the node that unstructures a type: the converter's, or a leaf that calls its hook.

    Raises:
        Exception: The converter can make no hook for the type.
    """
    if type_ is None or type_ is Any or isinstance(type_, TypeVar):
        return AnyNode(Any, converter)
    hook: Any = converter.get_unstructure_hook(type_)
    node = node_of(hook, type_)
    if node is not None:
        return node
    aliased = aliased_type(type_)
    if aliased is not None and hook == converter.get_unstructure_hook(aliased):
        return unstructure_node(aliased, converter)
    if is_supported_union(type_) and is_default_hook(hook):
        return InstanceUnionNode(type_, converter)
    return UnstructureHookNode(type_, hook)


def nullable_structure_node(type_: Any, converter: BaseConverter) -> tuple[Node, bool]:
    """Return the node for a type's values other than null, and whether the type takes null."""
    return structure_node(type_, converter).without_null()


def nullable_unstructure_node(type_: Any, converter: BaseConverter) -> tuple[Node, bool]:
    """Return the node for a type's objects other than `None`, and whether the type takes `None`."""
    return unstructure_node(type_, converter).without_null()


def not_listed(listed: list[Any], exc: Exception, value: Any) -> Failure:
    """Return the failure of a value that a type with few values refuses: it names those values.

    Args:
        listed: The values of the type. If there are none, or more than ten, the failure tells of
            the exception instead.
        exc: The exception that was raised for the value.
        value: The value.
    """
    if isinstance(exc, MemoryError) or not 0 < len(listed) <= _MOST_NAMED:
        return failure_of(exc, value)
    return Failure.of(mismatch(f"one of {', '.join(map(excerpt, listed))}", value))


def _kind_of(value: Any) -> type:
    """Return the kind of a scalar, `bool`, `int`, `float` or `str`; of anything else, its class."""
    class_ = type(value)
    if class_ not in _SCALARS:
        for kind in _SCALARS:
            if issubclass(class_, kind):
                return kind
    return class_


def _is_of_another_kind(value: Any, member_value: Any) -> bool:
    """Tell whether a value equals that of a member, but is of another kind."""
    kind, member_kind = _kind_of(value), _kind_of(member_value)
    if kind is member_kind or (kind is int and member_kind is float):
        return False
    return bool(value == member_value)


def aliased_type(type_: Any) -> Any:
    """Return the type behind `Annotated`, `Final`, a `NewType` or a type alias; else `None`."""
    if get_origin(type_) in (Annotated, Final):
        return get_args(type_)[0]
    return getattr(type_, "__supertype__", None) or getattr(type_, "__value__", None)


def is_default_hook(hook: Any) -> bool:
    """Tell whether a hook is cattrs's own, or generated by cattrs; strategies do not count."""
    module = getattr(hook, "__module__", None) or ""
    return is_of_cattrs(hook) and not module.startswith("cattrs.strategies")
