"""The strategies for everybody's tests, and the law of each."""

import builtins
import json
import runpy
import subprocess
import sys
from datetime import date, datetime
from enum import Enum, IntEnum
from types import NoneType
from typing import Annotated, Any, Generic, Literal, Optional, TypeVar

import attrs
import msgspec
import pytest
from cattrs import StructureHandlerNotFoundError
from cattrs.gen import override
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument, Unsatisfiable

from anybodys import (
    ANYBODYS,
    Boxed,
    Colour,
    FailureError,
    Numbered,
    Patch,
    Private,
    Shouting,
    Validated,
)
from exactly import exactly
from jobstatus import (
    NO_EXTRA,
    AtsJob,
    AtsJobResult,
    AtsJobsPaginated,
    AtsJobValue,
    Extra,
    InterviewStage,
    JobStatus,
    JsonValue,
    Open,
    OpenEnum,
    RawResponse,
    SourceValue,
    StructureError,
    Unrecognized,
    UnrecognizedCounter,
    converter,
    make_converter,
    testing,
)
from jobstatus.nodes.containers import OneOrMany
from jobstatus.nodes.scalars import Byte
from jobstatus.testing import (
    documents,
    drifted,
    encoded,
    hostile,
    instances,
    json_values,
    register_type,
)
from strategies import CLASSES

