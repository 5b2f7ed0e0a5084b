"""Mutation testing: change one thing in the code, and see whether a test notices.

`python -m mutants` makes the mutants, tries each, and goes on where it was stopped. It lists those that survive,
but for those that `survivors.toml` has a reason for. `make mutants` runs it in an environment of its own.
"""

import argparse
import json
import os
import re
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, as_completed
from datetime import date
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from typing import ClassVar

from cosmic_ray.work_item import WorkItem

from mutants import session
from mutants.faults import read_survivors
from mutants.selection import Selection
from mutants.session import Mutant, mutant_of
from mutants.trial import Copy

HERE = Path(__file__).parent
SECONDS = 30.0
"""The seconds that the tests of one mutant are estimated to take at the most, if nothing else is said."""


class _Worker:
    """What a process has that tries mutants."""

    copy: Copy
    selection: Selection
    seconds: float
    fit: ClassVar[set[str]] = set()
    """The tests that have failed with a mutant, and pass without one."""
    unfit: ClassVar[set[str]] = set()
    """The tests that fail without a mutant, too: here there may be no browser that runs, or no time to measure."""


def _begin_worker(seconds: float) -> None:
    _Worker.copy = Copy()
    _Worker.selection = session.selection()
    _Worker.seconds = seconds
    failure = _Worker.copy.fails(["tests/test_excerpts.py"], 60)
    if failure:
        raise RuntimeError(f"without a mutant: {failure}")


def attempt(item: WorkItem) -> tuple[str, str | None]:
    """Try a mutant; return its key and the test that failed, an empty text, or `None` if it cannot be made."""
    try:
        mutant = mutant_of(item)
    except AttributeError:  # cosmic-ray cannot replace an exception whose name has a dot in it
        return item.job_id, None
    while True:
        failure = _failure_of(mutant)
        test = failed_test(failure)
        if not test or test in _Worker.fit:
            return item.job_id, failure
        (_Worker.unfit if _Worker.copy.fails([test], 60) else _Worker.fit).add(test)


def _failure_of(mutant: Mutant) -> str:
    """Return what is said of the test that fails with a mutant; an empty text if none does."""
    failure = ""
    with _Worker.copy.mutated(mutant.path, mutant.code):
        for stage in stages(_Worker.selection, mutant, _Worker.seconds):
            tests = [test for test in stage if test not in _Worker.unfit]
            if tests and not failure:
                seconds = sum(_Worker.selection.seconds[test] for test in tests)
                failure = _Worker.copy.fails(tests, 10 + 4 * seconds)
    return failure


def failed_test(failure: str) -> str:
    """Return the name of the test function that a failure is of; an empty text if it is of none."""
    found = re.match(r"FAILED (\S+?\.py::[\w:]+)", failure)
    return found[1] if found else ""


def stages(selection: Selection, mutant: Mutant, most: float) -> tuple[list[str], list[str]]:
    """Return the tests that are likely to notice, those of one module, and the rest.

    Those that are least likely are left out, if all together take more than the seconds that are the most.
    """
    tests: list[str] = []
    spent = 0.0
    for test in selection.tests(mutant.path, mutant.lines):
        spent += selection.seconds[test]
        if spent < most or not tests:
            tests.append(test)
    first = tests[0].partition("::")[0] if tests else ""
    near = [test for test in tests if test.startswith(f"{first}::")]
    return near, [test for test in tests if test not in near]


def run(only: str, share: float, jobs: int, seconds: float) -> None:
    """Try the mutants that have not been tried yet."""
    items = session.pending(only)
    items = items[: round(len(items) * share)]
    survived = 0
    with ProcessPoolExecutor(jobs, initializer=_begin_worker, initargs=(seconds,)) as pool:
        attempts = [pool.submit(attempt, item) for item in items]
        try:
            for number, done in enumerate(as_completed(attempts), 1):
                job, failure = done.result()
                session.keep(job, failure)
                survived += not failure and failure is not None
                if number % 50 == 0 or number == len(items):
                    sys.stdout.write(f"{number:,} of {len(items):,} mutants, {survived} survive\n")
                    sys.stdout.flush()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def reasons_to_survive() -> set[tuple[str, str, str, int]]:
    """Return the changes that have a reason in `survivors.toml`."""
    return {(each["file"], each["before"], each["after"], each["nth"]) for each in read_survivors()}


def report(kept: bool) -> int:
    """List the mutants that survive without a reason, and how many are noticed in each package.

    Args:
        kept: Write `results.json`, and the survivors with their reasons, too.

    Returns:
        The number of those without a reason.
    """
    tried: Counter[str] = Counter()
    noticed: Counter[str] = Counter()
    reasons = reasons_to_survive()
    without = 0
    for _, mutant, is_noticed in sorted(
        session.tried(), key=lambda each: (each[1].path, each[1].lines[0])
    ):
        tried[mutant.package] += 1
        noticed[mutant.package] += is_noticed
        if not is_noticed and mutant.change not in reasons:
            without += 1
            place = f"{mutant.path}:{mutant.lines[0]}"
            sys.stdout.write(f"{place}  {mutant.operator}\n- {mutant.before}\n+ {mutant.after}\n\n")
    every = {"all": (noticed.total(), tried.total())}
    for name, (some, all_) in {
        **{n: (noticed[n], tried[n]) for n in sorted(tried)},
        **every,
    }.items():
        sys.stdout.write(f"{name:12}{some:6,} of {all_:6,} are noticed, {some / all_:.1%}\n")
    sys.stdout.write(f"{without} survive without a reason in survivors.toml\n")
    if kept:
        figures = {
            "date": date.today().isoformat(),  # noqa: DTZ011 - of the machine
            "python": python_version(),
            "jobstatus": version("jobstatus"),
            "tried": dict(sorted(tried.items())),
            "noticed": dict(sorted(noticed.items())),
            "without_reason": without,
            "untried": len(session.pending("")),
        }
        (HERE / "results.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return without


def main() -> int:
    """Make and try mutants, and report."""
    parser = argparse.ArgumentParser(prog="python -m mutants", description=__doc__)
    parser.add_argument(
        "--only", default="", metavar="PATH", help="only modules whose path has this in it"
    )
    parser.add_argument(
        "--share", type=float, default=1.0, help="the share of the mutants to try (default: 1.0)"
    )
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count() or 1, help="how many to try at once"
    )
    parser.add_argument(
        "--again", action="store_true", help="try those again that survived without a reason"
    )
    parser.add_argument(
        "--seconds",
        type=float,
        default=SECONDS,
        help=f"the seconds that the tests of one mutant take at the most (default: {SECONDS:.0f})",
    )
    parser.add_argument("--report", action="store_true", help="try none, only report")
    parser.add_argument("--keep", action="store_true", help="write the figures into results.json")
    given = parser.parse_args()
    if not given.report:
        session.prepare()
        if given.again:
            reasons = reasons_to_survive()
            session.forget(
                job
                for job, mutant, is_noticed in list(session.tried())
                if not is_noticed and mutant.change not in reasons
            )
        run(given.only, given.share, given.jobs, given.seconds)
    return 1 if report(given.keep) else 0


if __name__ == "__main__":
    sys.exit(main())
