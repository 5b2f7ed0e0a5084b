"""Converters are pickled and copied with all that is on them, and never without."""

import copy
import pickle
from collections.abc import Callable
from typing import Any

import cattrs
import pytest
from attrs import frozen
from cattrs.gen import override
from cattrs.strategies import configure_tagged_union

from jobstatus import (
    AtsJob,
    AtsJobValue,
    DriftCounter,
    JobStatus,
    JsonConverter,
    JsonValue,
    StructureError,
    UnrecognizedText,
    configure,
    configure_json_values,
    configure_open_enums,
    converter,
    make_converter,
)

Copy = Callable[[Any], Any]


def pickled(made: Any) -> Any:
    """Return a converter as another process gets it."""
    return pickle.loads(pickle.dumps(made))


COPIES: dict[str, Copy] = {
    "pickled": pickled,
    "pickled twice": lambda made: pickled(pickled(made)),
    "copied": lambda made: made.copy(),
    "copy.copy": copy.copy,
    "copy.deepcopy": copy.deepcopy,
    "pickled copy": lambda made: pickled(made.copy()),
    "copied pickle": lambda made: pickled(made).copy(),
}

by_copy = pytest.mark.parametrize("again", COPIES.values(), ids=COPIES)


@frozen
class Point:
    """A class of the user's."""

    x: int
    y_axis: int | None = None


@frozen
class Name:
    """Another."""

    name: str


@frozen
class Private:
    """A class whose alias is not its attribute's name."""

    _x: int = 1


def point_of(value: Any, _: Any) -> Point:
    """Make a point of its distance."""
    return Point(-len(value))


def text_of(point: Point) -> str:
    """Write a point as text."""
    return f"at {point.x}"


def is_point(type_: Any) -> bool:
    """Tell whether a type is the class."""
    return type_ is Point


def structure_factory(_: Any) -> Any:
    """Make the structure hook."""
    return point_of


def structure_factory_of_two(_: Any, made: cattrs.Converter) -> Any:
    """Make the structure hook for a converter."""
    assert isinstance(made, cattrs.Converter)
    return point_of


def unstructure_factory(_: Any) -> Any:
    """Make the unstructure hook."""
    return text_of


def unstructure_factory_of_two(_: Any, made: cattrs.Converter) -> Any:
    """Make the unstructure hook for a converter."""
    assert isinstance(made, cattrs.Converter)
    return text_of


def annotated(value: Any, _: Any) -> Point:
    """Make a point; the annotation says so."""
    return point_of(value, _)


def annotated_text(point: Point) -> str:
    """Write a point; the annotation says so."""
    return text_of(point)


OPTIONS: dict[str, dict[str, Any]] = {
    "defaults": {},
    "emit": {"nulls": "emit"},
    "forbid": {"unknown": "forbid"},
    "keep": {"unknown": "keep"},
    "camel": {"case": "camel"},
    "all": {"nulls": "emit", "unknown": "forbid", "case": "camel"},
}

DOCUMENTS: list[tuple[Any, Any]] = [
    ({"x": 1}, Point),
    ({"x": 1, "y_axis": None}, Point),
    ({"x": 1, "y_axis": 2}, Point),
    ({"x": 1, "yAxis": 2}, Point),
    ({"id": "1", "undeclared": 5, "title": None}, AtsJob),
    ({"value": "brand_new", "source_value": [1, 1.0, True]}, JobStatus),
    ({"value": 5}, JobStatus),
    ({"1": 2}, dict[int, int]),
]


def outcome(call: Callable[[], Any]) -> Any:
    """Return what a call returns, or the problems it raises."""
    try:
        return call()
    except StructureError as error:
        return error.problems


def behaviour(made: JsonConverter) -> list[Any]:
    """List what a converter makes of documents."""
    found: list[Any] = []
    for document, type_ in DOCUMENTS:
        value = outcome(lambda: made.structure(document, type_))  # noqa: B023 - it is called at once
        found.append(value)
        if not isinstance(value, tuple):
            found += [made.unstructure(value, type_), made.dumps(value, type_)]
            found.append(made.loads(made.dumps(value, type_), type_))
    return found


