"""The writer over UTF-8: object by object, it says what is said by way of builtins."""

import json
import os
import subprocess
import sys
import threading
from collections import OrderedDict, UserDict, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from enum import Enum, IntEnum
from time import perf_counter
from typing import Annotated, Any, NamedTuple

import attrs
import pytest
from cattrs import override
from msgspec import UNSET, UnsetType

import anybodys
from exactly import outcome
from jobstatus import (
    AtsJob,
    AtsJobValue,
    JobStatus,
    JobStatusError,
    JsonConverter,
    JsonValue,
    Open,
    UnstructureError,
    make_converter,
    problems,
)
from jobstatus.nodes import slots, writer
from jobstatus.nodes.by_builtins import write_by_builtins
from jobstatus.nodes.extra import NO_EXTRA, Extra
from jobstatus.nodes.scalars import Byte
from strategies import CLASSES, OPTIONS

CONVERTERS = {name: make_converter(**options) for name, options in OPTIONS.items()}
CONVERTERS["omit"] = make_converter()
CONVERTERS["omit"].omit_if_default = True


def by_builtins(made: JsonConverter, obj: Any, type_: Any = None) -> bytes:
    """Write an object by way of builtins."""
    type_ = type(obj) if type_ is None else type_
    return write_by_builtins(made._unstructuring.get(type_) or made._unstructure_node(type_), obj)


STEP = 1 if slots.COMPILED else 8
"""Interpreted, all is written by way of builtins: an eighth of what is tried often is enough."""


def lawful(obj: Any, type_: Any = None, made: JsonConverter = CONVERTERS["default"]) -> Any:
    """Assert that an object is written as by way of builtins, and return its outcome."""
    expected = outcome(lambda: by_builtins(made, obj, type_)) if slots.COMPILED else None
    actual = outcome(lambda: made.dumps(obj, type_))
    assert not slots.COMPILED or expected == actual
    return actual


def sane(made: JsonConverter, obj: Any, type_: Any = None) -> None:
    """Assert that an object, which changes meanwhile, is written as JSON, or refused."""
    with suppress(UnstructureError):
        json.loads(made.dumps(obj, type_))


class Text(str):
    """Text that is more than text."""

    __slots__ = ()

    def __str__(self) -> str:
        """Say something else."""
        return "something else"


class Listed(str, Enum):
    """A closed enum of texts."""

    ONE = "one"
    BROKEN = "\udc80"


class Counted(IntEnum):
    """A closed enum of integers."""

    ONE = 1


class Broken(anybodys.OpenEnum):
    """An open enum, one of whose texts has no UTF-8."""

    HALF = "\ud83d"
    WHOLE = 'a"\U0001f600'


class Integer(int):
    """An integer that is more than an integer."""

    def __neg__(self) -> int:
        """Say something else."""
        return 7


class Float(float):
    """A number that is more than a number."""


class Moment(datetime):
    """A moment that is more than a moment."""


class Items(list[Any]):
    """A list that is more than a list."""


class Stepping(list[Any]):
    """A list that has its own idea of what is in it."""

    def __iter__(self) -> Iterator[Any]:
        """Give something else."""
        return iter(["other", *range(len(self))])


class Named(dict[str, Any]):
    """A dict that is more than a dict."""

    def items(self) -> Any:
        """Give something else."""
        return [("other", 1)]


class Failing(dict[str, Any]):
    """A dict that can't be looked through."""

    def items(self) -> Any:
        """Refuse."""
        raise ValueError("no items")

    def __repr__(self) -> str:
        return "Failing"


class Lying:
    """It says that it is text."""

    @property
    def __class__(self) -> Any:  # type: ignore[override]
        """Lie."""
        return str

    @__class__.setter
    def __class__(self, value: Any) -> None:
        raise NotImplementedError


class Point(NamedTuple):
    """A tuple with names."""

    x: int = 1
    y: str = "y"


@dataclass
class Data:
    """A dataclass."""

    n: int = 1
    status: JobStatus | None = field(default_factory=lambda: JobStatus(AtsJobValue.OPEN))


@attrs.frozen
class Kinds:
    """A field of each kind that a value may have."""

    anything: Any = None
    json: JsonValue = None
    text: str = ""
    texts: list[str] = attrs.Factory(list)
    perhaps: str | None = None
    many: list[str | None] | None = None
    integer: int = 0
    byte: Byte | None = None
    number: float | None = None
    truth: bool | None = None
    status: Open[AtsJobValue] | None = None
    statuses: list[Open[AtsJobValue] | None] | None = None
    when: datetime | None = None
    moments: list[datetime] | None = None
    some: str | list[JsonValue] | dict[str, JsonValue] | None = None
    either: int | str | list[datetime] | None = None
    numbers: dict[str, float | None] = attrs.Factory(dict)
    named: dict[str, Any] | None = None
    counted: dict[int, str] | None = None
    closed: Listed | None = None
    places: tuple[int, str] | None = None
    these: set[str] | None = None
    data: Data | None = None
    kid: "Kinds | None" = None
    kids: "list[Kinds]" = attrs.Factory(list)
    job: JobStatus | None = None
    unset: str | UnsetType | None = UNSET
    moved: datetime | UnsetType = UNSET
    extra: Extra = NO_EXTRA


attrs.resolve_types(Kinds)


class Below(Kinds):
    """A subclass that is no attrs class by itself."""


@attrs.frozen
class More(Kinds):
    """A subclass that has a field of its own."""

    more: str | None = "more"


@attrs.define(slots=False)
class Called:
    """A class without slots."""

    n: int = attrs.field(default=0, validator=attrs.validators.lt(10))
    text: str = ""
    json: JsonValue = None
    kid: "Called | None" = None
    extra: Extra = NO_EXTRA


attrs.resolve_types(Called)

