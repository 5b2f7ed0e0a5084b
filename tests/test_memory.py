"""Memory and reference counts do not grow, however many documents come: compiled code counts itself."""

import gc
import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from enum import Enum
from itertools import pairwise
from typing import Annotated, Any, Literal

import attrs
import pytest
from attrs import frozen

from jobstatus import (
    UNSET,
    AtsJob,
    AtsJobsPaginated,
    AtsJobValue,
    AtsUpdateJobRequestDto,
    JobStatusError,
    JsonConverter,
    JsonValue,
    Open,
    make_converter,
    salvage,
    salvage_lines,
)
from jobstatus.excerpts import ABSENT
from jobstatus.nodes import slots
from jobstatus.nodes.extra import NO_EXTRA
from jobstatus.nodes.fields import MISSING

pytestmark = [
    pytest.mark.usefixtures("only_new_objects"),
    pytest.mark.skipif(
        "coverage" in sys.modules, reason="coverage notes down what it sees, so that memory grows"
    ),
]

ROUNDS = 10_000 if os.environ.get("LONG") else 40
"""The number of times that a batch makes a call; each call reads or writes several values."""

BATCHES = 40
"""The most batches; two are enough if one of them has not grown. There are 35 calls, and four converters."""


class Colour(Enum):
    """A closed enum."""

    RED = "red"


class Foreign:
    """A class that only a hook of the user's makes."""


def structure_foreign(value: object, _: object) -> Foreign:
    """Return the one for anything that is not bad."""
    if value == "bad":
        raise ValueError(value)
    return FOREIGN


def unstructure_foreign(value: Foreign) -> object:
    """Write the one; refuse others."""
    if value is not FOREIGN:
        raise ValueError(value)
    return 1


FOREIGN = Foreign()


@frozen
class Everything:
    """A class with a field of each kind."""

    text: str
    integer: int = 1
    number: float = 0.5
    boolean: bool = True
    null: None = None
    byte: Annotated[int, range(256)] = 0
    status: Open[AtsJobValue] | None = None
    colour: Colour = Colour.RED
    literal: Literal["a", 1] = "a"
    when: datetime | None = None
    anything: JsonValue = None
    some: str | list[int] | None = None
    by_number: dict[int, float] = attrs.Factory(dict)
    foreign: Foreign | None = None
    pair: tuple[int, str] | None = None
    kids: "list[Everything]" = attrs.Factory(list)


@attrs.define(slots=False)
class Called:
    """A class whose instances are made by calling it."""

    a: int = attrs.field(validator=attrs.validators.ge(0))
    b: "Called | None" = None


GOOD: Any = {
    "text": "t",
    "integer": 2**70,
    "number": 5,
    "boolean": False,
    "null": None,
    "byte": 255,
    "status": "open",
    "colour": "red",
    "literal": 1,
    "when": "2021-01-01T01:01:01.000Z",
    "anything": [1, {"a": [None, -0.0, True]}],
    "some": [1, 2],
    "by_number": {"1": 2, "3": 0.5},
    "foreign": 5,
    "pair": [1, "a"],
    "kids": [{"text": "u", "when": "2021-01-01T01:01:01.123456+05:30", "status": "brand_new"}],
}
BAD: Any = {
    "text": 5,
    "integer": True,
    "number": "x",
    "boolean": 1,
    "null": 0,
    "byte": 256,
    "status": [],
    "colour": "green",
    "literal": 2,
    "when": "yesterday",
    "anything": {1: float("nan")},
    "some": 5,
    "by_number": {"01": "x"},
    "foreign": "bad",
    "pair": [1],
    "kids": [{}, 5, {"Text": 1}],
}
JOB: Any = {
    "id": "1",
    "title": None,
    "job_status": {"value": "open", "source_value": {"a": [1]}},
    "remote_department_ids": "bare",
    "created_at": "2021-01-01T01:01:01.000+01:00",
    "undeclared": [1],
}
BAD_JOB: Any = {"id": 5, "job_status": {"value": 5, "sourceValue": 1, "source_value": 2}}
GOOD_TEXT = json.dumps(GOOD).encode()
BAD_TEXT = json.dumps({**BAD, "anything": {"a": [1e308, "x"]}}).encode()
JOB_TEXT = json.dumps(JOB).encode()
BAD_JOB_TEXT = json.dumps(BAD_JOB).encode()
CALLED_TEXT = b'{"a":1,"b":{"a":1,"x":[1]},"b":{"a":2}}'
TWICE = b'{"id":"a","id":5,"x":1,"x":2,"job_status":{"value":5,"value":"open"},"job_status":null}'
ESCAPES = (
    rb'{"i\u0064":"\ud83d\ude00","job_status":{"value":"n\u0065w"},"title":"\n\"","x":"\u00e4"}'
)
UNDECLARED = b'{"x":[1,{"y":"\xc3\xa4"}],"z":1e400,"' + b"k" * 40 + b'":12345678901234567890}'
LIST: Any = list[Everything | None]
DICT: Any = dict[str, Everything | None]
TEXT = '{"data":[{"id":"1","job_status":{"value":"open"}},{"id":5}],"next":null}'

