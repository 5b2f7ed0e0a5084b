"""Reports on documents that a test has made."""

import json
from typing import Any

from jobstatus.bulk.documents import Document
from jobstatus.bulk.records import EnvelopeRecord, JobRecord, RejectRecord
from jobstatus.reports.building import ReportOptions, reader_of
from jobstatus.reports.report import Report


def records_of(
    *documents: Any, file: str = "a.json", options: ReportOptions | None = None
) -> list[JobRecord | RejectRecord]:
    """Return the jobs and rejects of documents, each on a line of its own."""
    reader = reader_of(options or ReportOptions())
    texts = [doc if isinstance(doc, bytes) else json.dumps(doc).encode() for doc in documents]
    return [
        record
        for line, text in enumerate(texts, 1)
        for record in reader.records_of(Document(file, line, text))
        if not isinstance(record, EnvelopeRecord)
    ]


def report_of(
    *documents: Any, file: str = "a.json", options: ReportOptions | None = None
) -> Report:
    """Make the report on a file that has these documents."""
    report = (options or ReportOptions()).new_report()
    with report.file(0, file):
        for record in records_of(*documents, file=file, options=options):
            report.add(record)
    return report


def report_of_files(*files: list[Any], options: ReportOptions | None = None) -> Report:
    """Make the report on files, each a list of documents."""
    report = (options or ReportOptions()).new_report()
    for index, documents in enumerate(files):
        with report.file(index, f"{index}.json"):
            for record in records_of(*documents, file=f"{index}.json", options=options):
                report.add(record)
    return report


def job(value: Any, source: Any = None, **other: Any) -> dict[str, Any]:
    """Return a job with a status."""
    return {"id": "1", "job_status": {"value": value, "source_value": source}, **other}


def job_of(pair: Any) -> dict[str, Any]:
    """Return a job with this as its `job_status`."""
    return {"id": "1", "job_status": pair}
