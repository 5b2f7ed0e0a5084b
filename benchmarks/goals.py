"""What we want to be, and whether we are: ratios to rivals within one run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from . import runner
from .workloads import WORKLOADS

if TYPE_CHECKING:
    from collections.abc import Iterator

US = "jobstatus_"
IMPORTS = ("import jobstatus", "import cattrs.preconf.msgspec")


class Goal(NamedTuple):
    """A ratio that we want.

    Attributes:
        what: A workload, or "memory" or "import".
        rival: Whom we compare with.
        times: How many times as fast as the rival we want to be; below 1, slower.
    """

    what: str
    rival: str
    times: float


GOALS = (
    Goal("status-loads", "orjson_", 1.0),
    Goal("status-loads", "pydantic_", 5.0),
    Goal("status-structure", "pydantic_", 2.2),
    Goal("status-structure", "cattrs_orjson", 2.0),
    Goal("page-loads", "orjson_", 1 / 1.6),
    Goal("page-loads", "pydantic_", 1.75),
    Goal("page-loads", "cattrs_orjson", 3.8),
    Goal("page-loads", "openapi_client", 5.0),
    Goal("page-loads", "speakeasy", 10.0),
    Goal("page-structure", "pydantic_", 1.6),
    Goal("page-structure", "cattrs_orjson", 3.0),
    Goal("page-dumps", "pydantic_", 1.5),
    Goal("page-dumps", "cattrs_orjson", 2.3),
    Goal("memory", "orjson_", 1 / 0.8),
    Goal(IMPORTS[0], IMPORTS[1], 1 / 1.25),
)


def rows(results: dict[str, Any]) -> Iterator[list[str]]:
    """Yield, for each goal, the work, the rival, what is wanted, what is reached, and a mark."""
    labels = {name: peer.get("label") for name, peer in results["environment"]["peers"].items()}
    for goal in GOALS:
        work = WORKLOADS[goal.what].title if goal.what in WORKLOADS else goal.what
        reached = _reached(goal, results)
        yield [
            work,
            labels.get(goal.rival) or goal.rival.strip("_"),
            _said(goal, goal.times),
            "not measured" if reached is None else _said(goal, reached),
            "" if reached is None else "✓" if reached >= goal.times else "missed",
        ]


def _reached(goal: Goal, results: dict[str, Any]) -> float | None:
    """Return how many times as fast as the rival we are, if both were measured."""
    if goal.what in IMPORTS:
        ours, theirs = (results["imports"][statement] for statement in IMPORTS)
        return float(theirs / ours)
    measured = results["memory"] if goal.what == "memory" else results["times"].get(goal.what, {})
    pair = [measured.get(name, {}) for name in (US, goal.rival)]
    if goal.what == "memory":
        weights = [each.get("bytes_per_job") for each in pair]
        return weights[1] / weights[0] if all(weights) else None
    return runner.ratio(pair[1], pair[0]) if all("rounds" in each for each in pair) else None


def _said(goal: Goal, times: float) -> str:
    """Say how we compare: with what does less than we do, otherwise than with who does the same."""
    return f"{1 / times:.2f}x as much" if goal.rival in _DO_LESS else f"{times:.2f}x faster"


_DO_LESS = ("orjson_", IMPORTS[1])
