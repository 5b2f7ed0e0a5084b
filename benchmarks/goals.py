"""What we want to be, and whether we are: ratios to rivals within one run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from .timing import ratio
from .workloads import WORKLOADS

if TYPE_CHECKING:
    from collections.abc import Iterator

US, INTERPRETED = "jobstatus_", "jobstatus_interpreted"
IMPORTS = ("import jobstatus", "import cattrs.preconf.msgspec")
FIRST = "the first `loads` in a process"


class Goal(NamedTuple):
    """A ratio that we want.

    Attributes:
        what: A workload, a case of `costs`, "memory", an import, or `FIRST`.
        rival: The peer whose figure ours is divided by; what a case of `costs` is beside, if none
            is named.
        most: The largest ratio that will do.
        us: The adapter that is measured.
        operations: Which operations of a case; all, if none is named. The slowest counts.
    """

    what: str
    rival: str
    most: float
    us: str = US
    operations: tuple[str, ...] = ()


GOALS = (
    Goal("status-structure", "pydantic_", 1 / 4),
    Goal("status-loads", "orjson_", 0.8),
    Goal("page-structure", "pydantic_", 1 / 3),
    # At most 1.2 times what it took before there were nodes, which was 1.64 times what orjson took.
    Goal("page-loads", "orjson_", 1.2 * 1.64),
    Goal("page-dumps", "pydantic_", 1 / 1.5),
    Goal("page-structure", "cattrs_orjson", 1.0, INTERPRETED),
    Goal("page-loads", "cattrs_orjson", 1.0, INTERPRETED),
    Goal("page-dumps", "cattrs_orjson", 1.25, INTERPRETED),
    Goal("a user's hooks for `datetime`, beyond their own work", "", 1.5),
    Goal("a closed `Enum` field in each job", "", 1.5),
    Goal("an attrs `converter` in each job", "", 1.5),
    Goal("a recursive class", "", 0.5),
    Goal("`cattrs.preconf.orjson`, configured", "", 0.5, operations=("from bytes", "to bytes")),
    Goal('unknown="keep"', "", 1.3),
    Goal('the same, unknown="keep"', "", 1.3),
    Goal("on_unrecognized", "", 1.3),
    Goal("on_unrecognized, 5 % unrecognized", "", 1.3),
    Goal("three undeclared keys in each job", "", 1.15),
    Goal("one bad job, and its message", "", 2.0),
    Goal("one bad job and its message, beside pydantic", "", 1.0),
    Goal("`salvage` of one bad job", "", 3.0),
    Goal(FIRST, IMPORTS[0], 0.15),
    Goal(IMPORTS[0], IMPORTS[1], 1.35),
    Goal("memory", "orjson_", 0.8),
)


def rows(results: dict[str, Any]) -> Iterator[list[str]]:
    """Yield, for each goal, the work, the rival, what is wanted, what is reached, and a mark."""
    labels = {name: peer.get("label") for name, peer in results["environment"]["peers"].items()}
    for goal in GOALS:
        work = WORKLOADS[goal.what].title if goal.what in WORKLOADS else goal.what
        rival = goal.rival or results["costs"].get(goal.what, {}).get("rival", "")
        reached = _reached(goal, results)
        yield [
            f"{work}, interpreted" if goal.us == INTERPRETED else work,
            labels.get(rival) or rival.strip("_"),
            f"{goal.most:.2f}",
            "not measured" if reached is None else f"{reached:.2f}",
            "" if reached is None else "✓" if reached <= goal.most else "missed",
        ]


def _reached(goal: Goal, results: dict[str, Any]) -> float | None:
    """Return our figure divided by the rival's, if both were measured."""
    if goal.what in IMPORTS:
        ours, theirs = (results["imports"][statement] for statement in IMPORTS)
        return float(ours / theirs)
    if goal.what == FIRST:
        start = results["starts"].get(goal.us)
        return start["first_loads_ms"] / start["import_ms"] if start else None
    if not goal.rival:
        took = results["costs"].get(goal.what, {}).get("operations", {})
        return max(
            (took[name]["median"] for name in goal.operations or took if name in took), default=None
        )
    measured = results["memory"] if goal.what == "memory" else results["times"].get(goal.what, {})
    ours, theirs = (measured.get(name, {}) for name in (goal.us, goal.rival))
    if goal.what == "memory":
        weights = [each.get("bytes_per_job") for each in (ours, theirs)]
        return weights[0] / weights[1] if all(weights) else None
    return ratio(ours, theirs) if "rounds" in ours and "rounds" in theirs else None
