"""Run tasks on a cluster that is there already."""

from __future__ import annotations

from concurrent.futures import CancelledError
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from jobstatus.bulk.converting import WorkerError
from jobstatus.bulk.output import ConversionError

if TYPE_CHECKING:
    from collections.abc import Generator
    from concurrent.futures import Executor

__all__ = ["dask_executor"]

_NEEDED: Final = ("jobstatus", "pyarrow")
_PATIENCE: Final = "10s"


@contextmanager
def dask_executor(address: str) -> Generator[Executor]:
    """Connect to a Dask cluster for the length of a `with` block.

    Args:
        address: The address of its scheduler.

    Yields:
        An executor.

    Raises:
        ConversionError: There is no scheduler, or its workers lack a package. It is a
            `WorkerError` if the cluster gives up in the block.
        ModuleNotFoundError: distributed is not installed.
    """
    distributed: Any = import_module("distributed")  # it is optional, and has few types
    try:
        client = distributed.Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ConversionError(f"{address}: there is no Dask scheduler: {error}") from None
    with client:
        _check_workers(address, client)
        try:
            yield client.get_executor(pure=False)
        except (distributed.KilledWorker, CancelledError) as error:
            reason = f"{address}: the cluster has given up: {error}"
            raise WorkerError(f"{reason}; run the same command again to go on") from error


def _check_workers(address: str, client: Any) -> None:
    workers = client.get_versions(packages=list(_NEEDED))["workers"]
    if not workers:
        raise ConversionError(f"{address}: the Dask cluster has no workers")
    for worker, versions in workers.items():
        for package in _NEEDED:
            if versions["packages"].get(package) is None:
                raise ConversionError(f"{address}: the worker {worker} has no {package} installed")
