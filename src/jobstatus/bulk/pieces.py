"""Divide sources into pieces of about equal size: whole files, and ranges of lines of large ones."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING, Any, BinaryIO, Final, TypeVar

from attrs import asdict, evolve, frozen

from .compression import UnreadableError, describe_read_error
from .documents import layout_of
from .sources import Source, SourceError
from .urls import is_url, url_version

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

__all__ = ["Piece", "count_lines", "grouped", "pieces_of"]

_CHUNK: Final = 1 << 20
# To open a file takes about as long as to read so many bytes.
_LEAST_WEIGHT: Final = 16 << 10
_ONCE: Final = (
    "can be read only once, and a run that goes on has to read it again; write it to a file first"
)

T = TypeVar("T")


@frozen
class Piece:
    """A source that can be read again, or some of its lines.

    Attributes:
        name: The name of the source, as it was given.
        path: The absolute path of a local file, or a URL.
        size: The size of the source in bytes.
        version: A text that changes when the source does.
        start: The offset in bytes of the first line.
        end: The offset behind the last line; `None` if the piece is the whole source.
        line: The number of the line at `start`; 0 as long as it is not known.
        error: The reason why the source is not read, if there is one.
    """

    name: str
    path: str
    size: int = 0
    version: str = ""
    start: int = 0
    end: int | None = None
    line: int = 1
    error: str | None = None

    @property
    def length(self) -> int:
        """The number of bytes to read."""
        return (self.size if self.end is None else self.end) - self.start

    def as_json(self) -> dict[str, Any]:
        """Return the attributes that are not their defaults."""
        return asdict(self, filter=lambda attribute, value: value != attribute.default)

    def as_source(self) -> Source:
        """Return the source to read.

        Raises:
            SourceError: The source has changed since the piece was made, or is gone.
        """
        if self.version != _version_of(self.name, self.path):
            raise SourceError(f"{self.name}: has changed since the conversion was planned")
        return Source(
            name=self.name,
            path=self.path,
            size=self.size,
            layout=None if self.end is None else "lines",
            start=self.start,
            end=self.end,
            line=self.line,
        )


def pieces_of(source: Source, step: int) -> Iterator[Piece]:
    """Divide a source into pieces.

    Args:
        source: The source: a file or a URL, for it is read again by whoever runs the task.
        step: The least number of bytes in a piece, but for the last one. A file that is compressed,
            is one document or is not local is one piece.

    Yields:
        The pieces, in the order of the source.

    Raises:
        SourceError: The source cannot be read, or not a second time.
    """
    if source.path is None:
        raise SourceError(f"{source.name}: {_ONCE}")
    if source.error and source.error.errno is None:  # it is not to be read
        yield Piece(
            source.name, str(Path(source.path).absolute()), error=describe_read_error(source.error)
        )
        return
    if source.error:
        raise SourceError(f"{source.name}: {describe_read_error(source.error)}")
    path = source.path if is_url(source.path) else os.path.realpath(source.path)
    piece = Piece(source.name, path, source.size, _version_of(source.name, path))
    yield from _ranges(piece, step) if _is_divisible(source, step) else [piece]


def grouped(pieces: Iterable[T], length_of: Callable[[T], int], step: int) -> Iterator[list[T]]:
    """Put pieces that follow each other into groups of about equal size.

    Args:
        pieces: Whatever is read: pieces, or sources.
        length_of: Returns the number of bytes to read. Less than 16 KiB counts as 16 KiB.
        step: The size at which a group is full, in bytes.

    Yields:
        The groups, in order; none is empty.
    """
    group: list[T] = []
    weight = 0
    for piece in pieces:
        group.append(piece)
        weight += max(_LEAST_WEIGHT, length_of(piece))
        if weight >= step:
            yield group
            group, weight = [], 0
    if group:
        yield group


def _version_of(name: str, path: str) -> str:
    try:
        if is_url(path):
            return url_version(path)
        status = os.stat(path)  # noqa: PTH116 - a Path would take time
    except OSError as error:
        raise SourceError(f"{name}: {describe_read_error(error)}") from None
    if not S_ISREG(status.st_mode):  # a pipe, or a device
        raise SourceError(f"{name}: {_ONCE}")
    return f"{status.st_size}-{status.st_mtime_ns}"


def _is_divisible(source: Source, step: int) -> bool:
    if source.path is None or source.size <= step or is_url(source.path):
        return False
    try:
        return layout_of(source) == ("lines", False)
    except UnreadableError:  # a damaged compressed file
        return False
    except OSError as error:
        raise SourceError(f"{source.name}: {describe_read_error(error)}") from None


def _ranges(piece: Piece, step: int) -> Iterator[Piece]:
    with Path(piece.path).open("rb", buffering=0) as file:
        start, line = 0, 1
        while start < piece.size:
            end = _line_end(file, start + step, piece.size)
            yield evolve(piece, start=start, end=end, line=line)
            start, line = end, 0


def _line_end(file: BinaryIO, offset: int, size: int) -> int:
    """Return the offset behind the first line break at or after `offset - 1`; *size* if none is."""
    at = offset - 1
    file.seek(at)
    for chunk in iter(partial(file.read, _CHUNK), b""):
        found = chunk.find(b"\n")
        if found >= 0:
            return min(at + found + 1, size)
        at += len(chunk)
    return size


def count_lines(path: str, start: int, end: int) -> int:
    """Count the line breaks of a range of a local file.

    Args:
        path: The file.
        start: The offset of the first byte.
        end: The offset behind the last byte.

    Returns:
        The number of line breaks.

    Raises:
        SourceError: The file cannot be read.
    """
    breaks, left = 0, end - start
    try:
        with Path(path).open("rb", buffering=0) as file:
            file.seek(start)
            while left > 0 and (chunk := file.read(min(left, _CHUNK))):
                breaks += chunk.count(b"\n")
                left -= len(chunk)
    except OSError as error:
        raise SourceError(f"{path}: {describe_read_error(error)}") from None
    return breaks
