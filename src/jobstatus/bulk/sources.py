"""Find the files that a command line names: files, directories, globs and standard input."""

from __future__ import annotations

import errno
import glob
import gzip
import os
import stat
import sys
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

from attrs import frozen

from jobstatus.excerpts import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["READ_ERRORS", "Source", "SourceError", "ending", "find_sources", "reason"]

READ_ERRORS: Final = (OSError, EOFError, zlib.error)
"""What reading a file can raise, a compressed one included."""

_ENDINGS: Final = (".json", ".jsonl", ".ndjson")


class SourceError(Exception):
    """A source that was asked for is not there, cannot be read, or holds nothing to read."""


@frozen
class Source:
    """A file to read.

    Attributes:
        name: What it is called; safe to print.
        path: Where it is; `None` is standard input.
        size: How many bytes it takes there; 0 if that is unknown.
        identity: What it has in common with itself under another name.
        refusal: Why it cannot be read, if that is known before trying.
    """

    name: str
    path: Path | None = None
    size: int = 0
    identity: object = None
    refusal: OSError | None = None


def find_sources(arguments: Iterable[str]) -> list[Source]:
    """Find the files that a command line names.

    Args:
        arguments: Files; directories, of which all files below count whose ending is known (links
            to directories are not followed); globs; `-`, standard input.

    Returns:
        The files in that order, those of a directory or glob sorted; each once. A file or
        directory below one that was named may be there with its refusal.

    Raises:
        SourceError: One of them leads to nothing that can be read.
    """
    found: dict[object, Source] = {}
    for argument in arguments:
        for source in _expand(argument):
            found.setdefault(source.identity, source)
    return list(found.values())


def ending(path: Path) -> str:
    """Return the known ending of a file's name, without `.gz`, in lower case; or nothing."""
    suffix = Path(path.name.lower().removesuffix(".gz")).suffix
    return suffix if suffix in _ENDINGS else ""


def reason(error: Exception) -> str:
    """Say in a few words why a file cannot be read."""
    if isinstance(error, (gzip.BadGzipFile, zlib.error)):
        return "is no gzip file, or a damaged one"
    if isinstance(error, EOFError):
        return "is a gzip file that ends too early"
    said = error.strerror if isinstance(error, OSError) else None
    return f"cannot be read: {said or error}"


def _expand(argument: str) -> list[Source]:
    if argument == "-":
        if sys.stdin is None:
            raise SourceError("standard input is closed")
        return [Source("<stdin>", identity="-")]
    if glob.has_magic(argument) and not os.path.lexists(argument):
        return _of_glob(argument)
    source = _source(Path(argument))
    if source is None:
        return _of_directory(Path(argument))
    if source.refusal:
        raise SourceError(f"{source.name}: {reason(source.refusal)}")
    return [source]


def _of_glob(pattern: str) -> list[Source]:
    # Not Path.glob: it takes no absolute pattern.
    paths = sorted(map(Path, glob.glob(pattern, recursive=True)))  # noqa: PTH207
    matches = [(path, _source(path)) for path in paths]
    found = [s for path, one in matches for s in ([one] if one else _below(path))]
    if not found:
        raise SourceError(f"{_printable(pattern)}: matches no file")
    return found


def _of_directory(top: Path) -> list[Source]:
    found = _below(top)
    if not found:
        raise SourceError(f"{_printable(str(top))}: has no {', '.join(_ENDINGS)} file in it")
    if found[0].refusal and found[0].path == top:
        raise SourceError(f"{found[0].name}: {reason(found[0].refusal)}")
    return found


def _below(top: Path) -> list[Source]:
    """List the files below a directory that can be meant, and the directories that refuse."""
    refusals: list[OSError] = []
    paths = [
        Path(folder, name)
        for folder, _, names in os.walk(top, onerror=refusals.append)
        for name in names
        if ending(Path(name))
    ]
    refused = [_refused(Path(error.filename), error) for error in refusals]
    found = [source for path in sorted(paths) if (source := _source(path, regular=True))]
    return refused + found


def _source(path: Path, *, regular: bool = False) -> Source | None:
    """Make the source for a path; None if it is a directory, or not the regular file it must be."""
    try:
        status = path.stat()
    except OSError as error:
        return _refused(path, error)
    except ValueError:  # a NUL in the path
        return _refused(path, _os_error(errno.EINVAL))
    if stat.S_ISDIR(status.st_mode) or (regular and not stat.S_ISREG(status.st_mode)):
        return None
    if not os.access(path, os.R_OK):
        return _refused(path, _os_error(errno.EACCES))
    identity = (status.st_dev, status.st_ino)
    return Source(_printable(str(path)), path, status.st_size, identity)


def _refused(path: Path, error: OSError) -> Source:
    return Source(_printable(str(path)), path, identity=path, refusal=error)


def _os_error(code: int) -> OSError:
    return OSError(code, os.strerror(code))


def _printable(name: str) -> str:
    """Quote a name that a terminal might act on, or that has no bytes in UTF-8."""
    return name if name.isprintable() else quoted(name, len(name))
