"""Read JSON documents from files: one per file or one per line, compressed or not."""

from __future__ import annotations

import gzip
import os
import sys
from contextlib import contextmanager
from io import BufferedReader, BytesIO
from itertools import chain
from typing import TYPE_CHECKING, Any, BinaryIO, Final, NamedTuple, TypeAlias

from jobstatus.codecs.json_text import decode_json
from jobstatus.errors import StructureError

from .previous_sources import known_suffix

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator
    from io import BufferedIOBase

    from .previous_sources import Source

__all__ = ["FileWrapper", "RawDocument", "read_documents"]

_WHITESPACE: Final = b" \t\r\n"
# No JSON document begins with this byte.
_FIRST_GZIP_BYTE: Final = b"\x1f"

FileWrapper: TypeAlias = "Callable[[BinaryIO], BinaryIO]"
"""A function that takes an open file and returns the file to read instead: a progress bar has one."""


class RawDocument(NamedTuple):
    """The bytes of one JSON document, and the line of its file on which they begin.

    Attributes:
        line: The number of the document's first line, counted from 1.
        data: The document's bytes, decompressed and not yet decoded.
    """

    line: int
    data: bytes


def read_documents(source: Source, wrap_file: FileWrapper | None = None) -> Iterator[RawDocument]:
    """Read the JSON documents of a file, one after another.

    A `.json` file is one document. A `.jsonl` or `.ndjson` file has one on each line that is not
    blank. The content of any other file shows which of the two it is.

    Args:
        source: The file. It is decompressed if its name ends in `.gz` or its content is gzip.
        wrap_file: Takes the open file and returns the file to read instead.

    Yields:
        The documents, in the order of the file.

    Raises:
        OSError: The file cannot be read, or is named `.gz` and is no gzip file.
        EOFError: The compressed file ends too early.
        zlib.error: The compressed file is damaged.
    """
    suffix = known_suffix(source.path) if source.path else ""
    read = _READERS.get(suffix, _read_by_content)
    with _open_decompressed(source, wrap_file) as file:
        yield from read(file)


@contextmanager
def _open_decompressed(source: Source, wrap_file: FileWrapper | None) -> Generator[BufferedIOBase]:
    with _open_unbuffered(source) as raw:
        wrapped: Any = wrap_file(raw) if wrap_file else raw
        with BufferedReader(wrapped) as file:
            if _is_gzip(source, file):
                with gzip.open(file) as unzipped:
                    yield unzipped
            else:
                yield file


def _open_unbuffered(source: Source) -> BinaryIO:
    if source.error:
        raise source.error
    if source.path:
        return source.path.open("rb", buffering=0)
    return os.fdopen(sys.stdin.fileno(), "rb", buffering=0, closefd=False)


def _is_gzip(source: Source, file: BufferedReader) -> bool:
    has_gzip_name = source.path is not None and source.path.suffix.lower() == ".gz"
    return has_gzip_name or file.peek(1)[:1] == _FIRST_GZIP_BYTE


def _read_whole(file: BufferedIOBase) -> Iterator[RawDocument]:
    yield RawDocument(1, file.read())


def _read_lines(lines: Iterable[bytes]) -> Iterator[RawDocument]:
    for number, line in enumerate(lines, 1):
        if line.strip(_WHITESPACE):
            yield RawDocument(number, line.rstrip(_WHITESPACE))


def _read_by_content(file: BufferedIOBase) -> Iterator[RawDocument]:
    """Read one document per line if the first line is JSON by itself; else read the whole file."""
    first_lines: list[bytes] = []
    for line in file:
        first_lines.append(line)
        if line.strip(_WHITESPACE):
            break
    if first_lines and _is_json(first_lines[-1]):
        yield from _read_lines(chain(first_lines, file))
    else:
        yield from _split_by_content(b"".join(first_lines) + file.read())


def _split_by_content(data: bytes) -> Iterator[RawDocument]:
    """Yield one document per line if most lines are JSON; else the data as one document."""
    lines = list(_read_lines(BytesIO(data)))
    # The lines of a broken document are hardly ever JSON by themselves; records mostly are.
    if _is_json(data) or sum(_is_json(line.data) for line in lines) * 2 < len(lines) or not lines:
        yield RawDocument(1, data)
    else:
        yield from lines


def _is_json(data: bytes) -> bool:
    try:
        decode_json(data, Any)
    except StructureError:
        return False
    return True


_READERS: Final[dict[str, Callable[[BufferedIOBase], Iterator[RawDocument]]]] = {
    ".json": _read_whole,
    ".jsonl": _read_lines,
    ".ndjson": _read_lines,
}
