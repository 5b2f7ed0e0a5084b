"""Tables of instances, held to what the converter writes of them."""

import io
import json
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from exactly import unordered
from jobstatus import make_converter
from jobstatus.arrow import arrow_schema, documents_of, to_table

KEEP = make_converter(unknown="keep")


def through_parquet(table: pa.Table) -> pa.Table:
    """Write a table as Parquet, and read it again."""
    file = io.BytesIO()
    parquet.write_table(table, file)
    return parquet.read_table(io.BytesIO(file.getvalue()))


def lawful(instances: list[Any], type_: Any, converter: Any = KEEP) -> pa.Table:
    """Assert that a table stands for the documents that are written of the instances; return it."""
    written = [json.loads(converter.dumps(instance, type_)) for instance in instances]
    table = to_table(instances, type_, converter=converter)
    assert arrow_schema(type_, converter=converter) == table.schema
    table.validate(full=True)
    for each in (table, through_parquet(table)):
        documents = documents_of(each, type_, converter=converter)
        assert list(map(unordered, written)) == list(map(unordered, documents))
    return table


def row_of(instance: Any, converter: Any = KEEP) -> dict[str, Any]:
    """Return what the table of one instance has in its columns, but for nulls."""
    (row,) = lawful([instance], type(instance), converter).to_pylist()
    return {name: value for name, value in row.items() if value is not None}
