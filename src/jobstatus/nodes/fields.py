"""One field of an attrs class: how it is read from an object, and how it is written to one."""

from __future__ import annotations

from sys import maxsize
from types import MemberDescriptorType
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from attrs import NOTHING, Converter, Factory
from cattrs import StructureHandlerNotFoundError
from msgspec import UNSET
from msgspec.json import encode

from jobstatus.errors import JobStatusError, failure_of
from jobstatus.excerpts import ABSENT
from jobstatus.problems import Failure, Problem

from .base import HookNode, Node, UnstructureHookNode
from .date_times import DateTimeNode
from .dicts import DictNode
from .generics import is_generic
from .json_unions import JsonUnionNode, any_json
from .lists import ListNode
from .lookup import (
    AnyNode,
    CollectionNode,
    nullable_structure_node,
    nullable_unstructure_node,
    structure_node,
    unstructure_node,
)
from .scalars import StringNode
from .slots import Attribute, Slot
from .unset import may_be_unset, without_unset

if TYPE_CHECKING:
    from .keys import Key, Options

__all__ = ["MISSING", "FieldNode", "WrittenFieldNode", "slot_of"]

MISSING: Final = object()
"""Stands for the value of a key that is not there."""

_USUAL: Final = len("2021-01-01T01:01:01.000Z")


class FieldNode(Node):
    """Reads one field of a class.

    Attributes:
        name: The name of the attribute.
        alias: The name of the parameter of the class's `__init__`.
        key: The key in documents.
        utf_8: The key as it stands in documents, between quotes.
        length: The number of its bytes; one that no key has if it does not stand there as it is.
        alias_key: The second spelling of the key, which is read, too; or `None`.
        other_case_key: The spelling in documents of the other case, if that is another one.
        default: The value if the key is absent; `MISSING` if there is none, or if it is for the
            class itself to make.
        factory: The function that makes the default, or `None`.
        required: Whether the key has to be there.
        node: The node of the value.
        nullable: Whether null is `None`, whatever the node says.
        text: Whether the value is text, so that text needs no call of the node.
        converted: Whether an attrs converter makes something else of the value.
        is_late: Whether attrs makes the default only when all other values are there.
        slot: The slot of the attribute, if instances are made by filling slots.
        written: The node that unstructures the value, if documents may spell it in several ways.
    """

    def __init__(self, key: Key, converter: Any) -> None:
        a = key.a
        super().__init__(without_unset(a.type))
        self.converter: Any = converter
        self.a: Any = a
        self.hook: Any = key.chosen.struct_hook
        self.name: str = a.name
        self.alias: str = a.alias or a.name
        self.key: str = key.key
        self.utf_8: bytes = key.key.encode("utf-8", "replace")
        self.length: int = len(self.utf_8) if _has_no_escapes(key.key) else maxsize
        self.alias_key: str | None = key.alias_key
        self.other_case_key: str | None = key.other_case_key
        self.required: bool = a.default is NOTHING
        self.default: Any = MISSING
        self.factory: Any = None
        default: Any = a.default
        if isinstance(default, cast("type[Any]", Factory)):
            self.factory = None if default.takes_self else default.factory
        elif not self.required:
            self.default = default
        self.converted: bool = a.converter is not None
        self.is_late: bool = False
        self.slot: Slot | None = None
        self.node: Node = self
        self.nullable: bool = False
        self.text: bool = False
        self.written: Node | None = None

    def inside(self) -> list[Node]:
        self.node, self.nullable = self._found()
        self.text = type(self.node) is StringNode
        if not may_be_spelled_otherwise(self.node):
            return [self.node]
        self.written = unstructure_node(self.type, self.converter)
        self.written.resolve()  # by itself: it is no node that structures, as those below this one
        return [self.node]

    def _found(self) -> tuple[Node, bool]:
        """Find the node, and whether null is `None`, as cattrs finds the hook for a field."""
        type_ = self.type
        if self.hook is not None:
            return HookNode(type_, self.hook), False
        if type_ is None:
            return AnyNode(Any, self.converter), False
        if is_generic(type_):
            (variable, *_) = getattr(type_, "__parameters__", ()) or (type_,)
            msg = f"Missing type for generic argument {variable}, specify it when structuring."
            raise StructureHandlerNotFoundError(msg.replace("~", "", 1), type_)
        if self.converted and getattr(self.converter, "_prefer_attrib_converters", False):
            return HookNode(type_, _as_it_is), False
        if type_ is Final and self.default is not MISSING:
            type_ = type(self.default)
        try:
            return nullable_structure_node(type_, self.converter)
        except StructureHandlerNotFoundError:
            if not self.converted:
                raise
            return HookNode(type_, _as_it_is), False

    def absent(self) -> Any:
        """Return the value of a field whose key is absent; `MISSING` if it is made later.

        Raises:
            Failure: The key has to be there, or the factory of the default fails.
        """
        if self.required:
            raise Failure.of(Problem.about(ABSENT, "is required, but absent"))
        if self.factory is None or self.is_late:
            return self.default
        try:
            return self.factory()
        except Exception as exc:  # noqa: BLE001 - whatever it is, it has a place
            raise failure_of(exc, ABSENT) from None

    def spelling(self, given: Any, value: Any) -> Any:
        """Return how a document spells a value, if it is written otherwise; `MISSING` if not.

        Args:
            given: What the document holds.
            value: What has become of it.
        """
        if type(self.node) is DateTimeNode:
            if len(given) == _USUAL and given[10] == "T" and given[-1] == "Z":
                return MISSING
        elif type(self.node) is ListNode and self.node.bare and type(given) is list:
            return MISSING
        if cast("Node", self.written).write(value, 0) == given:
            return MISSING
        return any_json.read(given, 0)


