"""Handlers of signals that raise, or use the converter themselves, in the middle of long calls."""

import gc
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from jobstatus import AtsJob, AtsJobsPaginated, JobStatus, JobStatusError, make_converter, salvage
from jobstatus.bulk import read_jobs
from jobstatus.nodes import slots

pytestmark = pytest.mark.skipif(
    not hasattr(signal, "setitimer") or "coverage" in sys.modules,
    reason="Windows has no timers, and a handler may raise in the middle of what coverage does",
)
ROUNDS = 300 if os.environ.get("LONG") else 6
JOBS = 500
JOB = b'{"id":"1","job_status":{"value":"open","source_value":{"a":[1]}},"custom_fields":[]}'
PAGE = b'{"data":[%b]}' % b",".join([JOB] * JOBS)


@pytest.fixture(autouse=True)
def _no_collections() -> Iterator[None]:
    """Pause the collector, whose callbacks, Hypothesis's for one, swallow what a handler raises in them."""
    gc.disable()
    yield
    gc.enable()


class Interrupted(BaseException):
    """An exception of a handler: as `KeyboardInterrupt`, nothing that is wrong with a document."""


MADE = make_converter()
OBJECT = MADE.loads(PAGE, AtsJobsPaginated)
BUILTINS = MADE.unstructure(OBJECT)


def read_lines(folder: Path) -> object:
    """Read a file of jobs."""
    return [found.id for found in read_jobs(folder / "jobs.ndjson") if isinstance(found, AtsJob)]


CALLS: dict[str, Callable[[Path], object]] = {
    "loads": lambda _: MADE.loads(PAGE, AtsJobsPaginated),
    "loads dict": lambda _: MADE.loads(b'{"a":%b}' % PAGE, dict[str, AtsJobsPaginated]),
    "structure": lambda _: MADE.structure(BUILTINS, AtsJobsPaginated),
    "dumps": lambda _: MADE.dumps(OBJECT),
    "unstructure": lambda _: MADE.unstructure(OBJECT),
    "salvage": lambda _: salvage(PAGE, AtsJobsPaginated, converter=MADE),
    "read_jobs": read_lines,
}


@pytest.fixture(name="later")
def _later() -> Iterator[Callable[..., None]]:
    """Call a function once, as the handler of a signal, after a time that the test sets."""
    before = signal.getsignal(signal.SIGALRM)

    def start(handler: Callable[[], object], seconds: float) -> None:
        signal.signal(signal.SIGALRM, lambda *_: handler())
        signal.setitimer(signal.ITIMER_REAL, max(1e-6, seconds))

    yield start
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture(name="folder", scope="module")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a file of jobs."""
    folder = tmp_path_factory.mktemp("jobs")
    (folder / "jobs.ndjson").write_bytes((JOB + b"\n") * JOBS)
    return folder


def seconds_of(call: Callable[[], object]) -> float:
    """Measure how much of the processor's time a call takes."""
    start = time.process_time()
    call()
    return time.process_time() - start


def _interrupt(kind: type[BaseException]) -> None:
    raise kind


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("kind", [KeyboardInterrupt, Interrupted], ids=lambda kind: kind.__name__)
def test_what_a_handler_raises_propagates_as_it_is(
    kind: Any, name: str, folder: Path, later: Callable[..., None]
) -> None:
    """At several moments of a call, from its start to its end; and the next call is right."""
    expected = CALLS[name](folder)
    takes = seconds_of(lambda: CALLS[name](folder))
    for turn in range(ROUNDS):
        found: object = expected
        try:
            later(lambda: _interrupt(kind), takes * (turn + 0.5) / ROUNDS)
            found = CALLS[name](folder)
            signal.setitimer(signal.ITIMER_REAL, 0)
        except kind:
            pass
        assert expected == found
        assert expected == CALLS[name](folder)


@pytest.mark.parametrize("name", CALLS)
def test_a_handler_may_use_the_converter(
    name: str, folder: Path, later: Callable[..., None]
) -> None:
    """It makes one, reads and writes, in the middle of a call that gives what it gives otherwise."""
    expected = CALLS[name](folder)
    seen: list[object] = []

    def handle() -> None:
        made = make_converter()
        seen.append(MADE.dumps(MADE.loads(JOB, AtsJob)))
        seen.append(made.dumps(made.loads(b'{"value":"from a handler"}', JobStatus)))
        with pytest.raises(JobStatusError):
            MADE.loads(b'{"data":[{"id":5}]}', AtsJobsPaginated)

    takes = seconds_of(lambda: CALLS[name](folder))
    for turn in range(ROUNDS):
        later(handle, takes * turn / ROUNDS)
        assert expected == CALLS[name](folder)
        signal.setitimer(signal.ITIMER_REAL, 0)
    assert {b'{"value":"from a handler"}', MADE.dumps(MADE.loads(JOB, AtsJob))} == {*seen}


@pytest.mark.skipif(not slots.COMPILED, reason="the decoder of msgspec asks for no signals")
@pytest.mark.parametrize("name", ["loads", "dumps"])
def test_an_interrupt_does_not_wait_for_the_end_of_a_long_document(
    name: str, later: Callable[..., None]
) -> None:
    """Compiled code asks for signals at each 256th item of a list, an array or an object."""
    jobs = OBJECT.data * 40
    page = evolve(OBJECT, data=jobs)
    text = MADE.dumps(page)
    calls: dict[str, Callable[[], Any]] = {
        "loads": lambda: MADE.loads(text, AtsJobsPaginated),
        "dumps": lambda: MADE.dumps(page),
    }
    takes = min(seconds_of(calls[name]) for _ in range(3))
    waited: list[float] = []
    for _ in range(5):
        start = time.process_time()
        later(lambda: _interrupt(TimeoutError), takes / 20)
        with pytest.raises(TimeoutError):
            calls[name]()
        waited.append(time.process_time() - start)
    assert min(waited) < takes / 2
