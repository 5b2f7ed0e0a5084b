"""Define the arguments and help texts of the subcommands `convert` and `restore`."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any, Final

from .argument_types import add_reading_options, add_workers_option

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["add_convert_parsers"]

_CONVERT_EPILOG: Final = """\
OUT is a local folder:
  jobs/       a row for each job, in Parquet files
  rejects/    a row for each document or item that is no job, or has problems
  envelopes/  a row for each page, result or list, without its jobs
Interrupted or killed, run the same command again: it goes on, and converts
nothing twice. New sources are added.

examples:
  jobstatus convert responses/ export.ndjson.gz -o tables
  jobstatus convert 'lake/**/*.json.zst' -o tables --workers 4 --strict
  jobstatus convert s3://bucket/responses/ -o tables --dask tcp://10.0.0.1:8786

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

examples:
  jobstatus restore tables -o responses.ndjson
  jobstatus restore tables | gzip > responses.ndjson.gz

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
    add_workers_option(where)
    dask = "run on the Dask cluster of this scheduler, such as tcp://10.0.0.1:8786"
    where.add_argument("--dask", metavar="ADDRESS", help=dask)
    add_reading_options(parser)
    strict = "exit with 1 if there are rejects or unrecognized statuses"
    parser.add_argument("--strict", action="store_true", help=strict)
    as_json = "print the summary as one JSON document"
    parser.add_argument("--json", action="store_true", help=as_json)
