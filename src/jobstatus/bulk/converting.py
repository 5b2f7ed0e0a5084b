"""Convert sources into tables of Parquet files: task by task, here or by any executor."""

from __future__ import annotations

import os
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, wait
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

from attrs import Factory, asdict, define, frozen

from .documents import MAX_DOCUMENT
from .output import ConversionError, locked_folder, output_errors, remove_temporary_files
from .parts import JOBS, TABLES, Counts, part_path, read_counts
from .plan import Options, number_lines, update_plan
from .sources import find_sources
from .tasks import reader_of, run_task
from .urls import is_url
from .workers import worker_processes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Executor, Future
    from typing import Literal

    from .plan import Plan, Task
    from .sources import SourceLike

__all__ = ["Progress", "Summary", "WorkerError", "convert"]

_TASK_LENGTH: Final = 32 << 20
# Enough for a cluster to be busy, and little to remember.
_WINDOW: Final = 256
_MOST_STARTS: Final = 4


class WorkerError(ConversionError):
    """Workers died, or do not write to the folder that this process sees."""


@frozen
class Progress:
    """The progress of a conversion, tasks of earlier runs included.

    Attributes:
        tasks: The number of tasks that are done.
        task_count: The number of all tasks.
        bytes: The number of bytes that have been read, compressed as they are stored.
        byte_count: The number of all bytes.
        counts: The numbers of rows that have been written: its attributes are `jobs`,
            `unrecognized`, `rejects` and `envelopes`, as in `Summary`.
    """

    tasks: int
    task_count: int
    bytes: int
    byte_count: int
    counts: Counts


@frozen
class Summary:
    """The results of a conversion, those of earlier runs into the same folder included.

    Attributes:
        folder: The folder of the tables.
        files: The number of sources.
        tasks: The number of tasks.
        tasks_run: The number of tasks that this run has done.
        jobs: The number of jobs.
        unrecognized: The number of jobs whose status is unrecognized.
        rejects: The number of documents or items that are no jobs, or have problems.
        envelopes: The number of pages, results and lists that carried jobs.
    """

    folder: str
    files: int
    tasks: int
    tasks_run: int
    jobs: int
    unrecognized: int
    rejects: int
    envelopes: int


def convert(  # noqa: PLR0913 - all but two have to be named
    sources: SourceLike | Iterable[SourceLike],
    out: str | os.PathLike[str],
    *,
    executor: Executor | None = None,
    workers: int = 1,
    case: Literal["snake", "camel"] = "snake",
    at: str | None = None,
    max_document: int = MAX_DOCUMENT,
    task_length: int = _TASK_LENGTH,
    progress: Callable[[Progress], object] | None = None,
) -> Summary:
    """Convert stored responses into tables of jobs, rejects and envelopes: folders of Parquet files.

    A run that was interrupted, or killed, goes on if it is called again. Sources that are new are
    added; nothing is converted twice.

    Args:
        sources: Files, folders, globs and URLs, as `read_jobs` takes them, but nothing that can be
            read only once.
        out: A local folder: a new or empty one, or that of an earlier run.
        executor: Runs the tasks: a pool of processes or threads, or a cluster, whose workers see
            the sources and the folder by the same names. By default they run in this process.
        workers: Without an executor, the number of worker processes to start; 1 starts none.
        case: The case of the documents' keys.
        at: The path of the jobs in each document, such as `response.data`.
        max_document: The largest number of bytes of one document; a larger one is a reject.
        task_length: The number of bytes of the sources that one task reads, about.
        progress: Called with the progress after each task.

    Returns:
        What is in the folder.

    Raises:
        SourceError: A source cannot be read, or has changed since it was planned.
        ConversionError: The folder is of something else, of other options, or in use. It is an
            `OutputError` if a file cannot be written, and a `WorkerError` if workers died, or
            write to another folder of that name.
        ModuleNotFoundError: pyarrow is not installed.
        ValueError: `case` is neither `"snake"` nor `"camel"`.
    """
    import_module("pyarrow")  # it is optional, and needed from here on
    found = find_sources(sources)
    if is_url(os.fspath(out)):
        raise ConversionError(f"{os.fspath(out)}: the tables are written to a local folder")
    folder = Path(out)
    options = Options(case, at, max_document)
    reader_of(options)  # raises for a wrong case before the plan, which has it, is written
    with locked_folder(folder):
        remove_temporary_files(folder)
        run = _Run(folder, update_plan(folder, found, options, task_length), progress)
        run.find_finished_tasks()
        if executor is not None:
            run.submit_to(executor)
        elif workers > 1:
            run.start_workers(workers)
        else:
            run.run_here()
    return run.summary()


