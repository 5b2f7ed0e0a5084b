"""Hooks that are registered while others read: each result is that of one hook or the other."""

import os
import pickle
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from attrs import frozen

from jobstatus import JsonConverter, StructureError, make_converter
from threads import together

SECONDS = 20 if os.environ.get("LONG") else 0.5
LEAST = 2


def rounds() -> Iterator[int]:
    """Count until the time is over: how fast threads take turns depends on the machine."""
    end = time.monotonic() + SECONDS
    number = 1
    while number <= LEAST or time.monotonic() < end:
        yield number
        number += 1


@frozen
class Point:
    """A class with a hook."""

    x: Any


@frozen
class Line:
    """A class of points."""

    points: list[Point]


def read_as(number: int) -> Callable[[Any, Any], Point]:
    """Return a hook that structures points with the number of the hook."""
    return lambda value, _: Point((number, value))


def write_as(number: int) -> Callable[[Point], Any]:
    """Return a hook that unstructures points with the number of the hook."""
    return lambda point: [number, point.x[1]]


def is_point(type_: Any) -> bool:
    """Tell whether a type is the class."""
    return type_ is Point


def by_class(made: JsonConverter, number: int) -> None:
    """Register hooks for the class."""
    made.register_structure_hook(Point, read_as(number))
    made.register_unstructure_hook(Point, write_as(number))


def by_predicate(made: JsonConverter, number: int) -> None:
    """Register hooks for types of which a function is true."""
    made.register_structure_hook_func(is_point, read_as(number))
    made.register_unstructure_hook_func(is_point, write_as(number))


def by_factory(made: JsonConverter, number: int) -> None:
    """Register factories of hooks."""
    made.register_structure_hook_factory(is_point, lambda _: read_as(number))
    made.register_unstructure_hook_factory(is_point, lambda _: write_as(number))


WAYS = [by_class, by_predicate, by_factory]
BODY = b'{"points":[1,2,3]}'


def numbers_of(line: Line) -> set[int]:
    """Return which hooks have made the points."""
    assert [1, 2, 3] == [point.x[1] for point in line.points]
    return {point.x[0] for point in line.points}


def written_numbers(text: bytes) -> set[int]:
    """Return which hooks have written the points."""
    pairs = make_converter().loads(text, dict[str, list[list[int]]])["points"]
    assert [1, 2, 3] == [pair[1] for pair in pairs]
    return {pair[0] for pair in pairs}


@pytest.mark.parametrize("register", WAYS, ids=lambda way: way.__name__)
def test_a_hook_is_seen_by_the_next_call_of_its_thread(register: Any) -> None:
    """Others read meanwhile: good documents as one of the hooks makes them, bad ones are refused."""
    made = make_converter()
    register(made, 0)
    stop = threading.Event()
    line = Line([Point((0, n)) for n in (1, 2, 3)])

    def write() -> None:
        try:
            for number in rounds():
                register(made, number)
                assert {number} == numbers_of(made.loads(BODY, Line))
                assert {number} == numbers_of(made.structure({"points": [1, 2, 3]}, Line))
                assert {number} == written_numbers(made.dumps(line))
                assert [number, 1] == made.unstructure(line)["points"][0]
        finally:
            stop.set()

    def read() -> None:
        latest = 0
        hook = made.get_loads_hook(Line)
        calls: list[Callable[[], Line]] = [lambda: made.loads(BODY, Line), lambda: hook(BODY)]
        while not stop.is_set():
            for call in calls:
                (number,) = numbers_of(call())
                assert latest <= number
                latest = number
            assert 1 == len(written_numbers(made.dumps(line)))
            with pytest.raises(StructureError):
                made.loads('{"points": 5}', Line)

    assert [] == together(write, read, read, read)


def read_plainly(value: Any, _: Any) -> Point:
    """Read a point, by a hook that can be pickled."""
    return Point((1, value))


def test_a_converter_can_be_copied_and_pickled_while_others_read_and_register() -> None:
    """A copy has one of the hooks, and is not changed by what is registered on the other later."""
    made = make_converter()
    made.register_structure_hook(Point, read_plainly)
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            assert {1} == numbers_of(made.loads(BODY, Line))

    def register() -> None:
        while not stop.is_set():
            made.register_structure_hook(Point, read_plainly)

    def copy() -> None:
        try:
            for _ in rounds():
                copies = (made.copy(), pickle.loads(pickle.dumps(made)))
                for other in copies:
                    assert {1} == numbers_of(other.loads(BODY, Line))
                    other.register_structure_hook(Point, read_as(7))
                    assert {7} == numbers_of(other.loads(BODY, Line))
        finally:
            stop.set()

    assert [] == together(copy, read, read, register)
    assert {1} == numbers_of(made.loads(BODY, Line))
