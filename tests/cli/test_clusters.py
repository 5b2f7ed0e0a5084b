"""`--dask` runs the tasks on the workers of a cluster that is there."""

import os
import signal
from collections.abc import Iterator
from concurrent.futures import CancelledError
from pathlib import Path
from typing import Any

import pytest

from jobstatus.bulk import ConversionError, Progress, WorkerError, convert
from jobstatus.cli import clusters, main
from jobstatus.cli.clusters import dask_executor
from lakes import parts, restored, write_lake

# distributed leaves some streams of a worker that was killed to the garbage collector.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

distributed = pytest.importorskip("distributed", reason="distributed is not installed")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Start a cluster of two worker processes."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as cluster:
        yield cluster


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    """Write a lake."""
    write_lake(tmp_path / "lake")
    return tmp_path / "lake"


def test_a_cluster_converts(cluster: Any, lake: Path, tmp_path: Path) -> None:
    """The tasks make the same parts on a cluster as in this process."""
    assert 0 == main(["convert", str(lake), "-o", str(tmp_path / "here")])
    assert 0 == main(
        ["convert", str(lake), "-o", str(tmp_path / "out"), "--dask", cluster.scheduler_address]
    )
    assert list(parts(tmp_path / "here")) == list(parts(tmp_path / "out"))


def test_a_worker_of_a_cluster_may_be_killed(cluster: Any, lake: Path, tmp_path: Path) -> None:
    """The cluster repeats the tasks of a worker that is killed, and the rows are the same."""
    killed: list[int] = []

    def kill(progress: Progress) -> None:
        if progress.tasks == 2 and not killed:
            with distributed.Client(cluster.scheduler_address, set_as_default=False) as client:
                killed.extend(client.run(os.getpid).values())
            os.kill(killed[0], signal.SIGKILL)

    with dask_executor(cluster.scheduler_address) as executor:
        convert(lake, tmp_path / "out", task_length=1 << 13, executor=executor, progress=kill)
    convert(lake, tmp_path / "here", task_length=1 << 13)
    assert 2 == len(killed)
    assert list(parts(tmp_path / "here")) == list(parts(tmp_path / "out"))
    assert restored(tmp_path / "here") == restored(tmp_path / "out")


class FakeCluster:
    """A stand-in for distributed: a client of a cluster that is not there."""

    class KilledWorker(Exception):  # noqa: N818 - it is called so
        """Too many workers have died."""

    def __init__(self, workers: dict[str, dict[str, str | None]], error: Exception | None = None):
        self.workers = workers
        self.error = error

    def Client(self, *_: Any, **__: Any) -> "FakeCluster":  # noqa: N802 - it is called so
        """Connect."""
        if self.error:
            raise self.error
        return self

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        pass

    def get_versions(self, packages: list[str]) -> Any:
        """Return the versions of packages on the workers."""
        return {
            "workers": {
                worker: {"packages": {name: versions.get(name) for name in packages}}
                for worker, versions in self.workers.items()
            }
        }

    def get_executor(self, *, pure: bool) -> None:
        """Return nothing; nobody asks for more."""
        assert not pure


BOTH = {"jobstatus": "1.0", "pyarrow": "18.0"}


@pytest.mark.parametrize(
    ("cluster", "message"),
    [
        (FakeCluster({}, OSError("Timed out")), "there is no Dask scheduler: Timed out"),
        (FakeCluster({}, ValueError("no port")), "there is no Dask scheduler: no port"),
        (FakeCluster({}), "the Dask cluster has no workers"),
        (FakeCluster({"w1": BOTH, "w2": {}}), "the worker w2 has no jobstatus installed"),
        (FakeCluster({"w1": {**BOTH, "pyarrow": None}}), "the worker w1 has no pyarrow installed"),
    ],
    ids=["nobody", "address", "no-workers", "no-jobstatus", "no-pyarrow"],
)
def test_a_cluster_that_cannot_be_used(
    monkeypatch: pytest.MonkeyPatch, cluster: FakeCluster, message: str
) -> None:
    """The error says why the cluster cannot be used, before anything is done."""
    monkeypatch.setattr(clusters, "import_module", lambda _: cluster)
    with pytest.raises(ConversionError) as caught, dask_executor("tcp://x:1"):
        pass
    assert f"tcp://x:1: {message}" == str(caught.value)


@pytest.mark.parametrize("error", [FakeCluster.KilledWorker("four times"), CancelledError("lost")])
def test_a_cluster_that_gives_up(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """The error says what to do when the cluster gives up."""
    monkeypatch.setattr(clusters, "import_module", lambda _: FakeCluster({"w1": BOTH}))
    with pytest.raises(WorkerError) as caught, dask_executor("tcp://x:1"):
        raise error
    assert (
        f"tcp://x:1: the cluster has given up: {error}; run the same command again to go on"
        == str(caught.value)
    )
