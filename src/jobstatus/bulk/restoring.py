"""Put converted documents together again: each envelope with its jobs and rejects."""

from __future__ import annotations

import heapq
import re
from array import array
from bisect import bisect_right
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec import Raw
from msgspec.json import Decoder, encode

from jobstatus.codecs.json_text import encode_json
from jobstatus.models import AtsJob

from .output import ConversionError
from .parts import ENVELOPES, REJECTS, TABLES, part_path, read_counts
from .plan import read_plan
from .tasks import converter_of

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator

    from pyarrow import RecordBatch

    from .plan import Options, Plan, Task

__all__ = ["restore"]

_OBJECT: Final = Decoder(dict[str, Raw])
_INDEX: Final = re.compile(r"\[(\d+)\]\Z")
_BATCH: Final = 1024
# In a document the envelope comes first, then what is wrong with it, then its items.
_ENVELOPE: Final = -2
_ROOT: Final = -1


class _Row(NamedTuple):
    """A part of a document; rows sort in the order of the sources.

    Attributes:
        file: The number of the document's file in the task.
        line: The line of the file on which the document begins.
        item: The index of an item, or a number for what comes before the items.
        text: The JSON text.
    """

    file: int
    line: int
    item: int
    text: bytes


def restore(out: str | os.PathLike[str]) -> Iterator[bytes]:
    """Read the documents back that a conversion has read.

    Args:
        out: The folder of the conversion.

    Returns:
        An iterator over the JSON texts of the documents, in the order of the sources. It holds one
        document at a time. A document that is broken comes back byte by byte. One that was not
        read, for it was too large or in a damaged file, is empty.

    Raises:
        ConversionError: The folder has no conversion in it, or one that is not complete.
        ModuleNotFoundError: pyarrow is not installed.
    """
    folder = Path(out)
    plan = read_plan(folder)
    if plan is None:
        raise ConversionError(f"{folder}: has no conversion in it")
    missing = sum(read_counts(folder, task.id) is None for task in plan.tasks())
    if missing:
        raise ConversionError(f"{folder}: {missing} of its tasks are not done; convert again")
    return _documents(folder, plan)


def _documents(folder: Path, plan: Plan) -> Iterator[bytes]:
    at = plan.options.at
    steps = at.split(".") if at else ["data"]
    for task in plan.tasks():
        places = _Places(folder, task)
        rows = heapq.merge(*(_rows(folder, task, table, places) for table in TABLES))
        for _, document in groupby(rows, key=lambda row: row[:2]):
            yield _join(document, steps)


def _join(rows: Iterator[_Row], steps: list[str]) -> bytes:
    """Put a document together."""
    first = next(rows)
    if first.item != _ENVELOPE:
        return first.text
    items = [row.text for row in rows if row.item != _ROOT]
    return _fill(first.text, [] if first.text[:1] == b"[" else steps, items)


def _fill(envelope: bytes, steps: list[str], items: list[bytes]) -> bytes:
    """Put items into an envelope, at the keys that lead to an empty array or object."""
    if not steps:
        return b"[" + b",".join(items) + b"]" if envelope == b"[]" else items[0]
    parts = [
        encode(key)
        + b":"
        + (_fill(bytes(raw), steps[1:], items) if key == steps[0] else bytes(raw))
        for key, raw in _OBJECT.decode(envelope).items()
    ]
    return b"{" + b",".join(parts) + b"}"


class _Places:
    """Finds the document of each row: the row itself has only the line on which its item begins."""

    def __init__(self, folder: Path, task: Task) -> None:
        self._numbers: dict[str, int] = {}
        for number, piece in enumerate(task.pieces):
            self._numbers.setdefault(piece.name, number)
        self._envelopes: dict[int, array[int]] = {}
        for batch in _batches(folder, task, ENVELOPES, ["file", "line"]):
            for file, line in zip(*(column.to_pylist() for column in batch), strict=True):
                self._envelopes.setdefault(self._numbers[file], array("q")).append(line)

    def find(self, file: str, line: int, path: str) -> tuple[int, int]:
        """Return the number of the file, and the line on which the document begins."""
        number = self._numbers[file]
        if path == "$":
            return number, line
        lines = self._envelopes[number]
        return number, lines[bisect_right(lines, line) - 1]


def _batches(
    folder: Path, task: Task, table: str, columns: list[str] | None = None
) -> Iterator[RecordBatch]:
    from pyarrow import parquet  # noqa: PLC0415 - pyarrow is optional

    path = part_path(folder, table, task.id)
    if path.exists():  # a task without rejects has no part of them
        with parquet.ParquetFile(path) as file:
            yield from file.iter_batches(_BATCH, columns=columns)


def _rows(folder: Path, task: Task, table: str, places: _Places) -> Iterator[_Row]:
    for batch in _batches(folder, task, table):
        files, lines, paths = (batch[name].to_pylist() for name in ("file", "line", "path"))
        texts = _texts(batch, table, task.options)
        for file, line, path, text in zip(files, lines, paths, texts, strict=True):
            if table == ENVELOPES:
                yield _Row(*places.find(file, line, "$"), _ENVELOPE, text)
            else:
                yield _Row(*places.find(file, line, path), _index_of(path), text)


def _texts(batch: RecordBatch, table: str, options: Options) -> Iterable[bytes]:
    from .rows import from_rows  # noqa: PLC0415 - pyarrow is optional

    if table == REJECTS:
        raw: list[bytes] = batch["raw"].to_pylist()
        return raw
    if table == ENVELOPES:
        return (text.encode() for text in batch["envelope"].to_pylist())
    documents = from_rows(batch, converter=converter_of(options))
    return (encode_json(document, AtsJob) for document in documents)


def _index_of(path: str) -> int:
    if path == "$":
        return _ROOT
    found = _INDEX.search(path)
    return int(found[1]) if found else 0
