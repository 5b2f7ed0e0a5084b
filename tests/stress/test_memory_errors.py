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

# The decoder of msgspec crashes where there is no memory for a text (in 0.22), so what calls it with
# texts can't be tried: `loads` where nothing is compiled, and `salvage`.
BY_MSGSPEC = () if slots.COMPILED else ("loads", "loads keep", "dumps", "dumps keep")
GOOD = ("loads", "loads keep", "structure", "dumps", "dumps keep", "unstructure", "unrecognized")
BAD = ("loads bad", "loads keep bad", "structure bad", "unstructure bad")

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
for more in (4, 8, 4_000):
    resource.setrlimit(resource.RLIMIT_AS, (size + (more << 20), resource.RLIM_INFINITY))
    try:
        said.append(len(made.loads(text, AtsJobsPaginated).data))
    except MemoryError:
        said.append("MemoryError")
    assert made.dumps(made.loads(small, AtsJobsPaginated)) == made.dumps(page)
print(said)
"""

needs_injection = pytest.mark.skipif(
    importlib.util.find_spec("_testcapi") is None, reason="this interpreter has no _testcapi"
)


@needs_injection
@pytest.mark.parametrize("case", [case for case in GOOD if case not in BY_MSGSPEC])
def test_each_allocation_may_fail(case: str) -> None:
    """One after the other: the call says `MemoryError` or is right, and so is the next call."""
    shown = run_alone(SCRIPT, case, "1" if LONG else "5", "0")
    assert shown.endswith("lost 0\n")


@needs_injection
@pytest.mark.skipif(not slots.COMPILED, reason="interpreted, it is CPython that handles exceptions")
@pytest.mark.parametrize("case", BAD)
def test_each_allocation_may_fail_while_problems_are_collected(case: str) -> None:
    """Where Cython has no memory for a traceback, it loses the exception now and then: SystemError."""
    shown = run_alone(SCRIPT, case, "1" if LONG else "7", "0")
    tried, lost = [int(word) for word in shown.replace(",", "").split()[-3::2]]
    assert lost <= tried // 10


@needs_injection
def test_each_allocation_of_a_first_use_may_fail() -> None:
    """Nothing half done is kept: the next call is right."""
    if slots.COMPILED:
        run_alone(SCRIPT, "first use", "1" if LONG else "499", "0")


@pytest.mark.skipif(
    not sys.platform.startswith("linux") or "asan" in os.environ.get("LD_PRELOAD", ""),
    reason="the limit is that of Linux, and a sanitizer needs room of its own",
)
def test_a_document_too_large_for_memory_is_a_memory_error() -> None:
    """Its size does not count, but what is there for it; and then smaller ones are read as before."""
    if slots.COMPILED:
        shown = run_alone("-c", LITTLE_ROOM)
        assert shown.startswith("['MemoryError', ")
        assert shown.endswith(", 40000]\n")
