"""One peer in a process of its own: reads orders on standard input, one JSON line each, and answers.

`python -m benchmarks.worker ADAPTER`. An order is `{"do": ..., ...}`; what there is to do are the
methods of `Worker`. The answer is a JSON line, `{"error": "..."}` if it cannot be done.
"""

from __future__ import annotations

import gc
import importlib
import json
import math
import os
import resource
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import data
from .fidelity import judge_all
from .workloads import WORKLOADS, UnfitError, prepare

if TYPE_CHECKING:
    from collections.abc import Callable

    from .adapters.base import Peer


class Worker:
    """What a process can be asked to do."""

    def __init__(self, adapter: str) -> None:
        """Import the adapter, and with it the peer."""
        self.peer: Peer = importlib.import_module(f".adapters.{adapter}", __package__).PEER
        self._calls: dict[str, tuple[Callable[[], object], int]] = {}

    def describe(self) -> dict[str, Any]:
        """Tell what the peer is, and which versions."""
        return {
            "label": self.peer.label,
            "imports": self.peer.imports,
            "note": self.peer.note,
            "versions": {name: version(name) for name in self.peer.packages},
        }

    def time(self, workload: str, batch_ms: float, lines: int) -> dict[str, float]:
        """Time one batch of a workload, and give nanoseconds per call; calibrated at first."""
        if workload not in self._calls:
            call = prepare(WORKLOADS[workload], self.peer, lines)
            self._calls[workload] = call, calibrated(call, batch_ms)
        call, number = self._calls[workload]
        return {"ns": batch(call, number) / number}

    def keep(self, pages: int) -> dict[str, float]:
        """Tell by how much the process grows for each job of the pages that it keeps."""
        loads = self.peer.codec("page").loads
        assert loads is not None
        document = data.full_page()
        kept = [loads(document)]  # what is made once is not the objects'
        gc.collect()
        before = _resident()
        kept.extend(loads(document) for _ in range(pages))
        gc.collect()
        grown = _resident() - before
        return {"bytes_per_job": grown / (len(kept) - 1) / 100, "peak": _peak()}

    def grow(self, jobs: int, batch_ms: float) -> dict[str, float]:
        """Read one page of so many small jobs: time per job, and the peak of the memory."""
        loads = self.peer.codec("page").loads
        assert loads is not None
        document = data.small_page(jobs)
        loads(data.small_page(1))
        gc.collect()
        before = _resident()
        first = batch(lambda: loads(document), 1)
        peak = _peak() - before
        number = calibrated(lambda: loads(document), batch_ms) if first < batch_ms * 1e6 else 0
        took = batch(lambda: loads(document), number) / number if number else first
        return {"ns_per_job": took / jobs, "peak_per_job": max(peak, 0) / jobs}

    def judge(self) -> list[str]:
        """Judge how faithful the peer is to every document."""
        return judge_all(self.peer)


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


def _resident() -> int:
    """Return the bytes that the process has in memory."""
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * os.sysconf(
            "SC_PAGE_SIZE"
        )
    except OSError:
        return _peak()


def _peak() -> int:
    """Return the most bytes that the process has had in memory."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def main() -> None:
    """Do orders until there are no more."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a peer prints is no answer
    worker: Worker | None = None
    for line in sys.stdin:
        order = json.loads(line)
        try:
            worker = worker or Worker(sys.argv[1])
            answer = getattr(worker, order.pop("do"))(**order)
        except UnfitError as error:
            answer = {"error": str(error)}
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"[:300]}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
