"""A guard for CI: ratios to stated rivals within one run, never absolute times."""

from __future__ import annotations

from typing import NamedTuple

import jobstatus

from . import runner
from .costs import CASES, PLAIN
from .timing import ratio

US = "jobstatus_"


class Bound(NamedTuple):
    """What may not be exceeded: about 1.8 times what has been reached, for machines differ.

    Attributes:
        what: A workload, a case of `costs`, "memory" or "import".
        rival: Whose figure ours is divided by; a case of `costs` says itself what it is beside.
        most: The largest ratio that passes.
    """

    what: str
    rival: str
    most: float


# For the compiled package: the interpreted one exceeds most of them.
BOUNDS = (
    Bound("status-structure", "pydantic_", 0.8),
    Bound("page-structure", "pydantic_", 0.7),
    Bound("page-loads", "orjson_", 4.2),
    Bound("page-dumps", "pydantic_", 1.5),
    Bound("memory", "orjson_", 1.0),
    Bound("import", "cattrs_orjson", 3.0),
    Bound("a recursive class", "cattrs_orjson", 0.8),
    Bound("one bad job, and its message", PLAIN, 2.0),
    Bound("a user's hooks for `datetime`, beyond their own work", PLAIN, 2.7),
)
EFFORT = runner.Effort(rounds=15, batch_ms=15, lines=1, pages=30, weighings=3, starts=7, largest=1)


def guard(bounds: tuple[Bound, ...] = BOUNDS, effort: runner.Effort = EFFORT) -> int:
    """Print every ratio; return 1 if one exceeds its bound twice, or cannot be had."""
    if not jobstatus.COMPILED:
        print("jobstatus is not compiled; the bounds are for the compiled one")
    failed = _exceeded(bounds, effort)
    if failed:
        print("once more, with twice the rounds:")
        failed = _exceeded(failed, effort._replace(rounds=effort.rounds * 2))
    if failed:
        print("slower than is allowed; `make bench` shows where it stands among its rivals")
    return 1 if failed else 0


def _exceeded(bounds: tuple[Bound, ...], effort: runner.Effort) -> tuple[Bound, ...]:
    return tuple(bound for bound in bounds if not _holds(bound, effort))


def _holds(bound: Bound, effort: runner.Effort) -> bool:
    try:
        reached = _ratio(bound.what, (US, bound.rival), effort)
    except KeyError:
        print(f"{bound.what}: cannot be compared with {bound.rival}")
        return False
    print(f"{bound.what}: {reached:.2f} x {bound.rival}, at most {bound.most} is allowed")
    return reached <= bound.most


def _ratio(what: str, pair: tuple[str, str], effort: runner.Effort) -> float:
    """Return our figure divided by the rival's, measured in turns.

    Raises:
        KeyError: One of them cannot be measured: it has an `error` instead.
    """
    if what == "memory":
        kept = runner.memory(pair, effort)
        ours, theirs = (kept[name]["bytes_per_job"] for name in pair)
        return float(ours / theirs)
    if what == "import":
        started = runner.starts({name: runner.once(name, "describe") for name in pair}, effort)
        ours, theirs = (started[name]["import_ms"] for name in pair)
        return float(ours / theirs)
    if what in CASES:
        operations = runner.costs(effort, only=(what,))[what]["operations"].values()
        return float(max(operation["median"] for operation in operations))
    timed = runner.times(pair, effort, lambda _: None, only=(what,))[what]
    ours, theirs = (timed[name] for name in pair)
    return ratio(ours, theirs)
