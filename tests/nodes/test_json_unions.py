"""Every JSON value passes through exactly, and nothing that is not JSON does."""

import json
from collections import OrderedDict
from datetime import datetime, timezone
from decimal import Decimal
from enum import Enum, IntEnum
from itertools import pairwise
from typing import Any, Optional, Union, get_args

import attrs
import cattrs
import pytest
from hypothesis import given

from exactly import exactly
from jobstatus import (
    JobStatus,
    JsonValue,
    SourceValue,
    StructureError,
    UnstructureError,
    configure_json_values,
)
from jobstatus.codecs.json_values import MAX_DEPTH, MAX_DIGITS
from jobstatus.nodes import json_unions
from jobstatus.nodes.json_unions import _is_usual_number, any_json, is_json_union
from jobstatus.nodes.lookup import structure_node
from strategies import json_values


class Colour(str, Enum):
    """A closed enum of texts."""

    RED = "red"


class Number(IntEnum):
    """A closed enum of integers."""

    ONE = 1


class Half(float):
    """A float of another class."""


converter = cattrs.Converter()
configure_json_values(converter)


def nested(depth: int, inner: object = 0) -> Any:
    """Return a list in a list, and so on."""
    value = inner
    for _ in range(depth):
        value = [value]
    return value


@given(json_values)
def test_every_json_value_comes_back_exactly(value: object) -> None:
    """Types, signs, digits and order are the same, both ways."""
    structured = converter.structure(value, SourceValue)
    assert exactly(value) == exactly(structured)
    assert exactly(value) == exactly(converter.unstructure(structured, SourceValue))


@pytest.mark.parametrize(
    "value",
    [
        "a",
        None,
        True,
        5,
        [],
        {},
        ["a", None, True, 1, 1.5, [[]], {}],
        {"a": "b", "c": None, "d": False, "e": {"f": [2]}},
        [10**18 - 1, 1 - 10**18],
    ],
)
def test_usual_json_is_copied_by_the_fast_way(value: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The careful copy, which takes several times as long, is for what is unusual."""
    monkeypatch.delattr(json_unions, "copy_json")
    wire = json.loads(json.dumps(value))  # in which each container has one place
    assert exactly(value) == exactly(converter.structure(wire, SourceValue))
    assert exactly(value) == exactly(converter.unstructure(wire, SourceValue))


@pytest.mark.parametrize("key", [None, "a"], ids=["lists", "dicts"])
def test_all_levels_are_copied_by_the_fast_way(
    key: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each list or dict is one level: the fast way goes as deep as a document may."""
    monkeypatch.delattr(json_unions, "copy_json")
    value: Any = []
    for _ in range(400):
        value = [value] if key is None else {key: value}
    assert value == converter.structure(value, SourceValue)


@pytest.mark.parametrize(
    "item", [Any, JsonValue, get_args(JsonValue)[0]], ids=["Any", "JsonValue", "bare"]
)
def test_a_list_of_any_json_has_the_node_of_any_json(item: Any) -> None:
    """A list whose node asks another one for each item takes longer, however the items are spelled."""
    assert any_json in structure_node(str | list[item], converter).find_parts()  # type: ignore[valid-type]


@pytest.mark.parametrize(
    "value",
    [1, 1.0, True, "1", 0, -0.0, 0.0, False, "", None, [], {}, 2**53 + 1, 2**64, 10**40, -(10**40)],
    ids=repr,
)
def test_no_two_of_them_are_mixed_up(value: object) -> None:
    """One, one point zero, true and "1" are four things, and zero has a sign."""
    assert exactly(value) == exactly(converter.structure(value, SourceValue))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (OrderedDict(b=1, a=2), {"b": 1, "a": 2}),
        (Colour.RED, "red"),
        ([Number.ONE], [1]),
        ({Colour.RED: Half(0.5)}, {"red": 0.5}),
    ],
    ids=["OrderedDict", "str-enum", "int-enum", "float-and-key"],
)
def test_subclasses_of_the_builtins_become_the_builtins(value: object, expected: object) -> None:
    """Values as other parsers and enums make them are taken for the JSON that they are."""
    assert exactly(expected) == exactly(converter.structure(value, SourceValue))
    assert exactly(expected) == exactly(converter.unstructure(value, SourceValue))


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (float("nan"), "expected a finite number, found number nan"),
        (float("-inf"), "expected a finite number, found number -inf"),
        ((1, 2), "expected a JSON value, found tuple (1, 2)"),
        (b"x", "expected a JSON value, found bytes b'x'"),
        (Decimal("1.5"), "expected a JSON value, found Decimal('1.5')"),
        ({1}, "expected a JSON value, found set {1}"),
        (
            datetime(2021, 1, 1, tzinfo=timezone.utc),
            f"expected a JSON value, found {datetime(2021, 1, 1, tzinfo=timezone.utc)!r}",
        ),
        ({5: "x"}, "expected a string as a key, found number 5"),
        (
            10**MAX_DIGITS,
            "expected an integer of at most 4,300 digits, found number of about 4,301 digits",
        ),
    ],
    ids=["nan", "inf", "tuple", "bytes", "Decimal", "set", "datetime", "key", "digits"],
)
def test_what_is_not_json_is_refused_both_ways(value: object, message: str) -> None:
    """Alone and deep inside, coming in and going out, with its path."""
    for call, error in _BOTH_WAYS:
        with pytest.raises(error) as caught:
            call(value, SourceValue)
        assert [("$", message)] == [(p.path, p.message) for p in caught.value.problems]
        with pytest.raises(error) as caught:
            call({"a": [0, {"b c": value}]}, SourceValue)
        assert [("$.a[1]['b c']", message)] == [(p.path, p.message) for p in caught.value.problems]