@define(eq=False)
class _Run:
    """The state of a conversion."""

    folder: Path
    plan: Plan
    report: Callable[[Progress], object] | None
    files: int = 0
    tasks: int = 0
    length: int = 0
    length_done: int = 0
    tasks_run: int = 0
    counts: Counts = Factory(Counts)
    finished: set[str] = Factory(set)

    def find_finished_tasks(self) -> None:
        with output_errors(self.folder):
            for table in TABLES:
                (self.folder / table).mkdir(exist_ok=True)
        for task in self.plan.tasks():
            self.tasks += 1
            self.files += sum(piece.start == 0 for piece in task.pieces)
            self.length += task.length
            counts = read_counts(self.folder, task.id)
            if counts is not None:
                self._note(task, counts)
        self._report()

    def run_here(self) -> None:
        for task in self._waiting_tasks():
            self._finish(task, run_task(task, str(self.folder)))

    def start_workers(self, count: int) -> None:
        if not any(self._end_well(count) for _ in range(_MOST_STARTS)):
            reason = f"worker processes died {_MOST_STARTS} times, as they do where memory is short"
            raise WorkerError(f"{reason}; run it again to go on")

    def _end_well(self, count: int) -> bool:
        """Run the waiting tasks in new processes; return false if a process died before the end."""
        try:
            with worker_processes(count) as pool:
                self._submit_to(pool, {})  # a pool that is ended must not have cancelled calls
        except BrokenExecutor:
            return False
        finally:
            remove_temporary_files(self.folder)  # of processes that died
        return True

    def submit_to(self, executor: Executor) -> None:
        running: dict[Future[Counts], Task] = {}
        try:
            self._submit_to(executor, running)
        except BrokenExecutor as error:
            raise WorkerError(f"the workers have died: {error}; run it again to go on") from error
        finally:
            for future in running:
                future.cancel()
        remove_temporary_files(self.folder)  # of workers that were killed

    def _submit_to(self, executor: Executor, running: dict[Future[Counts], Task]) -> None:
        folder = str(self.folder.resolve())
        for task in self._waiting_tasks():
            running[executor.submit(run_task, task, folder)] = task
            if len(running) >= _WINDOW:
                self._collect(running)
        while running:
            self._collect(running)

    def _collect(self, running: dict[Future[Counts], Task]) -> None:
        """Take the results of at least one task."""
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            self._finish(running.pop(future), future.result())

    def _waiting_tasks(self) -> Iterator[Task]:
        waiting = (task for task in self.plan.tasks() if task.id not in self.finished)
        return number_lines(waiting)

    def _finish(self, task: Task, counts: Counts) -> None:
        if not part_path(self.folder, JOBS, task.id).exists():
            raise WorkerError(
                f"{self.folder}: the workers have written to another folder of that name; "
                "it has to be one that they share"
            )
        self.tasks_run += 1
        self._note(task, counts)
        self._report()

    def _note(self, task: Task, counts: Counts) -> None:
        self.finished.add(task.id)
        self.length_done += task.length
        self.counts += counts

    def _report(self) -> None:
        if self.report is not None:
            done = len(self.finished)
            self.report(Progress(done, self.tasks, self.length_done, self.length, self.counts))

    def summary(self) -> Summary:
        return Summary(
            folder=str(self.folder),
            files=self.files,
            tasks=self.tasks,
            tasks_run=self.tasks_run,
            **asdict(self.counts),
        )
