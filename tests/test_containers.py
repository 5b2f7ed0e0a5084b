"""Lists are lists, objects are text-keyed dicts, and each element says where it is."""

from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exactly import exactly
from jobstatus import (
    AtsJob,
    JobStatus,
    JsonValue,
    StructureError,
    UnstructureError,
    converter,
    make_converter,
)
from jobstatus.containers import is_list, is_text_keyed_dict
from jobstatus.errors import MAX_PROBLEMS
from strategies import json_values, texts


@given(st.lists(json_values), st.dictionaries(texts, json_values))
def test_containers_of_json_come_back_exactly(array: list[Any], object_: dict[str, Any]) -> None:
    """Order and types stay."""
    for value, type_ in ((array, list[JsonValue]), (object_, dict[str, JsonValue])):
        structured: Any = converter.structure(value, type_)
        assert exactly(value) == exactly(structured) == exactly(converter.unstructure(structured))


@pytest.mark.parametrize("value", ["ab", {"a": "b"}, ("a",), {"a"}, None, 5], ids=repr)
def test_only_a_list_is_a_list(value: object) -> None:
    """Neither text nor an object is taken for its characters or keys."""
    with pytest.raises(StructureError, match="expected an array, found"):
        converter.structure(value, list[str])
    with pytest.raises(UnstructureError, match="expected a list, found"):
        converter.unstructure(value, list[str])


@pytest.mark.parametrize("value", ["ab", ["ab"], [("a", "b")], None, 5], ids=repr)
def test_only_a_dict_is_an_object(value: object) -> None:
    """Pairs are no object."""
    with pytest.raises(StructureError, match="expected an object, found"):
        converter.structure(value, dict[str, str])
    with pytest.raises(UnstructureError, match="expected a dict, found"):
        converter.unstructure(value, dict[str, str])


def test_keys_are_text() -> None:
    """Every odd key is named; none is made into text."""
    with pytest.raises(StructureError) as caught:
        converter.structure({"a": "x", 1: "y", None: "z"}, dict[str, str])
    messages = [problem.message for problem in caught.value.problems]
    assert [
        "expected a string as a key, found number 1",
        "expected a string as a key, found null",
    ] == (messages)


def test_bad_elements_are_named_in_both_directions() -> None:
    """Each with its index or key."""
    with pytest.raises(StructureError) as caught:
        converter.structure({"a": [1, "x"], "b": [None]}, dict[str, list[int]])
    assert ["$.a[1]", "$.b[0]"] == [problem.path for problem in caught.value.problems]
    with pytest.raises(UnstructureError) as out:
        converter.unstructure({"a": [1, "x"], "b": [None]}, dict[str, list[int]])
    assert ["$.a[1]", "$.b[0]"] == [problem.path for problem in out.value.problems]


@pytest.mark.parametrize("type_", [list[JobStatus], dict[str, JobStatus]], ids=["list", "dict"])
def test_reading_stops_at_ten_thousand_problems(type_: Any) -> None:
    """What comes after them is not even looked at."""
    seen: list[object] = []
    mine = make_converter()
    mine.register_structure_hook(JobStatus, lambda value, _: seen.append(value) or 1 / 0)
    many = [0] * 30_000 if type_ == list[JobStatus] else dict.fromkeys(map(str, range(30_000)), 0)
    with pytest.raises(StructureError):
        mine.structure(many, type_)
    assert MAX_PROBLEMS == len(seen)


def test_containers_without_a_declared_element_go_by_the_elements_own_class() -> None:
    """So a list or dict of instances can be written as it is."""
    job = AtsJob(id="a", job_status=JobStatus(source_value=True))
    written = {"id": "a", "job_status": {"source_value": True}}
    assert {"jobs": [written, 1, None]} == converter.unstructure({"jobs": [job, 1, None]})


def test_a_type_variable_goes_by_the_elements_own_class() -> None:
    """A generic class writes what it holds."""
    T = __import__("typing").TypeVar("T")

    @attrs.frozen
    class Page(__import__("typing").Generic[T]):
        data: list[T]
        first: T

    page = Page([JobStatus(source_value=1)], JobStatus())
    assert {"data": [{"source_value": 1}], "first": {}} == converter.unstructure(page)
    assert page == converter.structure(converter.unstructure(page), Page[JobStatus])


@pytest.mark.parametrize(
    ("type_", "list_", "dict_"),
    [
        (list[int], True, False),
        (list, True, False),
        (dict[str, int], False, True),
        (dict, False, True),
        (dict[int, str], False, False),
        (tuple[int, ...], False, False),
        (str, False, False),
    ],
    ids=repr,
)
def test_the_predicates(type_: object, list_: bool, dict_: bool) -> None:
    """Lists of anything; dicts that are not declared to have other keys than text."""
    assert (list_, dict_) == (is_list(type_), is_text_keyed_dict(type_))