few = settings(max_examples=settings.default.max_examples // 6 + 1)
# To look for something; what is found need not be small.
PATIENT = settings(max_examples=20_000, phases=[Phase.generate], database=None)
QUICK = settings(max_examples=30, database=None)
E = TypeVar("E", bound=OpenEnum)


class Closed(Enum):
    """An enum that is not open."""

    ONE = "one"


class Level(IntEnum):
    """A closed enum of integers."""

    ONE = 1


class Money:
    """A class that nothing has a hook for."""


@attrs.frozen
class Priced:
    """A field that only its owner's converter reads, and one that no document has."""

    price: Money
    secret: Annotated[int, override(omit=True)]
    hidden: Annotated[int, override(omit=True)] = 5


class Lenient(OpenEnum):
    """An enum that takes every text for its one member."""

    ONE = "one"

    @classmethod
    def _missing_(cls, _: object) -> Any:
        return cls.ONE


@attrs.frozen
class Pair(Generic[E]):
    """A pair of any enum."""

    value: Open[E] | None = None
    source_value: SourceValue = None
    extra: Extra = attrs.field(default=NO_EXTRA, kw_only=True)


@attrs.frozen
class Tree:
    """It holds itself, and some things that this package has no hooks for."""

    two_words: str
    children: "list[Tree]" = attrs.field(factory=list)
    born: date | None = None
    closed: Closed = Closed.ONE
    literal: Literal["a", "b"] | None = None
    small: Annotated[int, range(3)] = 0
    statuses: dict[str, JobStatus] | None = None
    untyped = attrs.field(default=None)


@attrs.frozen
class Strict:
    """It refuses half of what its fields may hold."""

    n: int = attrs.field(default=0, validator=attrs.validators.ge(0))


attrs.resolve_types(Tree)

MORE: list[Any] = [
    *(AtsJob | None, list[JobStatus], dict[str, JobStatus], Open[AtsJobValue], AtsJobValue),
    *(Pair[Colour], Optional[Pair[Shouting]], Tree, str, int, float, bool, datetime),
    *(Byte, OneOrMany, list[Any], SourceValue, int | float | None, str | list[Byte], date),
    *(dict[float, bool], str | list[Any], Level, NoneType, list[int | msgspec.UnsetType]),
    int | date,
]
# What these refuse, or make of themselves, nobody can tell from their fields.
TELLING = [class_ for class_ in ANYBODYS if class_ not in (Validated, FailureError)]
TYPES = [*CLASSES, *TELLING, *MORE]
DRIFTING = [t for t in TYPES if t not in MORE[8:] or t in (Pair[Colour], Tree, MORE[6])]
WITH_WRONGS = [t for t in TYPES if t not in (SourceValue, date, int | date)]
CONVERTERS = {
    (case, unknown): make_converter(case=case, unknown=unknown)
    for case in ("snake", "camel")
    for unknown in ("drop", "forbid", "keep")
}
by_case = pytest.mark.parametrize("case", ["snake", "camel"])


def by_type(types: list[Any]) -> Any:
    """Run a test for each type."""
    return pytest.mark.parametrize("type_", types, ids=lambda t: getattr(t, "__name__", str(t)))


def has_json_text(value: Any) -> bool:
    """Tell whether JSON has a text for a value, the same one after it was read."""
    return exactly(value) == exactly(json.loads(json.dumps(value, allow_nan=False)))


@given(json_values())
def test_json_values_are_json(value: Any) -> None:
    """Exactly so."""
    assert exactly(value) == exactly(converter.structure(value, JsonValue))
    assert has_json_text(value)


@pytest.mark.parametrize(
    "sought",
    [
        lambda v: isinstance(v, int) and abs(v) > 2**64,
        lambda v: str(v) == "-0.0",
        lambda v: isinstance(v, dict) and any(isinstance(item, list) for item in v.values()),
        lambda v: isinstance(v, str) and not v.isascii(),
    ],
    ids=["large", "negative-zero", "nested", "no-ascii"],
)
def test_json_values_are_of_every_kind(sought: Any) -> None:
    """Rare ones, too."""
    assert sought(find(json_values(), sought, settings=PATIENT))


@by_case
@by_type(TYPES)
@few
@given(data=st.data())
def test_documents_are_read(type_: Any, case: str, data: st.DataObject) -> None:
    """By every converter of their case, those that forbid undeclared keys included."""
    wire = data.draw(documents(type_, case=case))
    assert has_json_text(wire)
    for unknown in ("drop", "forbid", "keep"):
        CONVERTERS[case, unknown].structure(wire, type_)


@by_type([AtsJob, RawResponse, Pair[Colour]])
@few
@given(data=st.data())
def test_in_documents_no_status_is_unrecognized(type_: Any, data: st.DataObject) -> None:
    """They are what this version knows."""
    counter = UnrecognizedCounter()
    hearing = make_converter(on_unrecognized=counter)
    hearing.structure(data.draw(documents(type_)), type_)
    assert [] == counter.seen()


def seen_in(type_: Any, sought: Any, strategy: Any = documents) -> bool:
    """Tell whether there is a document that does what is sought."""
    return bool(sought(find(strategy(type_), sought, settings=PATIENT)))


def test_documents_are_spelled_in_every_way() -> None:
    """Absent, null and set; both spellings; a bare string; date-times."""
    for sought in (
        lambda w: "value" in w and w["value"] is None,
        lambda w: "sourceValue" in w,
        lambda w: "source_value" in w,
    ):
        assert seen_in(JobStatus, sought)
    for sought in (
        lambda w: isinstance(w.get("remote_department_ids"), str),
        lambda w: str(w.get("created_at")).endswith("+05:30"),
        lambda w: "id" in list(w)[1:] and "title" == next(iter(w)),
    ):
        assert seen_in(AtsJob, sought)


@by_case
@by_type(DRIFTING)
@few
@given(data=st.data())
def test_what_has_drifted_is_read(type_: Any, case: str, data: st.DataObject) -> None:
    """And there is something that has: an undeclared key, or a text that is not listed."""
    wire = data.draw(drifted(type_, case=case))
    CONVERTERS[case, "drop"].structure(wire, type_)
    try:
        CONVERTERS[case, "forbid"].structure(wire, type_)
    except StructureError as error:
        assert all("is not a known field" in p.message for p in error.problems)
    else:
        counter = UnrecognizedCounter()
        make_converter(case=case, on_unrecognized=counter).structure(wire, type_)
        assert counter.seen()


def respelled(wire: Any, case: str) -> Any:
    """Spell `source_value` as a converter of a case writes it."""
    spelling = {"snake": ("sourceValue", "source_value"), "camel": ("source_value", "sourceValue")}
    if isinstance(wire, list):
        return [respelled(item, case) for item in wire]
    if not isinstance(wire, dict):
        return wire
    was, becomes = spelling[case]
    items = {becomes if key == was else key: respelled(i, case) for key, i in wire.items()}
    return dict(sorted(items.items()))


@by_case
@by_type([*CLASSES, Pair[Colour], list[JobStatus]])
@few
@given(data=st.data())
def test_what_has_drifted_is_kept(type_: Any, case: str, data: st.DataObject) -> None:
    """With equal types, wherever a class has a field for what is extra."""
    wire = data.draw(drifted(type_, case=case))
    keep = CONVERTERS[case, "keep"]
    written = keep.unstructure(keep.structure(wire, type_), type_)
    assert exactly(respelled(wire, case)) == exactly(respelled(written, case))


@by_case
@pytest.mark.parametrize("python", [False, True], ids=["json", "python"])
@by_type(WITH_WRONGS)
@few
@given(data=st.data())
def test_what_is_hostile_is_refused(
    type_: Any, python: bool, case: str, data: st.DataObject
) -> None:
    """Always, and by nothing but a `StructureError`; what is JSON is refused as text, too."""
    wire = data.draw(hostile(type_, case=case, python=python))
    with pytest.raises(StructureError) as refused:
        CONVERTERS[case, "drop"].structure(wire, type_)
    with pytest.raises(StructureError):
        CONVERTERS[case, "forbid"].structure(wire, type_)
    if not all("but this converter reads" in p.message for p in refused.value.problems):
        with pytest.raises(StructureError):
            CONVERTERS[case, "keep"].structure(wire, type_)
    if not python:
        assert has_json_text(wire)
        with pytest.raises(StructureError):
            CONVERTERS[case, "drop"].loads(json.dumps(wire), type_)


@pytest.mark.parametrize(
    ("type_", "python", "message"),
    [
        (JobStatus, False, "is a second spelling"),
        (AtsJob, False, "in camelCase, but this converter"),
        (AtsJobResult, False, "is required, but absent"),
        (RawResponse, False, "an integer from 0 to 255"),
        (InterviewStage, False, "date-time that exists"),
        (InterviewStage, False, "at most 6 digits"),
        (AtsJob, False, "found null"),
        (Numbered, False, "in its canonical spelling"),
        (JobStatus, True, "contains itself"),
        (JobStatus, True, "4,300 digits"),
        (JobStatus, True, "a finite number"),
        (JobStatus, True, "a string as a key"),
    ],
)
def test_everything_that_is_promised_is_wrong_at_times(
    type_: Any, python: bool, message: str
) -> None:
    """Each kind of problem comes up."""

    def sought(wire: Any) -> bool:
        try:
            converter.structure(wire, type_)
        except StructureError as error:
            return any(message in str(problem) for problem in error.problems)
        return False

    assert sought(find(hostile(type_, python=python), sought, settings=PATIENT))


@by_type([t for t in TYPES if t not in (Any, *ANYBODYS)])
@few
@given(data=st.data())
def test_instances_are_written_and_read_back(type_: Any, data: st.DataObject) -> None:
    """As builtins and as text; and what is extra, by those who keep it."""
    value = data.draw(instances(type_))
    assert exactly(value) == exactly(
        converter.structure(converter.unstructure(value, type_), type_)
    )
    assert exactly(value) == exactly(converter.loads(converter.dumps(value, type_), type_))
    more = data.draw(instances(type_, extra=True))
    keep = CONVERTERS["snake", "keep"]
    assert exactly(more) == exactly(keep.loads(keep.dumps(more, type_), type_))


@by_type([*ANYBODYS, Strict])
@few
@given(data=st.data())
def test_instances_of_anybodys_classes_are_written(type_: Any, data: st.DataObject) -> None:
    """Whatever they do when they are made; what they refuse to be is not drawn."""
    value = data.draw(instances(type_))
    assert isinstance(value, type_)
    converter.dumps(value)


def test_instances_have_unrecognized_values_and_what_is_extra() -> None:
    """The one always, the other if that is asked for."""
    assert seen_in(JobStatus, lambda s: isinstance(s.value, Unrecognized), instances)
    assert seen_in(JobStatus, lambda s: s.value is AtsJobValue.ON_HOLD, instances)
    more = instances(AtsJob, extra=True)
    assert find(more, lambda job: bool(job.extra and job.job_status and job.job_status.extra))


@pytest.mark.parametrize(
    ("strategy", "smallest"),
    [
        (documents(JobStatus), {}),
        (documents(AtsJobsPaginated), {"data": []}),
        (documents(JobStatus | None), None),
        (drifted(JobStatus), {"job_postings": None}),
        (drifted(Open[AtsJobValue]), "PUBLISHED"),
        (instances(JobStatus), JobStatus()),
        (instances(JobStatus, extra=True), JobStatus()),
        (instances(AtsJobValue), AtsJobValue.PUBLISHED),
        (encoded(documents(JobStatus)), b"{}"),
    ],
    ids=str,
)
def test_the_simplest_example_is_small(strategy: Any, smallest: Any) -> None:
    """What Hypothesis shows in the end is about what fails, not about what else there is."""
    assert smallest == find(strategy, lambda _: True, settings=QUICK)


@by_type([JobStatus, AtsJobResult, Tree])
def test_the_simplest_hostile_document_is_small(type_: Any) -> None:
    """There are several ways to be wrong that are as simple."""
    assert len(str(find(hostile(type_), lambda _: True, settings=QUICK))) < 30


def test_strategies_are_shown_by_their_names() -> None:
    """Not by all they are made of."""
    shown = [documents(AtsJob), drifted(AtsJob, case="camel"), instances(JobStatus)]
    assert "[documents(AtsJob), drifted(AtsJob, case='camel'), instances(JobStatus)]" == str(shown)


@settings(suppress_health_check=[], deadline=None)
@given(documents(AtsJobsPaginated), instances(AtsJobsPaginated))
def test_a_page_is_drawn_fast_enough(wire: Any, page: AtsJobsPaginated) -> None:
    """For all of Hypothesis' health checks."""
    assert converter.structure(wire, AtsJobsPaginated) is not page


@given(data=st.data())
def test_encoded_documents_are_those_documents(data: st.DataObject) -> None:
    """However they are spelled."""
    wire = data.draw(documents(AtsJob) | drifted(AtsJob))
    text = data.draw(encoded(st.just(wire)))
    assert exactly(converter.structure(wire, AtsJob)) == exactly(converter.loads(text, AtsJob))


def test_what_is_no_json_cannot_be_encoded() -> None:
    """The error is Python's own."""
    for value, error in ((float("nan"), ValueError), (b"", TypeError)):
        with pytest.raises(error):
            find(encoded(st.just(value)), lambda _: True)


@pytest.mark.parametrize(
    ("strategy", "message"),
    [
        (drifted(str), "nothing in documents of <class 'str'> can drift"),
        (hostile(SourceValue), "no document of .* is known to be wrong"),
        (hostile(date), "no document of .* is known to be wrong"),
        (hostile(Any), "no document of typing.Any is known to be wrong"),
        (hostile(Any, python=True), "no document of typing.Any is known to be wrong"),
        (documents(5), "must be a type"),
    ],
    ids=str,
)
def test_what_there_is_no_strategy_for_is_refused(strategy: Any, message: str) -> None:
    """As Hypothesis refuses arguments: when something is drawn."""
    with pytest.raises(InvalidArgument, match=message):
        find(strategy, lambda _: True, settings=QUICK)


@by_type([*CLASSES, AtsJobValue, Open[AtsJobValue], JobStatus | None, list[AtsJob]])
@few
@given(data=st.data())
def test_from_type_gives_valid_instances(type_: Any, data: st.DataObject) -> None:
    """Of every class and enum of the contract, and of what is made of them."""
    value = data.draw(st.from_type(type_))
    assert exactly(value) == exactly(converter.loads(converter.dumps(value, type_), type_))


@register_type
@attrs.frozen
class Employee:
    """Somebody's class."""

    gender: Pair[Colour] | None = None
    born: datetime | None = None


@given(...)
def test_from_type_gives_what_was_registered(employee: Employee, colours: list[Employee]) -> None:
    """By the decorator; nested, and inferred from annotations, too."""
    for each in (employee, *colours):
        assert each == converter.loads(converter.dumps(each), Employee)


@given(data=st.data())
def test_from_type_gives_generic_classes_and_enums_that_were_registered(
    data: st.DataObject,
) -> None:
    """With their arguments."""
    register_type(Pair)
    register_type(Colour)
    pair = data.draw(st.from_type(Pair[Colour]))
    assert pair.value is None or isinstance(pair.value, Colour)
    assert pair == converter.loads(converter.dumps(pair, Pair[Colour]), Pair[Colour])
    assert isinstance(data.draw(st.from_type(Colour)), Colour)


def test_from_type_gives_unrecognized_values() -> None:
    """Where an enum is open they are as valid as others."""
    for type_ in (AtsJobValue, Open[AtsJobValue]):
        assert isinstance(
            find(st.from_type(type_), lambda v: isinstance(v, Unrecognized)), AtsJobValue
        )


def run(code: str) -> str:
    """Run code in a process of its own."""
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False
    )
    return ran.stdout + ran.stderr[-500:]


