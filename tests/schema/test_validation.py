"""A schema takes the documents that `loads` accepts, and no others: two validators say so."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, Flag, IntEnum
from itertools import combinations
from pathlib import Path
from typing import (
    Annotated,
    Any,
    Final,
    Generic,
    Literal,
    NewType,
    Optional,
    TypeVar,
    get_origin,
)

import attrs
import cattrs
import pytest
from cattrs.gen import override
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import UNSET, UnsetType

import anybodys
from anybodys import ANYBODYS
from exactly import exactly
from jobstatus import (
    AtsCreateJobRequestDto,
    AtsJob,
    AtsJobResult,
    AtsJobsPaginated,
    AtsJobValue,
    AtsUpdateJobRequestDto,
    JobStatus,
    JsonValue,
    Open,
    OpenEnum,
    SourceValue,
    StructureError,
    configure,
    converter,
    json_schema,
    make_converter,
)
from jobstatus.nodes.date_times import DATE_TIME_PATTERN
from jobstatus.nodes.lists import OneOrMany
from jobstatus.nodes.scalars import Byte
from strategies import CLASSES, OPTIONS, cameled, documents, mixed, wire_date_times
from validators import Valid

RESPONSES = Path(__file__).parent.parent.parent / "examples" / "responses"
CONVERTERS = {name: make_converter(**options) for name, options in OPTIONS.items()}

T = TypeVar("T")


def problems(made: Any, wire: Any, type_: Any) -> list[str]:
    """Return what is wrong with a document, but for what a validator of a class says."""
    try:
        made.loads(json.dumps(wire), type_)
    except StructureError as error:
        said = [f"{problem.path}: {problem.message}" for problem in error.problems]
        return [text for text in said if "ValueError: 'n' must be >= 0" not in text]
    return []


def as_schemas_see_it(wire: Any) -> Any:
    """Return a document with `1` for every `1.0`: for JSON Schema, there is no difference."""
    if isinstance(wire, dict):
        return {key: as_schemas_see_it(item) for key, item in wire.items()}
    if isinstance(wire, list):
        return [as_schemas_see_it(item) for item in wire]
    return int(wire) if isinstance(wire, float) and wire.is_integer() else wire


TYPES = [
    *CLASSES,
    *ANYBODYS,
    list[AtsJob],
    dict[str, JobStatus],
    JobStatus | None,
    JsonValue,
    Open[AtsJobValue],
    AtsJobValue,
    OneOrMany,
    OneOrMany | None,
    Byte | None,
    datetime,
    list[datetime | None],
    str,
    int | None,
    float,
    bool,
    None | bool,
    int | str,
    int | float | None,
    str | list[Byte] | None,
    bool | dict[str, JobStatus] | list[JsonValue],
    list[JsonValue] | None,
    dict[str, JsonValue | None],
    list[dict[str, list[float]]],
]

SCHEMAS = {
    (name, str(type_)): Valid(json_schema(type_, converter=made))
    for name, made in CONVERTERS.items()
    for type_ in TYPES
}


@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize("type_", TYPES, ids=lambda t: getattr(t, "__name__", str(t)))
@settings(max_examples=settings.default.max_examples // 4 + 1)
@given(data=st.data())
def test_valid_is_what_is_accepted(options: str, type_: Any, data: st.DataObject) -> None:
    """Of every class, ours and anybody's, of other types, and with every option."""
    wire = data.draw(documents(type_) | mixed(type_))
    if OPTIONS[options].get("case") == "camel" and data.draw(st.integers(0, 3)):
        wire = cameled(wire, type_)
    wire = as_schemas_see_it(wire)
    why = problems(CONVERTERS[options], wire, type_)
    assert SCHEMAS[options, str(type_)](wire) == (not why), why


def test_an_integral_float_is_an_integer_to_json_schema() -> None:
    """An integral float is the one kind of value that a schema cannot refuse as `loads` does."""
    valid = Valid(json_schema(Byte))
    assert [True, True, False, False] == [valid(wire) for wire in (1, 1.0, 1.5, 256.0)]
    assert ["$: expected an integer, found number 1.0"] == problems(converter, 1.0, Byte)


@pytest.mark.parametrize("path", sorted(RESPONSES.iterdir()), ids=lambda path: path.name)
def test_the_examples_are_valid_where_they_are_accepted(path: Path) -> None:
    """Pages, single results and bare jobs, of which the one broken job is not."""
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    wires = [json.loads(line) for line in (data.splitlines() if ".json" != path.suffix else [data])]
    for wire in wires:
        type_ = type_of(wire)
        for options, made in CONVERTERS.items():
            valid = SCHEMAS[options, str(type_)]
            assert valid(wire) == (not problems(made, wire, type_))


