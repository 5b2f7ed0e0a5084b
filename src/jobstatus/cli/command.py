"""Run the subcommands, and return their exit codes."""

from __future__ import annotations

from importlib import metadata
from typing import TYPE_CHECKING, Final

from jobstatus.bulk.output import OutputError
from jobstatus.bulk.sources import SourceError
from jobstatus.converters import make_converter
from jobstatus.nodes.slots import COMPILED
from jobstatus.schema import json_schema

from .arguments import make_parser
from .comparing import run_diff
from .reporting import run_report
from .streams import CommandError, complain, print_json, standard_output

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable, Sequence

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        argv: The arguments; those of the process if `argv` is `None`.

    Returns:
        The exit code: 0 (done), 1 (`--strict` found something, there are no jobs, or `restore` left
        documents out), 2 (usage error), 3 (the output cannot be written, or a worker died) or 130
        (interrupted).

    Raises:
        SystemExit: argparse rejected the arguments, or printed the help.
    """
    name = "jobstatus"
    try:
        parser = make_parser()
        arguments = parser.parse_args(argv)
        if arguments.command is None:
            return _print_version_or_help(arguments, parser)
        name += f" {arguments.command}"
        return _COMMANDS[arguments.command](arguments)
    except SourceError as error:
        message, code = str(error), 2
    except OutputError as error:
        message, code = str(error), 3
    except CommandError as error:
        message, code = str(error), error.code
    except KeyboardInterrupt:
        return 130
    complain(f"{name}: {message}")
    return code


def _print_version_or_help(arguments: Namespace, parser: ArgumentParser) -> int:
    if not arguments.version:
        complain(parser.format_help().rstrip("\n"))
        return 2
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


def _run_convert(arguments: Namespace) -> int:
    from .convert import run_convert  # noqa: PLC0415 - it loads much that a report does not need

    return run_convert(arguments)


def _run_restore(arguments: Namespace) -> int:
    from .restore import run_restore  # noqa: PLC0415 - the same

    return run_restore(arguments)


_COMMANDS: Final[dict[str, Callable[[Namespace], int]]] = {
    "report": run_report,
    "diff": run_diff,
    "schema": _run_schema,
    "convert": _run_convert,
    "restore": _run_restore,
}
