"""Find the files to read that a command line names: files, directories, globs and stdin."""

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

__all__ = [
    "READ_ERRORS",
    "Source",
    "SourceError",
    "describe_read_error",
    "find_sources",
    "known_suffix",
]

READ_ERRORS: Final = (OSError, EOFError, zlib.error)
"""The exceptions that reading a file, compressed or not, can raise."""

_KNOWN_SUFFIXES: Final = (".json", ".jsonl", ".ndjson")


class SourceError(Exception):
    """A source that was named does not exist, cannot be read, or has no file to read."""


@frozen
class Source:
    """A file to read, or standard input.

    Attributes:
        name: The file's name, safe to print.
        path: The file's path; `None` for standard input.
        size: The file's size in bytes; 0 if the size is unknown.
        identity: A hashable that all names of the same file share.
        error: The error that reading the file would raise, if that is known beforehand.
    """

    name: str
    path: Path | None = None
    size: int = 0
    identity: object = None
    error: OSError | None = None


def find_sources(arguments: Iterable[str]) -> list[Source]:
    """Find the files that the arguments of a command line name.

    Args:
        arguments: Files; globs; `-` for standard input; directories, of which every file at any
            depth with a known suffix is taken (links to directories are not followed).

    Returns:
        The files in the order of the arguments, those of a directory or glob sorted; each file
        once. A file or directory inside a named directory that cannot be read has its `error`.

    Raises:
        SourceError: An argument names nothing that can be read.
    """
    sources: dict[object, Source] = {}
    for argument in arguments:
        for source in _expand_argument(argument):
            sources.setdefault(source.identity, source)
    return list(sources.values())


def known_suffix(path: Path) -> str:
    """Return the suffix that names a file's format, ignoring case and a final `.gz`.

    Args:
        path: The file's path; only its name counts.

    Returns:
        `.json`, `.jsonl` or `.ndjson`; an empty string for any other suffix.
    """
    suffix = Path(path.name.lower().removesuffix(".gz")).suffix
    return suffix if suffix in _KNOWN_SUFFIXES else ""


def describe_read_error(error: Exception) -> str:
    """Describe in a few words why a file cannot be read.

    Args:
        error: One of `READ_ERRORS`.

    Returns:
        The end of a sentence whose subject is the file.
    """
    if isinstance(error, (gzip.BadGzipFile, zlib.error)):
        return "is no gzip file, or a damaged one"
    if isinstance(error, EOFError):
        return "is a gzip file that ends too early"
    system_message = error.strerror if isinstance(error, OSError) else None
    return f"cannot be read: {system_message or error}"


def _expand_argument(argument: str) -> list[Source]:
    if argument == "-":
        if sys.stdin is None:
            raise SourceError("standard input is closed")
        return [Source("<stdin>", identity="-")]
    if glob.has_magic(argument) and not os.path.lexists(argument):
        return _expand_glob(argument)
    source = _make_source(Path(argument))
    if source is None:
        return _expand_directory(Path(argument))
    _raise_read_error(source)
    return [source]


def _expand_glob(pattern: str) -> list[Source]:
    # Not Path.glob: it takes no absolute pattern.
    paths = sorted(map(Path, glob.glob(pattern, recursive=True)))  # noqa: PTH207
    sources: list[Source] = []
    for path in paths:
        source = _make_source(path)
        sources += [source] if source else _list_directory(path)
    if not sources:
        raise SourceError(f"{_printable(pattern)}: matches no file")
    return sources


def _expand_directory(top: Path) -> list[Source]:
    sources = _list_directory(top)
    if not sources:
        suffixes = ", ".join(_KNOWN_SUFFIXES)
        raise SourceError(f"{_printable(str(top))}: has no {suffixes} file in it")
    if sources[0].path == top:
        _raise_read_error(sources[0])
    return sources


def _raise_read_error(source: Source) -> None:
    if source.error:
        raise SourceError(f"{source.name}: {describe_read_error(source.error)}")


def _list_directory(top: Path) -> list[Source]:
    """List the unreadable directories below a directory, then its files with a known suffix."""
    errors: list[OSError] = []
    paths = [
        Path(folder, name)
        for folder, _, names in os.walk(top, onerror=errors.append)
        for name in names
        if known_suffix(Path(name))
    ]
    unreadable = [_unreadable_source(Path(error.filename), error) for error in errors]
    files = [source for path in sorted(paths) if (source := _make_source(path, regular_only=True))]
    return unreadable + files


def _make_source(path: Path, *, regular_only: bool = False) -> Source | None:
    """Make the source of a path; None for a directory, or for a special file if *regular_only*."""
    try:
        status = path.stat()
    except OSError as error:
        return _unreadable_source(path, error)
    except ValueError:  # a NUL in the path
        return _unreadable_source(path, _os_error(errno.EINVAL))
    if stat.S_ISDIR(status.st_mode) or (regular_only and not stat.S_ISREG(status.st_mode)):
        return None
    if not os.access(path, os.R_OK):
        return _unreadable_source(path, _os_error(errno.EACCES))
    identity = (status.st_dev, status.st_ino)
    return Source(_printable(str(path)), path, status.st_size, identity)


def _unreadable_source(path: Path, error: OSError) -> Source:
    return Source(_printable(str(path)), path, identity=path, error=error)


def _os_error(code: int) -> OSError:
    return OSError(code, os.strerror(code))


def _printable(name: str) -> str:
    """Quote a name that has control characters or bytes that are not UTF-8."""
    return name if name.isprintable() else quoted(name, len(name))
