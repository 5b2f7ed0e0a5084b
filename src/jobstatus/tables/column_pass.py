"""The pass over nodes that finds the columns of an attrs class."""

from __future__ import annotations

from enum import Enum
from types import NoneType
from typing import TYPE_CHECKING, Any, get_args

from jobstatus.nodes.base import HookNode
from jobstatus.nodes.classes import ClassNode
from jobstatus.nodes.date_times import DateTimeNode
from jobstatus.nodes.dict_keys import KeyNode
from jobstatus.nodes.dicts import DictNode
from jobstatus.nodes.fields import FieldNode
from jobstatus.nodes.instances import InstanceNode
from jobstatus.nodes.json_unions import JsonNode, JsonUnionNode
from jobstatus.nodes.kinds import assert_never, kind_of
from jobstatus.nodes.lists import ListNode
from jobstatus.nodes.lookup import (
    AnyNode,
    CollectionNode,
    DataclassNode,
    EnumNode,
    LiteralNode,
)
from jobstatus.nodes.open_enums import OpenEnumNode
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

from .columns import (
    BooleanColumn,
    IntegerColumn,
    NumberColumn,
    OpenEnumColumn,
    TextColumn,
)
from .json_columns import JsonColumn
from .list_columns import ListColumn
from .structs import FieldColumn, StructColumn
from .timestamps import TimestampColumn

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jobstatus.nodes.base import Node

    from .columns import Column

__all__ = ["struct_of"]


def struct_of(
    read: ClassNode,
    written: InstanceNode,
    *,
    name: str = "",
    nullable: bool = False,
    inside: frozenset[Any] = frozenset(),
) -> StructColumn:
    """Make the column of the instances of a class.

    Args:
        read: The node that structures the instances, resolved.
        written: The node that unstructures them, resolved.
        name: The name of the column.
        nullable: Whether there may be null.
        inside: The types of the classes around this one: one of them in itself is JSON text.
    """
    names = _Names(field.name for field in written.fields)
    extra = names.free(written.extra or "extra")
    readers = {field.name: field.node for field in read.fields}
    columns: list[FieldColumn] = []
    for field in written.fields:
        may_be_absent = field.omit_none or field.may_be_left_out
        making = _FieldPass(field.name, names, inside | {read.type})
        column = making.column_of(
            readers[field.name], field.node, nullable=may_be_absent or field.nullable
        )
        columns.append(FieldColumn(field, column, may_be_absent))
    return StructColumn(name, written, nullable=nullable, columns=columns, extra=extra)


class _Names:
    """The names of the columns of one struct, each of which comes once."""

    def __init__(self, names: Iterable[str]) -> None:
        self._taken = set(names)

    def free(self, name: str) -> str:
        """Take a name that no other column has: the one given, with as many `_` as it needs."""
        while name in self._taken:
            name += "_"
        self._taken.add(name)
        return name


class _FieldPass:
    """Finds the column of one field.

    Args:
        name: The name of the field.
        names: The names of the columns of the class; `None` if there can be only one column, as for
            the items of a list.
        inside: The types of the class and of those around it.
    """

    def __init__(self, name: str, names: _Names | None, inside: frozenset[Any]) -> None:
        self._name = name
        self._names = names
        self._inside = inside

    def column_of(self, read: Node, written: Node, *, nullable: bool) -> Column:
        """Make the column of the values that one node structures and another one unstructures.

        Where the two nodes are not of one kind, somebody has registered a hook for one direction
        alone, and so the values are JSON text.

        Args:
            read: The node that structures, for all but null.
            written: The node that unstructures, for all but null.
            nullable: Whether `None` is null.
        """
        kind = kind_of(read)
        name = self._name
        is_pair = type(read) is type(written)
        match kind:
            case StringNode() if is_pair:
                return TextColumn(name, written, nullable=nullable)
            case BooleanNode() if is_pair:
                return BooleanColumn(name, written, nullable=nullable)
            case IntegerNode() if is_pair:
                return IntegerColumn(name, written, nullable=nullable)
            case RangedIntegerNode() if is_pair:
                return IntegerColumn(name, written, nullable=nullable, plain=False)
            case NumberNode() if is_pair:
                return NumberColumn(name, written, nullable=nullable, integers=False)
            case DateTimeNode() if is_pair:
                return TimestampColumn(name, written, nullable=nullable)
            case OpenEnumNode(members=members) if is_pair:
                listed = self._companion("value", "listed")
                return OpenEnumColumn(
                    name, written, nullable=nullable, members=members, listed=listed
                )
            case JsonUnionNode(arms=arms) if is_pair and arms.keys() <= {int, float, NoneType}:
                nullable = nullable or NoneType in arms
                return NumberColumn(name, written, nullable=nullable, integers=True)
            case JsonNode() | JsonUnionNode():
                kind_name = self._companion("value", "kind", keep_bare=True)
                return JsonColumn(name, written, nullable=nullable, kind=kind_name)
            case ListNode(item=item) if isinstance(written, ListNode):
                items = _FieldPass("item", None, self._inside).column_of(
                    item, written.item, nullable=written.nullable
                )
                return ListColumn(name, written, nullable=nullable, items=items)
            case ClassNode() if isinstance(written, InstanceNode) and read.type not in self._inside:
                return struct_of(kind, written, name=name, nullable=nullable, inside=self._inside)
            case ScalarSubclassNode(scalar=scalar) if type(written) is type(scalar):
                return self.column_of(scalar, written, nullable=nullable)
            case EnumNode() | LiteralNode():
                return self._column_of_choice(read, written, nullable=nullable)
            case (
                StringNode() | BooleanNode() | IntegerNode() | RangedIntegerNode() | NumberNode()
                | DateTimeNode() | OpenEnumNode() | ListNode() | ClassNode() | ScalarSubclassNode()
                | DictNode() | AnyNode() | NullNode() | OptionalNode() | UnsetNode() | KeyNode()
                | FieldNode() | CollectionNode() | DataclassNode() | HookNode()
            ):  # fmt: skip
                return JsonColumn(name, written, nullable=nullable)
            case _:
                return assert_never(kind)

    def _companion(self, word: str, suffix: str, *, keep_bare: bool = False) -> str | None:
        """Return the name of the column that stands beside the one of the field, if one may."""
        if self._names is None:
            return None
        stem = self._name.removesuffix(f"_{word}")
        if self._name == word and not keep_bare:
            return self._names.free(suffix)
        return self._names.free(f"{stem}_{suffix}")

    def _column_of_choice(self, read: Node, written: Node, *, nullable: bool) -> Column:
        """Make the column of one of some values: text or integers, if they all are."""
        type_ = read.type
        is_enum = isinstance(type_, type) and issubclass(type_, Enum)
        choices: Any = [member.value for member in read.type] if is_enum else get_args(type_)
        classes = {type(choice) for choice in choices}
        if classes == {str}:
            return TextColumn(self._name, written, nullable=nullable, plain=False)
        if classes == {int}:
            return IntegerColumn(self._name, written, nullable=nullable, plain=False)
        return JsonColumn(self._name, written, nullable=nullable)
