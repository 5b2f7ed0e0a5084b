"""One field of an attrs class: read from an object, and written to one."""

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
    hook_node,
    nullable_structure_node,
    nullable_unstructure_node,
    unstructure_node,
)
from .scalars import StringNode
from .slots import Slot, attribute_of
from .unset import may_be_unset, without_unset

if TYPE_CHECKING:
    from .keys import Key, Options

__all__ = ["MISSING", "FieldNode", "WrittenFieldNode", "slot_of"]

MISSING: Final = object()
"""Stands for the value of a key that is not there."""

_UTC_LENGTH: Final = len("2021-01-01T01:01:01.000Z")


class FieldNode(Node):
    """Reads one field of a class.

    Attributes:
        name: The name of the attribute.
        alias: The name of the parameter of the class's `__init__`.
        key: The key in documents.
        utf_8: The UTF-8 of the key, which documents have between quotes.
        length: The number of these bytes; `sys.maxsize` if JSON has to escape the key.
        alias_key: The second spelling that is read; or `None`.
        other_case_key: The spelling in documents of the other case; `None` if it is the same.
        default: The value if the key is absent; `MISSING` if there is none, or if a factory or
            the class itself makes it.
        factory: The function that makes the default, or `None`.
        required: Whether the key must be in the object.
        node: The node of the value.
        nullable: Whether null is read as `None` without calling the node.
        text: Whether the value is text: a `str` is then taken without calling the node.
        converted: Whether the field has an attrs converter.
        is_late: Whether the default is made only after all other values, as attrs does it.
        slot: The slot of the attribute; `None` if instances are made by calling the class.
        written: The node that unstructures the value; `None` if every value has one spelling.
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

    def find_parts(self) -> list[Node]:
        self.node, self.nullable = self._find_node()
        self.text = type(self.node) is StringNode
        if not has_spellings(self.node):
            return [self.node]
        self.written = unstructure_node(self.type, self.converter)
        self.written.resolve()  # not a part of this node: it does not structure
        return [self.node]

    def _find_node(self) -> tuple[Node, bool]:
        """Find the node as cattrs finds the hook for a field, and whether the field takes null."""
        type_ = self.type
        if self.hook is not None:
            return hook_node(type_, self.hook, self.converter), False
        if type_ is None:
            return AnyNode(Any, self.converter), False
        if is_generic(type_):
            (variable, *_) = getattr(type_, "__parameters__", ()) or (type_,)
            msg = f"Missing type for generic argument {variable}, specify it when structuring."
            raise StructureHandlerNotFoundError(msg.replace("~", "", 1), type_)
        if self.converted and getattr(self.converter, "_prefer_attrib_converters", False):
            return HookNode(type_, _unconverted), False
        if type_ is Final and self.default is not MISSING:
            type_ = type(self.default)
        try:
            return nullable_structure_node(type_, self.converter)
        except StructureHandlerNotFoundError:
            if not self.converted:
                raise
            return HookNode(type_, _unconverted), False

    def absent(self) -> Any:
        """Return the value of a field whose key is absent; `MISSING` if it is made later.

        Raises:
            Failure: The field is required, or the factory of the default fails.
        """
        if self.required:
            raise Failure.of(Problem.about(ABSENT, "is required, but absent"))
        if self.factory is None or self.is_late:
            return self.default
        try:
            return self.factory()
        except Exception as exc:  # noqa: BLE001 - a user's code may raise anything
            raise failure_of(exc, ABSENT) from None

    def spelling(self, given: Any, value: Any) -> Any:
        """Return a document's spelling of a value, if writing would spell the value differently.

        Args:
            given: The value in the document.
            value: The value that was structured from it.

        Returns:
            A copy of *given*; `MISSING` if writing restores it.
        """
        if type(self.node) is DateTimeNode:
            if len(given) == _UTC_LENGTH and given[10] == "T" and given[-1] == "Z":
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
        prefix: The comma, key and colon before the value in JSON text.
        node: The node of the value.
        nullable: Whether `None` is written as null without calling the node.
        text: Whether the value is text: a `str` is then taken without calling the node.
        omit_none: Whether `None` is not written.
        omit_unset: Whether `msgspec.UNSET` is not written.
        attribute: What `slots.value_of` reads the attribute by.
        may_be_left_out: Whether there is a value, other than `None`, that is not written.
        has_extra: Whether the class has a field of type `Extra`, which may have other spellings.
        read_node: The node that structures the value; `None` if every value has one spelling, or
            the class keeps no others.
    """

    def __init__(
        self, key: Key, converter: Any, options: Options, class_: Any, *, has_extra: bool
    ) -> None:
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
            by_default = converter.omit_if_default
        has_default = a.default is not NOTHING and a.default is not UNSET
        none_is_default = a.default is None
        self.omit_none: bool = none_is_default and bool(
            by_default or (options.nulls == "omit" and key.chosen.omit_if_default is None)
        )
        self.omit_default: bool = bool(by_default) and has_default and not none_is_default
        self.attribute: Any = attribute_of(class_, a.name)
        self.may_be_left_out: bool = self.omit_unset or self.omit_default
        self.node: Node = self
        self.nullable: bool = False
        self.text: bool = False
        self.has_extra: bool = has_extra
        self.read_node: Node | None = None

    def find_parts(self) -> list[Node]:
        type_ = self.type
        if self.hook is not None:
            self.node = UnstructureHookNode(type_, self.hook)
            return [self.node]
        if type_ is Final:
            type_ = type(self.a.default)
        self.node, self.nullable = nullable_unstructure_node(type_, self.converter)
        self.text = type(self.node) is StringNode
        if self.has_extra and type_ is not None and not is_generic(type_):
            self.read_node = self._find_read_node(type_)
        return [self.node]

    def _find_read_node(self, type_: Any) -> Node | None:
        """Find the node that structures the value, if documents may spell it in several ways."""
        try:
            # It tells more than the node that unstructures, which for a tuple is a foreign hook.
            node, _ = nullable_structure_node(type_, self.converter)
            if not has_spellings(node):
                return None
            node.resolve()
        except StructureHandlerNotFoundError:  # what is only written has none
            return None
        return node

    def is_default(self, value: Any, instance: Any) -> bool:
        """Tell whether a value equals the field's default, as cattrs compares them."""
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
        """Tell whether a value of a document is another spelling of the value that is written."""
        try:
            return bool(self.node.write(cast("Node", self.read_node).read(given, 0), 0) == written)
        except (Failure, JobStatusError):
            return False


