"""Scalars are strict: nothing is made into anything else."""

from contextlib import nullcontext
from enum import Enum, IntEnum
from typing import Annotated, Any, Literal

import cattrs
import msgspec
import pytest

import jobstatus
from exactly import exactly
from jobstatus import StructureError, UnstructureError
from jobstatus.nodes import scalars, slots
from jobstatus.nodes.lookup import unstructure_node
from jobstatus.nodes.scalars import (
    Byte,
    IntegerNode,
    StringNode,
    configure_scalars,
    is_ranged_int,
)

VALUES: list[Any] = ["", "5", "true", 0, 1, 10**40, 1.0, -0.0, True, False, None, [], {}, b"x"]
ACCEPTED: dict[Any, tuple[type, ...]] = {
    str: (str,),
    int: (int,),
    float: (int, float),
    bool: (bool,),
    type(None): (type(None),),
}

converter = cattrs.Converter()
configure_scalars(converter)


class Size(IntEnum):
    """A closed enum."""

    LARGE = 3


class Colour(str, Enum):
    """Another one."""

    RED = "red"


@pytest.mark.parametrize("value", VALUES, ids=repr)
@pytest.mark.parametrize("kind", ACCEPTED, ids=str)
def test_a_scalar_is_taken_as_it_is_or_refused(kind: Any, value: object) -> None:
    """`5` is no text, `"true"` no boolean, `True` no number; an int will do where a float will."""
    if type(value) in ACCEPTED[kind]:
        assert exactly(value) == exactly(converter.structure(value, kind))
        assert exactly(value) == exactly(converter.unstructure(value, kind))
        return
    with pytest.raises(StructureError, match="expected "):
        converter.structure(value, kind)
    with pytest.raises(UnstructureError, match="expected "):
        converter.unstructure(value, kind)


@pytest.mark.parametrize("value", [float("nan"), float("inf")], ids=repr)
def test_floats_are_finite(value: float) -> None:
    """JSON has no `nan`, neither here."""
    with pytest.raises(StructureError, match="expected a finite number"):
        converter.structure(value, float)
    with pytest.raises(UnstructureError, match="expected a finite number"):
        converter.unstructure(value)


@pytest.mark.parametrize(("enum", "value"), [(Size, 3), (Colour, "red")], ids=["int", "str"])
def test_closed_enums_of_scalars_work_as_ever(enum: type[Enum], value: object) -> None:
    """Their members are read from, and written as, exact scalars."""
    member = converter.structure(value, enum)
    assert enum(value) is member
    assert exactly(value) == exactly(converter.unstructure(member))


def test_closed_enums_do_not_coerce_either() -> None:
    """`3.0` is no `Size`, though Python finds it equal to one."""
    with pytest.raises(StructureError, match=r"expected an integer, found number 3\.0"):
        converter.structure(3.0, Size)


@pytest.mark.parametrize("value", [0, 255])
def test_a_byte_is_an_integer_up_to_255(value: int) -> None:
    """Both ends are in."""
    assert exactly(value) == exactly(converter.structure(value, Byte))
    assert exactly(value) == exactly(converter.unstructure(value, Byte))


@pytest.mark.parametrize("value", [-1, 256, 1.0, True, "1", None], ids=repr)
def test_what_is_no_byte_is_refused(value: object) -> None:
    """Both ways."""
    with pytest.raises(StructureError, match="expected an integer"):
        converter.structure(value, Byte)
    with pytest.raises(UnstructureError, match="expected an integer"):
        converter.unstructure(value, Byte)


@pytest.mark.parametrize("type_", [int, list[Byte], str, range(3)], ids=repr)
def test_other_types_are_no_ranged_ints(type_: object) -> None:
    """Only an annotated int with a range is one."""
    assert is_ranged_int(Byte)
    assert not is_ranged_int(type_)


class Sign(Enum):
    """A closed enum."""

    PLUS = 1
    MINUS = -1


Many = Enum("Many", {f"M{n}": n for n in range(20)})  # type: ignore[misc]


@pytest.mark.parametrize(
    ("type_", "value", "message"),
    [
        (Colour, "blue", 'expected one of "red", found string "blue"'),
        (Size, 4, "expected one of 3, found number 4"),
        (Sign, 2, "expected one of 1, -1, found number 2"),
        (Literal["a", 1], "b", 'expected one of "a", 1, found string "b"'),
        (Many, 99, "ValueError: 99 is not a valid Many, found number 99"),
        (
            Annotated[int, range(2**64)],
            -1,
            "expected an integer from 0 to 18,446,744,073,709,551,615",
        ),
        (Annotated[int, range(0)], 0, "expected an integer of an empty range, found number 0"),
        (
            Annotated[int, range(0, 9, 2)],
            1,
            "expected an integer of range(0, 9, 2), found number 1",
        ),
        (
            str | int | float | bool | list[int] | dict[str, int] | None,
            (),
            "expected a JSON value, found tuple ()",
        ),
    ],
    ids=str,
)
def test_a_refusal_says_what_would_have_been_taken(type_: Any, value: Any, message: str) -> None:
    """If that is not too much to say."""
    with pytest.raises(StructureError) as caught:
        jobstatus.converter.structure(value, type_)
    assert caught.value.problems[0].message.startswith(message)


class Even(int):
    """Integers of a user's own class, which refuses some."""

    def __init__(self, value: int) -> None:
        """Refuse an odd one."""
        if value % 2:
            msg = "is odd"
            raise ValueError(msg)


class Strict(str, Enum):
    """A closed enum whose own code fails for some texts."""

    A = "a"

    @classmethod
    def _missing_(cls, value: object) -> None:
        raise LookupError(value)


@pytest.mark.parametrize(
    ("type_", "value", "message"),
    [
        (Even, 3, "ValueError: is odd, found number 3"),
        (Strict, "b", 'LookupError: b, found string "b"'),
    ],
)
def test_what_a_class_of_a_users_raises_is_told_as_it_is(
    type_: Any, value: Any, message: str
) -> None:
    """Only an enum that does not list a value names those that it lists."""
    with pytest.raises(StructureError) as caught:
        jobstatus.converter.structure(value, type_)
    assert [message] == [problem.message for problem in caught.value.problems]


@pytest.mark.parametrize(("value", "fits"), [(-1, False), (0, True), (255, True), (256, False)])
def test_msgspec_knows_what_a_byte_is(value: int, fits: bool) -> None:
    """By the same limits."""
    with nullcontext() if fits else pytest.raises(msgspec.ValidationError):
        assert value == msgspec.convert(value, Byte)


@pytest.mark.parametrize(("type_", "node"), [(Colour, StringNode), (Size, IntegerNode)])
def test_a_subclass_is_written_by_the_node_of_its_class(type_: Any, node: Any) -> None:
    """A subclass of a scalar is written by a node, not by way of a hook, which takes longer."""
    assert type(unstructure_node(type_, jobstatus.converter)) is node


@pytest.mark.skipif(slots.COMPILED, reason="compiled, the fast way is in `test_allocations`")
@pytest.mark.parametrize(
    ("kind", "value"),
    [(int, 0), (int, 10**18 - 1), (int, 1 - 10**18), (float, 0.5), (float, -1e300), (str, "a")],
)
def test_usual_scalars_are_taken_by_the_fast_way(
    kind: Any, value: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only an unusual scalar is looked at with care, which takes several times as long."""
    monkeypatch.setattr(scalars, "_exact", None)
    assert exactly(value) == exactly(converter.structure(value, kind))
    assert exactly(value) == exactly(converter.unstructure(value, kind))
