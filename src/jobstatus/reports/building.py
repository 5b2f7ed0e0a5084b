"""Read files, and report on their jobs and problems."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from attrs import frozen

from jobstatus.bulk.documents import MAX_DOCUMENT
from jobstatus.bulk.reading import read_records
from jobstatus.bulk.records import EnvelopeRecord, RecordReader, RejectRecord
from jobstatus.bulk.sources import find_sources
from jobstatus.converters import make_converter

from .jobs import ReportedJob
from .report import Report
from .undeclared import UndeclaredKeys

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jobstatus.bulk.compression import FileWrapper
    from jobstatus.bulk.sources import Source, SourceLike
    from jobstatus.nodes.keys import Case, Unknown

    from .rejects import RejectWriter

__all__ = ["ReportBuilder", "ReportOptions", "build_report", "reader_of"]


@frozen
class ReportOptions:
    """The options of a report.

    Attributes:
        case: The case of keys in the documents.
        at: The path of the jobs in each document, such as `response.data`, if the documents are
            envelopes of your own.
        max_document: The largest number of bytes of one document; a larger one is a reject.
        count_keys: True to count the keys that no field declares. It takes a little longer, and a
            key in the other case is then counted instead of being a problem.
    """

    case: Case = "snake"
    at: str | None = None
    max_document: int = MAX_DOCUMENT
    count_keys: bool = False

    def new_report(self) -> Report:
        """Return a report on nothing yet."""
        keys = UndeclaredKeys(self.case) if self.count_keys else None
        return Report(self.case, keys=keys)


class ReportBuilder:
    """Reads files, and counts what is in them.

    Args:
        options: The options of the report.
        rejects: The writer of rejected documents and items; `None` if they are only counted.
        wrap_file: Takes each open file and returns the file to read instead.

    Attributes:
        report: The report on what has been read so far.
        rejects: The writer of rejects.
    """

    def __init__(
        self,
        options: ReportOptions,
        *,
        rejects: RejectWriter | None = None,
        wrap_file: FileWrapper | None = None,
    ) -> None:
        self.report: Report = options.new_report()
        self.rejects: RejectWriter | None = rejects
        self._wrap_file = wrap_file
        self._max_document = options.max_document
        self._reader = reader_of(options)

    def read(self, index: int, source: Source) -> None:
        """Read a file, or a part of one.

        Args:
            index: The number of the file, counted from 0.
            source: The file. If it cannot be read, that is a problem of the report.

        Raises:
            OutputError: The rejects cannot be written.
        """
        records = read_records(
            source, self._reader, max_document=self._max_document, wrap_file=self._wrap_file
        )
        report = self.report
        with report.file(index, source.name, is_continued=source.start > 0):
            for record in records:
                if not isinstance(record, EnvelopeRecord):
                    report.add(record)
                    if self.rejects is not None and isinstance(record, RejectRecord):
                        self.rejects.add(record)


def build_report(
    sources: SourceLike | Iterable[SourceLike], options: ReportOptions | None = None
) -> Report:
    """Read files, and report on their jobs and problems.

    Args:
        sources: Files, folders, globs, URLs, `-` for standard input, or open binary files; one of
            them, or many. A file of a folder that cannot be read is a problem of the report.
        options: The options; by default those of `ReportOptions()`.

    Returns:
        The report.

    Raises:
        SourceError: A source that is named does not exist, cannot be read or has nothing to read.
        ValueError: The case of the options is neither `"snake"` nor `"camel"`.
    """
    builder = ReportBuilder(options or ReportOptions())
    for index, source in enumerate(find_sources(sources)):
        builder.read(index, source)
    return builder.report


@lru_cache(maxsize=8)
def reader_of(options: ReportOptions) -> RecordReader:
    """Return the reader of documents for a report.

    Args:
        options: The options of the report.
    """
    unknown: Unknown = "keep" if options.count_keys else "drop"
    converter = make_converter(case=options.case, unknown=unknown)
    return RecordReader(converter, at=options.at, type_=ReportedJob)
