"""Report on files in several processes, and merge the reports."""

from __future__ import annotations

from collections import deque
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from attrs import evolve, frozen

from jobstatus.bulk.compression import READ_ERRORS
from jobstatus.bulk.pieces import count_lines, grouped, pieces_of
from jobstatus.bulk.sources import SourceError
from jobstatus.bulk.workers import worker_processes

from .building import ReportBuilder
from .rejects import RejectWriter

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator
    from concurrent.futures import Future

    from jobstatus.bulk.sources import Source

    from .building import ReportOptions
    from .report import Report

__all__ = ["ReportTask", "read_in_processes", "run_task", "tasks_of"]

_TASK_BYTES: Final = 32 << 20
# So many tasks for each process are prepared, or wait to be merged.
_WINDOW: Final = 3


@frozen
class ReportTask:
    """Files, or parts of files, that one process reads.

    Attributes:
        parts: The files, each with its number, counted from 0.
    """

    parts: tuple[tuple[int, Source], ...]

    @property
    def is_local(self) -> bool:
        """True if only the process that has opened the files can read them."""
        return any(source.path is None for _, source in self.parts)

    @property
    def size(self) -> int:
        """The number of bytes to read, as far as that is known."""
        return sum(_size_of(source) for _, source in self.parts)


def tasks_of(sources: Iterable[Source], task_bytes: int = _TASK_BYTES) -> Iterator[ReportTask]:
    """Divide files into tasks of about equal size.

    Args:
        sources: The files. One that is large and has a document on each line is divided, too.
        task_bytes: The size of a task, in bytes.

    Yields:
        The tasks, in the order of the files.
    """
    parts = (
        (index, part)
        for index, source in enumerate(sources)
        for part in _parts_of(source, task_bytes)
    )

    def length_of(numbered: tuple[int, Source]) -> int:
        # What only this process can read is the last of its task, for this process to run.
        return task_bytes if numbered[1].path is None else _size_of(numbered[1])

    for group in grouped(parts, length_of, task_bytes):
        yield ReportTask(tuple(group))


def read_in_processes(
    builder: ReportBuilder,
    sources: Iterable[Source],
    options: ReportOptions,
    workers: int,
    advance: Callable[[int], object] | None = None,
) -> None:
    """Read files in several processes, and merge what they report, in the order of the files.

    Args:
        builder: The builder whose report all is merged into; its rejects are in order, too.
        sources: The files.
        options: The options of the report.
        workers: The number of processes.
        advance: Called with the number of bytes of each task that is done.

    Raises:
        OutputError: The rejects cannot be written.
        concurrent.futures.BrokenExecutor: A process was killed.
    """
    with _temporary_folder(builder) as folder, worker_processes(workers) as pool:
        waiting: deque[tuple[ReportTask, Path | None, Future[Report] | None]] = deque()
        for number, task in enumerate(tasks_of(sources)):
            path = folder / str(number) if folder else None
            future = None if task.is_local else pool.submit(run_task, task, options, path)
            waiting.append((task, path, future))
            if len(waiting) >= _WINDOW * workers:
                _merge_next(builder, waiting, advance)
        while waiting:
            _merge_next(builder, waiting, advance)


def run_task(task: ReportTask, options: ReportOptions, rejects: Path | None = None) -> Report:
    """Read the files of a task.

    Args:
        task: The task.
        options: The options of the report.
        rejects: The file to which each reject is written as a line of JSON.

    Returns:
        The report on the files.

    Raises:
        OutputError: The rejects cannot be written.
    """
    builder = ReportBuilder(options)
    if rejects is None:
        _read_parts(builder, task)
    else:
        with RejectWriter(rejects) as builder.rejects:
            _read_parts(builder, task)
        builder.rejects = None
    return builder.report


def _read_parts(builder: ReportBuilder, task: ReportTask) -> None:
    for index, source in task.parts:
        builder.read(index, source)


def _merge_next(
    builder: ReportBuilder,
    waiting: deque[tuple[ReportTask, Path | None, Future[Report] | None]],
    advance: Callable[[int], object] | None,
) -> None:
    """Merge the report of the first of the tasks that are waiting."""
    task, path, future = waiting.popleft()
    if future is None:
        _read_parts(builder, task)
    else:
        builder.report.merge(future.result())
        if path is not None and builder.rejects is not None:
            builder.rejects.append(path)
            path.unlink()
    if advance is not None:
        advance(task.size)


@contextmanager
def _temporary_folder(builder: ReportBuilder) -> Generator[Path | None]:
    """Make a folder for the rejects of tasks, if they are written."""
    if builder.rejects is None:
        yield None
    else:
        with TemporaryDirectory(prefix="jobstatus-") as name:
            yield Path(name)


def _size_of(source: Source) -> int:
    return (source.size if source.end is None else source.end) - source.start


def _parts_of(source: Source, step: int) -> Iterator[Source]:
    """Divide a large file with a document on each line; yield any other as it is."""
    if source.path is None or source.error or source.end is not None or source.size <= step:
        yield source
        return
    pieces = pieces_of(source, step)
    try:
        piece = next(pieces)
    except (*READ_ERRORS, SourceError):
        yield source  # whoever reads it makes a problem of it
        return
    line = 1
    for part in chain([piece], pieces):
        yield evolve(
            source,
            layout=None if part.end is None else "lines",
            start=part.start,
            end=part.end,
            line=line,
        )
        if part.end is not None:
            line += count_lines(part.path, part.start, part.end)
