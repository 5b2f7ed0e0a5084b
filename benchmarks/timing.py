"""Times calls: how long a batch of them takes, and how many make one."""

from __future__ import annotations

import gc
import math
import statistics
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


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
    number = 1
    while True:
        took = batch(call, number)
        if took >= batch_ms * 1e6 / 2 or number >= 10**7:
            return max(1, math.ceil(number * batch_ms * 1e6 / took))
        number *= 4


def summary(values: list[float]) -> dict[str, Any]:
    """Return values, in the order of the rounds, their median and their quartiles."""
    low, median, high = statistics.quantiles(values * 2, n=4, method="inclusive")
    return {"median": median, "low": low, "high": high, "rounds": values}


def ratio(theirs: dict[str, Any], ours: dict[str, Any]) -> float:
    """Return the median of the ratios within each round, where noise has hit both alike."""
    pairs = zip(theirs["rounds"], ours["rounds"], strict=True)
    return float(statistics.median(their / our for their, our in pairs))
