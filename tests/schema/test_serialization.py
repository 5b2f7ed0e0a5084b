"""The schema of what is written: all that `dumps` writes is valid, and what is never written is not."""

import json
from datetime import datetime
from enum import Enum, Flag, IntEnum
from functools import cache
from typing import Annotated, Any, Generic, Literal, TypeVar

import attrs
import cattrs
import pytest
from cattrs.gen import override
from hypothesis import given, settings
from hypothesis import strategies as st

from anybodys import ANYBODYS, Colour, Pair
from jobstatus import (
    AtsJob,
    AtsJobsPaginated,
    AtsJobValue,
    AtsUpdateJobRequestDto,
    Byte,
    JobStatus,
    JsonValue,
    OneOrMany,
    Open,
    RawResponse,
    configure,
    json_schema,
    make_converter,
)
from jobstatus.testing import documents, instances
from strategies import CLASSES, OPTIONS
from validators import Valid

CONVERTERS = {name: make_converter(**options) for name, options in OPTIONS.items()}

T = TypeVar("T")


class Level(Enum):
    """A closed enum."""

    LOW = "low"
    NONE = None
    ONE = 1


class Text(str, Enum):
    """A closed enum of texts."""

    A = "a"
    B = "b"


class Code(IntEnum):
    """A closed enum of integers."""

    MINUS = -1
    TEN = 10


class Finding(str, Enum):
    """An enum that may make members of its own."""

    A = "a"

    @classmethod
    def _missing_(cls, value: object) -> Any:
        return cls.A if value == "A" else None


class Permission(Flag):
    """Every sum is a value."""

    READ = 1
    WRITE = 2


class Money:
    """A class with hooks of its own."""


@attrs.define
class Page(Generic[T]):
    """A page of anything."""

    data: list[T]
    first: T | None = None


@attrs.define
class Tree:
    """A class that refers to itself."""

    name: str
    children: "list[Tree]" = attrs.field(factory=list)
    parent: "Tree | None" = None


TYPES = [
    *CLASSES,
    *ANYBODYS,
    *(list[AtsJob], dict[str, JobStatus], JobStatus | None, JsonValue, Open[AtsJobValue]),
    *(OneOrMany | None, Byte | None, datetime, list[datetime | None], str, int | None, float),
    *(bool | dict[str, JobStatus] | list[JsonValue], list[JsonValue] | None, Page[JobStatus]),
    *(Level, Text, Code, list[Text | None], dict[Text, int], dict[Code, Level], dict[int, bool]),
    *(dict[bool, str], dict[Open[Colour], str], Literal["a", 1, True] | None, Pair[Colour]),
]


def schema(type_: Any, options: str = "default", **others: Any) -> dict[str, Any]:
    """Return the schema of what a converter writes."""
    return json_schema(type_, converter=CONVERTERS[options], mode="serialization", **others)


def definition(type_: Any, options: str = "default", **others: Any) -> dict[str, Any]:
    """Return the definition of a class."""
    return schema(type_, options, **others)["$defs"][type_.__name__]


@cache
def valid(type_: Any, options: str) -> Valid:
    """Return the validator of what a converter writes."""
    return Valid(schema(type_, options))


def written(options: str, obj: Any, type_: Any) -> Any:
    """Return the document that a converter writes."""
    return json.loads(CONVERTERS[options].dumps(obj, type_))


