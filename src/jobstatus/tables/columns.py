"""Columns of scalars: each holds the values of one field as Arrow arrays, and gives them back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from jobstatus.nodes.base import Node

__all__ = [
    "Arrays",
    "BooleanColumn",
    "Column",
    "IntegerColumn",
    "NumberColumn",
    "OpenEnumColumn",
    "ScalarColumn",
    "TextColumn",
]

_NULL: Final = type(None)
_LARGEST_EXACT: Final = 2**53
_INT64: Final = range(-(2**63), 2**63)


class Arrays(NamedTuple):
    """The Arrow arrays of a column.

    Attributes:
        arrays: One array for each of the column's fields.
        inexact: The rows whose values the arrays do not hold exactly.
    """

    arrays: list[pa.Array]
    inexact: Collection[int] = ()


class Column:
    """Converts the values of one field of a class into Arrow arrays, and back into JSON values.

    Args:
        fields: The Arrow fields, one for each array; the names are those of the columns.
        node: The node that unstructures the values, resolved.
        nullable: Whether `None` is null. If it is not, the node writes `None`, too.
    """

    def __init__(self, fields: list[pa.Field], node: Node, *, nullable: bool) -> None:
        self.fields = fields
        self.node = node
        self.nullable = nullable

    def to_arrays(self, values: Sequence[Any]) -> Arrays:
        """Convert values, as attributes hold them, into arrays.

        Raises:
            Exception: A value is not what the node unstructures, or Arrow has no room for it.
        """
        raise NotImplementedError

    def to_json(self, arrays: Sequence[pa.Array]) -> list[Any]:
        """Convert arrays into JSON values; null is `None`.

        Raises:
            Failure: An array holds a value that `to_arrays` does not make.
        """
        raise NotImplementedError

    def are_plain(self, values: Sequence[Any], classes: frozenset[type]) -> bool:
        """Tell whether all values are instances of exactly these classes, or null."""
        return (classes | {_NULL} if self.nullable else classes).issuperset(map(type, values))


class ScalarColumn(Column):
    """Holds scalars; each subclass is for one Arrow type.

    Args:
        name: The name of the column.
        node: As in `Column`.
        nullable: As in `Column`.
        plain: Whether the node writes plain values as they are; otherwise it writes each of them.
    """

    TYPE: pa.DataType
    PLAIN: frozenset[type] = frozenset()

    def __init__(self, name: str, node: Node, *, nullable: bool, plain: bool = True) -> None:
        super().__init__([pa.field(name, self.TYPE)], node, nullable=nullable)
        self.plain: frozenset[type] = self.PLAIN if plain else frozenset[type]()

    def to_arrays(self, values: Sequence[Any]) -> Arrays:
        made = self.array_of_plain(values) if self.are_plain(values, self.plain) else None
        return self.to_arrays_one_by_one(values) if made is None else Arrays([made])

    def array_of_plain(self, values: Sequence[Any]) -> pa.Array | None:
        """Convert values of plain classes at once; return `None` if the array is not exact."""
        return pa.array(values, self.TYPE)

    def to_arrays_one_by_one(self, values: Sequence[Any]) -> Arrays:
        """Convert values of which some are unusual.

        Raises:
            Failure: A value is not what the node unstructures.
        """
        natives: list[Any] = []
        inexact: list[int] = []
        for row, value in enumerate(values):
            native = None
            if value is not None or not self.nullable:
                json_value = self.node.write(value, 0)
                native = self.native(json_value, value)
                if native is None or not _is_same(self.to_json_value(native), json_value):
                    inexact.append(row)
            natives.append(native)
        return Arrays([pa.array(natives, self.TYPE)], inexact)

    def to_json(self, arrays: Sequence[pa.Array]) -> list[Any]:
        natives: list[Any] = arrays[0].to_pylist()
        return natives

    def native(self, json_value: Any, value: Any) -> Any:
        """Return the array's value for a JSON value, exact or near; `None` if there is none."""
        return json_value if type(json_value) in self.PLAIN else None

    def to_json_value(self, native: Any) -> Any:
        """Return the JSON value that is read back from a value of the array."""
        return native


