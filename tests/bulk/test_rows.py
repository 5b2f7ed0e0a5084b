"""Stored documents in rows and back: every document is in a row, and none raises an error."""

import json
import multiprocessing
import pickle
from functools import partial
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from exactly import unordered
from jobstatus import AtsJob, AtsJobsPaginated, StructureError, make_converter
from jobstatus.arrow import (
    ENVELOPES,
    JOBS,
    RAW,
    REJECTS,
    ROWS,
    arrow_schema,
    convert_documents,
    from_rows,
    to_rows,
)
from jobstatus.bulk.documents import Document
from jobstatus.bulk.records import JobRecord, RecordReader
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


def is_job(text: bytes, converter: Any = KEEP) -> bool:
    """Tell whether a text is read as a job."""
    (record, *_) = RecordReader(converter).records_of(Document("", 1, text))
    return isinstance(record, JobRecord)


@given(data=st.data())
def test_jobs_come_back_as_they_were_read(data: st.DataObject) -> None:
    """Jobs come back equal, and of equal types, from lines, pages and lists."""
    jobs = [as_written(job, AtsJob) for job in data.draw(st.lists(mixed(AtsJob), max_size=3))]
    texts = [encoded(job) for job in jobs]
    good = [unordered(job) for job, text in zip(jobs, texts, strict=True) if is_job(text)]
    joined = b",".join(texts)
    for batch in (raw(*texts), raw(b'{"data": [%s]}' % joined), raw(b"[%s]" % joined)):
        assert good == [unordered(job) for job in from_rows(to_rows(batch))]


@given(data=st.data())
def test_camel_case_comes_back_in_camel_case(data: st.DataObject) -> None:
    """The converter says how keys are spelled; the columns have one name."""
    wire = cameled(as_written(data.draw(mixed(AtsJob)), AtsJob), AtsJob)
    assume(is_job(encoded(wire), CAMEL_KEEP))
    rows = to_rows(raw(encoded(wire)), converter=CAMEL_KEEP)
    assert ROWS == rows.schema
    assert [unordered(wire)] == list(map(unordered, from_rows(rows, converter=CAMEL_KEEP)))


hostile = st.binary(max_size=40) | st.none() | mixed(AtsJobsPaginated).map(encoded)


@given(texts=st.lists(hostile, max_size=4))
def test_no_document_is_lost_and_none_raises(texts: list[bytes | None]) -> None:
    """Each document is at least one row, with its file and line."""
    rows = to_rows(raw(*texts))
    rows.validate(full=True)
    assert set(range(1, len(texts) + 1)) == set(rows["line"].to_pylist())
    assert {"jobs.ndjson"} >= set(rows["file"].to_pylist())


def test_the_schemas_are_those_of_the_contract() -> None:
    """Every table begins with the place, and the rows have the columns of all tables."""
    place = ["file", "line", "path"]
    assert [*place, *arrow_schema(AtsJob).names] == JOBS.names
    assert [*place, "raw", "problems"] == REJECTS.names
    assert [*place, "envelope"] == ENVELOPES.names
    assert [*JOBS.names, "reject", "envelope"] == ROWS.names
    problem = REJECTS.field("problems").type.value_type
    assert ["path", "message", "kind", "excerpt"] == [field.name for field in problem]


def test_a_document_is_jobs_rejects_and_an_envelope() -> None:
    """Jobs and rejects have their own lines; an envelope has its line and the path of the jobs."""
    made = convert_documents([Document("a.json", 1, PRETTY)], RecordReader(KEEP))
    jobs, rejects, envelopes = (batch.to_pylist() for batch in made)
    place = ["file", "line", "path"]
    assert [("a.json", 3, "$.data[0]")] == [tuple(row[name] for name in place) for row in jobs]
    assert ("a", None) == (jobs[0]["id"], jobs[0]["extra"])
    message = "expected a string, found number 5"
    problem = {"path": "$.data[1].id", "message": message, "kind": "number", "excerpt": "5"}
    (reject,) = rejects
    assert {
        "file": "a.json", "line": 4, "path": "$.data[1]", "raw": b'{"id": 5}', "problems": [problem]
    } == reject  # fmt: skip
    (envelope,) = envelopes
    assert ("a.json", 1, "$.data") == tuple(envelope[name] for name in place)
    assert {"data": [], "next": None} == json.loads(envelope["envelope"])
    assert (JOBS, REJECTS, ENVELOPES) == tuple(batch.schema for batch in made)


