"""pydantic reads and writes our types, and anybody's, by a converter, and loses nothing that it does not lose itself."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from collections import deque
from datetime import datetime, timezone
from decimal import Decimal
from typing import Annotated, Any, NewType, Union

import attrs
import cattrs
import pytest
from cattrs.strategies import configure_tagged_union
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import UNSET
from pydantic import (
    BaseModel,
    PydanticInvalidForJsonSchema,
    TypeAdapter,
    ValidationError,
)
from pydantic.json_schema import models_json_schema
from pydantic_core import PydanticSerializationError

from anybodys import Boxed, Colour, Numbered, Pair, Shouting
from exactly import exactly
from jobstatus import (
    AtsJob,
    AtsJobsPaginated,
    AtsJobValue,
    AtsUpdateJobRequestDto,
    JobStatus,
    JsonValue,
    Open,
    SourceValue,
    Unrecognized,
    configure,
    converter,
    json_schema,
    make_converter,
)
from jobstatus.integrations.pydantic import ConvertedBy
from jobstatus.testing import documents, instances
from strategies import CLASSES, mixed
from validators import Valid


class Requisition(BaseModel):
    """Somebody's model with our types in it."""

    status: JobStatus | None = None
    value: Open[AtsJobValue] | None = None
    enum: AtsJobValue = AtsJobValue.OPEN
    source: SourceValue = None
    job: AtsJob = AtsJob(id="default")
    jobs: list[AtsJob] = []
    page: AtsJobsPaginated | None = None
    values: dict[str, JsonValue] = {}
    update: AtsUpdateJobRequestDto | None = None


@attrs.frozen
class Invoice:
    """Somebody's attrs class."""

    number: int
    two_words: str | None = None
    status: JobStatus | None = None


@attrs.frozen
class Receipt:
    """Another one."""

    paid_at: datetime


class Money:
    """A class with hooks of its own."""


Bill = NewType("Bill", Invoice)
CAMEL = make_converter(case="camel", nulls="emit", unknown="forbid")
CAMELED = ConvertedBy(CAMEL)
FULL = """{"status": {"value": "filled", "sourceValue": {"b": 18446744073709551617, "a": [1, 1.0]}},
"value": "on_hold", "enum": "brand_new", "source": [true, 1, 1.0, -0.0, "1", null, 1e300],
"job": {"id": "a", "created_at": "2021-01-01T01:01:01+05:30"}, "jobs": [{"remote_department_ids": "x"}],
"page": {"data": [{"job_status": null}]}, "values": {"a": {"z": 1, "a": 2}}, "update": {"title": null}}"""


@pytest.mark.parametrize("text", [False, True], ids=["builtins", "JSON"])
def test_a_model_reads_by_our_converter(text: bool) -> None:
    """Every kind of field, from builtins and from JSON text: as `structure` would read it."""
    model = (
        Requisition.model_validate_json(FULL)
        if text
        else Requisition.model_validate(json.loads(FULL))
    )
    wire = json.loads(FULL)
    assert exactly(converter.structure(wire["status"], JobStatus)) == exactly(model.status)
    assert AtsJobValue.ON_HOLD is model.value
    assert AtsJobValue("brand_new") is model.enum
    assert isinstance(model.enum, Unrecognized)
    assert exactly(wire["source"]) == exactly(model.source)
    assert exactly(converter.structure(wire["job"], AtsJob)) == exactly(model.job)
    assert ["x"] == model.jobs[0].remote_department_ids
    assert AtsJobsPaginated(data=[AtsJob()]) == model.page
    assert exactly(wire["values"]) == exactly(model.values)
    assert AtsUpdateJobRequestDto(title=None) == model.update
    assert model.update is not None
    assert model.update.code is UNSET


