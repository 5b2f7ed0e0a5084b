"""Undeclared keys are reported wherever attrs classes are read, in every way."""

import json
import time
from collections import OrderedDict
from typing import Annotated, Any

import attrs
import pytest
from cattrs.gen import override
from cattrs.strategies import configure_tagged_union, include_subclasses
from hypothesis import given
from hypothesis import strategies as st

from jobstatus import (
    AtsJob,
    AtsJobsPaginated,
    AtsJobValue,
    DriftCounter,
    DriftEvent,
    Extra,
    InterviewStage,
    JobStatus,
    JsonConverter,
    StructureError,
    UndeclaredKey,
    UnrecognizedText,
    make_converter,
    salvage,
)
from jobstatus.testing import drifted

PAGE: Any = {
    "data": [
        {"job_status": {"value": "filled", "label": 1}, "job_postings": [1], "title": None},
        {"job_postings": {"a": 1}, "interview_stages": [{"id": "s"}, {"a-b": 1, "c": {}}]},
    ],
    "total": 7,
    "next": None,
}
EXPECTED = [
    UnrecognizedText(AtsJobValue, "filled", "$.data[0].job_status.value"),
    UndeclaredKey(JobStatus, "label", "$.data[0].job_status.label"),
    UndeclaredKey(AtsJob, "job_postings", "$.data[0].job_postings"),
    UndeclaredKey(InterviewStage, "a-b", "$.data[1].interview_stages[1]['a-b']"),
    UndeclaredKey(InterviewStage, "c", "$.data[1].interview_stages[1].c"),
    UndeclaredKey(AtsJob, "job_postings", "$.data[1].job_postings"),
    UndeclaredKey(AtsJobsPaginated, "total", "$.total"),
]


def observed(**options: Any) -> tuple[JsonConverter, list[DriftEvent]]:
    """Make a converter, and the list of its events."""
    events: list[DriftEvent] = []
    return make_converter(on_drift=events.append, **options), events


@pytest.mark.parametrize("unknown", ["drop", "keep"])
def test_undeclared_keys_are_reported_in_every_way_to_read(unknown: str) -> None:
    """Once each, in the order of the document, with class, key and path.

    With `unknown="keep"`, explicit nulls and other spellings in `extra` are no drift.
    """
    made, events = observed(unknown=unknown)
    hook = made.get_loads_hook(AtsJobsPaginated)
    for read in (
        lambda: made.structure(PAGE, AtsJobsPaginated),
        lambda: made.loads(json.dumps(PAGE), AtsJobsPaginated),
        lambda: hook(json.dumps(PAGE).encode()),
        lambda: made.copy().loads(json.dumps(PAGE), AtsJobsPaginated),
        lambda: salvage(PAGE, AtsJobsPaginated, converter=made),
        lambda: made.structure(OrderedDict(PAGE), AtsJobsPaginated),
    ):
        events.clear()
        read()
        assert EXPECTED == events


def test_where_undeclared_keys_are_refused_there_are_none_to_report() -> None:
    """Unrecognized texts still are."""
    made, events = observed(unknown="forbid")
    with pytest.raises(StructureError):
        made.structure({"value": "new", "x": 1}, JobStatus)
    made.structure({"value": "new"}, JobStatus)
    assert [UnrecognizedText(AtsJobValue, "new", "$.value")] == events


def test_of_a_salvaged_page_the_good_items_are_reported_where_they_were() -> None:
    """And the page's own keys; not the keys of rejects."""
    made, events = observed()
    items = [{"id": 5, "y": 1, "job_status": {"z": 1}}, {"x": 1}]
    salvage({"data": items, "w": 1}, AtsJobsPaginated, converter=made)
    assert ["$.data[1].x", "$.w"] == [event.path for event in events]
    events.clear()
    salvage(json.dumps(items), list[AtsJob], converter=made)
    assert ["$[1].x"] == [event.path for event in events]


def test_a_second_spelling_is_no_drift() -> None:
    """The other case is an undeclared key only where it is dropped beside the right one."""
    made, events = observed()
    made.loads('{"sourceValue":1}', JobStatus)
    assert [] == events
    for read in (made.structure, lambda wire, type_: made.loads(json.dumps(wire), type_)):
        read({"job_status": None, "jobStatus": 5}, AtsJob)
    assert [UndeclaredKey(AtsJob, "jobStatus", "$.jobStatus")] * 2 == events


