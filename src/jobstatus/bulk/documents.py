"""Read JSON documents from files, one per file or one per line, in bounded memory."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

from attrs import define, field
from msgspec import DecodeError, Raw
from msgspec.json import Decoder

from jobstatus.excerpts import excerpt
from jobstatus.problems import Problem

from .compression import UnreadableError, decompressed, describe_read_error, is_compressed
from .locate import Locator
from .sources import known_suffix

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .compression import FileWrapper
    from .sources import Layout, Source

__all__ = ["MAX_DOCUMENT", "Document", "Location", "layout_of", "read_documents"]

MAX_DOCUMENT: Final = 256 << 20
"""The largest document that is read by default, in bytes."""

_SPACE: Final = b" \t\r\n"
_CHUNK: Final = 1 << 20
# What is looked at to tell the layout of a file, beyond its first line.
_SAMPLE: Final = 1 << 16
# The end of a line that is too long is looked for in so many times the size of a document.
_SKIPPED: Final = 4
# Values are checked, but not made.
_SYNTAX: Final = Decoder(Raw)
_TOO_SHORT: Final = "Input data was truncated"
_SYNTAX_ERROR: Final = re.compile(r"is not JSON: .*? at byte ([\d,]+)")


class Location(NamedTuple):
    """The file, line and JSON path of a value.

    Attributes:
        file: The file's name.
        line: The line of the file, counted from 1.
        path: The JSON path from the document's root, such as `$.data[3].job_status`.
    """

    file: str
    line: int
    path: str


@define(eq=False, weakref_slot=False)
class Document:
    """The text of a JSON document, and its position in a file.

    Attributes:
        file: The name of the file.
        line: The line of the file, counted from 1, on which the document begins.
        data: The document's bytes, decompressed and not yet decoded.
        problem: The reason why the document was not read, or not to its end.
    """

    file: str
    line: int
    data: bytes
    problem: Problem | None = None
    _locator: Locator | None = field(default=None, init=False, repr=False)
    _is_one_line: bool | None = field(default=None, init=False, repr=False)

    def locate(self, problem: Problem) -> Location:
        """Return the location of a problem.

        Args:
            problem: A problem whose path begins at the document's root.

        Returns:
            The location; its line is that of the value, of the nearest enclosing value if the
            document has none at that path, or of a syntax error.
        """
        syntax_error = None if problem.steps else _SYNTAX_ERROR.match(problem.message)
        if syntax_error is None:
            return self.location_of(problem.steps)
        # A document that ends too early ends on its last line, not on the one after it.
        end = int(syntax_error[1].replace(",", ""))
        return Location(self.file, self.line + self.data.rstrip().count(b"\n", 0, end), "$")

    def location_of(self, steps: tuple[str | int, ...]) -> Location:
        """Return the location of the value at a path.

        Args:
            steps: The keys and indices that lead from the document's root to the value.

        Returns:
            The location; its line is that of the nearest enclosing value if the document has no
            value at that path.
        """
        if self._is_one_line is None:  # to look at all of a page for each of its jobs would be slow
            self._is_one_line = b"\n" not in self.data
        line = 1
        if not self._is_one_line:
            if self._locator is None:
                self._locator = Locator(self.data.decode("utf-8", "replace"))
            line = self._locator.line_of(steps)
        return Location(self.file, self.line + line - 1, Problem("", steps).path)


def read_documents(
    source: Source,
    *,
    max_document: int = MAX_DOCUMENT,
    wrap_file: FileWrapper | None = None,
) -> Iterator[Document]:
    """Read the JSON documents of a file, one after another.

    The content shows whether the file is one document or has one on each line that is not blank;
    its name counts only where the content is broken, too.

    Args:
        source: The file. It is decompressed if its content is gzip, zstd or xz.
        max_document: The largest number of bytes of one document; no more is held in memory.
        wrap_file: Takes the open file and returns the file to read instead.

    Yields:
        The documents, in the order of the file. A document that is too large, and what comes
        behind the damage of a compressed file, has no data and a `problem`.

    Raises:
        OSError: The file cannot be read.
    """
    line = source.line
    try:
        # A file that wraps another need not close it.
        with source.open() as raw, decompressed(wrap_file(raw) if wrap_file else raw) as file:
            # Not `read`: of a damaged file it would drop what stands before the damage.
            chunks: Iterator[bytes] = iter(lambda: file.read1(_CHUNK), b"")
            layout = source.layout
            if layout is None:
                beginning = _beginning_of(chunks, max_document)
                layout = _layout(beginning, known_suffix(source.name))
                chunks = chain([beginning] if beginning else [], chunks)
            read = _read_lines if layout == "lines" else _read_whole
            for document in read(source, chunks, max_document):
                line = document.line + 1
                yield document
    except UnreadableError as error:
        yield Document(source.name, line, b"", Problem(describe_read_error(error)))


def layout_of(source: Source, *, max_document: int = MAX_DOCUMENT) -> tuple[Layout, bool]:
    """Find out from the beginning of a file how its documents are laid out.

    Args:
        source: The file.
        max_document: The largest number of bytes of one document.

    Returns:
        The layout, and whether the file is compressed.

    Raises:
        OSError: The file cannot be read.
        UnreadableError: The compressed file is damaged.
    """
    with source.open() as raw:
        compressed = is_compressed(raw.read(6))
    with decompressed(source.open()) as file:
        beginning = _beginning_of(iter(lambda: file.read1(_CHUNK), b""), max_document)
    return _layout(beginning, known_suffix(source.name)), compressed


def _beginning_of(chunks: Iterable[bytes], max_document: int) -> bytes:
    """Read until a line that is not blank has ended, or is too large for a document."""
    parts: list[bytes] = []
    size = 0
    for chunk in chunks:
        blank = not size
        part = chunk.lstrip(_SPACE) if blank else chunk
        parts.append(chunk)
        size += len(part)
        if size > max_document or b"\n" in part:
            break
    return b"".join(parts)


def _layout(beginning: bytes, suffix: str) -> Layout:
    """Tell the layout of a file from its beginning, which has its first line."""
    text = beginning.strip(_SPACE)
    if not text:
        return "lines" if suffix in _SUFFIXES_OF_LINES else "document"
    first, separator, _ = text.partition(b"\n")
    if _is_json(first):
        return "lines"
    sample = text[: len(first) + _SAMPLE] if separator else text
    if _begins_a_document(sample):
        return "document"
    # The lines of a broken document are hardly ever JSON by themselves; records mostly are.
    lines = sample.split(b"\n")
    if len(sample) < len(text):
        lines.pop()  # it is cut off
    if 2 * sum(map(_is_json, lines)) >= len(lines):
        return "lines"
    return "lines" if suffix in _SUFFIXES_OF_LINES else "document"


_SUFFIXES_OF_LINES: Final = (".jsonl", ".ndjson")


def _is_json(text: bytes) -> bool:
    try:
        _SYNTAX.decode(text)
    except (DecodeError, RecursionError):
        return False
    return True


def _begins_a_document(text: bytes) -> bool:
    try:
        _SYNTAX.decode(text)
    except DecodeError as error:
        return str(error) == _TOO_SHORT
    except RecursionError:
        return False
    return True


def _read_whole(source: Source, chunks: Iterable[bytes], max_document: int) -> Iterator[Document]:
    parts: list[bytes] = []
    size = 0
    for chunk in chunks:
        parts.append(chunk)
        size += len(chunk)
        if size > max_document:
            yield _too_large(source.name, source.line, parts, max_document)
            return
    yield Document(source.name, source.line, b"".join(parts))


def _read_lines(source: Source, chunks: Iterator[bytes], max_document: int) -> Iterator[Document]:
    name, number = source.name, source.line
    begun: list[bytes] = []  # the parts of a line that has not ended yet
    size = 0
    while chunk := next(chunks, b""):
        lines = chunk.split(b"\n")
        end = lines.pop()
        if lines and begun:
            begun.append(lines[0])
            lines[0] = b"".join(begun)
            begun, size = [], 0
        for line in lines:
            if len(line) > max_document:
                yield _too_large(name, number, [line], max_document)
            elif data := line.strip(_SPACE):
                yield Document(name, number, data)
            number += 1
        begun.append(end)
        size += len(end)
        if size > max_document:
            rest = _skip_line(chunks, _SKIPPED * max_document)
            yield _too_large(name, number, begun, max_document, cut_off=rest is None)
            if rest is None:
                return
            chunks = chain([rest], chunks) if rest else chunks
            begun, size, number = [], 0, number + 1
    data = b"".join(begun).strip(_SPACE)
    if data:
        yield Document(name, number, data)


def _skip_line(chunks: Iterator[bytes], limit: int) -> bytes | None:
    """Skip the rest of a line, and return what was read behind it; `None` if it is too long."""
    for chunk in chunks:
        _, separator, rest = chunk.partition(b"\n")
        if separator:
            return rest
        limit -= len(chunk)
        if limit < 0:
            return None
    return b""


def _too_large(
    name: str, line: int, parts: list[bytes], max_document: int, *, cut_off: bool = False
) -> Document:
    message = f"is larger than {max_document:,} bytes"
    if cut_off:
        message += ", and goes on for so long that the file is not read to its end"
    problem = Problem(message, (), "bytes", excerpt(parts[0]))
    return Document(name, line, b"", problem)