@by_copy
@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
def test_every_option_survives(options: Any, again: Copy) -> None:
    """The other converter makes the same of every document, whether the first was used before or not."""
    fresh, used = make_converter(**options), make_converter(**options)
    expected = behaviour(used)
    for made in (fresh, used):
        other = again(made)
        assert (type(made), expected) == (type(other), behaviour(other))


def test_the_options_are_not_all_alike() -> None:
    """Else the test above would see nothing."""
    seen = [behaviour(make_converter(**options)) for options in OPTIONS.values()]
    assert all(seen.index(one) == index for index, one in enumerate(seen))


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_the_converter_that_is_ready_to_import_pickles(protocol: int) -> None:
    """By every protocol; within one pickle it stays one object."""
    one, two = pickle.loads(pickle.dumps([converter, converter], protocol))
    assert one is two
    assert behaviour(converter) == behaviour(one)


@by_copy
def test_a_counter_comes_along(again: Copy) -> None:
    """The function that is called with drift is called by the other converter, too."""
    made = make_converter(on_drift=DriftCounter())
    made.loads('{"value": "brand_new"}', JobStatus)
    other = again(made)
    other.loads('{"value": "brand_new"}', JobStatus)
    (seen,) = other.on_drift.seen()
    assert (UnrecognizedText(AtsJobValue, "brand_new", "$.value"), 2) == seen


@by_copy
def test_text_keys_come_along(again: Copy) -> None:
    """A setting that somebody changed on a converter is copied like any other."""
    made = make_converter()
    made.text_keys = False
    assert {1: 2} == again(made).unstructure({1: 2}, dict[int, int])


REGISTERED: dict[str, Callable[[JsonConverter], object]] = {
    "class": lambda c: c.register_structure_hook(Point, point_of),
    "class, by name": lambda c: c.register_structure_hook(cl=Point, func=point_of),
    "union": lambda c: c.register_structure_hook(Point | Name, point_of),
    "func": lambda c: c.register_structure_hook_func(is_point, point_of),
    "func, by name": lambda c: c.register_structure_hook_func(check_func=is_point, func=point_of),
    "factory": lambda c: c.register_structure_hook_factory(is_point, structure_factory),
    "factory, by name": lambda c: c.register_structure_hook_factory(
        predicate=is_point, factory=structure_factory
    ),
    "factory of two": lambda c: c.register_structure_hook_factory(
        is_point, structure_factory_of_two
    ),
    "decorator": lambda c: c.register_structure_hook(annotated),
    "factory decorator": lambda c: c.register_structure_hook_factory(is_point)(structure_factory),
    "factory decorator of two": lambda c: c.register_structure_hook_factory(is_point)(
        structure_factory_of_two
    ),
}


@by_copy
@pytest.mark.parametrize("register", REGISTERED.values(), ids=REGISTERED)
def test_structure_hooks_come_along(register: Callable[..., object], again: Copy) -> None:
    """However they were registered."""
    made = make_converter()
    register(made)
    type_: Any = Point | Name if register is REGISTERED["union"] else Point
    other = again(made)
    assert Point(-3) == made.structure("abc", type_)
    assert Point(-3) == other.structure("abc", type_)
    assert [Point(-3)] == other.loads('["abc"]', list[type_])


UNSTRUCTURE_REGISTERED: dict[str, Callable[[JsonConverter], object]] = {
    "class": lambda c: c.register_unstructure_hook(Point, text_of),
    "class, by name": lambda c: c.register_unstructure_hook(cls=Point, func=text_of),
    "func": lambda c: c.register_unstructure_hook_func(is_point, text_of),
    "func, by name": lambda c: c.register_unstructure_hook_func(check_func=is_point, func=text_of),
    "factory": lambda c: c.register_unstructure_hook_factory(is_point, unstructure_factory),
    "factory, by name": lambda c: c.register_unstructure_hook_factory(
        predicate=is_point, factory=unstructure_factory
    ),
    "factory of two": lambda c: c.register_unstructure_hook_factory(
        is_point, unstructure_factory_of_two
    ),
    "decorator": lambda c: c.register_unstructure_hook(annotated_text),
    "factory decorator": lambda c: c.register_unstructure_hook_factory(is_point)(
        unstructure_factory
    ),
    "factory decorator of two": lambda c: c.register_unstructure_hook_factory(is_point)(
        unstructure_factory_of_two
    ),
}


