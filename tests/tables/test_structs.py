"""The column of instances: what the columns of their fields cannot say exactly is extra."""

from collections import OrderedDict
from typing import Any

import attrs
import pyarrow as pa
import pytest

from anybodys import Extensible, Patch
from jobstatus import AtsJob, AtsUpdateJobRequestDto, InterviewStage, JobStatus, make_converter
from jobstatus.arrow import arrow_schema
from jobstatus.nodes.extra import NO_EXTRA, Extra
from table_law import KEEP, lawful, row_of


@attrs.frozen
class LongStatus(JobStatus):
    """A status with more in it."""

    more: str = "m"


@attrs.define
class Nothing:
    """A class without fields."""


@attrs.define
class One:
    """A class with one field, which is required."""

    status: JobStatus | None


def test_the_columns_of_a_job_are_those_of_the_contract() -> None:
    """The columns of a job have the names and types that are promised."""
    ids = pa.list_(pa.string())
    text = pa.string()
    status = pa.struct(
        [("value", text), ("listed", pa.bool_()), ("source_value", text), ("source_kind", text),
         ("extra", text)]
    )  # fmt: skip
    schema = arrow_schema(AtsJob)
    assert status == schema.field("job_status").type
    assert [ids] * 2 == [schema.field(f"{of}_ids").type for of in ("department", "remote_location")]
    assert pa.timestamp("us", tz="UTC") == schema.field("created_at").type
    names = [a.name for a in attrs.fields(AtsJob)]
    assert names == [name for name in schema.names if name != "confidential_listed"]
    stage = schema.field("interview_stages").type.value_type
    assert [a.name for a in attrs.fields(InterviewStage)] == [field.name for field in stage]


def test_null_and_empty_structs_differ() -> None:
    """Null and empty structs come back as they were, in any order."""
    statuses = [None, JobStatus(), JobStatus("open"), None, JobStatus(extra={"a": 1})]  # type: ignore[arg-type]
    table = lawful([AtsJob(job_status=status) for status in statuses], AtsJob)
    assert [s is None for s in statuses] == [s is None for s in table["job_status"].to_pylist()]
    lawful([One(status) for status in statuses], One)


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_class_without_fields_has_rows(count: int) -> None:
    """A class without fields has as many rows as there are instances."""
    lawful([Nothing()] * count, Nothing)
    assert ["extra"] == arrow_schema(Nothing).names


def test_what_is_extra_has_the_name_that_the_class_has_for_it() -> None:
    """The column of what is extra has another name if the class has none and `extra` is taken."""

    @attrs.define
    class Taken:
        extra: float = 0.5
        value: Any = None
        value_kind: str | None = None

    assert ["extra", "two_words", "three", "rest"] == arrow_schema(Extensible).names
    assert ["extra", "value", "value_kind", "extra_"] == arrow_schema(Taken).names
    assert {"extra": 1.0, "extra_": '{"extra":1}'} == row_of(Taken(extra=1))


def test_companions_step_aside() -> None:
    """The columns of fields keep their names."""

    @attrs.define
    class Crowd:
        source_value: int | str | None = None
        source_kind: str | None = None

    assert ["source_value", "source_kind_", "source_kind", "extra"] == arrow_schema(Crowd).names


def test_an_instance_of_a_subclass_is_extra_in_the_object_around_it() -> None:
    """The struct of an instance of a subclass is null, for it lacks columns for some fields."""
    jobs = [AtsJob(job_status=LongStatus("open")), AtsJob(job_status=JobStatus("open"))]  # type: ignore[arg-type]
    row = lawful(jobs, AtsJob).to_pylist()[0]
    assert (None, '{"job_status":{"value":"open","more":"m"}}') == (row["job_status"], row["extra"])


def test_extra_loses_to_a_field_that_has_no_struct() -> None:
    """An instance of a subclass is written, whatever is extra for its key."""
    job = AtsJob(job_status=LongStatus("open"), extra={"job_status": 5})  # type: ignore[arg-type]
    (row,) = lawful([job], AtsJob).to_pylist()
    assert '{"job_status":{"value":"open","more":"m"}}' == row["extra"]


EXTRAS: list[dict[str, Any]] = [
    {"a": 1, "title": None},
    {"title": "T", "code": "C"},
    {"created_at": "2021-01-01T01:01:01Z", "a": None},
    {"created_at": "yesterday"},
    {"remote_department_ids": "7"},
    {"remote_department_ids": "8", "id": None, "job_status": {"value": "x"}},
    {"department_ids": None},
    OrderedDict(a=1, title="T"),
]


@pytest.mark.parametrize("extra", EXTRAS, ids=str)
@pytest.mark.parametrize("converter", [KEEP, make_converter(nulls="emit")], ids=["keep", "emit"])
def test_what_is_extra_is_what_is_written_of_it(extra: Any, converter: Any) -> None:
    """A field that has been set since wins, as it does when the instance is written."""
    moment = KEEP.structure({"created_at": "2021-01-01T01:01:01Z"}, AtsJob).created_at
    jobs = [
        AtsJob(extra=extra),
        AtsJob(title="S", created_at=moment, remote_department_ids=["7"], extra=extra),
    ]
    lawful(jobs, AtsJob, converter)


def test_a_second_spelling_that_is_extra_comes_back_in_the_first() -> None:
    """A key that is extra in its second spelling comes back as the converter writes it."""
    for status in (JobStatus(), JobStatus(source_value=2)):
        lawful([attrs.evolve(status, extra={"sourceValue": 1})], JobStatus)


def test_explicit_nulls_are_extra_and_absent_ones_are_not() -> None:
    """A null in a column says that the key is absent."""
    assert {} == row_of(AtsUpdateJobRequestDto())
    assert {"extra": '{"title":null}'} == row_of(AtsUpdateJobRequestDto(title=None))
    assert {"text": "t"} == row_of(Patch(text="t"))
    lawful([Patch(), Patch(text=None, status=None), Patch(text="", status=JobStatus())], Patch)


@attrs.define
class Defaults:
    """A class whose fields are left out if they have their defaults and the converter says so."""

    n: int | None = 3
    text: str | None = None
    names: list[str] = attrs.field(factory=list)
    extra: Extra = NO_EXTRA


def test_defaults_that_are_left_out_are_null() -> None:
    """Defaults that the converter leaves out are null in the table, and come back as absent."""
    converter = make_converter(unknown="keep")
    converter.omit_if_default = True
    instances = [Defaults(), Defaults(None, "t", ["a"]), Defaults(4), Defaults(extra={"n": None})]
    table = lawful(instances, Defaults, converter)
    assert [None, None, 4, None] == table["n"].to_pylist()
    assert [None, '{"n":null}', None, '{"n":null}'] == table["extra"].to_pylist()
    assert [3, None, 4, 3] == lawful(instances, Defaults)["n"].to_pylist()


def test_camel_case_is_in_documents_alone() -> None:
    """Columns have the names of attributes."""
    camel = make_converter(case="camel", unknown="keep")
    job = camel.structure({"remoteId": None, "jobStatus": {"sourceValue": 1}}, AtsJob)
    assert arrow_schema(AtsJob) == arrow_schema(AtsJob, converter=camel)
    assert '{"remoteId":null}' == row_of(job, camel)["extra"]
