"""Write to standard output and standard error, whatever may be wrong with them."""

from __future__ import annotations

import json
import os
import sys
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jobstatus.bulk.output import OutputError, output_errors

if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import TextIO

__all__ = ["CommandError", "complain", "is_terminal", "print_json", "standard_output"]


class CommandError(Exception):
    """A command cannot do what it was asked for. The message says why.

    Args:
        message: The reason.
        code: The exit code.
    """

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.code: int = code


@contextmanager
def standard_output() -> Generator[TextIO]:
    """Open standard output for the length of a `with` block.

    A character that the encoding of standard output lacks is written as `?`. If the reader closes
    the pipe, the block ends early and no error is raised.

    Yields:
        The file to write to.

    Raises:
        OutputError: Standard output is closed, or the disk is full.
    """
    if sys.stdout is None:
        raise OutputError("standard output: cannot be written: it is closed")
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    with output_errors("standard output"):
        try:
            try:
                yield sys.stdout
            finally:
                sys.stdout.flush()
        except BrokenPipeError:
            _discard_standard_output()
        except OSError:
            _discard_standard_output()
            raise


def print_json(document: Any) -> None:
    """Print a document to standard output, as indented ASCII-only JSON.

    Args:
        document: The document, made of JSON-ready builtins.

    Raises:
        OutputError: Standard output cannot be written.
    """
    with standard_output() as file:
        # ASCII is right in every encoding, and no terminal acts on it.
        json.dump(document, file, indent=2)
        file.write("\n")


def is_terminal(stream: TextIO | None) -> bool:
    """Tell whether a standard stream is open, and a terminal.

    Args:
        stream: `sys.stdout` or `sys.stderr`, which is `None` if it is closed.
    """
    return stream is not None and stream.isatty()


def complain(message: str) -> None:
    """Print a line to standard error, if it can be written.

    Args:
        message: The line.
    """
    # `None` if it is closed: there is nobody to tell.
    with suppress(OSError, AttributeError):
        sys.stderr.write(f"{message}\n")


def _discard_standard_output() -> None:
    """Send what is left to nowhere: Python flushes once more when it exits, and would fail again."""
    with Path(os.devnull).open("wb") as devnull:
        os.dup2(devnull.fileno(), sys.stdout.fileno())
