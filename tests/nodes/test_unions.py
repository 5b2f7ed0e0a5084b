"""Unions of classes that cattrs tells apart say what they would have taken."""

from typing import Any, Literal

import attrs
import pytest
from cattrs.strategies import configure_tagged_union

from jobstatus import StructureError, make_converter


@attrs.define
class Cat:
    """It has a name."""

    name: str


@attrs.define
class Dog:
    """It has a name, too."""

    name: str


@attrs.define
class Circle:
    """It says what it is by a literal, and has a key of its own."""

    radius: int
    kind: Literal["circle"] = "circle"


@attrs.define
class Square:
    """The same."""

    side: int
    kind: Literal["square"] = "square"


@attrs.define
class Open:
    """It has a key of its own."""

    opened: int


@attrs.define
class Closed:
    """The same."""

    closed: int


Pet = Cat | Dog

CASES: list[tuple[Any, Any, str, str]] = [
    (Pet, {"_type": "cow"}, "$[0]._type", 'expected one of "Cat", "Dog", found string "cow"'),
    (Pet, {"_type": [1]}, "$[0]._type", 'expected one of "Cat", "Dog", found array [1]'),
    (Pet, {}, "$[0]._type", 'is required, but absent (expected one of "Cat", "Dog")'),
    (Pet, 5, "$[0]", "expected an object, found number 5"),
    (Pet, [1], "$[0]", "expected an object, found array [1]"),
    (Pet, {"_type": "Dog", "name": 5}, "$[0].name", "expected a string, found number 5"),
    (
        Circle | Square,
        {"kind": "line"},
        "$[0].kind",
        'expected one of "circle", "square", found string "line"',
    ),
    (Circle | Square, {"kind": "circle"}, "$[0].radius", "is required, but absent"),
    (
        Open | Closed,
        {"x": 1},
        "$[0]",
        'expected an object with one of "opened", "closed" as a key, found object {"x": 1}',
    ),
    (Open | Closed, 5, "$[0]", "expected an object, found number 5"),
    (Open | Closed, {"opened": "x"}, "$[0].opened", 'expected an integer, found string "x"'),
]


@pytest.mark.parametrize("unknown", ["drop", "forbid", "keep"])
@pytest.mark.parametrize(("type_", "wire", "path", "message"), CASES)
def test_a_value_without_a_class_is_told_what_there_is(
    unknown: Any, type_: Any, wire: Any, path: str, message: str
) -> None:
    """By the tag, the literal or the keys that choose; and what is wrong behind that is as ever."""
    mine = make_converter(unknown=unknown)
    configure_tagged_union(Pet, mine)
    with pytest.raises(StructureError) as caught:
        mine.structure([wire], list[type_])
    found = {problem.path: problem.message for problem in caught.value.problems}
    assert message == found[path].replace('"closed", "opened"', '"opened", "closed"')


@pytest.mark.parametrize("unknown", ["drop", "forbid", "keep"])
def test_tagged_unions_come_back(unknown: Any) -> None:
    """Where undeclared keys are forbidden, too: the tag is none."""
    mine = make_converter(unknown=unknown)
    configure_tagged_union(Pet, mine)
    wire = {"name": "Rex", "_type": "Dog"}
    assert Dog("Rex") == mine.structure(wire, Pet)
    assert wire == mine.unstructure(Dog("Rex"), Pet)
