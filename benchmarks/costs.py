"""What each option, and each unusual thing in a class or a document, costs.

A case is timed in turns with what it is compared with, mostly the plain page: a page of 100 jobs,
read into our own classes by the converter with the defaults. All of it happens in one process.
"""

from __future__ import annotations

import json
import statistics
from datetime import datetime
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import attrs
import cattrs.preconf.orjson
import orjson

from jobstatus import (
    AtsJob,
    AtsJobsPaginated,
    StructureError,
    UnrecognizedCounter,
    configure,
    converter,
    make_converter,
    salvage,
)
from jobstatus.nodes.keys import camel

from . import data
from .adapters import attrs_models
from .timing import batch, calibrated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Call = Callable[[], object]
    Calls = Mapping[str, Call]

PLAIN = "the plain page"
READS = ("from bytes", "from dicts")
WRITES = ("to bytes", "to dicts")
OPERATIONS = (*READS, *WRITES)


class Case(NamedTuple):
    """Something that may cost time.

    Attributes:
        calls: The calls to time, by operation.
        rivals: The calls whose times those are divided by; the plain page's, if there are none.
        own: Calls whose time is taken off first, for it is the work that was asked for.
        rival: What tables call the rivals.
    """

    calls: Calls
    rivals: Calls | None = None
    own: Calls | None = None
    rival: str = PLAIN


def cost(name: str, rounds: int, batch_ms: float) -> dict[str, Any]:
    """Measure a case: for each operation, the ratio of every round, and the nanoseconds."""
    case = CASES[name]()
    rivals = _plain() if case.rivals is None else case.rivals
    operations = {}
    for operation, call in case.calls.items():
        calls = [call, rivals[operation]]
        if case.own:
            calls.append(case.own[operation])
        number = max(calibrated(each, batch_ms) for each in calls[:2])
        every = [[batch(each, number) / number for each in calls] for _ in range(rounds)]
        operations[operation] = {
            "rounds": [(ours - sum(own)) / theirs for ours, theirs, *own in every],
            "ns": statistics.median(ours for ours, *_ in every),
        }
    return {"rival": case.rival, "operations": operations}


def _calls(made: Any, type_: Any, text: bytes) -> dict[str, Call]:
    """Return the four operations of a converter on one document."""
    builtins, objects = json.loads(text), made.loads(text, type_)
    return {
        "from bytes": lambda: made.loads(text, type_),
        "from dicts": lambda: made.structure(builtins, type_),
        "to bytes": lambda: made.dumps(objects),
        "to dicts": lambda: made.unstructure(objects),
    }


def _plain() -> dict[str, Call]:
    return _calls(converter, AtsJobsPaginated, data.full_page())


def _option(text: Callable[[], bytes] = data.full_page, **options: Any) -> Case:
    return Case(_calls(make_converter(**options), AtsJobsPaginated, text()))


def _camel() -> Case:
    page = data.encode(_cameled(json.loads(data.full_page())))
    return Case(_calls(make_converter(case="camel"), AtsJobsPaginated, page))


def _cameled(value: Any) -> Any:
    """Spell a page's keys in camelCase; those of custom fields are of one word."""
    if isinstance(value, dict):
        return {camel(key): _cameled(item) for key, item in value.items()}
    return [_cameled(item) for item in value] if isinstance(value, list) else value


def _unrecognized() -> Case:
    counting = make_converter(on_unrecognized=UnrecognizedCounter())
    page = data.new_page()
    rivals = _calls(converter, AtsJobsPaginated, page)
    return Case(_calls(counting, AtsJobsPaginated, page), rivals, rival="without it")


def _undeclared() -> bytes:
    """Return the page with three keys more in each job, which no class declares."""
    page = json.loads(data.full_page())
    for number, job in enumerate(page["data"]):
        job |= {"remote_url": f"https://x/{number}", "openings": 2, "salary": {"min": 1}}
    return data.encode(page)


