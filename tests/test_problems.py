"""Problems have a message and a path, and are collected up to a bound."""

import json
from enum import Enum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exactly import exactly
from jobstatus import AtsJob, JobStatus, Problem, StructureError, converter, make_converter
from jobstatus.problems import MAX_PROBLEMS, Failure, Problems, mismatch, problems_in
from jobstatus.testing import hostile


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ((), "$"),
        (("data", 3, "job_status"), "$.data[3].job_status"),
        (("a key", "it's", ""), "$['a key'][\"it's\"]['']"),
        (("x" * 64,), f"$.{'x' * 64}"),
        (("x" * 65,), f"$['{'x' * 63}…']"),
        (("na\u202eme", "\ud800"), r"$['na\u202eme']['\ud800']"),
        ((0, 0), "$[0][0]"),
        (("a",) * 80, "$" + ".a" * 80),
        (("a",) * 81, "$" + ".a" * 40 + "…" + ".a" * 40),
        (("a" * 58,) * 5 + ("abc",), "$" + f".{'a' * 58}" * 5 + ".abc"),
        (
            ("a" * 58,) * 5 + ("abcd",),
            "$" + f".{'a' * 58}" * 3 + f".{'a' * 21}…{'a' * 35}" + f".{'a' * 58}.abcd",
        ),
    ],
    ids=[
        "root",
        "usual",
        "odd-keys",
        "key-that-fits",
        "long-key",
        "bidi",
        "indices",
        "long",
        "too-long",
        "300",
        "301",
    ],
)
def test_paths_are_json_paths(steps: tuple[str | int, ...], expected: str) -> None:
    """Names follow dots, indices and odd keys stand in brackets, long keys are shortened."""
    assert expected == Problem("", steps).path


class Mute(str):
    """Text that cannot be shown."""

    __slots__ = ()

    def __repr__(self) -> str:
        raise RuntimeError


@pytest.mark.parametrize(
    ("step", "plain"),
    [
        (Mute("a b"), "a b"),
        (Enum("Key", {"R": "a b"}, type=str).R, "a b"),  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
        (Enum("Index", {"THIRD": 3}, type=int).THIRD, 3),  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
        (True, "true"),
        (None, "null"),
        (1.5, "1.5"),
    ],
    ids=["mute", "enum", "index", "bool", "null", "float"],
)
def test_steps_are_plain(step: Any, plain: str | int) -> None:
    """Whatever a document has as keys; a path shows them as if they had been text or indices."""
    problems = [Problem("x").under(step), Problem.about(None, "x", (step,))]
    assert exactly([(plain,)] * 2) == exactly([problem.steps for problem in problems])
    assert {Problem("x", (plain,)).path} == {
        Problem("x", (step,)).path,
        *(p.path for p in problems),
    }


@pytest.mark.parametrize("type_", [JobStatus, dict[str, int]])
@pytest.mark.parametrize("unknown", ["drop", "forbid", "keep"])
def test_a_key_that_cannot_be_shown_is_shown(type_: Any, unknown: Any) -> None:
    """Not even the error's message may raise."""
    document = {"source_value": {Mute("a b"): {1}}, Mute("c d"): {2}}
    with pytest.raises(StructureError) as caught:
        make_converter(unknown=unknown).structure(document, type_)
    assert "[" in str(caught.value)
    assert {str, int} >= {type(step) for p in caught.value.problems for step in p.steps}


@given(st.lists(st.text() | st.integers(0)))
def test_a_path_has_a_bounded_length(steps: list[str | int]) -> None:
    """However deep the value and however long the keys."""
    assert len(Problem("", tuple(steps * 50)).path) <= 300


def test_problems_are_equal_if_everything_is() -> None:
    """Two readings of a document can be compared."""
    assert mismatch("a string", 5) == mismatch("a string", 5)
    assert hash(mismatch("a string", 5)) == hash(mismatch("a string", 5))
    assert mismatch("a string", 5) != mismatch("a string", 5).under("x")
    assert mismatch("a string", 5) != "expected a string, found number 5"


def test_the_repr_of_a_problem_is_short() -> None:
    """However long the key that it is at."""
    assert "<Problem at $.a: expected a string, found number 5>" == repr(
        mismatch("a string", 5).under("a")
    )
    assert len(repr(mismatch("a string", 5).under("x" * 10_000_000))) < 200


def test_a_document_of_nothing_but_problems_is_not_read_to_its_end() -> None:
    """Memory stays bounded: a million problems are ten thousand."""
    with pytest.raises(StructureError) as caught:
        converter.structure([5] * 1_000_000, list[str])
    assert MAX_PROBLEMS == len(caught.value.problems) == 10_000


def test_problems_of_parts_are_listed_in_order_each_at_its_place() -> None:
    """A tree of them is used: a part's problems stand beside the step to that part."""
    first, second, third = (mismatch("a string", n) for n in range(3))
    inner, outer = Problems(), Problems()
    inner.add(Failure.of(first, second), 7)
    outer.add(inner.failure(), "data")
    outer.note(third)
    assert (3, False) == (outer.count, outer.are_too_many)
    assert [
        ("$.data[7]", first.message),
        ("$.data[7]", second.message),
        ("$", third.message),
    ] == [(p.path, p.message) for p in problems_in(outer.found)]


def test_a_failure_takes_the_problems_along() -> None:
    """The collector keeps none of them."""
    problems = Problems()
    problems.join(Failure.of(mismatch("a string", 5)))
    failure = problems.failure()
    assert ([mismatch("a string", 5)], 1) == (failure.found, failure.count)
    assert [] == problems.found


def test_notes_may_be_added_and_set() -> None:
    """The path comes first; what sends exceptions between processes sets the notes that it has read."""
    problem = Problem("is wrong", ("id",))
    problem.add_note("see the manual")
    sent = Problem("is wrong", ("id",))
    sent.__notes__ = problem.__notes__
    assert ["at $.id", "see the manual"] == problem.__notes__ == sent.__notes__
    assert ["at $.id"] == Problem("is wrong", ("id",)).__notes__


@given(wire=hostile(AtsJob))
def test_problems_are_json_ready(wire: Any) -> None:
    """As dicts they have the path, the message, the kind and the excerpt, and nothing else."""
    try:
        converter.structure(wire, AtsJob)
    except StructureError as error:
        problems = [problem.as_dict() for problem in error.problems]
        assert problems == json.loads(json.dumps(problems))
        for problem, shown in zip(error.problems, problems, strict=True):
            assert ["path", "message", "kind", "excerpt"] == list(shown)
            assert [problem.path, problem.message, problem.kind, problem.excerpt] == [
                *shown.values()
            ]
            assert len(shown["excerpt"]) <= 80


def test_a_memory_error_that_took_the_place_of_a_failure_propagates() -> None:
    """Compiled code gets it so, where there is no memory to note where a failure was raised."""
    failure: Any = MemoryError()
    with pytest.raises(MemoryError):
        Problems().add(failure, "a")


def test_the_first_ten_thousand_problems_are_listed() -> None:
    """The problems of a tree are listed in its order, up to 10,000."""
    problems = [Problem(str(number)) for number in range(10_001)]
    listed = problems_in([("a", problems[:5]), *problems[5:]])
    assert [str(number) for number in range(10_000)] == [problem.message for problem in listed]


def test_ten_thousand_problems_of_a_value_are_too_many() -> None:
    """The ten-thousandth problem is kept, and no more are looked for."""
    problems = Problems()
    for _ in range(MAX_PROBLEMS):
        assert not problems.are_too_many
        problems.note(mismatch("a string", 5))
    assert problems.are_too_many