def test_a_row_is_a_job_a_reject_or_an_envelope() -> None:
    """A row of one kind has nulls in the columns of the other two."""
    batch = to_rows(raw(PRETTY, b'{"id": "b"}', b"{"))
    assert [{"id": "a"}, {"id": "b"}] == list(from_rows(batch))
    rows = batch.to_pylist()
    said = [
        (row["id"], row["reject"] and row["reject"]["raw"], row["envelope"] is not None)
        for row in rows
    ]
    expected = [
        ("a", None, False), ("b", None, False),
        (None, b'{"id": 5}', False), (None, b"{", False), (None, None, True),
    ]  # fmt: skip
    assert expected == said


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "is empty, not a JSON document"),
        (b"\xff\xfe", "is UTF-16; JSON is UTF-8"),
        (b'{"id": "\xff"}', "is not JSON: invalid UTF-8 at byte 8"),
        (b'{"id": NaN}', "expected a finite number"),
        (b"[" * 100_000, "is nested too deeply"),
        (b'"open"', "expected a job"),
    ],
    ids=str,
)
def test_what_is_no_document_is_a_reject(text: bytes | None, message: str) -> None:
    """A text that is no document is a reject with its bytes and the reason."""
    (row,) = to_rows(raw(text)).to_pylist()
    assert (text or b"") == row["reject"]["raw"]
    assert message in row["reject"]["problems"][0]["message"]


def test_columns_of_stored_documents_may_be_of_other_types_or_null() -> None:
    """Columns may come from an engine that has text instead of bytes, and no lines."""
    batch = pa.record_batch(
        {"data": pa.array(['{"id": "a"}'], pa.large_string()), "line": [None], "file": [None]},
        schema=pa.schema(
            [("data", pa.large_string()), ("line", pa.int32()), ("file", pa.large_string())]
        ),
    )
    (row,) = to_rows(batch).to_pylist()
    assert ("", 1, "$", "a") == (row["file"], row["line"], row["path"], row["id"])


def test_a_batch_without_documents_is_refused() -> None:
    """A batch without a column of documents is an error, and not a reject."""
    with pytest.raises(StructureError, match=r"Document: \$\.data: is no column of the table"):
        to_rows(raw(b"{}").drop_columns(["data"]))


def test_rows_of_jobs_alone_come_back_too() -> None:
    """Rows of a table of jobs, which lacks the columns of the other kinds, come back, too."""
    jobs = convert_documents([Document("", 1, b'[{"id": "a"}]')], RecordReader(KEEP)).jobs
    assert [{"id": "a"}] == list(from_rows(jobs))


def test_a_file_may_have_a_name_that_is_no_text() -> None:
    """The bytes of a file's name that are not UTF-8 are escaped."""
    made = convert_documents([Document("a\udcff.json", 1, b"[{}, 5]")], RecordReader(KEEP))
    names = {name for batch in made for name in batch["file"].to_pylist()}
    assert {"a\\udcff.json"} == names


def test_the_function_is_pickled_by_its_name() -> None:
    """`to_rows` is pickled by its name, and a partial of it with the given converter."""
    assert to_rows is pickle.loads(pickle.dumps(to_rows))
    again = pickle.loads(pickle.dumps(partial(to_rows, converter=CAMEL_KEEP)))
    row = again(raw(b'{"remoteId": "5"}')).to_pylist()[0]
    assert "5" == row["remote_id"]


def test_a_new_process_makes_the_same_rows() -> None:
    """A new process makes the same rows without any setting up."""
    batch = raw(b'{"id": "a", "job_status": {"value": "new", "source_value": 1.0}}', b"{")
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert to_rows(batch) == pool.apply(to_rows, (batch,))
