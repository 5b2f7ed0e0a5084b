"""A guard for CI: ten times as many may take ten times as long, and as much memory, but for some slack."""

from __future__ import annotations

import gc
import tracemalloc
from typing import TYPE_CHECKING, Final

from benchmarks.timing import in_turns

from . import QUANTITIES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ["SLACK", "guard_growth"]

SLACK: Final = 3.0
"""A quantity may take so many times as long for each item where there are ten times as many.

What is quadratic takes ten times as long; what no longer fits into a cache of the processor, up to twice.
"""
_LEAST_PEAK: Final = (2**21, 2**14)
"""Fewer bytes count as so many, by the power: buffers, or what is made once."""


def guard_growth(names: Iterable[str] = (), rounds: int = 5) -> int:
    """Print what grows faster than it may; return 1 if something does, twice.

    Args:
        names: The titles of the quantities; if none is named, all that are guarded.
        rounds: The number of turns of each of the two numbers.
    """
    titles = list(names) or [title for title, each in QUANTITIES.items() if each.guarded]
    failed = [title for title in titles if not _holds(title, rounds)]
    if failed:
        print("once more, with twice the rounds:")
        failed = [title for title in failed if not _holds(title, rounds * 2)]
    for title in failed:
        print(f"{title}: grows faster than it may")
    print(f"growth: {len(titles) - len(failed)} of {len(titles)} quantities grow as they should")
    return 1 if failed else 0


def _holds(title: str, rounds: int) -> bool:
    """Tell whether the time and the memory of a quantity are within what is allowed."""
    quantity = QUANTITIES[title]
    few = quantity.prepare(quantity.guarded)
    many = quantity.prepare(quantity.guarded * quantity.factor)
    gc.disable()  # or it depends on the moment of a collection who pays for it
    try:
        every = in_turns((few, many), rounds, batch_ms=1)
    finally:
        gc.enable()
    # The fastest of several rounds is the one that others on the machine have disturbed least.
    fastest = [min(each) for each in zip(*every, strict=True)]
    holds = True
    for what, power, least, (small, large) in (
        ("time", quantity.time, 1, fastest),
        ("memory", quantity.memory, _LEAST_PEAK[quantity.memory], [_peak(few), _peak(many)]),
    ):
        grown = large / max(small, least) / quantity.factor**power
        if grown > SLACK:
            numbers = f"from {quantity.guarded:,} to {quantity.guarded * quantity.factor:,}"
            print(f"{title}: {what} {numbers}: {grown:.2f}x, {SLACK}x is allowed")
            holds = False
    return holds


def _peak(call: Callable[[], object]) -> int:
    """Return the most bytes that Python's allocators have given to a call at once."""
    call()
    gc.collect()
    tracemalloc.start()
    try:
        call()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