def test_a_key_that_is_no_text_is_reported_as_an_excerpt() -> None:
    """Documents that are no JSON may have such keys; an instance of a subclass becomes exact text."""

    class Text(str):
        __slots__ = ()

    made, events = observed()
    made.structure({5: 1, None: 2, Text("t"): 3, 10**5000: 4}, JobStatus)
    keys = [event.key for event in events if isinstance(event, UndeclaredKey)]
    assert ["5", "null", "t", "of about 5,001 digits"] == keys
    assert [str] * 4 == list(map(type, keys))


@attrs.define
class Slotted:
    """A class whose instances are made by filling slots, one of them by a converter."""

    name: str = attrs.field(default="", converter=str.strip)


@attrs.define
class Called:
    """A class that is called to make instances."""

    name: str = ""
    inner: Slotted | None = None

    def __attrs_post_init__(self) -> None:
        self.name = self.name.upper()


@attrs.define(slots=False)
class Keeping:
    """A class without slots that keeps undeclared keys."""

    name: str = ""
    more: Extra = attrs.field(factory=dict)


@pytest.mark.parametrize("unknown", ["drop", "keep"])
@pytest.mark.parametrize("type_", [Slotted, Called, Keeping])
def test_anybodys_classes_are_observed(type_: Any, unknown: str) -> None:
    """However their instances are made."""
    made, events = observed(unknown=unknown)
    expected = [UndeclaredKey(type_, "x", f"$[{i}].x") for i in (0, 2)]
    wire = [{"name": "a", "x": None}, {"name": "b"}, {"x": 1}]
    made.structure(wire, list[type_])
    made.loads(json.dumps(wire), list[type_])
    assert expected * 2 == events


def test_each_occurrence_of_one_object_is_reported() -> None:
    """A key that stands twice in an object is one key."""
    made, events = observed()
    made.loads('{"name":"a","x":1,"x":2,"inner":{"y":1},"inner":{"y":1,"z":1,"y":2}}', Called)
    assert ["$.inner.y", "$.inner.z", "$.x"] == [event.path for event in events]


@attrs.define
class Cat:
    """One animal."""

    name: str = ""


@attrs.define
class Kitten(Cat):
    """A younger one."""

    age: int = attrs.field(kw_only=True)


@attrs.define
class Dog:
    """Another animal."""

    bark: str


@attrs.define
class Caged:
    """A class around an animal."""

    cat: Cat


@attrs.define
class Home:
    """A class with animals, in every kind of container."""

    either: Cat | Dog | None = None
    cats: dict[str, tuple[Cat, ...]] = attrs.field(factory=dict)
    hooked: Annotated[Cat | None, override(struct_hook=lambda value, _: Cat(value["name"]))] = None


def test_containers_and_unions_are_observed() -> None:
    """What a hook reads by itself, nobody can report."""
    made, events = observed()
    cats = {"a": [{"name": "b"}, {"name": "c", "x": 1}]}
    made.structure(
        {"either": {"bark": "!", "y": 1}, "cats": cats, "hooked": {"name": "", "z": 1}}, Home
    )
    assert [
        UndeclaredKey(Dog, "y", "$.either.y"),
        UndeclaredKey(Cat, "x", "$.cats.a[1].x"),
    ] == events


def test_what_a_hook_puts_around_an_instance_has_none_of_its_keys() -> None:
    """Undeclared keys are noted once, where the instance stands that lacks them."""
    made, events = observed()
    made.register_structure_hook(Caged, lambda value, _: Caged(made.structure(value, Cat)))
    made.structure([{"name": "a", "x": 1}], list[Caged])
    assert [UndeclaredKey(Cat, "x", "$[0].cat.x")] == events