def type_of(wire: Any) -> Any:
    """Return what a document of the examples is."""
    if isinstance(wire, list):
        return list[AtsJob]
    is_page = isinstance(wire.get("data"), list)
    return AtsJobsPaginated if is_page else AtsJobResult if "data" in wire else AtsJob


two_digits = st.sampled_from([*range(34), 59, 60, 61, 99]).map("{:02}".format)
near_dates = st.builds(
    "{:04}-{}-{}{}{}:{}:{}{}{}".format,
    st.sampled_from([0, 1, 4, 99, 100, 400, 1000, 1900, 1996, 2000, 2023, 2024, 2100, 9999]),
    st.integers(0, 13).map("{:02}".format),
    st.integers(0, 32).map("{:02}".format) | st.sampled_from(["28", "29", "30", "31"]),
    st.sampled_from("TTTTt _\n"),
    *[st.sampled_from(["00", "01", "23", "59"]) | two_digits] * 3,
    st.sampled_from(["", "", ".", ",5", ".5", ".123456", ".1234560", ".1234567", ".0000001"]),
    st.sampled_from(["Z", "z", "", "Z\n", "+0530", "-00:00", "+23:59", "+24:00", "-05:60", "ZZ"]),
)


@given((near_dates | wire_date_times).flatmap(lambda text: st.just(text) | misspelled(text)))
@settings(max_examples=settings.default.max_examples * 10)
def test_the_pattern_of_date_times_is_exact(text: str) -> None:
    """Down to the days that exist, and the newline that `$` of a Python expression lets through."""
    assert SCHEMAS["default", str(datetime)](text) == (not problems(converter, text, datetime))


def misspelled(text: str) -> st.SearchStrategy[str]:
    """Put another character in the place of one."""
    other = st.sampled_from(["0", "9", "٣", "-", ":", " ", "\n", "", "00"])
    at = st.integers(0, len(text) - 1)
    return st.builds(lambda i, c: text[:i] + c + text[i + 1 :], at, other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021-01-01T01:01:01.123456000Z", True),
        ("2021-01-01t23:59:59.5z", True),
        ("2021-01-01 00:00:00-23:59", True),
        ("2021-01-01T01:01:01.1234567Z", False),
        ("2021-01-01T01:01:01.Z", False),
        ("2021-01-01T24:00:00Z", False),
        ("2021-12-31T23:59:60Z", False),
        ("2021-01-01T01:01:01+24:00", False),
        ("2021-01-01T01:01:01", False),
        ("2021-01-01T01:01:01Z\n", False),
        ("\n2021-01-01T01:01:01Z", False),
        ("٢٠٢١-01-01T01:01:01Z", False),
        ("0000-01-01T00:00:00Z", False),
    ],
)
def test_date_times_as_they_come(text: str, *, expected: bool) -> None:
    """Those that the pattern is made for, and those that it is made against."""
    assert expected == (not problems(converter, text, datetime))
    assert expected == SCHEMAS["default", str(datetime)](text)


def test_every_day_is_in_the_pattern_that_exists() -> None:
    """Leap days of the years that have one, and of no others."""
    days = [(month, day) for month in range(14) for day in (0, 1, 28, 29, 30, 31, 32)]
    pattern = re.compile(DATE_TIME_PATTERN)
    for year in [*range(1, 30), *range(96, 105), *range(100, 10_000, 100), *range(1990, 2030), 0]:
        for month, day in days:
            try:
                exists = bool(date(year, month, day))
            except ValueError:
                exists = False
            assert exists == bool(pattern.search(f"{year:04}-{month:02}-{day:02}T00:00:00Z"))


@attrs.define
class Keys:
    """Keys of all kinds."""

    source_value: JsonValue
    n: int
    two_words: int | None = None
    three_more_words: int | None = None


@attrs.define
class TakenKeys:
    """One field's camelCase is another field's name."""

    a_b: int | None = None
    aB: int | None = None  # noqa: N815 - so be it
    source_value: JsonValue = None
    sourceValue: JsonValue = None  # noqa: N815