@pytest.mark.parametrize("first", ["hypothesis", "jobstatus", "jobstatus.testing"])
def test_from_type_works_whatever_is_imported_first(first: str) -> None:
    """Without `jobstatus.testing`, too: Hypothesis is told of the classes when it is imported."""
    code = f"""
import {first}, sys
from hypothesis import strategies as st
print("jobstatus.testing" in sys.modules)
from jobstatus import JobStatus, Open, AtsJobValue
print(st.from_type(JobStatus), st.from_type(Open[AtsJobValue]))
"""
    shown = f"{first == 'jobstatus.testing'}\ninstances(JobStatus) instances(AtsJobValue)\n"
    assert shown == run(code)


def test_without_hypothesis_it_is_said_what_to_install() -> None:
    """The extra has it."""
    code = 'import sys; sys.modules["hypothesis"] = None; import jobstatus.testing'
    shown = run(code)
    message = 'jobstatus.testing needs Hypothesis: pip install "jobstatus[testing]"'
    assert shown.endswith(f"ModuleNotFoundError: {message}\n")


@pytest.mark.parametrize(
    ("missing", "message"),
    [("hypothesis", "needs Hypothesis: pip install"), ("sortedcontainers", "it is not there")],
)
def test_only_if_hypothesis_itself_is_missing_is_that_said(
    missing: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be something that it needs."""

    def refuse(name: str, *args: Any, **named: Any) -> Any:
        if name == "hypothesis":
            raise ModuleNotFoundError("it is not there", name=missing)
        return import_(name, *args, **named)

    import_ = builtins.__import__
    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(ModuleNotFoundError, match=message):
        runpy.run_path(str(testing.__file__))


@pytest.mark.parametrize("sought", [msgspec.UNSET, None, ""], ids=["unset", "null", "set"])
def test_fields_that_may_be_unset_are_unset_null_and_set(sought: Any) -> None:
    """Each of the three means something."""
    assert sought == find(instances(Patch), lambda patch: patch.text == sought).text


def test_keys_that_are_no_text_are_text_in_documents() -> None:
    """The canonical one; objects have the keys themselves."""
    assert {"texts": {"0": ""}} == find(documents(Numbered), lambda wire: bool(wire.get("texts")))
    assert {0: ""} == find(instances(Numbered), lambda made: bool(made.texts)).texts


def test_keys_of_open_enums_are_listed_in_documents() -> None:
    """And the other ones are for objects."""
    wire = find(documents(dict[AtsJobValue, int]), bool)
    assert {"published": 0} == wire


def test_fields_without_a_hook_are_what_hypothesis_makes_of_their_types() -> None:
    """And what no document has is there, if the class needs it."""
    priced = find(instances(Priced), lambda _: True)
    assert (Money, 0, 5) == (type(priced.price), priced.secret, priced.hidden)


def test_an_enum_that_lists_every_text_has_no_unrecognized_values() -> None:
    """Its members are drawn, and nothing else."""
    assert Lenient.ONE is find(instances(Lenient), lambda _: True)
    with pytest.raises(Unsatisfiable):
        find(drifted(Lenient), lambda _: True, settings=QUICK)


def test_a_class_without_its_type_arguments_is_refused_each_time() -> None:
    """As `structure` refuses it."""
    for _ in range(2):
        with pytest.raises(StructureHandlerNotFoundError, match="Missing type"):
            find(documents(Boxed | date), lambda _: True, settings=QUICK)


def test_private_fields_are_drawn_by_their_aliases() -> None:
    """As `__init__` takes them."""
    assert Private(id="") == find(instances(Private), lambda _: True)
