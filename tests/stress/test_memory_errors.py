"""Where an allocation fails, a call raises `MemoryError` or gives the right value: nothing else."""

import importlib.util
import os
import sys
from pathlib import Path

import pytest

from alone import run_alone
from jobstatus.nodes import slots

SCRIPT = str(Path(__file__).with_name("no_memory.py"))
LONG = bool(os.environ.get("LONG"))

# What calls msgspec with texts can't be tried: its decoder crashes where there is no memory for one (in
# 0.22). So `salvage` is not here, and nothing is where nothing is compiled.
GOOD = ("loads", "loads keep", "structure", "dumps", "dumps keep", "unstructure", "unrecognized")
BAD: tuple[str, ...] = ("loads bad", "structure bad", "unstructure bad")
# Where Cython has lost an exception, CPython 3.13 may crash: it does in this case, at one of its places.
if sys.version_info < (3, 12):
    BAD = (*BAD, "loads keep bad")

LITTLE_ROOM = """
import resource, sys
from jobstatus import AtsJobsPaginated, make_converter

job = b'{"id":"1","title":"x","job_status":{"value":"open","source_value":{"a":[1]}}}'
made = make_converter()
small = b'{"data":[' + job + b']}'
page = made.loads(small, AtsJobsPaginated)
text = b'{"data":[' + b",".join([job] * 40_000) + b']}'
size = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
said = []
_, most = resource.getrlimit(resource.RLIMIT_AS)
for more in (4, 8, 4_000):
    room = size + (more << 20)
    resource.setrlimit(resource.RLIMIT_AS, (room if most < 0 else min(room, most), most))
    try:
        said.append(len(made.loads(text, AtsJobsPaginated).data))
    except MemoryError:
        said.append("MemoryError")
    assert made.dumps(made.loads(small, AtsJobsPaginated)) == made.dumps(page)
print(said)
"""

pytestmark = pytest.mark.skipif(
    not slots.COMPILED, reason="interpreted, it is CPython and msgspec that handle a lack of memory"
)
needs_injection = pytest.mark.skipif(
    importlib.util.find_spec("_testcapi") is None, reason="this interpreter has no _testcapi"
)


def injected(cases: tuple[str, ...]) -> tuple[int, int]:
    """Let allocations of calls fail; return how many did, and how many exceptions were lost."""
    shown = run_alone(SCRIPT, "1" if LONG else "11", *cases, seconds=600)
    tried, lost = [int(word) for word in shown.splitlines()[-1].replace(",", "").split()[1::2]]
    return tried, lost


@needs_injection
def test_each_allocation_may_fail() -> None:
    """One after the other: the call says `MemoryError` or is right, and so is the next call.

    Without `LONG`, it is each eleventh. No reference to what calls share is lost, nor kept.
    """
    tried, lost = injected(GOOD)
    assert tried > (1_000 if LONG else 150)
    assert not lost


@needs_injection
def test_each_allocation_may_fail_while_problems_are_collected() -> None:
    """The call says `MemoryError`, or all problems; or, in 2 % of the places, `SystemError`.

    That is what CPython says if Cython has no memory to note where an exception was raised, and loses it.
    """
    tried, lost = injected(BAD)
    assert tried > len(BAD) * (375 if LONG else 50)
    assert lost <= tried // 50


@pytest.mark.skipif(
    not sys.platform.startswith("linux") or "asan" in os.environ.get("LD_PRELOAD", ""),
    reason="the limit is that of Linux, and a sanitizer needs room of its own",
)
def test_a_document_too_large_for_memory_is_a_memory_error() -> None:
    """Its size does not count, but what is there for it; and then smaller ones are read as before."""
    shown = run_alone("-c", LITTLE_ROOM)
    assert shown.startswith("['MemoryError', ")
    assert shown.endswith(", 40000]\n")