@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize("class_", [Keys, TakenKeys, JobStatus])
def test_any_keys_together(options: str, class_: Any) -> None:
    """Required ones, second spellings, both of them, those of the other case, undeclared ones."""
    made = CONVERTERS[options]
    if class_ is TakenKeys and "camel" in options:
        with pytest.raises(TypeError, match="has 2 fields with the key `aB`"):
            json_schema(class_, converter=made)
        return
    valid = Valid(json_schema(class_, converter=made))
    keys = ["source_value", "sourceValue", "n", "two_words", "twoWords", "threeMoreWords"]
    keys += ["a_b", "aB", "undeclared"]
    for length in range(len(keys) + 1):
        for some in combinations(keys, length):
            wire = dict.fromkeys(some, 1)
            assert valid(wire) == (not problems(made, wire, class_)), some


def test_the_other_case_is_refused_key_by_key() -> None:
    """A key in the other case is refused only where unknown keys would be dropped."""
    rules = {"twoWords": ["two_words"], "threeMoreWords": ["three_more_words"]}
    plain = json_schema(Keys)["$defs"]["Keys"]
    assert rules == plain["dependentRequired"]
    cameled = json_schema(Keys, converter=CONVERTERS["camel"])["$defs"]["Keys"]
    other = {"two_words": ["twoWords"], "three_more_words": ["threeMoreWords"]}
    assert other == cameled["dependentRequired"]
    forbidding = json_schema(Keys, converter=CONVERTERS["forbid"])["$defs"]["Keys"]
    assert "dependentRequired" not in forbidding
    assert forbidding["additionalProperties"] is False
    kept = CONVERTERS["keep"]
    assert "dependentRequired" not in json_schema(AtsJob, converter=kept)["$defs"]["AtsJob"]
    assert "dependentRequired" in json_schema(Keys, converter=kept)["$defs"]["Keys"]
    one_of_each = {"source_value": 1, "n": 1, "two_words": 1, "threeMoreWords": 1}
    assert not Valid(json_schema(Keys))(one_of_each)
    assert Valid(json_schema(Keys))({**one_of_each, "three_more_words": None})


class Level(Enum):
    """A closed enum."""

    LOW = "low"
    NONE = None
    ONE = 1
    TWO = 2.0


class Text(str, Enum):
    """A closed enum of texts."""

    A = "a"


class Number(IntEnum):
    """A closed enum of integers."""

    ZERO = 0
    TWO = 2


class Ratio(float, Enum):
    """A closed enum of numbers."""

    ONE = 1.0


class Name(str):
    """Text of a class of its own."""

    __slots__ = ()


class Finding(Enum):
    """An enum that finds more than it lists."""

    A = "a"

    @classmethod
    def _missing_(cls, value: object) -> Any:
        return cls.A if value == "A" else None


class Typed(Enum):
    """An enum that says what its values are."""

    A = 1


Typed.__annotations__ = {"_value_": int}


class Permission(Flag):
    """Every sum is a value."""

    READ = 1
    WRITE = 2


@attrs.define
class Node:
    """A class that refers to itself."""

    name: str
    children: list[Node] = attrs.field(factory=list)
    parent: Node | None = None


@attrs.define
class Page(Generic[T]):
    """A page of anything."""

    data: list[T]
    first: T | None = None
    next: str | None = None


@attrs.define
class Box(Generic[T]):
    """A box with anything in it."""

    a: T


Renamed = attrs.make_class(
    "Renamed",
    {
        "class_": attrs.field(type=Annotated[str, override(rename="class")]),
        "hidden": attrs.field(type=Annotated[int, override(omit=True)], default=1),
        "computed": attrs.field(type=int, init=False, default=1),
        "untyped": attrs.field(default=None),
        "converted": attrs.field(type=int | None, default=None, converter=str),
        "itself": attrs.field(type=int, default=attrs.Factory(id, takes_self=True)),
        "null": attrs.field(type=str, default=None),
    },
)

INSIDE: list[Any] = [
    *(None, True, False, 0, 1, 2, -1, 1.5, 300, "", "a", "low", "class", [], {}, [1], ["a"]),
    *([{}], [None], {"name": "a"}, {"name": "a", "children": [{}]}, {"data": ["a"]}),
    *({"name": "a", "children": [{"name": "b"}]}, {"name": "a", "parent": {"name": "b"}}),
    *({"data": [{"source_value": 1}], "first": {"n": 1}}, {"data": []}, {"data": [1], "first": 1}),
    *({"data": [{"value": 1}]}, {"class": "a"}, {"class_": "a"}, {"class": "a", "hidden": "a"}),
    *({"class": "a", "computed": "a"}, {"class": "a", "untyped": [{}]}, {"class": 1}),
    *({"class": "a", "converted": "a"}, {"class": "a", "converted": None}),
    *({"class": "a", "itself": "a"}, {"class": "a", "null": None}, {"a": 1}, {"a": "a"}),
]


