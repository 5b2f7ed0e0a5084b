"""Drift found in structured objects: the unrecognized values and undeclared keys, and their places."""

from __future__ import annotations

from collections import deque
from dataclasses import fields as dataclass_fields
from dataclasses import is_dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from attrs import fields, has

from jobstatus.codecs.json_values import SCALARS
from jobstatus.nodes.base import HookNode
from jobstatus.nodes.classes import ClassNode
from jobstatus.nodes.date_times import DateTimeNode
from jobstatus.nodes.dict_keys import KeyNode
from jobstatus.nodes.dicts import DictNode
from jobstatus.nodes.fields import FieldNode
from jobstatus.nodes.json_unions import JsonNode, JsonUnionNode
from jobstatus.nodes.kinds import assert_never, kind_of
from jobstatus.nodes.lists import ListNode
from jobstatus.nodes.lookup import (
    AnyNode,
    ClassUnionNode,
    CollectionNode,
    DataclassNode,
    EnumNode,
    LiteralNode,
    structure_node,
)
from jobstatus.nodes.noting import NotedKeys, as_text
from jobstatus.nodes.open_enums import OpenEnum, OpenEnumNode, Unrecognized
from jobstatus.nodes.optionals import OptionalNode
from jobstatus.nodes.scalars import (
    BooleanNode,
    IntegerNode,
    NullNode,
    NumberNode,
    RangedIntegerNode,
    ScalarSubclassNode,
    StringNode,
)
from jobstatus.nodes.unset import UnsetNode

from .events import DriftEvent, UndeclaredKey, UnrecognizedText

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cattrs import BaseConverter

    from jobstatus.nodes.base import Node
    from jobstatus.nodes.noting import Noted

__all__ = ["DriftFinder", "Found"]

Found: TypeAlias = "tuple[type[DriftEvent], type, str, tuple[str | int, ...]]"
"""The class of an event; the enum or class, the text or key, and the steps to it."""

# The steps to the container, and the one from there.
_Steps: TypeAlias = "tuple[_Steps, str | int] | None"

_LEAVES: Final = SCALARS | {datetime}
_MOST_KEPT: Final = 1_000
_CONTAINERS: Final = (list, dict, tuple, set, frozenset, deque)


class DriftFinder:
    """Finds unrecognized values and undeclared keys in objects that a node has structured.

    Args:
        node: The node; `None` if it is not known.
        converter: The converter, whose nodes tell which fields cannot hold unrecognized values.

    Attributes:
        always: Whether to search even if no unrecognized value was made while the object was
            structured: code other than nodes may have used a value that was made before.
    """

    def __init__(self, node: Node | None, converter: BaseConverter) -> None:
        self.converter: BaseConverter = converter
        self.always: bool = node is None or any(map(_is_opaque, _all_below(node)))
        self._fields: dict[tuple[type, frozenset[type]], tuple[tuple[str, str], ...]] = {}

    def find(self, value: Any, noted: Noted, *, texts: bool = True) -> Iterator[Found]:
        """Yield the unrecognized values and undeclared keys in an object, with the steps to each.

        For an unrecognized value in a set, or a key of a dict, they are the steps to the set or
        dict.

        Args:
            value: An instance of an attrs class or dataclass, a list, tuple, set or dict.
            noted: The undeclared keys of the objects that the instances were made of.
            texts: Whether there may be unrecognized values.
        """
        sought = frozenset({keys.cls for keys in noted.values()} | ({OpenEnum} if texts else set()))
        # A stack instead of recursion, because objects may nest deeply.
        stack: list[tuple[Any, _Steps]] = [(value, None)]
        while stack:
            value, steps = stack.pop()
            class_ = type(value)
            if issubclass(class_, OpenEnum):
                if isinstance(value, Unrecognized):
                    yield UnrecognizedText, class_, str(value), _joined(steps)
                continue
            if class_ is NotedKeys:
                path = _joined(steps)
                for key in value.keys:
                    yield UndeclaredKey, value.cls, key, (*path, key)
                continue
            more: list[tuple[Any, _Steps]] = []
            for name, key in self.fields_of(class_, sought):
                item = getattr(value, name, None)  # a slot may be empty
                if type(item) not in _LEAVES:
                    more.append((item, (steps, key)))
            if issubclass(class_, _CONTAINERS):
                more += _items(value, steps)
            if id(value) in noted:
                more.append((noted[id(value)], steps))
            stack += reversed(more)

    def fields_of(self, class_: Any, sought: frozenset[type]) -> tuple[tuple[str, str], ...]:
        """Return the name and key of each field of a class that may hold values or keys of the sought kinds.

        Args:
            class_: The class.
            sought: The classes whose instances have undeclared keys, and `OpenEnum` if there may be
                unrecognized values.
        """
        found = self._fields.get((class_, sought))
        if found is None:
            if len(self._fields) >= _MOST_KEPT:  # documents choose which classes are sought
                self._fields.clear()
            found = self._fields[class_, sought] = tuple(self._find_fields(class_, sought))
        return found

    def _find_fields(self, class_: Any, sought: frozenset[type]) -> Iterator[tuple[str, str]]:
        if not (has(class_) or is_dataclass(class_)):
            return
        node = self._node_of(class_)
        if isinstance(node, ClassNode):
            for field in node.fields:
                if _may_hold(field, sought):
                    yield field.name, field.key
        elif isinstance(node, DataclassNode):
            yield from ((name, key) for name, (key, _) in node.fields.items())
        else:
            cls: Any = class_
            all_fields: Any = fields(cls) if has(cls) else dataclass_fields(cls)
            overrides = getattr(getattr(node, "hook", None), "overrides", {})
            for a in all_fields:
                chosen = overrides.get(a.name)
                yield a.name, (chosen and chosen.rename) or a.name

    def _node_of(self, class_: Any) -> Node | None:
        """Return the node for a class; a generic one gets `Any` as arguments, as its keys are the same."""
        variables = getattr(class_, "__parameters__", ())
        try:
            type_ = class_[(Any,) * len(variables)] if variables else class_
            node = structure_node(type_, self.converter)
            node.resolve()
        except Exception:  # noqa: BLE001 - a user's hook may make instances of a class without a hook
            return None
        return node


