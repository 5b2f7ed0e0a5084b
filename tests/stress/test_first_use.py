"""Threads that use a fresh converter and fresh classes at once get what one thread alone gets."""

import json
import os
from collections.abc import Callable
from typing import Any, Generic, TypeVar

import attrs
import pytest

from exactly import exactly, outcome
from jobstatus import AtsJobValue, JsonConverter, JsonValue, Open, make_converter, salvage
from jobstatus.schema import json_schema
from threads import together

ROUNDS = 100 if os.environ.get("LONG") else 2
THREADS = 16
T = TypeVar("T")


def fresh_classes() -> Any:
    """Make classes that nothing knows yet: recursive, generic, with names that come later."""

    @attrs.frozen
    class Leaf(Generic[T]):
        """A generic class."""

        value: T
        status: Open[AtsJobValue] | None = None

    @attrs.frozen
    class Tree:
        """A class that refers to itself, and to one that comes later."""

        texts: Leaf[str]
        numbers: dict[str, Leaf[int]]
        kids: "list[Tree]" = attrs.field(factory=list)
        later: "Later | None" = None

    @attrs.define(slots=False)
    class Later:
        """A class whose instances are made by calling it."""

        any: JsonValue = None
        back: "Tree | None" = attrs.field(default=None, validator=[])

    attrs.resolve_types(Tree, {"Later": Later, "Tree": Tree}, {"T": T})
    attrs.resolve_types(Later, {"Tree": Tree}, {"T": T})
    return Tree


def document(depth: int = 2) -> Any:
    """Return a good document."""
    return {
        "texts": {"value": "a", "status": f"new {depth}"},
        "numbers": {"x": {"value": 2**70, "status": "open"}},
        "kids": [document(depth - 1)] if depth else [],
        "later": {"any": [1, 1.0, "1", None], "back": document(0) if depth else None},
    }


BAD: Any = {"texts": {"value": 5}, "numbers": {"x": {"value": "y"}}, "kids": [5, {"later": 6}]}
GOOD: Any = document()
GOOD_TEXT = json.dumps(GOOD).encode()
BAD_TEXT = json.dumps(BAD).encode()


def calls(made: JsonConverter, cl: Any) -> dict[str, Callable[[], Any]]:
    """Return calls, each of which may be the first use of a converter and of a class."""
    tree = make_converter().structure(GOOD, cl)
    return {
        "loads": lambda: made.loads(GOOD_TEXT, cl),
        "loads bad": lambda: made.loads(BAD_TEXT, cl),
        "loads hook": lambda: made.get_loads_hook(list[cl])(b"[%b]" % GOOD_TEXT),
        "structure": lambda: made.structure(GOOD, cl),
        "structure bad": lambda: made.structure(BAD, cl),
        "dumps": lambda: made.dumps(tree),
        "dumps as": lambda: made.dumps([tree], list[cl]),
        "unstructure": lambda: made.unstructure(tree),
        "salvage": lambda: repr(salvage([GOOD, BAD], list[cl], converter=made)),
        "schema": lambda: json_schema(cl, converter=made),
    }


@pytest.mark.parametrize(
    "options",
    [{}, {"unknown": "keep", "on_drift": lambda _: None}],
    ids=["default", "keep, on_drift"],
)
def test_the_first_use_by_sixteen_threads_gives_what_one_thread_gets(options: Any) -> None:
    """Whatever each of them does first, and in whatever order the nodes are found."""
    for turn in range(ROUNDS):
        cl = fresh_classes()
        # The class is as fresh for the converter as the converter is; one thread alone comes later.
        made = make_converter(**options)
        works = list(calls(made, cl).items())
        works = [works[(turn + number) % len(works)] for number in range(THREADS)]
        found: list[tuple[str, Any]] = []

        def work(name: str, call: Callable[[], Any], found: Any = found) -> None:
            found.append((name, outcome(call)))

        raised = together(*[lambda w=w: work(*w) for w in works])
        assert [] == raised
        alone = {name: outcome(call) for name, call in calls(make_converter(**options), cl).items()}
        assert THREADS == len(found)
        for name, result in found:
            assert alone[name] == result, name


def test_converters_are_made_and_used_by_sixteen_threads() -> None:
    """Converters of their own share nothing that one thread could spoil for another."""
    cl = fresh_classes()
    expected = exactly(make_converter().structure(GOOD, cl))
    texts: list[bytes] = []

    def work() -> None:
        for _ in range(2):
            made = make_converter()
            tree = made.loads(GOOD_TEXT, cl)
            assert expected == exactly(tree)
            texts.append(made.dumps(tree))

    assert [] == together(*[work] * THREADS)
    assert {make_converter().dumps(make_converter().structure(GOOD, cl))} == set(texts)


def test_threads_get_the_same_unrecognized_value() -> None:
    """There is one object for a text, whichever thread was the first to make it."""
    for turn in range(ROUNDS * 10):
        values: list[Any] = []
        assert [] == together(*[lambda: values.append(AtsJobValue(f"at once {turn}"))] * 8)  # noqa: B023
        assert 1 == len({id(value) for value in values})
