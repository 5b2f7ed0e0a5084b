"""Worker processes end with the process that started them."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from typing import Any

import pytest

from jobstatus.bulk import workers
from jobstatus.bulk.workers import worker_processes

KILLED = """
import os, time
from jobstatus.bulk.workers import worker_processes
with worker_processes(1) as pool:
    pid = pool.submit(os.getpid).result()
    pool.submit(time.sleep, 600)
    print(pid, flush=True)
    time.sleep(600)
"""


def is_running(pid: int) -> bool:
    """Tell whether there is a process."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.slow
def test_workers_end_when_who_started_them_is_killed() -> None:
    """Workers end with the process that started them, even in the middle of a call."""
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", KILLED],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as run:
        assert run.stdout is not None
        pid = int(run.stdout.readline())
        assert is_running(pid)
        run.kill()
    deadline = time.monotonic() + 20
    while is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not is_running(pid)


def test_workers_end_with_their_block() -> None:
    """No worker process is left when the block ends."""
    with worker_processes(1) as pool:
        assert 3 == pool.submit(abs, -3).result()
    assert [] == multiprocessing.active_children()


def test_workers_end_with_a_block_that_raises() -> None:
    """Workers end at once when the block raises, whatever they are doing."""
    started = time.monotonic()

    def run() -> None:
        with worker_processes(1) as pool:
            pool.submit(time.sleep, 600)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run()
    assert [] == multiprocessing.active_children()
    assert time.monotonic() - started < 60


def test_a_worker_is_deaf_to_ctrl_c_and_waits_for_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker ends when no process has the other end of the pipe any more."""
    ended = threading.Event()
    signals: list[Any] = []
    monkeypatch.setattr(signal, "signal", lambda *arguments: signals.append(arguments))
    monkeypatch.setattr(os, "_exit", lambda code: ended.set() if code == 1 else None)
    theirs, ours = multiprocessing.Pipe(duplex=False)
    workers._begin_worker(theirs)
    assert [(signal.SIGINT, signal.SIG_IGN)] == signals
    assert not ended.wait(0.05)
    ours.close()
    assert ended.wait(20)
    theirs.close()
