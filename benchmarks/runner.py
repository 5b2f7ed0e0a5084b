"""Runs what is measured: a process for each peer, rounds that take turns, medians and spread."""

from __future__ import annotations

import json
import math
import os
import platform
import statistics
import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import jobstatus

from .adapters import INTERPRETED, US
from .comparisons import COMPARISONS, FIRST, MEMORY
from .documents import DOCUMENTS
from .starts import ROOT, first_loads, import_ratios
from .timing import summary
from .workloads import WORKLOADS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from typing_extensions import Self

PATIENCE_NS = 30e9
"""A page that would take longer than so many nanoseconds is not read."""
Results: TypeAlias = dict[str, Any]
Say: TypeAlias = "Callable[[str], object]"


class Effort(NamedTuple):
    """The amount of measuring.

    Attributes:
        rounds: The number of turns of every peer.
        batch_ms: The least time of one turn of a workload, in milliseconds.
        lines: The number of documents that are read line by line.
        pages: The number of pages that are kept, to see what objects weigh.
        weighings: The number of times that objects are weighed.
        starts: The number of times that an import is measured.
        largest: The most jobs of one page.
        stored: The number of jobs in the file that is read, reported on and converted.
        bulk_rounds: The number of turns of each way to do so.
        grown: The largest number of anything that grows; 0 if nothing does.
    """

    rounds: int
    batch_ms: float
    lines: int
    pages: int
    weighings: int
    starts: int
    largest: int
    stored: int = 1
    bulk_rounds: int = 1
    grown: int = 0


QUICK = Effort(
    rounds=5,
    batch_ms=10,
    lines=1_000,
    pages=30,
    weighings=1,
    starts=3,
    largest=1_000,
    stored=20_000,
)
GUARD = Effort(rounds=11, batch_ms=15, lines=1_000, pages=30, weighings=3, starts=7, largest=1)
FULL = Effort(
    rounds=21,
    batch_ms=20,
    lines=5_000,
    pages=100,
    weighings=3,
    starts=7,
    largest=1_000_000,
    stored=200_000,
    bulk_rounds=3,
    grown=10**7,
)


class Process:
    """A worker, which is started again if it ends."""

    def __init__(self, *, interpreted: bool = False) -> None:
        """Start it; interpreted, it imports `jobstatus` from source."""
        first = "import benchmarks.from_source; " if interpreted else ""
        self.command = [sys.executable, "-c", f"{first}import benchmarks.worker as w; w.main()"]
        self._start()

    def _start(self) -> None:
        pipe = subprocess.PIPE
        self._popen = subprocess.Popen(
            self.command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL
        )

    def ask(self, do: str, **order: Any) -> Any:
        """Send an order, and return the answer."""
        assert self._popen.stdin is not None
        assert self._popen.stdout is not None
        try:
            self._popen.stdin.write(json.dumps({"do": do, **order}).encode() + b"\n")
            self._popen.stdin.flush()
            return json.loads(self._popen.stdout.readline())
        except (BrokenPipeError, ValueError):
            self._popen.kill()
            code = self._popen.wait()
            self._start()
            return {"error": f"the process ended with exit code {code}"}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._popen.communicate()


def once(adapter: str, do: str, **order: Any) -> Any:
    """Ask a new process one thing about a peer."""
    with Process(interpreted=adapter == INTERPRETED) as process:
        return process.ask(do, adapter=adapter, **order)


def environment(adapters: Sequence[str]) -> Results:
    """Tell what is measured, and on what: build, interpreter, machine, date, peers' versions."""
    described = {adapter: once(adapter, "describe") for adapter in adapters}
    return {
        "date": datetime.now(timezone.utc).strftime("%Y-%m-%d"),
        "build": "compiled" if jobstatus.COMPILED else "interpreted",
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "system": f"{platform.system()} {platform.machine()}",
        "processor": _processor(),
        "cores": os.cpu_count(),
        "peers": described,
    }