OPTIONS: dict[str, dict[str, Any]] = {
    "defaults": {},
    "forbid": {"unknown": "forbid"},
    "keep": {"unknown": "keep"},
    "notifying": {"on_drift": lambda _: None},
}
if not slots.COMPILED:  # Python counts references by itself; what is kept is seen with one, too
    OPTIONS = {"keep": OPTIONS["keep"]}


def calls_of(made: JsonConverter) -> dict[str, Callable[[], object]]:
    """Return functions that read and write good and bad values of each kind."""
    made.register_structure_hook(Foreign, structure_foreign)
    made.register_unstructure_hook(Foreign, unstructure_foreign)
    good = make_converter()
    good.register_structure_hook(Foreign, structure_foreign)
    everything: Any = good.structure(GOOD, Everything)
    job: Any = make_converter(unknown="keep").structure(JOB, AtsJob)
    bad: Any = Everything(5, "x", foreign=Foreign(), kids=[everything, 5], when=1, anything={1})  # type: ignore[arg-type, list-item]
    empty: Any = object.__new__(Everything)
    patch = AtsUpdateJobRequestDto(title=None)
    page = [JOB, BAD_JOB, 5, JOB]
    return {
        "structure good": lambda: made.structure(GOOD, Everything),
        "structure bad": lambda: made.structure(BAD, Everything),
        "structure list": lambda: made.structure([GOOD, BAD, None], list[Everything | None]),
        "structure dict": lambda: made.structure({"a": GOOD, "b": 5}, dict[str, Everything]),
        "structure called": lambda: made.structure({"a": 1, "b": {"a": 1}}, Called),
        "structure called bad": lambda: made.structure({"a": 1, "b": {"a": -1}}, Called),
        "structure job": lambda: made.structure(JOB, AtsJob),
        "structure bad job": lambda: made.structure(BAD_JOB, AtsJob),
        "structure page": lambda: made.structure({"data": page}, AtsJobsPaginated),
        "structure patch": lambda: made.structure({"title": None, "z": 1}, AtsUpdateJobRequestDto),
        "loads": lambda: made.loads(TEXT, AtsJobsPaginated),
        "loads what is no JSON": lambda: made.loads(TEXT[:-1], AtsJobsPaginated),
        "loads good": lambda: made.loads(GOOD_TEXT, Everything),
        "loads bad": lambda: made.loads(BAD_TEXT, Everything),
        "loads bytearray": lambda: made.loads(bytearray(GOOD_TEXT), Everything),
        "loads list": lambda: made.loads(b"[%b,%b,null]" % (GOOD_TEXT, BAD_TEXT), LIST),
        "loads dict": lambda: made.loads(b'{"a":%b,"a":5,"b":null}' % GOOD_TEXT, DICT),
        "loads called": lambda: made.loads(CALLED_TEXT, Called),
        "loads called bad": lambda: made.loads(b'{"a":1,"b":{"a":-1}}', Called),
        "loads job": lambda: made.loads(JOB_TEXT, AtsJob),
        "loads bad job": lambda: made.loads(BAD_JOB_TEXT, AtsJob),
        "loads twice": lambda: made.loads(TWICE, AtsJob),
        "loads escapes": lambda: made.loads(ESCAPES, AtsJob),
        "loads undeclared": lambda: made.loads(UNDECLARED, AtsJob),
        "loads cut": lambda: [_refused(made, JOB_TEXT[:at]) for at in range(0, len(JOB_TEXT), 7)],
        "unstructure good": lambda: made.unstructure(everything),
        "unstructure bad": lambda: made.unstructure(bad),
        "unstructure empty": lambda: made.unstructure(empty),
        "unstructure job": lambda: made.unstructure(job),
        "dumps good": lambda: made.dumps([everything, job, patch]),
        "dumps bad": lambda: made.dumps({"a": bad, "b": {1: 2}, "c": [object()]}),
        "dumps as": lambda: made.dumps([bad], list[Everything]),
        "salvage": lambda: salvage(page, list[AtsJob], converter=made),
        "salvage page": lambda: salvage(TEXT, AtsJobsPaginated, converter=made),
        "salvage lines": lambda: salvage_lines('{"id":"1"}\n{"id":1}\n{', AtsJob, converter=made),
    }