def _may_hold(node: Node, sought: frozenset[type]) -> bool:
    """Tell whether the objects that a node structures may hold values or keys of the sought kinds."""
    return any(_is_sought(inner, sought) or _is_opaque(inner) for inner in _all_below(node))


def _is_sought(node: Node, sought: frozenset[type]) -> bool:
    if isinstance(node, OpenEnumNode):
        return OpenEnum in sought
    return isinstance(node, ClassNode) and node.cls in sought


def _is_opaque(node: Node) -> bool:
    """Tell whether code other than nodes takes part in structuring a value: hooks, converters, ..."""
    kind = kind_of(node)
    match kind:
        case ClassUnionNode() | CollectionNode() | EnumNode() | LiteralNode():
            return False
        case DataclassNode(fields=found):
            return any(inner is None for _, inner in found.values())
        case AnyNode() | HookNode():
            return True
        case FieldNode(converted=converted, default=default):
            return converted or isinstance(default, Unrecognized)
        case ClassNode(by_slots=by_slots):
            return not by_slots
        case (
            BooleanNode() | IntegerNode() | NullNode() | NumberNode() | RangedIntegerNode()
            | ScalarSubclassNode() | StringNode() | DateTimeNode() | OpenEnumNode() | JsonNode()
            | JsonUnionNode() | ListNode() | DictNode() | KeyNode() | OptionalNode() | UnsetNode()
        ):  # fmt: skip
            return False
        case _:
            return assert_never(kind)


def _all_below(node: Node) -> Iterator[Node]:
    """Yield a resolved node and all nodes below it, each once."""
    seen = {id(node)}
    remaining = [node]
    while remaining:
        node = remaining.pop()
        yield node
        for inner in node.parts():
            if id(inner) not in seen:
                seen.add(id(inner))
                remaining.append(inner)


def _items(value: Any, steps: _Steps) -> Iterator[tuple[Any, _Steps]]:
    """Yield the items of a container that are no leaves, with the steps to each."""
    if isinstance(value, dict):
        for key, item in value.items():
            if type(key) not in _LEAVES:
                yield key, steps
            if type(item) not in _LEAVES:
                yield item, (steps, as_text(key))
    elif isinstance(value, (set, frozenset)):
        yield from ((item, steps) for item in value if type(item) not in _LEAVES)
    else:
        for index, item in enumerate(value):
            if type(item) not in _LEAVES:
                yield item, (steps, index)


def _joined(steps: _Steps) -> tuple[str | int, ...]:
    """Return linked steps as a tuple, the first step first."""
    path: list[str | int] = []
    while steps is not None:
        steps, step = steps
        path.append(step)
    return tuple(reversed(path))