_BOTH_WAYS: Any = [(converter.structure, StructureError), (converter.unstructure, UnstructureError)]


@pytest.mark.parametrize("depth", [1, 2, 100, MAX_DEPTH])
def test_deep_values_pass_up_to_the_limit(depth: int) -> None:
    """And `json.dumps` can write every one of them."""
    value = nested(depth)
    assert json.dumps(value) == json.dumps(converter.structure(value, SourceValue))


@pytest.mark.parametrize("inner", [0, [], {}], ids=repr)
@pytest.mark.parametrize("depth", [MAX_DEPTH, 100_000], ids=["one-more", "a-bomb"])
def test_deeper_values_are_refused(depth: int, inner: object) -> None:
    """No recursion limit bites: it is an error like any other."""
    with pytest.raises(StructureError, match="is nested deeper than 512 levels"):
        converter.structure(nested(depth + (inner == 0), inner), SourceValue)


def test_cycles_are_refused() -> None:
    """A value that contains itself is found out wherever it does."""
    cycle: dict[str, Any] = {"a": [1]}
    cycle["a"].append(cycle)
    with pytest.raises(UnstructureError) as caught:
        converter.unstructure(cycle, SourceValue)
    assert ["$.a[1]"] == [problem.path for problem in caught.value.problems]
    assert caught.value.problems[0].message.startswith("contains itself")


def test_a_cycle_is_found_whichever_way_leads_to_it() -> None:
    """Also if its parts stand side by side."""
    one: list[Any] = []
    other = [one]
    one.append(other)
    with pytest.raises(UnstructureError, match="contains itself"):
        converter.unstructure([one, other], SourceValue)


def test_the_limit_holds_for_what_is_shared() -> None:
    """Depth counts from the top, not from where a part was first met."""
    chain: list[Any] = [[] for _ in range(2_000)]
    for upper, lower in pairwise(chain):
        upper.append(lower)
    with pytest.raises(StructureError, match="is nested deeper than 512 levels"):
        converter.structure(chain[::-1], SourceValue)


def test_what_stands_in_a_value_twice_is_no_cycle() -> None:
    """And a value of 2**60 equal parts is no bomb."""
    part: list[Any] = ["x"]
    for _ in range(60):
        part = [part, part]
    copy = converter.structure(part, SourceValue)
    assert copy[0] is copy[1]
    assert copy[0] is not part[0]