def times(
    adapters: Sequence[str], effort: Effort, say: Say, *, only: Iterable[str] = ()
) -> Results:
    """Time every workload, the peers taking turns in one process, but for the interpreted one."""
    results: Results = {}
    with Process() as built, Process(interpreted=True) as interpreted:
        processes = {
            adapter: interpreted if adapter == INTERPRETED else built for adapter in adapters
        }
        for name in only or WORKLOADS:
            say(f"timing: {WORKLOADS[name].title}")
            results[name] = _rounds(name, processes, effort)
    return results


def _rounds(name: str, processes: dict[str, Process], effort: Effort) -> Results:
    samples: dict[str, list[float]] = {adapter: [] for adapter in processes}
    errors: dict[str, Results] = {}
    lines = effort.lines if WORKLOADS[name].lines else 1
    order = {"workload": name, "batch_ms": effort.batch_ms, "lines": lines}
    for number in range(3 if lines > 1 else effort.rounds):
        turns = list(processes)
        # Nobody always comes after the same neighbour's heat and noise.
        turns = turns[number % len(turns) :] + turns[: number % len(turns)]
        for adapter in turns:
            if adapter in errors:
                continue
            answer = processes[adapter].ask("time", adapter=adapter, **order)
            if "error" in answer:
                errors[adapter] = answer
            else:
                samples[adapter].append(answer["ns"] / lines)
    return {adapter: errors.get(adapter) or summary(samples[adapter]) for adapter in processes}


def memory(adapters: Sequence[str], effort: Effort) -> Results:
    """Tell what a job weighs that is kept."""
    return {
        adapter: _median_of(
            [once(adapter, "keep", pages=effort.pages) for _ in range(effort.weighings)]
        )
        for adapter in adapters
    }


def pages(adapters: Sequence[str], effort: Effort, say: Say) -> Results:
    """Read ever larger pages: time and memory for each job of them."""
    sizes = [10**power for power in range(7) if 10**power <= effort.largest]
    results: Results = {adapter: {} for adapter in adapters}
    for size in sizes:
        say(f"growing: a page of {size:,}")
        for adapter, measured in results.items():
            smaller = measured.get(str(size // 10), {})
            if size > 1 and smaller.get("ns_per_job", math.inf) * size > PATIENCE_NS:
                continue
            measured[str(size)] = once(adapter, "grow", jobs=size, batch_ms=effort.batch_ms)
    return results


def comparisons(effort: Effort, say: Say, *, only: Iterable[str] = ()) -> Results:
    """Measure what is in the table of comparisons."""
    results: Results = {}
    rounds = effort.rounds // 2 + 1  # there are several operations
    with Process() as built, Process(interpreted=True) as interpreted:
        for name in only or COMPARISONS:
            say(f"comparing: {name}")
            comparison = COMPARISONS[name]
            if comparison.turns is None:
                results[name] = {"operations": {"": summary(_of_processes(name, effort))}}
                continue
            process = interpreted if comparison.build == "interpreted" else built
            order = {"name": name, "rounds": rounds, "batch_ms": effort.batch_ms}
            results[name] = _summarized(process.ask("compare", **order))
    return results


def _of_processes(name: str, effort: Effort) -> list[float]:
    """Return what is measured of whole processes, once for each round."""
    if name == MEMORY:
        return [
            once(US, "keep", pages=effort.pages)["bytes_per_job"]
            / once("orjson_", "keep", pages=effort.pages)["bytes_per_job"]
            for _ in range(effort.weighings)
        ]
    if name == FIRST:
        return first_loads(effort.starts)
    return import_ratios("jobstatus", "cattrs.preconf.msgspec", effort.starts)


def _summarized(answer: Results) -> Results:
    if "error" in answer:
        return answer
    operations = answer["operations"].items()
    return {"operations": {name: each | summary(each["rounds"]) for name, each in operations}}


def fidelity(adapters: Sequence[str]) -> Results:
    """Judge every peer by every document."""
    titles = [(document.group, document.title) for document in DOCUMENTS]
    verdicts = {adapter: once(adapter, "judge") for adapter in adapters}
    return {"documents": titles, "verdicts": verdicts}


def _median_of(answers: list[Results]) -> Results:
    for answer in answers:
        if "error" in answer:
            return answer
    return {key: statistics.median(answer[key] for answer in answers) for key in answers[0]}


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":")[1].strip() for line in lines if "model name" in line), "")
