"""A process that measures: reads orders on standard input, one JSON line each, and answers.

An order is `{"do": ..., ...}`; what there is to do are the methods of `Worker`. The answer is a
JSON line, `{"error": "..."}` if it cannot be done.
"""

from __future__ import annotations

import gc
import json
import os
import statistics
import sys
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from . import data
from .adapters import load
from .comparisons import COMPARISONS
from .fidelity import judge_all
from .memory import peak, resident
from .timing import batch, calibrated, in_turns, warm_heap
from .workloads import WORKLOADS, UnfitError, prepare

if TYPE_CHECKING:
    from collections.abc import Callable


class Worker:
    """The calls that a worker process can be asked to make."""

    def __init__(self) -> None:
        """Begin with nothing prepared."""
        self._calls: dict[tuple[str, str], tuple[Callable[[], object], int]] = {}

    def describe(self, adapter: str) -> dict[str, Any]:
        """Tell what a peer is, and which versions."""
        peer = load(adapter)
        return {
            "label": peer.label,
            "imports": peer.imports,
            "note": peer.note,
            "versions": {name: version(name) for name in peer.packages},
        }

    def time(self, adapter: str, workload: str, batch_ms: float, lines: int) -> dict[str, float]:
        """Time one batch of a workload, and give nanoseconds per call; calibrated at first."""
        warm_heap()
        key = adapter, workload
        if key not in self._calls:
            call = prepare(WORKLOADS[workload], load(adapter), lines)
            self._calls[key] = call, calibrated(call, batch_ms)
        call, number = self._calls[key]
        return {"ns": batch(call, number) / number}

    def compare(self, name: str, rounds: int, batch_ms: float) -> dict[str, Any]:
        """Measure a comparison: for each operation, the ratio of every round, and our time."""
        warm_heap()
        turns = COMPARISONS[name].turns
        assert turns is not None
        operations = {}
        for operation, (ours, theirs, own) in turns().items():
            calls = [ours, theirs, *([own] if own else [])]
            # A difference of two times has the noise of both.
            every = in_turns(calls, rounds * 5 if own else rounds, batch_ms)
            operations[operation] = {
                "rounds": [(took[0] - sum(took[2:])) / took[1] for took in every],
                "ns": statistics.median(took[0] for took in every),
            }
        return {"operations": operations}

    def keep(self, adapter: str, pages: int) -> dict[str, float]:
        """Tell by how much the process grows for each job of the pages that it keeps."""
        loads = load(adapter).codec("page").loads
        assert loads is not None
        document = data.full_page()
        kept = [loads(document)]  # what is made once is not the objects'
        gc.collect()
        before = resident()
        kept.extend(loads(document) for _ in range(pages))
        gc.collect()
        grown = resident() - before
        return {"bytes_per_job": grown / (len(kept) - 1) / 100}

    def grow(self, adapter: str, jobs: int, batch_ms: float) -> dict[str, float]:
        """Read one page of so many small jobs: time per job, and the peak of the memory."""
        loads = load(adapter).codec("page").loads
        assert loads is not None
        document = data.small_page(jobs)
        loads(data.small_page(1))
        gc.collect()
        before = resident()
        first = batch(lambda: loads(document), 1)
        grown = peak() - before
        warm_heap()
        number = calibrated(lambda: loads(document), batch_ms) if first < batch_ms * 1e6 else 0
        took = batch(lambda: loads(document), number) / number if number else first
        return {"ns_per_job": took / jobs, "peak_per_job": max(grown, 0) / jobs}

    def judge(self, adapter: str) -> list[str]:
        """Judge how faithful a peer is to every document."""
        return judge_all(load(adapter))

    def answer(self, do: str, **order: Any) -> Any:
        """Do an order; the answer has an `error` where it can't be done."""
        try:
            return getattr(self, do)(**order)
        except UnfitError as error:
            return {"error": str(error)}
        except Exception as error:
            return {"error": f"{type(error).__name__}: {error}"[:300]}


def main() -> None:
    """Do orders until there are no more."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a peer prints is no answer
    worker = Worker()
    for line in sys.stdin:
        answers.write(json.dumps(worker.answer(**json.loads(line))) + "\n")
        answers.flush()
