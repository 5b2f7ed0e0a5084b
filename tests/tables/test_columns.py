"""Columns of scalars: plain values as they are, all others as they are written."""

import math
from enum import Enum, IntEnum
from typing import Any, Literal

import attrs
import pytest

from anybodys import Colour, Size, Sized
from jobstatus import AtsJobValue, InterviewStage, JobStatus, Open, UnstructureError, make_converter
from jobstatus.arrow import to_table
from jobstatus.nodes.extra import NO_EXTRA, Extra
from jobstatus.nodes.scalars import Byte
from table_law import row_of


class Word(str):  # noqa: SLOT000 - it is to be like a user's
    """Text of a class of its own."""


class Level(IntEnum):
    """An enum of integers."""

    LOW = 1


class Side(str, Enum):
    """A closed enum of texts."""

    LEFT = "left"


class Mixed(Enum):
    """An enum of all sorts."""

    ONE = 1
    TWO = "two"


@attrs.define
class Scalars:
    """A field of each kind."""

    text: str | None = None
    flag: bool | None = None
    integer: int | None = None
    small: Byte | None = None
    ratio: float | None = None
    order: int | float | None = None
    colour: Open[Colour] | None = None
    level: Level | None = None
    side: Side | None = None
    word: Literal["a", "b"] | None = None
    choice: Mixed | None = None
    digit: Literal[1, 2] | None = None
    extra: Extra = NO_EXTRA


def test_plain_values_are_in_their_columns() -> None:
    """Plain values are in the columns of their fields, and nothing is extra."""
    values: Any = {"text": "a\0b", "flag": False, "integer": -5, "small": 255, "ratio": 1.0}
    row = row_of(Scalars(**values, order=3))
    assert {**values, "order": 3.0} == row


def test_an_open_enum_has_a_column_that_says_whether_its_text_is_listed() -> None:
    """The name of that second column ends with `listed`; it is `listed` for a field `value`."""
    assert {"colour": "red", "colour_listed": True} == row_of(Scalars(colour=Colour("red")))
    assert {"colour": "", "colour_listed": False} == row_of(Scalars(colour=Colour("")))
    assert {"value": "filled", "listed": False} == row_of(JobStatus(AtsJobValue("filled")))


@pytest.mark.parametrize(
    ("field", "value", "row"),
    [
        ("integer", 2**63, {"extra": '{"integer":9223372036854775808}'}),
        ("integer", 10**30, {"extra": f'{{"integer":{10**30}}}'}),
        ("ratio", 1, {"ratio": 1.0, "extra": '{"ratio":1}'}),
        ("ratio", 10**400, {"extra": f'{{"ratio":{10**400}}}'}),
        ("ratio", -0.0, {"ratio": -0.0}),
        ("order", 1.0, {"order": 1.0, "extra": '{"order":1.0}'}),
        ("order", -0.0, {"order": -0.0, "extra": '{"order":-0.0}'}),
        ("order", 1.5, {"order": 1.5}),
        ("order", 1e300, {"order": 1e300}),
        ("order", 2**53, {"order": 2.0**53}),
        ("order", 2**53 + 1, {"order": 2.0**53, "extra": '{"order":9007199254740993}'}),
        ("order", 2**53 + 2, {"order": 2.0**53 + 2, "extra": '{"order":9007199254740994}'}),
        ("order", 2**70, {"order": 2.0**70, "extra": f'{{"order":{2**70}}}'}),
        ("text", Word("w"), {"text": "w"}),
        ("colour", Word("red"), {"colour": "red", "colour_listed": True}),
        ("level", Level.LOW, {"level": 1}),
        ("side", Side.LEFT, {"side": "left"}),
        ("word", "b", {"word": "b"}),
        ("digit", 2, {"digit": 2}),
        ("choice", Mixed.TWO, {"choice": '"two"'}),
    ],
)
def test_what_a_column_cannot_say_exactly_is_extra(
    field: str, value: Any, row: dict[str, Any]
) -> None:
    """The column has what is nearest, if anything is."""
    assert row == row_of(Scalars(**{field: value}))


def test_what_is_written_by_a_hook_may_be_of_another_kind() -> None:
    """A value that a hook writes as another kind is extra."""
    converter = make_converter()
    converter.register_unstructure_hook(Size, lambda _: 5)
    assert {"extra": '{"size":5}'} == row_of(Sized(Size.LARGE), converter)
    converter.register_unstructure_hook(Size, lambda _: None)
    assert {"extra": '{"size":null}'} == row_of(Sized(Size.LARGE), converter)


def test_integers_and_floats_stand_in_one_column() -> None:
    """Integers and floats share a column, and each number comes back with its type."""
    stage = InterviewStage(order=2)
    assert {"order": 2.0} == row_of(stage)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("ratio", math.nan), ("ratio", -math.inf), ("order", math.nan), ("order", True)),
        *(("text", b"a"), ("flag", 1), ("integer", True), ("integer", 1.0), ("small", 256)),
        *(("colour", b"red"), ("side", 5), ("text", "\ud800")),
    ],
)
@pytest.mark.parametrize("others", [[], [Scalars()]], ids=["alone", "beside others"])
def test_what_is_not_of_the_field_s_type_is_refused(
    others: list[Scalars], field: str, value: Any
) -> None:
    """A value of another type is refused even if Arrow would take it."""
    with pytest.raises(UnstructureError) as caught:
        to_table([*others, Scalars(**{field: value})], Scalars)
    assert f"$[{len(others)}].{field}" == caught.value.problems[0].path
