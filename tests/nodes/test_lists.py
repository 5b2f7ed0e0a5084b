"""Lists are lists: no text, no tuple, no set; but for `OneOrMany`."""

from typing import Any

import pytest

from jobstatus import (
    StructureError,
    UnstructureError,
    converter,
)
from jobstatus.nodes.lists import OneOrMany, is_one_or_many


@pytest.mark.parametrize("value", ["ab", {"a": "b"}, ("a",), {"a"}, None, 5], ids=repr)
def test_only_a_list_is_a_list(value: object) -> None:
    """Neither text nor an object is taken for its characters or keys."""
    with pytest.raises(StructureError, match="expected an array, found"):
        converter.structure(value, list[str])
    with pytest.raises(UnstructureError, match="expected a list, found"):
        converter.unstructure(value, list[str])


@pytest.mark.parametrize(
    ("wire", "expected"),
    [("a", ["a"]), (["a"], ["a"]), ([], []), (["a", "b"], ["a", "b"]), ("", [""])],
    ids=repr,
)
def test_a_bare_string_is_a_list_of_one(wire: object, expected: list[str]) -> None:
    """The published example has one; it is written as a list."""
    value: Any = converter.structure(wire, OneOrMany)
    assert expected == value == converter.unstructure(value, OneOrMany)


@pytest.mark.parametrize("wire", [5, None, {"a": "b"}, [5], [["a"]]], ids=repr)
def test_nothing_else_is_lenient(wire: object) -> None:
    """A bare number is no list of one, and strings in the list are strings."""
    with pytest.raises(StructureError, match="expected "):
        converter.structure(wire, OneOrMany)


@pytest.mark.parametrize("type_", [list[str], str, dict[str, OneOrMany]], ids=repr)
def test_other_lists_are_not_lenient(type_: object) -> None:
    """Only the marked type is."""
    assert is_one_or_many(OneOrMany)
    assert not is_one_or_many(type_)


def test_none_is_null_in_a_list() -> None:
    """And nothing else."""
    assert [None] == converter.structure([None], list[None])
    with pytest.raises(StructureError, match="expected null, found number 5"):
        converter.structure([5], list[None])
