"""Types that cattrs structures: enums, literals, tuples and sets keep the kinds of JSON apart."""

from collections import deque
from datetime import date
from enum import Enum, IntEnum
from typing import Any, Literal

import attrs
import pytest

from exactly import exactly
from jobstatus import AtsJob, AtsJobsPaginated, StructureError, converter
from jobstatus.nodes.base import node_of
from jobstatus.nodes.lookup import structure_node, unstructure_node


class Level(Enum):
    """An enum with a text, an integer, a number and a boolean."""

    LOW = "low"
    ONE = 1
    TWO = 2.0
    OFF = False


class Word(str, Enum):
    """An enum of texts."""

    LOW = "low"


class Grade(Enum):
    """An enum that takes more than its values."""

    ONE = 1

    @classmethod
    def _missing_(cls, value: object) -> "Grade | None":
        return cls.ONE if value == "one" else None


@pytest.mark.parametrize(
    ("type_", "value", "expected"),
    [
        (Literal["low", 1], 1, 1),
        (Literal["low", 1], "low", "low"),
        (Literal["low"], Word.LOW, "low"),
        (Literal[1, True], True, True),
        (Literal[1, True], 1, 1),
        (Literal[Level.ONE], 1, Level.ONE),
        (Literal[Level.TWO], 2, Level.TWO),
        (Literal[Level.TWO, 2], 2, 2),
        (Literal[Level.OFF] | None, False, Level.OFF),
        (Literal[Level.OFF] | None, None, None),
        (Level, "low", Level.LOW),
        (Level, Word.LOW, Level.LOW),
        (Level, 1, Level.ONE),
        (Level, 2, Level.TWO),
        (Level, 2.0, Level.TWO),
        (Level, False, Level.OFF),
        (Grade, "one", Grade.ONE),
        (IntEnum("Few", {"A": 1}), 1, 1),
        (set[str], ["a", "a"], {"a"}),
        (tuple[str, ...], ("a",), ("a",)),
        (tuple[str, int], ["a", 1], ("a", 1)),
        (frozenset[int], {1}, frozenset({1})),
        (set[int], deque([1]), {1}),
        (set, ["a"], {"a"}),
        (tuple, ["a", [1]], ("a", [1])),
        (tuple[()], [], ()),
    ],
    ids=str,
)
def test_a_value_of_the_declared_kind_is_structured(type_: Any, value: Any, expected: Any) -> None:
    """An integer is a number, and so is taken for a float of the same value."""
    structured = converter.structure(value, type_)
    assert expected == structured
    assert type(structured) is type(expected) or isinstance(structured, IntEnum)


@pytest.mark.parametrize(
    ("type_", "value", "message"),
    [
        (Literal[1], True, "expected one of 1, found boolean true"),
        (Literal[1], 1.0, "expected one of 1, found number 1.0"),
        (Literal[True], 1, "expected one of true, found number 1"),
        (Literal[Level.ONE], True, "expected one of 1, found boolean true"),
        (Literal["a"], ["a"], 'expected one of "a", found array ["a"]'),
        (Level, True, 'expected one of "low", 1, 2.0, false, found boolean true'),
        (Level, 1.0, 'expected one of "low", 1, 2.0, false, found number 1.0'),
        (Level, 0, 'expected one of "low", 1, 2.0, false, found number 0'),
        (Level, None, 'expected one of "low", 1, 2.0, false, found null'),
        (Grade, True, "expected one of 1, found boolean true"),
        (set[str], "abc", 'expected an array, found string "abc"'),
        (tuple[str, str], "ab", 'expected an array, found string "ab"'),
        (tuple[str, ...], {"a": 1}, 'expected an array, found object {"a": 1}'),
        (frozenset[int], b"abc", "expected an array, found bytes b'abc'"),
        (set[int], None, "expected an array, found null"),
        (set, "abc", 'expected an array, found string "abc"'),
        (tuple, {"a": 1}, 'expected an array, found object {"a": 1}'),
    ],
    ids=str,
)
def test_a_value_of_another_kind_is_refused(type_: Any, value: Any, message: str) -> None:
    """Whether the type is that of the document, or that of a field."""

    @attrs.frozen
    class Outer:
        a: type_

    with pytest.raises(StructureError, match=r"^cannot structure") as caught:
        converter.structure(value, type_)
    assert [message] == [problem.message for problem in caught.value.problems]
    with pytest.raises(StructureError) as within:
        converter.structure({"a": value}, Outer)
    assert [("$.a", message)] == [(p.path, p.message) for p in within.value.problems]


class Later(AtsJob):
    """A subclass, which may have fields of its own."""


def test_a_hook_has_a_node_for_its_own_type_alone() -> None:
    """A converter may find the hook of one type for another; those of scalars write subclasses, too."""
    hook = converter.get_structure_hook(AtsJob)
    assert structure_node(AtsJob, converter) is node_of(hook, AtsJob)
    assert None is node_of(hook, AtsJobsPaginated)
    assert None is node_of(hook, Later)
    text = converter.get_unstructure_hook(str)
    assert unstructure_node(Word, converter) is node_of(text, Word)
    assert None is node_of(text, int)
    assert None is node_of(text, str | None)


@pytest.mark.parametrize("count", [10, 11])
def test_ten_values_are_named_and_no_more(count: int) -> None:
    """An enum of more values has a message that does not list them."""
    enum = Enum("Numbered", {f"N{n}": n for n in range(count)})  # type: ignore[misc]
    with pytest.raises(StructureError) as caught:
        converter.structure(99, enum)
    assert (count == 10) == ("expected one of 0, 1, 2" in str(caught.value))


def test_an_iterator_is_no_array_and_stays_as_it_is() -> None:
    """What is refused has not been looked at."""
    numbers = iter([1, 2])
    with pytest.raises(StructureError, match="expected an array"):
        converter.structure(numbers, set[int])
    assert exactly([1, 2]) == exactly(list(numbers))


@pytest.mark.parametrize("type_", [AtsJobsPaginated, list[int], str, date | None], ids=str)
def test_a_node_is_resolved_with_all_below_it(type_: Any) -> None:
    """Every part of a resolved node is resolved, so that the next call need not look."""
    remaining = [structure_node(type_, converter), unstructure_node(type_, converter)]
    seen: list[Any] = []
    for node in remaining:
        node.resolve()
    while remaining:
        node = remaining.pop()
        assert node.resolved
        remaining += [part for part in node.parts() if not any(part is each for each in seen)]
        seen.append(node)
