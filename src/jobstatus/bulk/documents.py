"""Files read piece by piece: a whole document, or one on every line; compressed or not."""

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

from .sources import ending

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator
    from io import BufferedIOBase

    from .sources import Source

__all__ = ["Piece", "Watch", "as_it_is", "read_pieces"]

_WHITE: Final = b" \t\r\n"


class Piece(NamedTuple):
    """A document as it stands in a file.

    Attributes:
        line: The number, from 1, of the line on which it begins.
        data: Its bytes.
    """

    line: int
    data: bytes


Watch: TypeAlias = "Callable[[BinaryIO], BinaryIO]"
"""What may be put between an open file and its reader: a progress bar counts there."""


def as_it_is(file: BinaryIO) -> BinaryIO:
    """Put nothing between."""
    return file


def read_pieces(source: Source, watch: Watch = as_it_is) -> Iterator[Piece]:
    """Read a file, document by document: the whole of it, or every line that is not blank.

    Its ending says which; where that is unknown, the content does.

    Args:
        source: The file; compressed if its name ends in `.gz`, or if it looks compressed.
        watch: Called with the open file; what it returns is read in its stead.

    Raises:
        OSError: The file cannot be read, or is no gzip file.
        EOFError: A compressed file ends too early.
        zlib.error: A compressed file is damaged.
    """
    how = _READERS.get(ending(source.path) if source.path else "", _by_content)
    with _opened(source, watch) as file:
        yield from how(file)


@contextmanager
def _opened(source: Source, watch: Watch) -> Generator[BufferedIOBase]:
    with _open_raw(source) as raw, BufferedReader(watch(raw)) as file:  # type: ignore[type-var]
        # No JSON begins with this byte; every gzip file does.
        named = source.path and source.path.suffix.lower() == ".gz"
        if named or file.peek(1)[:1] == b"\x1f":
            with gzip.open(file) as unzipped:
                yield unzipped
        else:
            yield file


def _open_raw(source: Source) -> BinaryIO:
    if source.refusal:
        raise source.refusal
    if source.path:
        return source.path.open("rb", buffering=0)
    return os.fdopen(sys.stdin.fileno(), "rb", buffering=0, closefd=False)


def _whole(file: BufferedIOBase) -> Iterator[Piece]:
    yield Piece(1, file.read())


def _each_line(lines: Iterable[bytes]) -> Iterator[Piece]:
    return (Piece(n, line.rstrip(_WHITE)) for n, line in enumerate(lines, 1) if line.strip(_WHITE))


def _by_content(file: BufferedIOBase) -> Iterator[Piece]:
    begun: list[bytes] = []
    for line in file:
        begun.append(line)
        if line.strip(_WHITE):
            break
    if begun and _is_json(begun[-1]):
        yield from _each_line(chain(begun, file))
    else:
        yield from _by_whole_content(b"".join(begun) + file.read())


def _by_whole_content(data: bytes) -> Iterator[Piece]:
    """Decide on one document or one a line where the first line is no JSON."""
    lines = list(_each_line(BytesIO(data)))
    # The lines of a broken document are hardly ever JSON by themselves; records mostly are.
    if _is_json(data) or sum(_is_json(line.data) for line in lines) * 2 < len(lines) or not lines:
        yield Piece(1, data)
    else:
        yield from lines


def _is_json(data: bytes) -> bool:
    try:
        decode_json(data, Any)
    except StructureError:
        return False
    return True


_READERS: Final[dict[str, Callable[[BufferedIOBase], Iterator[Piece]]]] = {
    ".json": _whole,
    ".jsonl": _each_line,
    ".ndjson": _each_line,
}
