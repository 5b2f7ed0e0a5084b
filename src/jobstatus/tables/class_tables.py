"""Tables of attrs instances: their schema, instances put into them, and taken out of them."""

from __future__ import annotations

from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TypeVar, overload

import pyarrow as pa

from jobstatus.converters import make_converter
from jobstatus.errors import (
    StructureError,
    UnstructureError,
    structure_error,
    type_name,
)
from jobstatus.nodes.classes import ClassNode
from jobstatus.nodes.instances import InstanceNode
from jobstatus.nodes.lookup import structure_node, unstructure_node
from jobstatus.problems import MAX_PROBLEMS, Failure, Problem, mismatch, problems_in

from .column_pass import struct_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from jobstatus.converters import JsonConverter

__all__ = [
    "ClassTable",
    "arrow_schema",
    "columns_of",
    "documents_of",
    "from_table",
    "table_of",
    "to_table",
]

T = TypeVar("T")

_BATCH: Final = 4096
_keeping: Final = make_converter(unknown="keep")


class ClassTable:
    """Converts instances of an attrs class into record batches, and batches into documents.

    Args:
        type_: The class, or a generic one with arguments.
        converter: The converter whose nodes say what the columns are. One with `unknown="keep"`
            loses nothing.

    Attributes:
        schema: The Arrow schema of the batches.

    Raises:
        TypeError: The type is no attrs class, or has a hook of its own.
    """

    def __init__(self, type_: Any, converter: JsonConverter) -> None:
        read, written = structure_node(type_, converter), unstructure_node(type_, converter)
        if not isinstance(read, ClassNode) or not isinstance(written, InstanceNode):
            msg = f"the rows of a table are of an attrs class without a hook of its own, not {type_name(type_)}"
            raise TypeError(msg)
        read.resolve()
        written.resolve()
        self._type = type_
        self._converter = converter
        self._struct = struct_of(read, written)
        self.schema: pa.Schema = pa.schema(list(self._struct.type))

    def to_batch(self, instances: Sequence[Any]) -> pa.RecordBatch:
        """Convert instances into a record batch.

        Raises:
            UnstructureError: An instance can't be written as JSON, or is of another class.
        """
        if not {self._struct.cls}.issuperset(map(type, instances)):
            self._refuse(instances)
        try:
            arrays = self._struct.arrays_of(instances)
            return pa.RecordBatch.from_arrays(arrays, schema=self.schema)
        except Exception:
            self._refuse(instances)
            raise

    def _refuse(self, instances: Sequence[Any]) -> None:
        """Say what is wrong with instances, if anything is.

        Raises:
            UnstructureError: An instance can't be written as JSON, or is of another class.
        """
        problems: list[Problem] = []
        for row, instance in enumerate(instances):
            if type(instance) is not self._struct.cls:
                problem = mismatch(f"an instance of exactly {type_name(self._type)}", instance)
                problems.append(problem.under(row))
                continue
            try:
                self._converter.dumps(instance, self._type)
            except UnstructureError as exc:
                problems += [problem.under(row) for problem in exc.problems]
        if problems:
            raise UnstructureError(problems[:MAX_PROBLEMS], self._type)

    def documents(self, batch: pa.RecordBatch) -> list[dict[str, Any]]:
        """Convert a record batch into the documents that its rows are of, decoded.

        Args:
            batch: A batch with at least the columns of the schema, in whatever order; the types may
                be others of the same meaning, such as other libraries write.

        Raises:
            StructureError: A column is missing, or holds a value that no batch of the class holds.
        """
        arrays = columns_of(batch, self.schema, self._type)
        try:
            return self._struct.objects_of(arrays)
        except Failure:
            pass
        problems: list[Problem] = []
        for row in range(batch.num_rows):  # once more, for the numbers of the rows
            try:
                self._struct.objects_of([array.slice(row, 1) for array in arrays])
            except Failure as failure:  # noqa: PERF203 - only where something is wrong
                problems += [problem.under(row) for problem in problems_in(failure.found)]
        raise structure_error(problems, self._type)


def columns_of(batch: pa.RecordBatch, schema: pa.Schema, type_: Any) -> list[pa.Array]:
    """Return the columns of a batch that a schema names, as arrays of the types that it names.

    Args:
        batch: A batch with at least these columns, in whatever order.
        schema: The schema.
        type_: What the batch is to become; the error names it.

    Raises:
        StructureError: A column is missing, or is of a type that cannot be cast.
    """
    return [_column(batch, field, type_) for field in schema]


