"""The context: the document that is read, as its caller names it."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from jobstatus import (
    AtsJob,
    JobStatus,
    converter,
    drift_context,
    make_converter,
    salvage,
    salvage_lines,
)

WIRE = {"x": 1}
TEXT = '{"x":1}'


def observed(**options: Any) -> tuple[Any, list[Any]]:
    """Make a converter, and the list of the contexts of its events."""
    contexts: list[Any] = []
    return make_converter(on_drift=lambda e: contexts.append(e.context), **options), contexts


def test_every_way_to_read_takes_a_context() -> None:
    """As an argument, or by a `with` block, in which an argument wins."""
    made, contexts = observed()
    hook = made.get_loads_hook(JobStatus)
    reads: list[Any] = [
        lambda **c: made.structure(WIRE, JobStatus, **c),
        lambda **c: made.loads(TEXT, JobStatus, **c),
        lambda **c: salvage([WIRE], list[AtsJob], converter=made, **c),
        lambda **c: salvage_lines(TEXT, AtsJob, converter=made, **c),
        lambda **_: hook(TEXT),
    ]
    for read in reads:
        read()
        with drift_context("block"):
            read()
            with drift_context("inner"):
                read()
            with drift_context(None):
                read()
            read(context="argument")
        read()
    usual = [None, "block", "inner", "block", "argument", None]
    assert [*usual * 4, None, "block", "inner", "block", "block", None] == contexts


def test_a_context_is_anything() -> None:
    """It comes out as it went in."""
    made, contexts = observed()
    anything = {"request": object()}
    made.structure(WIRE, JobStatus, anything)
    assert anything is contexts[0]


def test_a_context_does_no_harm_where_nobody_asks_for_drift() -> None:
    """The result is the same."""
    assert JobStatus() == converter.structure(WIRE, JobStatus, context=1)
    assert JobStatus() == converter.loads(TEXT, JobStatus, context=1)
    assert ([AtsJob()], []) == salvage([WIRE], list[AtsJob], context=1)


def test_tasks_and_threads_do_not_see_each_others_contexts() -> None:
    """A task has the context that it set, or that it was started in; a thread has none."""
    made, contexts = observed()

    async def work(name: str) -> None:
        with drift_context(name):
            await asyncio.sleep(0)
            made.structure(WIRE, JobStatus)
            await asyncio.sleep(0)
            made.loads(TEXT, JobStatus)

    async def started_in() -> None:
        with drift_context("started in"):
            await asyncio.create_task(inherit())

    async def inherit() -> None:
        made.structure(WIRE, JobStatus)

    async def main() -> None:
        await asyncio.gather(*(work(name) for name in "abc"), started_in())

    asyncio.run(main())
    assert ["a", "a", "b", "b", "c", "c", "started in"] == sorted(contexts)
    contexts.clear()
    with drift_context("of another thread"), ThreadPoolExecutor(1) as pool:
        pool.submit(made.structure, WIRE, JobStatus).result()
    assert [None] == contexts