@pytest.mark.parametrize("type_", TYPES, ids=lambda t: getattr(t, "__name__", str(t)))
@settings(max_examples=settings.default.max_examples // 4 + 1)
@given(data=st.data(), options=st.sampled_from(list(OPTIONS)))
def test_what_is_written_is_valid(options: str, type_: Any, data: st.DataObject) -> None:
    """Every object of a type is written as a valid document, undeclared keys included."""
    obj = data.draw(instances(type_, extra="keep" in options))
    assert valid(type_, options)(written(options, obj, type_))


@pytest.mark.parametrize("type_", CLASSES, ids=lambda t: t.__name__)
@settings(max_examples=settings.default.max_examples // 4 + 1)
@given(data=st.data(), options=st.sampled_from(list(OPTIONS)))
def test_what_was_read_is_written_as_a_valid_document(
    options: str, type_: Any, data: st.DataObject
) -> None:
    """With the nulls and spellings that are kept, where they are kept."""
    case = OPTIONS[options].get("case", "snake")
    wire = data.draw(documents(type_, case=case))
    obj = CONVERTERS[options].loads(json.dumps(wire), type_)
    assert valid(type_, options)(written(options, obj, type_))


@pytest.mark.parametrize(
    ("type_", "wire"),
    [
        (JobStatus, {"sourceValue": 1}),
        (JobStatus, {"undeclared": 1}),
        (JobStatus, {"value": None}),
        (AtsJob, {"title": None}),
        (AtsJob, {"remote_department_ids": "one"}),
        (AtsJob, {"jobStatus": {}}),
        (RawResponse, {"method": "GET", "url": "/", "response": None}),
        (AtsJob, {"created_at": "2021-01-01T01:01:01Z"}),
        (AtsJobsPaginated, {}),
    ],
    ids=str,
)
def test_what_is_never_written_is_not_valid(type_: Any, wire: Any) -> None:
    """Other spellings, nulls that are left out, undeclared keys; a required key has to be there."""
    assert not valid(type_, "forbid")(wire)


def test_what_is_kept_is_valid() -> None:
    """Explicit nulls, other spellings and undeclared keys, but not in place of required values."""
    wire = {
        "title": None,
        "created_at": "2021-01-01t01:01:01z",
        "remote_department_ids": "one",
        "job_postings": [],
    }
    assert [True, False] == [valid(AtsJob, options)(wire) for options in ("keep", "forbid")]
    kept = CONVERTERS["keep"]
    assert wire == json.loads(kept.dumps(kept.structure(wire, AtsJob)))
    assert not valid(AtsJobsPaginated, "keep")({"data": None})


def test_a_pair_is_described() -> None:
    """Undeclared keys in `extra` are written, so other keys are valid unless they are forbidden."""
    pair = definition(JobStatus)
    assert ["value", "source_value"] == [*pair["properties"]]
    assert {"$ref": "#/$defs/AtsJobValue"}.items() <= pair["properties"]["value"].items()
    assert ["description"] == [*pair["properties"]["source_value"]]
    assert not {"required", "additionalProperties", "not", "dependentRequired"} & pair.keys()
    assert definition(JobStatus, "forbid")["additionalProperties"] is False
    enum = schema(AtsJobValue)["$defs"]["AtsJobValue"]
    assert json_schema(AtsJobValue)["$defs"]["AtsJobValue"] == enum


def test_nulls_that_are_written_are_required() -> None:
    """Then every key is always there."""
    pair = definition(JobStatus, "emit")
    assert ["value", "source_value"] == pair["required"]
    assert [{"$ref": "#/$defs/AtsJobValue"}, {"type": "null"}] == pair["properties"]["value"][
        "anyOf"
    ]
    assert ["data"] == definition(AtsJobsPaginated)["required"]
    assert ["nextPage", "next", "data", "raw"] == [
        *definition(AtsJobsPaginated, "camel")["properties"]
    ]


def test_a_field_that_may_be_unset_is_not_required() -> None:
    """Whatever is done with nulls: unset is not written, and null is."""
    for options in OPTIONS:
        made = definition(AtsUpdateJobRequestDto, options)
        assert "required" not in made
        assert ["string", "null"] == made["properties"]["title"]["type"]


def test_a_default_that_is_not_written_is_not_required() -> None:
    """Cattrs's own option counts, for a converter or a field."""

    @attrs.define
    class Defaults:
        a: int = 1
        b: Annotated[int, override(omit_if_default=True)] = 2
        c: int | None = None
        d: Annotated[int | None, override(omit_if_default=False)] = None

    attrs.resolve_types(Defaults, globals(), locals())
    assert ["a", "d"] == definition(Defaults)["required"]
    omitting = cattrs.Converter(omit_if_default=True)
    configure(omitting)
    made = json_schema(Defaults, converter=omitting, mode="serialization")["$defs"]["Defaults"]
    assert ["d"] == made["required"]
    forbidding = cattrs.Converter(forbid_extra_keys=True)
    configure(forbidding)
    made = json_schema(Defaults, converter=forbidding, mode="serialization")["$defs"]["Defaults"]
    assert made["additionalProperties"] is False


def test_date_times_are_described_as_they_are_written() -> None:
    """With three or six digits behind the second, and Z or an offset."""
    check = valid(datetime, "default")
    for text, expected in (
        ("2021-01-01T01:01:01.000Z", True),
        ("2021-01-01T01:01:01.000001Z", True),
        ("2021-01-01T01:01:01.000-23:59", True),
        ("2021-01-01T01:01:01Z", False),
        ("2021-01-01T01:01:01.0000Z", False),
        ("2021-01-01t01:01:01.000Z", False),
        ("2021-02-29T01:01:01.000Z", False),
        ("2021-01-01T01:01:01.000Z\n", False),
    ):
        assert expected == check(text), text


def test_closed_enums_and_literals_list_what_is_written() -> None:
    """Each value once, of its own kind: `1` is written, and not `true`."""
    assert {"title": "Level", "description": "A closed enum.", "enum": ["low", None, 1]} == (
        definition(Level)
    )
    assert ["a", 1, True, None] == schema(Literal["a", 1, True] | None)["anyOf"][0]["enum"] + [None]
    assert {"string": "string"} == {"string": schema(Finding)["type"]}
    assert {"enum": ["a", "b"]} == schema(dict[Text, int])["propertyNames"]
    assert {"enum": ["-1", "10"]} == schema(dict[Code, int])["propertyNames"]
    assert {"enum": ["1", "true"]} == schema(dict[Literal[1, True], int])["propertyNames"]


def test_a_union_of_classes_is_one_of_them() -> None:
    """As instances are written by their own classes; null is there only if it is in the union."""
    made = schema(JobStatus | Page[int] | None)
    arms = [{"$ref": "#/$defs/JobStatus"}, {"$ref": "#/$defs/Page_int"}]
    assert [*arms, {"type": "null"}] == made["anyOf"]
    assert arms == schema(JobStatus | Page[int])["anyOf"]


def test_values_whose_class_is_not_known_may_be_anything() -> None:
    """They are written by their own hooks; an open enum of any kind is text."""
    assert {"$schema"} == schema(Any).keys() == schema(object).keys()
    assert {"type": "array", "items": {}}.items() <= schema(list).items()
    pair = definition(Pair)["properties"]
    assert {"type": "string"} == pair["value"]


def test_null_is_no_value_of_a_field_that_is_left_out_for_it() -> None:
    """Of unions of JSON kinds, too; any JSON stays anything, which is the best for generated clients."""
    fields = {
        "a": int | str | None,
        "b": str | list[Byte] | None,
        "c": JsonValue,
        "d": list[int] | dict[str, int] | None,
        "e": None | bool | list[int],
        "f": str | list[Any] | None,
    }
    made = attrs.make_class(
        "Made", {n: attrs.field(type=t, default=None) for n, t in fields.items()}
    )
    properties = definition(made)["properties"]
    assert ["string", "integer"] == properties["a"]["type"]
    assert ["string", "array"] == [arm["type"] for arm in properties["b"]["anyOf"]]
    assert {} == properties["c"]
    assert ["array", "object"] == [arm["type"] for arm in properties["d"]["anyOf"]]
    assert {"type": ["string", "array"], "items": {}} == properties["f"]
    assert ["boolean", "array"] == [arm["type"] for arm in properties["e"]["anyOf"]]


@pytest.mark.parametrize(
    "type_",
    [
        *(Money, list[Money], Permission, set[int], tuple[int, ...], Literal[Level.LOW]),
        *(dict[datetime, int], dict[Money, int], complex),
    ],
    ids=str,
)
def test_what_is_written_by_hooks_of_others_has_to_be_described(type_: Any) -> None:
    """Nothing is guessed."""
    converter = make_converter()
    converter.register_unstructure_hook(Money, lambda _: "5 EUR")
    with pytest.raises(TypeError, match="nothing is known of the hook that writes it; say what it"):
        json_schema(type_, converter=converter, mode="serialization")
    known = {type_: {"type": "string"}}
    made = json_schema(type_, converter=converter, mode="serialization", known=known)
    assert "string" == made["type"]


def test_a_hook_for_an_enum_or_a_field_is_somebodys_own() -> None:
    """What it writes is not what the type says."""
    converter = make_converter()
    converter.register_unstructure_hook(Level, lambda _: 5)
    with pytest.raises(TypeError, match="nothing is known"):
        json_schema(Level, converter=converter, mode="serialization")
    hooked = Annotated[int, override(unstruct_hook=str)]
    made = attrs.make_class("Hooked", {"n": attrs.field(type=hooked)})
    with pytest.raises(TypeError, match=r"at Hooked\.n"):
        schema(made)
    assert (
        "string" == definition(made, known={hooked: {"type": "string"}})["properties"]["n"]["type"]
    )


def test_a_recursive_class_is_described_once() -> None:
    """It refers to itself."""
    made = definition(Tree)
    assert {"$ref": "#/$defs/Tree"} == made["properties"]["children"]["items"]
    assert ["name", "children"] == made["required"]
