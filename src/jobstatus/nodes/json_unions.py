"""Unions of JSON kinds, such as any JSON value: each value keeps its kind."""

from __future__ import annotations

from sys import getrefcount
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Final, TypeAlias, Union, get_args, get_origin

from jobstatus.codecs.json_values import copy_json
from jobstatus.problems import Failure

from .base import MAX_DEPTH, Node, refusal
from .lookup import structure_node, unstructure_node
from .scalars import scalar_node

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cattrs import BaseConverter
    from cattrs.dispatch import StructureHook, UnstructureHook

__all__ = [
    "KIND_NAMES",
    "JsonNode",
    "JsonUnionNode",
    "JsonValue",
    "SourceValue",
    "any_json",
    "configure_json_values",
    "is_json_union",
    "json_union_structure_factory",
    "json_union_unstructure_factory",
]

if TYPE_CHECKING:
    JsonValue: TypeAlias = (
        str | int | float | bool | list["JsonValue"] | dict[str, "JsonValue"] | None
    )
else:
    # Nested values are `Any` here, so that msgspec and stock cattrs can read the type.
    JsonValue = Union[str, int, float, bool, list[Any], dict[str, Any], None]  # noqa: UP007

SourceValue: TypeAlias = JsonValue
"""The provider's own value, of any JSON kind, for what StackOne maps to an enum."""

KIND_NAMES: Final[dict[Any, str]] = {
    str: "a string",
    int: "an integer",
    float: "a number",
    bool: "a boolean",
    list: "an array",
    dict: "an object",
    NoneType: "null",
}

_MAX_DEPTH: Final = MAX_DEPTH
_SCALARS: Final = (str, int, float, bool, NoneType)
_LEAST_USUAL: Final = -(10**18)
_MOST_USUAL: Final = 10**18
_UNUSUAL: Final = object()
"""The result of the fast copy for a value that needs the careful one, `copy_json`."""


def is_json_union(type_: Any) -> bool:
    """Tell whether a type is a union of JSON kinds, each there once, such as `JsonValue`.

    `str`, `int`, `float`, `bool` and `None` are kinds, and so are one list and one text-keyed
    dict, of any items. A mere `T | None` is not one: `optionals` has the hooks for that.
    """
    if get_origin(type_) not in (Union, UnionType):
        return False
    kinds = [_kind_of_arm(arm) for arm in get_args(type_)]
    return (
        None not in kinds and len(set(kinds)) == len(kinds) and len(kinds) - (NoneType in kinds) > 1
    )


class JsonNode(Node):
    """Structures and unstructures any JSON value as an exact copy."""

    def read(self, value: Any, depth: Any) -> Any:
        kind = type(value)
        if kind is str or value is None or kind is bool:
            return value
        if kind is int and _LEAST_USUAL < value < _MOST_USUAL:
            return value
        if kind is list or kind is dict:
            try:
                copy = self.copy(value, depth)
            except RecursionError:  # called from a stack that is nearly full
                copy = _UNUSUAL
            if copy is not _UNUSUAL:
                return copy
        copy, problems = copy_json(value, depth=_MAX_DEPTH - depth)
        if problems:
            raise Failure(list(problems), len(problems))
        return copy

    def write(self, value: Any, depth: Any) -> Any:
        return self.read(value, depth)

    def copy(self, value: Any, depth: Any) -> Any:
        """Copy a list or dict of exact builtins in which no container occurs twice.

        Nearly all values are like that. A container that occurs many times could make the copy
        grow without bounds; `copy_json` copies it once.

        Returns:
            The copy; `_UNUSUAL` for any other value.
        """
        if depth >= _MAX_DEPTH:
            return _UNUSUAL
        if type(value) is list:
            items: list[Any] = value
            made: list[Any] = []
            for item in items:
                kind = type(item)
                if kind is str or item is None or kind is bool:
                    made.append(item)
                elif kind is list or kind is dict:
                    if getrefcount(item) > _ALONE_IN_LIST:
                        return _UNUSUAL
                    inner = self.copy(item, depth + 1)
                    if inner is _UNUSUAL:
                        return _UNUSUAL
                    made.append(inner)
                elif _is_usual_number(item):
                    made.append(item)
                else:
                    return _UNUSUAL
            return made
        fields: dict[Any, Any] = value
        copied: dict[Any, Any] = {}
        for key, item in fields.items():
            if type(key) is not str:
                return _UNUSUAL
            kind = type(item)
            if kind is str or item is None or kind is bool:
                copied[key] = item
            elif kind is list or kind is dict:
                if getrefcount(item) > _ALONE_IN_DICT:
                    return _UNUSUAL
                inner = self.copy(item, depth + 1)
                if inner is _UNUSUAL:
                    return _UNUSUAL
                copied[key] = inner
            elif _is_usual_number(item):
                copied[key] = item
            else:
                return _UNUSUAL
        return copied


def _is_usual_number(value: Any) -> bool:
    """Tell whether a value is an exact, finite number of at most 18 digits."""
    if type(value) is int:
        return _LEAST_USUAL < value < _MOST_USUAL
    return type(value) is float and bool(value - value == 0)


