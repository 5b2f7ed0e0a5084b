"""Run the subcommand `convert`."""

from __future__ import annotations

import os
import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING, Final

from attrs import asdict

from jobstatus.bulk.converting import WorkerError, convert
from jobstatus.bulk.output import ConversionError, OutputError
from jobstatus.bulk.parts import ENVELOPES, JOBS, REJECTS
from jobstatus.bulk.sources import SourceError

from .clusters import dask_executor
from .streams import complain, is_terminal, print_json, standard_output

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable
    from concurrent.futures import Executor
    from contextlib import AbstractContextManager

    from jobstatus.bulk.converting import Progress, Summary

__all__ = ["CONVERSION_ERRORS", "report_error", "run_convert"]

CONVERSION_ERRORS: Final = (SourceError, ConversionError, ModuleNotFoundError)
"""The exceptions that a user may cause, and `report_error` describes."""

_EXTRAS: Final = {"pyarrow": "arrow", "distributed": "dask"}


def run_convert(arguments: Namespace) -> int:
    """Convert documents, and print a summary.

    Args:
        arguments: The arguments of `convert`.

    Returns:
        The exit code.
    """
    reached: list[Progress] = []
    try:
        summary = _convert(arguments, reached)
    except CONVERSION_ERRORS as error:
        return report_error("convert", error)
    except KeyboardInterrupt:
        complain(f"jobstatus convert: {_interrupted(reached)}")
        return 130
    if arguments.json:
        print_json(asdict(summary))
    else:
        with standard_output() as file:
            file.write(_as_text(summary))
    return _exit_code(summary, strict=arguments.strict)


def report_error(command: str, error: Exception) -> int:
    """Print on standard error why a command has ended.

    Args:
        command: The subcommand.
        error: One of `CONVERSION_ERRORS`.

    Returns:
        The exit code.

    Raises:
        ModuleNotFoundError: The module is not one of an extra.
    """
    if isinstance(error, ModuleNotFoundError):
        if error.name not in _EXTRAS:
            raise error
        message = f'needs {error.name}: pip install "jobstatus[{_EXTRAS[error.name]}]"'
        complain(f"jobstatus {command} {message}")
        return 2
    complain(f"jobstatus {command}: {error}")
    return 3 if isinstance(error, (OutputError, WorkerError)) else 2


def _convert(arguments: Namespace, reached: list[Progress]) -> Summary:
    with _progress_bar() as show, _executor(arguments) as executor:

        def note(progress: Progress) -> None:
            reached[:] = [progress]
            if show:
                show(progress)

        return convert(
            arguments.sources,
            arguments.output,
            executor=executor,
            workers=arguments.workers,
            case=arguments.case,
            at=arguments.at,
            max_document=arguments.max_document,
            progress=note,
        )


def _executor(arguments: Namespace) -> AbstractContextManager[Executor | None]:
    return nullcontext() if arguments.dask is None else dask_executor(arguments.dask)


def _progress_bar() -> AbstractContextManager[Callable[[Progress], None] | None]:
    if not is_terminal(sys.stderr):
        return nullcontext()
    try:
        from .conversion_bar import conversion_bar  # noqa: PLC0415 - rich is optional
    except ModuleNotFoundError:
        return nullcontext()
    return conversion_bar()


def _interrupted(reached: list[Progress]) -> str:
    if not reached:
        return "interrupted before the first document; run the same command again"
    progress = reached[0]
    done = f"{progress.tasks:,} of {_count(progress.task_count, 'task')} done"
    jobs = _count(progress.counts.jobs, "job")
    return f"interrupted: {done} ({jobs}); run the same command again to go on"


def _as_text(summary: Summary) -> str:
    lines = [f"{_count(summary.jobs, 'job')} in {_count(summary.files, 'file')}"]
    numbers = {JOBS: summary.jobs, REJECTS: summary.rejects, ENVELOPES: summary.envelopes}
    width = len(f"{max(numbers.values()):,}")
    lines += [
        f"  {number:{width},}  {os.path.join(summary.folder, table)}"  # noqa: PTH118 - only shown
        for table, number in numbers.items()
    ]
    if summary.unrecognized:
        lines.append(f"{_count(summary.unrecognized, 'job')} with an unrecognized status")
    if summary.rejects:
        lines.append("The column `problems` of the rejects says what is wrong with each.")
    earlier = summary.tasks - summary.tasks_run
    if earlier:
        lines.append(f"Earlier runs had done {earlier:,} of {_count(summary.tasks, 'task')}.")
    return "\n".join(lines) + "\n"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _exit_code(summary: Summary, *, strict: bool) -> int:
    if not summary.jobs:
        files = _count(summary.files, "file")
        complain(f"jobstatus convert: there is no job in {files}")
        return 1
    return int(strict and bool(summary.rejects or summary.unrecognized))
