"""Times calls: batches of them, in turns, on a warm heap."""

from __future__ import annotations

import gc
import math
import statistics
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_PINS: list[bytes] = []


def warm_heap() -> None:
    """Bring the allocators where they are in a process that has been running for long.

    At first glibc gives blocks of 128 kB and more back to the system as soon as they are freed, and
    Python every arena that becomes empty. Then whoever happens to cross that line pays for fresh
    memory on every call. A large block that is freed raises glibc's line to its size; an object
    that stays in each arena keeps the arenas, which are free but for it.
    """
    if _PINS:
        return
    size = len(bytes(31 * 2**20)) // 512
    _PINS.extend([bytes(440) for _ in range(size)][::400])


def batch(call: Callable[[], object], number: int) -> int:
    """Return the nanoseconds that so many calls keep the processor busy.

    None of them waits for anything; what others do on the machine meanwhile is not their time.
    """
    calls = range(number)
    gc.collect()
    clock = time.process_time_ns
    start = clock()
    for _ in calls:
        call()
    return clock() - start


def calibrated(call: Callable[[], object], batch_ms: float) -> int:
    """Warm up, and return how many calls make a batch."""
    gc.collect()
    gc.freeze()  # collections look at what the call makes, and not at every peer's classes
    number = 1
    while True:
        took = batch(call, number)
        if took >= batch_ms * 1e6 / 2 or number >= 10**7:
            return max(1, math.ceil(number * batch_ms * 1e6 / took))
        number *= 4


def in_turns(
    calls: Sequence[Callable[[], object]], rounds: int, batch_ms: float
) -> list[list[float]]:
    """Return, for every round, the nanoseconds of each call; they take turns."""
    numbers = [calibrated(call, batch_ms) for call in calls]
    every = []
    for turn in range(rounds):
        took = dict.fromkeys(range(len(calls)), 0.0)
        # Nobody always comes after the same neighbour's heat.
        for index in sorted(took, reverse=turn % 2 == 1):
            took[index] = batch(calls[index], numbers[index]) / numbers[index]
        every.append(list(took.values()))
    return every


def summary(values: list[float]) -> dict[str, Any]:
    """Return values, in the order of the rounds, their median and their quartiles."""
    low, median, high = statistics.quantiles(values * 2, n=4, method="inclusive")
    return {"median": median, "low": low, "high": high, "rounds": values}


def ratio(theirs: dict[str, Any], ours: dict[str, Any]) -> float:
    """Return the median of the ratios within each round, where noise has hit both alike."""
    pairs = zip(theirs["rounds"], ours["rounds"], strict=True)
    return float(statistics.median(their / our for their, our in pairs))
