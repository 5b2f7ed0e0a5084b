"""One peer in a process of its own: reads orders on standard input, one JSON line each, and answers.

`python -m benchmarks.worker ADAPTER`. An order is `{"do": ..., ...}`; what there is to do are the
methods of `Worker`. The answer is a JSON line, `{"error": "..."}` if it cannot be done.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import resource
import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import data
from .fidelity import judge_all
from .timing import batch, calibrated
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

    def cost(self, name: str, rounds: int, batch_ms: float) -> dict[str, Any]:
        """Measure one of `costs.CASES`."""
        # A peer's own process has nothing of ours in it.
        return dict(importlib.import_module(".costs", __package__).cost(name, rounds, batch_ms))


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


class Orders:
    """Does what one peer is ordered to; the answer has an `error` where it can't be done."""

    def __init__(self, adapter: str) -> None:
        """Import nothing yet: that may fail, too."""
        self._adapter = adapter
        self._worker: Worker | None = None

    def answer(self, do: str, **order: Any) -> Any:
        """Do an order."""
        try:
            self._worker = self._worker or Worker(self._adapter)
            return getattr(self._worker, do)(**order)
        except UnfitError as error:
            return {"error": str(error)}
        except Exception as error:
            return {"error": f"{type(error).__name__}: {error}"[:300]}


def main() -> None:
    """Do orders until there are no more."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a peer prints is no answer
    orders = Orders(sys.argv[1])
    for line in sys.stdin:
        answers.write(json.dumps(orders.answer(**json.loads(line))) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