@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize(
    "type_",
    [
        *(Level, Text, Number, Ratio, Name, Node, Page[str], Page[JobStatus], Box[str], Renamed),
        *(list[Page[int]], dict[str, Level], Level | None, list[Text]),
        *(
            Literal["a", 1] | None,
            Literal[0, False, 2],
            Literal[True],
            Literal[Level.LOW, "a"],
        ),
        *(Any, Any | None, None, type(None), list, dict, list[Any], dict[str, Any], dict[Any, int]),
        *(Annotated[str, "a name"], Annotated[list[int], "numbers"], NewType("Id", str)),
        *(Final[int], Annotated[int, range(5)] | None),
    ],
    ids=str,
)
def test_what_else_can_be_said_exactly(options: str, type_: Any) -> None:
    """Enums and literals as cattrs reads them, generic classes, renamed and left out fields."""
    made = CONVERTERS[options]
    valid = Valid(json_schema(type_, converter=made))
    for wire in INSIDE:
        why = problems(made, wire, type_)
        assert valid(wire) == (not why), (wire, why)


def test_a_second_converters_settings_count() -> None:
    """Aliases as keys, and keys that cattrs itself is to forbid."""
    aliased = cattrs.Converter(use_alias=True, forbid_extra_keys=True)
    configure(aliased)
    schema = json_schema(anybodys.Private, converter=aliased)
    definition = schema["$defs"]["Private"]
    assert ["id", "nr"] == [*definition["properties"]]
    assert definition["additionalProperties"] is False


def test_a_page_is_described() -> None:
    """Name, docstrings, keys, and what of them is deprecated or required."""
    schema = json_schema(AtsJobsPaginated)
    assert "https://json-schema.org/draft/2020-12/schema" == schema["$schema"]
    assert "#/$defs/AtsJobsPaginated" == schema["$ref"]
    page = schema["$defs"]["AtsJobsPaginated"]
    assert "A page of jobs: the answer to `GET /unified/ats/jobs`." == page["description"]
    assert ["data"] == page["required"]
    assert {
        "description": "Deprecated by StackOne; `next` has come in its place.",
        "deprecated": True,
        "type": ["string", "null"],
    } == page["properties"]["next_page"]
    assert {
        "description": "The jobs; required.",
        "type": "array",
        "items": {"$ref": "#/$defs/AtsJob"},
    } == page["properties"]["data"]
    request = json_schema(AtsCreateJobRequestDto)["$defs"]["AtsCreateJobRequestDto"]
    assert "extra" not in request["properties"]


def test_a_pair_is_described() -> None:
    """An open enum is open, a source value is anything, and it has two spellings."""
    schema = json_schema(JobStatus)
    status = schema["$defs"]["JobStatus"]
    arms = [{"$ref": "#/$defs/AtsJobValue"}, {"type": "null"}]
    assert arms == status["properties"]["value"]["anyOf"]
    assert ["description"] == [*status["properties"]["source_value"]]
    second = {"description": "A second spelling of `source_value`."}
    assert second == status["properties"]["sourceValue"]
    assert {"required": ["source_value", "sourceValue"]} == status["not"]
    listed, other = schema["$defs"]["AtsJobValue"]["anyOf"]
    assert [str(member) for member in AtsJobValue] == listed["enum"]
    assert {"description": "The enum is open: any other text is valid, too.", "type": "string"} == (
        other
    )


def test_a_message_stands_for_a_description_that_is_missing() -> None:
    """A deprecated field says at least what its metadata say."""

    @attrs.define
    class Old:
        a: int = attrs.field(default=1, metadata={"deprecated": "Use `b`."})
        b: int = attrs.field(default=2, metadata={"deprecated": True})

    made = json_schema(Old)["$defs"]["Old"]
    assert ["title", "type", "properties"] == [*made]
    assert {
        "a": {
            "description": "Use `b`.",
            "deprecated": True,
            "default": 1,
            "type": "integer",
        },
        "b": {"deprecated": True, "default": 2, "type": "integer"},
    } == made["properties"]


