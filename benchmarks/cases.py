"""The calls that are compared: with options, and with what is unusual in a class or a document.

Each function makes the calls of one case, by operation. All of a case happens in one process.
"""

from __future__ import annotations

import gc
import json
from datetime import datetime
from enum import Enum
from functools import partial
from itertools import repeat
from typing import TYPE_CHECKING, Any, NamedTuple

import attrs
import cattrs.preconf.orjson
import orjson

from jobstatus import (
    AtsJob,
    AtsJobsPaginated,
    DriftCounter,
    JobStatus,
    configure,
    converter,
    make_converter,
    salvage,
)
from jobstatus.nodes.keys import camel

from . import data
from .adapters import US, attrs_models, load
from .workloads import WORKLOADS, prepare, refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from .adapters.base import Codec

    Call = Callable[[], object]

READS = ("from bytes", "from dicts")
WRITES = ("to bytes", "to dicts")
OPERATIONS = (*READS, *WRITES)
_NAMES = dict(zip(("loads", "structure", "dumps", "unstructure"), OPERATIONS, strict=True))


class Turn(NamedTuple):
    """The calls that take turns.

    Attributes:
        ours: What is measured.
        theirs: What its time is divided by.
        own: What is taken off its time first, for it is the work that was asked for.
    """

    ours: Call
    theirs: Call
    own: Call | None = None


def against(workload: str, rival: str, us: str) -> dict[str, Turn]:
    """Do a workload of the big table beside a rival."""
    ours, theirs = (prepare(WORKLOADS[workload], load(name), lines=1) for name in (us, rival))
    return {_NAMES[WORKLOADS[workload].operation]: Turn(ours, theirs)}


def status_by_loads() -> dict[str, Turn]:
    """Read one status by `converter.loads`."""
    text = data.status()
    ours = partial(converter.loads, text, JobStatus)
    return {"from bytes": Turn(ours, partial(orjson.loads, text))}


def dumps_beside_orjson() -> dict[str, Turn]:
    """Write a page; orjson writes dicts of the same text, without nulls."""
    written = converter.loads(data.full_page(), AtsJobsPaginated)
    dicts = json.loads(converter.dumps(written))
    return {"to bytes": Turn(partial(converter.dumps, written), partial(orjson.dumps, dicts))}


def option(text: Callable[[], bytes] = data.full_page, **options: Any) -> dict[str, Turn]:
    """Read and write a page with options."""
    return _beside_plain(_calls(make_converter(**options), AtsJobsPaginated, text()))


def camel_case() -> dict[str, Turn]:
    """Read and write a page whose keys are in camelCase."""
    page = data.encode(_in_camel_case(json.loads(data.full_page())))
    return option(lambda: page, case="camel")


def unrecognized() -> dict[str, Turn]:
    """Count unrecognized values, of which there are some; beside the same page, uncounted."""
    counting = make_converter(on_drift=DriftCounter())
    calls, rivals = (
        _calls(each, AtsJobsPaginated, data.new_page()) for each in (counting, converter)
    )
    return _in_turn(calls, rivals)


def hook() -> dict[str, Turn]:
    """Register a user's hooks for `datetime`; what they do themselves is taken off."""
    hooked = make_converter()
    hooked.register_structure_hook(datetime, _read)
    hooked.register_unstructure_hook(datetime, _write)
    page = data.full_page()
    texts = list(_date_times(json.loads(page)))
    moments = [_read(text, datetime) for text in texts]
    own: dict[str, Call] = dict.fromkeys(READS, lambda: list(map(_read, texts, repeat(datetime))))
    own |= dict.fromkeys(WRITES, lambda: list(map(_write, moments)))
    turns = _beside_plain(_calls(hooked, AtsJobsPaginated, page))
    return {name: turn._replace(own=own[name]) for name, turn in turns.items()}


def closed_enum() -> dict[str, Turn]:
    """Read and write jobs that have a closed enum where the plain ones have text."""
    return _beside_plain(_calls(converter, _PageWithEnum, data.full_page()))


def attrs_converter() -> dict[str, Turn]:
    """Read and write jobs of which a field has an attrs `converter`."""
    return _beside_plain(_calls(converter, _PageWithConverter, data.full_page()))


def recursive() -> dict[str, Turn]:
    """Read and write a tree of 364 branches; beside one of a class for each level."""
    text = data.encode(_tree(5))
    leveled: Any = str  # the leaves have none
    for level in range(6):
        leveled = _level(f"Level{level}", list[leveled])
    return _in_turn(*(_calls(converter, each, text) for each in (_Branch, leveled)))


def bad_job(explain: Callable[[Exception], str]) -> dict[str, Turn]:
    """Have a page refused for one bad job; beside the good page."""
    return _beside_plain(_refusals(load(US).codec("page"), explain))


