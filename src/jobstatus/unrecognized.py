"""Unrecognized values of open enums, found in what was structured; and a counter for them."""

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
    """Finds the unrecognized values in what a node has structured.

    Args:
        node: The node; `None` if it is not known.
        converter: The converter, whose nodes say which fields of a class need no look.

    Attributes:
        always: Whether to look even if no enum has met an unrecognized text meanwhile: somebody
            else than our nodes may have put one there that was made before.
    """

    def __init__(self, node: Node | None, converter: BaseConverter) -> None:
        self.converter: BaseConverter = converter
        self.always: bool = node is None or any(map(_is_opaque, _all_below(node)))
        self._fields: dict[type, tuple[tuple[str, str], ...]] = {}

    def find(self, value: Any) -> Iterator[tuple[type[OpenEnum], str, tuple[str | int, ...]]]:
        """Yield every unrecognized value: its enum, its text, and the steps to it.

        A value in a set, or a key of a dict, is where the set or the dict is.

        Args:
            value: Attrs instances, dataclasses, lists, tuples, sets, dicts, and whatever is in them.
        """
        # A list instead of recursion, for what is structured may be deep; the last one is the next.
        left: list[tuple[Any, _Steps]] = [(value, None)]
        while left:
            value, steps = left.pop()
            class_ = type(value)
            if issubclass(class_, OpenEnum):
                if isinstance(value, Unrecognized):
                    yield class_, str(value), _all_of(steps)
                continue
            more: list[tuple[Any, _Steps]] = []
            for name, key in self.fields_of(class_):
                item = getattr(value, name, None)  # it need not have been set
                if type(item) not in _LEAVES:
                    more.append((item, (steps, key)))
            if issubclass(class_, _CONTAINERS):
                more += _items(value, steps)
            left += reversed(more)

    def fields_of(self, class_: Any) -> tuple[tuple[str, str], ...]:
        """Return the fields of a class in which there may be open enums: their names and keys."""
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
        """Return the node for a class; whatever a generic one is of, its keys are the same."""
        variables = getattr(class_, "__parameters__", ())
        try:
            type_ = class_[(Any,) * len(variables)] if variables else class_
            node = structure_node(type_, self.converter)
            node.resolve()
        except Exception:  # noqa: BLE001 - a user's hook may make instances that no other hook can
            return None
        return node


def may_hold_open_enum(node: Node) -> bool:
    """Tell whether there may be an open enum in what a node structures."""
    return any(isinstance(inner, OpenEnumNode) or _is_opaque(inner) for inner in _all_below(node))


def _is_opaque(node: Node) -> bool:
    """Tell whether something else than nodes has a say in what a node makes of a value."""
    kind = kind_of(node)
    match kind:
        case EnumNode() | LiteralNode() | CollectionNode():
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
    """Yield a node that is resolved, and all nodes below it, each once."""
    met = {id(node)}
    left = [node]
    while left:
        node = left.pop()
        yield node
        for inner in node.parts():
            if id(inner) not in met:
                met.add(id(inner))
                left.append(inner)


def _items(value: Any, steps: _Steps) -> Iterator[tuple[Any, _Steps]]:
    """Yield what is in a container, with the steps to it, but for leaves."""
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


def _all_of(steps: _Steps) -> tuple[str | int, ...]:
    path: list[str | int] = []
    while steps is not None:
        steps, step = steps
        path.append(step)
    return tuple(reversed(path))


class Seen(NamedTuple):
    """An unrecognized text, as often as it was seen.

    Attributes:
        enum: The open enum that does not list it.
        text: The text.
        times: How often it was seen.
        first: Where it was seen first: its path in that document.
    """

    enum: type[OpenEnum]
    text: str
    times: int
    first: str


class UnrecognizedCounter:
    """Counts unrecognized values: give it to `make_converter(on_unrecognized=...)`.

    It may be shared between converters and threads. A flood of different texts does not grow it
    without end: beyond *most* of them, those that are new are only counted in `others`.

    Args:
        most: How many different texts are kept.
    """

    def __init__(self, most: int = 1000) -> None:
        self.most: int = most
        self.others: int = 0
        self._counts: Counter[tuple[type[OpenEnum], str]] = Counter()
        self._first: dict[tuple[type[OpenEnum], str], str] = {}
        # Reentrant: a finalizer or a signal handler may count while this thread does.
        self._lock = RLock()

    def __call__(self, enum: type[OpenEnum], text: str, path: str) -> None:
        """Count one.

        Args:
            enum: The open enum.
            text: The text that it does not list.
            path: Where it stands in its document.
        """
        with self._lock:
            if (enum, text) not in self._counts and len(self._counts) >= self.most:
                self.others += 1
                return
            self._counts[enum, text] += 1
            self._first.setdefault((enum, text), path)

    def seen(self) -> list[Seen]:
        """Return what was seen, the most frequent first."""
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
