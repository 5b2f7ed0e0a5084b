"""Unrecognized values of open enums: found in structured objects, and counted."""

from __future__ import annotations

from collections import Counter, deque
from copy import copy
from dataclasses import fields as dataclass_fields
from dataclasses import is_dataclass
from datetime import datetime
from threading import RLock
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from attrs import fields, has

from .codecs.json_values import SCALARS
from .excerpts import cut, excerpt
from .nodes.base import HookNode
from .nodes.classes import ClassNode
from .nodes.date_times import DateTimeNode
from .nodes.dict_keys import KeyNode
from .nodes.dicts import DictNode
from .nodes.fields import FieldNode
from .nodes.json_unions import JsonNode, JsonUnionNode
from .nodes.kinds import assert_never, kind_of
from .nodes.lists import ListNode
from .nodes.lookup import (
    AnyNode,
    ClassUnionNode,
    CollectionNode,
    DataclassNode,
    EnumNode,
    LiteralNode,
    structure_node,
)
from .nodes.open_enums import OpenEnum, OpenEnumNode, Unrecognized
from .nodes.optionals import OptionalNode
from .nodes.scalars import (
    BooleanNode,
    IntegerNode,
    NullNode,
    NumberNode,
    RangedIntegerNode,
    ScalarSubclassNode,
    StringNode,
)
from .nodes.unset import UnsetNode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cattrs import BaseConverter

    from .nodes.base import Node

__all__ = ["Seen", "UnrecognizedCounter", "UnrecognizedFinder"]

# The steps to the container, and the one from there.
_Steps: TypeAlias = "tuple[_Steps, str | int] | None"

_LEAVES: Final = SCALARS | {datetime}
_CONTAINERS: Final = (list, dict, tuple, set, frozenset, deque)
_SHOWN: Final = 48


class UnrecognizedFinder:
    """Finds the unrecognized values in objects that a node has structured.

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
        self._fields: dict[type, tuple[tuple[str, str], ...]] = {}

    def find(self, value: Any) -> Iterator[tuple[type[OpenEnum], str, tuple[str | int, ...]]]:
        """Yield the enum and text of each unrecognized value in an object, and the steps to the value.

        For a value in a set, or a key of a dict, they are the steps to the set or dict.

        Args:
            value: An instance of an attrs class or dataclass, a list, tuple, set or dict.
        """
        # A stack instead of recursion, because objects may nest deeply.
        stack: list[tuple[Any, _Steps]] = [(value, None)]
        while stack:
            value, steps = stack.pop()
            class_ = type(value)
            if issubclass(class_, OpenEnum):
                if isinstance(value, Unrecognized):
                    yield class_, str(value), _joined(steps)
                continue
            more: list[tuple[Any, _Steps]] = []
            for name, key in self.fields_of(class_):
                item = getattr(value, name, None)  # a slot may be empty
                if type(item) not in _LEAVES:
                    more.append((item, (steps, key)))
            if issubclass(class_, _CONTAINERS):
                more += _items(value, steps)
            stack += reversed(more)

    def fields_of(self, class_: Any) -> tuple[tuple[str, str], ...]:
        """Return the name and key of each field of a class that may hold unrecognized values."""
        found = self._fields.get(class_)
        if found is None:
            found = self._fields[class_] = tuple(self._find_fields(class_))
        return found

    def _find_fields(self, class_: Any) -> Iterator[tuple[str, str]]:
        if not (has(class_) or is_dataclass(class_)):
            return
        node = self._node_of(class_)
        if isinstance(node, ClassNode):
            for field in node.fields:
                if may_hold_open_enum(field):
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


def may_hold_open_enum(node: Node) -> bool:
    """Tell whether the objects that a node structures may hold values of open enums."""
    return any(isinstance(inner, OpenEnumNode) or _is_opaque(inner) for inner in _all_below(node))


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
                yield item, (steps, str.__str__(key) if isinstance(key, str) else excerpt(key))
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


class Seen(NamedTuple):
    """An unrecognized text, and how often it was seen.

    Attributes:
        enum: The open enum that does not list it.
        text: The text.
        times: How often it was seen.
        first: The path at which it was seen first, in its document.
    """

    enum: type[OpenEnum]
    text: str
    times: int
    first: str


class UnrecognizedCounter:
    """Counts unrecognized values: give it to `make_converter(on_unrecognized=...)`.

    It may be shared between converters and threads. Its memory is bounded: once it has *most*
    different texts, it counts all new ones together, in `others`.

    Args:
        most: How many different texts are kept.

    Attributes:
        others: How often texts were seen that are not kept.
    """

    def __init__(self, most: int = 1000) -> None:
        self.most: int = most
        self.others: int = 0
        self._counts: Counter[tuple[type[OpenEnum], str]] = Counter()
        self._first: dict[tuple[type[OpenEnum], str], str] = {}
        # Reentrant: a finalizer or a signal handler may count while this thread does.
        self._lock = RLock()

    def __call__(self, enum: type[OpenEnum], text: str, path: str) -> None:
        """Count one unrecognized value.

        Args:
            enum: The open enum.
            text: The text that it does not list.
            path: The path of the value in its document.
        """
        with self._lock:
            if (enum, text) not in self._counts and len(self._counts) >= self.most:
                self.others += 1
                return
            self._counts[enum, text] += 1
            self._first.setdefault((enum, text), path)

    def seen(self) -> list[Seen]:
        """Return the texts that are kept, the most frequent first."""
        with self._lock:
            return [
                Seen(enum, text, count, self._first[enum, text])
                for (enum, text), count in self._counts.most_common()
            ]

    def __getstate__(self) -> dict[str, Any]:
        with self._lock:
            return {name: copy(value) for name, value in vars(self).items() if name != "_lock"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state, _lock=RLock())

    def __repr__(self) -> str:
        shown = ", ".join(
            f"{s.enum.__name__} {cut(s.text, _SHOWN)!r} x {s.times:,}" for s in self.seen()[:5]
        )
        return f"<{type(self).__name__}: {shown or 'nothing seen'}>"
