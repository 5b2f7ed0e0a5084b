"""Whatever ends a conversion, a second run goes on: nothing is lost, nothing is there twice."""

import errno
import multiprocessing
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Generator, Iterator
from concurrent.futures import BrokenExecutor, Executor
from contextlib import contextmanager
from pathlib import Path

import pytest

from jobstatus.bulk import OutputError, Progress, WorkerError, convert, converting
from lakes import job, lines, parts, write_lake

pytestmark = pytest.mark.slow

SMALL = 1 << 14
ROUNDS = 100 if os.environ.get("LONG") else 2

CRASH = """
import os, sys
from pathlib import Path
from jobstatus.bulk import convert, rows

lake, out = sys.argv[1:]

def crash_at(step):
    def counted(call):
        def counting(*arguments):
            nonlocal step
            step -= 1
            if not step:
                os._exit(1)
            return call(*arguments)
        return counting
    os.fsync, Path.replace = counted(lambda _: None), counted(Path.replace)

step, crashed = 0, True
while crashed:
    step += 1
    child = os.fork()
    if not child:
        crash_at(step)
        convert(lake, f"{out}-{step}", task_length=20_000)
        os._exit(0)
    crashed = os.waitpid(child, 0)[1] != 0
"""

CONVERT = """
import sys
from jobstatus.bulk import convert
lake, out, workers = sys.argv[1:]
convert(lake, out, task_length=1 << 13, workers=int(workers))
"""


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a lake that no test changes."""
    folder = tmp_path_factory.mktemp("sources") / "lake"
    write_lake(folder)
    return folder


@pytest.fixture(scope="module")
def expected(lake: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return the parts of a conversion that nothing disturbed."""
    out = tmp_path_factory.mktemp("expected") / "out"
    convert(lake, out, task_length=SMALL)
    return dict(parts(out))


def test_a_run_may_end_at_any_step(tmp_path: Path) -> None:
    """A run that ended before or after any sync or renaming is completed by the next run."""
    source = tmp_path / "lake"
    source.mkdir()
    (source / "a.ndjson").write_bytes(lines([5, *map(job, range(300))]))
    (source / "b.json").write_bytes(b'{"data": [{"id": "1"}, 5]}')
    convert(source, tmp_path / "expected", task_length=20_000)
    expected = dict(parts(tmp_path / "expected"))
    command = [sys.executable, "-c", CRASH, str(source), str(tmp_path / "out")]
    subprocess.run(command, check=True)
    outs = sorted(tmp_path.glob("out-*"))
    assert 15 < len(outs)
    for out in outs:
        convert(source, out, task_length=20_000)
        assert expected == dict(parts(out)), out.name
        assert [] == list(out.rglob("*.tmp"))


@pytest.mark.parametrize("workers", [1, 2])
def test_a_run_may_be_killed(
    lake: Path, tmp_path: Path, expected_of_small: dict[str, bytes], workers: int
) -> None:
    """The workers of a run that is killed at any moment end, and the next run completes it."""
    out = tmp_path / "out"
    command = [sys.executable, "-c", CONVERT, str(lake), str(out), str(workers)]
    for _ in range(ROUNDS):
        done = len(list(out.glob("jobs/part-*")))
        with subprocess.Popen(command) as run:
            while run.poll() is None and len(list(out.glob("jobs/part-*"))) == done:
                time.sleep(0.005)
            time.sleep(random.uniform(0, 0.05))
            run.kill()
        if run.returncode == 0:  # it was quicker: once more from the beginning
            assert expected_of_small == dict(parts(out))
            shutil.rmtree(out)
    convert(lake, out, task_length=1 << 13)
    assert expected_of_small == dict(parts(out))


@pytest.fixture(scope="module")
def expected_of_small(lake: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return the parts of a conversion in smaller tasks."""
    out = tmp_path_factory.mktemp("expected_of_small") / "out"
    convert(lake, out, task_length=1 << 13)
    return dict(parts(out))


def test_a_worker_may_be_killed(lake: Path, tmp_path: Path, expected: dict[str, bytes]) -> None:
    """Other workers are started for those that were killed, and make the same parts."""
    killed: list[int] = []

    def kill(progress: Progress) -> None:
        if progress.tasks == 1 and not killed:
            (*_, child) = multiprocessing.active_children()
            killed.append(child.pid or 0)
            child.kill()

    convert(lake, tmp_path / "out", task_length=SMALL, workers=2, progress=kill)
    assert 1 == len(killed)
    assert expected == dict(parts(tmp_path / "out"))


def test_workers_that_die_again_and_again_are_an_error(
    lake: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Workers are not started for ever."""
    starts: list[int] = []

    @contextmanager
    def dying(count: int) -> Generator[Executor]:
        starts.append(count)
        raise BrokenExecutor
        yield

    monkeypatch.setattr(converting, "worker_processes", dying)
    with pytest.raises(WorkerError) as caught:
        convert(lake, tmp_path / "out", workers=2)
    assert [2, 2, 2, 2] == starts
    message = (
        "worker processes died 4 times, as they do where memory is short; run it again to go on"
    )
    assert message == str(caught.value)


@pytest.mark.parametrize("workers", [1, 2])
def test_ctrl_c_ends_a_run_at_once(
    lake: Path, tmp_path: Path, expected: dict[str, bytes], workers: int
) -> None:
    """An interruption ends the run and its workers, and leaves no temporary file."""

    def interrupt(progress: Progress) -> None:
        if progress.tasks == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        convert(lake, tmp_path / "out", task_length=SMALL, workers=workers, progress=interrupt)
    assert [] == multiprocessing.active_children()
    assert [] == list((tmp_path / "out").rglob("*.tmp"))
    convert(lake, tmp_path / "out", task_length=SMALL)
    assert expected == dict(parts(tmp_path / "out"))


class Full:
    """A disk that has room for so many syncs."""

    def __init__(self, room: int) -> None:
        self.room = room

    def fsync(self, _: int) -> None:
        """Fail when the disk is full."""
        self.room -= 1
        if self.room < 0:
            raise OSError(errno.ENOSPC, "")


@pytest.mark.parametrize("room", range(0, 12, 3))
def test_a_full_disk_is_an_error(
    lake: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    expected: dict[str, bytes],
    room: int,
) -> None:
    """A full disk is an error that names the file; the run goes on when there is room."""
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", Full(room).fsync)
        with pytest.raises(OutputError, match="cannot be written: No space left on device"):
            convert(lake, tmp_path / "out", task_length=SMALL)
    assert [] == list((tmp_path / "out").rglob("*.tmp"))
    convert(lake, tmp_path / "out", task_length=SMALL)
    assert expected == dict(parts(tmp_path / "out"))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a disk of 200 kB, where that is allowed."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(disk)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("a disk can be mounted by root alone")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)  # noqa: S607 - it is found where mount is


def test_a_disk_that_is_really_full_is_an_error(tmp_path: Path, small_disk: Path) -> None:
    """A lack of room is an error wherever it occurs, and the run goes on when there is room."""
    source = tmp_path / "a.ndjson"
    source.write_bytes(lines([{"id": os.urandom(500).hex()} for _ in range(1000)]))
    for _ in range(2):
        with pytest.raises(OutputError, match="cannot be written: No space left on device"):
            convert(source, small_disk / "out", task_length=SMALL)
    assert [] == list(small_disk.rglob("*.tmp"))
    remount = ["mount", "-o", "remount,size=9m", str(small_disk)]
    subprocess.run(remount, check=True)
    summary = convert(source, small_disk / "out", task_length=SMALL)
    assert 1000 == summary.jobs
    assert 0 < summary.tasks_run < summary.tasks
