"""Instances of any attrs class in tables and back: nothing is lost, and nothing changed."""

from typing import Any

import attrs
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anybodys import ANYBODYS, Numbered
from exactly import exactly, unordered
from jobstatus import (
    AtsJob,
    AtsUpdateJobRequestDto,
    InterviewStage,
    JobStatus,
    StructureError,
    UnstructureError,
    make_converter,
    testing,
)
from jobstatus.arrow import arrow_schema, documents_of, from_table, to_table
from strategies import CLASSES, mixed
from table_law import KEEP, lawful

OPTIONS: dict[str, dict[str, Any]] = {
    "default": {},
    "emit": {"nulls": "emit"},
    "camel-keep": {"case": "camel", "unknown": "keep"},
}

few = settings(max_examples=settings.default.max_examples // 8 + 1)


def by_type(types: Any) -> Any:
    """Run a test for each type."""
    return pytest.mark.parametrize("type_", types, ids=lambda t: t.__name__)


def readable(documents: list[Any], type_: Any) -> list[Any]:
    """Structure those documents that can be, as instances of exactly the class."""
    made: list[Any] = []
    for document in documents:
        try:
            made.append(KEEP.structure(document, type_))
        except StructureError:  # noqa: PERF203 - some of them are wrong
            continue
    return [instance for instance in made if type(instance) is type_]


@few
@by_type([*CLASSES, *ANYBODYS])
@given(data=st.data())
def test_what_was_read_and_what_was_made_comes_back_as_it_is_written(
    type_: Any, data: st.DataObject
) -> None:
    """Documents are equal, with the same types, before and after a table and a Parquet file."""
    instances = readable(data.draw(st.lists(mixed(type_), max_size=2)), type_)
    made = data.draw(st.lists(testing.instances(type_, extra=True), max_size=2))
    lawful([*instances, *(each for each in made if is_written(each, type_))], type_)


def is_written(instance: Any, type_: Any, converter: Any = KEEP) -> bool:
    """Tell whether a converter writes an instance of exactly the class."""
    try:
        converter.dumps(instance, type_)
    except UnstructureError:
        return False
    return type(instance) is type_


@few
@by_type([AtsJob, AtsUpdateJobRequestDto, *ANYBODYS[-4:]])
@pytest.mark.parametrize("options", OPTIONS)
@given(data=st.data())
def test_a_table_says_what_the_converter_writes(
    type_: Any, options: str, data: st.DataObject
) -> None:
    """The converter may write camelCase, write all nulls, or leave out what is extra."""
    converter = make_converter(**OPTIONS[options])
    some = data.draw(st.lists(testing.instances(type_, extra=True), max_size=2))
    lawful([each for each in some if is_written(each, type_, converter)], type_, converter)


@few
@by_type(CLASSES)
@given(data=st.data())
def test_instances_come_back_as_equal_ones(type_: Any, data: st.DataObject) -> None:
    """Instances that are read from a table equal those put into it, `extra` included."""
    instances = readable(data.draw(st.lists(mixed(type_), max_size=2)), type_)
    back = list(from_table(to_table(instances, type_), type_))
    assert [plain(instance) for instance in instances] == [plain(instance) for instance in back]


def plain(instance: Any) -> Any:
    """Return something that is equal where instances are, but for the order of keys in `extra`."""
    if attrs.has(type(instance)):
        values = [getattr(instance, a.name) for a in attrs.fields(type(instance))]
        return type(instance), [plain(value) for value in values]
    if isinstance(instance, list):
        return [plain(item) for item in instance]
    return unordered(dict(instance)) if isinstance(instance, dict) else exactly(instance)


def test_many_instances_are_converted_some_thousands_at_a_time() -> None:
    """Instances from an iterator make a table of several batches, in their order."""
    table = to_table((JobStatus(source_value=n) for n in range(10_000)), JobStatus)
    assert 1 < len(table.to_batches())
    assert [{"source_value": n} for n in range(10_000)] == list(documents_of(table, JobStatus))


def test_a_table_of_nothing_has_all_columns() -> None:
    """A table of no instances has all columns and no rows."""
    table = to_table([], AtsJob)
    assert (0, arrow_schema(AtsJob)) == (table.num_rows, table.schema)
    assert [] == list(from_table(table, AtsJob))


def test_a_record_batch_is_read_as_a_table_is() -> None:
    """A record batch is read like a table, even if it is a slice of another."""
    table = to_table([JobStatus(source_value=n) for n in range(4)], JobStatus)
    (batch,) = table.to_batches()
    assert [JobStatus(source_value=2)] == list(from_table(batch.slice(2, 1), JobStatus))


def test_all_that_is_wrong_with_instances_is_said_at_once() -> None:
    """Each problem has the number of the instance and the path within the instance."""
    wrong: Any = [JobStatus(), 5, JobStatus(value=b"open"), JobStatus(source_value={1})]  # type: ignore[arg-type]
    with pytest.raises(UnstructureError) as caught:
        to_table(wrong, JobStatus)
    assert ["$[1]", "$[2].value", "$[3].source_value"] == [p.path for p in caught.value.problems]
    assert "expected an instance of exactly JobStatus, found 5" in str(caught.value).replace(
        "number ", ""
    )


@pytest.mark.parametrize(
    "wrong",
    [
        AtsJob(title=b"x"),  # type: ignore[arg-type]
        AtsJob(title="\ud800"),
        AtsJob(department_ids=("a",)),  # type: ignore[arg-type]
        AtsJob(department_ids=[b"a"]),  # type: ignore[list-item]
        AtsJob(created_at="2021-01-01T01:01:01.000Z"),  # type: ignore[arg-type]
        AtsJob(interview_stages=[InterviewStage(order=float("nan"))]),
        AtsJob(interview_stages=[None]),  # type: ignore[list-item]
        AtsJob(job_status=5),  # type: ignore[arg-type]
        AtsJob(extra={"a": float("inf")}),
        AtsJob(extra={"a": "\ud800"}),
        AtsJob(extra=[]),  # type: ignore[arg-type]
        AtsJob(unified_custom_fields={1: 2}),  # type: ignore[dict-item]
    ],
    ids=range(12),
)
def test_what_the_converter_does_not_write_is_in_no_table(wrong: Any) -> None:
    """The problems are those that `dumps` says."""
    with pytest.raises(UnstructureError) as expected:
        KEEP.dumps(wrong)
    with pytest.raises(UnstructureError) as found:
        to_table([AtsJob(), wrong], AtsJob)
    said = [(p.under(1).path, p.message) for p in expected.value.problems]
    assert said == [(p.path, p.message) for p in found.value.problems]


def test_an_instance_of_a_subclass_is_in_a_table_of_its_own() -> None:
    """A subclass may have fields that the table of its base has no columns for."""

    @attrs.frozen
    class MoreStatus(JobStatus):
        more: str = "m"

    with pytest.raises(UnstructureError, match="exactly JobStatus"):
        to_table([MoreStatus()], JobStatus)


def test_a_mistake_of_the_program_is_no_problem_of_an_instance() -> None:
    """An error that is no problem of an instance is raised unchanged."""

    @attrs.define
    class Broken:
        n: int = 0

        def __getattribute__(self, name: str) -> Any:
            if name == "n" and broken:
                broken.pop()
                raise ZeroDivisionError
            return object.__getattribute__(self, name)

    broken: list[int] = []
    instance = Broken()
    broken.append(1)
    with pytest.raises(ZeroDivisionError):
        to_table([instance], Broken)


@pytest.mark.parametrize("type_", [int, list[AtsJob], dict[str, str], AtsJob | None], ids=str)
def test_rows_are_of_an_attrs_class(type_: Any) -> None:
    """A type that is no attrs class has no table."""
    with pytest.raises(TypeError, match="the rows of a table are of an attrs class"):
        arrow_schema(type_)


def test_a_class_with_a_hook_of_its_own_has_no_columns() -> None:
    """A class that a hook unstructures as a whole has no columns, for its keys are not known."""
    converter = make_converter()
    converter.register_unstructure_hook(JobStatus, str)
    with pytest.raises(TypeError, match="without a hook of its own, not JobStatus"):
        to_table([], JobStatus, converter=converter)


def test_hooks_that_are_registered_later_count() -> None:
    """A table is made by the hooks that the converter has then."""
    converter = make_converter()
    before = arrow_schema(Numbered, converter=converter)
    converter.register_unstructure_hook(JobStatus, lambda _: "a status")
    table = to_table([Numbered(statuses={1: JobStatus()})], Numbered, converter=converter)
    assert before == table.schema
    assert ['{"1":"a status"}'] == table["statuses"].to_pylist()


def test_a_table_without_a_column_is_refused() -> None:
    """The error names the column."""
    table = to_table([JobStatus()], JobStatus).drop_columns(["source_value"])
    with pytest.raises(StructureError, match=r"\$\.source_value: is no column of the table"):
        list(from_table(table, JobStatus))


def test_a_column_of_another_type_is_cast_or_refused() -> None:
    """The error says which type it is."""
    table = to_table([JobStatus("open")], JobStatus)
    encoded = table.set_column(0, "value", table["value"].dictionary_encode())
    assert [JobStatus("open")] == list(from_table(encoded, JobStatus))
    numbers = table.set_column(1, "listed", pa.array([[1]]))
    with pytest.raises(StructureError, match=r"\$\.listed: is a column of list<.*>, not of bool: "):
        list(from_table(numbers, JobStatus))


@pytest.mark.parametrize(
    ("column", "text", "message"),
    [
        ("source_value", "{", r"\$\[1\]: is not JSON"),
        ("extra", "[1]", r"\$\[1\]: expected an object, found array \[1\]"),
    ],
)
def test_text_that_is_no_json_is_refused_with_its_row(column: str, text: str, message: str) -> None:
    """Broken JSON in a table, which somebody else has put there, is an error with its row."""
    table = to_table([JobStatus(), JobStatus()], JobStatus)
    at = table.schema.get_field_index(column)
    broken = table.set_column(at, column, pa.array([None, text]))
    with pytest.raises(StructureError, match=message):
        list(documents_of(broken, JobStatus))


def test_a_document_that_is_not_the_class_s_is_refused_with_its_row() -> None:
    """A document in a table that the class refuses is an error with the number of its row."""
    table = to_table([JobStatus(), JobStatus(extra={"value": None})], JobStatus)
    wrong = table.set_column(4, "extra", pa.array([None, '{"value": 5}']))
    with pytest.raises(StructureError, match=r"\$\[1\]\.value: expected a string, found number 5"):
        list(from_table(wrong, JobStatus))
