"""Read the sources that the arguments of a command name, and report on them."""

from __future__ import annotations

import sys
from concurrent.futures.process import BrokenProcessPool
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jobstatus.bulk.sources import find_sources
from jobstatus.reports.building import ReportBuilder, ReportOptions
from jobstatus.reports.rejects import RejectWriter
from jobstatus.reports.report_workers import read_in_processes
from jobstatus.reports.texts import count_noun

from .streams import CommandError, complain, is_terminal

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from jobstatus.bulk.sources import Source
    from jobstatus.reports.report import Report

__all__ = ["report_on"]

# Fewer bytes are read before a progress bar would be of use.
_MIN_PROGRESS_BYTES: Final = 8_000_000


def report_on(
    named: Sequence[str],
    arguments: Namespace,
    *,
    count_keys: bool,
    rejects: Path | None = None,
    may_show_progress: bool = False,
) -> Report:
    """Report on the sources that a command names.

    Args:
        named: The names of the sources.
        arguments: The arguments of the command, with `case`, `at`, `max_document` and `workers`.
        count_keys: True to count undeclared keys.
        rejects: The file to which rejects are written.
        may_show_progress: True if a progress bar is wanted for long input on a terminal.

    Returns:
        The report.

    Raises:
        SourceError: A source does not exist, cannot be read or has nothing to read.
        OutputError: The rejects cannot be written.
        CommandError: A worker process was killed.
        KeyboardInterrupt: The command was interrupted; it has said how far it came.
    """
    sources: Iterable[Source] = find_sources(named)
    options = ReportOptions(
        arguments.case, arguments.at, arguments.max_document, count_keys=count_keys
    )
    if may_show_progress and is_terminal(sys.stderr) and is_terminal(sys.stdout):
        from .progress import progress_bar  # noqa: PLC0415 - rich is optional

        total = sum(source.size for source in find_sources(named))
        progress = progress_bar(total) if total > _MIN_PROGRESS_BYTES else nullcontext()
    else:
        progress = nullcontext()
    writer = nullcontext() if rejects is None else RejectWriter(rejects)
    with writer as reject_writer, progress as bar:
        builder = ReportBuilder(
            options, rejects=reject_writer, wrap_file=bar.wrap_file if bar else None
        )
        try:
            _read(
                builder,
                _without(sources, rejects),
                options,
                arguments.workers,
                bar.advance if bar else None,
            )
        except KeyboardInterrupt:
            jobs = count_noun(builder.report.job_count, "job")
            files = count_noun(builder.report.file_count, "file")
            complain(f"jobstatus {arguments.command}: interrupted after {jobs} in {files}")
            raise
    return builder.report


def _read(
    builder: ReportBuilder,
    sources: Iterable[Source],
    options: ReportOptions,
    workers: int,
    advance: Callable[[int], object] | None,
) -> None:
    if workers == 1:
        for index, source in enumerate(sources):
            builder.read(index, source)
        return
    try:
        read_in_processes(builder, sources, options, workers, advance)
    except BrokenProcessPool:
        message = "a worker process has died, perhaps for want of memory; try fewer --workers"
        raise CommandError(message, 3) from None


def _without(sources: Iterable[Source], rejects: Path | None) -> Iterator[Source]:
    """Leave out the file to which rejects are written, which may be in a folder that is read."""
    written = rejects and rejects.resolve()
    for source in sources:
        if not written or source.path is None or Path(source.path).resolve() != written:
            yield source
