"""Runs of many inputs in all processes that there is room for; an input that fails goes to a file."""

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from hashlib import sha256
from multiprocessing import get_context
from typing import BinaryIO, cast

from .checks import Checker
from .generator import made_inputs
from .inputs import FAILURES, Input, write_inputs

__all__ = ["check_all", "run", "run_parts"]

PART = 250
_HELP = "python -m fuzzing replay {0}\n  python -m fuzzing shrink {0}"


@cache
def _standing_checker() -> Checker:
    return Checker()


def check_all(inputs: Iterable[Input]) -> int:
    """Check inputs, and return how many of them are right.

    Raises:
        AssertionError: One is read, or written again, in two ways; it is in a file that the error
            names.
    """
    right, passing = 0, Checker()  # the types that are drawn are not kept
    for given in inputs:
        checker = passing if "Class(" in given.type else _standing_checker()
        try:
            right += checker.check(given)
        except BaseException as error:  # whatever it is, the input is kept
            raise AssertionError(_kept(given, type(error).__name__)) from error
    return right


def run(times: int, seed: int) -> int:
    """Check as many inputs that are made by chance, and return how many of them are right.

    Raises:
        AssertionError: As `check_all`.
    """
    return check_all(made_inputs(times, seed))


def run_parts(times: int, seed: int, jobs: int) -> int:
    """Do what `run` does, in several processes.

    Raises:
        AssertionError: As `check_all`; or an input kills the process.
    """
    parts = [
        (min(PART, times - start), seed * 1_000_003 + start) for start in range(0, times, PART)
    ]
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        try:
            return sum(pool.map(_run_part, parts))
        except BrokenProcessPool:
            left = sorted(map(str, FAILURES.glob("running-*.txt")))
            msg = f"a process was killed; its last input is in one of {', '.join(left)}"
            raise AssertionError(msg) from None


def _run_part(part: tuple[int, int]) -> int:
    """Run a part, while a file holds the input that is being checked: a crash leaves it behind."""
    FAILURES.mkdir(parents=True, exist_ok=True)
    path = FAILURES / f"running-{os.getpid()}.txt"
    with path.open("wb", buffering=0) as file:
        right = check_all(_noted(made_inputs(*part), cast("BinaryIO", file)))
    path.unlink()
    return right


def _noted(inputs: Iterable[Input], file: BinaryIO) -> Iterator[Input]:
    for given in inputs:
        file.seek(0)
        file.truncate()
        file.write(given.line().encode())
        yield given


def _kept(given: Input, error: str) -> str:
    """Write an input that failed to a file, and say how to replay and shrink it."""
    line = given.line()
    path = FAILURES / f"{sha256(line.encode()).hexdigest()[:8]}.txt"
    write_inputs(path, [given], error)
    shown = line if len(line) < 300 else f"{line[:300]}..."
    return f"{error}: {shown}\n  {_HELP.format(path)}"