def _column(batch: pa.RecordBatch, field: pa.Field, type_: Any) -> pa.Array:
    index = batch.schema.get_field_index(field.name)
    if index < 0:
        raise structure_error([Problem("is no column of the table", (field.name,))], type_)
    array = batch.column(index)
    if array.type == field.type:
        return array
    try:
        return array.cast(field.type)
    except pa.ArrowException as exc:
        message = f"is a column of {array.type}, not of {field.type}: {exc}"
        raise structure_error([Problem(message, (field.name,))], type_) from exc


def table_of(type_: Any, converter: JsonConverter = _keeping) -> ClassTable:
    """Return what converts instances of an attrs class; it is made once for each converter.

    Raises:
        TypeError: As by `ClassTable`.
    """
    return _table_of(type_, converter, converter.registration_count)


@lru_cache(maxsize=32)
def _table_of(type_: Any, converter: JsonConverter, _hooks: int) -> ClassTable:
    return ClassTable(type_, converter)


def arrow_schema(type_: Any, *, converter: JsonConverter = _keeping) -> pa.Schema:
    """Return the Arrow schema of tables of an attrs class.

    Each field has a column of its name: text, booleans, integers, numbers, date-times (in
    microseconds, UTC), lists, and structs for classes; and JSON text for everything else. Beside an
    open enum there is a column that says whether its text is listed, and beside any JSON one that
    says of which kind it is. The column `extra` holds undeclared keys, and values that their
    columns do not hold exactly.

    Args:
        type_: An attrs class, ours or yours.
        converter: The converter whose nodes say what the columns are.

    Raises:
        TypeError: The type is no attrs class, or has a hook of its own.
    """
    return table_of(type_, converter).schema


def to_table(
    instances: Iterable[Any], type_: Any, *, converter: JsonConverter = _keeping
) -> pa.Table:
    """Convert instances of an attrs class into an Arrow table.

    Args:
        instances: The instances; they are looked at once, some thousands at a time.
        type_: Their class.
        converter: As in `arrow_schema`.

    Returns:
        The table. From it, `documents_of` makes the same documents as the converter does from the
        instances.

    Raises:
        TypeError: As in `arrow_schema`.
        UnstructureError: An instance can't be written as JSON, or is of another class, be it a
            subclass. The path begins with the number of the instance.
    """
    made = table_of(type_, converter)
    batches: list[pa.RecordBatch] = []
    left = iter(instances)
    while some := [*islice(left, _BATCH)]:
        batches.append(made.to_batch(some))
    return pa.Table.from_batches(batches, schema=made.schema)


def documents_of(
    table: pa.Table | pa.RecordBatch, type_: Any, *, converter: JsonConverter = _keeping
) -> Iterator[dict[str, Any]]:
    """Yield the documents that the rows of a table are of, decoded.

    Args:
        table: A table that `to_table` has made, or one with the same columns, be it from Parquet or
            from another library.
        type_: The class of the rows.
        converter: As in `arrow_schema`; its case is that of the keys.

    Yields:
        A document for each row, equal to what the converter writes of the instance, but for the
        order of keys.

    Raises:
        TypeError: As in `arrow_schema`.
        StructureError: A column is missing, or holds a value that no table of the class holds.
    """
    made = table_of(type_, converter)
    for batch in _batches(table):
        yield from made.documents(batch)


@overload
def from_table(
    table: pa.Table | pa.RecordBatch, type_: type[T], *, converter: JsonConverter = ...
) -> Iterator[T]: ...
@overload
def from_table(
    table: pa.Table | pa.RecordBatch, type_: Any, *, converter: JsonConverter = ...
) -> Iterator[Any]: ...
def from_table(
    table: pa.Table | pa.RecordBatch, type_: Any, *, converter: JsonConverter = _keeping
) -> Iterator[Any]:
    """Yield the instances that the rows of a table are of.

    Args:
        table: As in `documents_of`.
        type_: The class of the rows.
        converter: As in `arrow_schema`; it structures the instances.

    Yields:
        An instance for each row.

    Raises:
        TypeError: As in `arrow_schema`.
        StructureError: As in `documents_of`; or a document is not what the class asks for. The path
            begins with the number of the row.
    """
    for row, document in enumerate(documents_of(table, type_, converter=converter)):
        try:
            yield converter.structure(document, type_)
        except StructureError as exc:  # noqa: PERF203 - the row's number is known here alone
            problems = [problem.under(row) for problem in exc.problems]
            raise structure_error(problems, type_) from None


def _batches(table: pa.Table | pa.RecordBatch) -> Iterable[pa.RecordBatch]:
    return [table] if isinstance(table, pa.RecordBatch) else table.to_batches(max_chunksize=_BATCH)
