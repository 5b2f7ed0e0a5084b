"""Define the arguments and help texts of the subcommands `convert` and `restore`."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["add_convert_parsers"]

_UNITS: Final = {"": 1, "B": 1, "KB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30}
_SIZE: Final = re.compile(r"(\d{1,15}) ?([kKMG]?B?)")

_CONVERT_EPILOG: Final = """\
OUT is a local folder:
  jobs/       a row for each job, in Parquet files
  rejects/    a row for each document or item that is no job, or has problems
  envelopes/  a row for each page, result or list, without its jobs
Interrupted or killed, run the same command again: it goes on, and converts
nothing twice. New sources are added.

exit codes:
  0    all sources are converted
  1    there are no jobs; with --strict: there are rejects or unrecognized statuses
  2    usage error: a source that cannot be read or has changed since OUT was begun;
       OUT is in use, or of other options; something is not installed
  3    OUT cannot be written (the disk is full), or workers died; run it again to go on
  130  interrupted
"""
_RESTORE_EPILOG: Final = """\
The documents come in the order of the sources. A broken one comes as it was, but for
line breaks, which become spaces.

exit codes:
  0    all documents are written
  1    documents are left out that were too large, or in a damaged file
  2    usage error: OUT has no conversion in it, or one that is not complete
  3    the file cannot be written
  130  interrupted
"""


def add_convert_parsers(add_parser: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the parsers of `convert` and `restore`.

    Args:
        add_parser: Makes the parser of a subcommand, as argparse does.
    """
    convert = add_parser(
        "convert",
        help="convert documents into Parquet files of jobs, rejects and envelopes",
        description="Convert documents into Parquet files of jobs, rejects and envelopes.",
        epilog=_CONVERT_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_convert_arguments(convert)
    restore = add_parser(
        "restore",
        help="write the documents back that were converted, one per line",
        description="Write the documents back that were converted, one per line.",
        epilog=_RESTORE_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    restore.add_argument("out", metavar="OUT", help="the folder of the conversion")
    file = "the file to write; - is standard output (default)"
    restore.add_argument("-o", "--output", default="-", metavar="FILE", help=file)


def _add_convert_arguments(parser: argparse.ArgumentParser) -> None:
    sources = (
        "files, folders and globs of .json, .jsonl and .ndjson, also .gz, .zst and .xz; "
        "and URLs that fsspec knows"
    )
    parser.add_argument("sources", nargs="+", metavar="SOURCE", help=sources)
    out = "the folder to write to: a new one, or that of an earlier run"
    parser.add_argument("-o", "--output", required=True, metavar="OUT", help=out)
    where: Any = parser.add_mutually_exclusive_group()
    workers = "run N worker processes (default: 1)"
    where.add_argument("--workers", type=_parse_count, default=1, metavar="N", help=workers)
    dask = "run on the Dask cluster of this scheduler, such as tcp://10.0.0.1:8786"
    where.add_argument("--dask", metavar="ADDRESS", help=dask)
    case = "the case of the documents' keys (default: snake)"
    parser.add_argument("--case", choices=["snake", "camel"], default="snake", help=case)
    at = "where the jobs are in each document, such as response.data"
    parser.add_argument("--at", metavar="PATH", help=at)
    largest = "a document that is larger becomes a reject (default: 256MB; 1MB is 2**20 bytes)"
    parser.add_argument(
        "--max-document", type=_parse_size, default="256MB", metavar="SIZE", help=largest
    )
    strict = "exit with 1 if there are rejects or unrecognized statuses"
    parser.add_argument("--strict", action="store_true", help=strict)
    as_json = "print the summary as one JSON document"
    parser.add_argument("--json", action="store_true", help=as_json)


def _parse_count(text: str) -> int:
    if not re.fullmatch(r"[1-9]\d{0,3}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 to 9999")
    return int(text)


def _parse_size(text: str) -> int:
    found = _SIZE.fullmatch(text)
    unit = _UNITS.get(found[2].upper()) if found else None
    if found is None or unit is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no size, such as 256MB")
    return int(found[1]) * unit