def slot_of(class_: Any, name: str) -> Slot | None:
    """Return the slot of an attribute, or `None` if the class has no slot for it."""
    descriptor = getattr(class_, name, None)
    return Slot(descriptor) if type(descriptor) is MemberDescriptorType else None


def has_spellings(node: Node) -> bool:
    """Tell whether documents may spell a node's values in several ways.

    The fields of a class in the value do not count: they keep their spellings themselves.
    """
    if isinstance(node, ListNode):
        return node.bare or has_spellings(_resolved(node).item)
    if isinstance(node, DictNode):
        return has_spellings(_resolved(node).item)
    if isinstance(node, JsonUnionNode):
        return any(map(has_spellings, _resolved(node).arms.values()))
    if isinstance(node, CollectionNode):
        return any(map(has_spellings, _resolved(node).items))
    return type(node) is DateTimeNode


_N = TypeVar("_N", bound=Node)


def _resolved(node: _N) -> _N:
    """Return a node whose parts have been found."""
    node.parts()
    return node


def _prefix_of(key: str) -> bytes:
    """Return the comma, key and colon before a value; empty if the key has lone surrogates."""
    try:
        return b",%s:" % encode(key)
    except UnicodeEncodeError:
        return b""


def _has_no_escapes(text: str) -> bool:
    """Tell whether JSON has a text without escapes."""
    try:
        return text == encode(text)[1:-1].decode()
    except UnicodeEncodeError:
        return False


def _unconverted(value: Any, _: Any) -> Any:
    """Structure a value as itself, for the attrs converter that gets it next."""
    return value