def _hook() -> Case:
    """Register a user's hooks for `datetime`; what they do themselves is taken off."""
    hooked = make_converter()
    hooked.register_structure_hook(datetime, _read)
    hooked.register_unstructure_hook(datetime, _write)
    page = data.full_page()
    texts = list(_date_times(json.loads(page)))
    moments = [_read(text, datetime) for text in texts]
    own: dict[str, Call] = dict.fromkeys(READS, lambda: [_read(text, datetime) for text in texts])
    own |= dict.fromkeys(WRITES, lambda: [_write(moment) for moment in moments])
    return Case(_calls(hooked, AtsJobsPaginated, page), own=own)


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


def _tree(depth: int) -> dict[str, Any]:
    return {"name": f"b{depth}", "branches": [_tree(depth - 1) for _ in range(3 if depth else 0)]}


def _recursive() -> Case:
    """Read and write a tree of 364 branches."""
    text, stock = data.encode(_tree(5)), cattrs.preconf.orjson.make_converter()
    calls, rivals = (_calls(each, _Branch, text) for each in (converter, stock))
    return Case(calls, rivals, rival="stock cattrs + orjson")


def _preconfigured() -> Case:
    """Configure cattrs's own orjson converter; both have the classes that stock cattrs can read."""
    stock, configured = (
        cattrs.preconf.orjson.make_converter(omit_if_default=True) for _ in range(2)
    )
    configure(configured)
    calls, rivals = (
        _calls(each, attrs_models.Page, data.full_page()) for each in (configured, stock)
    )
    return Case(calls, rivals, rival="the stock one")


def _refused(read: Callable[[Any], Any], document: Any, *, explained: bool = True) -> Call:
    """Return a call that reads a bad document, and puts the error into words."""

    def refuse() -> str:
        try:
            read(document)
        except ValueError as error:  # pydantic's is one
            return str(error) if explained else ""
        except StructureError as error:
            return str(error) if explained else ""
        raise AssertionError("it was accepted")

    return refuse


def _bad(*, explained: bool) -> dict[str, Call]:
    text = data.bad_page()
    refused = partial(_refused, explained=explained)
    return {
        "from bytes": refused(lambda page: converter.loads(page, AtsJobsPaginated), text),
        "from dicts": refused(
            lambda page: converter.structure(page, AtsJobsPaginated), json.loads(text)
        ),
    }


def _bad_beside_pydantic() -> Case:
    from .adapters.pydantic_ import PEER  # noqa: PLC0415 - it may not be installed

    codec = PEER.codec("page")
    assert codec.loads is not None
    assert codec.structure is not None
    text = data.bad_page()
    rivals = {
        "from bytes": _refused(codec.loads, text),
        "from dicts": _refused(codec.structure, json.loads(text)),
    }
    return Case(_bad(explained=True), rivals, rival="pydantic's")


def _salvage() -> Case:
    text = data.bad_page()
    builtins = orjson.loads(text)
    return Case(
        {
            "from bytes": lambda: salvage(text, AtsJobsPaginated),
            "from dicts": lambda: salvage(builtins, AtsJobsPaginated),
        }
    )


CASES: dict[str, Callable[[], Case]] = {
    'nulls="emit"': partial(_option, nulls="emit"),
    'unknown="forbid"': partial(_option, unknown="forbid"),
    'unknown="keep"': partial(_option, unknown="keep"),
    'case="camel"': _camel,
    "on_unrecognized": lambda: _option(on_unrecognized=UnrecognizedCounter()),
    "on_unrecognized, 5 % unrecognized": _unrecognized,
    "three undeclared keys in each job": lambda: _option(_undeclared),
    'the same, unknown="keep"': lambda: _option(_undeclared, unknown="keep"),
    "a user's hooks for `datetime`, beyond their own work": _hook,
    "a closed `Enum` field in each job": lambda: Case(
        _calls(converter, _PageWithEnum, data.full_page())
    ),
    "an attrs `converter` in each job": lambda: Case(
        _calls(converter, _PageWithConverter, data.full_page())
    ),
    "one bad job": lambda: Case(_bad(explained=False)),
    "one bad job, and its message": lambda: Case(_bad(explained=True)),
    "one bad job and its message, beside pydantic": _bad_beside_pydantic,
    "`salvage` of one bad job": _salvage,
    "a recursive class": _recursive,
    "`cattrs.preconf.orjson`, configured": _preconfigured,
}
"""The cases by what tables call them, in their order; a case is set up when it is measured."""
