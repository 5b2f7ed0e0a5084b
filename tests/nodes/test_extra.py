"""S6 and S7: what the fields of a class cannot say of a document is refused, dropped, or kept."""

import copy
import json
import pickle
from datetime import datetime, timedelta, timezone
from typing import Any

import attrs
import cattrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anybodys import Extensible, Middling
from exactly import exactly, unordered
from jobstatus import (
    AtsCreateJobRequestDto,
    AtsJob,
    AtsJobsPaginated,
    AtsJobValue,
    CustomFields,
    JobStatus,
    StructureError,
    UnstructureError,
    configure_json_values,
    converter,
    make_converter,
)
from jobstatus.nodes import classes, slots
from jobstatus.nodes.classes import ClassNode
from jobstatus.nodes.extra import NO_EXTRA, repr_with_extra
from jobstatus.testing import instances
from strategies import CLASSES, documents, json_values, texts

KEEPING = make_converter(unknown="keep")
FORBIDDING = make_converter(unknown="forbid")


@st.composite
def strewn(draw: st.DrawFn, wire: Any) -> Any:
    """Strew undeclared keys over a document's objects, and nulls over what may be null."""
    if isinstance(wire, list):
        return [draw(strewn(item)) for item in wire]
    if not isinstance(wire, dict):
        return wire
    more = draw(st.dictionaries(texts, json_values, max_size=2))
    return {**{f"x-{key}": item for key, item in more.items()}, **wire}


