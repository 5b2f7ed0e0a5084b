"""A guard for CI: the goals times some slack, as ratios within one run."""

from __future__ import annotations

import jobstatus

from . import runner
from .comparisons import COMPARISONS, SLACK, shown


def guard(names: tuple[str, ...] = (), effort: runner.Effort = runner.GUARD) -> int:
    """Print what is reached; return 1 if it exceeds what is allowed twice, or cannot be had.

    Args:
        names: What to compare; if nothing is named, whatever is guarded.
        effort: The amount of measuring.
    """
    failed = [name for name in names or _guarded() if not _holds(name, effort)]
    if failed:
        print("once more, with twice the rounds:")
        effort = effort._replace(rounds=effort.rounds * 2)
        failed = [name for name in failed if not _holds(name, effort)]
    if failed:
        print("slower than is allowed; `make bench` shows where it stands among its rivals")
    return 1 if failed else 0


def _guarded() -> tuple[str, ...]:
    if not jobstatus.COMPILED:
        print("jobstatus is not compiled: what is promised of the compiled one is not guarded")
    return tuple(
        name
        for name, each in COMPARISONS.items()
        if each.goal is not None
        and each.guarded
        and (jobstatus.COMPILED or each.build != "compiled")
    )


def _holds(name: str, effort: runner.Effort) -> bool:
    comparison = COMPARISONS[name]
    measured = runner.comparisons(effort, lambda _: None, only=(name,))[name]
    reached = comparison.reached(measured)
    if reached is None:
        print(f"{name}: {measured.get('error')}")
        return False
    assert comparison.goal is not None
    most = comparison.goal * SLACK
    beside = f" beside {comparison.beside}" if comparison.beside else ""
    print(f"{name}{beside}: {shown(name, reached)}, {shown(name, most)} is allowed")
    return reached <= most