def bad_job_beside(rival: str) -> dict[str, Turn]:
    """Have a page refused for one bad job, and say why; beside a rival that does the same."""
    ours, theirs = (_refusals(load(name).codec("page"), load(name).explain) for name in (US, rival))
    return _in_turn(ours, theirs)


def salvaged() -> dict[str, Turn]:
    """Save the good jobs of a page that has a bad one."""
    text = data.bad_page()
    documents = dict(zip(READS, (text, orjson.loads(text)), strict=True))
    return _beside_plain(
        {name: partial(salvage, each, AtsJobsPaginated) for name, each in documents.items()}
    )


def preconfigured() -> dict[str, Turn]:
    """Configure cattrs's own orjson converter; both have the classes that stock cattrs can read."""
    stock, configured = (
        cattrs.preconf.orjson.make_converter(omit_if_default=True) for _ in range(2)
    )
    configure(configured)
    page, type_ = data.full_page(), attrs_models.TYPES["page"]
    return _in_turn(*(_calls(each, type_, page) for each in (configured, stock)))


def collected() -> dict[str, Turn]:
    """Read and write a page with garbage collection, as everywhere; beside the same without."""
    return {name: Turn(call, _paused(call)) for name, call in _plain().items()}


def collected_lines() -> dict[str, Turn]:
    """Read 10,000 jobs, and keep all; beside the same without garbage collection."""
    call = prepare(WORKLOADS["lines-kept"], load(US), lines=10_000)
    return {"from bytes": Turn(call, _paused(call))}


def _calls(made: Any, type_: Any, text: bytes) -> dict[str, Call]:
    """Return the four operations of a converter on one document."""
    builtins, objects = json.loads(text), made.loads(text, type_)
    calls = (
        partial(made.loads, text, type_),
        partial(made.structure, builtins, type_),
        partial(made.dumps, objects),
        partial(made.unstructure, objects),
    )
    return dict(zip(OPERATIONS, calls, strict=True))


def _plain() -> dict[str, Call]:
    return _calls(converter, AtsJobsPaginated, data.full_page())


def _in_turn(ours: Mapping[str, Call], theirs: Mapping[str, Call]) -> dict[str, Turn]:
    return {name: Turn(call, theirs[name]) for name, call in ours.items()}


def _beside_plain(calls: Mapping[str, Call]) -> dict[str, Turn]:
    return _in_turn(calls, _plain())


def _paused(call: Call) -> Call:
    def paused() -> None:
        gc.disable()
        try:
            call()
        finally:
            gc.enable()

    return paused


def _refusals(codec: Codec, explain: Callable[[Exception], str]) -> dict[str, Call]:
    text = data.bad_page()
    assert codec.loads is not None
    assert codec.structure is not None
    reads = (codec.loads, text), (codec.structure, json.loads(text))
    calls = (refusal(function, document, explain) for function, document in reads)
    return dict(zip(READS, calls, strict=True))


def _in_camel_case(value: Any) -> Any:
    """Spell a page's keys in camelCase; those of custom fields are of one word."""
    if isinstance(value, dict):
        return {camel(key): _in_camel_case(item) for key, item in value.items()}
    return [_in_camel_case(item) for item in value] if isinstance(value, list) else value


def _read(value: Any, _: Any) -> datetime:
    return datetime.fromisoformat(value.replace("Z", "+00:00"))


def _write(value: datetime) -> str:
    return value.isoformat()


def _date_times(value: Any) -> Iterator[str]:
    """Yield the text of every date-time in a page."""
    if isinstance(value, list):
        for item in value:
            yield from _date_times(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key in ("created_at", "updated_at"):
                yield item
            else:
                yield from _date_times(item)


class _Status(Enum):
    """A closed enum: of what is there, nothing else may come."""

    LIVE = "live"


@attrs.frozen(kw_only=True)
class _JobWithEnum(AtsJob):
    status: _Status | None = None  # type: ignore[assignment]


@attrs.frozen(kw_only=True)
class _PageWithEnum(AtsJobsPaginated):
    data: list[_JobWithEnum]  # type: ignore[assignment]


def _same(value: Any) -> Any:
    return value


@attrs.frozen(kw_only=True)
class _JobWithConverter(AtsJob):
    code: str | None = attrs.field(default=None, converter=_same)


@attrs.frozen(kw_only=True)
class _PageWithConverter(AtsJobsPaginated):
    data: list[_JobWithConverter]  # type: ignore[assignment]


@attrs.frozen
class _Branch:
    """A class that refers to itself."""

    name: str
    branches: list[_Branch]


def _level(name: str, branches: Any) -> Any:
    """Return the class of the branches of one level."""
    fields = {"name": attrs.field(type=str), "branches": attrs.field(type=branches)}
    return attrs.make_class(name, fields, frozen=True, slots=True)


def _tree(depth: int) -> dict[str, Any]:
    return {"name": f"b{depth}", "branches": [_tree(depth - 1) for _ in range(3 if depth else 0)]}
