"""Lists are lists, objects are text-keyed dicts, and each element says where it is."""

from datetime import datetime, timezone
from enum import Enum, IntEnum
from typing import Any

import attrs
import cattrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exactly import exactly
from jobstatus import (
    AtsJob,
    AtsJobValue,
    Byte,
    JobStatus,
    JsonValue,
    StructureError,
    UnstructureError,
    configure,
    converter,
    make_converter,
)
from jobstatus.nodes.dicts import is_dict
from jobstatus.nodes.lists import OneOrMany, is_list, is_one_or_many
from jobstatus.problems import MAX_PROBLEMS
from strategies import json_values, texts


class Size(IntEnum):
    """A closed enum of integers."""

    LARGE = 3


class HalfText(str):
    """Text of a class of its own."""

    __slots__ = ()


class Level(Enum):
    """A closed enum."""

    LOW = "low"


@given(st.lists(json_values), st.dictionaries(texts, json_values))
def test_containers_of_json_come_back_exactly(array: list[Any], object_: dict[str, Any]) -> None:
    """Order and types stay."""
    for value, type_ in ((array, list[JsonValue]), (object_, dict[str, JsonValue])):
        structured: Any = converter.structure(value, type_)
        assert exactly(value) == exactly(structured) == exactly(converter.unstructure(structured))


@pytest.mark.parametrize("value", ["ab", {"a": "b"}, ("a",), {"a"}, None, 5], ids=repr)
def test_only_a_list_is_a_list(value: object) -> None:
    """Neither text nor an object is taken for its characters or keys."""
    with pytest.raises(StructureError, match="expected an array, found"):
        converter.structure(value, list[str])
    with pytest.raises(UnstructureError, match="expected a list, found"):
        converter.unstructure(value, list[str])


@pytest.mark.parametrize("value", ["ab", ["ab"], [("a", "b")], None, 5], ids=repr)
def test_only_a_dict_is_an_object(value: object) -> None:
    """Pairs are no object."""
    with pytest.raises(StructureError, match="expected an object, found"):
        converter.structure(value, dict[str, str])
    with pytest.raises(UnstructureError, match="expected a dict, found"):
        converter.unstructure(value, dict[str, str])


def test_keys_are_text() -> None:
    """Every odd key is named; none is made into text."""
    with pytest.raises(StructureError) as caught:
        converter.structure({"a": "x", 1: "y", None: "z"}, dict[str, str])
    messages = [problem.message for problem in caught.value.problems]
    assert [
        "expected a string as a key, found number 1",
        "expected a string as a key, found null",
    ] == (messages)


def test_bad_elements_are_named_in_both_directions() -> None:
    """Each with its index or key."""
    with pytest.raises(StructureError) as caught:
        converter.structure({"a": [1, "x"], "b": [None]}, dict[str, list[int]])
    assert ["$.a[1]", "$.b[0]"] == [problem.path for problem in caught.value.problems]
    with pytest.raises(UnstructureError) as out:
        converter.unstructure({"a": [1, "x"], "b": [None]}, dict[str, list[int]])
    assert ["$.a[1]", "$.b[0]"] == [problem.path for problem in out.value.problems]


@pytest.mark.parametrize("type_", [list[JobStatus], dict[str, JobStatus]], ids=["list", "dict"])
def test_reading_stops_at_ten_thousand_problems(type_: Any) -> None:
    """What comes after them is not even looked at."""
    seen: list[object] = []
    mine = make_converter()
    mine.register_structure_hook(JobStatus, lambda value, _: seen.append(value) or 1 / 0)
    many = [0] * 30_000 if type_ == list[JobStatus] else dict.fromkeys(map(str, range(30_000)), 0)
    with pytest.raises(StructureError):
        mine.structure(many, type_)
    assert MAX_PROBLEMS == len(seen)


def test_containers_without_a_declared_element_go_by_the_elements_own_class() -> None:
    """So a list or dict of instances can be written as it is."""
    job = AtsJob(id="a", job_status=JobStatus(source_value=True))
    written = {"id": "a", "job_status": {"source_value": True}}
    assert {"jobs": [written, 1, None]} == converter.unstructure({"jobs": [job, 1, None]})


