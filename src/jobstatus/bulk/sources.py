"""Find the files to read: files, folders, globs, standard input, open files, and fsspec's URLs."""

from __future__ import annotations

import errno
import glob
import os
import stat
import sys
from io import RawIOBase
from itertools import chain
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, BinaryIO, Final, Literal, TypeAlias, cast

from attrs import frozen

from jobstatus.excerpts import quoted

from .compression import COMPRESSED_SUFFIXES, describe_read_error
from .urls import files_at, is_url, open_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Source", "SourceError", "SourceLike", "find_sources", "known_suffix"]

_KNOWN_SUFFIXES: Final = (".json", ".jsonl", ".ndjson")
_MODE: Final = "rb"

Layout: TypeAlias = Literal["lines", "document"]
"""`lines`: one JSON document on each line; `document`: the file is one."""


class SourceError(Exception):
    """A source that was named does not exist, cannot be read, or has no file to read."""


@frozen
class Source:
    """A file to read or a part of it, standard input, or a file that is open already.

    Attributes:
        name: The file's name, safe to print.
        path: The path of a local file, or a URL; `None` for standard input and open files.
        size: The file's size in bytes; 0 if the size is unknown.
        file: The open file, of which nothing has been read yet.
        error: The error that reading the file would raise, if that is known beforehand.
        layout: The layout of the file, where it is known; `None` lets the content show it.
        start: The offset in bytes at which to begin: that of a line; 0 if `end` is `None`.
        end: The offset at which to end, behind a line; `None` reads the whole file.
        line: The number of the line at `start`, counted from 1.
    """

    name: str
    path: str | None = None
    size: int = 0
    file: BinaryIO | None = None
    error: OSError | None = None
    layout: Layout | None = None
    start: int = 0
    end: int | None = None
    line: int = 1

    def open(self) -> BinaryIO:
        """Open the file for reading bytes, as they are stored.

        Returns:
            An unbuffered file at `start`. If it is closed, `file` and standard input stay open.

        Raises:
            OSError: The file cannot be opened.
        """
        if self.error:
            raise self.error
        if self.file is not None:
            return cast("BinaryIO", _Borrowed(self.file))
        if self.path is None:
            return os.fdopen(sys.stdin.fileno(), _MODE, buffering=0, closefd=False)
        if is_url(self.path):
            file = open_url(self.path)
        else:
            file = Path(self.path).open(_MODE, buffering=0)  # noqa: SIM115 - the caller closes it
        if self.end is None:
            return file
        file.seek(self.start)
        return cast("BinaryIO", _Range(file, self.end - self.start))


SourceLike: TypeAlias = "str | os.PathLike[str] | BinaryIO | Source"
"""A file, folder, glob, URL or `-` (standard input); an open binary file; or a `Source`."""


def find_sources(named: SourceLike | Iterable[SourceLike]) -> Iterator[Source]:
    """Find the files to read.

    Args:
        named: Files; folders, of which every file at any depth with a known suffix is taken; globs;
            URLs of files, folders or globs that fsspec knows, such as `s3://bucket/jobs/`; `-` for
            standard input; open binary files. One of them, or many.

    Returns:
        An iterator over the files, in the order of the arguments, those of a folder or glob sorted;
        each file once. A file or folder inside a named folder that cannot be read has its `error`,
        and so has a link that leads out of the folder. Folders are listed while the iterator is
        used, so that a million files take no memory.

    Raises:
        SourceError: An argument names nothing that can be read.
    """
    one = isinstance(named, (str, os.PathLike, Source)) or hasattr(named, "read")
    arguments: list[Any] = [named] if one else list(named)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    found = chain.from_iterable([_expand(argument) for argument in arguments])
    return found if len(arguments) == 1 else _each_once(found)


def known_suffix(name: str) -> str:
    """Return the suffix that names a file's format, ignoring case and that of a compression.

    Args:
        name: The file's name, with or without its folder.

    Returns:
        `.json`, `.jsonl` or `.ndjson`; an empty string for any other suffix.
    """
    path = PurePath(name.lower())
    suffix = PurePath(path.stem).suffix if path.suffix in COMPRESSED_SUFFIXES else path.suffix
    return suffix if suffix in _KNOWN_SUFFIXES else ""


class _Borrowed(RawIOBase):
    """A file that reads an open file: closing this one leaves that one open."""

    def __init__(self, file: BinaryIO, size: int | None = None) -> None:
        self._file = file
        self._left = size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        wanted = len(buffer) if self._left is None else min(len(buffer), self._left)
        data = self._file.read(wanted)
        buffer[: len(data)] = data
        if self._left is not None:
            self._left -= len(data)
        return len(data)


class _Range(_Borrowed):
    """A file that reads so many bytes of an open file, and closes that file with itself."""

    def close(self) -> None:
        self._file.close()
        super().close()


def _each_once(sources: Iterable[Source]) -> Iterator[Source]:
    seen: set[Any] = set()
    for source in sources:
        identity = _identity(source)
        if identity not in seen:
            seen.add(identity)
            yield source