def test_defaults_are_there_where_they_are_json() -> None:
    """Of an enum its text; of `None` nothing is said, and of what is made anew each time."""

    @attrs.define
    class Defaults:
        text: str = "none"
        ratio: float = 1.5
        status: Open[AtsJobValue] = AtsJobValue.OPEN
        nothing: str | None = None
        made: list[str] = attrs.field(factory=list)
        at: datetime = datetime(2021, 1, 1)  # noqa: DTZ001 - anything that is no JSON
        required: int = attrs.field(kw_only=True)

    attrs.resolve_types(Defaults, globals(), locals())
    properties = json_schema(Defaults)["$defs"]["Defaults"]["properties"]
    defaults = {key: made["default"] for key, made in properties.items() if "default" in made}
    assert exactly({"text": "none", "ratio": 1.5, "status": "open"}) == exactly(defaults)


@pytest.mark.parametrize("type_", TYPES, ids=str)
def test_a_schema_is_the_callers_own(type_: Any) -> None:
    """Made anew each time, always the same, of JSON, and with no container in it twice."""
    known = {JsonValue: {"x": [1]}}
    first = json_schema(type_, known=known)
    assert json.dumps(first) == json.dumps(json_schema(type_, known=known))
    again = json_schema(type_, known=known)
    seen = [id(part) for made in (first, again, known) for part in containers(made)]
    assert len(seen) == len(set(seen))


def containers(value: Any) -> list[Any]:
    """Return all containers in a value."""
    if not isinstance(value, (dict, list)):
        return []
    items = value.values() if isinstance(value, dict) else value
    return [value, *(part for item in items for part in containers(item))]


def test_classes_of_one_name_are_told_apart() -> None:
    """In the order in which they come; whatever is no simple name is made one."""
    inner = attrs.make_class("Node", {"n": attrs.field(type=int)})
    third = attrs.make_class("Node", {"t": attrs.field(type=int)})
    odd = attrs.make_class("Élan", {"n": attrs.field(type=int)})
    types = {"a": Node, "b": inner, "c": third, "d": odd, "e": Page[int], "f": list[inner]}
    fields = {name: attrs.field(type=type_) for name, type_ in types.items()}
    schema = json_schema(attrs.make_class("Outer", fields))
    definitions = schema["$defs"]
    assert ["Outer", "Node", "Node_2", "Node_3", "lan", "Page_int"] == [*definitions]
    assert ["Outer", "Node", "Node", "Node", "Élan", "Page[int]"] == [
        made["title"] for made in definitions.values()
    ]
    properties = definitions["Outer"]["properties"]
    assert {"type": "array", "items": {"$ref": "#/$defs/Node_2"}} == properties["f"]
    good = {"a": {"name": "x"}, "b": {"n": 1}, "c": {"t": 1}, "d": {"n": 1}, "e": {"data": []}}
    valid = Valid(schema)
    assert valid({**good, "f": []})
    assert not valid({**good, "f": [{"t": 1}]})
    assert not valid({**good, "f": [], "e": {"data": ["a"]}})


@attrs.define
class Patch:
    """Fields that may be unset."""

    name: str | UnsetType | None = UNSET
    n: int | UnsetType = UNSET
    status: Open[AtsJobValue] | UnsetType | None = UNSET


@pytest.mark.parametrize("options", OPTIONS)
def test_a_field_that_may_be_unset_is_described_as_if_it_were_set(options: str) -> None:
    """Unset is what is not there: no value, and no default."""
    made = CONVERTERS[options]
    schema = json_schema(Patch, converter=made)
    properties = schema["$defs"]["Patch"]["properties"]
    assert {"type": ["string", "null"]} == properties["name"]
    assert {"type": "integer"} == properties["n"]
    valid = Valid(schema)
    for key in ("name", "n", "status"):
        for item in (None, 1, "a", "open", [], True):
            why = problems(made, {key: item}, Patch)
            assert valid({key: item}) == (not why), why
    assert valid({})
    update = json_schema(AtsUpdateJobRequestDto)["$defs"]["AtsUpdateJobRequestDto"]
    assert not [key for key, said in update["properties"].items() if "default" in said]


@pytest.mark.parametrize(
    "allowed",
    [
        *(
            range(0),
            range(5, 5),
            range(5, 0),
            range(1),
            range(-3, 4),
            range(2**64),
            range(3, 0, -1),
        ),
        *(range(-(2**70), 2**70), range(0, 9, 2), range(-9, 9, 3), range(8, 0, -4), range(7, 8, 5)),
    ],
    ids=str,
)
def test_integers_in_a_range(allowed: range) -> None:
    """Empty ones take nothing, and huge ones have no length; a step is a factor, if zero is on it."""
    type_ = Annotated[int, allowed]
    valid = Valid(json_schema(type_ | None))
    edges = {allowed.start, allowed.stop, 0, 2**64, 2**70, -(2**70), *range(-12, 12)}
    for number in {edge + near for edge in edges for near in (-1, 0, 1)}:
        assert valid(number) == (number in allowed) == (not problems(converter, number, type_))
    assert [True, False, False] == [valid(wire) for wire in (None, 0.5, "0")]


