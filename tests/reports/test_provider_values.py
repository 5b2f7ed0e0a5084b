"""Keys of provider's values are equal only if the values are the same JSON."""

import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exactly import exactly
from jobstatus import UNSET
from jobstatus.excerpts import ABSENT
from jobstatus.reports.provider_values import (
    MemoryBudget,
    ProviderValue,
    json_kind,
    provider_value,
    size_of,
    value_key,
)
from strategies import json_values

VALUES: list[tuple[Any, str]] = [
    (1, "integer"),
    (1.0, "float"),
    (True, "boolean"),
    ("1", "string"),
    (None, "null"),
    ({"a": 1, "b": 2}, "object"),
    ({"b": 2, "a": 1}, "object"),
    ({"a": 1.0, "b": 2}, "object"),
    ([], "array"),
    (2**64 + 1, "integer"),
    (0.0, "float"),
    (-0.0, "float"),
]


def test_what_is_different_json_has_different_keys() -> None:
    """Types, signs and the order of keys count."""
    keys = [value_key(value) for value, _ in VALUES] + [value_key(UNSET)]
    assert len(keys) == len(set(keys))


def test_texts_are_their_own_keys() -> None:
    """Texts, null and absent are their own keys, so that a report counts them directly."""
    assert ["open", None, UNSET] == [value_key("open"), value_key(None), value_key(UNSET)]


def test_kinds() -> None:
    """Integers and floats are two kinds."""
    assert [kind for _, kind in VALUES] == [json_kind(value_key(value)) for value, _ in VALUES]
    assert "absent" == json_kind(value_key(UNSET))


@given(json_values)
def test_a_value_comes_back_from_its_key(value: Any) -> None:
    """A value comes back from its key exactly, and with its kind."""
    key = value_key(value)
    assert exactly(value) == exactly(provider_value(key, 3).value)
    assert json_kind(key) == provider_value(key, 3).kind


@given(json_values, json_values)
def test_keys_are_equal_if_values_are(one: Any, other: Any) -> None:
    """Two values have one key if, and only if, nothing about them differs."""
    assert (exactly(one) == exactly(other)) == (value_key(one) == value_key(other))


def test_many_digits() -> None:
    """An integer is kept whole, even where Python is told to make no text of so many digits."""
    limit = sys.get_int_max_str_digits()
    try:
        sys.set_int_max_str_digits(640)
        key = value_key([10**4000])
        assert [10**4000] == provider_value(key, 1).value
    finally:
        sys.set_int_max_str_digits(limit)


def test_an_absent_value_comes_back() -> None:
    """An absent value has no `value` in the JSON document of the report."""
    absent = provider_value(UNSET, 2)
    assert ProviderValue("absent", ABSENT, 2) == absent
    assert {"kind": "absent", "jobs": 2} == absent.as_json()
    assert {"kind": "null", "value": None, "jobs": 1} == provider_value(None, 1).as_json()


@pytest.mark.parametrize(
    ("key", "size"),
    [("abcd", 4), (("object", b"{}"), 8), (("integer", 2**80), 17), (None, 0), (UNSET, 0)],
    ids=str,
)
def test_sizes(key: Any, size: int) -> None:
    """Texts count by their length, integers by their bytes, tuples by what is in them."""
    assert size == size_of(key)


@given(st.lists(st.integers(0, 500), max_size=20))
def test_no_more_is_reserved_than_there_is(sizes: list[int]) -> None:
    """A text that does not fit reserves no memory, and a smaller one may fit later."""
    budget = MemoryBudget(1_000)
    reserved = sum(size + 200 for size in sizes if budget.reserve(size))
    assert 1_000 - reserved == budget.bytes_left >= 0
