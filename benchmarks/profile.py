"""Where our own time goes: step by step, and option by option.

The steps are found by generating the same code with one thing after another left out of it: what a
step takes is the difference. A sampling profiler would see but one function.
"""

from __future__ import annotations

import json
import statistics
from typing import TYPE_CHECKING, Any, NamedTuple
from unittest.mock import patch

import msgspec
import orjson

from jobstatus import (
    AtsJobsPaginated,
    JobStatus,
    UnrecognizedCounter,
    converter,
    gen,
    make_converter,
)
from jobstatus.code import Code
from jobstatus.gen import FromBuiltins, FromStructs, ToStructs
from jobstatus.nodes.keys import camel
from jobstatus.shape import tree_of
from jobstatus.structs import StructsToRead

from . import data
from .worker import batch, calibrated

if TYPE_CHECKING:
    from collections.abc import Callable

    from jobstatus import JsonConverter
    from jobstatus.gen import _Walk
    from jobstatus.shape import Field, Tree

    from .runner import Effort

Results = dict[str, dict[str, float]]

OPTIONS: dict[str, dict[str, Any]] = {
    "the defaults": {},
    'nulls="emit"': {"nulls": "emit"},
    'unknown="forbid"': {"unknown": "forbid"},
    'unknown="keep"': {"unknown": "keep"},
    'case="camel"': {"case": "camel"},
    "on_unrecognized": {"on_unrecognized": UnrecognizedCounter()},
}
OPERATIONS = ("from bytes", "from dicts", "to bytes", "to dicts")


class Step(NamedTuple):
    """Something that the code does, and that can be left out.

    Attributes:
        name: What tables call it.
        methods: The walk's methods that write it.
        instances: Whether it is making instances.
    """

    name: str
    methods: tuple[str, ...] = ()
    instances: bool = False


DATE_TIMES = Step("date-times", ("_date_time",))
INSTANCES = Step("instances: made, filled, made frozen, freed", instances=True)
TYPES = Step("looking at types", ("_scalar", "_range", "_open_enum"))
JSON = Step("provider values: looked at, copied", ("_json", "_dict", "_one_or_many"))


class Profiled(NamedTuple):
    """Work that is looked into.

    Attributes:
        floor: Something that does less, to compare with.
        around: What msgspec does before the generated code, or after it.
        walk: Makes the walk that writes the code.
        type: What is read or written.
        argument: What the code is called with.
        steps: What is left out, one after another.
        rest: What the code does when all of it is left out.
    """

    floor: tuple[str, Callable[[], object]]
    around: tuple[str, Callable[[], object]] | None
    walk: Callable[[Code], _Walk]
    type: Any
    argument: Any
    steps: tuple[Step, ...]
    rest: str


def profile(effort: Effort) -> Results:
    """Return, for each piece of work, the nanoseconds of each of its steps."""
    return {title: _steps(profiled, effort) for title, profiled in _work().items()}


def options(effort: Effort) -> Results:
    """Return, for each option of `make_converter`, the nanoseconds that a page takes."""
    page = data.full_page()
    pages = {'case="camel"': _cameled(json.loads(page))}
    results: Results = {}
    calls: list[Callable[[], object]] = []
    for name, chosen in OPTIONS.items():
        made = make_converter(**chosen)
        builtins = pages.get(name, json.loads(page))
        calls += _with_option(made, orjson.dumps(builtins), builtins)
    times = iter(_medians(calls, effort))
    for name in OPTIONS:
        results[name] = dict(zip(OPERATIONS, times, strict=False))
    return results


def _with_option(made: JsonConverter, text: bytes, builtins: Any) -> list[Callable[[], object]]:
    load, objects = made.get_loads_hook(AtsJobsPaginated), made.loads(text, AtsJobsPaginated)
    return [
        lambda: load(text),
        lambda: made.structure(builtins, AtsJobsPaginated),
        lambda: made.dumps(objects),
        lambda: made.unstructure(objects),
    ]


def _cameled(value: Any) -> Any:
    """Spell a page's keys in camelCase; those of custom fields are of one word."""
    if isinstance(value, dict):
        return {camel(key): _cameled(item) for key, item in value.items()}
    return [_cameled(item) for item in value] if isinstance(value, list) else value