def _references_in_list(items: Any) -> int:
    """Count the references that `JsonNode.copy` sees to an item that only one list holds."""
    count = 0
    for item in items:
        count = getrefcount(item)
    return count


def _references_in_dict(items: Any) -> int:
    """Count the references that `JsonNode.copy` sees to a value that only one dict holds."""
    count = 0
    for _, item in items.items():  # noqa: PERF102 - the same loop as in `copy`
        count = getrefcount(item)
    return count


# Counted, because interpreters and compiled code hold different numbers of references in a loop.
_ALONE_IN_LIST: Final = _references_in_list([[]])
_ALONE_IN_DICT: Final = _references_in_dict({"": []})

any_json: Final = JsonNode(JsonValue)
"""The node of any JSON value."""


class JsonUnionNode(Node):
    """Structures and unstructures a union of JSON kinds, each value by the arm of its own kind.

    Args:
        type_: The union.
        converter: The converter that has the hooks for lists and dicts of something.
        structuring: Whether the node structures; otherwise it unstructures.

    Attributes:
        arms: The nodes of the arms, by the classes of builtins.
    """

    def __init__(self, type_: Any, converter: BaseConverter, structuring: Any) -> None:
        super().__init__(type_)
        self.converter: BaseConverter = converter
        self.structuring: bool = structuring
        self.arms: dict[Any, Node] = {}

    def find_parts(self) -> list[Node]:
        find = structure_node if self.structuring else unstructure_node
        arms: dict[Any, Node] = {}
        for arm in get_args(self.type):
            if arm in _SCALARS:
                node = scalar_node(arm)
            else:
                node = any_json if _is_of_anything(arm) else find(arm, self.converter)
            arms[_kind_of_arm(arm)] = node
        if float in arms:
            # To type checkers an `int` is a `float`, and in JSON `1` is a number as well as `1.0`.
            arms.setdefault(int, arms[float])
        self.arms = arms
        return list(arms.values())

    def read(self, value: Any, depth: Any) -> Any:
        node = self.arms.get(type(value))
        return (self.unusual(value) if node is None else node).read(value, depth + 1)

    def write(self, value: Any, depth: Any) -> Any:
        node = self.arms.get(type(value))
        return (self.unusual(value) if node is None else node).write(value, depth + 1)

    def unusual(self, value: Any) -> Node:
        """Return the node for an instance of a subclass of one of the builtins.

        Raises:
            Failure: The union has no arm for the value.
        """
        class_ = type(value)
        if class_ is not bool:
            for kind, node in self.arms.items():
                if issubclass(class_, kind):
                    return node
        raise refusal(_one_of(get_args(self.type)), value)


def json_union_structure_factory(type_: Any, converter: BaseConverter) -> StructureHook:
    """Make the hook that reads a union of JSON kinds, each value by the arm of its own kind."""
    return _node(type_, converter, True).structure


def json_union_unstructure_factory(type_: Any, converter: BaseConverter) -> UnstructureHook:
    """Make the hook that writes a union of JSON kinds, each value by the arm of its own kind."""
    return _node(type_, converter, False).unstructure


def configure_json_values(converter: BaseConverter) -> None:
    """Make a converter structure and unstructure every union of JSON kinds exactly.

    Args:
        converter: Any cattrs converter; what is registered on it later wins.
    """
    converter.register_structure_hook_factory(is_json_union, json_union_structure_factory)
    converter.register_unstructure_hook_factory(is_json_union, json_union_unstructure_factory)


def _node(type_: Any, converter: BaseConverter, structuring: Any) -> Node:
    """Make the node of a union; a union of all kinds of JSON has the faster one."""
    arms = get_args(type_)
    kinds = {_kind_of_arm(arm) for arm in arms}
    anything = all(arm in _SCALARS or _is_of_anything(arm) for arm in arms)
    if anything and kinds == set(KIND_NAMES):
        return JsonNode(type_)
    return JsonUnionNode(type_, converter, structuring)


def _kind_of_arm(arm: Any) -> Any:
    """Return the builtin class of a union's arm, or None if it is no JSON kind."""
    if arm in _SCALARS:
        return arm
    kind = get_origin(arm) or arm
    if kind is dict:
        return dict if get_args(arm)[:1] in ((), (str,)) else None
    return list if kind is list else None


def _is_of_anything(arm: Any) -> bool:
    """Tell whether a list or dict may hold any JSON."""
    return all(arg is Any or arg == JsonValue for arg in get_args(arm)[-1:])


def _one_of(arms: Iterable[Any]) -> str:
    """Name the kinds of a union, as a message needs it behind "expected"."""
    kinds = {_kind_of_arm(arm) for arm in arms}
    if kinds == set(KIND_NAMES):
        return "a JSON value"
    if float in kinds:
        kinds.discard(int)
    *names, last = (name for kind, name in KIND_NAMES.items() if kind in kinds)
    return f"{', '.join(names)} or {last}" if names else last