@by_copy
@pytest.mark.parametrize("register", UNSTRUCTURE_REGISTERED.values(), ids=UNSTRUCTURE_REGISTERED)
def test_unstructure_hooks_come_along(register: Callable[..., object], again: Copy) -> None:
    """However they were registered."""
    made = make_converter()
    register(made)
    other = again(made)
    assert ["at 1"] == made.unstructure([Point(1)])
    assert ["at 1"] == other.unstructure([Point(1)])
    assert b'"at 1"' == other.dumps(Point(1))


@pytest.mark.parametrize(
    "register",
    [*REGISTERED.values(), *UNSTRUCTURE_REGISTERED.values()],
    ids=[*REGISTERED, *map("unstructure {}".format, UNSTRUCTURE_REGISTERED)],
)
def test_what_is_registered_later_counts_at_once(register: Callable[..., object]) -> None:
    """However it is registered, what was made of the hooks before is dropped."""
    made = make_converter()
    assert Point(1) == made.structure({"x": 1}, Point)
    assert b'{"x":1}' == made.dumps(Point(1))
    with pytest.raises(StructureError):
        made.structure([{}], list[Point | Name])
    register(made)
    if register in UNSTRUCTURE_REGISTERED.values():
        assert b'"at 1"' == made.dumps(Point(1))
    else:
        type_: Any = Point | Name if register is REGISTERED["union"] else Point
        assert [Point(-1)] == made.structure(["a"], list[type_])


@by_copy
def test_the_last_hook_wins_in_the_other_converter_too(again: Copy) -> None:
    """They are registered again in their order, and `configure` among them."""
    made = make_converter()
    made.register_structure_hook_func(is_point, annotated)
    made.register_structure_hook_func(is_point, point_of)
    configure(made, case="camel")
    other = again(made)
    assert Point(1, 2) == other.structure({"x": 1, "yAxis": 2}, Point)
    other.register_structure_hook(Point, point_of)
    other.register_structure_hook(Point, lambda _value, _type: "last")
    assert "last" == other.structure("a", Point)


UNPICKLABLE: dict[str, tuple[Callable[[JsonConverter], object], str]] = {
    "hook": (lambda c: c.register_structure_hook(Point, lambda _value, _: 1), "register_structure_hook"),
    "predicate": (lambda c: c.register_structure_hook_func(lambda _: False, point_of), "register_structure_hook_func"),
    "factory": (lambda c: c.register_structure_hook_factory(is_point, lambda _: point_of), "register_structure_hook_factory"),
    "factory decorator": (lambda c: c.register_structure_hook_factory(lambda _: False)(structure_factory), "register_structure_hook_factory"),
    "unstructure hook": (lambda c: c.register_unstructure_hook(Point, lambda _: 1), "register_unstructure_hook"),
    "unstructure predicate": (lambda c: c.register_unstructure_hook_func(lambda _: False, text_of), "register_unstructure_hook_func"),
    "unstructure factory": (lambda c: c.register_unstructure_hook_factory(is_point, lambda _: text_of), "register_unstructure_hook_factory"),
    "unstructure factory decorator": (lambda c: c.register_unstructure_hook_factory(lambda _: False)(unstructure_factory), "register_unstructure_hook_factory"),
    "tagged union": (lambda c: configure_tagged_union(Point | Name, c), "register_unstructure_hook"),
}  # fmt: skip


@pytest.mark.parametrize(("register", "named"), UNPICKLABLE.values(), ids=UNPICKLABLE)
def test_a_converter_does_not_pickle_without_a_hook(
    register: Callable[..., object], named: str
) -> None:
    """It says which one does not pickle, and by what it was registered; it can be copied."""
    made = make_converter()
    register(made)
    with pytest.raises(pickle.PicklingError, match=named) as info:
        pickle.dumps(made)
    assert "lambda" in str(info.value) or "configure_tagged_union" in str(info.value)
    assert Name("a") == made.copy().structure({"name": "a"}, Name)


def test_a_function_for_drift_that_does_not_pickle_is_an_error() -> None:
    """The converter would be another one without it."""
    with pytest.raises((pickle.PicklingError, AttributeError), match="lambda"):
        pickle.dumps(make_converter(on_drift=lambda _: None))


