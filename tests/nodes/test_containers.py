"""Lists and dicts of anything, within each other, and with the place of all that is wrong."""

from datetime import date
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UnsetType

from exactly import exactly
from jobstatus import (
    UNSET,
    AtsJob,
    JobStatus,
    JsonValue,
    StructureError,
    UnstructureError,
    converter,
    make_converter,
)
from jobstatus.nodes.dicts import is_dict
from jobstatus.nodes.lists import is_list
from jobstatus.nodes.lookup import structure_node, unstructure_node
from jobstatus.problems import MAX_PROBLEMS, Failure
from strategies import json_values, texts


@given(st.lists(json_values), st.dictionaries(texts, json_values))
def test_containers_of_json_come_back_exactly(array: list[Any], object_: dict[str, Any]) -> None:
    """Order and types stay."""
    for value, type_ in ((array, list[JsonValue]), (object_, dict[str, JsonValue])):
        structured: Any = converter.structure(value, type_)
        assert exactly(value) == exactly(structured) == exactly(converter.unstructure(structured))


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
    """Items behind the last of ten thousand problems are not read."""
    seen: list[object] = []
    mine = make_converter()
    mine.register_structure_hook(JobStatus, lambda value, _: seen.append(value) or 1 / 0)
    many = [0] * 30_000 if type_ == list[JobStatus] else dict.fromkeys(map(str, range(30_000)), 0)
    with pytest.raises(StructureError):
        mine.structure(many, type_)
    assert MAX_PROBLEMS == len(seen)


class Iterations:
    """An iterator that fails whenever it is asked, but for the first few times."""

    def __init__(self, *items: Any) -> None:
        self.remaining = list(items)

    def __iter__(self) -> Any:
        return self

    def __next__(self) -> Any:
        if not self.remaining:
            raise ValueError("no more")
        return self.remaining.pop(0)


@pytest.mark.parametrize(("items", "path"), [((), "$"), ((1,), "$[1]")], ids=["first", "second"])
def test_a_list_whose_own_iterator_fails_is_one_problem(items: Any, path: str) -> None:
    """It is not asked again and again: of itself, or of the item that it gave last."""

    class Failing(list[int]):
        def __iter__(self) -> Any:
            return Iterations(*items)

    for attempt in (
        lambda: converter.unstructure(Failing(), list[int]),
        lambda: converter.dumps(Failing(), list[int]),
    ):
        with pytest.raises(UnstructureError) as caught:
            attempt()
        assert [path] == [problem.path for problem in caught.value.problems]
        assert "ValueError: no more" in str(caught.value)
    with pytest.raises(StructureError, match="no more") as refused:
        converter.structure(Failing(), list[int])
    assert ["$"] == [problem.path for problem in refused.value.problems]


@pytest.mark.parametrize(
    ("items", "path"), [((), "$"), ((("a", 1),), "$.a")], ids=["first", "second"]
)
def test_a_dict_whose_own_items_fail_is_one_problem(items: Any, path: str) -> None:
    """They are not asked for again and again."""

    class Failing(dict[str, int]):
        def items(self) -> Any:
            return Iterations(*items)

    for attempt in (
        lambda: converter.unstructure(Failing(), dict[str, int]),
        lambda: converter.dumps(Failing(), dict[str, int]),
        lambda: converter.structure(Failing(), dict[str, int]),
    ):
        with pytest.raises((StructureError, UnstructureError), match="no more") as caught:
            attempt()
        assert [path] == [problem.path for problem in caught.value.problems]


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
        (dict[int, str], False, True),
        (tuple[int, ...], False, False),
        (str, False, False),
    ],
    ids=repr,
)
def test_the_predicates(type_: object, list_: bool, dict_: bool) -> None:
    """Lists and dicts of anything."""
    assert (list_, dict_) == (is_list(type_), is_dict(type_))


class Subclass(list[Any]):
    """A list of a class of its own."""


class Name(str):
    """Text of a class of its own."""

    __slots__ = ()


def test_subclasses_are_read_as_what_they_are() -> None:
    """A list as a list, text that is a key as text."""
    assert exactly([1]) == exactly(converter.structure(Subclass([1]), list[int]))
    assert exactly({"a": 1}) == exactly(converter.structure({Name("a"): 1}, dict[str, int]))