def _identity(source: Source) -> Any:
    """Return a hashable that all names of the same file share."""
    if source.path is None:
        return id(source.file) if source.file else "-"
    try:
        status = os.stat(source.path)  # noqa: PTH116 - a Path would take memory and time
    except (OSError, ValueError):  # a URL, a NUL in the path, or a file that has gone away
        return source.path
    return (status.st_dev << 64) + status.st_ino


def _expand(argument: SourceLike) -> Iterable[Source]:
    """Return the sources that an argument names; at least one."""
    if isinstance(argument, Source):
        return [argument]
    if isinstance(argument, (str, os.PathLike)):
        return _expand_name(os.fspath(argument))
    return [Source(_printable(str(getattr(argument, "name", "<file>"))), file=argument)]


def _expand_name(name: str) -> Iterable[Source]:
    if name == "-":
        if sys.stdin is None:
            raise SourceError("standard input is closed")
        return [Source("<stdin>")]
    shown = _printable(name)
    if is_url(name):
        return _at_least_one(_expand_url(name), f"{shown}: has no file to read")
    if glob.has_magic(name) and not os.path.lexists(name):
        return _at_least_one(_expand_glob(name), f"{shown}: matches no file")
    source = _source_of(name)
    if source is None:
        suffixes = ", ".join(_KNOWN_SUFFIXES)
        return _at_least_one(_list_folder(name), f"{shown}: has no {suffixes} file in it", name)
    _raise_read_error(source)
    return [source]


def _at_least_one(sources: Iterator[Source], complaint: str, folder: str = "") -> Iterator[Source]:
    first = next(sources, None)
    if first is None:
        raise SourceError(complaint)
    if first.path == folder:
        _raise_read_error(first)
    return chain([first], sources)


def _raise_read_error(source: Source) -> None:
    if source.error:
        raise SourceError(f"{source.name}: {describe_read_error(source.error)}")


def _expand_glob(pattern: str) -> Iterator[Source]:
    # Not Path.glob: it takes no absolute pattern.
    for path in sorted(glob.iglob(pattern, recursive=True)):  # noqa: PTH207
        source = _source_of(path)
        if source:
            yield source
        else:
            yield from _list_folder(path)


def _expand_url(url: str) -> Iterator[Source]:
    try:
        for path, size in files_at(url, known_suffix):
            yield Source(_printable(path), path, size)
    except ModuleNotFoundError as error:
        needed = f"needs {error.name}: pip install {error.name}"
        raise SourceError(f"{_printable(url)}: {needed}") from None
    except (ImportError, OSError, ValueError) as error:
        raise SourceError(f"{_printable(url)}: cannot be read: {error}") from None


def _list_folder(top: str) -> Iterator[Source]:
    """List the files below a folder that have a known suffix, and what cannot be read there."""
    errors: list[OSError] = []
    for folder, folders, names in os.walk(top, onerror=errors.append):
        yield from _unreadable_folders(errors)
        folders.sort()
        links = [name for name in folders if os.path.islink(os.path.join(folder, name))]  # noqa: PTH114, PTH118
        for name in sorted([*links, *filter(known_suffix, names)]):
            # Not Path: of a million files it would take long.
            path = os.path.join(folder, name).removeprefix(f".{os.sep}")  # noqa: PTH118
            if _leads_out(path, top):
                yield _unreadable(path, OSError("a link that leads out of the folder"))
            elif name not in links:
                source = _source_of(path, regular_only=True)
                if source:
                    yield source
    yield from _unreadable_folders(errors)


def _unreadable_folders(errors: list[OSError]) -> Iterator[Source]:
    while errors:
        error = errors.pop(0)
        yield _unreadable(error.filename, error)


def _leads_out(path: str, top: str) -> bool:
    if not os.path.islink(path):  # noqa: PTH114 - a Path would take memory and time
        return False
    return not Path(path).resolve().is_relative_to(Path(top).resolve())


def _source_of(path: str, *, regular_only: bool = False) -> Source | None:
    """Make the source of a path; None for a folder, or for a special file if *regular_only*."""
    try:
        status = os.stat(path)  # noqa: PTH116 - a Path would take memory and time
    except OSError as error:
        return _unreadable(path, error)
    except ValueError:  # a NUL in the path
        return _unreadable(path, _os_error(errno.EINVAL))
    if stat.S_ISDIR(status.st_mode) or (regular_only and not stat.S_ISREG(status.st_mode)):
        return None
    if not os.access(path, os.R_OK):
        return _unreadable(path, _os_error(errno.EACCES))
    return Source(_printable(path), path, status.st_size)


def _unreadable(path: str, error: OSError) -> Source:
    return Source(_printable(path), path, error=error)


def _os_error(code: int) -> OSError:
    return OSError(code, os.strerror(code))


def _printable(name: str) -> str:
    """Quote a name that has control characters or bytes that are not UTF-8."""
    return name if name.isprintable() else quoted(name, len(name))