@by_copy
def test_what_is_registered_on_a_copy_stays_there(again: Copy) -> None:
    """Neither knows of the other's hooks, and each pickles with its own."""
    made = make_converter()
    made.loads('{"x": 1}', Point)
    other = again(made)
    other.register_structure_hook(Point, point_of)
    assert (Point(1), Point(-2)) == (made.structure({"x": 1}, Point), other.structure("ab", Point))
    assert Point(1) == pickled(made).structure({"x": 1}, Point)
    assert Point(-2) == pickled(other).structure("ab", Point)


@by_copy
def test_a_converter_with_a_part_of_the_hooks_pickles(again: Copy) -> None:
    """One that was made bare, and given open enums, or JSON values, or both, by our functions."""
    made = JsonConverter()
    configure_open_enums(made)
    configure_json_values(made)
    other = again(made)
    assert "brand_new" == other.structure("brand_new", AtsJobValue)
    assert [1, "a", None] == other.structure([1, "a", None], list[JsonValue])


SETTINGS: dict[str, tuple[dict[str, Any], Callable[[JsonConverter], Any], Any]] = {
    "use_alias": ({"use_alias": True}, lambda c: (c.unstructure(Private(2)), c.structure({"x": 3}, Private)), ({"x": 2}, Private(3))),
    "omit_if_default": ({"omit_if_default": True}, lambda c: c.unstructure([Private(1), Private(2)]), [{}, {"_x": 2}]),
    "type_overrides": ({"type_overrides": {str: override(rename="is")}}, lambda c: (c.unstructure(Name("a")), c.structure({"is": "b"}, Name)), ({"is": "a"}, Name("b"))),
    "forbid_extra_keys": ({"forbid_extra_keys": True}, lambda c: [p.path for p in outcome(lambda: c.structure({"name": "a", "z": 1}, Name))], ["$.z"]),
    "unstruct_collection_overrides": ({"unstruct_collection_overrides": {set: sorted}}, lambda c: c.unstructure({2, 1}, set[int]), [1, 2]),
}  # fmt: skip


@by_copy
@pytest.mark.parametrize(("given", "ask", "expected"), SETTINGS.values(), ids=SETTINGS)
def test_the_settings_of_cattrs_survive(
    given: Any, ask: Callable[..., Any], expected: Any, again: Copy
) -> None:
    """Those that a converter was made with, by whoever made it."""
    made = JsonConverter(**given)
    configure(made)
    assert (expected, expected) == (ask(made), ask(again(made)))


def test_the_settings_of_a_copy_are_its_own() -> None:
    """A copy that was made with others pickles with those."""
    made = make_converter()
    copied = made.copy(omit_if_default=True, forbid_extra_keys=True)
    for other in (copied, pickled(copied)):
        assert {} == other.unstructure(Private(1))
        assert ["$.z"] == [p.path for p in outcome(lambda: other.structure({"z": 1}, Private))]  # noqa: B023 - at once
    assert {"_x": 1} == pickled(made).unstructure(Private(1))


class Shouting(JsonConverter):
    """A converter of the user's, with a method and a hook of its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        configure(self, unknown="forbid")
        self.register_structure_hook(Point, point_of)

    def loads(self, data: Any, cl: Any) -> Any:
        """Read a document, and say so."""
        return super().loads(data, cl), "!"


@by_copy
def test_a_subclass_stays_one(again: Copy) -> None:
    """It is made by its own `__init__`, and has what that registers, and what was registered since."""
    made = Shouting(use_alias=True)
    made.register_unstructure_hook(Point, text_of)
    other = again(made)
    assert Shouting is type(other)
    assert (Point(-2), "!") == other.loads('"ab"', Point)
    assert "at 1" == other.unstructure(Point(1))
    assert {"x": 1} == other.unstructure(Private(1))
    assert ["$.z"] == [p.path for p in outcome(lambda: other.structure({"z": 1}, JobStatus))]


def test_a_subclass_registers_nothing_twice() -> None:
    """However often it is pickled, it stays as large."""
    once = pickled(Shouting())
    assert len(pickle.dumps(once)) == len(pickle.dumps(pickled(pickled(once))))


def refuse(type_: Any) -> Any:
    """Make no hook."""
    raise KeyError(type_)


def test_fallback_factories_come_along() -> None:
    """They are hook factories, too."""
    made = JsonConverter(structure_fallback_factory=refuse)
    with pytest.raises(KeyError):
        pickle.loads(pickle.dumps(made)).structure(5, complex)