class WrittenFieldNode(Node):
    """Writes one field of a class.

    Attributes:
        name: The name of the attribute.
        key: The key in documents.
        prefix: The comma, the key and the colon that stand before the value in JSON text.
        node: The node of the value.
        nullable: Whether `None` is null, whatever the node says.
        text: Whether the value is text, so that text needs no call of the node.
        omit_none: Whether `None` is left out.
        omit_unset: Whether `msgspec.UNSET` is left out.
        attribute: The attribute, to be read.
        may_be_left_out: Whether there is a value that is not written.
        read_node: The node that structures the value, if documents may spell it in several ways.
    """

    def __init__(self, key: Key, converter: Any, options: Options, class_: Any) -> None:
        a = key.a
        super().__init__(without_unset(a.type))
        self.converter: Any = converter
        self.a: Any = a
        self.hook: Any = key.chosen.unstruct_hook
        self.name: str = a.name
        self.key: str = key.key
        self.prefix: bytes = _prefix_of(key.key)
        self.alias_key: str | None = key.alias_key
        self.omit_unset: bool = a.default is UNSET or may_be_unset(a.type)
        by_default = key.chosen.omit_if_default
        if by_default is None:
            by_default = getattr(converter, "omit_if_default", False)
        has_default = a.default is not NOTHING and a.default is not UNSET
        none_is_default = a.default is None
        self.omit_none: bool = none_is_default and bool(
            by_default or (options.nulls == "omit" and key.chosen.omit_if_default is None)
        )
        self.omit_default: bool = bool(by_default) and has_default and not none_is_default
        self.attribute: Attribute = Attribute(class_, a.name)
        self.may_be_left_out: bool = self.omit_unset or self.omit_default
        self.node: Node = self
        self.nullable: bool = False
        self.text: bool = False
        self.read_node: Node | None = None

    def inside(self) -> list[Node]:
        type_ = self.type
        if self.hook is not None:
            self.node = UnstructureHookNode(type_, self.hook)
            return [self.node]
        if type_ is Final:
            type_ = type(self.a.default)
        self.node, self.nullable = nullable_unstructure_node(type_, self.converter)
        self.text = type(self.node) is StringNode
        if type_ is None or not may_be_spelled_otherwise(self.node):
            return [self.node]
        self.read_node = structure_node(type_, self.converter)
        self.read_node.resolve()
        return [self.node]

    def is_default(self, value: Any, instance: Any) -> bool:
        """Tell whether a value is the default of the field, as cattrs tells it."""
        default: Any = self.a.default
        if isinstance(default, cast("type[Any]", Factory)):
            default = default.factory(instance) if default.takes_self else default.factory()
        converted = self.a.converter
        if isinstance(converted, Converter):
            default = cast("Any", converted)(default, instance, self.a)
        elif converted is not None:
            default = converted(default)
        return bool(value == default)

    def spells(self, given: Any, written: Any) -> bool:
        """Tell whether a text or list is another spelling of what is written."""
        try:
            return bool(self.node.write(cast("Node", self.read_node).read(given, 0), 0) == written)
        except (Failure, JobStatusError):
            return False


def slot_of(class_: Any, name: str) -> Slot | None:
    """Return the slot of an attribute, or `None` if it is kept otherwise."""
    descriptor = getattr(class_, name, None)
    return Slot(descriptor) if type(descriptor) is MemberDescriptorType else None


def may_be_spelled_otherwise(node: Node) -> bool:
    """Tell whether documents may spell in several ways what is neither a class nor in one."""
    if isinstance(node, ListNode):
        return node.bare or may_be_spelled_otherwise(_resolved(node).item)
    if isinstance(node, DictNode):
        return may_be_spelled_otherwise(_resolved(node).item)
    if isinstance(node, JsonUnionNode):
        return any(map(may_be_spelled_otherwise, _resolved(node).arms.values()))
    if isinstance(node, CollectionNode):
        return any(map(may_be_spelled_otherwise, _resolved(node).items))
    return type(node) is DateTimeNode


_N = TypeVar("_N", bound=Node)


def _resolved(node: _N) -> _N:
    node.parts()
    return node


def _prefix_of(key: str) -> bytes:
    """Return what stands before a value in JSON text; nothing if the key has lone surrogates."""
    try:
        return b",%s:" % encode(key)
    except UnicodeEncodeError:
        return b""


def _has_no_escapes(text: str) -> bool:
    """Tell whether a text stands in JSON just as it is."""
    try:
        return text == encode(text)[1:-1].decode()
    except UnicodeEncodeError:
        return False


def _as_it_is(value: Any, _: Any) -> Any:
    return value
