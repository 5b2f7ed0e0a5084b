"""`python -m benchmarks`: measure, report, judge, guard."""

from __future__ import annotations

import argparse
import json
import sys
import time
from functools import partial
from pathlib import Path

from . import bulk, plots, runner, tables
from .adapters import NAMES
from .generate import GENERATED, ensure_all
from .growth import measuring
from .growth.guarding import guard_growth
from .guard import guard
from .starts import starts

RESULTS = Path(__file__).resolve().parent / "results"
GROWN = ("jobstatus_", "msgspec_attrs", "pydantic_", "cattrs_orjson", "speakeasy", "orjson_")
"""Whose growth is measured: a line each in a plot has to stay legible."""


def main() -> int:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="measure everything, and report")
    run.add_argument("--quick", action="store_true", help="in less than two minutes; not kept")
    run.add_argument("--peers", default=",".join(NAMES), help="which, by adapter, with commas")
    report = commands.add_parser("report", help="make tables and plots of the results again")
    growth = commands.add_parser("growth", help="measure growth alone, and report")
    growth.add_argument("--large", action="store_true", help="to 10 million documents; kept beside")
    for command in (run, report, growth):
        command.add_argument("--out", type=Path, help="where results are")
    commands.add_parser("guard", help="fail if a goal is exceeded by far, or growth is not linear")
    arguments = parser.parse_args()
    if arguments.command == "guard":
        return guard() | guard_growth()
    quick = arguments.command == "run" and arguments.quick
    out: Path = arguments.out or (GENERATED / "quick" if quick else RESULTS)
    if arguments.command == "run":
        measure(arguments.peers.split(","), runner.QUICK if quick else runner.FULL, out)
    elif arguments.command == "growth":
        grow(out, large=arguments.large)
    results = {path.stem: json.loads(path.read_bytes()) for path in sorted(out.glob("*.json"))}
    (out / "tables.md").write_text(tables.long(results), encoding="utf-8")
    (out / "fidelity.md").write_text(tables.fidelity(results), encoding="utf-8")
    plots.write(results, out)
    print(tables.short(results))
    return 0


def measure(adapters: list[str], effort: runner.Effort, out: Path) -> None:
    """Measure everything, and write a JSON file for each thing measured."""
    say = _clock()
    for problem in ensure_all():
        say(problem)
    keep = partial(_keep, out)
    environment = runner.environment(adapters)
    keep("environment", environment)
    say("judging fidelity")
    keep("fidelity", runner.fidelity(adapters))
    keep("times", runner.times(adapters, effort, say))
    say("weighing objects")
    keep("memory", runner.memory(adapters, effort))
    say("importing")
    # An adapter that cannot be imported has an error, and no statement.
    peers = environment["peers"].items()
    statements = {name: peer["imports"] for name, peer in peers if "imports" in peer}
    keep("starts", starts(statements, effort.starts))
    keep("pages", runner.pages([name for name in GROWN if name in adapters], effort, say))
    keep("growth", measuring.measure(effort, say) if effort.grown else {})
    keep("comparisons", runner.comparisons(effort, say))
    say("going through many documents")
    keep("bulk", bulk.measure(effort.stored, effort.bulk_rounds))
    say("done")


def grow(out: Path, *, large: bool) -> None:
    """Measure growth, to the largest numbers or not, and write a JSON file."""
    result = measuring.measure(runner.FULL, _clock(), large=large)
    _keep(out, "growth-large" if large else "growth", result)


def _clock() -> runner.Say:
    """Return a function that says what is done, and when."""
    start = time.monotonic()

    def say(what: str) -> None:
        print(f"{time.monotonic() - start:5.0f} s  {what}", file=sys.stderr)

    return say


def _keep(out: Path, name: str, result: runner.Results) -> None:
    out.mkdir(parents=True, exist_ok=True)
    text = json.dumps(result, indent=1, ensure_ascii=False)
    (out / f"{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