def test_a_flood_of_problems_far_down_is_bounded_too() -> None:
    """Their paths are long, and none is written out before somebody asks."""
    with pytest.raises(StructureError) as caught:
        converter.structure(nested(500, [float("nan")] * 100_000), SourceValue)
    assert {500 + 1} == {len(problem.steps) for problem in caught.value.problems}
    assert len(str(caught.value)) < 10_000


class Liar:
    """An object that says it is a string."""

    __class__ = str  # type: ignore[assignment]


@pytest.mark.parametrize(
    "wrap", [lambda x: x, lambda x: [x], lambda x: {"a": x}], ids=["", "[]", "{}"]
)
def test_an_object_that_lies_about_its_class_is_found_out(wrap: Any) -> None:
    """The type of a value counts, not the `__class__` that the value claims."""
    with pytest.raises(StructureError, match="expected a JSON value, found Liar"):
        converter.structure(wrap(Liar()), SourceValue)


@pytest.mark.parametrize(
    ("type_", "expected"),
    [
        (get_args(JsonValue)[0], True),
        (str | int | float | bool | list | dict | None, True),
        (Union[str, list[Any], dict[str, Any]], True),
        (str | dict[str, int] | list[JobStatus], True),
        (int | float, True),
        (str | None, False),
        (Optional[list[str]], False),
        (str, False),
        (str | bytes, False),
        (list[int] | list[str], False),
        (dict[int, str] | str, False),
    ],
    ids=repr,
)
def test_the_predicate_knows_unions_of_json_kinds(type_: object, expected: bool) -> None:
    """Each kind at most once, two at least, in any order and spelling."""
    assert expected is is_json_union(type_)


@attrs.frozen
class Inner:
    """Something in an arm."""

    n: int


@pytest.mark.parametrize(
    ("type_", "value", "expected"),
    [
        (str | list[Inner], [{"n": 1}], [Inner(1)]),
        (str | dict[str, Inner] | None, {"a": {"n": 1}}, {"a": Inner(1)}),
        (str | float, 1, 1),
        (str | float, 1.0, 1.0),
        (str | list[JsonValue], [1, {"a": None}], [1, {"a": None}]),
    ],
    ids=["list-arm", "dict-arm", "int-for-float", "float", "json-arm"],
)
def test_the_kind_of_a_value_says_which_arm_reads_it(
    type_: Any, value: object, expected: object
) -> None:
    """Arms may hold anything that has a hook."""
    structured = converter.structure(value, type_)
    assert exactly(expected) == exactly(structured)
    assert exactly(value) == exactly(converter.unstructure(structured, type_))


@pytest.mark.parametrize(
    ("type_", "value", "expected"),
    [
        (str | int, 1.0, "a string or an integer"),
        (str | int, True, "a string or an integer"),
        (str | int, None, "a string or an integer"),
        (int | float, True, "a number"),
        (int | float | None, "1", "a number or null"),
        (str | list[int] | dict[str, int] | None, 5, "a string, an array, an object or null"),
        (JsonValue, (), "a JSON value"),
    ],
    ids=repr,
)
def test_a_kind_without_an_arm_is_refused(type_: Any, value: object, expected: str) -> None:
    """The message lists the kinds that there are; a boolean is no number."""
    for call, error in _BOTH_WAYS:
        with pytest.raises(error) as caught:
            call(value, type_)
        assert caught.value.problems[0].message.startswith(f"expected {expected}, found ")


@pytest.mark.parametrize(
    ("number", "is_usual"),
    [
        *((number, True) for number in (0, 10**18 - 1, 1 - 10**18, 0.0, -1e308)),
        *((number, False) for number in (10**18, -(10**18), float("inf"), float("nan"))),
    ],
    ids=repr,
)
def test_usual_numbers_need_no_closer_look(number: float, is_usual: bool) -> None:
    """They are finite, of at most 18 digits; others may have too many digits, or be no JSON."""
    assert is_usual == _is_usual_number(number)


def test_numbers_are_checked_in_narrower_unions_too() -> None:
    """`nan` is no number in any union."""
    with pytest.raises(StructureError, match="expected a finite number"):
        converter.structure(float("nan"), int | float)
