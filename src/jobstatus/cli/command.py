"""The command `jobstatus`: arguments in, a report or a schema and an exit code out."""

from __future__ import annotations

import argparse
import json
import os
import sys
from contextlib import contextmanager, nullcontext
from difflib import get_close_matches
from importlib import metadata
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from jobstatus import models
from jobstatus.bulk.documents import as_it_is
from jobstatus.bulk.sources import SourceError, find_sources
from jobstatus.converters import make_converter
from jobstatus.schema import json_schema

from .report import survey

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Sequence
    from typing import TextIO

    from jobstatus.bulk.sources import Source

    from .report import Report

__all__ = ["main"]

_EXIT_CODES: Final = """\
exit codes:
  0  the report is printed, whatever it says
  1  with --strict: it tells of problems, or of unrecognized statuses
  2  wrong use: an unknown option; a source that is not there, cannot be read or
     holds nothing to read; no rich to print with (--json does without)
"""

# Shorter input is read before a progress bar would be of use.
_LONG: Final = 8_000_000


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        argv: The arguments; those of the process if it is `None`.

    Returns:
        The exit code: 0, 1 (there is what `--strict` forbids), 2 (wrong use), 130 (interrupted).

    Raises:
        SystemExit: argparse has refused the arguments, or printed the help that they ask for.
    """
    parser = _parser()
    arguments = parser.parse_args(argv)
    try:
        if arguments.version:
            return _print_version()
        if arguments.command is None:
            parser.print_help(sys.stderr)
            return 2
        return _schema(arguments) if arguments.command == "schema" else _report(arguments)
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="jobstatus",
        description="Look at StackOne's job statuses in stored responses.",
    )
    parser.add_argument("--version", action="store_true", help="print the version and exit")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    about = "tell what statuses documents have, and what is wrong with them"
    report = commands.add_parser(
        "report",
        help=about,
        description=f"{about.capitalize()}.",
        epilog=_EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_report_arguments(report)
    about = "print the JSON Schema (2020-12) of the documents of a class"
    about_it = f"{about[0].upper()}{about[1:]}: of those that are accepted, and no others."
    schema = commands.add_parser("schema", help=about, description=about_it)
    _add_schema_arguments(schema)
    return parser


def _add_report_arguments(parser: argparse.ArgumentParser) -> None:
    sources = "files, directories and globs of .json, .jsonl and .ndjson, also .gz; - is stdin"
    parser.add_argument("sources", nargs="+", metavar="SOURCE", help=sources)
    parser.add_argument("--json", action="store_true", help="print all of it as one JSON document")
    strict = "exit with 1 if there are problems or unrecognized statuses"
    parser.add_argument("--strict", action="store_true", help=strict)
    for what, number, those in ("values", 5, " of each status"), ("problems", 50, ""):
        about = f"show at most N {what}{those} (default: {number})"
        parser.add_argument(f"--{what}", type=_number, default=number, metavar="N", help=about)


def _add_schema_arguments(parser: argparse.ArgumentParser) -> None:
    classes = f"one of {', '.join(models.__all__)} (default: AtsJobsPaginated)"
    parser.add_argument(
        "type", nargs="?", type=_class, default="AtsJobsPaginated", metavar="CLASS", help=classes
    )
    case = "how documents spell keys (default: snake)"
    parser.add_argument("--case", choices=["snake", "camel"], default="snake", help=case)
    unknown = "whether keys that no field has are dropped or forbidden (default: drop)"
    parser.add_argument("--unknown", choices=["drop", "forbid"], default="drop", help=unknown)


def _class(name: str) -> Any:
    if name in models.__all__:
        return getattr(models, name)
    plain = {known.lower(): known for known in models.__all__}
    near = [plain[match] for match in get_close_matches(name.lower(), plain, n=1)]
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(plain.values())}"
    raise argparse.ArgumentTypeError(f"{name!r} is no class of the contract; {hint}")


def _number(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = -1
    if number < 0:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 0 on")
    return number


def _print_version() -> int:
    try:
        version = metadata.version("jobstatus")
    except metadata.PackageNotFoundError:
        version = "(not installed)"
    with _stdout() as file:
        file.write(f"jobstatus {version}\n")
    return 0


def _schema(arguments: argparse.Namespace) -> int:
    converter = make_converter(case=arguments.case, unknown=arguments.unknown)
    schema = json_schema(arguments.type, converter=converter)
    with _stdout() as file:
        json.dump(schema, file, indent=2)
        file.write("\n")
    return 0


def _report(arguments: argparse.Namespace) -> int:
    try:
        report = _print_json(arguments) if arguments.json else _print_text(arguments)
    except SourceError as error:
        return _refuse(f"jobstatus report: {error}")
    except ModuleNotFoundError:
        return _refuse('jobstatus report needs rich: pip install "jobstatus[cli]"')
    return int(arguments.strict and bool(report.problems or report.groups("unrecognized")))


def _refuse(message: str) -> int:
    sys.stderr.write(f"{message}\n")
    return 2


def _print_json(arguments: argparse.Namespace) -> Report:
    report = survey(find_sources(arguments.sources))
    with _stdout() as file:
        # ASCII: right in every encoding, and no terminal acts on it.
        json.dump(report.as_json(), file, indent=2)
        file.write("\n")
    return report


def _print_text(arguments: argparse.Namespace) -> Report:
    from .render import print_report, progress_bar  # noqa: PLC0415 - rich is optional

    sources = find_sources(arguments.sources)
    bar = progress_bar(_size(sources)) if _is_watched(sources) else nullcontext(as_it_is)
    with bar as watch:
        report = survey(sources, watch)
    with _stdout() as file:
        print_report(report, file, values=arguments.values, problems=arguments.problems)
    return report


def _is_watched(sources: Iterable[Source]) -> bool:
    """Tell whether a person waits for long input."""
    return _size(sources) > _LONG and sys.stderr.isatty() and sys.stdout.isatty()


def _size(sources: Iterable[Source]) -> int:
    return sum(source.size for source in sources)


@contextmanager
def _stdout() -> Generator[TextIO]:
    """Lend standard output: what it cannot encode becomes `?`, and it may be closed by its reader."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    try:
        yield sys.stdout
        sys.stdout.flush()
    except BrokenPipeError:
        # Python flushes once more when it ends, which would tell of the pipe again.
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), sys.stdout.fileno())
