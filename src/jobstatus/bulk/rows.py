"""Batches of stored documents converted into batches of jobs, rejects and envelopes, and back."""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pyarrow as pa

from jobstatus.converters import make_converter
from jobstatus.models import AtsJob
from jobstatus.tables.class_tables import columns_of, table_of

from .documents import Document
from .records import EnvelopeRecord, JobRecord, RecordReader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from jobstatus.converters import JsonConverter

    from .records import RejectRecord

__all__ = [
    "ENVELOPES",
    "JOBS",
    "RAW",
    "REJECTS",
    "ROWS",
    "Batches",
    "convert_documents",
    "from_rows",
    "to_rows",
]

_keeping: Final = make_converter(unknown="keep")

_TEXT: Final = pa.string()
_PLACE: Final = [pa.field("file", _TEXT), pa.field("line", pa.int64()), pa.field("path", _TEXT)]
_PROBLEM: Final = pa.struct([(name, _TEXT) for name in ("path", "message", "kind", "excerpt")])
_REJECT: Final = [pa.field("raw", pa.binary()), pa.field("problems", pa.list_(_PROBLEM))]

RAW: Final = pa.schema([("file", _TEXT), ("line", pa.int64()), ("data", pa.binary())])
"""The schema of stored documents: `line` is that on which a document begins, `data` its text."""

JOBS: Final = pa.schema([*_PLACE, *table_of(AtsJob, _keeping).schema])
"""The schema of jobs: the place of each, and the columns of `AtsJob`."""

REJECTS: Final = pa.schema([*_PLACE, *_REJECT])
"""The schema of rejects: documents and items that are no job or have problems, with their text."""

ENVELOPES: Final = pa.schema([*_PLACE, ("envelope", _TEXT)])
"""The schema of envelopes: the JSON text of a document without its jobs, and the path of the jobs.

`line` is the line on which the document begins.
"""

ROWS: Final = pa.schema([*JOBS, ("reject", pa.struct(_REJECT)), ("envelope", _TEXT)])
"""The schema of jobs, rejects and envelopes in one: a row with neither of the last two is a job."""


class Batches(NamedTuple):
    """The record batches that documents are converted into.

    Attributes:
        jobs: The jobs, by the schema `JOBS`.
        rejects: The rejects, by the schema `REJECTS`.
        envelopes: The envelopes, by the schema `ENVELOPES`.
    """

    jobs: pa.RecordBatch
    rejects: pa.RecordBatch
    envelopes: pa.RecordBatch


def convert_documents(documents: Iterable[Document], reader: RecordReader) -> Batches:
    """Convert JSON documents into batches of their jobs, rejects and envelopes.

    Args:
        documents: The documents. Their records are in memory all at once.
        reader: The reader of documents. One whose converter has `unknown="keep"` loses nothing.
    """
    jobs: list[JobRecord] = []
    rejects: list[RejectRecord] = []
    envelopes: list[EnvelopeRecord] = []
    for document in documents:
        for record in reader.records_of(document):
            if isinstance(record, JobRecord):
                jobs.append(record)
            elif isinstance(record, EnvelopeRecord):
                envelopes.append(record)
            else:
                rejects.append(record)
    columns = table_of(AtsJob, reader.converter).to_batch([record.job for record in jobs]).columns
    return Batches(
        pa.RecordBatch.from_arrays([*_places(jobs), *columns], schema=JOBS),
        pa.RecordBatch.from_arrays([*_places(rejects), *_rejects(rejects)], schema=REJECTS),
        _envelopes(envelopes),
    )


def to_rows(batch: pa.RecordBatch, *, converter: JsonConverter = _keeping) -> pa.RecordBatch:
    """Convert stored documents into rows: of their jobs, of rejects, and of envelopes.

    Any engine can call it in its workers, such as Spark in `mapInArrow`: it depends on its arguments
    alone, and pickles by name.

    Args:
        batch: Documents by the schema `RAW`; the types may be others of the same meaning. Where
            `data` is null, a document is empty.
        converter: The converter that structures the jobs. One with `unknown="keep"` loses nothing.

    Returns:
        The rows by the schema `ROWS`. Whatever is wrong with a document is in a row: no error of the
        data is raised.

    Raises:
        StructureError: The batch has not the columns of `RAW`.
    """
    files, lines, texts = (column.to_pylist() for column in columns_of(batch, RAW, Document))
    documents = [
        Document(file or "", 1 if line is None else line, data or b"")
        for file, line, data in zip(files, lines, texts, strict=True)
    ]
    return _in_one(convert_documents(documents, _reader_of(converter)))