def test_strategies_of_cattrs_are_observed() -> None:
    """Classes of a tagged union, and subclasses; a tag is no undeclared key."""
    optional: list[dict[str, Any]] = [{}, {"default": Cat}]
    for options in optional:
        made, events = observed()
        configure_tagged_union(Cat | Dog, made, **options)
        tagged = [{"_type": "Dog", "bark": "!", "x": 1}, {"_type": "Cat"}, {"_type": "Cat", "y": 2}]
        made.loads(json.dumps(tagged), list[Cat | Dog])
        assert [UndeclaredKey(Dog, "x", "$[0].x"), UndeclaredKey(Cat, "y", "$[2].y")] == events
    for strategy in (None, configure_tagged_union):
        made, events = observed()
        include_subclasses(Cat, made, union_strategy=strategy)
        made.loads('[{"name":"","age":3,"_type":"Kitten"}]', list[Cat])
        expected = [] if strategy else [UndeclaredKey(Kitten, "_type", "$[0]._type")]
        assert expected == events


@pytest.mark.parametrize("unknown", ["drop", "keep"])
def test_a_hook_may_return_a_changed_copy(unknown: str) -> None:
    """The keys of the instance that it copied are reported, at their places."""
    made, events = observed(unknown=unknown)
    stock = made.get_structure_hook(AtsJob)

    def structure_job(value: Any, type_: Any) -> AtsJob:
        job = stock(value, type_)
        return attrs.evolve(job, title="changed") if value.get("id") != "as is" else job

    made.register_structure_hook(AtsJob, structure_job)
    for read in (made.structure, lambda wire, type_: made.loads(json.dumps(wire), type_)):
        events.clear()
        read(PAGE, AtsJobsPaginated)
        assert EXPECTED == events
        events.clear()
        read([{"id": "as is", "x": 1}, {"id": "a"}, {"y": 1}], list[AtsJob])
        assert ["$[0].x", "$[2].y"] == [event.path for event in events]


def test_hooks_are_called_without_a_converter_that_reports() -> None:
    """A hook of cattrs by itself structures, and reports nothing."""
    made, events = observed()
    made.register_structure_hook(Cat, lambda value, _: Cat(value["name"]))
    home: Any = made.get_structure_hook(Home)
    assert Home(cats={"a": (Cat("b"),)}) == home({"cats": {"a": [{"name": "b"}]}, "x": 1}, Home)
    assert [Cat("b")] == made.get_structure_hook(list[Cat])([{"name": "b", "x": 1}], list[Cat])
    assert [] == events


def test_what_another_converter_reads_is_its_own() -> None:
    """A hook may read a part by another converter, which reports to its own function."""
    (one, ones), (other, others) = observed(), observed()
    one.register_structure_hook(Cat, lambda value, _: other.structure(value["cat"], Cat))
    one.structure([{"cat": {"name": "a", "x": 1}}], list[Cat])
    assert ([], [UndeclaredKey(Cat, "x", "$.x")]) == (ones, others)
    ones.clear()
    one.structure({"either": {"bark": "", "y": 1}}, Home)
    assert [UndeclaredKey(Dog, "y", "$.either.y")] == ones


@given(wire=st.lists(drifted(AtsJob)))
def test_keys_that_would_be_refused_are_those_that_are_reported(wire: Any) -> None:
    """With the same paths as the problems of a converter that refuses them."""
    made, events = observed()
    made.structure(wire, list[AtsJob])
    reported = [event.path for event in events if isinstance(event, UndeclaredKey)]
    refused = []
    try:
        make_converter(unknown="forbid").structure(wire, list[AtsJob])
    except StructureError as error:
        refused = [problem.path for problem in error.problems]
    assert refused == reported
    events.clear()
    made.loads(json.dumps(wire), list[AtsJob])
    assert reported == [event.path for event in events if isinstance(event, UndeclaredKey)]


@pytest.mark.slow
@pytest.mark.usefixtures("untraced")
@pytest.mark.parametrize("unknown", ["drop", "keep"])
def test_floods_take_linear_time(unknown: Any) -> None:
    """Of a key that comes again and again, and of many different keys; the counter stays small."""
    counter = DriftCounter()
    made = make_converter(unknown=unknown, on_drift=counter)
    again = json.dumps([{"x": 1}] * 20_000)
    different = json.dumps({f"key {i}": 1 for i in range(40_000)})
    started = time.process_time()
    made.loads(again, list[AtsJob])
    made.loads(different, AtsJob)
    assert time.process_time() - started < 20
    assert (1_000, 20_000, 39_001) == (
        len(counter.seen()), counter.seen()[0].times, counter.others
    )  # fmt: skip
