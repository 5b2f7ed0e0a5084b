"""Drift is found wherever it is in the objects that a converter has made."""

import json
import threading
from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from typing import Annotated, Any, NamedTuple

import attrs
import pytest
from cattrs.gen import override

from anybodys import Colour
from jobstatus import (
    AtsJob,
    AtsJobConfidential,
    AtsJobsPaginated,
    AtsJobValue,
    InterviewStage,
    JobStatus,
    Open,
    OpenEnum,
    StructureError,
    UnrecognizedText,
    make_converter,
    salvage,
)
from jobstatus.drift.finder import DriftFinder

PAGE = {
    "data": [
        {"job_status": {"value": "filled", "source_value": "filled"}, "title": "filled"},
        {"confidential": "perhaps", "job_status": {"value": "open"}},
        {"job_status": {"value": "filled"}},
    ]
}
EXPECTED = [
    (AtsJobValue, "filled", "$.data[0].job_status.value"),
    (AtsJobConfidential, "perhaps", "$.data[1].confidential"),
    (AtsJobValue, "filled", "$.data[2].job_status.value"),
]


def hearing(**options: Any) -> Any:
    """Make a converter and the list of what it hears."""
    heard: list[Any] = []

    def note(event: Any) -> None:
        assert isinstance(event, UnrecognizedText)
        heard.append((event.enum, event.text, event.path))

    return make_converter(on_drift=note, **options), heard


def test_every_occurrence_is_heard_once() -> None:
    """However a document comes, in its order, with the path."""
    made, heard = hearing()
    hook = made.get_loads_hook(AtsJobsPaginated)
    for read in (
        lambda: made.structure(PAGE, AtsJobsPaginated),
        lambda: made.loads(json.dumps(PAGE), AtsJobsPaginated),
        lambda: made.loads(json.dumps({**PAGE, "next": None}), AtsJobsPaginated),
        lambda: hook(json.dumps(PAGE)),
        lambda: made.copy().structure(PAGE, AtsJobsPaginated),
    ):
        heard.clear()
        read()
        assert EXPECTED == heard


def test_paths_are_spelled_as_the_document_is() -> None:
    """In camelCase, too, and through lists and dicts of anybody's classes."""
    made, heard = hearing(case="camel")
    made.loads(b'{"jobStatus":{"value":"new"}}', AtsJob)
    made.structure({"a": [{"value": "new"}]}, dict[str, list[JobStatus]])
    made.structure(["red", "blue"], list[Colour])
    assert [
        (AtsJobValue, "new", "$.jobStatus.value"),
        (AtsJobValue, "new", "$.a[0].value"),
        (Colour, "blue", "$[1]"),
    ] == heard


def test_a_renamed_field_is_heard_by_its_key() -> None:
    """It is where the document has it."""

    @attrs.define
    class Renamed:
        status: Annotated[Open[AtsJobValue], override(rename="is")]

    made, heard = hearing()
    made.loads(b'{"is":"new"}', Renamed)
    assert [(AtsJobValue, "new", "$.is")] == heard


def test_a_bad_document_is_not_heard() -> None:
    """Only what is returned; of a page that is salvaged, the good jobs, where they were."""
    made, heard = hearing()
    wire = {"data": [{"job_status": {"value": "new"}, "id": 5}, {"job_status": {"value": "newer"}}]}
    with pytest.raises(StructureError):
        made.structure(wire, AtsJobsPaginated)
    assert [] == heard
    salvage(wire, AtsJobsPaginated, converter=made)
    assert [(AtsJobValue, "newer", "$.data[1].job_status.value")] == heard


def test_a_hook_that_structures_does_not_double_it() -> None:
    """Values that a hook structures are reported once, for the document around them."""
    made, heard = hearing()
    stock = made.get_structure_hook(AtsJob)

    def structure_job(value: Any, type_: Any) -> AtsJob:
        made.structure(value.get("job_status", {}), JobStatus)
        return stock(value, type_)

    made.register_structure_hook(AtsJob, structure_job)
    made.structure(PAGE, AtsJobsPaginated)
    assert EXPECTED == heard


def test_what_the_callback_raises_comes_out() -> None:
    """It is not taken for bad data; and the next document is heard."""
    heard = []

    def callback(event: Any) -> None:
        heard.append(event.text)
        raise KeyError(event.text)

    made = make_converter(on_drift=callback)
    for _ in range(2):
        for read in (made.structure, lambda wire, t: made.loads(json.dumps(wire), t)):
            with pytest.raises(KeyError, match="filled"):
                read(PAGE, AtsJobsPaginated)
    assert ["filled"] * 4 == heard


