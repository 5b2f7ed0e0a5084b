"""Values that cattrs's own hooks refuse are answered by what they would have taken."""

import json
from collections import Counter, OrderedDict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypedDict

import attrs
import pytest
from cattrs import Converter
from cattrs.gen import make_dict_structure_fn
from cattrs.strategies import configure_tagged_union, configure_union_passthrough

from jobstatus import JsonConverter, StructureError, configure, make_converter
from jobstatus.nodes.expectations import failure_of_shape


class Typed(TypedDict):
    """A typed dict."""

    a: int


class Named(NamedTuple):
    """A named tuple."""

    a: int
    b: str


@dataclass
class Data:
    """A dataclass."""

    a: int


@attrs.frozen
class Cat:
    """An animal."""

    claws: int


@attrs.frozen
class Dog:
    """Another."""

    bark: str


def message_of(made: JsonConverter, value: Any, type_: Any) -> str:
    """Return the one problem of a value in a list, in both ways to read, without its path."""
    messages: list[str] = []
    for read in (made.structure, lambda v, t: made.loads(json.dumps(v), t)):
        with pytest.raises(StructureError) as raised:
            read([value], list[type_])
        (problem,) = raised.value.problems
        messages.append(f"{problem.path.removeprefix('$[0]')} {problem.message}".lstrip())
    one, other = messages
    assert one == other
    return one


ARRAY = "expected an array"
OBJECT = "expected an object"
DATE = "expected an ISO 8601 date"


@pytest.mark.parametrize(
    ("type_", "value", "expected"),
    [
        (tuple[int, str], 5, f"{ARRAY}, found number 5"),
        (tuple[int, str], "ab", f'{ARRAY}, found string "ab"'),
        (tuple[int, str], [1], f"{ARRAY} of 2 items, found array [1]"),
        (tuple[int], [1, 2], f"{ARRAY} of 1 item, found array [1, 2]"),
        (tuple[int, str], [1, 2], "[1] expected a string, found number 2"),
        (tuple[int, ...], None, f"{ARRAY}, found null"),
        (tuple[int, ...], ["x"], '[0] expected an integer, found string "x"'),
        (Named, {"a": 1}, f'{ARRAY}, found object {{"a": 1}}'),
        (Named, [1, "a", 3], f'{ARRAY} of 2 items, found array [1, "a", 3]'),
        (set[int], "12", f'{ARRAY}, found string "12"'),
        (frozenset[int], 5, f"{ARRAY}, found number 5"),
        (deque[int], True, f"{ARRAY}, found boolean true"),
        (Sequence[int], "12", f'{ARRAY}, found string "12"'),
        (Mapping[str, int], [], f"{OBJECT}, found array []"),
        (OrderedDict[str, int], 5, f"{OBJECT}, found number 5"),
        (Counter[str], 5, f"{OBJECT}, found number 5"),
        (Counter[str], {"a": "x"}, '.a expected an integer, found string "x"'),
        (Typed, 5, f"{OBJECT}, found number 5"),
        (Data, 5, f"{OBJECT}, found number 5"),
        (Data, None, f"{OBJECT}, found null"),
        (Data | None, 5, f"{OBJECT}, found number 5"),
        (Data, {}, ".a is required, but absent"),
        (date, 5, f"{DATE}, found number 5"),
        (date, "last Tuesday", f'{DATE}, found string "last Tuesday"'),
        (bytes, 5, "expected base85 text, found number 5"),
        (Path, 5, "expected a string, found number 5"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_value_of_another_shape_is_answered_by_the_shape(
    type_: Any, value: Any, expected: str
) -> None:
    """And not by what Python says of it; what is wrong inside keeps its own path."""
    assert expected == message_of(make_converter(), value, type_)


@pytest.mark.parametrize(
    ("type_", "value", "expected"),
    [
        (str | int, [], "expected a string, a boolean or an integer, found array []"),
        (str | int | float | None, {}, "expected a string, a boolean, a number or null, found object {}"),
        (Literal["a"] | None | bool, 5, 'expected "a", a boolean or null, found number 5'),
        (Literal["b", "a"] | int, "c", 'expected "a", "b", a boolean or an integer, found string "c"'),
        (int | str | Cat, 1.5, "expected a string, a boolean, an integer or Cat, found number 1.5"),
        (int | str | Cat, {}, ".claws is required, but absent"),
        (int | str | Cat, [], "expected an object, found array []"),
    ],
    ids=lambda value: str(value)[:40],
)  # fmt: skip
def test_a_union_that_is_passed_through_names_what_it_takes(
    type_: Any, value: Any, expected: str
) -> None:
    """The kinds that JSON has, the values of literals, and the types that other hooks read."""
    made = make_converter()
    configure_union_passthrough(str | int | float | bool | None, made)
    assert expected == message_of(made, value, type_)


def test_other_scalars_are_named_by_their_class() -> None:
    """A format may carry more than JSON does."""
    made = make_converter()
    configure_union_passthrough(str | date | bytes, made)
    assert "expected a string, bytes or date, found number 5" == message_of(
        made, 5, str | date | bytes
    )


@pytest.mark.parametrize("unknown", ["drop", "forbid"])
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (5, f"{OBJECT}, found number 5"),
        (None, f"{OBJECT}, found null"),
        ([], f"{OBJECT}, found array []"),
        ({"_type": []}, "._type expected a string, found array []"),
        ({"_type": "Cow"}, ".claws is required, but absent"),
        ({}, ".claws is required, but absent"),
    ],
    ids=str,
)
def test_a_tagged_union_with_a_default_asks_for_an_object(
    value: Any, expected: str, unknown: Any
) -> None:
    """Whatever has no tag, or another one, is read as the default."""
    made = make_converter(unknown=unknown)
    configure_tagged_union(Cat | Dog, made, default=Cat)
    assert expected == message_of(made, value, Cat | Dog)


def test_hooks_of_users_speak_for_themselves() -> None:
    """Nobody else knows what they take."""

    def read(value: Any, _: Any) -> set[int]:
        raise TypeError(value)

    made = make_converter()
    made.register_structure_hook_func(lambda type_: type_ == set[int], read)
    assert "TypeError: 5, found number 5" == message_of(made, 5, set[int])


def test_what_no_document_can_mend_is_raised() -> None:
    """A lack of memory or of a hook is no problem of the value."""

    class Endless(list[int]):
        def __iter__(self) -> Any:
            raise MemoryError

    with pytest.raises(MemoryError):
        make_converter().structure(Endless(), set[int])


def test_of_a_type_that_is_no_class_nothing_is_known() -> None:
    """The exception that cattrs raises for the value is the answer."""
    hook: Any = make_dict_structure_fn(Cat, Converter())
    assert failure_of_shape(hook, Literal["a"], TypeError(), 5) is None


def test_any_converter_says_so() -> None:
    """Also one that was configured."""
    mine = Converter()
    configure(mine)
    with pytest.raises(StructureError, match="expected an array of 2 items, found array"):
        mine.structure({"a": [1]}, dict[str, tuple[int, int]])


def test_a_users_hook_says_itself_what_is_wrong_whatever_its_name() -> None:
    """A user's hook may have the name of one that cattrs generates."""

    def structure_mapping(value: Any, _: Any) -> Any:
        raise ValueError(value)

    made = make_converter()
    made.register_structure_hook_func(lambda type_: type_ == Mapping[str, int], structure_mapping)
    assert "ValueError: 5, found number 5" == message_of(made, 5, Mapping[str, int])
