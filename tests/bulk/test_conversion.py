"""Sources are converted into tables, task by task, once each, whoever runs the tasks."""

import gc
import json
import os
import threading
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pyarrow.dataset
import pytest
from exactly import unordered
from lakes import job, lines, page, parts, restored, write_lake

from jobstatus.bulk import (
    ConversionError,
    OutputError,
    Progress,
    SourceError,
    Summary,
    WorkerError,
    conversion,
    convert,
    restore,
)
from jobstatus.bulk.parts import TABLES


class Here(Executor):
    """Runs calls at once, when they are submitted."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Any]]:
    """Write a lake that no test changes."""
    folder = tmp_path_factory.mktemp("sources") / "lake"
    return folder, write_lake(folder)


def rows_of(out: Path, table: str) -> Any:
    """Read a table."""
    return pyarrow.dataset.dataset(out / table, format="parquet").to_table()


def test_documents_come_back(lake: tuple[Path, list[Any]], tmp_path: Path) -> None:
    """Each document, good or bad, in the order of the sources, as the value it was."""
    folder, documents = lake
    summary = convert(folder, tmp_path / "out", task_length=1 << 14)
    assert unordered(documents) == unordered(restored(tmp_path / "out"))
    assert 10 == summary.files
    assert 3 < summary.tasks == summary.tasks_run