def test_a_users_class_without_a_shape_is_heard_too() -> None:
    """By the names of its fields."""

    @attrs.define
    class Odd:
        pair: tuple[int, ...]
        value: Open[AtsJobValue]

    made, heard = hearing()
    made.structure({"pair": [1], "value": "new"}, Odd)
    assert [(AtsJobValue, "new", "$.value")] == heard


@attrs.define
class Left:
    """It may have an enum within it only by way of the other one."""

    right: "Right | None" = None
    text: str = ""


@attrs.define
class Right:
    """It is within itself, and holds what nothing is known of."""

    left: Left | None = None
    rights: "list[Right]" = attrs.field(factory=list)
    colours: dict[str, list[Colour]] = attrs.field(factory=dict)
    whatever: Any = None


attrs.resolve_types(Left, globals())
attrs.resolve_types(Right, globals())


def test_classes_within_each_other_are_heard() -> None:
    """In lists and dicts of theirs, and in what a hook of the user's has made."""
    made, heard = hearing()
    colours = {"colours": {"b": ["red", "blue"]}}
    made.structure({"right": {"left": {"right": colours}, "rights": [{}, colours]}}, Left)
    assert [
        (Colour, "blue", "$.right.left.right.colours.b[1]"),
        (Colour, "blue", "$.right.rights[1].colours.b[1]"),
    ] == heard
    heard.clear()
    made.register_structure_hook(str, lambda text, _: Colour(text))
    made.structure({"text": "green"}, Left)
    assert [(Colour, "green", "$.text")] == heard
    heard.clear()
    made.structure({"whatever": Colour("any")}, Right)
    assert [(Colour, "any", "$.whatever")] == heard


def test_instances_of_what_no_hook_can_make_are_heard() -> None:
    """A hook of the user's may return a subclass, with a field that cattrs has no hook for."""

    @attrs.define
    class Odd(Right):
        odd: threading.Event = attrs.field(factory=threading.Event)

    made, heard = hearing()
    made.register_structure_hook(Right, lambda _, __: Odd(whatever=Colour("green")))
    made.structure({"right": {}}, Left)
    assert [(Colour, "green", "$.right.whatever")] == heard


class Both(NamedTuple):
    """Two colours."""

    first: Colour
    second: Colour


@dataclass
class Plain:
    """A dataclass, with a field that has another key and one that is never set."""

    colour: Colour
    renamed: Annotated[list[Colour], override(rename="is")]
    unset: Colour = field(init=False)


@pytest.mark.parametrize(
    ("type_", "wire", "paths"),
    [
        (tuple[Colour, ...], ["red", "blue", "blue"], ["$[1]", "$[2]"]),
        (tuple[int, Colour], [1, "blue"], ["$[1]"]),
        (set[Colour], ["blue", "red"], ["$"]),
        (frozenset[Colour], ["blue"], ["$"]),
        (deque[Colour], ["red", "blue"], ["$[1]"]),
        (Both, ["blue", "green"], ["$[0]", "$[1]"]),
        (dict[Colour, int], {"red": 1, "blue": 2}, ["$"]),
        (dict[Colour, Colour], {"blue": "green"}, ["$", "$.blue"]),
        (dict[int, Colour], {1: "green"}, ["$['1']"]),
        (defaultdict[str, Colour], {"a": "green"}, ["$.a"]),
        (Counter[Colour], {"green": 1}, ["$"]),
        (Plain, {"colour": "blue", "is": ["red", "blue"]}, ["$.colour", "$.is[1]"]),
        (dict[str, tuple[Plain, ...]], {"a": [{"colour": "x", "is": []}]}, ["$.a[0].colour"]),
    ],
)
def test_whatever_cattrs_reads_is_heard(type_: Any, wire: Any, paths: list[str]) -> None:
    """The path of an unrecognized text in a set, or as a key, is that of the set or the object."""
    holder = attrs.make_class("Holder", {"held": attrs.field(type=type_)})
    made, heard = hearing()
    made.structure(wire, type_)
    assert [(Colour, path) for path in paths] == [(enum, path) for enum, _, path in heard]
    heard.clear()
    made.structure({"held": wire}, holder)
    assert [f"$.held{path[1:]}" for path in paths] == [path for _, _, path in heard]