@pytest.mark.parametrize("wrap", [lambda value: [value], lambda value: {"a": value}])
def test_what_is_written_is_not_too_deep(wrap: Any) -> None:
    """Of no declared type either."""
    value: Any = 1
    for _ in range(513):
        value = wrap(value)
    with pytest.raises(UnstructureError, match="is nested deeper than 512 levels"):
        converter.unstructure(value)


@attrs.define
class Tree:
    """A class within itself, by way of a list and of a dict."""

    many: "list[Tree]" = attrs.field(factory=list)
    by_name: "dict[str, Tree]" = attrs.field(factory=dict)


attrs.resolve_types(Tree, globals())


@pytest.mark.parametrize("above", [0, 1])
@pytest.mark.parametrize("key", ["many", "by_name"])
def test_no_node_reads_what_is_too_deep(key: str, above: int) -> None:
    """Neither that of a class, nor those of what is in it."""
    wire: Any = {}
    for _ in range(300):
        wire = {key: [wire] if key == "many" else {"a": wire}}
    type_: Any = Tree
    if above:
        wire, type_ = [wire], list[Tree]
    with pytest.raises(StructureError, match="is nested deeper than 512 levels"):
        converter.structure(wire, type_)


@attrs.define
class Chain:
    """A class directly within itself."""

    next: "Chain | None" = None


attrs.resolve_types(Chain, globals())


@pytest.mark.parametrize(
    ("type_", "value", "deepest"),
    [
        (list[Any], [], 511),
        (dict[str, Any], {}, 511),
        (Chain, {}, 511),
        (JsonValue, [], 511),
        (Chain | None, {}, 510),
        (Chain | UnsetType, {}, 510),
        (int | list[str], [], 510),
    ],
    ids=["list", "dict", "class", "JSON", "may be null", "may be unset", "union"],
)
def test_a_value_may_stand_511_levels_deep(type_: Any, value: Any, deepest: int) -> None:
    """And no deeper, in both directions. A node that only chooses another one is a level, too."""
    read, write = structure_node(type_, converter), unstructure_node(type_, converter)
    for node in (read, write):
        node.resolve()
    written = Chain() if value == {} and type_ != dict[str, Any] else value
    assert written == read.read(value, deepest)
    assert value == write.write(written, deepest)
    beyond = deepest + 1
    for refuse in (lambda: read.read(value, beyond), lambda: write.write(written, beyond)):
        with pytest.raises(Failure) as caught:
            refuse()
        assert ["is nested deeper than 512 levels"] == [str(p) for p in caught.value.found]


def test_each_level_counts_once() -> None:
    """A class that is nested in itself adds one level for each instance, in both directions."""
    wire: Any = {}
    chain = Chain()
    for _ in range(511):
        wire, chain = {"next": wire}, Chain(chain)
    assert wire == converter.unstructure(converter.structure(wire, Chain))
    assert '{"next":' * 511 + "{}" + "}" * 511 == converter.dumps(chain).decode()
    with pytest.raises(StructureError, match="is nested deeper than 512 levels"):
        converter.structure({"next": wire}, Chain)
    with pytest.raises(UnstructureError, match="is nested deeper than 512 levels"):
        converter.unstructure(Chain(chain))


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        (list[int | None], [1, None]),
        (dict[str, int | None], {"a": 1, "b": None}),
        (list[JobStatus | None], [{"value": "open"}, None]),
        (dict[str, JobStatus | None], {"a": {"value": "open"}, "b": None}),
    ],
    ids=repr,
)
def test_null_among_values_is_null_and_nothing_else_is(type_: Any, value: Any) -> None:
    """In both directions."""
    assert value == converter.unstructure(converter.structure(value, type_), type_)


def test_a_value_that_may_be_unset_is_written_as_its_type_is() -> None:
    """The unstructure hook of the type writes the value, whatever structures it."""
    mine = make_converter()
    mine.register_structure_hook(date, lambda value, _: date.fromisoformat(value))
    mine.register_unstructure_hook(date, lambda value: value.isoformat())
    type_: Any = date | UnsetType
    assert "2021-01-02" == mine.unstructure(mine.structure("2021-01-02", type_), type_)


def test_what_is_unset_is_no_item() -> None:
    """Items are set; only a field can be unset."""
    type_: Any = list[int | UnsetType]
    assert [1, 2] == converter.unstructure(converter.structure([1, 2], type_), type_)
    with pytest.raises(UnstructureError, match=r"\$\[1\]: expected a value that is set"):
        converter.unstructure([1, UNSET], type_)