class Code(IntEnum):
    """A closed enum of integers, which may be keys."""

    MINUS = -1
    TEN = 10


class Number2(int):
    """An integer of a class of its own."""


KEYS = [
    *("", "a", "low", "open", "0", "1", "-1", "10", "01", "-0", "+1", "1.0", "1e5", "1_0", " 1"),
    *("1\n", "\n1", "٣", "true", "false", "True", "null", "None", "2", "4", "5", "999", "-10"),
    *("2021-01-01T00:00:00Z", str(10**40), f"-{10**40}", "1.5", "nan"),
]


@pytest.mark.parametrize("options", ["default", "camel-keep"])
@pytest.mark.parametrize(
    "key",
    [
        *(str, Any, int, bool, Byte, AtsJobValue, Open[AtsJobValue], JsonValue, Code, Level),
        *(Text, Number, Name, Number2, int | str, NewType("Id", str), NewType("Nr", int)),
        *(Annotated[int, range(0)], Annotated[int, range(-2, 9, 2)], Annotated[str, "a name"]),
        *(Literal["a", 1, "2"], Literal[1], Literal[Level.LOW, Code.TEN, "a"]),
    ],
    ids=str,
)
def test_keys_of_dicts(options: str, key: Any) -> None:
    """Text that is read as a key: a number's only in its canonical spelling, an enum's values."""
    made, type_ = CONVERTERS[options], dict[key, int | None]
    valid = Valid(json_schema(type_, converter=made))
    for wire in [{}, *({text: item} for text in KEYS for item in (1, None, "a"))]:
        why = problems(made, wire, type_)
        assert valid(wire) == (not why), (wire, why)
    assert Valid(json_schema(type_ | None, converter=made))(None)


def test_keys_are_described_as_property_names() -> None:
    """The pattern of integers, the values of an enum, and nothing of keys that are any text."""
    names = {
        key: json_schema(dict[key, int]).get("propertyNames")
        for key in (str, AtsJobValue, int, Text, Code, bool, Annotated[int, range(3)])
    }
    assert {
        str: None,
        AtsJobValue: None,
        int: {"pattern": "^(0|[1-9][0-9]{0,19}|-[1-9][0-9]{0,18})$", "not": {"pattern": r"\n"}},
        Text: {"enum": ["a"]},
        Code: {"enum": ["-1", "10"]},
        bool: {"enum": ["true", "false"]},
        Annotated[int, range(3)]: {"enum": ["0", "1", "2"]},
    } == names


def test_keys_of_which_something_is_known() -> None:
    """It counts as it stands, but for a number, which is no number as a key."""
    name = {"type": "string", "pattern": "^[a-z]+$"}
    known = {Name: name, Money: name, int: {"type": "integer", "minimum": 0}, Text: {"enum": ["b"]}}
    for key, expected in ((Name, name), (Annotated[Money, "x"], name), (Text, {"enum": ["b"]})):
        made = json_schema(dict[key, bool], converter=selling(), known=known)
        assert {
            "type": "object",
            "propertyNames": expected,
            "additionalProperties": {"type": "boolean"},
        } == {keyword: made[keyword] for keyword in made if keyword != "$schema"}
    assert Valid(json_schema(dict[int, int], known=known))({"-1": 1})
    with pytest.raises(TypeError, match=r"no JSON Schema of dict\[.*Money, int\] \(at dict"):
        json_schema(dict[Money, int], converter=selling())


class Money:
    """A class with a hook of its own."""


@attrs.define
class Line:
    """A class with such a class inside."""

    price: dict[str, list[Money | None]]


def selling() -> Any:
    """Make a converter that reads prices."""
    made = make_converter()
    made.register_structure_hook(Money, lambda _value, _type: Money())
    return made


def test_a_hook_of_ones_own_has_to_be_described() -> None:
    """The error says of which type, where it is, and what to do."""
    message = (
        "no JSON Schema of Money (at Line.price{}[]): nothing is known of the hook that reads it; "
        "say what it takes: known={Money: {...}}"
    )
    with pytest.raises(TypeError) as caught:
        json_schema(list[Line], converter=selling())
    assert message == str(caught.value)


