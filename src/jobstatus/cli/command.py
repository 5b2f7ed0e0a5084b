"""Run the subcommands, and return their exit codes."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from importlib import metadata
from typing import TYPE_CHECKING, Final

from jobstatus.bulk.previous_sources import SourceError, find_sources
from jobstatus.converters import make_converter
from jobstatus.nodes.slots import COMPILED
from jobstatus.schema import json_schema

from .arguments import make_parser
from .output import print_json, standard_output
from .report import build_report

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable, Sequence

    from jobstatus.bulk.previous_sources import Source

    from .report import Report

__all__ = ["main"]

# Fewer bytes are read before a progress bar would be of use.
_MIN_PROGRESS_BYTES: Final = 8_000_000


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        argv: The arguments; those of the process if `argv` is `None`.

    Returns:
        The exit code: 0 (done), 1 (`--strict` found something), 2 (usage error) or 130
        (interrupted).

    Raises:
        SystemExit: argparse rejected the arguments, or printed the help.
    """
    parser = make_parser()
    arguments = parser.parse_args(argv)
    try:
        if arguments.version:
            return _print_version()
        if arguments.command is None:
            parser.print_help(sys.stderr)
            return 2
        return _RUNNERS[arguments.command](arguments)
    except KeyboardInterrupt:
        return 130


def _print_version() -> int:
    try:
        version = metadata.version("jobstatus")
    except metadata.PackageNotFoundError:
        version = "(not installed)"
    with standard_output() as file:
        file.write(f"jobstatus {version} ({'compiled' if COMPILED else 'interpreted'})\n")
    return 0


def _run_schema(arguments: Namespace) -> int:
    converter = make_converter(case=arguments.case, unknown=arguments.unknown)
    print_json(json_schema(arguments.type, converter=converter))
    return 0


def _run_report(arguments: Namespace) -> int:
    try:
        report = _report_as_json(arguments) if arguments.json else _report_as_text(arguments)
    except SourceError as error:
        return _usage_error(f"jobstatus report: {error}")
    except ModuleNotFoundError:
        return _usage_error('jobstatus report needs rich: pip install "jobstatus[cli]"')
    return int(arguments.strict and bool(report.problem_count or report.groups("unrecognized")))


def _run_convert(arguments: Namespace) -> int:
    from .convert import run_convert  # noqa: PLC0415 - it loads much that a report does not need

    return run_convert(arguments)


def _run_restore(arguments: Namespace) -> int:
    from .restore import run_restore  # noqa: PLC0415 - the same

    return run_restore(arguments)


_RUNNERS: Final = {
    "report": _run_report,
    "schema": _run_schema,
    "convert": _run_convert,
    "restore": _run_restore,
}


def _usage_error(message: str) -> int:
    sys.stderr.write(f"{message}\n")
    return 2


def _report_as_json(arguments: Namespace) -> Report:
    report = build_report(find_sources(arguments.sources))
    print_json(report.as_json())
    return report


def _report_as_text(arguments: Namespace) -> Report:
    from .render import print_report, progress_bar  # noqa: PLC0415 - rich is optional

    sources = find_sources(arguments.sources)
    show_progress = _is_worth_progress(sources)
    progress = progress_bar(_total_size(sources)) if show_progress else nullcontext()
    with progress as wrap_file:
        report = build_report(sources, wrap_file)
    with standard_output() as file:
        print_report(report, file, values=arguments.values, problems=arguments.problems)
    return report


def _is_worth_progress(sources: Iterable[Source]) -> bool:
    is_long = _total_size(sources) > _MIN_PROGRESS_BYTES
    return is_long and sys.stderr.isatty() and sys.stdout.isatty()


def _total_size(sources: Iterable[Source]) -> int:
    return sum(source.size for source in sources)