def _work() -> dict[str, Profiled]:
    status, page = data.status(), data.full_page()
    pair, jobs = json.loads(status), json.loads(page)
    decode_pair, decode_page = _decoder(JobStatus), _decoder(AtsJobsPaginated)
    objects = converter.loads(page, AtsJobsPaginated)
    structs = _code(ToStructs, AtsJobsPaginated)(objects)
    encode = msgspec.json.Encoder().encode
    from_structs = (DATE_TIMES, INSTANCES)
    from_builtins = (DATE_TIMES, INSTANCES, TYPES, JSON)
    keys = "a `dict.get` for each key, and loops"
    return {
        "one status, from bytes": Profiled(
            ("orjson, to a dict", lambda: orjson.loads(status)),
            ("msgspec, into a Struct", lambda: decode_pair(status)),
            lambda code: FromStructs(code, strict=True),
            JobStatus, decode_pair(status), from_structs, "the call, and reading the Struct",
        ),
        "page of 100, from bytes": Profiled(
            ("orjson, to dicts", lambda: orjson.loads(page)),
            ("msgspec, into Structs", lambda: decode_page(page)),
            lambda code: FromStructs(code, strict=True),
            AtsJobsPaginated, decode_page(page), from_structs, "reading the Structs, and loops",
        ),
        "one status, from a dict": Profiled(
            ("a copy of the dict", pair.copy),
            None, FromBuiltins, JobStatus, pair, from_builtins, keys,
        ),
        "page of 100, from dicts": Profiled(
            ("a copy of each job's dict", lambda: [job.copy() for job in jobs["data"]]),
            None, FromBuiltins, AtsJobsPaginated, jobs, from_builtins, keys,
        ),
        "page of 100, to bytes": Profiled(
            ("orjson, from dicts", lambda: orjson.dumps(jobs)),
            ("msgspec, from Structs", lambda: encode(structs)),
            ToStructs, AtsJobsPaginated, objects, (DATE_TIMES, TYPES, JSON), "making Structs, and loops",
        ),
    }  # fmt: skip


def _steps(profiled: Profiled, effort: Effort) -> dict[str, float]:
    """Time the code with ever less in it, in turns, and take differences of medians."""
    calls = [profiled.floor, *([profiled.around] if profiled.around else [])]
    for left_out in range(len(profiled.steps) + 1):
        code = _code(profiled.walk, profiled.type, profiled.steps[:left_out])
        calls.append(("", lambda code=code: code(profiled.argument)))  # type: ignore[misc]
    floor, *rest = _medians([call for _, call in calls], effort)
    steps = {profiled.floor[0]: floor}
    whole = rest[0] + rest[1] if profiled.around else rest[0]
    if profiled.around:
        steps[profiled.around[0]] = rest.pop(0)
    for step, with_it, without in zip(profiled.steps, rest, rest[1:], strict=False):
        steps[step.name] = with_it - without
    return {**steps, profiled.rest: rest[-1], "**all of ours**": whole}


def _medians(calls: list[Callable[[], object]], effort: Effort) -> list[float]:
    """Return the nanoseconds of each call, made in turns; collecting garbage is part of it."""
    numbers = [calibrated(call, effort.batch_ms) for call in calls]
    rounds = [
        [batch(call, number) / number for call, number in zip(calls, numbers, strict=True)]
        for _ in range(effort.rounds)
    ]
    return [statistics.median(times) for times in zip(*rounds, strict=True)]


def _decoder(type_: Any) -> Callable[[bytes], Any]:
    tree = tree_of(type_, converter.get_structure_hook)
    return msgspec.json.Decoder(StructsToRead(strict=True).of(tree)).decode


def _code(
    walk: Callable[[Code], _Walk], type_: Any, left_out: tuple[Step, ...] = ()
) -> Callable[[Any], Any]:
    """Generate the code for a type, with some steps left out."""
    code = Code()
    walking = walk(code)
    for step in left_out:
        for method in step.methods:
            setattr(walking, method, walking.same)
    writes = isinstance(walking, ToStructs)
    hook_of = converter.get_unstructure_hook if writes else converter.get_structure_hook
    making = _making_none if any(step.instances for step in left_out) else gen.making_of
    with patch.object(gen, "making_of", making):
        code.add(f"return {walking.value(tree_of(type_, hook_of), 'value')}")
    return code.function(_gave_up)


def _gave_up(value: object) -> None:
    raise AssertionError(value)


class _Nothing:
    """Stands for an instance that is not made."""

    instance = "None"

    def set(self, field: Field, value: str) -> None:
        """Give a field its value."""

    def set_extra(self, value: str) -> None:
        """Give the field for what is extra its value."""

    def made(self) -> str:
        """Return the expression for it."""
        return "None"


def _making_none(_tree: Tree, _: Code) -> _Nothing:
    return _Nothing()
