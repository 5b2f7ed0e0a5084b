"""Worker processes that end with the process that started them, and ignore Ctrl-C."""

from __future__ import annotations

import multiprocessing
import os
import signal
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator
    from concurrent.futures import Executor
    from multiprocessing.connection import Connection

__all__ = ["worker_processes"]


@contextmanager
def worker_processes(count: int) -> Generator[Executor]:
    """Start worker processes for the length of a `with` block.

    If the block raises, or this process is killed, the workers end at once. They are new processes,
    no forks, so the program's main module has to be importable.

    Args:
        count: The number of processes.

    Yields:
        The executor that runs calls in them.
    """
    context = multiprocessing.get_context("spawn")
    # Only this process has the writing end. When that is closed, or this process ends, the workers
    # that wait at the reading end wake up, and end, too.
    theirs, ours = context.Pipe(duplex=False)
    with theirs, ours:
        pool = ProcessPoolExecutor(
            count, mp_context=context, initializer=_begin_worker, initargs=(theirs,)
        )
        with pool:
            try:
                yield pool
            except BaseException:
                ours.close()
                raise


def _begin_worker(started_by: Connection) -> None:
    # The terminal sends Ctrl-C to all processes; the one that started this one deals with it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with, args=(started_by,), daemon=True).start()


def _end_with(started_by: Connection) -> None:
    started_by.poll(None)
    os._exit(1)
