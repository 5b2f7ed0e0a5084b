"""Keys of dicts that are no text: each has one spelling, and none is lost."""

from datetime import datetime, timezone
from enum import Enum, IntEnum
from typing import Any

import cattrs
import pytest

from exactly import exactly
from jobstatus import (
    AtsJobValue,
    Byte,
    JobStatus,
    StructureError,
    UnstructureError,
    configure,
    converter,
)


class Size(IntEnum):
    """A closed enum of integers."""

    LARGE = 3


class HalfText(str):
    """Text of a class of its own."""

    __slots__ = ()


class Level(Enum):
    """A closed enum."""

    LOW = "low"


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


@pytest.mark.parametrize("key", ["a", "1"])
def test_text_is_no_key_that_is_a_number(key: str) -> None:
    """A key is written by its type, as a value is."""
    for write in (converter.unstructure, converter.dumps):
        with pytest.raises(UnstructureError, match="expected an integer, found string"):
            write({key: 1}, dict[int, int])


def test_a_key_is_written_only_if_it_would_be_read() -> None:
    """Of more digits, many keys may have one hash, and a dict of them takes quadratic time."""
    for key in (-(2**63), 2**64):
        assert {key: 1} == converter.loads(
            converter.dumps({key: 1}, dict[int, int]), dict[int, int]
        )
    with pytest.raises(UnstructureError, match="of at most 20 characters as a key"):
        converter.dumps({10**20: 1}, dict[int, int])
    with pytest.raises(StructureError, match="in its canonical spelling"):
        converter.structure({"1" * 21: 1}, dict[int, int])