def test_what_is_known_counts() -> None:
    """Whatever hook there is; and null beside it, where the type allows it."""
    price = {"type": "string", "pattern": "^[0-9]+ EUR$", "description": "In euros."}
    valid = Valid(json_schema(Line, converter=selling(), known={Money: price}))
    assert valid({"price": {"a": ["5 EUR", None]}})
    assert not valid({"price": {"a": [5]}})
    given = {"type": "string", "description": "An id."}
    schema = json_schema(JobStatus, known={JsonValue: {"type": "string"}, AtsJobValue: given})
    properties = schema["$defs"]["JobStatus"]["properties"]
    assert {"string"} == {properties[key]["type"] for key in ("source_value", "sourceValue")}
    assert [given, {"type": "null"}] == properties["value"]["anyOf"]
    assert {"$schema", "const"} == json_schema(int, known={int: {"const": 1}}).keys()


Amount = NewType("Amount", str)


@pytest.mark.parametrize(
    "type_",
    [
        *(Amount, NewType("Price", Amount), Annotated[Amount, "a price"], Final[Amount]),
        Annotated[NewType("Other", Annotated[Amount, 1]), "another"],
    ],
    ids=str,
)
def test_what_is_known_counts_inside_of_names_and_annotations(type_: Any) -> None:
    """However a type is declared that is read as another one."""
    said = {"type": "string", "pattern": "EUR$"}
    for declared in (type_, type_ | UnsetType) if type_ is Amount else (type_,):
        made = attrs.make_class("Made", {"a": attrs.field(type=declared)})
        schema = json_schema(made, known={Amount: said})
        assert said == schema["$defs"]["Made"]["properties"]["a"]
    if get_origin(type_) is not Final:
        optional = attrs.make_class("Made", {"a": attrs.field(type=Optional[type_])})
        made = json_schema(optional, known={Amount: said})["$defs"]["Made"]["properties"]["a"]
        assert [said, {"type": "null"}] == made["anyOf"]
        whole = json_schema(optional, known={Optional[type_]: said})
        assert said == whole["$defs"]["Made"]["properties"]["a"]


def test_what_is_known_of_what_a_name_stands_for_does_not_count_for_its_own_hook() -> None:
    """The hook may take something else."""
    made = make_converter()
    made.register_structure_hook(Amount, lambda value, _: value)
    with pytest.raises(TypeError, match=r"no JSON Schema of .*Amount \(at .*\): nothing is known"):
        json_schema(Amount, converter=made, known={str: {"type": "string"}})


def test_what_is_known_counts_where_there_is_no_hook() -> None:
    """So the rest of a class that can't be read yet is described."""
    fields = {"c": attrs.field(type=complex), "n": attrs.field(type=list[int])}
    class_ = attrs.make_class("Unreadable", fields)
    with pytest.raises(TypeError, match=r"no JSON Schema of complex \(at Unreadable\.c\)"):
        json_schema(dict[int, class_])
    schema = json_schema(dict[int, class_], known={complex: {"type": "string"}})
    assert "propertyNames" in schema
    assert {"c": {"type": "string"}, "n": {"type": "array", "items": {"type": "integer"}}} == (
        schema["$defs"]["Unreadable"]["properties"]
    )


def test_a_closed_enum_of_texts_says_so() -> None:
    """Its values, and their type."""
    made = json_schema(list[Text])
    assert {"type": "array", "items": {"$ref": "#/$defs/Text"}} == {
        keyword: made[keyword] for keyword in ("type", "items")
    }
    described = {"title": "Text", "description": "A closed enum of texts."}
    assert {**described, "type": "string", "enum": ["a"]} == made["$defs"]["Text"]


@pytest.mark.parametrize(
    "said",
    [
        *({"type": "string"}, {"type": ["string", "null"]}, {"type": "null"}, {"minimum": 5}, {}),
        *({"items": False}, {"anyOf": [{"type": "string"}]}, {"enum": ["a"]}, {"const": 5}),
        {"anyOf": [{"type": "string"}], "minLength": 1},
    ],
    ids=str,
)
def test_null_is_allowed_beside_whatever_is_known(said: dict[str, Any]) -> None:
    """And nothing else is."""
    alone = Valid(json_schema(int, known={int: said}))
    optional = Valid(json_schema(int | None, known={int: said}))
    for wire in (None, 1, 5, "", "a", [], [1], True):
        assert (wire is None or alone(wire)) == optional(wire)


