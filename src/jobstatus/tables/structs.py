"""The column of instances of an attrs class: a struct of the columns of its fields, and `extra`."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
from attrs import frozen

from jobstatus.codecs.json_text import encode_json
from jobstatus.nodes.base import refusal
from jobstatus.nodes.extra import NO_EXTRA

from .columns import Arrays, Column
from .json_columns import are_exact_json, decode_texts, encode_values

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jobstatus.nodes.fields import WrittenFieldNode
    from jobstatus.nodes.instances import InstanceNode

__all__ = ["FieldColumn", "StructColumn"]

_DICTS: Final[frozenset[type]] = frozenset({dict, type(NO_EXTRA)})
_ABSENT: Final = object()
_UNDECLARED: Final = object()


@frozen
class FieldColumn:
    """The column of a field of a class.

    Attributes:
        field: The node that writes the field.
        column: The column of the values.
        null_is_absent: Whether null in the column means that the key is absent, not that its value
            is null: true of fields that may be omitted.
    """

    field: WrittenFieldNode
    column: Column
    null_is_absent: bool


class StructColumn(Column):
    """Holds the instances of exactly one attrs class.

    One more column, usually named `extra`, holds a JSON object: the items of the instance's own
    `extra`, and the fields whose values their columns do not hold exactly, by key. These win on the
    way back.

    Args:
        name: The name of the column.
        node: The node that unstructures the instances.
        nullable: As in `Column`.
        columns: The columns of the fields.
        extra: The name of that column.
    """

    def __init__(
        self,
        name: str,
        node: InstanceNode,
        *,
        nullable: bool,
        columns: list[FieldColumn],
        extra: str,
    ) -> None:
        inside = [field for each in columns for field in each.column.fields]
        self.type: Any = pa.struct([*inside, pa.field(extra, pa.string())])
        super().__init__([pa.field(name, self.type)], node, nullable=nullable)
        self.cls: type = node.cls
        self._only = frozenset({self.cls})
        self.columns = columns
        self._node = node
        # The attributes of the keys that are left out where an attribute is `None`.
        self._declared: dict[str, Any] = {
            key: field.name if field.omit_none and field.key == key else None
            for key, field in node.declared.items()
        }
        self._getters = [attrgetter(each.field.name) for each in columns]
        self._extra_of = attrgetter(node.extra) if node.extra else None

    def to_arrays(self, values: Sequence[Any]) -> Arrays:
        cls = self.cls
        if self._only.issuperset(map(type, values)):
            return Arrays([self._struct_of(values)])
        rows = [row for row, value in enumerate(values) if type(value) is cls]
        # Instances of subclasses have fields without a column: the field above writes them as JSON.
        inexact = [row for row, value in enumerate(values) if type(value) is not cls]
        if self.nullable:
            inexact = [row for row in inexact if values[row] is not None]
        places: list[int | None] = [None] * len(values)
        for place, row in enumerate(rows):
            places[row] = place
        made = self._struct_of([values[row] for row in rows])
        return Arrays([made.take(pa.array(places, pa.int64()))], inexact)

    def _struct_of(self, instances: Sequence[Any]) -> pa.StructArray:
        fields: list[pa.Field] = list(self.type)
        return pa.StructArray.from_arrays(self.arrays_of(instances), fields=fields)

    def arrays_of(self, instances: Sequence[Any]) -> list[pa.Array]:
        """Convert instances of exactly the class into the arrays of the struct's fields.

        Raises:
            Exception: As in `to_arrays`.
        """
        arrays: list[pa.Array] = []
        inexact: dict[int, dict[str, Any]] = {}
        for each, get in zip(self.columns, self._getters, strict=True):
            values = [*map(get, instances)]
            written, explicit_nulls = self._omit(each.field, values, instances)
            made = each.column.to_arrays(written)
            arrays += made.arrays
            for row in made.inexact:
                inexact.setdefault(row, {})[each.field.key] = _written(each.field, values[row])
            for row in explicit_nulls:
                inexact.setdefault(row, {})[each.field.key] = None
        return [*arrays, self._extras_of(instances, inexact)]

    def _omit(
        self, field: WrittenFieldNode, values: Sequence[Any], instances: Sequence[Any]
    ) -> tuple[Sequence[Any], list[int]]:
        """Replace values that are not written by `None`; also list the rows of explicit nulls."""
        if not field.may_be_left_out:
            return values, []
        explicit_nulls: list[int] = []
        written: list[Any] = []
        for row, (value, instance) in enumerate(zip(values, instances, strict=True)):
            is_omitted = self._omits(field, value, instance)
            written.append(None if is_omitted else value)
            if value is None and not is_omitted:
                explicit_nulls.append(row)
        return written, explicit_nulls

    def _omits(self, field: WrittenFieldNode, value: Any, instance: Any) -> bool:
        """Tell whether the node does not write a value of a field."""
        if value is None and field.omit_none:
            return True
        return field.may_be_left_out and bool(self._node.is_omitted(field, value, instance))

    def _extras_of(self, instances: Sequence[Any], inexact: dict[int, dict[str, Any]]) -> pa.Array:
        """Make the array of the column `extra`."""
        own: Sequence[Any] = ()
        if self._extra_of is not None:
            own = [*map(self._extra_of, instances)]
            if not _DICTS.issuperset(map(type, own)):
                for instance in instances:  # raises, if one of them is not an object
                    self._node.write(instance, 0)
        if not inexact and not any(own):
            return pa.nulls(len(instances), pa.string())
        extras: list[Any] = [extra or None for extra in own] or [None] * len(instances)
        for row, extra in enumerate(extras):
            if extra and not self._is_written_as_it_is(instances[row], extra):
                extras[row] = self._extra_in(instances[row], extra, inexact.get(row, {})) or None
            elif row in inexact:
                extras[row] = {**inexact[row], **(extra or {})}
        if are_exact_json(extras):
            return pa.array(encode_values(extras), pa.string())
        texts = [extra and encode_json(extra, self.cls).decode() for extra in extras]
        return pa.array(texts, pa.string())

    def _is_written_as_it_is(self, instance: Any, extra: dict[str, Any]) -> bool:
        """Tell whether there are only undeclared keys, and nulls of fields that are `None`."""
        declared = self._declared
        for key, item in extra.items():
            name = declared.get(key, _UNDECLARED)
            if name is not _UNDECLARED and (
                item is not None or name is None or getattr(instance, name) is not None
            ):
                return False
        return True

    def _extra_in(
        self, instance: Any, extra: dict[str, Any], inexact: dict[str, Any]
    ) -> dict[str, Any]:
        """Return the items of `extra` that the node writes: a field that is set may win."""
        made = {**inexact}
        for key, item in extra.items():
            field = self._node.declared.get(key)
            if field is None:
                made[key] = item
                continue
            value = getattr(instance, field.name)
            written: dict[str, Any] = {}
            if not self._omits(field, value, instance):
                written[field.key] = made.get(field.key, _ABSENT)
                if written[field.key] is _ABSENT:
                    written[field.key] = _written(field, value)
            before = written.get(field.key, _ABSENT)
            self._node.add_item(written, key, item, 0)
            if written.get(field.key, _ABSENT) is not before:
                made[field.key] = written[field.key]
        return made

    def to_json(self, arrays: Sequence[pa.Array]) -> list[Any]:
        (structs,) = arrays
        objects = self.objects_of(structs.flatten())
        if not structs.null_count:
            return objects
        is_valid = structs.is_valid().to_pylist()
        return [made if valid else None for made, valid in zip(objects, is_valid, strict=True)]

    def objects_of(self, arrays: Sequence[pa.Array]) -> list[dict[str, Any]]:
        """Convert the arrays of the struct's fields into the JSON objects that they stand for.

        Raises:
            Failure: As in `to_json`.
        """
        objects: list[dict[str, Any]] = [{} for _ in range(len(arrays[-1]))]
        start = 0
        for each in self.columns:
            end = start + len(each.column.fields)
            key, null_is_absent = each.field.key, each.null_is_absent
            values = each.column.to_json(arrays[start:end])
            for made, value in zip(objects, values, strict=True):
                if value is not None or not null_is_absent:
                    made[key] = value
            start = end
        for made, extra in zip(objects, decode_texts(arrays[-1]), strict=True):
            if extra is not None:
                if type(extra) is not dict:
                    raise refusal("an object", extra)
                made.update(extra)
        return objects


def _written(field: WrittenFieldNode, value: Any) -> Any:
    """Write the value of a field."""
    return None if value is None and field.nullable else field.node.write(value, 0)
