"""A JSON value is copied exactly, or everything in it that is not JSON is named."""

import json
from enum import IntEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import jobstatus.codecs.json_values as module
from exactly import exactly
from jobstatus.codecs.json_values import (
    Copier,
    copy_json,
    exact_scalar,
    flat_copy,
    integer_text,
    number_key_text,
)
from jobstatus.problems import Problem
from strategies import json_values, no_json


class Failing(dict[str, Any]):
    """A dict that can't be looked through."""

    def items(self) -> Any:
        """Refuse."""
        raise ValueError("no items")


class Ending(list[Any]):
    """A list that can't be looked through to its end."""

    def __iter__(self) -> Any:
        """Give one item, and refuse."""
        yield {1}
        raise KeyError("more")


def test_what_a_container_raises_is_a_problem_with_its_path() -> None:
    """An error of a container hides no problem of its neighbours, or of its items before it."""
    _, problems = copy_json([{"a": Failing(b=1), "c": {1}}, [Ending()], {2}])
    assert [
        ("$[0].a", "ValueError: no items, found object (cannot be shown)"),
        ("$[0].c", "expected a JSON value, found set {1}"),
        ("$[1][0][0]", "expected a JSON value, found set {1}"),
        ("$[1][0]", "KeyError: 'more', found array (cannot be shown)"),
        ("$[2]", "expected a JSON value, found set {2}"),
    ] == [(problem.path, problem.message) for problem in problems]


def test_what_no_value_can_mend_is_no_problem() -> None:
    """A lack of memory is raised as it is."""

    class Large(list[Any]):
        def __iter__(self) -> Any:
            raise MemoryError

    with pytest.raises(MemoryError):
        copy_json([Large()])


@given(json_values)
def test_the_copy_shares_no_container(value: object) -> None:
    """A later change of the document does not change the structured object."""
    inside = [value]
    copy, problems = copy_json(inside)
    assert ([], exactly(inside)) == (problems, exactly(copy))
    assert not _containers(inside) & _containers(copy)


def _containers(value: object) -> set[int]:
    if not isinstance(value, (list, dict)):
        return set()
    inside = value.values() if isinstance(value, dict) else value
    return {id(value)}.union(*map(_containers, inside))


@pytest.mark.parametrize(
    "value", [[], {}, ["a", None, True, 1, 1.5, ""], {"a": "b", "c": None, "d": True, "e": 1}]
)
def test_a_flat_value_is_copied_at_once(value: Any) -> None:
    """A list or dict of exact scalars, which most are."""
    assert exactly(value) == exactly(flat_copy(value))
    assert value is not flat_copy(value)


@pytest.mark.parametrize(
    "value", [5, (), [[]], {"a": {}}, {1: 2}, [float("nan")], [10**4300], [-(10**4300)], {"a": {1}}]
)
def test_any_other_value_is_not_copied_at_once(value: Any) -> None:
    """It is looked at in depth."""
    assert None is flat_copy(value)


@pytest.mark.parametrize("inner", [1, [], {"a": ["b"]}], ids=repr)
def test_a_value_may_nest_as_deep_as_is_said(inner: Any) -> None:
    """And not a level deeper."""
    inside = 2 if inner == {"a": ["b"]} else int(inner != 1)
    for depth in (inside, 5, 512):
        value = _tower(depth - inside, inner)
        assert [] == copy_json(value, depth=depth)[1]
        assert ["is nested deeper than 512 levels"] == [
            problem.message for problem in copy_json([value], depth=depth)[1]
        ]


def test_what_stands_twice_in_what_stands_twice_is_copied_once() -> None:
    """Or a value of 60 lists would be copied for years."""
    value: Any = [1]
    for _ in range(60):
        value = [value, value]
    copy, problems = copy_json(value)
    assert [] == problems
    assert copy[0] is copy[1]


def test_a_long_list_that_comes_again_is_copied_once() -> None:
    """A value of many references to one flat container takes no more memory than it has."""
    for flat in (list(range(1000)), dict.fromkeys(map(str, range(1000)))):
        value = [flat, [flat], {"x": flat}] * 10
        copy, problems = copy_json(value)
        assert ([], exactly(value)) == (problems, exactly(copy))
        assert 1 == len({id(part) for part in copy[::3]} | {id(part[0]) for part in copy[1::3]})
        assert copy[0] is not flat


@given(st.lists(json_values | no_json, min_size=1))
def test_all_that_is_not_json_is_named_in_order(values: list[object]) -> None:
    """Every problem of a value is there, in the order of the document."""
    bad = [index for index, value in enumerate(values) if copy_json(value)[1]]
    _, problems = copy_json({"x": list(values), "y": [list(values)]})
    paths = [f"$.x[{index}]" for index in bad] + [f"$.y[0][{index}]" for index in bad]
    assert paths == [problem.path for problem in problems]


def _tower(levels: int, inner: Any) -> Any:
    for _ in range(levels):
        inner = [inner]
    return inner


@pytest.mark.parametrize("inner", [[1], [IntEnum("Number", "ONE").ONE]], ids=["flat", "not-flat"])  # type: ignore[attr-defined]
def test_a_value_in_several_places_is_as_deep_as_its_copies_would_be(inner: Any) -> None:
    """Its known height counts where it comes again, and so does that of a value that holds it twice."""
    twice = [_tower(99, inner)] * 2
    refused = []
    for levels in range(400, 420):
        value = [twice, _tower(levels, twice)]
        _, problems = copy_json(value)
        _, of_copies = copy_json(json.loads(json.dumps(value)))
        assert bool(of_copies) == bool(problems)
        refused.append(bool(problems))
    assert {False, True} == set(refused)


