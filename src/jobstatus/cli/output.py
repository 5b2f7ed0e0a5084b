"""Write to standard output, whatever its encoding, even if its reader has gone."""

from __future__ import annotations

import json
import os
import sys
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import TextIO

__all__ = ["print_json", "standard_output"]


@contextmanager
def standard_output() -> Generator[TextIO]:
    """Open standard output for the length of a `with` block.

    A character that the encoding of standard output lacks is written as `?`. If the reader closes
    the pipe, the block ends early and no error is raised.

    Yields:
        The file to write to.
    """
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    try:
        yield sys.stdout
        sys.stdout.flush()
    except BrokenPipeError:
        # Python flushes standard output once more when it exits, which would raise again.
        with Path(os.devnull).open("wb") as devnull:
            os.dup2(devnull.fileno(), sys.stdout.fileno())


def print_json(document: Any) -> None:
    """Print a document to standard output, as indented ASCII-only JSON.

    Args:
        document: The document, made of JSON-ready builtins.
    """
    with standard_output() as file:
        # ASCII is right in every encoding, and no terminal acts on it.
        json.dump(document, file, indent=2)
        file.write("\n")