class TextColumn(ScalarColumn):
    """Holds text."""

    TYPE = pa.string()
    PLAIN = frozenset({str})


class BooleanColumn(ScalarColumn):
    """Holds booleans."""

    TYPE = pa.bool_()
    PLAIN = frozenset({bool})


class IntegerColumn(ScalarColumn):
    """Holds integers of 64 bits; larger ones are no Arrow values."""

    TYPE = pa.int64()
    PLAIN = frozenset({int})

    def array_of_plain(self, values: Sequence[Any]) -> pa.Array | None:
        try:
            return pa.array(values, self.TYPE)
        except OverflowError:
            return None

    def native(self, json_value: Any, value: Any) -> Any:
        return json_value if type(json_value) is int and json_value in _INT64 else None


class NumberColumn(ScalarColumn):
    """Holds numbers as doubles.

    Args:
        name: The name of the column.
        node: As in `Column`.
        nullable: As in `Column`.
        integers: Whether integral numbers are read back as integers; otherwise, as floats.
    """

    TYPE = pa.float64()
    PLAIN = frozenset({int, float})

    def __init__(self, name: str, node: Node, *, nullable: bool, integers: bool) -> None:
        super().__init__(name, node, nullable=nullable)
        self.integers = integers
        self.plain: frozenset[type] = frozenset({int if integers else float})

    def array_of_plain(self, values: Sequence[Any]) -> pa.Array | None:
        if not self.integers:
            made = pa.array(values, self.TYPE)
            return None if _is_not_finite(made) else made
        try:
            return pa.array(values, pa.int64()).cast(self.TYPE)
        except (OverflowError, pa.ArrowInvalid):  # beyond what a double holds exactly
            return None

    def native(self, json_value: Any, value: Any) -> Any:
        try:
            return float(json_value)
        except OverflowError:
            return None

    def to_json_value(self, native: Any) -> Any:
        is_integer = self.integers and native.is_integer() and abs(native) <= _LARGEST_EXACT
        return int(native) if is_integer else native

    def to_json(self, arrays: Sequence[pa.Array]) -> list[Any]:
        natives: list[Any] = arrays[0].to_pylist()
        if not self.integers:
            return natives
        return [None if native is None else self.to_json_value(native) for native in natives]


class OpenEnumColumn(TextColumn):
    """Holds the texts of an open enum, and beside them whether the enum lists them.

    Args:
        name: The name of the column.
        node: As in `Column`.
        nullable: As in `Column`.
        members: The listed members, by their texts.
        listed: The name of the second column; `None` if there is to be none.
    """

    def __init__(
        self, name: str, node: Node, *, nullable: bool, members: dict[str, Any], listed: str | None
    ) -> None:
        super().__init__(name, node, nullable=nullable)
        self.members = members
        self.plain: frozenset[type] = frozenset({str, *map(type, members.values())})
        self.fields += [pa.field(listed, pa.bool_())] if listed else []

    def to_arrays(self, values: Sequence[Any]) -> Arrays:
        made, inexact = super().to_arrays(values)
        if len(self.fields) == 1:
            return Arrays(made, inexact)
        is_listed = self.members.__contains__
        listed = [None if text is None else is_listed(text) for text in values]
        return Arrays([*made, pa.array(listed, pa.bool_())], inexact)


def _is_same(one: Any, other: Any) -> bool:
    """Tell whether two scalars are the same JSON: of one class, and equal."""
    return type(one) is type(other) and one == other


def _is_not_finite(numbers: pa.Array) -> bool:
    """Tell whether there is `nan` or an infinity among numbers, which are no JSON."""
    are_finite = pc.call_function("is_finite", [numbers])
    return pc.call_function("all", [are_finite]).as_py() is False
