"""Run the subcommand `restore`."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from jobstatus.bulk.output import WholeFile, output_errors
from jobstatus.bulk.restoring import restore

from .convert import CONVERSION_ERRORS, report_error
from .streams import complain, standard_output

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Generator, Iterable

__all__ = ["run_restore"]

_SPACES_FOR_LINE_BREAKS: Final = bytes.maketrans(b"\r\n", b"  ")


def run_restore(arguments: Namespace) -> int:
    """Write the documents of a conversion back, one per line.

    Args:
        arguments: The arguments of `restore`.

    Returns:
        The exit code.
    """
    left_out = 0
    try:
        documents = restore(arguments.out)
        with _output(arguments.output) as file:
            left_out = _write_lines(file, documents)
    except CONVERSION_ERRORS as error:
        return report_error("restore", error)
    except KeyboardInterrupt:
        complain("jobstatus restore: interrupted")
        return 130
    if left_out:
        noun = "document left out that was" if left_out == 1 else "documents left out that were"
        message = f"{left_out:,} {noun} not read: see the rejects without `raw`"
        complain(f"jobstatus restore: {message}")
    return int(left_out > 0)


@contextmanager
def _output(name: str) -> Generator[BinaryIO]:
    path = Path(name)
    if name == "-":
        with standard_output() as file:
            yield file.buffer
    elif path.exists() and not path.is_file():  # a pipe, or a device
        with output_errors(path), path.open("wb") as file:
            yield file
    else:
        with WholeFile(path.resolve()) as whole, output_errors(path):
            yield whole.file


def _write_lines(file: BinaryIO, documents: Iterable[bytes]) -> int:
    """Write documents, and return the number of those that are empty."""
    empty = 0
    for document in documents:
        if document:
            file.write(document.translate(_SPACES_FOR_LINE_BREAKS) + b"\n")
        else:
            empty += 1
    return empty