def test_a_model_writes_by_our_converter() -> None:
    """The same in both modes, and in JSON: all that can be read again."""
    model = Requisition.model_validate_json(FULL)
    written = {
        "status": {"value": "filled", "source_value": {"b": 2**64 + 1, "a": [1, 1.0]}},
        "value": "on_hold",
        "enum": "brand_new",
        "source": [True, 1, 1.0, -0.0, "1", None, 1e300],
        "job": {"id": "a", "created_at": "2021-01-01T01:01:01.000+05:30"},
        "jobs": [{"remote_department_ids": ["x"]}],
        "page": {"data": [{}]},
        "values": {"a": {"z": 1, "a": 2}},
        "update": {"title": None},
    }
    assert exactly(written) == exactly(model.model_dump())
    assert exactly(written) == exactly(model.model_dump(mode="json"))
    assert exactly(written) == exactly(json.loads(model.model_dump_json()))
    for again in (
        Requisition.model_validate(model.model_dump()),
        Requisition.model_validate_json(model.model_dump_json()),
        Requisition(**dict(model)),
    ):
        assert model == again


def test_instances_are_taken_as_they_are() -> None:
    """They are not copied, and need no document."""
    job, status = AtsJob(id="a"), JobStatus("filled", 1)  # type: ignore[arg-type]
    model = Requisition(job=job, jobs=[job], status=status, value=AtsJobValue("new"))
    assert model.job is model.jobs[0] is job
    assert model.status is status
    assert AtsJobValue("new") is model.value
    assert AtsJob(id="default") == Requisition().job


