"""Instances of any attrs class in tables and back: nothing is lost, and nothing changed."""

import io
import json
from datetime import datetime, timedelta, timezone
from enum import Enum
from typing import Any, Literal

import attrs
import pyarrow as pa
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from anybodys import ANYBODYS, Colour, Extensible, Patch, Sized, Tree
from exactly import exactly, unordered
from jobstatus import (
    AtsJob,
    AtsJobsPaginated,
    JobStatus,
    JsonValue,
    OpenEnum,
    Open,
    StructureError,
    UnstructureError,
    make_converter,
    testing,
)
from jobstatus.arrow import arrow_schema, documents_of, from_table, to_table
from jobstatus.nodes.extra import NO_EXTRA, Extra
from jobstatus.nodes.scalars import Byte
from strategies import CLASSES, mixed, wires

KEEP = make_converter(unknown="keep")
UTC = timezone.utc


def by_type(types: Any) -> Any:
    """Run a test for each type."""
    return pytest.mark.parametrize("type_", types, ids=lambda t: t.__name__)


def through_parquet(table: pa.Table) -> pa.Table:
    """Write a table as Parquet, and read it again."""
    file = io.BytesIO()
    parquet.write_table(table, file)
    return parquet.read_table(io.BytesIO(file.getvalue()))


def written(instances: list[Any], type_: Any, converter: Any = KEEP) -> list[Any]:
    """Return the documents that a converter writes of instances, as JSON text says them."""
    return [json.loads(converter.dumps(instance, type_)) for instance in instances]


def lawful(instances: list[Any], type_: Any, converter: Any = KEEP) -> None:
    """Assert that a table of instances stands for the documents that are written of them."""
    expected = [unordered(wire) for wire in written(instances, type_, converter)]
    table = to_table(instances, type_, converter=converter)
    assert arrow_schema(type_, converter=converter) == table.schema
    for each in (table, through_parquet(table)):
        documents = documents_of(each, type_, converter=converter)
        assert expected == [unordered(wire) for wire in documents]


OPTIONS: dict[str, dict[str, Any]] = {
    "keep": {"unknown": "keep"},
    "default": {},
    "emit": {"nulls": "emit"},
    "camel": {"case": "camel", "unknown": "keep"},
}


@by_type([*CLASSES, *ANYBODYS])
@given(data=st.data())
def test_a_document_comes_back_as_it_was_written(type_: Any, data: st.DataObject) -> None:
    """Document, instance, table, Parquet, document: the same, with the same types."""
    documents = data.draw(st.lists(mixed(type_), max_size=4))
    instances: list[Any] = []
    for document in documents:
        try:
            instances.append(KEEP.structure(document, type_))
        except StructureError:
            continue
    instances = [instance for instance in instances if type(instance) is type_]
    lawful(instances, type_)


@by_type([*CLASSES])
@given(data=st.data())
def test_a_job_comes_back_as_it_was_read(type_: Any, data: st.DataObject) -> None:
    """What is written of an instance that keeps all is what was read, and so is the table's."""
    documents = data.draw(st.lists(wires(type_), max_size=4))
    instances = [KEEP.structure(document, type_) for document in documents]
    back = documents_of(to_table(instances, type_), type_)
    expected = [unordered(KEEP.unstructure(instance)) for instance in instances]
    assert expected == [unordered(document) for document in back]
    again = [
        KEEP.structure(document, type_)
        for document in documents_of(to_table(instances, type_), type_)
    ]
    assert [exactly(i) for i in instances] != [] or again == instances == []
    assert instances == again


@by_type([*CLASSES, *ANYBODYS])
@pytest.mark.parametrize("options", OPTIONS)
@settings(max_examples=settings.default.max_examples // 3 + 1)
@given(data=st.data())
def test_an_instance_comes_back_as_it_was(type_: Any, options: str, data: st.DataObject) -> None:
    """Whatever the converter's options are, the table says what the converter writes."""
    converter = make_converter(**OPTIONS[options])
    some = st.lists(testing.instances(type_, extra=True), max_size=4)
    instances = [each for each in data.draw(some) if type(each) is type_]
    try:
        written(instances, type_, converter)
    except UnstructureError:
        assume(False)
    lawful(instances, type_, converter)