def test_instances_of_subclasses_of_containers_are_heard() -> None:
    """Those that a hook of the user's has made; their fields, too."""

    class Colours(list[Colour]):
        pass

    @attrs.define
    class Named(dict[str, Colour]):
        mine: Colour

    @attrs.define
    class Whole:
        whole: Any

    made, heard = hearing()
    named = Named(Colour("blue"))
    named["a"] = Colour("green")
    made.structure({"whole": [Colours([Colour("blue")]), named]}, Whole)
    assert ["$.whole[0][0]", "$.whole[1].mine", "$.whole[1].a"] == [path for _, _, path in heard]


class Weird:
    """No hook can be made for it."""

    def __init__(self, colour: str) -> None:
        self.colours = [Colour(colour)]


def test_what_a_field_s_own_hook_made_is_heard() -> None:
    """Whatever its type is, even one that no hook can be made for."""

    @attrs.define
    class Inner:
        weird: Annotated[Weird, override(struct_hook=lambda text, _: Weird(text))]
        text: Annotated[str, override(struct_hook=lambda text, _: Colour(text))] = ""

    @attrs.define
    class Outer:
        inner: Inner

    made, heard = hearing()
    outer = made.structure({"inner": {"weird": "blue", "text": "green"}}, Outer)
    assert isinstance(outer.inner.weird, Weird)
    assert [(Colour, "green", "$.inner.text")] == heard


def test_what_attrs_converts_is_heard() -> None:
    """The type of such a field says what comes in, not what is in it."""
    colour, name = attrs.field(type=str, converter=Colour), attrs.field(type=str, default="")
    fields = {"colour": colour, "untyped": attrs.field(default=None), "name": name}
    converted = attrs.make_class("Converted", fields)
    made, heard = hearing()
    made.structure({"colour": "blue"}, converted)
    assert [(Colour, "blue", "$.colour")] == heard
    names = [
        name for name, _ in DriftFinder(None, made).fields_of(converted, frozenset({OpenEnum}))
    ]
    assert ["colour", "untyped"] == names


def test_instances_of_a_class_that_is_refused_are_heard() -> None:
    """In camelCase its fields have one key, so that only a hook of the user's can make any."""

    @attrs.define
    class Twins:
        line_1: Colour
        line1: Colour

    made, heard = hearing(case="camel")
    made.register_structure_hook(
        Right, lambda text, _: Right(whatever=Twins(Colour(text), Colour("red")))
    )
    made.structure({"right": "green"}, Left)
    assert [(Colour, "green", "$.right.whatever.line_1")] == heard


def test_only_what_may_hold_something_new_is_searched() -> None:
    """A page's descriptions, dates and custom fields are not; nor jobs for keys of pages."""
    finder = DriftFinder(None, make_converter())
    texts, pages = frozenset[type]({OpenEnum}), frozenset[type]({AtsJobsPaginated})
    stages = frozenset[type]({InterviewStage, AtsJobsPaginated})
    for sought, class_, names in (
        (texts, AtsJobsPaginated, ["data"]),
        (texts, AtsJob, ["job_status", "confidential"]),
        (texts, JobStatus, ["value"]),
        (texts, str, []),
        (pages, AtsJobsPaginated, []),
        (stages, AtsJobsPaginated, ["data"]),
        (stages, AtsJob, ["interview_stages"]),
        (stages | texts, AtsJob, ["job_status", "interview_stages", "confidential"]),
    ):
        assert sorted(names) == sorted(name for name, _ in finder.fields_of(class_, sought))


def test_what_is_sought_does_not_fill_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents choose which classes have undeclared keys: what was found out is forgotten."""
    monkeypatch.setattr("jobstatus.drift.finder._MOST_KEPT", 2)
    made, events = make_converter(on_drift=lambda event: events.append(event.path)), []
    for _ in range(2):
        made.structure({"x": 1, "data": [{"y": 2, "job_status": {"z": 3}}]}, AtsJobsPaginated)
        made.structure({"data": [{"interview_stages": [{"w": 1}]}]}, AtsJobsPaginated)
    one = ["$.data[0].job_status.z", "$.data[0].y", "$.x", "$.data[0].interview_stages[0].w"]
    assert one * 2 == events