@pytest.mark.skipif(slots.COMPILED, reason="compiled, methods of nodes cannot be replaced")
@pytest.mark.parametrize(
    "made", [converter, KEEPING, FORBIDDING], ids=["default", "keep", "forbid"]
)
def test_undeclared_keys_are_looked_for_only_if_there_are_some(
    made: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The keys of an object that has been read are counted; to look at each again takes longer."""
    monkeypatch.setattr(ClassNode, "keep_undeclared", None)
    monkeypatch.setattr(classes, "refuse_undeclared", None)
    wire = {"value": "open", "source_value": "Open"}
    assert JobStatus(AtsJobValue.OPEN, "Open") == made.structure(wire, JobStatus)


def test_an_undeclared_value_nests_as_deep_as_a_document_may() -> None:
    """With its object, an undeclared value has 512 levels, from text and from builtins."""
    deep: Any = []
    for _ in range(510):
        deep = [deep]
    assert AtsJob(extra={"x": deep}) == KEEPING.structure({"x": deep}, AtsJob)
    for read in (
        KEEPING.structure,
        lambda value, type_: KEEPING.loads(json.dumps(value), type_),
    ):
        with pytest.raises(StructureError, match="is nested deeper than 512 levels"):
            read({"x": [deep]}, AtsJob)


@pytest.mark.parametrize("key", ["title", "x"], ids=["declared", "undeclared"])
def test_what_is_extra_nests_as_deep_as_a_document_may(key: str) -> None:
    """512 levels with its object, at an undeclared key and at a field's that an older class had not."""
    deep: Any = []
    for _ in range(510):
        deep = [deep]
    assert converter.dumps(AtsJob(extra={key: deep}))
    for write in (converter.dumps, converter.unstructure):
        with pytest.raises(UnstructureError, match="is nested deeper than 512 levels"):
            write(AtsJob(extra={key: [deep]}))


@pytest.mark.parametrize("type_", CLASSES, ids=lambda t: t.__name__)
@settings(max_examples=settings.default.max_examples // 4 + 1)
@given(data=st.data())
def test_keep_loses_nothing(type_: Any, data: st.DataObject) -> None:
    """A document is written as it was read, types, undeclared keys and nulls included."""
    wire = data.draw(documents(type_).flatmap(strewn))
    instance = KEEPING.structure(wire, type_)
    assert unordered(wire) == unordered(KEEPING.unstructure(instance))
    assert unordered(wire) == unordered(json.loads(KEEPING.dumps(instance)))
    for again in (
        attrs.evolve(instance),
        copy.copy(instance),
        copy.deepcopy(instance),
        pickle.loads(pickle.dumps(instance)),
    ):
        assert again == instance
        assert unordered(wire) == unordered(KEEPING.unstructure(again))


@pytest.mark.parametrize(
    "wire",
    [
        {"created_at": "2021-01-01T01:01:01Z"},
        {"created_at": "2021-01-01t01:01:01.000+00:00"},
        {"created_at": "2021-01-01T01:01:01.000z"},
        {"created_at": "2021-01-01T01:01:01.0000000-05:30", "updated_at": None},
        {"remote_department_ids": "a"},
        {"extra": {"extra": None}},
        {"job_status": {"source_value": None, "value": None, "": None}},
        {"data": [], "raw": [{"method": "GET", "url": "", "body": None, "headers": {}}]},
    ],
    ids=str,
)
def test_keep_keeps_spellings(wire: Any) -> None:
    """Date-times, bare strings and nulls come back as they were spelled."""
    type_ = AtsJobsPaginated if "data" in wire else AtsJob
    for instance in (KEEPING.structure(wire, type_), KEEPING.loads(json.dumps(wire), type_)):
        assert wire == KEEPING.unstructure(instance)
        assert wire == converter.unstructure(instance)


@pytest.mark.parametrize(
    ("wire", "rest"),
    [
        ({"x": 1}, {"x": 1}),
        ({"three": 4, "x": None}, {"x": None}),
        ({"three": None, "extra": None}, {"extra": None}),
        ({"two_words": "2021-01-01T01:01:01.000Z"}, {}),
        ({"two_words": "2021-01-01 01:01:01.000Z"}, {"two_words": "2021-01-01 01:01:01.000Z"}),
    ],
    ids=str,
)
def test_keep_counts_no_absent_field_for_an_undeclared_key(wire: Any, rest: Any) -> None:
    """Also where a field is something else than `None` when it is absent."""
    instance = KEEPING.structure(wire, Extensible)
    assert rest == instance.rest
    assert wire == {key: KEEPING.unstructure(instance)[key] for key in wire}


def test_extra_holds_what_no_field_says() -> None:
    """By key, at every level; it is in the repr if there is something, and in equality."""
    job = KEEPING.loads('{"id": null, "title": "a", "job_status": {"reason": "x"}}', AtsJob)
    assert {"id": None} == job.extra
    assert job.job_status is not None
    assert {"reason": "x"} == job.job_status.extra
    assert "JobStatus(extra={'reason': 'x'})" == repr(job.job_status)
    assert job.job_status != JobStatus()
    assert "JobStatus()" == repr(JobStatus(extra={}))
    assert "AtsJob(title='a')" == repr(converter.structure({"title": "a"}, AtsJob))


@attrs.define(repr=False)
class Shown:
    """A class with all that attrs can say of how a field is shown."""

    first: int
    number: float = 0.0
    text: str = "text"
    items: list[int] = attrs.field(factory=list)
    hidden: str = attrs.field(default="", repr=False)
    long: str = attrs.field(default="", repr=lambda value: f"<{len(value)}>")
    itself: Any = None

    __repr__ = repr_with_extra


def test_the_repr_shows_the_fields_that_say_something() -> None:
    """Those without a default, or with another value than it; as attrs shows them."""
    default = "TEXT".lower()  # equal, and another object
    assert "Shown(first=1, items=[])" == repr(Shown(1, text=default))
    assert "Shown(first=1, number=0, items=[])" == repr(Shown(1, number=0))
    assert "Shown(first=1, number=-0.0, items=[], long=<3>)" == repr(
        Shown(1, -0.0, hidden="x", long="abc")
    )
    endless = Shown(1)
    endless.itself = [endless]
    assert "Shown(first=1, items=[], itself=[...])" == repr(endless)


@given(data=st.data())
def test_what_the_repr_shows_makes_an_equal_instance(data: st.DataObject) -> None:
    """Fields that it does not show have their default."""
    fields = data.draw(instances(CustomFields, extra=True))
    shown = eval(repr(fields), {"CustomFields": CustomFields})  # noqa: S307 - it is what is tested
    assert exactly(fields) == exactly(shown)


def test_without_keep_all_share_one_empty_extra() -> None:
    """It can't be changed, and is itself after copying and pickling."""
    for status in (JobStatus(), converter.loads(b'{"x":1}', JobStatus)):
        assert status.extra is NO_EXTRA
        assert pickle.loads(pickle.dumps(status)).extra is NO_EXTRA
        assert copy.deepcopy(status).extra is NO_EXTRA
        assert copy.copy(status.extra) is NO_EXTRA
        for change in (
            lambda extra: extra.update(a=1),
            lambda extra: extra.setdefault("a", 1),
            lambda extra: extra.__setitem__("a", 1),
            lambda extra: extra.__ior__({"a": 1}),
        ):
            with pytest.raises(TypeError, match=r"attrs\.evolve"):
                change(status.extra)
    assert hash(JobStatus()) == hash(JobStatus(extra={}))
    assert hash(JobStatus(AtsJobValue.OPEN)) == hash(JobStatus(AtsJobValue.OPEN, extra={"a": 1}))


def test_a_field_that_is_set_wins() -> None:
    """Over what was kept of the document for it."""
    wire = {"title": None, "created_at": "2021-01-01T01:01:01Z", "remote_location_ids": "a"}
    job = KEEPING.structure(wire, AtsJob)
    moment = datetime(2022, 1, 1, tzinfo=timezone.utc)
    job = attrs.evolve(job, title="b", created_at=moment, remote_location_ids=["b"])
    expected = {
        "title": "b",
        "created_at": "2022-01-01T00:00:00.000Z",
        "remote_location_ids": ["b"],
    }
    assert expected == KEEPING.unstructure(job)
    gone = attrs.evolve(KEEPING.structure(wire, AtsJob), created_at=None)
    assert {"title": None, "remote_location_ids": "a"} == KEEPING.unstructure(gone)


def test_a_moment_that_is_set_to_another_spelling_wins() -> None:
    """Though it is the same moment: its offset is another."""
    job = KEEPING.structure({"created_at": "2021-01-01t00:00:00Z"}, AtsJob)
    moment = datetime(2021, 1, 1, 2, tzinfo=timezone(timedelta(hours=2)))
    assert moment == job.created_at
    written = KEEPING.unstructure(attrs.evolve(job, created_at=moment))
    assert {"created_at": "2021-01-01T02:00:00.000+02:00"} == written


def test_keep_keeps_the_spelling_of_many_moments() -> None:
    """In lists of anybody's classes, if they are what was read."""
    wire = {"moments": ["2021-01-01t00:00:00Z", "2021-01-01T00:00:00.000Z"]}
    instance = KEEPING.structure(wire, Middling)
    assert wire == instance.extra
    assert wire == {"moments": KEEPING.unstructure(instance)["moments"]}
    fewer = attrs.evolve(instance, moments=instance.moments[1:])
    assert wire["moments"][1:] == KEEPING.unstructure(fewer)["moments"]


def test_what_has_become_a_field_since_is_written() -> None:
    """As long as the field says nothing: an older version's instance may have been pickled."""
    assert {"title": "a"} == converter.unstructure(AtsJob(extra={"title": "a"}))
    assert b'{"title":"b"}' == converter.dumps(AtsJob(title="b", extra={"title": "a"}))
    emitting = make_converter(nulls="emit")
    assert "a" == emitting.unstructure(AtsJob(extra={"title": "a"}))["title"]
    with pytest.raises(UnstructureError, match=r"\$\.title: expected a finite number"):
        converter.unstructure(AtsJob(extra={"title": float("nan")}))


def test_one_explicit_null_can_be_sent_of_any_class() -> None:
    """With any converter: the other fields stay absent."""
    job = AtsCreateJobRequestDto(code="7", extra={"description": None})
    assert b'{"code":"7","description":null}' == converter.dumps(job)
    camel = make_converter(case="camel")
    assert {"jobStatus": None} == camel.unstructure(AtsJob(extra={"jobStatus": None}))


@pytest.mark.parametrize(
    ("extra", "path"),
    [
        ({"a": float("nan")}, "$.a"),
        ({"a": [1, (2,)]}, "$.a[1]"),
        ({1: 2}, "$.extra"),
        ([1], "$.extra"),
    ],
    ids=str,
)
def test_what_is_extra_has_to_be_json(extra: Any, path: str) -> None:
    """On the way out it is checked as everything is."""
    for write in (converter.unstructure, converter.dumps):
        with pytest.raises(UnstructureError) as raised:
            write(JobStatus(extra=extra))
        assert [path] == [problem.path for problem in raised.value.problems]


def test_what_is_kept_has_to_be_json() -> None:
    """On the way in, too; where keys are dropped nobody looks at their values."""
    wire: Any = {"a": [float("inf")], 3: 4, "job_status": {"b": b""}}
    with pytest.raises(StructureError) as raised:
        KEEPING.structure(wire, AtsJob)
    assert ["$.job_status.b", "$.a[0]", "$"] == [p.path for p in raised.value.problems]
    assert AtsJob(job_status=JobStatus()) == converter.structure(wire, AtsJob)


def test_forbid_names_every_undeclared_key() -> None:
    """With its path, and a hint if it is nearly one that is declared."""
    wire: Any = {
        "data": [{"job_status": {"sourcevalue": 1, "vale": 2, "q": 3}}, {"ID": 1, "id": 2, 5: 6}],
        "x" * 100: None,
    }
    with pytest.raises(StructureError) as raised:
        FORBIDDING.structure(wire, AtsJobsPaginated)
    said = [f"{problem.path} {problem.message}" for problem in raised.value.problems]
    assert [
        "$.data[0].job_status.sourcevalue is not a known field; did you mean `source_value`?",
        "$.data[0].job_status.vale is not a known field; did you mean `value`?",
        "$.data[0].job_status.q is not a known field",
        "$.data[1].id expected a string, found number 2",
        "$.data[1].ID is not a known field; did you mean `id`?",
        "$.data[1] expected a string as a key, found number 5",
        f"$['{'x' * 63}…'] is not a known field",
    ] == said


def test_forbid_allows_both_spellings() -> None:
    """The second spelling of a key is no undeclared key."""
    for key in ("source_value", "sourceValue"):
        body = json.dumps({key: 1})
        assert JobStatus(None, 1) == FORBIDDING.loads(body, JobStatus)
        assert JobStatus(None, 1) == FORBIDDING.structure(json.loads(body), JobStatus)


def test_cattrs_alone_does_not_see_the_field() -> None:
    """The classes are of use without our converter, too: `extra` is no key."""
    stock = cattrs.Converter()
    configure_json_values(stock)
    assert {"value", "source_value"} == set(stock.unstructure(JobStatus(extra={"a": 1})))
    assert NO_EXTRA is stock.structure({"value": None, "extra": {"a": 1}}, JobStatus).extra


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"unknown": "ignore"}, r'unknown is "drop", "forbid" or "keep", not \'ignore\''),
        ({"case": "kebab"}, r'case is "snake" or "camel", not \'kebab\''),
        ({"unknown": "keep", "nulls": "emit"}, "would write others, too"),
    ],
    ids=str,
)
def test_options_are_checked(options: Any, message: str) -> None:
    """A misspelled option is an error, not a default."""
    with pytest.raises(ValueError, match=message):
        make_converter(**options)


@attrs.define
class Checked:
    """A class whose instances are made by calling it, for it may refuse what it gets."""

    text: str = attrs.field(default="", validator=attrs.validators.max_len(9))


@pytest.mark.parametrize("class_", [JobStatus, Checked])
def test_what_is_dropped_is_noted_only_for_those_who_ask(
    class_: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without `on_drift`, nobody asks for undeclared keys; to look for them takes longer."""
    monkeypatch.setattr(classes, "note_undeclared", None)
    assert class_() == make_converter().structure({"x": 1}, class_)
