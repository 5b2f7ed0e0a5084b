"""What generated code is for: to do just what careful hooks do, only faster."""

import sys
from collections import OrderedDict, defaultdict
from datetime import datetime, timedelta, timezone
from enum import Enum
from typing import Any

import attrs
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anybodys import ANYBODYS
from exactly import exactly
from jobstatus import (
    AtsJob,
    AtsJobValue,
    JobStatus,
    JobStatusError,
    JsonConverter,
    RawResponse,
    UnstructureError,
    classes,
    converter,
    make_converter,
)
from strategies import CLASSES, OPTIONS, cameled, mixed, no_json

OWN_AND_ANYBODYS = [*CLASSES, *ANYBODYS]


def by_hooks(_type: Any, _hook_of: Any, by_hooks: Any, _valid: Any) -> Any:
    """Generate nothing."""
    return by_hooks


def made_careful(**options: Any) -> JsonConverter:
    """Make a converter that has no generated code at all."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(classes, "_quick", lambda *args: args[-1])
        patch.setattr(sys.modules[JsonConverter.__module__], "structure_function", by_hooks)
        careful = make_converter(**options)
        for class_ in OWN_AND_ANYBODYS:  # it is at first use that the code would be generated
            for hook in (
                lambda value, class_=class_: careful.structure(value, class_),
                careful.get_unstructure_hook(class_),
            ):
                with pytest.raises(JobStatusError):
                    hook([])
    return careful


CAREFUL = {name: made_careful(**options) for name, options in OPTIONS.items()}
QUICK = {name: make_converter(**options) for name, options in OPTIONS.items()}
few = settings(max_examples=settings.default.max_examples // 8 + 1)
WITH_DEFAULTS = [(type_, "default") for type_ in OWN_AND_ANYBODYS]
WITH_OPTIONS = [
    (type_, options)
    for type_ in (AtsJob, RawResponse, *ANYBODYS)
    for options in OPTIONS
    if options != "default"
]


def by_type_and_options(pairs: Any) -> Any:
    """Run a test for each pair."""
    ids = [f"{type_.__name__}-{options}" for type_, options in pairs]
    return pytest.mark.parametrize(("type_", "options"), pairs, ids=ids)


def documents_of(type_: Any, options: str) -> st.SearchStrategy[Any]:
    """Draw documents as a converter of these options reads them, and some that it does not."""
    if options.startswith("camel"):
        return mixed(type_).map(lambda wire: cameled(wire, type_)) | mixed(type_)
    return mixed(type_)


def outcome(call: Any) -> Any:
    """Return what a call gives: the value with all its types, or the problems."""
    try:
        return exactly(call())
    except JobStatusError as error:
        return error.problems


class Text(str, Enum):
    """Text that is more than text."""

    OPEN = "open"


class Number(int):
    """A number that is more than a number."""


MORE_THAN_JSON = no_json | st.sampled_from(
    [
        Text.OPEN,
        Number(3),
        OrderedDict(value="open"),
        defaultdict(list, value="open"),
        {"value": Text.OPEN, "source_value": Number(1)},
        {1: 2},
        {Text.OPEN: 1},
        [float("nan")],
        {"a": float("inf")},
        (),
        b"",
        "\ud800",
        datetime(2021, 1, 1),  # noqa: DTZ001 - on purpose
        datetime(2021, 1, 1, 1, 1, 1, 1000, timezone.utc),
        datetime(2021, 1, 1, 1, 1, 1, 1, timezone.utc),
        datetime(2021, 1, 1, tzinfo=timezone(timedelta(hours=5, minutes=30))),
        datetime(1, 1, 1, tzinfo=timezone(timedelta(0), "GMT")),
        datetime(2021, 1, 1, tzinfo=timezone(timedelta(seconds=20))),
        datetime(2021, 1, 1, tzinfo=timezone(timedelta(microseconds=-5))),
        10**18,
        -(10**400),
    ]
)


@st.composite
def spoiled(draw: st.DrawFn, wire: Any) -> Any:
    """Put something in a document that no JSON text can hold, however deep."""
    if not isinstance(wire, (dict, list)) or not wire or draw(st.integers(0, 5)) == 0:
        return draw(MORE_THAN_JSON)
    copy: Any = dict(wire) if isinstance(wire, dict) else list(wire)
    key: Any = draw(st.sampled_from(list(wire) if isinstance(wire, dict) else range(len(wire))))
    copy[key] = draw(spoiled(wire[key]))
    return copy


@by_type_and_options(WITH_DEFAULTS + WITH_OPTIONS)
@few
@given(data=st.data())
def test_builtins_are_read_as_by_careful_hooks(
    type_: Any, options: str, data: st.DataObject
) -> None:
    """Same value, same types, or the same problems: of documents, and of what none can hold."""
    wire = data.draw(documents_of(type_, options))
    if data.draw(st.booleans()):
        wire = data.draw(spoiled(wire))
    expected = outcome(lambda: CAREFUL[options].structure(wire, type_))
    assert expected == outcome(lambda: QUICK[options].structure(wire, type_))


@st.composite
def objects(draw: st.DrawFn, type_: Any) -> Any:
    """Draw an instance, some of whose fields, however deep, may hold what they should not."""
    instance = None
    while instance is None:
        try:
            instance = CAREFUL["keep"].structure(draw(mixed(type_)), type_)
        except JobStatusError:  # noqa: PERF203
            continue
    for _ in range(draw(st.integers(0, 2))):
        instance = draw(changed(instance))
    return instance


@st.composite
def changed(draw: st.DrawFn, value: Any) -> Any:
    """Change one thing in an object, however deep."""
    if isinstance(value, list) and value:
        index = draw(st.integers(0, len(value) - 1))
        return [*value[:index], draw(changed(value[index])), *value[index + 1 :]]
    if not attrs.has(type(value)) or draw(st.integers(0, 9)) == 0:
        return draw(MORE_THAN_JSON | st.sampled_from(["text", 1, 1.5, [], {}, None, ["a"], [1]]))
    field = draw(st.sampled_from(attrs.fields(type(value))))
    other = draw(changed(getattr(value, field.name)))
    copied: Any = type(value).__new__(type(value))
    for a in attrs.fields(type(value)):
        new = other if a.name == field.name else getattr(value, a.name)
        object.__setattr__(copied, a.name, new)
    return copied


@by_type_and_options(
    [pair for pair in WITH_DEFAULTS + WITH_OPTIONS if pair[1] in ("default", "emit", "camel")]
)
@few
@given(data=st.data())
def test_objects_are_written_as_by_careful_hooks(
    type_: Any, options: str, data: st.DataObject
) -> None:
    """As builtins and as text: the same, or the same problems, whatever the objects hold."""
    instance = data.draw(objects(type_))
    careful, quick = CAREFUL[options], QUICK[options]
    expected = outcome(lambda: careful.unstructure(instance))
    assert expected == outcome(lambda: quick.unstructure(instance))
    text = outcome(lambda: careful.dumps(instance))
    assert text == outcome(lambda: quick.dumps(instance))
    if isinstance(text[-1], bytes):
        assert text[-1] == msgspec.json.encode(careful.unstructure(instance))


def test_no_class_is_thawed_without_a_global_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """To change an object's class would stop all threads; slots are set one by one there."""
    monkeypatch.setattr(sys, "_is_gil_enabled", lambda: False, raising=False)
    mine = make_converter()
    status = mine.structure({"value": "open"}, JobStatus)
    assert exactly(JobStatus(AtsJobValue.OPEN)) == exactly(status)
    assert exactly(status) == exactly(mine.loads(b'{"value":"open"}', JobStatus))