def from_rows(
    batch: pa.RecordBatch, *, converter: JsonConverter = _keeping
) -> Iterator[dict[str, Any]]:
    """Yield the jobs of rows as the JSON objects that they were read from, decoded.

    Args:
        batch: Rows by the schema `ROWS` or `JOBS`.
        converter: The converter that structured the jobs; its case is that of the keys.

    Yields:
        An object for each row that is a job, equal to what was read, but for the order of keys, and
        for a second spelling, such as `sourceValue`, in whose place is the first, `source_value`.

    Raises:
        StructureError: A column is missing, or has what no row has.
    """
    for name in ("reject", "envelope"):
        if name in batch.schema.names:
            batch = batch.filter(batch[name].is_null())
    yield from table_of(AtsJob, converter).documents(batch)


@lru_cache(maxsize=8)
def _reader_of(converter: JsonConverter) -> RecordReader:
    return RecordReader(converter)


def _places(records: Sequence[JobRecord | RejectRecord]) -> list[pa.Array]:
    """Return the columns of the places of records."""
    files: list[str] = []
    lines: list[int] = []
    paths: list[str] = []
    for record in records:
        document = record.document
        files.append(document.file)
        if record.steps:
            location = record.location
            lines.append(location.line)
            paths.append(location.path)
        else:  # a whole document, as an envelope is
            lines.append(document.line)
            paths.append("$")
    return [_texts(files), pa.array(lines, pa.int64()), _texts(paths)]


def _rejects(rejects: Sequence[RejectRecord]) -> list[pa.Array]:
    """Return the columns of the texts and problems of rejects."""
    problems = [problem for record in rejects for problem in record.problems]
    columns = [
        _texts([problem.path for problem in problems]),
        _texts([problem.message for problem in problems]),
        _texts([problem.kind for problem in problems]),
        _texts([problem.excerpt for problem in problems]),
    ]
    offsets = [0, *accumulate(len(record.problems) for record in rejects)]
    lists = pa.ListArray.from_arrays(
        pa.array(offsets, pa.int32()),
        pa.StructArray.from_arrays(columns, fields=list(_PROBLEM)),
        type=pa.list_(_PROBLEM),
    )
    return [pa.array([record.raw for record in rejects], pa.binary()), lists]


def _envelopes(envelopes: Sequence[EnvelopeRecord]) -> pa.RecordBatch:
    """Return the batch of envelopes."""
    columns = [
        _texts([record.file for record in envelopes]),
        pa.array([record.document.line for record in envelopes], pa.int64()),
        _texts([record.path for record in envelopes]),
        pa.array([record.raw for record in envelopes], pa.binary()).cast(_TEXT),
    ]
    return pa.RecordBatch.from_arrays(columns, schema=ENVELOPES)


def _texts(texts: list[str]) -> pa.Array:
    """Make an array of texts. Names of files may hold bytes that are no text; they are escaped."""
    try:
        return pa.array(texts, _TEXT)
    except UnicodeEncodeError:
        exact = [text.encode("utf-8", "backslashreplace").decode() for text in texts]
        return pa.array(exact, _TEXT)


def _in_one(batches: Batches) -> pa.RecordBatch:
    """Put jobs, rejects and envelopes into one batch by the schema `ROWS`."""
    jobs, rejects, envelopes = batches
    reject = pa.StructArray.from_arrays([rejects["raw"], rejects["problems"]], fields=_REJECT)
    parts = [jobs, rejects.append_column("reject", reject), envelopes]
    columns = [
        pa.concat_arrays(
            [
                part[field.name]
                if field.name in part.schema.names
                else pa.nulls(len(part), field.type)
                for part in parts
            ]
        )
        for field in ROWS
    ]
    return pa.RecordBatch.from_arrays(columns, schema=ROWS)
