"""Runs what is measured: a process for each peer, rounds that take turns, medians and spread."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import jobstatus

from .costs import CASES
from .documents import DOCUMENTS
from .timing import summary
from .workloads import WORKLOADS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from typing_extensions import Self

ROOT = Path(__file__).resolve().parent.parent
Results: TypeAlias = dict[str, Any]


class Effort(NamedTuple):
    """How much is measured.

    Attributes:
        rounds: How often every peer has its turn.
        batch_ms: How long one turn of a workload lasts, at least.
        lines: How many documents are read line by line.
        pages: How many pages are kept, to see what objects weigh.
        weighings: How often that is done.
        starts: How often an import is measured.
        largest: The most jobs of one page.
    """

    rounds: int
    batch_ms: float
    lines: int
    pages: int
    weighings: int
    starts: int
    largest: int


QUICK = Effort(rounds=5, batch_ms=15, lines=1_000, pages=30, weighings=1, starts=3, largest=1_000)
FULL = Effort(
    rounds=21, batch_ms=20, lines=10_000, pages=100, weighings=3, starts=9, largest=1_000_000
)


class Process:
    """A worker, which is started again if it ends."""

    def __init__(self, adapter: str) -> None:
        """Start it."""
        self.command = [sys.executable, "-m", "benchmarks.worker", adapter]
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
    """Ask a new process one thing."""
    with Process(adapter) as process:
        return process.ask(do, **order)


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
    adapters: Sequence[str], effort: Effort, say: Callable[[str], None], *, only: Iterable[str] = ()
) -> Results:
    """Time every workload, the peers taking turns in each round."""
    processes = {adapter: Process(adapter) for adapter in adapters}
    results: Results = {}
    try:
        for name in only or WORKLOADS:
            say(f"timing: {WORKLOADS[name].title}")
            results[name] = _rounds(name, processes, effort)
    finally:
        for process in processes.values():
            process.__exit__()
    return results


def _rounds(name: str, processes: dict[str, Process], effort: Effort) -> Results:
    samples: dict[str, list[float]] = {adapter: [] for adapter in processes}
    errors: dict[str, Results] = {}
    rounds = 3 if WORKLOADS[name].lines else effort.rounds
    for number in range(rounds):
        turns = list(processes)
        # Nobody always comes after the same neighbour's heat and noise.
        turns = turns[number % len(turns) :] + turns[: number % len(turns)]
        for adapter in turns:
            if adapter in errors:
                continue
            order = {"workload": name, "batch_ms": effort.batch_ms, "lines": effort.lines}
            answer = processes[adapter].ask("time", **order)
            if "error" in answer:
                errors[adapter] = answer
            else:
                samples[adapter].append(answer["ns"])
    scale = effort.lines if WORKLOADS[name].lines else 1
    return {
        adapter: errors.get(adapter) or summary([value / scale for value in samples[adapter]])
        for adapter in processes
    }


def memory(adapters: Sequence[str], effort: Effort) -> Results:
    """Tell what a job weighs that is kept, and the peak of a process that keeps many."""
    return {
        adapter: _median_of(
            [once(adapter, "keep", pages=effort.pages) for _ in range(effort.weighings)]
        )
        for adapter in adapters
    }


def growth(adapters: Sequence[str], effort: Effort, say: Callable[[str], None]) -> Results:
    """Read ever larger pages: time and memory for each job of them."""
    sizes = [10**power for power in range(7) if 10**power <= effort.largest]
    results: Results = {adapter: {} for adapter in adapters}
    for size in sizes:
        say(f"growing: a page of {size:,}")
        for adapter in adapters:
            answer = once(adapter, "grow", jobs=size, batch_ms=effort.batch_ms)
            results[adapter][str(size)] = answer
    return results


def costs(effort: Effort, *, only: Iterable[str] = ()) -> Results:
    """Measure what options and unusual things cost: ratios within each round."""
    rounds = effort.rounds // 2 + 1  # there are three calls in each of them
    with Process("jobstatus_") as process:
        answers = {
            name: process.ask("cost", name=name, rounds=rounds, batch_ms=effort.batch_ms)
            for name in only or CASES
        }
    return {name: _summarized(answer) for name, answer in answers.items()}


def _summarized(answer: Results) -> Results:
    if "error" in answer:
        return answer
    operations = answer["operations"].items()
    return answer | {
        "operations": {name: each | summary(each["rounds"]) for name, each in operations}
    }


def starts(peers: Results, effort: Effort) -> Results:
    """Measure imports, each in a new interpreter, and from nothing to the first page."""
    # An adapter that cannot be imported has an error, and no statement.
    statements = {name: peer["imports"] for name, peer in peers.items() if "imports" in peer}
    samples: dict[str, list[list[float]]] = {adapter: [] for adapter in statements}
    for _ in range(effort.starts):
        for adapter, imports in statements.items():
            samples[adapter].append(_run(_START.format(imports=imports, adapter=adapter)))
    return {
        adapter: {
            "import_ms": statistics.median(imported for imported, _, _ in each),
            "first_page_ms": statistics.median(page for _, _, page in each),
            "first_loads_ms": statistics.median(page - ready for _, ready, page in each),
        }
        for adapter, each in samples.items()
    }


def imports(statements: Sequence[str], effort: Effort) -> dict[str, float]:
    """Return the milliseconds that statements take, each in a new interpreter, in turns."""
    rounds = [
        [_run(_IMPORT.format(imports=each))[0] for each in statements] for _ in range(effort.starts)
    ]
    medians = map(statistics.median, zip(*rounds, strict=True))
    return dict(zip(statements, medians, strict=True))


_IMPORT = """
import datetime, json, time, typing
start = time.process_time()
{imports}
print((time.process_time() - start) * 1e3)
"""
# What any program has imported before long is nobody's cost.

_START = f"""{_IMPORT}
from benchmarks.adapters.{{adapter}} import PEER
print((time.process_time() - start) * 1e3)
PEER.codec("page").loads(b'{{{{"data":[{{{{"id":"a1"}}}}]}}}}')
print((time.process_time() - start) * 1e3)
"""
# The adapter's module declares the classes, as an application would, and makes its decoders.


def _run(code: str) -> list[float]:
    """Return the numbers that a new interpreter prints."""
    # What is installed is compiled already; so may be what stands in the working tree.
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=True
    )
    # A peer may print something, too, before.
    numbers = code.count("print(")
    return [float(number) for number in ran.stdout.split()[-numbers:]]


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