def test_a_fields_description_wins_over_its_types() -> None:
    """It is the narrower one."""
    known = {SourceValue: {"type": "string", "description": "Anything."}}
    made = json_schema(JobStatus, known=known)["$defs"]["JobStatus"]["properties"]["source_value"]
    assert made["description"].startswith("The provider's own value")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (True, "what is known of Money is no JSON object"),
        ({"enum": {1}}, r"what is known of Money is no JSON object, at \$\.enum: expected a JSON"),
        ({1: 2}, "what is known of Money is no JSON object, at "),
    ],
    ids=repr,
)
def test_what_is_known_has_to_be_json(said: Any, why: str) -> None:
    """An object, for that is what a schema is here."""
    with pytest.raises(TypeError, match=why):
        json_schema(Line, converter=selling(), known={Money: said})


@dataclass
class Data:
    """A dataclass, of which cattrs also reads any text in which its fields are not named."""

    n: int = 0


class _Sub(datetime):
    """A date-time of a class of its own."""


@pytest.mark.parametrize(
    "type_",
    [
        *(date, bytes, set[int], tuple[int, ...], dict[float, str], JobStatus | Node, _Sub),
        *(Finding, Typed, Permission, Literal[b"x"], Annotated[int, range(1, 9, 2)], Final),
        *(Data, dict[Finding, int], dict[datetime, int], dict[Annotated[int, range(9999)], int]),
    ],
    ids=str,
)
def test_what_cattrs_reads_in_its_own_way_has_to_be_described(type_: Any) -> None:
    """Nothing is guessed."""
    with pytest.raises(TypeError, match="nothing is known of the hook that reads it"):
        json_schema(type_)
    assert "string" == json_schema(type_, known={type_: {"type": "string"}})["type"]


@pytest.mark.parametrize(
    "type_", [object, complex, T, Page, list[complex], dict[complex, int], complex | None], ids=str
)
def test_what_no_hook_reads_has_no_schema(type_: Any) -> None:
    """The error says what cattrs says."""
    with pytest.raises(TypeError, match=r"no JSON Schema of .* \(at .*\): "):
        json_schema(type_)


def test_a_converter_that_is_not_configured_is_none_of_ours() -> None:
    """A converter of stock cattrs gets an error, for a schema would not describe its hooks."""
    with pytest.raises(
        TypeError, match=r"no JSON Schema of AtsJob \(at AtsJob\): nothing is known"
    ):
        json_schema(AtsJob, converter=cattrs.Converter())


def test_a_fields_own_hook_has_to_be_described() -> None:
    """An override's, and the attrs converter that is preferred to hooks."""

    class Odd(int):
        pass

    hooked = override(struct_hook=lambda value, _: value)
    fields = {"n": attrs.field(type=Annotated[Odd, hooked])}
    with pytest.raises(TypeError, match=r"at Hooked\.n"):
        json_schema(attrs.make_class("Hooked", fields))
    known = {Annotated[Odd, hooked]: {"type": "integer"}}
    assert json_schema(attrs.make_class("Hooked", fields), known=known)["$defs"]

    preferring = cattrs.Converter(prefer_attrib_converters=True)
    configure(preferring)
    converted = attrs.make_class("Converted", {"n": attrs.field(type=int, converter=int)})
    with pytest.raises(TypeError, match=r"at Converted\.n"):
        json_schema(converted, converter=preferring)
    assert json_schema(converted)["$defs"]


def test_an_open_enum_without_members_is_any_text() -> None:
    """It lists none."""
    valid = Valid(json_schema(OpenEnum("Empty", {})))
    assert [True, False] == [valid("a"), valid(1)]


def test_a_generic_base_is_left_to_the_caller() -> None:
    """The variable of a generic base is not guessed, but is an error that names the field."""

    @attrs.define
    class Numbers(Page[int], Generic[T]):
        more: T | None = None

    attrs.resolve_types(Numbers, globals(), locals())
    with pytest.raises(
        TypeError, match=r"no JSON Schema of list\[~T\] \(at Numbers\[str\]\.data\)"
    ):
        json_schema(Numbers[str])


def test_a_list_that_is_known_may_come_as_bare_text_too() -> None:
    """If the type says so."""
    made = json_schema(OneOrMany, known={list[str]: {"type": "array", "maxItems": 2}})
    assert [{"type": "string"}, {"type": "array", "maxItems": 2}] == made["anyOf"]
