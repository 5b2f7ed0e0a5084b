"""The one table of what is compared: our goals, the guard's bounds, and what else things cost."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from jobstatus import DriftCounter

from . import cases, data
from .adapters import INTERPRETED, US

if TYPE_CHECKING:
    from collections.abc import Callable

SLACK = 1.5
"""The guard allows so many times the goal: machines differ, and those of CI are noisy."""
PLAIN = "the plain page"
PYDANTIC, DICTS = "pydantic", "orjson, bare dicts"
RIVALS = {"pydantic_": PYDANTIC, "orjson_": DICTS, "cattrs_orjson": "stock cattrs + orjson"}
IMPORT, FIRST, MEMORY = "import", "the first `loads` of a page in a process", "memory per job"

Build: TypeAlias = Literal["any", "compiled", "interpreted"]


class Comparison(NamedTuple):
    """Something that is measured beside something else.

    Attributes:
        beside: What tables call the rival.
        turns: Makes the calls that take turns, by operation; `None` where processes are measured.
        goal: The ratio that we want, or less; milliseconds, for the first `loads`.
        goal_of: The operations that have the goal, of which the worst counts; all, if none is named.
        build: Which build of `jobstatus` has the goal. "interpreted" is measured in a process of
            its own, whatever is built.
        guarded: Whether CI fails if the goal is exceeded by more than `SLACK`.
    """

    beside: str
    turns: Callable[[], dict[str, cases.Turn]] | None
    goal: float | None = None
    goal_of: tuple[str, ...] = ()
    build: Build = "any"
    guarded: bool = True

    def reached(self, measured: dict[str, Any]) -> float | None:
        """Return what counts for the goal, if it was measured."""
        took = measured.get("operations", {})
        medians = [took[name]["median"] for name in self.goal_of or took if name in took]
        return max(medians, default=None)


def _against(
    rival: str, workload: str, goal: float, build: Build, *, guarded: bool = True
) -> Comparison:
    """Compare how long a workload of the big table takes us and a rival."""
    us = INTERPRETED if build == "interpreted" else US
    turns = partial(cases.against, workload, rival, us)
    return Comparison(RIVALS[rival], turns, goal, build=build, guarded=guarded)


_BYTES = ("from bytes",)

COMPARISONS = {
    # The goals of the design.
    "one status from bytes, `get_loads_hook`": _against("orjson_", "status-loads", 0.8, "compiled"),
    "one status from bytes, `converter.loads`": Comparison(
        DICTS, cases.status_by_loads, 1.1, build="compiled"
    ),
    "page of 100 from bytes": _against("orjson_", "page-loads", 0.8, "compiled"),
    "three undeclared keys in each job": Comparison(
        PLAIN, partial(cases.option, data.undeclared_page), 1.15, _BYTES
    ),
    'unknown="keep"': Comparison(PLAIN, partial(cases.option, unknown="keep"), 1.3, _BYTES),
    'undeclared keys, unknown="keep"': Comparison(
        PLAIN, partial(cases.option, data.undeclared_page, unknown="keep"), 1.3, _BYTES
    ),
    "page from dicts": _against("pydantic_", "page-structure", 1 / 4, "compiled", guarded=False),
    "page to bytes, nulls omitted": Comparison(
        DICTS, cases.dumps_beside_orjson, 1.5, build="compiled"
    ),
    "page to bytes": _against("pydantic_", "page-dumps", 1 / 5, "compiled"),
    "a user's hooks for `datetime`, beyond their own work": Comparison(PLAIN, cases.hook, 1.5),
    "a closed `Enum` field in each job": Comparison(PLAIN, cases.closed_enum, 1.5),
    "an attrs `converter` in each job": Comparison(PLAIN, cases.attrs_converter, 1.5),
    "a recursive class": Comparison("a class for each level", cases.recursive, 1.5),
    "one bad job, refused with a message": Comparison(PLAIN, partial(cases.bad_job, str), 2.0),
    "the same refusal": Comparison(
        PYDANTIC, partial(cases.bad_job_beside, "pydantic_"), 1.0, build="compiled"
    ),
    FIRST: Comparison("", None, 10.0),
    IMPORT: Comparison("`cattrs.preconf.msgspec`", None, 1.35),
    "interpreted: page from dicts": _against("cattrs_orjson", "page-structure", 1.0, "interpreted"),
    "interpreted: page from bytes": _against("cattrs_orjson", "page-loads", 1.0, "interpreted"),
    "interpreted: page to bytes": _against("cattrs_orjson", "page-dumps", 1.25, "interpreted"),
    MEMORY: Comparison(DICTS, None, 0.8),
    # What else costs something.
    'nulls="emit"': Comparison(PLAIN, partial(cases.option, nulls="emit")),
    'unknown="forbid"': Comparison(PLAIN, partial(cases.option, unknown="forbid")),
    'case="camel"': Comparison(PLAIN, cases.camel_case),
    "on_drift": Comparison(PLAIN, partial(cases.option, on_drift=DriftCounter())),
    "on_drift, 5 % unrecognized": Comparison("without it", cases.unrecognized),
    "one bad job, refused without one": Comparison(PLAIN, partial(cases.bad_job, lambda _: "")),
    "`salvage` of one bad job": Comparison(PLAIN, cases.salvaged),
    "`cattrs.preconf.orjson`, configured": Comparison("the stock one", cases.preconfigured),
    "garbage collection": Comparison("the same, paused", cases.collected),
    "garbage collection, 10,000 jobs kept": Comparison("the same, paused", cases.collected_lines),
}
"""The comparisons by their names in tables, in order; calls are made when they are timed."""


def shown(name: str, ratio: float | None) -> str:
    """Return a goal, or what is reached, as tables show it."""
    if ratio is None:
        return "not measured"
    return f"{ratio:.1f} ms" if name == FIRST else f"{ratio:.2f}x"
