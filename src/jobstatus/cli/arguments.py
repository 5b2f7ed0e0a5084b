"""Define the arguments, options and help texts of the command."""

from __future__ import annotations

import argparse
from difflib import get_close_matches
from typing import Any, Final

from jobstatus import models

from .convert_arguments import add_convert_parsers

__all__ = ["make_parser"]

_REPORT_EPILOG: Final = """\
exit codes:
  0  the report is printed, whatever it contains
  1  with --strict: the report has problems or unrecognized statuses
  2  usage error: an unknown option; a source that does not exist, cannot be read
     or has nothing to read; rich is not installed (--json works without it)
"""


def make_parser() -> argparse.ArgumentParser:
    """Make the parser of the command's arguments.

    Returns:
        The parser. It sets `version`, `command` (a subcommand, or `None`) and the arguments
        of that command.
    """
    parser = argparse.ArgumentParser(
        prog="jobstatus",
        description="Inspect StackOne's job statuses in stored responses.",
    )
    parser.add_argument("--version", action="store_true", help="print the version and exit")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    report = commands.add_parser(
        "report",
        help="count the job statuses in documents, and list the documents' problems",
        description="Count the job statuses in documents, and list the documents' problems.",
        epilog=_REPORT_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_report_arguments(report)
    schema = commands.add_parser(
        "schema",
        help="print the JSON Schema (2020-12) of a class's documents",
        description="Print the JSON Schema (2020-12) that accepts exactly the documents from "
        "which a class can be structured.",
    )
    _add_schema_arguments(schema)
    add_convert_parsers(commands.add_parser)
    return parser


def _add_report_arguments(parser: argparse.ArgumentParser) -> None:
    sources = "files, directories and globs of .json, .jsonl and .ndjson, also .gz; - is stdin"
    parser.add_argument("sources", nargs="+", metavar="SOURCE", help=sources)
    as_json = "print the whole report as one JSON document"
    parser.add_argument("--json", action="store_true", help=as_json)
    strict = "exit with 1 if there are problems or unrecognized statuses"
    parser.add_argument("--strict", action="store_true", help=strict)
    values = "show at most N values of each status (default: 5)"
    parser.add_argument("--values", type=_parse_limit, default=5, metavar="N", help=values)
    problems = "show at most N problems (default: 50)"
    parser.add_argument("--problems", type=_parse_limit, default=50, metavar="N", help=problems)


def _add_schema_arguments(parser: argparse.ArgumentParser) -> None:
    default = "AtsJobsPaginated"
    names = f"one of {', '.join(models.__all__)} (default: {default})"
    parser.add_argument(
        "type", nargs="?", type=_parse_class, default=default, metavar="CLASS", help=names
    )
    case = "the case of keys in documents (default: snake)"
    parser.add_argument("--case", choices=["snake", "camel"], default="snake", help=case)
    unknown = "drop or forbid keys that are no field's (default: drop)"
    parser.add_argument("--unknown", choices=["drop", "forbid"], default="drop", help=unknown)


def _parse_class(name: str) -> Any:
    if name in models.__all__:
        return getattr(models, name)
    names = {known.lower(): known for known in models.__all__}
    matches = get_close_matches(name.lower(), names, n=1)
    hint = f"there are {', '.join(models.__all__)}"
    if matches:
        hint = f"did you mean {names[matches[0]]}?"
    raise argparse.ArgumentTypeError(f"{name!r} is no class of the contract; {hint}")


def _parse_limit(text: str) -> int:
    try:
        limit = int(text)
    except ValueError:
        limit = -1
    if limit < 0:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 0 on")
    return limit
