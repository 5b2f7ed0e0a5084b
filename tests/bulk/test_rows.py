"""Stored documents in rows and back: every document is in a row, and none raises an error."""

import json
import pickle
import subprocess
import sys
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exactly import unordered
from jobstatus import AtsJob, AtsJobResult, AtsJobsPaginated, StructureError, make_converter
from jobstatus.arrow import (
    ENVELOPES,
    JOBS,
    RAW,
    REJECTS,
    ROWS,
    convert_documents,
    from_rows,
    to_rows,
)
from jobstatus.bulk.documents import Document
from jobstatus.bulk.records import RecordReader
from strategies import as_written, cameled, mixed

KEEP = make_converter(unknown="keep")
CAMEL_KEEP = make_converter(unknown="keep", case="camel")
PRETTY = b'{\n  "data": [\n    {"id": "a"},\n    {"id": 5}\n  ],\n  "next": null\n}'


def raw(*texts: bytes | None) -> pa.RecordBatch:
    """Make a batch of stored documents, one on each line of a file."""
    lines = range(1, len(texts) + 1)
    return pa.RecordBatch.from_arrays([["jobs.ndjson"] * len(texts), lines, texts], schema=RAW)


def encoded(document: Any) -> bytes:
    """Encode a document as a service does."""
    return json.dumps(document, ensure_ascii=False).encode()


carriers = st.sampled_from([AtsJob, AtsJobResult, AtsJobsPaginated, list[AtsJob]])


@given(data=st.data())
def test_jobs_come_back_as_they_were_read(data: st.DataObject) -> None:
    """Whatever carries them; equal, and of equal types."""
    jobs = [as_written(job, AtsJob) for job in data.draw(st.lists(mixed(AtsJob), max_size=4))]
    texts = [encoded(job) for job in jobs]
    good = [job for job, text in zip(jobs, texts, strict=True) if is_good(text)]
    for batch in (
        raw(*texts),
        raw(b'{"data": [%s]}' % b",".join(texts)),
        raw(b"[%s]" % b",".join(texts)),
    ):
        back = from_rows(to_rows(batch))
        assert [unordered(job) for job in good] == [unordered(job) for job in back]


def is_good(text: bytes) -> bool:
    """Tell whether a text is read as a job."""
    (record, *_) = RecordReader(KEEP).records_of(Document("", 1, text))
    return hasattr(record, "job")


@given(data=st.data())
def test_camel_case_comes_back_in_camel_case(data: st.DataObject) -> None:
    """The converter says how keys are spelled; the columns have one name."""
    wire = cameled(as_written(data.draw(mixed(AtsJob)), AtsJob), AtsJob)
    rows = to_rows(raw(encoded(wire)), converter=CAMEL_KEEP)
    for back in from_rows(rows, converter=CAMEL_KEEP):
        assert unordered(wire) == unordered(back)
    assert ROWS == rows.schema


@given(
    texts=st.lists(
        st.binary(max_size=40) | st.none() | mixed(AtsJobsPaginated).map(encoded), max_size=4
    )
)
def test_no_document_is_lost_and_none_raises(texts: list[bytes | None]) -> None:
    """Each of them is at least one row, with its file and line."""
    rows = to_rows(raw(*texts))
    assert set(range(1, len(texts) + 1)) == set(rows["line"].to_pylist())
    assert {"jobs.ndjson"} >= set(rows["file"].to_pylist())
    rows.validate(full=True)
