"""Measures new interpreters: what an import takes, and the first page that is read."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from . import data
from .adapters import US

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parent.parent

_IMPORT = """
import datetime, json, sys, time, typing
page = sys.stdin.buffer.read()
start = time.process_time()
{imports}
print((time.process_time() - start) * 1e3)
"""
# What any program has imported before long is nobody's cost.

_FIRST_PAGE = f"""
{_IMPORT}
from benchmarks.adapters import load
loads = load("{{adapter}}").codec("page").loads
print((time.process_time() - start) * 1e3)
loads(page)
print((time.process_time() - start) * 1e3)
"""
# The adapter's module declares the classes, as an application would, and makes its decoders.


def starts(statements: Mapping[str, str], rounds: int) -> dict[str, dict[str, float]]:
    """Measure, for each adapter and the import it begins with, milliseconds in turns."""
    every: list[dict[str, list[float]]] = [
        {
            adapter: _run(_FIRST_PAGE.format(imports=imports, adapter=adapter))
            for adapter, imports in statements.items()
        }
        for _ in range(rounds)
    ]
    return {
        adapter: {
            "import_ms": statistics.median(each[adapter][0] for each in every),
            "first_page_ms": statistics.median(each[adapter][2] for each in every),
            "first_loads_ms": statistics.median(
                each[adapter][2] - each[adapter][1] for each in every
            ),
        }
        for adapter in statements
    }


def first_loads(rounds: int) -> list[float]:
    """Return the milliseconds of our first `loads`, of a page of 100 full jobs, in each round."""
    starting = _FIRST_PAGE.format(imports="import jobstatus", adapter=US)
    return [page - ready for _, ready, page in (_run(starting) for _ in range(rounds))]


def import_ratios(ours: str, theirs: str, rounds: int) -> list[float]:
    """Return how many times as long the import of a module takes as another's, in each round."""
    statements = [_IMPORT.format(imports=f"import {module}") for module in (ours, theirs)]
    pairs = [[_run(each)[0] for each in statements] for _ in range(rounds)]
    return [our / their for our, their in pairs]


def _run(code: str) -> list[float]:
    """Return the numbers that a new interpreter prints."""
    # What is installed is compiled already; so may be what stands in the working tree.
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=env,
        input=data.full_page(),
        capture_output=True,
        check=True,
    )
    # A peer may print something, too, before.
    numbers = code.count("print(")
    return [float(number) for number in ran.stdout.split()[-numbers:]]
