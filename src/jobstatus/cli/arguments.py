"""Define the arguments, options and help texts of the command."""

from __future__ import annotations

import argparse
from difflib import get_close_matches
from typing import Any, Final, NoReturn

from jobstatus import models

from .argument_types import add_reading_options, add_workers_option, parse_limit
from .convert_arguments import add_convert_parsers
from .streams import complain, standard_output

__all__ = ["make_parser"]

_SOURCES: Final = (
    "files, folders, globs and URLs of JSON or newline-delimited JSON, also .gz, .zst and .xz; "
    "- is stdin"
)

_EPILOG: Final = """\
examples:
  jobstatus report responses/
  jobstatus diff october.json november.json
  jobstatus COMMAND --help
"""

_REPORT_EPILOG: Final = """\
examples:
  jobstatus report responses/ export.ndjson.gz
  jobstatus report lake/ --workers 4 --html report.html --rejects rejects.jsonl
  jobstatus report exports/ --case camel --at response.data --keys --json > november.json
  curl https://example.org/export.ndjson | jobstatus report - --strict

exit codes:
  0    the report is printed, whatever it contains
  1    there is no job; or, with --strict, problems or unrecognized statuses
  2    usage error: an unknown option; a source that does not exist, cannot be read
       or has nothing to read; rich is not installed (--json works without it)
  3    the report, the rejects or the page cannot be written (the disk is full), or
       a worker died
  130  interrupted
"""

_DIFF_EPILOG: Final = """\
examples:
  jobstatus diff october.json november.json --strict
  jobstatus diff october/ november/ --workers 4
  jobstatus diff october.json november/ --json | jq .statuses

exit codes:
  0    the differences are printed
  1    a side has no job; or, with --strict, there are differences
  2    usage error: an unknown option; a source that does not exist, cannot be read
       or has nothing to read
  3    the output cannot be written (the disk is full), or a worker died
  130  interrupted
"""

_SCHEMA_EPILOG: Final = """\
examples:
  jobstatus schema > page.schema.json
  jobstatus schema AtsJobResult --unknown forbid
  jobstatus schema JobStatus --case camel
"""


class _Parser(argparse.ArgumentParser):
    """A parser whose help and errors are printed as all output is.

    Raises:
        OutputError: Standard output cannot be written; by `parse_args`, if the help is asked for.
    """

    def print_help(self, file: Any = None) -> None:
        """Print the help to standard output."""
        del file  # argparse itself gives none
        with standard_output() as stdout:
            stdout.write(self.format_help())

    def error(self, message: str) -> NoReturn:
        """Print the usage and a message, and exit with 2."""
        complain(f"{self.format_usage()}{self.prog}: error: {message}")
        raise SystemExit(2)


def make_parser() -> argparse.ArgumentParser:
    """Make the parser of the command's arguments.

    Returns:
        The parser. It sets `version`, `command` (a subcommand, or `None`) and the arguments of that
        command.
    """
    parser = _Parser(
        prog="jobstatus",
        description="Inspect StackOne's job statuses in stored responses.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("-V", "--version", action="store_true", help="print the version and exit")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    report = commands.add_parser(
        "report",
        help="count the job statuses in documents, and group the documents' problems",
        description="Count the job statuses in documents, and group the documents' problems.",
        epilog=_REPORT_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_report_arguments(report)
    diff = commands.add_parser(
        "diff",
        help="compare two reports: which statuses, keys, kinds and mappings are new or gone",
        description="Compare two reports: which statuses, undeclared keys, kinds of provider values "
        "and mappings of provider values to statuses are new, and which are gone.",
        epilog=_DIFF_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_diff_arguments(diff)
    schema = commands.add_parser(
        "schema",
        help="print the JSON Schema (2020-12) of a class's documents",
        description="Print the JSON Schema (2020-12) that accepts exactly the documents from "
        "which a class can be structured.",
        epilog=_SCHEMA_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_schema_arguments(schema)
    add_convert_parsers(commands.add_parser)
    return parser


def _add_report_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("sources", nargs="+", metavar="SOURCE", help=_SOURCES)
    as_json = "print the whole report as one JSON document"
    parser.add_argument("--json", action="store_true", help=as_json)
    html = "write a page with charts, which needs no network, to FILE"
    parser.add_argument("--html", metavar="FILE", help=html)
    rejects = "write each rejected item, with its place and problems, as a line of JSON to FILE"
    parser.add_argument("--rejects", metavar="FILE", help=rejects)
    strict = "exit with 1 if there are problems or unrecognized statuses"
    parser.add_argument("--strict", action="store_true", help=strict)
    values = "show at most N values of each status (default: 5)"
    parser.add_argument("--values", type=parse_limit, default=5, metavar="N", help=values)
    problems = "show at most N groups of problems (default: 50)"
    parser.add_argument("--problems", type=parse_limit, default=50, metavar="N", help=problems)
    keys = "count undeclared keys, too; keys in the other case are then no problems, but undeclared"
    parser.add_argument("--keys", action="store_true", help=keys)
    add_reading_options(parser)
    add_workers_option(parser)


def _add_diff_arguments(parser: argparse.ArgumentParser) -> None:
    old = "the older report, as `jobstatus report --json --keys` prints it, or its source"
    parser.add_argument("old", metavar="OLD", help=old)
    parser.add_argument("new", metavar="NEW", help="the newer report, or its source")
    as_json = "print the differences as one JSON document"
    parser.add_argument("--json", action="store_true", help=as_json)
    strict = "exit with 1 if there are differences"
    parser.add_argument("--strict", action="store_true", help=strict)
    add_reading_options(parser)
    add_workers_option(parser)


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
