"""The command: `python -m fuzzing run`, `replay`, `shrink` and `grow`, with `PYTHONPATH=tests`."""

import argparse
import json
import os
import platform
import sys
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

from jobstatus.nodes import slots

from .generator import corpus
from .growing import grow
from .inputs import read_inputs
from .running import check_all, run_parts
from .shrinking import fails, shrunk

RESULTS = Path(__file__).parent / "results.json"


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m fuzzing", description=__doc__)
    commands = parser.add_subparsers(required=True)
    tries = commands.add_parser("run", help="replay the corpus, and try inputs made by chance")
    tries.add_argument("--times", type=int, default=100_000, help="how many")
    tries.add_argument("--seed", type=int, default=1, help="the same seed makes the same inputs")
    tries.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many processes")
    tries.add_argument("--keep", action="store_true", help=f"write the figures to {RESULTS.name}")
    tries.set_defaults(command=run)
    for command, text in ((replay, "check the inputs of files"), (shrink, "make inputs smaller")):
        of_files = commands.add_parser(command.__name__, help=text)
        of_files.add_argument("files", nargs="+", type=Path)
        of_files.set_defaults(command=command)
    grows = commands.add_parser("grow", help="add inputs that reach new code to the corpus")
    grows.add_argument("--seconds", type=int, default=600, help="how long")
    grows.add_argument("--seed", type=int, default=1, help="the seed of the first inputs")
    grows.set_defaults(command=grow_corpus)
    given = parser.parse_args()
    given.command(given)


def run(given: argparse.Namespace) -> None:
    """Replay the corpus, try inputs, and say how it went."""
    began = perf_counter()
    check_all(corpus())
    right = run_parts(given.times, given.seed, given.jobs)
    seconds = perf_counter() - began
    build = "compiled" if slots.COMPILED else "interpreted"
    if "libasan" in os.environ.get("LD_PRELOAD", ""):
        build += ", with sanitizers"
    figures = {
        "build": build,
        "date": datetime.now(timezone.utc).date().isoformat(),
        "corpus": len(corpus()),
        "inputs": given.times,
        "right": right,
        "seed": given.seed,
        "seconds": round(seconds),
        "failures": 0,
        "python": platform.python_version(),
        **{name: version(name) for name in ("jobstatus", "attrs", "cattrs", "msgspec")},
    }
    _say(
        f"{build}: {len(corpus()):,} inputs of the corpus, {given.times:,} others, of which"
        f" {right:,} are right; {seconds:.0f} s"
    )
    if given.keep:
        RESULTS.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def replay(given: argparse.Namespace) -> None:
    """Check the inputs of files; the first that fails shows its error."""
    for path in given.files:
        inputs = read_inputs(path)
        check_all(inputs)
        _say(f"{path}: {len(inputs):,} inputs are as they should be")


def shrink(given: argparse.Namespace) -> None:
    """Write inputs of files smaller, if they fail."""
    for path in given.files:
        for one in read_inputs(path):
            _say(shrunk(one).line() if fails(one) else f"it does not fail: {one.line()}")


def grow_corpus(given: argparse.Namespace) -> None:
    """Add inputs to the corpus that reach new code, and drop those that reach nothing more."""
    before = len(corpus())
    _say(f"{before:,} inputs have become {grow(given.seconds, given.seed):,}")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    main()