def _refused(made: JsonConverter, data: bytes) -> None:
    with suppress(JobStatusError):
        made.loads(data, AtsJob)


NAMES = list(calls_of(make_converter()))

# Objects that nodes hand out again and again, none of which anybody keeps one more reference to.
SHARED: dict[str, object] = {
    "None": None,
    "True": True,
    "False": False,
    "UNSET": UNSET,
    "ABSENT": ABSENT,
    "MISSING": MISSING,
    "NO_EXTRA": NO_EXTRA,
    "AtsJobValue.OPEN": AtsJobValue.OPEN,
    "Colour.RED": Colour.RED,
    "FOREIGN": FOREIGN,
    "AtsJob": AtsJob,
    "Everything": Everything,
    "str": str,
    "dict": dict,
    "0.5": Everything("").number,
}


def references(made: JsonConverter) -> dict[str, int]:
    """Count the references to what is shared, and to the converter's nodes."""
    counts = {name: sys.getrefcount(shared) for name, shared in SHARED.items()}
    for kept in (made._structuring, made._unstructuring):
        for type_, node in kept.items():
            counts[f"{type(node).__name__} of {type_}"] = sys.getrefcount(node)
            for inner in node.parts():
                counts[f"{type(inner).__name__} in {type_} {id(inner)}"] = sys.getrefcount(inner)
    return counts


def _run(call: Callable[[], object], times: int) -> None:
    for _ in range(times):
        with suppress(JobStatusError):
            call()


@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
@pytest.mark.parametrize("name", NAMES)
def test_memory_and_references_do_not_grow(name: str, options: Any) -> None:
    """Neither for good documents nor for bad ones, both ways; millions of them if `LONG` is set."""
    made = make_converter(**options)
    call = calls_of(made)[name]
    _run(call, ROUNDS)
    gc.collect()
    counts, grown = [references(made)], []
    # Free lists and caches change now and then; what leaks, or is lost, changes in each batch.
    while len(grown) < 2 or (min(grown) >= ROUNDS // 4 and len(grown) < BATCHES):
        blocks = sys.getallocatedblocks()
        _run(call, ROUNDS)
        gc.collect()
        grown.append(sys.getallocatedblocks() - blocks)
        counts.append(references(made))
    changed = {name: _steadily([count[name] for count in counts]) for name in counts[0]}
    assert {} == {name: change for name, change in changed.items() if change > ROUNDS // 4}
    assert min(grown) < ROUNDS // 4


def _steadily(counts: list[int]) -> int:
    """Return by how much a count grows, or shrinks, in each batch at least."""
    steps = [after - before for before, after in pairwise(counts)]
    return max(min(steps), -max(steps))