def test_a_type_variable_goes_by_the_elements_own_class() -> None:
    """A generic class writes what it holds."""
    T = __import__("typing").TypeVar("T")

    @attrs.frozen
    class Page(__import__("typing").Generic[T]):
        data: list[T]
        first: T

    page = Page([JobStatus(source_value=1)], JobStatus())
    assert {"data": [{"source_value": 1}], "first": {}} == converter.unstructure(page)
    assert page == converter.structure(converter.unstructure(page), Page[JobStatus])


@pytest.mark.parametrize(
    ("type_", "list_", "dict_"),
    [
        (list[int], True, False),
        (list, True, False),
        (dict[str, int], False, True),
        (dict, False, True),
        (dict[int, str], False, True),
        (tuple[int, ...], False, False),
        (str, False, False),
    ],
    ids=repr,
)
def test_the_predicates(type_: object, list_: bool, dict_: bool) -> None:
    """Lists and dicts of anything."""
    assert (list_, dict_) == (is_list(type_), is_dict(type_))


@pytest.mark.parametrize(
    ("wire", "expected"),
    [("a", ["a"]), (["a"], ["a"]), ([], []), (["a", "b"], ["a", "b"]), ("", [""])],
    ids=repr,
)
def test_a_bare_string_is_a_list_of_one(wire: object, expected: list[str]) -> None:
    """The published example has one; it is written as a list."""
    value: Any = converter.structure(wire, OneOrMany)
    assert expected == value == converter.unstructure(value, OneOrMany)


@pytest.mark.parametrize("wire", [5, None, {"a": "b"}, [5], [["a"]]], ids=repr)
def test_nothing_else_is_lenient(wire: object) -> None:
    """A bare number is no list of one, and strings in the list are strings."""
    with pytest.raises(StructureError, match="expected "):
        converter.structure(wire, OneOrMany)


@pytest.mark.parametrize("type_", [list[str], str, dict[str, OneOrMany]], ids=repr)
def test_other_lists_are_not_lenient(type_: object) -> None:
    """Only the marked type is."""
    assert is_one_or_many(OneOrMany)
    assert not is_one_or_many(type_)


NUMBERS: dict[str, tuple[Any, Any, Any]] = {
    "int": (dict[int, str], {"1": "a", "-20": "b"}, {1: "a", -20: "b"}),
    "float": (dict[float, int], {"1.5": 1, "2": 2, "-0.0": 3}, {1.5: 1, 2: 2, -0.0: 3}),
    "bool": (dict[bool, int], {"true": 1, "false": 0}, {True: 1, False: 0}),
    "byte": (dict[Byte, int], {"255": 1}, {255: 1}),
    "enum": (dict[Size, int], {"3": 1}, {Size.LARGE: 1}),
    "text enum": (dict[Level, int], {"low": 1}, {Level.LOW: 1}),
    "open enum": (
        dict[AtsJobValue, int],
        {"open": 1, "x": 2},
        {AtsJobValue.OPEN: 1, AtsJobValue("x"): 2},
    ),
    "date-time": (
        dict[datetime, int],
        {"2021-01-01T00:00:00.000Z": 1},
        {datetime(2021, 1, 1, tzinfo=timezone.utc): 1},
    ),
    "deep": (dict[str, dict[int, JobStatus]], {"a": {"1": {}}}, {"a": {1: JobStatus()}}),
}


@pytest.mark.parametrize(("type_", "wire", "expected"), NUMBERS.values(), ids=NUMBERS)
def test_keys_of_other_types_are_text_in_documents(type_: Any, wire: Any, expected: Any) -> None:
    """They are read from it, and written as it."""
    value = converter.structure(wire, type_)
    assert exactly(expected) == exactly(value)
    assert exactly(wire) == exactly(converter.unstructure(value, type_))
    assert value == converter.loads(converter.dumps(value, type_), type_)


@pytest.mark.parametrize(
    ("type_", "value"), [(dict[int, str], {1: "a"}), (dict[float, int], {1: 2})]
)
def test_python_values_have_keys_that_are_no_text(type_: Any, value: Any) -> None:
    """As other parsers than those of JSON make them."""
    assert exactly(value) == exactly(converter.structure(value, type_))


