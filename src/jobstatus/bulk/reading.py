"""Read the jobs of many files, each with its place, in bounded memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jobstatus.converters import converter as _converter
from jobstatus.problems import Problem

from .compression import describe_read_error
from .documents import MAX_DOCUMENT, Document, read_documents
from .records import EnvelopeRecord, RecordReader
from .sources import find_sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jobstatus.converters import JsonConverter

    from .compression import FileWrapper
    from .records import JobRecord, Record, RejectRecord
    from .sources import Source, SourceLike

__all__ = ["read_jobs", "read_records"]


def read_jobs(
    sources: SourceLike | Iterable[SourceLike],
    *,
    converter: JsonConverter = _converter,
    at: str | None = None,
    max_document: int = MAX_DOCUMENT,
) -> Iterator[JobRecord | RejectRecord]:
    """Read stored responses, and structure the jobs that they carry, one by one.

    A document may be a page, a result, a job, or a list of jobs. A file has one document, or one on
    each line; its content shows which. Files may be compressed with gzip, zstd or xz.

    Args:
        sources: Files; folders, of which all `.json`, `.jsonl` and `.ndjson` files are read, also
            compressed ones; globs; URLs that fsspec knows, if it is installed; `-` for standard
            input; open binary files. One of them, or many.
        converter: The converter that structures the jobs: `make_converter(case="camel")` reads
            camelCase exports, `make_converter(unknown="keep")` keeps undeclared keys, and
            `make_converter(on_drift=...)` reports drift, with the location of the job as context.
        at: The path of the jobs in each document, such as `response.data`, if the documents are
            envelopes of your own.
        max_document: The largest number of bytes of one document; a larger one is a reject.

    Returns:
        An iterator over the jobs and rejects, in order. It holds one document at a time. A file
        that cannot be read is a reject, too, and the next file is read.

    Raises:
        SourceError: A source that is named does not exist, cannot be read or has nothing to read.
    """
    reader = RecordReader(converter, at=at)
    return _jobs_of(find_sources(sources), reader, max_document)


def _jobs_of(
    sources: Iterable[Source], reader: RecordReader, max_document: int
) -> Iterator[JobRecord | RejectRecord]:
    for source in sources:
        for record in read_records(source, reader, max_document=max_document):
            if not isinstance(record, EnvelopeRecord):
                yield record


def read_records(
    source: Source,
    reader: RecordReader,
    *,
    max_document: int = MAX_DOCUMENT,
    wrap_file: FileWrapper | None = None,
) -> Iterator[Record]:
    """Read a file, and structure the jobs that its documents carry.

    Args:
        source: The file.
        reader: The reader of documents.
        max_document: The largest number of bytes of one document.
        wrap_file: Takes the open file and returns the file to read instead.

    Yields:
        The records of each document. What cannot be read of the file is a reject.
    """
    line = source.line
    try:
        for document in read_documents(source, max_document=max_document, wrap_file=wrap_file):
            line = document.line + 1
            yield from reader.records_of(document)
    except OSError as error:
        problem = Problem(describe_read_error(error))
        yield from reader.records_of(Document(source.name, line, b"", problem))
