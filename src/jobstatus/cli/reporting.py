"""Run the subcommand `report`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from jobstatus.reports.page.document import write_page
from jobstatus.reports.texts import count_noun

from .counting import report_on
from .streams import CommandError, print_json, standard_output

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable

__all__ = ["run_report"]


def run_report(arguments: Namespace) -> int:
    """Report on files.

    Args:
        arguments: The arguments of `jobstatus report`.

    Returns:
        The exit code.

    Raises:
        SourceError: A source does not exist, cannot be read or has nothing to read.
        OutputError: Standard output, the rejects or the page cannot be written.
        CommandError: rich is not installed, a worker process was killed, or no job was found.
    """
    print_text = None if arguments.json else _text_printer()
    report = report_on(
        arguments.sources,
        arguments,
        count_keys=arguments.keys,
        rejects=Path(arguments.rejects) if arguments.rejects else None,
        may_show_progress=print_text is not None,
    )
    if arguments.html:
        write_page(report, Path(arguments.html))
    if print_text is None:
        print_json(report.as_json())
    else:
        with standard_output() as file:
            print_text(report, file, values=arguments.values, problems=arguments.problems)
    if not report.job_count:
        raise CommandError(f"there is no job in {count_noun(report.file_count, 'file')}", 1)
    return int(arguments.strict and bool(report.problems.count or report.groups("unrecognized")))


def _text_printer() -> Callable[..., None]:
    try:
        from .render import print_report  # noqa: PLC0415 - rich is optional
    except ModuleNotFoundError:
        raise CommandError('needs rich: pip install "jobstatus[cli]"', 2) from None
    return print_report