@pytest.mark.parametrize(
    "key", ["01", "+1", " 1", "1 ", "1_0", "1.0", "١", "0x1", "", "-0", "true", "9" * 5_000]
)
def test_a_number_that_is_a_key_has_one_spelling(key: str) -> None:
    """Any other might fall together with it, or is no integer at all."""
    with pytest.raises(StructureError, match="as a key, in its canonical spelling") as caught:
        converter.structure({key: "a"}, dict[int, str])
    assert ["$"] == [problem.path for problem in caught.value.problems]


def test_keys_that_become_one_are_an_error() -> None:
    """None of the two values may be lost."""
    message = "expected a key that no other key becomes, too, found "
    for wire, type_, key in (
        ({1: "a", "1": "b"}, dict[int, str], 'string "1"'),
        (
            {"2021-01-01T00:00:00Z": 1, "2021-01-01t00:00:00Z": 2},
            dict[datetime, int],
            'string "2021-01-01t00:00:00Z"',
        ),
    ):
        with pytest.raises(StructureError) as caught:
            converter.structure(wire, type_)
        assert [message + key] == [problem.message for problem in caught.value.problems]
    halves = {0.5: "a", HalfText("0.5"): "b"}
    with pytest.raises(UnstructureError, match="no other key becomes"):
        converter.unstructure(halves, dict[float | str, str])


def test_on_any_other_converter_keys_stay_what_stock_cattrs_makes_of_them() -> None:
    """Formats such as CBOR have numbers as keys."""
    plain = cattrs.Converter()
    configure(plain)
    assert {1: "a"} == plain.structure({"1": "a"}, dict[int, str])
    assert exactly({1: "a"}) == exactly(plain.unstructure({1: "a"}, dict[int, str]))


def test_a_key_is_written_only_if_it_would_be_read() -> None:
    """Of more digits, many keys may have one hash, and a dict of them takes quadratic time."""
    for key in (-(2**63), 2**64):
        assert {key: 1} == converter.loads(
            converter.dumps({key: 1}, dict[int, int]), dict[int, int]
        )
    with pytest.raises(UnstructureError, match="of at most 20 digits as a key"):
        converter.dumps({10**20: 1}, dict[int, int])
    with pytest.raises(StructureError, match="in its canonical spelling"):
        converter.structure({"1" * 21: 1}, dict[int, int])


def test_none_is_null_in_a_list() -> None:
    """And nothing else."""
    assert [None] == converter.structure([None], list[None])
    with pytest.raises(StructureError, match="expected null, found number 5"):
        converter.structure([5], list[None])


class Subclass(list[Any]):
    """A list of a class of its own."""


class Name(str):
    """Text of a class of its own."""

    __slots__ = ()


def test_subclasses_are_read_as_what_they_are() -> None:
    """A list as a list, text that is a key as text."""
    assert exactly([1]) == exactly(converter.structure(Subclass([1]), list[int]))
    assert exactly({"a": 1}) == exactly(converter.structure({Name("a"): 1}, dict[str, int]))


@pytest.mark.parametrize("wrap", [lambda value: [value], lambda value: {"a": value}])
def test_what_is_written_is_not_too_deep(wrap: Any) -> None:
    """Of no declared type either."""
    value: Any = 1
    for _ in range(513):
        value = wrap(value)
    with pytest.raises(UnstructureError, match="is nested deeper than 512 levels"):
        converter.unstructure(value)


@attrs.define
class Tree:
    """A class within itself, by way of a list and of a dict."""

    many: "list[Tree]" = attrs.field(factory=list)
    by_name: "dict[str, Tree]" = attrs.field(factory=dict)


attrs.resolve_types(Tree, globals())


@pytest.mark.parametrize("above", [0, 1])
@pytest.mark.parametrize("key", ["many", "by_name"])
def test_no_node_reads_what_is_too_deep(key: str, above: int) -> None:
    """Neither that of a class, nor those of what is in it."""
    wire: Any = {}
    for _ in range(300):
        wire = {key: [wire] if key == "many" else {"a": wire}}
    type_: Any = Tree
    if above:
        wire, type_ = [wire], list[Tree]
    with pytest.raises(StructureError, match="is nested deeper than 512 levels"):
        converter.structure(wire, type_)