def test_a_value_that_contains_itself_is_a_problem() -> None:
    """At the place of the inner one."""
    circular: dict[str, Any] = {}
    circular["a"] = [circular]
    _, problems = copy_json(circular)
    expected = 'contains itself (object {"a": [{"a": […]}]})'
    assert [("$.a[0]", expected)] == [(problem.path, problem.message) for problem in problems]


def test_problems_have_the_order_of_the_document() -> None:
    """A problem deep in an item comes before those of the next item."""
    nan = float("nan")
    _, problems = copy_json({"a": [[nan], nan], "b": nan, "c": {"d": nan}})
    assert ["$.a[0][0]", "$.a[1]", "$.b", "$.c.d"] == [problem.path for problem in problems]


def test_what_stands_in_two_places_is_as_deep_as_it_is_and_no_deeper() -> None:
    """A part that is copied once may stand wherever it fits, and nowhere else."""

    def nested(value: Any, levels: int) -> Any:
        for _ in range(levels):
            value = [value]
        return value

    inner = [[1]]
    flat, deep = [inner, inner], [nested([], 400), inner, inner]
    value = [nested([], 400), flat, nested(flat, 200)]
    assert (value, []) == copy_json(value)
    _, problems = copy_json([deep, nested(deep, 200)])
    assert 1 == len(problems)


def test_a_flood_of_problems_is_bounded() -> None:
    """A hundred thousand of them are ten thousand, side by side or each by itself."""
    nan = float("nan")
    for flood in ([[nan] for _ in range(100_000)], [nan] * 100_000, dict.fromkeys(range(100_000))):
        assert 10_000 == len(copy_json(flood)[1])


@given(json_values)
def test_lone_surrogates_are_problems_only_if_text_has_to_have_utf_8(value: object) -> None:
    """In values and in keys."""
    for flat in (["\ud800"], {"a": "\ud800"}):
        assert [[], 1] == [copy_json(flat)[1], len(copy_json(flat, utf_8=True)[1])]
    odd = {"a": [value, "\ud800"], "\udfff": value}
    assert [] == copy_json(odd)[1]
    _, problems = copy_json(odd, utf_8=True)
    assert [("$.a[1]", "string"), ("$", "string")] == [(p.path, p.kind) for p in problems]


def test_a_scalar_of_a_subclass_becomes_exact() -> None:
    """At the top of a value, and in it."""
    scalars = [Named("a"), IntEnum("Number", "ONE").ONE, type("Real", (float,), {})(1.5)]
    assert exactly(["a", 1, 1.5]) == exactly([exact_scalar(scalar) for scalar in scalars])
    assert exactly(["a", 1, 1.5]) == exactly(copy_json(scalars)[0])


def test_a_proper_scalar_is_itself() -> None:
    """Of exactly the class that it is."""
    scalars = ["", 0, 10**4299, -0.0, True, None]
    assert exactly(scalars) == exactly([exact_scalar(scalar) for scalar in scalars])


@pytest.mark.parametrize("value", [10**4300, -(10**4300)], ids=["positive", "negative"])
def test_an_integer_of_a_digit_too_many_is_no_scalar(value: int) -> None:
    """The sign is no digit."""
    with pytest.raises(Problem, match="at most 4,300 digits"):
        exact_scalar(value)


class Named(str):
    """A text that is equal to no other, so that a dict may have it beside an equal one."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)


@pytest.mark.parametrize("keys", [(Named("a"), "a"), ("a", Named("a"))], ids=["first", "last"])
def test_keys_that_become_one_are_a_problem(keys: Any) -> None:
    """Of the object, at its path."""
    for item in (1, "x", [2]):
        _, problems = copy_json({"x": dict.fromkeys(keys, item)})
        expected = ("$.x", 'expected a key that no other key becomes, too, found string "a"')
        assert [expected] == [(problem.path, problem.message) for problem in problems]


@given(st.integers() | st.integers(1, 4299).map(lambda digits: -(10**digits) // 7))
def test_an_integers_digits_are_those_of_python(value: int) -> None:
    """Up to 4,300 of them."""
    assert str(value) == integer_text(value)


@pytest.mark.parametrize("value", [0, 10**640, 10**640 - 1, -(10**1280), 10**1281 + 10**640])
def test_no_zero_is_lost_between_the_pieces_of_an_integer(value: int) -> None:
    """A piece may begin with zeros."""
    assert str(value) == integer_text(value)


def test_keys_are_spelled_canonically() -> None:
    """As JSON spells numbers and booleans."""
    keys = [True, False, 1, -2, 1.0, 1e300, -0.0]
    expected = ["true", "false", "1", "-2", "1.0", "1e+300", "-0.0"]
    assert expected == [number_key_text(key) for key in keys]


@pytest.mark.parametrize("value", [[], {}, [1, "a", None], {"a": 1.5, "b": True}], ids=repr)
def test_what_has_no_containers_is_copied_at_once(
    value: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lists and dicts of usual scalars need one level, and no copier, which takes longer."""
    monkeypatch.setattr(module, "Copier", None)
    assert (value, []) == copy_json(value, depth=1)


def test_usual_items_are_copied_by_the_fast_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only items and keys that are unusual are looked at with care."""
    monkeypatch.setattr(Copier, "scalar", None)
    monkeypatch.setattr(Copier, "_step", lambda _, step: {0: 0, "b": "b", 1: 1}[step])
    value = {"a": False, "b": [True, ["x"]], "c": None, "d": "text"}
    assert (value, []) == copy_json(value)
