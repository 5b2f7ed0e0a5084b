"""Run one task: read its pieces, convert their documents in batches, and write its parts."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final

from jobstatus.converters import make_converter
from jobstatus.problems import Problem

from .compression import describe_read_error
from .documents import Document, read_documents
from .parts import ENVELOPES, JOBS, REJECTS, Counts, write_parts
from .records import RecordReader
from .sources import SourceError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from jobstatus.converters import JsonConverter

    from .plan import Options, Task

__all__ = ["converter_of", "paused_collection", "run_task"]

_BATCH: Final = 2 << 20
# A document of few bytes becomes a row of many columns.
_BATCH_DOCUMENTS: Final = 4096


def run_task(task: Task, folder: str) -> Counts:
    """Convert the documents of a task, and write its part of each table.

    Engines call it in their workers: it can be pickled, and so can what it takes and gives.

    Args:
        task: The task.
        folder: The folder of the conversion.

    Returns:
        The numbers of rows.

    Raises:
        SourceError: A source cannot be read, or has changed since it was planned.
        OutputError: A file cannot be written.
        ModuleNotFoundError: pyarrow is not installed.
    """
    from . import rows  # noqa: PLC0415 - pyarrow is optional

    schemas = {JOBS: rows.JOBS, REJECTS: rows.REJECTS, ENVELOPES: rows.ENVELOPES}
    reader = reader_of(task.options)
    with write_parts(Path(folder), task.id, schemas) as writer:
        for batch in _batches(_documents(task)):
            with paused_collection():
                writer.write(*rows.convert_documents(batch, reader))
            del batch
    return writer.counts


@lru_cache(maxsize=8)
def converter_of(options: Options) -> JsonConverter:
    """Return the converter that structures the jobs of a conversion, and writes them back.

    Args:
        options: The options of the conversion.
    """
    return make_converter(unknown="keep", case=options.case)


@lru_cache(maxsize=8)
def reader_of(options: Options) -> RecordReader:
    """Return the reader of the records of a conversion.

    Args:
        options: The options of the conversion.

    Raises:
        ValueError: The case is neither `"snake"` nor `"camel"`.
    """
    return RecordReader(converter_of(options), at=options.at)


def _documents(task: Task) -> Iterator[Document]:
    for piece in task.pieces:
        if piece.error is not None:
            yield Document(piece.name, 1, b"", Problem(piece.error))
            continue
        try:
            source = piece.as_source()
            yield from read_documents(source, max_document=task.options.max_document)
            piece.as_source()  # it has not changed meanwhile, either
        except OSError as error:
            raise SourceError(f"{piece.name}: {describe_read_error(error)}") from error


def _batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    batch: list[Document] = []
    size = 0
    for document in documents:
        batch.append(document)
        size += len(document.data)
        if size >= _BATCH or len(batch) >= _BATCH_DOCUMENTS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


_pausing: Final = Lock()
_pauses = 0
_was_enabled = False


@contextmanager
def paused_collection() -> Generator[None]:
    """Pause the garbage collector for the length of a `with` block.

    Thousands of new objects that all stay make it look through them again and again, for nothing.
    Blocks may overlap in several threads: the last one to end turns it on again, if it was on.
    """
    global _pauses, _was_enabled  # noqa: PLW0603 - there is one garbage collector
    with _pausing:
        if not _pauses:
            _was_enabled = gc.isenabled()
            gc.disable()
        _pauses += 1
    try:
        yield
    finally:
        with _pausing:
            _pauses -= 1
            if not _pauses and _was_enabled:
                gc.enable()
