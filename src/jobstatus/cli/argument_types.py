"""Read the numbers and sizes among the arguments of the command, and the options of what is read."""

from __future__ import annotations

import argparse
import re
from typing import Any, Final

__all__ = ["add_reading_options", "add_workers_option", "parse_count", "parse_limit", "parse_size"]

_UNITS: Final = {"B": 1, "KB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30}
_SIZE: Final = re.compile(r"(\d{1,15})(?: ?([kKMG]?B))?")


def add_reading_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of how documents are read, which `report`, `diff` and `convert` have.

    Args:
        parser: The parser of the subcommand.
    """
    case = "the case of the documents' keys (default: snake)"
    parser.add_argument("--case", choices=["snake", "camel"], default="snake", help=case)
    at = "where the jobs are in each document, such as response.data"
    parser.add_argument("--at", metavar="PATH", help=at)
    largest = "a document that is larger becomes a reject (default: 256MB; 1MB is 2**20 bytes)"
    parser.add_argument(
        "--max-document", type=parse_size, default="256MB", metavar="SIZE", help=largest
    )


def add_workers_option(parser: Any) -> None:
    """Add the option of how many processes read.

    Args:
        parser: The parser of the subcommand, or a group of its options.
    """
    workers = "run N worker processes (default: 1)"
    parser.add_argument("--workers", type=parse_count, default=1, metavar="N", help=workers)


def parse_count(text: str) -> int:
    """Read a number of things of which there is one or more.

    Args:
        text: The argument.

    Raises:
        argparse.ArgumentTypeError: It is no number from 1 to 9999.
    """
    if not re.fullmatch(r"[1-9]\d{0,3}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 to 9999")
    return int(text)


def parse_limit(text: str) -> int:
    """Read the largest number of things to show.

    Args:
        text: The argument.

    Raises:
        argparse.ArgumentTypeError: It is no number from 0 on.
    """
    try:
        limit = int(text)
    except ValueError:
        limit = -1
    if limit < 0:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 0 on")
    return limit


def parse_size(text: str) -> int:
    """Read a number of bytes.

    Args:
        text: The argument, such as `256MB`; 1 MB is 2**20 bytes.

    Raises:
        argparse.ArgumentTypeError: It is no size.
    """
    found = _SIZE.fullmatch(text)
    if found is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no size, such as 256MB")
    return int(found[1]) * _UNITS[(found[2] or "B").upper()]
