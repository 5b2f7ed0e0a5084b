"""Attrs converters and what makes defaults are called as the class's own `__init__` calls them."""

import json
from typing import Any

import attrs
import pytest

from jobstatus import NO_EXTRA, Extra, StructureError, converter, make_converter
from jobstatus.nodes.classes import ClassNode
from jobstatus.nodes.lookup import structure_node

KEEPING = make_converter(unknown="keep")
calls: list[Any] = []


def doubled(value: Any) -> Any:
    """Convert a value, and note the call."""
    calls.append(value)
    return value * 2


def five() -> int:
    """Make a default, and note the call."""
    calls.append(five)
    return 5


@attrs.frozen
class BySlots:
    """Instances are made by filling slots."""

    first: int = attrs.field(default=1, converter=doubled)
    made: int = attrs.field(factory=five, converter=doubled)
    plain: int = attrs.field(factory=five)
    last: str | None = attrs.field(default="x", converter=attrs.converters.optional(doubled))
    extra: Extra = attrs.field(default=NO_EXTRA, kw_only=True)


@attrs.define
class Changeable:
    """A change of a value is converted, too, by a `__setattr__` of attrs's making."""

    first: int = attrs.field(default=1, converter=doubled)
    made: int = attrs.field(factory=five, converter=doubled)
    plain: int = attrs.field(factory=five, on_setattr=attrs.setters.frozen)
    last: str | None = attrs.field(default="x", converter=attrs.converters.optional(doubled))
    extra: Extra = attrs.field(default=NO_EXTRA, kw_only=True, on_setattr=attrs.setters.NO_OP)


@attrs.frozen
class ByCall(BySlots):
    """Instances are made by calling the class, for it does something more."""

    def __attrs_post_init__(self) -> None:
        """Do nothing more."""


@attrs.define
class OwnSetter:
    """It has a `__setattr__` of its own, which `__init__` calls."""

    first: int = 1

    def __setattr__(self, name: str, value: Any) -> None:
        """Set double the value."""
        object.__setattr__(self, name, doubled(value))


@attrs.define
class InheritedSetter(OwnSetter):
    """It inherits that `__setattr__`."""


@pytest.mark.parametrize(
    "wire",
    [
        {},
        {"first": 3, "made": 4, "plain": 6, "last": "y"},
        {"plain": 7, "last": None},
        {"other": 1},
    ],
    ids=["defaults", "values", "null", "extra"],
)
def test_attrs_converters_are_called_as_attrs_calls_them(wire: dict[str, Any]) -> None:
    """In the order of the fields, for defaults too, and in turns with what makes defaults."""
    arguments = {"extra": wire} if "other" in wire else wire
    seen = []
    for make in (
        lambda: BySlots(**arguments),
        lambda: ByCall(**arguments),
        lambda: KEEPING.structure(wire, BySlots),
        lambda: KEEPING.loads(json.dumps(wire), BySlots),
        lambda: KEEPING.structure(wire, ByCall),
        lambda: Changeable(**arguments),
        lambda: KEEPING.structure(wire, Changeable),
    ):
        calls.clear()
        seen.append((attrs.asdict(make()), list(calls)))
    assert [seen[0]] * 7 == seen


@pytest.mark.parametrize("class_", [BySlots, Changeable, ByCall, OwnSetter, InheritedSetter])
def test_an_attrs_converter_of_a_value_alone_is_no_reason_to_call_the_class(
    class_: type[Any],
) -> None:
    """Calling it takes longer than all else."""
    node = structure_node(class_, converter)
    node.resolve()
    assert isinstance(node, ClassNode)
    assert (class_ in (BySlots, Changeable)) == node.by_slots


@pytest.mark.parametrize("class_", [BySlots, ByCall])
def test_attrs_converters_are_not_called_where_something_is_wrong(class_: type[Any]) -> None:
    """As the class is not called then."""
    calls.clear()
    with pytest.raises(StructureError, match=r"\$\.last: expected a string"):
        converter.structure({"first": 2, "last": 3}, class_)
    assert [] == calls


def refused(value: Any = None) -> Any:
    """Refuse a value, or to make a default."""
    raise ValueError(f"not {value} today")


@attrs.frozen
class Refusing:
    """An attrs converter refuses."""

    before: int = attrs.field(default=1, converter=doubled)
    bad: int = attrs.field(default=0, converter=refused)
    behind: int = attrs.field(default=1, converter=doubled)


@attrs.frozen
class NoDefault:
    """A default can't be made, and another field has an attrs converter."""

    bad: int = attrs.field(factory=refused)
    behind: int = attrs.field(default=1, converter=doubled)


@pytest.mark.parametrize(
    ("wire", "class_", "message", "noted"),
    [({"bad": 3}, Refusing, "not 3 today", [1]), ({}, NoDefault, "not None today", [])],
    ids=["converter", "default"],
)
def test_what_they_raise_is_a_problem_of_the_object(
    wire: Any, class_: type[Any], message: str, noted: list[int]
) -> None:
    """As what the class raises when it is called; nothing behind it is called."""
    calls.clear()
    with pytest.raises(StructureError) as caught:
        converter.structure([wire], list[class_])
    (problem,) = caught.value.problems
    assert "$[0]" == problem.path
    assert problem.message.startswith(f"ValueError: {message}")
    assert noted == calls


@attrs.frozen
class WithInstance:
    """An attrs converter takes the instance, too, and there is one for what is extra."""

    number: int = 1
    twice: int = attrs.field(
        default=1,
        converter=attrs.Converter(lambda value, self: value * self.number, takes_self=True),
    )


@attrs.frozen
class ConvertedExtra:
    """There is an attrs converter for what is extra."""

    number: int = 1
    extra: Extra = attrs.field(default=NO_EXTRA, converter=sorted)


def test_attrs_converters_that_take_more_than_a_value_are_left_to_attrs() -> None:
    """So is one for what is extra: no node reads that field."""
    assert WithInstance(3, 2) == converter.structure({"number": 3, "twice": 2}, WithInstance)
    assert 6 == converter.structure({"number": 3, "twice": 2}, WithInstance).twice
    made: Any = KEEPING.structure({"b": 1, "a": 2}, ConvertedExtra)
    assert ["a", "b"] == made.extra


@pytest.mark.parametrize("class_", [OwnSetter, InheritedSetter])
def test_a_setter_of_the_classs_own_is_called(class_: type[Any]) -> None:
    """As by `__init__`."""
    assert class_(3) == converter.structure({"first": 3}, class_)
    assert 6 == converter.structure({"first": 3}, class_).first