TEXTS: list[Any] = [
    *("", "a", " ", "/", "'", '"', "\\", '\\"', "\x7f", "\x80", "\u2028", "\u2029", "\ufeff"),
    *("ä", "€", "😀", "\U0010ffff", "\ud7ff\ue000", "\u07ff\u0800", "\uffff", "aä", "äa", 'ä"', '"ä'),
    *(chr(c) for c in range(0x20)),
    *(f"a{chr(c)}b" for c in range(0x20)),
    *("\x00\x01\x02", '"' * 50, "\\" * 50, "\x1f" * 50, '""a""', "\n\t\r\b\f", "</script>", "\x9f"),
    *("\ud800", "\udfff", "a\udc80", "\udc80a", "\ud83d\ude00", "ä\ud800", "a" * 40 + "\ud800"),
    *("open", "brand new", "2021-01-01T01:01:01.000Z", "one", "a" * 1000, "ä" * 1000),
]  # fmt: skip
INTEGERS: list[Any] = [
    *(0, 1, -1, 9, 10, -9, -10, 99, 100, 255, 256, 10**18 - 1, 10**18, 10**18 + 1, -(10**18) + 1),
    *(-(10**18), -(10**18) - 1, 10**17, 2**31, 2**32, 2**53, 2**62, 2**63 - 2, 2**63 - 1, 2**63),
    *(2**63 + 1, -(2**63) + 1, -(2**63), -(2**63) - 1, 2**64 - 1, 2**64, 2**64 + 1, -(2**64), 10**19),
    *(10**639, 10**640, 10**641, 10**4299, 10**4300 - 1, 10**4300, -(10**4300) + 1, -(10**4300), 10**5000),
    *(10**n for n in range(2, 17)), *(-(10**n) + 1 for n in range(2, 18)), 123456789012345678,
]  # fmt: skip
FLOATS: list[Any] = [
    *(0.0, -0.0, 1.0, -1.0, 0.1, 1.5, 1e15, 1e16, 1e17, 1e21, 1e22, 1e23, 1e-4, 1e-5, 1e-6, 1e-7),
    *(5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 0.1 + 0.2, 123456789.123456789, 1e300),
    *(float("nan"), float("inf"), -float("inf"), -float("nan"), 2.0**53, 2.0**63, 2.0**64),
]  # fmt: skip
MOMENTS: list[Any] = [
    datetime(2021, 1, 1, 1, 1, 1, 1000, timezone.utc),
    datetime(2021, 1, 1, tzinfo=timezone.utc),
    datetime(2021, 12, 31, 23, 59, 59, 999_999, timezone.utc),
    datetime(2021, 12, 31, 23, 59, 59, 999_000, timezone.utc),
    datetime(2021, 1, 1, 1, 1, 1, 1, timezone.utc),
    datetime(2021, 1, 1, 1, 1, 1, 100, timezone.utc),
    datetime(2021, 1, 1, 1, 1, 1, 12_345, timezone.utc),
    datetime(1, 1, 1, tzinfo=timezone.utc),
    datetime(9999, 12, 31, 23, 59, 59, 999_999, timezone.utc),
    datetime(999, 10, 20, tzinfo=timezone.utc),
    datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))),
    datetime(2021, 1, 1, tzinfo=timezone(timedelta(0), "GMT")),
    datetime(2021, 1, 1, 1, 1, 1, 5, timezone(timedelta(hours=5, minutes=30))),
    datetime(2021, 1, 1, tzinfo=timezone(-timedelta(hours=5))),
    datetime(2021, 1, 1, tzinfo=timezone(timedelta(seconds=20))),
    datetime(2021, 1, 1, tzinfo=timezone(timedelta(microseconds=-5))),
    datetime(2021, 1, 1),  # noqa: DTZ001 - on purpose
    Moment(2021, 1, 1, 1, 1, 1, 1000, timezone.utc),
    Moment(2021, 1, 1),
    date(2021, 1, 1),
    timedelta(1),
]
CONTAINERS: list[Any] = [
    *([], {}, [[]], [{}], {"": {}}, [None], [1, "a", None, True, 1.5], {"a": None}, {"a": [1, {"b": 2}]}),
    *([1, [2, [3, [4]]]], {"a": {"b": {"c": {}}}}, ["a"] * 20, {str(i): i for i in range(20)}, [[]] * 3),
    *([float("nan"), 10**4300, "\ud800"], {"\ud800": 1}, {"\ud800": "\ud800"}, {"ä\n": "\n"}, {1: 2}),
    *({None: 1}, {"a": 1, 2: 3}, {Text("t"): 1}, {Listed.ONE: 1}, {AtsJobValue.OPEN: AtsJobValue.OPEN}),
    *({"one": 1, Listed.ONE: 2}, {True: 1}, {(): 1}, {1.5: 1}, [Text("t")], {"a": Text("t")}, [()]),
    *((), (1, 2), (1, "a"), [(1,)], {1}, frozenset({"a"}), set(), {"a": {1}}, range(2), b"", b"x", bytearray(b"x")),
    *(Items([1, 2]), Items(), Stepping([1, 2]), Named(a=2), Failing(a=1), OrderedDict(a=1), UserDict(a=1)),
    *(defaultdict(list, a=[1]), Items([Items([Text("t")])]), {"a": Named(a=2)}, [Failing(a=1)], [Stepping()]),
    *(Point(), [Point()], Data(), [Data()], {"a": Data()}, Data(status=5), Data(n="x")),  # type: ignore[arg-type]
    *([datetime(2021, 1, 1, tzinfo=timezone.utc)], {"a": datetime(2021, 1, 1, tzinfo=timezone.utc)}),
]  # fmt: skip
JOB = JobStatus(AtsJobValue.OPEN, {"a": [1, None]})
INSTANCES: list[Any] = [
    *(JOB, JobStatus(), JobStatus(AtsJobValue("brand new"), -0.0), JobStatus("open", 1)),  # type: ignore[arg-type]
    *(JobStatus(5, {1}), JobStatus(None, float("nan"), extra={"x": 1})),  # type: ignore[arg-type]
    *(AtsJob(id="a", job_status=JOB), AtsJob(id=5), AtsJob(department_ids="bare")),  # type: ignore[arg-type]
    *([JOB, None, JOB], [JOB, 5, "a"], {"a": JOB}, {"a": [JOB, {"b": JOB}]}, {1: JOB}),
    *(Kinds(), Below(text="t"), More(text="t"), More(more=None), Called(text="t", kid=Called(3))),
    *(object.__new__(Kinds), object.__new__(JobStatus), object.__new__(Called), object.__new__(AtsJob)),
    *(Kinds, str, int, object(), len, ..., UNSET, NotImplemented, Lying(), 1j, 1 // 1, NO_EXTRA),
]  # fmt: skip
OTHERS: list[Any] = [
    *(None, True, False, Text(), Text("text"), Text("ä\n"), Text("\ud800"), Text("a" * 100), Listed.ONE),
    *(Listed.BROKEN, Counted.ONE, Broken.HALF, Broken.WHOLE, Broken("else\ud800"), Broken("\\"), AtsJobValue.OPEN),
    *(AtsJobValue("brand new"), AtsJobValue('ä"'), anybodys.Colour.RED, anybodys.Size.SMALL, Integer(5)),
    *(Integer(-(10**30)), Integer(10**4300), Float(1.5), Float("nan"), Float(-0.0)),
]  # fmt: skip

TABLE: list[Any] = [*(*TEXTS, *INTEGERS, *FLOATS, *MOMENTS, *CONTAINERS, *INSTANCES, *OTHERS)]


def in_field(name: str) -> Callable[[Any], Any]:
    """Return what puts a value into a field."""
    return lambda value: Kinds(**{name: value})


PLACES: dict[str, tuple[Any, Callable[[Any], Any]]] = {
    "root": (None, lambda v: v),
    **{
        f"root-{type_}": (type_, lambda v: v)
        for type_ in (
            *(Any, JsonValue, str, int, float, bool, list, dict, datetime, Kinds, JobStatus, Text),
            *(Open[AtsJobValue], JobStatus | None, str | list[str], Listed, Byte, Called, Data),
        )
    },
    "any": (None, lambda v: [v]),
    "any-between": (None, lambda v: [1, v, "b"]),
    "any-in-dict": (None, lambda v: {"a": v, "b": 1}),
    "any-deeper": (None, lambda v: [{"a": [v]}, v]),
    "json-in-list": (list[JsonValue], lambda v: ["a", v, None]),
    "json-in-dict": (dict[str, JsonValue], lambda v: {"a": v}),
    "json-deeper": (JsonValue, lambda v: [{"a": [1, v]}]),
    "text-in-list": (list[str], lambda v: ["a", v]),
    "perhaps-in-list": (list[str | None], lambda v: [None, v, None]),
    "number-in-dict": (dict[str, float], lambda v: {"a": v, "b": v}),
    "moment-in-list": (list[datetime | None], lambda v: [v, v]),
    "status-in-list": (list[Open[AtsJobValue]], lambda v: [v]),
    "instance-in-list": (list[JobStatus], lambda v: [JOB, v]),
    "instance-in-dict": (dict[str, JobStatus | None], lambda v: {"a": v, "b": None}),
    "union-in-list": (list[str | list[JsonValue]], lambda v: ["a", v, [v]]),
    "extra": (None, lambda v: Kinds(extra={"x": v})),
    "extra-deeper": (None, lambda v: [Kinds(text="t", extra={"a": 1, "x": [v]})]),
    "extra-of-field": (None, lambda v: Kinds(extra={"json": v, "z": 1})),
    "extra-of-moment": (None, lambda v: Kinds(when=MOMENTS[1], extra={"when": v})),
    "extra-itself": (None, lambda v: Kinds(extra=v)),
    "called": (None, lambda v: Called(json=v)),
    "called-text": (None, lambda v: Called(text=v)),
    "called-extra": (None, lambda v: Called(extra={"x": v})),
    "below": (Kinds, lambda v: Below(text="t", anything=v, json=v)),
    "more": (list[Kinds], lambda v: [More(more=v), Kinds(text=v)]),
    **{a.name: (None, in_field(a.name)) for a in attrs.fields(Kinds)},
    "kid-of-kid": (None, lambda v: Kinds(kid=Kinds(kids=[Kinds(text="t", kid=v), v]))),
    "fields": (None, lambda v: Kinds(text=v, texts=[v, v], perhaps=v, many=[v], numbers={"a": v})),
}
"""The places of a value: the type that is written, and a function that puts the value there."""


@pytest.mark.parametrize("place", PLACES)
def test_what_a_value_is_written_as_is_the_same_by_way_of_builtins(place: str) -> None:
    """Wherever it stands, right or wrong: the same bytes, or the same problems."""
    type_, put = PLACES[place]
    for value in TABLE[len(place) % STEP :: STEP]:
        lawful(put(value), type_)


def is_key(value: Any) -> bool:
    """Tell whether a value can be a key of a dict."""
    try:
        hash(value)
    except TypeError:
        return False
    return True


def test_keys_are_the_same_by_way_of_builtins() -> None:
    """Of dicts that are typed or not, and of what is extra, first or behind others."""
    keys = [*TEXTS, *OTHERS, 1, 1.5, float("nan"), (), b"x", JOB, *MOMENTS]
    for key in filter(is_key, keys[::STEP]):
        for given in ({key: 1}, {"a": 1, key: [2], "b": None}, {key: float("nan")}):
            for options in ("default", "keep", "emit"):
                made = CONVERTERS[options]
                for type_ in (
                    None,
                    Any,
                    JsonValue,
                    dict[str, Any],
                    dict[Any, Any],
                    dict[str, JsonValue],
                ):
                    lawful(given, type_, made)
                lawful([given], list[dict[str, float | None]], made)
                lawful(given, dict[int, Any], made)
                lawful(Kinds(named=given, counted=given, numbers=given), None, made)  # type: ignore[arg-type]
                lawful(Kinds(extra=given), None, made)  # type: ignore[arg-type]
                lawful([Kinds(text="t", extra=given), 1], None, made)  # type: ignore[arg-type]
                lawful(Called(extra=given), None, made)  # type: ignore[arg-type]


SPECIAL = ['"', "\\", "\n", "\x00", "\x1f", "\x7f", "ä", "€", "😀", "\u2028", "\ud800"]


@pytest.mark.parametrize("special", SPECIAL, ids=ascii)
def test_what_needs_a_closer_look_is_found_at_each_offset(special: str) -> None:
    """However the words are cut by which a text is looked through."""
    for before in range(0, 41, STEP):
        for after in (0, 1, 7, 8, 15, 16, 17):
            text = "a" * before + special + "b" * after
            for value in (text, text + special, special + text, Text(text), AtsJobValue(text)):
                lawful(value)
            lawful({text: text})
            lawful(Kinds(text=text, perhaps=text, texts=[text], extra={text: text}))
        for mark in SPECIAL:
            lawful("a" * before + special + mark + "a" * (40 - before))


def test_texts_of_each_length_are_written() -> None:
    """Of one byte for each character, and of more."""
    for length in range(0, 130, STEP):
        for character in ("a", "ä", "€", "😀", '"', "\x01"):
            text = character * length
            lawful(text)
            lawful([text, text], list[str])
            lawful({text: text})


@contextmanager
def few_digits(most: int) -> Iterator[None]:
    """Let Python write only so many digits of an integer."""
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(most)
    try:
        yield
    finally:
        sys.set_int_max_str_digits(before)


@pytest.mark.skipif(not hasattr(sys, "get_int_max_str_digits"), reason="the limit is newer")
@pytest.mark.parametrize("most", [640, 0])
def test_long_integers_are_written_whatever_python_allows(most: int) -> None:
    """Python's own limit is none of JSON."""
    for digits in (18, 19, 20, 639, 640, 641, 1000, 4300, 4301):
        for value in (10**digits - 1, 1 - 10**digits, Integer(10 ** (digits - 1))):
            for obj in (value, [value], {"a": [value]}, Kinds(integer=value, json=[value])):
                with few_digits(most):
                    expected = outcome(lambda o=obj: by_builtins(CONVERTERS["default"], o))
                    actual = outcome(lambda o=obj: CONVERTERS["default"].dumps(o))
                assert expected == actual
                assert lawful(obj) == expected


@attrs.frozen
class Keys:
    """Its keys are those that are hard to spell."""

    quote: Annotated[JsonValue, override(rename='a"b')] = None
    backslash: Annotated[JsonValue, override(rename="\\")] = None
    umlaut: Annotated[JsonValue, override(rename="ä")] = None
    empty: Annotated[str | None, override(rename="")] = None
    surrogate: Annotated[str | None, override(rename="\ud800")] = None
    control: Annotated[JsonValue, override(rename="a\nb")] = None
    long: Annotated[JsonValue, override(rename="k" * 40)] = None
    longest: Annotated[JsonValue, override(rename="k" * 3000)] = None
    extra: Extra = NO_EXTRA


@pytest.mark.parametrize("options", CONVERTERS)
def test_keys_of_fields_that_need_escapes_are_written(options: str) -> None:
    """Or refused, if they have no UTF-8, though only if there is something to be written."""
    made = CONVERTERS[options]
    names = [a.name for a in attrs.fields(Keys) if a.name != "extra"]
    for name in names:
        for value in ("a", 1, None, float("nan"), []):
            lawful(Keys(**{name: value}), None, made)  # type: ignore[arg-type]
            lawful([Keys(**{n: value for n in names if n != name})], None, made)  # type: ignore[arg-type]
    for key in (*names, *(made_key for made_key in ("\ud800", 'a"b', "", "k" * 40, "k" * 3000))):
        lawful(Keys(extra={key: None}), None, made)
        lawful(Keys(extra={key: None, "x": 1}), None, made)
        lawful(Keys(extra={"x": 1, key: None}, surrogate="a"), None, made)
        lawful(Keys(extra={key: 1}), None, made)


@attrs.define
class Patch:
    """Each way in which a value may be left out."""

    required: str | None
    text: str = "t"
    omitted: Annotated[str, override(omit_if_default=True)] = "o"
    kept: Annotated[str, override(omit_if_default=False)] = "k"
    perhaps: Annotated[str | None, override(omit_if_default=True)] = "p"
    integer: Annotated[int, override(omit_if_default=True)] = 3
    null: Annotated[str | None, override(omit_if_default=False)] = None
    nothing: Annotated[str | None, override(omit_if_default=True)] = None
    json: JsonValue = None
    items: Annotated[list[str], override(omit_if_default=True)] = attrs.Factory(list)
    by_self: Annotated[str, override(omit_if_default=True)] = attrs.Factory(
        lambda self: self.text, takes_self=True
    )
    converted: Annotated[str, override(omit_if_default=True)] = attrs.field(
        default=" c ", converter=lambda v: v.strip() if isinstance(v, str) else v
    )
    unset: str | UnsetType | None = UNSET
    moment: Annotated[datetime | UnsetType, override(omit_if_default=True)] = UNSET
    when: datetime | None = None
    bare: list[str] | None = None
    extra: Extra = NO_EXTRA


@attrs.define(slots=False)
class LoosePatch(Patch):
    """The same without slots."""


LEFT_OUT: list[Any] = [
    *("t", "o", "k", "p", "c", " c ", "", None, UNSET, 3, 3.0, True, [], ["a"], Text("o"), Text("t")),
    *(JOB, datetime(2021, 1, 1, tzinfo=timezone.utc), AtsJobValue("o"), {}, {"a": 1}),
]  # fmt: skip


@pytest.mark.parametrize("options", CONVERTERS)
@pytest.mark.parametrize("class_", [Patch, LoosePatch])
def test_what_is_left_out_is_the_same_by_way_of_builtins(class_: Any, options: str) -> None:
    """Nulls, what is unset, and defaults, with and without something extra."""
    made = CONVERTERS[options]
    names = [a.name for a in attrs.fields(class_) if a.name != "extra"]
    lawful(class_("r"), None, made)
    for name in names:
        for value in LEFT_OUT[::STEP]:
            obj = class_("r")
            object.__setattr__(obj, name, value)
            for extra in (
                NO_EXTRA,
                {},
                {name: None},
                {name: 1, "x": None},
                {"unset": None, "null": None},
            ):
                obj.extra = extra
                lawful(obj, None, made)
                lawful([obj, 1], list[Any], made)
        obj = class_("r")
        delattr(obj, name)
        lawful(obj, None, made)
    for name in names:  # all of them at once
        lawful(class_(**dict.fromkeys(names, "t"), extra={name: None, "y": 5}), None, made)
        lawful(class_(**dict.fromkeys(names, None), extra={name: None, "y": 5}), None, made)


DOCUMENTS: list[tuple[Any, str]] = [
    (JobStatus, '{"value":null,"sourceValue":null,"x":{"a":1}}'),
    (JobStatus, '{"value":"open","source_value":null,"Value":1}'),
    (JobStatus, '{"x":null,"value":"brand new","y":[1.0,-0.0]}'),
    (AtsJob, '{"created_at":"2021-01-01T01:01:01Z","updated_at":"2021-01-01T01:01:01.000Z"}'),
    (AtsJob, '{"created_at":"2021-01-01 01:01:01+00:00","id":null,"remote_department_ids":"a"}'),
    (AtsJob, '{"department_ids":["a"],"remote_department_ids":"b","title":null}'),
    (AtsJob, '{"createdAt":"2021-01-01T01:01:01Z","job_status":{"value":null,"z":1},"q":"ä"}'),
    (AtsJob, '{"job_postings":[{"x":null}],"hiring_team":[{"user_id":null,"x":1}]}'),
    (Kinds, '{"when":"2021-01-01T01:01:01Z","moments":["2021-01-01T01:01:01Z"],"x":1}'),
    (Kinds, '{"either":["2021-01-01T01:01:01Z"],"json":null,"kid":{"x":1,"text":"t"}}'),
    (anybodys.Extensible, '{"extra":null,"two_words":"2021-01-01T01:01:01Z","three":3,"z":1}'),
    (anybodys.OpenDictionary, '{"one":[{"extra":null,"more":1}],"y":null}'),
    (anybodys.Middling, '{"b":0,"moments":["2021-01-01T01:01:01Z"],"z":{},"a":0}'),
]


@pytest.mark.parametrize("options", ["keep", "camel-keep"])
@pytest.mark.parametrize(("type_", "text"), DOCUMENTS)
def test_what_was_kept_of_a_document_is_written(type_: Any, text: str, options: str) -> None:
    """As it was, but where a field has been set since."""
    made = CONVERTERS[options]
    read: Any = made.loads(text, type_)
    for writing in CONVERTERS.values():
        lawful(read, None, writing)
        lawful([read, read], list[type_], writing)
        for a in attrs.fields(type_):
            for value in (None, "a", MOMENTS[0], ["b"], AtsJobValue.CLOSED):
                since = type_.__new__(type_)
                for b in attrs.fields(type_):
                    new = value if a is b else getattr(read, b.name)
                    object.__setattr__(since, b.name, new)
                lawful(since, None, writing)


@attrs.define
class Guarded:
    """It has a slot whose descriptor is another one."""

    first: str = "a"
    second: str = "b"


Guarded.first = property(lambda _: 1 // 0)  # type: ignore[assignment]


@attrs.define(slots=False)
class Loose:
    """It answers for attributes that are not there."""

    first: str = "a"
    second: str = "b"
    third: Any = None

    def __getattr__(self, name: str) -> Any:
        """Refuse, or say what is asked for."""
        if name == "second":
            raise ValueError("second")
        if name == "first":
            return [name]
        raise AttributeError(name)


def test_attributes_that_raise_are_problems_as_by_way_of_builtins() -> None:
    """Of properties, `__getattr__`, and slots that are empty."""
    lawful(object.__new__(Guarded))
    lawful([object.__new__(Guarded), 1])
    for names in ((), ("first",), ("second",), ("first", "second"), ("third",), ("first", "third")):
        obj = Loose()
        for name in names:
            delattr(obj, name)
        lawful(obj)
        lawful({"a": [obj]})
    for name in [a.name for a in attrs.fields(Kinds)]:
        obj: Any = Kinds(text="t", extra={"x": 1})
        object.__delattr__(obj, name)
        for made in CONVERTERS.values():
            lawful(obj, None, made)
            lawful([obj, 5, obj], list[Kinds], made)


@pytest.mark.parametrize("options", CONVERTERS)
def test_everybodys_classes_are_written_as_by_way_of_builtins(options: str) -> None:
    """With what is declared in each field, and with what is not."""
    made = CONVERTERS[options]
    for class_ in [*anybodys.ANYBODYS, *CLASSES][len(options) % STEP :: STEP]:
        for value in (
            "a",
            5,
            None,
            [],
            ["b"],
            {"c": 1},
            AtsJobValue.OPEN,
            JOB,
            MOMENTS[0],
            UNSET,
            1.5,
        ):
            obj = class_.__new__(class_)
            for a in attrs.fields(class_):
                object.__setattr__(obj, a.name, NO_EXTRA if "Extra" in str(a.type) else value)
            lawful(obj, None, made)
            lawful([obj, obj], list[class_], made)
            lawful([value], list[class_], made)
        lawful(class_.__new__(class_), None, made)


@attrs.define
class Deep:
    """It nests in all ways."""

    one: "Deep | None" = None
    many: "list[Deep] | None" = None
    named: "dict[str, Deep] | None" = None
    json: JsonValue = None
    anything: Any = None
    some: "str | list[Any] | None" = None
    extra: Extra = NO_EXTRA


attrs.resolve_types(Deep)


class Deeper(Deep):
    """A subclass."""


WRAPPERS: dict[str, Callable[[Any], Any]] = {
    "list": lambda v: [v],
    "dict": lambda v: {"a": v},
    "both": lambda v: [{"a": v}],
    "behind": lambda v: [1, "a", v],
    "one": lambda v: Deep(one=v),
    "many": lambda v: Deep(many=[v]),
    "named": lambda v: Deep(named={"a": v}),
    "json": lambda v: Deep(json=v),
    "anything": lambda v: Deep(anything=v),
    "some": lambda v: Deep(some=[v]),
    "extra": lambda v: Deep(extra={"x": v}),
    "subclass": lambda v: Deeper(one=v),
    "items": lambda v: Items([v]),
    "named-dict": lambda v: OrderedDict(a=v),
    "tuple": lambda v: (v,),
}


def dumps(made: JsonConverter, obj: Any, type_: Any) -> bytes:
    """Write an object by the writer."""
    return made.dumps(obj, type_)


def shallow(write: Any, obj: Any, type_: Any) -> Any:
    """Return the outcome without what is shown of the value: to show it takes a deep stack, too."""
    try:
        return write(CONVERTERS["default"], obj, type_)
    except UnstructureError as error:
        return [(p.path, p.kind, p.message.partition(", found")[0]) for p in error.problems]


@pytest.mark.parametrize(
    "depth",
    [
        *(513, 1, 170, 512, 256),
        *(
            pytest.param(depth, marks=pytest.mark.slow)
            for depth in (100, 171, 255, 257, 510, 511, 600)
        ),
    ][:: min(STEP, 4)],
)
@pytest.mark.parametrize("wrap", WRAPPERS.values(), ids=WRAPPERS)
def test_depth_is_bounded_as_by_way_of_builtins(wrap: Any, depth: int) -> None:
    """Whatever nests in whatever, up to the same level."""
    for inside in (1, [], {}, None, Deep(), {1}):
        obj = inside
        for _ in range(depth):
            obj = wrap(obj)
        for type_, left in [
            (None, lambda v: v),
            (None, lambda v: [v]),
            (None, lambda v: Deep(anything=v)),
            (None, lambda v: Deep(json=v)),
            (None, lambda v: Deep(extra={"a": v})),
            (JsonValue, lambda v: v),
            (Any, lambda v: v),
            (list[JsonValue], lambda v: [v]),
            (dict[str, Deep], lambda v: {"a": v}),
        ][::STEP]:
            actual = shallow(dumps, left(obj), type_)
            assert not slots.COMPILED or actual == shallow(by_builtins, left(obj), type_)


def test_what_holds_itself_is_refused_as_by_way_of_builtins() -> None:
    """Lists, dicts, instances, and what is extra."""
    items: list[Any] = [1]
    items.append(items)
    wide: list[Any] = []
    wide += [1, wide]
    named: dict[str, Any] = {"a": 1}
    named["b"] = [named]
    deep = Deep()
    deep.one = deep
    many = Deep()
    many.many = [Deep(), many]
    extra = Deep(extra={})
    extra.extra["x"] = extra.extra  # type: ignore[assignment]
    anything = Deep()
    anything.anything = {"a": [anything]}
    json_ = Deep(json=items)
    for obj in (items, wide, named, deep, many, extra, anything, json_):
        for type_ in (None, Any, JsonValue):
            assert isinstance(lawful(obj, type_), list)
        assert isinstance(lawful([obj]), list)
        assert isinstance(lawful(Deep(anything=obj)), list)


class Foreign:
    """A class that only a hook of a user's knows."""

    def __init__(self, value: Any = None) -> None:
        """Hold what the hook is called with."""
        self.value = value


@attrs.define
class Holder:
    """It holds some of them in all ways."""

    text: str = "t"
    it: Foreign | None = None
    items: list[Foreign] = attrs.Factory(list)
    named: dict[str, Foreign] = attrs.Factory(dict)
    anything: Any = None
    later: str = "later"
    last: Any = None
    extra: Extra = NO_EXTRA


def hooked(hook: Callable[[Any], Any], **options: Any) -> JsonConverter:
    """Make a converter with a foreign hook, which is called with what `Foreign` holds."""
    made = make_converter(**options)
    made.register_unstructure_hook(Foreign, lambda foreign: hook(foreign.value))
    return made


def held(value: Any) -> list[Any]:
    """Put a value that a hook is called for into all places."""
    it = Foreign(value)
    return [
        *(it, [it], {"a": it}, [1, it, "b"], [[it]], Holder(it=it), Holder(items=[it, it])),
        *(Holder(named={"a": it, "b": it}), Holder(anything=it), Holder(anything=[{"a": it}])),
        *(Holder(it=it, last=it, extra={"x": 1}), Holder(it=it, extra={"it": 1, "text": None})),
        *([Holder(it=it), Holder(it=it)], {"a": Holder(it=it, items=[it])}, Holder(last={"a": it})),
    ]


def test_what_a_hook_returns_is_written_as_by_way_of_builtins() -> None:
    """Whatever it is: JSON or not, deep, endless, or of classes that are more than JSON."""
    made = hooked(lambda value: value)
    cycle: list[Any] = []
    cycle.append(cycle)
    deep: Any = 1
    for _ in range(511):
        deep = [deep]
    odd: list[Any] = [
        cycle,
        deep,
        [deep],
        (x for x in "ab"),
        Foreign(5),
        Holder(),
        [Holder()],
        iter([]),
    ]
    for value in [*TABLE, *odd]:
        for obj in held(value):
            lawful(obj, None, made)
        lawful(Foreign(value), Any, made)
        lawful([Foreign(value), None], list[Foreign | None], made)


@pytest.mark.parametrize(
    "error", [ValueError, KeyError, TypeError, RecursionError, StopIteration, UnicodeError]
)
def test_what_a_hook_raises_is_a_problem_with_a_path(error: Any) -> None:
    """The same as by way of builtins, with the problems of everything behind it."""

    def fail(value: Any) -> Any:
        raise error(f"no {value}")

    made = hooked(fail)
    for obj in held(1):
        assert isinstance(lawful(obj, None, made), list)
    found = lawful([Foreign(1), {1}, Holder(it=Foreign(2), later=5)], None, made)  # type: ignore[arg-type]
    assert {"$[0]", "$[2].it", "$[2].later"} <= {path for path, *_ in found}


def test_what_a_hooks_value_raises_is_a_problem_with_a_path() -> None:
    """As what the hook itself raises is: the value is looked through when it is written."""
    made = hooked(lambda value: value)
    found = lawful([Foreign([1, {"a": Failing(b=1)}]), Foreign({1})], None, made)
    assert ["$[0][1].a", "$[1]"] == [path for path, *_ in found]
    assert found[0][1].startswith("ValueError: no items")


@pytest.mark.parametrize("error", [MemoryError, KeyboardInterrupt, SystemExit, GeneratorExit])
def test_what_no_object_can_mend_is_no_problem(error: Any) -> None:
    """It is raised as it is, and the converter works as before."""
    failing = True

    def fail(value: Any) -> Any:
        if failing:
            raise error(value)
        return value

    made = hooked(fail)
    for obj in held(1):
        failing = True
        for _ in range(3):
            with pytest.raises(error):
                made.dumps(obj)
            with pytest.raises(error):
                by_builtins(made, obj)
        failing = False
        lawful(obj, None, made)


def test_a_hook_may_write_in_the_middle_of_something() -> None:
    """Even by the same converter, the same class, more than there is room for, and what is refused."""

    def again(value: Any) -> Any:
        if not value:
            return "end"
        text = made.dumps(Holder(it=Foreign(value - 1), later="x" * (50 * value)))
        try:
            made.dumps([Foreign(value - 1), float("nan")])
        except UnstructureError:
            return json.loads(text)
        raise AssertionError

    made = hooked(again)
    for value in range(7):
        for obj in held(value):
            lawful(obj, None, made)


def changing(act: Callable[[Any], Any]) -> JsonConverter:
    """Make a converter whose hook does something with what is written."""
    return hooked(lambda value: act(value) or "changed")


LISTS: dict[str, Callable[[list[Any]], Any]] = {
    "clear": lambda items: items.clear(),
    "pop": lambda items: items.__delitem__(-1),
    "pop-first": lambda items: items.__delitem__(0),
    "append": lambda items: items.append("new") if len(items) < 9 else None,
    "extend": lambda items: items.extend(range(500)) if len(items) < 9 else None,
    "insert": lambda items: items.insert(0, "new") if len(items) < 9 else None,
    "replace": lambda items: items.__setitem__(slice(None), [str(i) for i in range(9)]),
    "reverse": lambda items: items.reverse(),
}


@pytest.mark.parametrize("change", LISTS.values(), ids=LISTS)
@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_hook_may_change_the_list_that_is_written(change: Any, at: int) -> None:
    """Items are written as they were when the writer came to them, as by way of builtins."""
    made = changing(change)

    def build(put: Callable[[list[Any]], Any]) -> Any:
        items: list[Any] = [f"text {i}" * 5 for i in range(3)]
        items.insert(at, Foreign(items))
        return put(items)

    def hold(items: list[Any]) -> Any:
        return Holder(anything=items)

    def hold_typed(items: list[Any]) -> Any:
        return Holder(items=items)

    for put in (list, lambda v: v, lambda v: [v], lambda v: {"a": v, "b": v}, hold, hold_typed):
        expected = outcome(lambda p=put: by_builtins(made, build(p)))
        if put is hold_typed:  # texts are no such thing: it is looked at again
            sane(made, build(put))
        else:
            assert expected == outcome(lambda p=put: made.dumps(build(p)))


DICTS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "clear": lambda named: named.clear(),
    "pop": lambda named: named.pop("b", None) and None,
    "popitem": lambda named: named and named.popitem() and None,
    "add": lambda named: named.update(dict.fromkeys(map(str, range(100)), 1)),
    "swap": lambda named: named.pop("c", None) and named.update(d="new"),
    "replace": lambda named: named.update(c="new", b=["new"]),
    "renew": lambda named: named.clear() or named.update({str(i): "new" for i in range(4)}),
}


@pytest.mark.parametrize("change", DICTS.values(), ids=DICTS)
@pytest.mark.parametrize("name", ["a", "b", "c"])
def test_a_hook_may_change_the_dict_that_is_written(
    change: Any, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is written, or refused, but nothing is read that is no longer there."""
    monkeypatch.setattr(problems, "MAX_PROBLEMS", 20)  # a dict that has changed refuses each look
    made = changing(change)
    for put in (
        lambda v: v,
        lambda v: [v],
        lambda v: Holder(anything=v),
        lambda v: Holder(named=v),
    ):
        for _ in range(2):
            named: dict[str, Any] = {key: key * 20 for key in "abc"}
            named[name] = Foreign(named)
            sane(made, put(named))
    if change is DICTS["replace"]:

        def build() -> Any:
            named: dict[str, Any] = {key: key * 20 for key in "abc"}
            named[name] = Foreign(named)
            return named

        expected = outcome(lambda: by_builtins(made, build()))
        assert expected == outcome(lambda: made.dumps(build()))


def test_a_hook_may_change_the_instance_that_is_written() -> None:
    """Fields behind it have the new values, those before the old ones, as by way of builtins."""
    changes: dict[str, Any] = {
        "text": "new" * 30, "it": None, "items": ["new"], "named": {"new": 1}, "anything": ["new"],
        "later": "new" * 30, "last": {"new": 1}, "extra": {"new": 1},
    }  # fmt: skip

    def build(names: Any) -> Any:
        holder = Holder("t" * 50, anything=["a" * 50], later="l" * 50, last=["b" * 50])
        holder.it = Foreign(
            lambda: [object.__setattr__(holder, n, changes[n]) for n in names] and None
        )
        holder.extra = {"old": "o" * 50}
        return holder

    made = hooked(lambda act: act() or "changed")
    for names in (*((name,) for name in changes), tuple(changes)):
        if "items" in names or "named" in names:  # what is no text of theirs is looked at again
            sane(made, build(names))
        else:
            expected = outcome(lambda n=names: by_builtins(made, build(n)))
            assert expected == outcome(lambda n=names: made.dumps(build(n)))
            assert isinstance(expected, tuple)

    def empty(names: Any) -> Any:
        holder = build(())
        holder.it = Foreign(
            lambda: [holder.__delattr__(n) for n in names if hasattr(holder, n)] and None
        )
        return holder

    for name in ("text", "items", "later", "last", "extra"):
        sane(made, empty((name,)))


def test_a_hook_may_register_hooks_in_the_middle_of_something() -> None:
    """It is written to its end by the hooks it began with."""

    def register(_: Any) -> Any:
        made.register_unstructure_hook(Foreign, lambda _: "mine")
        return "first"

    made = make_converter()
    made.register_unstructure_hook(Foreign, register)
    both = Holder(it=Foreign(), items=[Foreign()])
    assert b'{"text":"t","it":"first","items":["first"],"named":{},"later":"later"}' == made.dumps(
        both
    )
    assert b'{"text":"t","it":"mine","items":["mine"],"named":{},"later":"later"}' == made.dumps(
        both
    )


def test_other_threads_may_change_what_is_written() -> None:
    """It is written as it is at some time, or refused; and what is written is JSON."""
    made = hooked(lambda _: sum(range(50)))
    items: list[Any] = []
    named: dict[str, Any] = {}
    holder = Holder(it=Foreign(), anything=items, last=named, extra={})
    over = threading.Event()

    def change() -> None:
        while not over.is_set():
            items[:] = [Foreign(), "a" * 40, Foreign(), ["b"], Foreign()] * 9
            named.update({str(i): [Foreign(), "c" * 40] for i in range(9)})
            holder.extra["x"] = ["d" * 40]
            holder.later = "e" * 60
            items.clear()
            named.clear()
            holder.extra.clear()
            holder.later = "f" * 40

    threads = [threading.Thread(target=change) for _ in range(2)]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for thread in threads:
            thread.start()
        end = perf_counter() + 1 / STEP
        while perf_counter() < end:
            for obj in (holder, [holder, items], named, items):
                sane(made, obj)
    finally:
        over.set()
        sys.setswitchinterval(interval)
        for thread in threads:
            thread.join()


def test_many_threads_may_write_by_one_converter() -> None:
    """Each gets what it would get alone."""
    objs = [[Kinds(text="t" * i, kid=Kinds(json=[i])), JOB, AtsJob(id=str(i))] for i in range(60)]
    made = make_converter()
    expected = [by_builtins(CONVERTERS["default"], obj) for obj in objs]
    barrier = threading.Barrier(8)
    found: list[Any] = []

    def write() -> None:
        barrier.wait()
        found.append([made.dumps(obj) for obj in objs])

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [expected] * 8 == found


GROWING: list[tuple[Any, Callable[[str], Any]]] = [
    (None, lambda t: t),
    (None, lambda t: t + '"\n\x01ä'),
    (None, lambda t: t + '"' * 9),
    (None, lambda t: t + "\x01" * 9),
    (None, lambda t: [t, "b"]),
    (None, lambda t: [t, 123456789012345678, -5]),
    (None, lambda t: [t, 1.5, 10**30, None, True, False]),
    (None, lambda t: [t, [], {}, [[]]]),
    (None, lambda t: {t: 1, "b": {"c": "d"}}),
    (None, lambda t: {"a": t, "bcd": None}),
    (JsonValue, lambda t: [t, {"a": ["b", 1, None, True]}]),
    (list[str], lambda t: [t, "", "c"]),
    (list[str | None], lambda t: [t, None, "c"]),
    (dict[str, JsonValue], lambda t: {"a": t, "b": [1]}),
    (list[datetime], lambda t: [*MOMENTS[:3] * (len(t) % 50), MOMENTS[1 + len(t) % 2]]),
    (list[JobStatus], lambda t: [JobStatus(AtsJobValue(t)), JobStatus(), JOB]),
    (Kinds, lambda t: Kinds(text=t, integer=1, when=MOMENTS[2], status=AtsJobValue.OPEN)),
    (Kinds, lambda t: Kinds(perhaps=t, kid=Kinds(many=[None, "a"]), extra={"x": 1, "yy": "z"})),
    (Kinds, lambda t: Kinds(anything=t, when=MOMENTS[0])),
    (Kinds, lambda t: Kinds(anything=t, extra={"x": None})),
    (Kinds, lambda t: Kinds(extra={t: "x", "json": None})),
    (Keys, lambda t: Keys(quote=t, long=1, longest="a")),
    (Patch, lambda t: Patch(t, extra={"unset": None, "nothing": None})),
]
"""The values behind a text that grows: the type that is written, and a function of the text."""


@pytest.mark.parametrize("case", range(len(GROWING)))
def test_the_end_of_the_memory_may_be_anywhere(case: int) -> None:
    """Output that does not fit its memory is moved to a larger one, wherever the end is."""
    type_, put = GROWING[case]
    made = make_converter()
    small = put("")
    target = put("a" * 30)
    expected = by_builtins(CONVERTERS["default"], target, type_)
    for length in range(0, max(len(expected) + 5, 90), STEP):
        # What was written last says how much room there is at first.
        filler = put("a" * length)
        assert by_builtins(CONVERTERS["default"], filler, type_) == made.dumps(filler, type_)
        assert expected == made.dumps(target, type_)
        made.dumps(small, type_)
        assert expected == made.dumps(target, type_)
    fresh = make_converter()
    for length in (*range(850, 1040, STEP), 2047, 2048, 2049, 4095, 4096, 5000, 100_000):
        fresh._unstructuring.clear()  # with its nodes go their notes of how much room is needed
        large = put("a" * length)
        assert by_builtins(CONVERTERS["default"], large, type_) == fresh.dumps(large, type_)


@pytest.mark.skipif(not slots.COMPILED, reason="interpreted, memory is Python's own business")
def test_nothing_is_written_beyond_the_memory() -> None:
    """Python's debugging allocator puts guards around it, and looks at them when it is freed."""
    here = f"{__file__}::test_the_end_of_the_memory_may_be_anywhere"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", here],
        env={**os.environ, "PYTHONMALLOC": "debug"},
        capture_output=True,
        check=False,
    )
    assert 0 == done.returncode, done.stdout.decode() + done.stderr.decode()


def test_a_text_costs_what_it_is_long_whatever_is_in_it() -> None:
    """Not its length for each escape."""
    text = '"' * 500_000
    began = perf_counter()
    assert 2 + 2 * len(text) == len(CONVERTERS["default"].dumps(text))
    assert perf_counter() - began < 2


def test_nothing_that_is_written_is_kept_or_lost() -> None:
    """Neither of what is right nor of what is wrong: the number of references stays."""
    made = hooked(lambda value: value)
    text, number = str(b"ab", "ascii"), 10**20
    named: dict[str, Any] = {text: text, "n": number}
    moment = datetime(2021, 1, 1, tzinfo=timezone.utc)
    kinds = Kinds(text=text, texts=[text], when=moment, anything=named, extra={"x": named})
    parts: list[Any] = [text, number, named, moment, kinds]
    objs: list[Any] = [kinds, named, [text, kinds], [moment, Foreign(named)], {"a": kinds}]
    objs += [[obj, {1}] for obj in objs]
    for warm in (True, False):
        before = [sys.getrefcount(part) for part in parts]
        for _ in range(10 if warm else 200):
            for obj in objs:
                outcome(lambda o=obj: made.dumps(o))
        after = [sys.getrefcount(part) for part in parts]
    assert all(abs(a - b) < 20 for a, b in zip(after, before, strict=True)), (before, after)


@pytest.mark.skipif(not slots.COMPILED, reason="interpreted, all is written by way of builtins")
@pytest.mark.parametrize("options", CONVERTERS)
def test_what_is_right_is_written_without_builtins(
    options: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And each hook is called once; only what can't be written is looked at again."""
    written: list[Any] = []
    called: list[Any] = []

    def note(node: Any, obj: Any) -> Any:
        written.append(obj)
        return write_by_builtins(node, obj)

    monkeypatch.setattr(writer, "write_by_builtins", note)
    made = make_converter(**OPTIONS.get(options, {}))
    made.register_unstructure_hook(Foreign, lambda f: called.append(f) or f.value)
    foreign = Foreign(AtsJobValue.OPEN)
    for obj in (
        *TEXTS[:80], *INTEGERS[:30], *FLOATS[:20], *MOMENTS[:13], *CONTAINERS[:14], *CLASSES_MADE,
        Kinds(text="t", many=["a", None], some=["a"], either=5, extra={"x": [1]}), Text("t"), Data(),
        [JOB, AtsJob(job_status=JOB), {"a": Below(), "b": More()}], {"a": OrderedDict(a=[1])},
        Holder(it=foreign, anything=[foreign], extra={"x": None}), Called(kid=Called()),
    ):  # fmt: skip
        made.dumps(obj)
    made.dumps(None, JobStatus | None)
    assert [] == written
    assert 2 == len([f for f in called if f is foreign])
    with pytest.raises(JobStatusError):
        made.dumps([{1: 2}, {1}])
    assert 1 == len(written)


CLASSES_MADE: list[Any] = [
    class_()
    for class_ in CLASSES
    if not any(a.default is attrs.NOTHING for a in attrs.fields(class_))
]