@pytest.mark.parametrize(
    "zone",
    [
        timezone(timedelta(seconds=20)),
        timezone(timedelta(seconds=-20)),
        timezone(timedelta(microseconds=5)),
        timezone(timedelta(hours=5, seconds=1)),
    ],
    ids=str,
)
def test_no_offset_is_rounded(zone: timezone) -> None:
    """RFC 3339 has whole minutes; an offset that is nearly UTC is not UTC."""
    job = AtsJob(created_at=datetime(2021, 1, 1, tzinfo=zone))
    for write in (converter.unstructure, converter.dumps):
        with pytest.raises(UnstructureError, match="whole minutes"):
            write(job)


def test_what_is_written_shares_nothing_with_the_object() -> None:
    """Whoever changes the one does not change the other."""
    status: Any = converter.structure({"source_value": {"a": [1]}}, JobStatus)
    converter.unstructure(status)["source_value"]["a"].append(2)
    assert {"a": [1]} == status.source_value
    job = converter.structure({"department_ids": ["a"]}, AtsJob)
    converter.unstructure(job)["department_ids"].append("b")
    assert ["a"] == job.department_ids


def test_what_is_read_shares_nothing_with_the_document() -> None:
    """Whoever changes the one does not change the other."""
    wire: Any = {"department_ids": ["a"], "unified_custom_fields": {"a": [1]}}
    job: Any = converter.structure(wire, AtsJob)
    assert job.department_ids is not wire["department_ids"]
    assert job.unified_custom_fields["a"] is not wire["unified_custom_fields"]["a"]


def test_no_code_is_made_of_a_class_with_more_to_it_than_its_fields() -> None:
    """A default that asks for the instance has to get it, wherever the class stands."""
    late = attrs.Factory(lambda self=None: type(self).__name__, takes_self=True)
    inner = attrs.make_class("Inner", {"a": attrs.field(type=str, default=late)})
    outer = attrs.make_class("Outer", {"inner": attrs.field(type=list[inner])})
    assert "Inner" == converter.structure({"inner": [{}]}, outer).inner[0].a
    assert "Inner" == converter.loads(b'{"inner":[{}]}', outer).inner[0].a
