"""Measures how time and memory grow, each quantity in a process of its own."""

from __future__ import annotations

import gc
import json
import math
import statistics
import subprocess
import sys
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, Final

from benchmarks import memory
from benchmarks.starts import ROOT
from benchmarks.timing import batch, calibrated
from jobstatus import COMPILED

from . import QUANTITIES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.runner import Effort, Results, Say

__all__ = ["exponent", "in_a_process", "main", "measure", "sample"]

_DECADES: Final = 2
_PATIENCE_NS: Final = 1e9
"""A call that takes longer is made once."""
_LEAST_PEAK: Final = 2**20
"""Fewer bytes say more about the allocators than about what is measured."""


def measure(effort: Effort, say: Say, *, large: bool = False, only: Iterable[str] = ()) -> Results:
    """Measure quantities, and fit the exponents of their growth.

    Args:
        effort: The amount of measuring.
        say: Told what is measured.
        large: True to go to the largest numbers.
        only: The titles of the quantities; all, if none is named.

    Returns:
        The date, the build and, for each quantity, the nanoseconds of a call and the peak of its
        memory by number, and the exponents of both. A large run has only what grows beyond a usual
        one.
    """
    results: Results = {}
    for title in only or QUANTITIES:
        quantity = QUANTITIES[title]
        if large and quantity.large == quantity.most:
            continue
        say(f"growing: {title}")
        most = min(quantity.large if large else quantity.most, effort.grown)
        numbers = in_a_process(title, most, effort.batch_ms)
        results[title] = {"numbers": numbers, **_exponents(numbers)}
    return {
        "date": datetime.now(timezone.utc).strftime("%Y-%m-%d"),
        "build": "compiled" if COMPILED else "interpreted",
        "quantities": results,
    }


def in_a_process(title: str, most: int, batch_ms: float) -> list[dict[str, float]]:
    """Return what `sample` does in a new process."""
    code = f"from benchmarks.growth.measuring import main; main({title!r}, {most}, {batch_ms})"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, check=True)
    numbers: list[dict[str, float]] = json.loads(ran.stdout)
    return numbers


def main(title: str, most: int, batch_ms: float) -> None:
    """Print what `sample` returns, as JSON."""
    print(json.dumps(sample(title, most, batch_ms)))


def sample(title: str, most: int, batch_ms: float) -> list[dict[str, float]]:
    """Measure a quantity in this process, its numbers from small to large.

    Args:
        title: The title of the quantity.
        most: The largest number.
        batch_ms: The least time of a batch of calls, in milliseconds.

    Returns:
        For each number, the median of the nanoseconds of a call, and by how many bytes the peak of
        the memory exceeded what was in use before the first one.
    """
    quantity = QUANTITIES[title]
    measured = []
    quantity.prepare(1)()  # what happens once
    for number in quantity.numbers(most):
        call = quantity.prepare(number)
        gc.collect()
        memory.forget_peak()
        before = memory.resident()
        took = [batch(call, 1) * 1.0]
        peak = max(0, memory.peak() - before)
        if took[0] < _PATIENCE_NS:
            calls = calibrated(call, batch_ms)
            took = [batch(call, calls) / calls for _ in range(3)]
        measured.append({"number": number, "ns": statistics.median(took), "peak": peak})
    return measured


def exponent(points: list[tuple[float, float]]) -> float | None:
    """Return the slope of the straight line that is nearest to points in a log-log plot.

    Args:
        points: The points, with positive coordinates.

    Returns:
        1 for linear growth, 0 for none; `None` if there are fewer than two points.
    """
    if len(points) < 2:
        return None
    logs = [(math.log(x), math.log(y)) for x, y in points]
    return statistics.linear_regression(*zip(*logs, strict=True)).slope


def _exponents(numbers: list[dict[str, Any]]) -> dict[str, float | None]:
    """Fit the upper two decades: below, it is what is done once that counts."""
    least = numbers[-1]["number"] / 10**_DECADES
    upper = [each for each in numbers if each["number"] >= least]
    peaks = [(each["number"], each["peak"]) for each in upper if each["peak"] >= _LEAST_PEAK]
    return {
        "time": exponent([(each["number"], each["ns"]) for each in upper]),
        "memory": exponent(peaks),
    }