@pytest.mark.parametrize("type_", CLASSES, ids=lambda t: t.__name__)
@settings(max_examples=settings.default.max_examples // 4 + 1)
@given(data=st.data())
def test_documents_come_back_as_they_went_in(type_: Any, data: st.DataObject) -> None:
    """By a type adapter: the same object as ours reads, and the same document as ours writes."""
    adapter: TypeAdapter[Any] = TypeAdapter(type_)
    wire = data.draw(documents(type_))
    expected = converter.structure(wire, type_)
    for read in (adapter.validate_python(wire), adapter.validate_json(json.dumps(wire))):
        assert exactly(expected) == exactly(read)
        assert exactly(converter.unstructure(read)) == exactly(adapter.dump_python(read))
        assert exactly(converter.unstructure(read)) == exactly(json.loads(adapter.dump_json(read)))


@pytest.mark.parametrize("type_", CLASSES, ids=lambda t: t.__name__)
@settings(max_examples=settings.default.max_examples // 4 + 1)
@given(data=st.data())
def test_problems_are_those_of_our_converter(type_: Any, data: st.DataObject) -> None:
    """One error for each, in order, with its steps as the location."""
    wire = data.draw(mixed(type_))
    found: list[Any] = []
    with_problems: list[Any] = []
    try:
        converter.structure(wire, type_)
    except Exception as error:  # noqa: BLE001 - it has problems
        with_problems = [(p.steps, p.message) for p in error.problems]  # type: ignore[attr-defined]
    try:
        TypeAdapter(type_).validate_python(wire)
    except ValidationError as error:
        found = [(e["loc"], e["msg"]) for e in error.errors()]
    assert with_problems == found


def errors_of(type_: Any, wire: Any) -> list[tuple[Any, ...]]:
    """Return the type, location, message and input of each error."""
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(type_).validate_python(wire)
    return [(e["type"], e["loc"], e["msg"], e["input"]) for e in caught.value.errors()]


def test_each_problem_is_an_error_with_its_location() -> None:
    """Below the field; the input is the value, or the object in which something is absent."""
    page = {"data": [{"id": 1}, {"job_status": {"value": [5]}, "created_at": "noon"}], "next": 4}
    assert [
        ("structure_error", ("page", "next"), "expected a string, found number 4", 4),
        ("structure_error", ("page", "data", 0, "id"), "expected a string, found number 1", 1),
        (
            "structure_error",
            ("page", "data", 1, "job_status", "value"),
            "expected a string, found array [5]",
            [5],
        ),
        (
            "structure_error",
            ("page", "data", 1, "created_at"),
            'expected an RFC 3339 date-time, found string "noon"',
            "noon",
        ),
        ("structure_error", ("enum",), "expected a string, found null", None),
    ] == sorted(
        errors_of(Requisition, {"page": page, "enum": None}), key=lambda e: e[1][0] == "enum"
    )
    assert [("missing", ("data",), "is required, but absent", {"raw": None})] == (
        errors_of(AtsJobsPaginated, {"raw": None})
    )
    assert "{a} and {b}" in errors_of(JobStatus, {"value": {"{a} and {b}": 1}})[0][2]


def test_the_input_of_an_error_can_be_encoded() -> None:
    """It is the beginning of what is no JSON, and of a key: not the object, which has many of them."""
    type_ = "structure_error"
    message = "expected a finite number, found number nan"
    assert [(type_, (), message, "nan")] == errors_of(SourceValue, math.nan)
    assert [(type_, ("value",), "expected a string, found array [nan]", "[nan]")] == (
        errors_of(JobStatus, {"value": [math.nan]})
    )
    wide = {number: number for number in range(100)}
    assert {"0", "1", "99"} < {error[3] for error in errors_of(SourceValue, {"a": wide})}
    keyed = Annotated[Numbered, ConvertedBy()]
    for_keys = errors_of(keyed, {"texts": {"x": "a", "1": "b", "y": "c"}})
    assert [(("texts",), '"x"'), (("texts",), '"y"')] == [(e[1], e[3]) for e in for_keys]
    value = Money()
    assert value is errors_of(JobStatus, {"value": value})[0][3]
    both = {"source_value": 1, "sourceValue": 2}
    assert [2] == [error[3] for error in errors_of(JobStatus, both)]


@pytest.mark.parametrize(
    "value", [(1,), b"x", {1}, Decimal(1), {"a": (1,)}, [math.inf], {1: 2}], ids=repr
)
def test_what_is_no_json_is_no_source_value(value: Any) -> None:
    """Pydantic alone would take most of it, and change it."""
    with pytest.raises(ValidationError):
        TypeAdapter(SourceValue).validate_python(value)
    with pytest.raises(PydanticSerializationError, match="cannot unstructure"):
        TypeAdapter(JobStatus).dump_python(JobStatus(source_value=value))


def test_what_pydantic_loses_itself() -> None:
    """Its JSON parser reads 200 levels, its writer fewer than 255; our converter takes 512."""
    adapter: TypeAdapter[Any] = TypeAdapter(SourceValue)

    def nested(levels: int) -> Any:
        return [nested(levels - 1)] if levels else []

    text = json.dumps(nested(190))
    assert text == adapter.dump_json(adapter.validate_json(text)).decode()
    with pytest.raises(ValidationError, match="recursion limit exceeded"):
        adapter.validate_json(json.dumps(nested(201)))
    assert nested(300) == adapter.validate_python(nested(300)) == adapter.dump_python(nested(300))
    with pytest.raises(PydanticSerializationError, match="depth"):
        adapter.dump_json(nested(300))
    # Integers are exact, of up to 4,300 digits.
    digits = "9" * 4000
    assert digits == adapter.dump_json(adapter.validate_json(digits)).decode()
    with pytest.raises(ValidationError):
        adapter.validate_json("NaN")  # which pydantic's parser reads


def test_our_types_are_definitions_that_are_shared() -> None:
    """Each class and enum is there once, as `json_schema` describes it; pydantic names it."""
    schema = Requisition.model_json_schema()
    ours = {
        **json_schema(AtsJobsPaginated)["$defs"],
        **json_schema(AtsUpdateJobRequestDto)["$defs"],
    }
    assert ours.keys() == schema["$defs"].keys()
    for name, definition in ours.items():
        assert {key: definition[key] for key in definition if key != "title"} == (
            schema["$defs"][name]
        )
    properties = schema["properties"]
    assert [{"$ref": "#/$defs/JobStatus"}, {"type": "null"}] == properties["status"]["anyOf"]
    assert {"$ref": "#/$defs/AtsJobValue", "default": "open", "title": "Enum"} == properties["enum"]
    assert {"id": "default"} == properties["job"]["default"]
    assert {"title": "Source", "default": None} == properties["source"]
    valid = Valid(schema)
    assert [True, False] == [valid(wire) for wire in (json.loads(FULL), {"enum": 5})]
    written = Requisition.model_json_schema(mode="serialization")
    assert "sourceValue" not in written["$defs"]["JobStatus"]["properties"]
    assert Valid(written)(Requisition.model_validate_json(FULL).model_dump())


def test_references_are_pydantics_own() -> None:
    """With the template of the caller, and names that tell what is read from what is written."""
    models: Any = [(Requisition, "validation"), (Requisition, "serialization")]
    _, schema = models_json_schema(models, ref_template="#/components/schemas/{model}")
    assert {"JobStatus-Input", "JobStatus-Output", "AtsJobValue"} <= schema["$defs"].keys()
    status = schema["$defs"]["AtsJob-Output"]["properties"]["job_status"]
    assert "#/components/schemas/JobStatus-Output" == status["$ref"]


def test_the_schema_of_an_enum_is_open() -> None:
    """Pydantic's own would list the members, and no more; of anybody's enum, too."""
    for type_ in (AtsJobValue, Open[AtsJobValue], Colour):
        listed, other = TypeAdapter(type_).json_schema()["anyOf"]
        assert ["enum"] == [*listed]
        assert "string" == other["type"]


def test_an_enum_of_anybodys_keeps_its_own_missing() -> None:
    """An enum that folds texts does so here."""
    assert Shouting.LOUD is TypeAdapter(Shouting).validate_python("LOUD")
    assert {"anyOf", "description"} == TypeAdapter(Shouting).json_schema().keys()


class Order(BaseModel):
    """A model with anybody's classes, by another converter."""

    invoice: Annotated[Invoice, CAMELED]
    invoices: Annotated[list[Invoice] | None, CAMELED] = None
    by_name: Annotated[dict[str, Invoice], CAMELED] = {}
    status: Annotated[JobStatus, CAMELED] = JobStatus()
    ours: JobStatus = JobStatus()


def test_a_converter_can_be_chosen() -> None:
    """For anybody's classes, and for ours; also for what is in a list, a dict or `| None`."""
    wire = {"number": 1, "twoWords": "x", "status": {"value": "x", "sourceValue": None}}
    order = Order.model_validate({"invoice": wire, "invoices": [wire], "by_name": {"a": wire}})
    invoice = Invoice(1, "x", JobStatus("x"))  # type: ignore[arg-type]
    assert Order(invoice=invoice, invoices=[invoice], by_name={"a": invoice}) == order
    assert {
        "invoice": wire,
        "invoices": [wire],
        "by_name": {"a": wire},
        "status": {"value": None, "sourceValue": None},
        "ours": {},
    } == order.model_dump()
    with pytest.raises(ValidationError) as caught:
        Order.model_validate({"invoice": {"number": 1, "two_words": 1}, "invoices": [{"x": 1}]})
    assert [
        (("invoice", "two_words"), "is not a known field; did you mean `twoWords`?"),
        (("invoices", 0, "number"), "is required, but absent"),
        (("invoices", 0, "x"), "is not a known field"),
    ] == [(error["loc"], error["msg"]) for error in caught.value.errors()]


def test_a_class_by_two_converters_has_two_definitions() -> None:
    """They describe different documents."""
    schema = Order.model_json_schema()
    properties = schema["properties"]
    one, other = (
        schema["$defs"][properties[name]["$ref"].rpartition("/")[2]] for name in ("status", "ours")
    )
    assert one["additionalProperties"] is False
    assert "additionalProperties" not in other
    assert {"$ref": "#/$defs/Invoice"} == properties["invoices"]["anyOf"][0]["items"]


def test_other_types_are_converted_too() -> None:
    """Generic classes, unions of classes, date-times, names: what the converter has hooks for."""
    by_ours = ConvertedBy()
    generic: TypeAdapter[Any] = TypeAdapter(Annotated[Boxed[Pair[Colour]], by_ours])
    boxed = generic.validate_python({"it": {"value": "blue"}})
    assert Boxed(Pair(Colour("blue"))) == boxed == generic.validate_python(boxed)
    names = {"Pair_Colour", "Colour"}  # pydantic puts the class itself at the top
    assert names == generic.json_schema()["$defs"].keys()
    moment: TypeAdapter[Any] = TypeAdapter(Annotated[datetime, by_ours])
    now = datetime(2021, 1, 1, tzinfo=timezone.utc)
    assert now is moment.validate_python(now)
    assert now == moment.validate_python("2021-01-01T00:00:00Z")
    assert b'"2021-01-01T00:00:00.000Z"' == moment.dump_json(now)
    with pytest.raises(ValidationError):
        moment.validate_python(5)  # pydantic itself takes seconds
    named: TypeAdapter[Any] = TypeAdapter(Annotated[NewType("Bill", Invoice), by_ours])  # type: ignore[valid-newtype]
    assert Invoice(1) == named.validate_python(Invoice(1)) == named.validate_python({"number": 1})


@pytest.mark.parametrize("union", [Union[Invoice, Receipt], Invoice | Receipt], ids=repr)
def test_a_tagged_union_is_the_converters_own(union: Any) -> None:
    """Instances of all its classes are taken, and documents are told apart by the tag."""
    mine = make_converter()
    configure_tagged_union(union, mine)
    adapter: TypeAdapter[Any] = TypeAdapter(Annotated[union, ConvertedBy(mine)])
    wire = {"_type": "Receipt", "paid_at": "2021-01-01T00:00:00.000Z"}
    receipt = adapter.validate_python(wire)
    assert receipt is adapter.validate_python(receipt)
    assert wire == adapter.dump_python(receipt)
    for wire in (None, {"_type": "Other"}):
        with pytest.raises(ValidationError):
            adapter.validate_python(wire)


def test_our_types_may_be_in_unions_of_pydantics() -> None:
    """Each arm is tried."""
    adapter: TypeAdapter[Any] = TypeAdapter(JobStatus | AtsJob | str | None)
    for value in (JobStatus("x", 1), AtsJob(id="a"), "text", None):  # type: ignore[arg-type]
        assert value is adapter.validate_python(value)
        assert json.loads(adapter.dump_json(value)) == converter.unstructure(value)


def test_any_configured_converter_serves() -> None:
    """Problems of cattrs's own hooks are errors, too; a collection is no instance, but is read."""
    mine = cattrs.Converter()
    configure(mine)
    adapter: TypeAdapter[Any] = TypeAdapter(Annotated[deque[Invoice], ConvertedBy(mine)])
    assert deque([Invoice(1)]) == adapter.validate_python([{"number": 1}])
    for wire, value in (([{}, {"number": "1"}], "1"), (deque([{}, {"number": "1"}]), '"1"')):
        with pytest.raises(ValidationError) as caught:
            adapter.validate_python(wire)
        assert [((0, "number"), "missing"), ((1, "number"), "structure_error")] == [
            (error["loc"], error["type"]) for error in caught.value.errors()
        ]
        # Only in lists and dicts a value is looked up.
        assert value == caught.value.errors()[1]["input"]


NOON = datetime(2021, 1, 1, 12, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("container", "hold"),
    [
        (list[Invoice], lambda one: [one]),
        (tuple[Invoice, ...], lambda one: (one, one)),
        (tuple[Invoice, Receipt], lambda one: (one, Receipt(NOON))),
        (set[Invoice] | None, lambda one: {one} if isinstance(one, Invoice) else [one]),
        (frozenset[Invoice], lambda one: [one]),
        (dict[int, Invoice], lambda one: {5: one}),
        (list[dict[str, tuple[Invoice, ...] | None]], lambda one: [{"a": (one,), "b": None}]),
    ],
    ids=range(7),
)
def test_containers_are_pydantics(container: Any, hold: Any) -> None:
    """What is in them is converted, from documents and from instances."""
    adapter: TypeAdapter[Any] = TypeAdapter(Annotated[container, CAMELED])
    wire = {"number": 1, "twoWords": "x", "status": None}
    read = adapter.validate_python(hold(wire))
    assert exactly(read) == exactly(adapter.validate_python(hold(Invoice(1, "x"))))
    assert read == adapter.validate_json(adapter.dump_json(read))
    assert '{"number":1,"twoWords":"x","status":null}' in adapter.dump_json(read).decode()


def test_hooks_of_ones_own_have_to_be_described() -> None:
    """By `known`, as for `json_schema`; until then, pydantic's own error says so."""
    mine = make_converter()
    mine.register_structure_hook(Money, lambda *_: Money())
    mine.register_unstructure_hook(Money, lambda _: "5 EUR")
    with pytest.raises(PydanticInvalidForJsonSchema, match="nothing is known of the hook"):
        TypeAdapter(Annotated[Money, ConvertedBy(mine)]).json_schema()
    known = {Money: {"type": "string"}}
    adapter: TypeAdapter[Any] = TypeAdapter(Annotated[Money, ConvertedBy(mine, known=known)])
    assert {"type": "string"} == adapter.json_schema() == adapter.json_schema(mode="serialization")
    assert b'"5 EUR"' == adapter.dump_json(adapter.validate_python("5 EUR"))


def test_a_mistake_of_the_program_is_no_error_of_the_data() -> None:
    """A class without a hook is told of as it is."""
    adapter: TypeAdapter[Any] = TypeAdapter(Annotated[Money, ConvertedBy()])
    with pytest.raises(cattrs.StructureHandlerNotFoundError):
        adapter.validate_python({})


def test_a_class_that_refers_to_itself_is_one_definition() -> None:
    """Its schema is made once."""
    schema = TypeAdapter(Annotated[Tree, ConvertedBy()]).json_schema()
    assert ["Tree"] == [*schema["$defs"]]
    assert {"$ref": "#/$defs/Tree"} == schema["$defs"]["Tree"]["properties"]["children"]["items"]


@attrs.define
class Tree:
    """A class with itself in it."""

    children: list[Tree] = attrs.field(factory=list)


attrs.resolve_types(Tree)


@given(instances(AtsJob), instances(JobStatus))
@settings(max_examples=settings.default.max_examples // 4 + 1)
def test_models_copy_and_compare(job: AtsJob, status: JobStatus) -> None:
    """As models with their own fields do."""
    model = Requisition(job=job, status=status)
    assert model == model.model_copy() == model.model_copy(deep=True)
    assert model == Requisition.model_validate_json(model.model_dump_json())


@pytest.mark.parametrize("first", ["jobstatus", "pydantic"])
def test_pydantic_is_loaded_only_by_whoever_asks(first: str) -> None:
    """And whatever is imported first, our types are known."""
    code = f"""
import {first}, sys
import jobstatus
print("pydantic" in sys.modules, "jobstatus.integrations.pydantic" in sys.modules)
from pydantic import TypeAdapter
print(TypeAdapter(jobstatus.JobStatus).validate_python({{"sourceValue": 1}}))
print("jobstatus.integrations.pydantic" in sys.modules)
"""
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True
    )
    expected = f"{first == 'pydantic'} False\nJobStatus(source_value=1)\nTrue\n"
    assert expected == ran.stdout
