"""The quick check says yes only to JSON of exact builtins."""

from enum import IntEnum
from typing import Any

import pytest
from hypothesis import given

from exactly import exactly
from jobstatus import COMPILED
from jobstatus.codecs import exact_json
from jobstatus.codecs.exact_json import is_exact_json
from jobstatus.codecs.json_values import copy_json
from strategies import json_values, no_json


class Number(IntEnum):
    """A number that is no exact `int`."""

    ONE = 1


class Text(str):
    """A text that is no exact `str`."""

    __slots__ = ()


def nested(count: int) -> Any:
    """Return lists in lists, of *count* levels."""
    value: Any = []
    for _ in range(count - 1):
        value = [value]
    return value


@given(json_values | no_json)
def test_an_exact_value_is_its_own_copy(value: Any) -> None:
    """So it can be encoded as it is."""
    if is_exact_json(value, 512):
        assert ([], exactly(value)) == (copy_json(value)[1], exactly(copy_json(value)[0]))


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        1,
        -1.5,
        "",
        [],
        {},
        {"a": [1, 2.5, {"b": None}]},
        "\ud800",
        10**18 - 1,
        1 - 10**18,
    ],
    ids=repr,
)
def test_usual_json_is_exact(value: Any) -> None:
    """Text with lone surrogates is left to the encoder."""
    assert is_exact_json(value, 512)


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        [float("inf")],
        (),
        {"a": {1}},
        {1: 2},
        {Text("a"): 1},
        [Text("a")],
        Number.ONE,
        b"",
        10**18,
        -(10**18),
    ],
    ids=repr,
)
def test_everything_else_needs_a_closer_look(value: Any) -> None:
    """Other classes, other keys, numbers that are not finite, large integers."""
    assert not is_exact_json(value, 512)


def test_the_depth_is_counted_as_by_the_copy() -> None:
    """A value of as many levels as allowed is exact; a value in itself is of endless depth."""
    circular: list[Any] = []
    circular += [circular, circular]
    assert [True, False, False] == [
        is_exact_json(value, 300) for value in (nested(300), nested(301), circular)
    ]


@pytest.mark.skipif(COMPILED, reason="compiled code has a limit of depth, and no recursion limit")
def test_a_full_stack_means_no(monkeypatch: pytest.MonkeyPatch) -> None:
    """The copy needs no stack."""

    def recurse(*_: Any) -> bool:
        raise RecursionError

    monkeypatch.setattr(exact_json, "_holds_exact_json", recurse)
    assert not is_exact_json([], 512)
