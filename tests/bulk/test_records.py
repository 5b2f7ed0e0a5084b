"""Every document yields its jobs, rejects and envelopes, and no error is raised."""

import gc
import json
from inspect import signature
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobstatus import AtsJob, JobStatus, converter, make_converter
from jobstatus.bulk.documents import Document
from jobstatus.bulk.records import EnvelopeRecord, JobRecord, Record, RecordReader, RejectRecord
from jobstatus.problems import Problem
from jobstatus.testing import documents, encoded
from strategies import json_values

OPEN = {"id": "1", "job_status": {"value": "open"}}
BARE = {"id": "1"}
BAD = {"id": "2", "job_status": {"value": 5}}
PAIRS = {"JobRecord": "job", "RejectRecord": "reject", "EnvelopeRecord": "envelope"}


def records(data: bytes, line: int = 1, **options: Any) -> list[Record]:
    """Return the records of a document."""
    return list(RecordReader(**options).records_of(Document("a.json", line, data)))


def outline(value: Any, **options: Any) -> list[tuple[str, str]]:
    """Return the kind and the path of every record of a document."""
    found = records(json.dumps(value).encode(), **options)
    return [(PAIRS[type(record).__name__], record.path) for record in found]


def texts(rejects: list[Record]) -> list[str]:
    """Return the paths and messages of the problems of rejects."""
    return [
        f"{problem.path}: {problem.message}"
        for record in rejects
        if isinstance(record, RejectRecord)
        for problem in record.problems
    ]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (OPEN, [("job", "$")]),
        (BARE, [("job", "$")]),
        ({"id": None}, [("job", "$")]),
        (BAD, [("reject", "$")]),
        (OPEN | {"data": [OPEN]}, [("job", "$")]),
        (BAD | {"data": [OPEN]}, [("reject", "$")]),
        (BARE | {"data": "x"}, [("job", "$")]),
        (
            {"data": [OPEN, BARE]},
            [("envelope", "$.data"), ("job", "$.data[0]"), ("job", "$.data[1]")],
        ),
        ({"status": 200, "data": [OPEN]}, [("envelope", "$.data"), ("job", "$.data[0]")]),
        ({"id": "x", "data": [OPEN]}, [("envelope", "$.data"), ("job", "$.data[0]")]),
        ({"data": OPEN}, [("envelope", "$.data"), ("job", "$.data")]),
        ([OPEN, OPEN], [("envelope", "$"), ("job", "$[0]"), ("job", "$[1]")]),
        ({"data": []}, [("envelope", "$.data")]),
        ([], [("envelope", "$")]),
        (
            {"data": [OPEN, BAD, OPEN]},
            [
                ("envelope", "$.data"),
                ("job", "$.data[0]"),
                ("reject", "$.data[1]"),
                ("job", "$.data[2]"),
            ],
        ),
        (
            {"data": [None, OPEN]},
            [("envelope", "$.data"), ("reject", "$.data[0]"), ("job", "$.data[1]")],
        ),
        ([[OPEN], {}], [("envelope", "$"), ("reject", "$[0]"), ("reject", "$[1]")]),
        (
            {"next": 5, "data": [OPEN]},
            [("envelope", "$.data"), ("reject", "$"), ("job", "$.data[0]")],
        ),
        ({"raw": [{}], "data": OPEN}, [("envelope", "$.data"), ("reject", "$"), ("job", "$.data")]),
    ],
    ids=[
        "job",
        "job-without-status",
        "job-of-null",
        "bad-job",
        "job-with-data",
        "bad-job-with-data",
        "job-with-other-data",
        "page",
        "page-with-a-status-code",
        "page-with-an-id",
        "result",
        "list",
        "empty-page",
        "empty-list",
        "page-with-a-bad-job",
        "page-with-null",
        "list-of-others",
        "bad-page",
        "bad-result",
    ],
)
def test_whatever_carries_jobs(value: Any, expected: list[tuple[str, str]]) -> None:
    """A document may be a page, a result, a job or a list; a bad job costs itself alone."""
    assert expected == outline(value)


def test_keys_may_be_escaped() -> None:
    r"""`"d\u0061ta"` is the key `data`."""
    assert [EnvelopeRecord, JobRecord] == [
        type(r) for r in records(rb'{"d\u0061ta": [{"id": "1"}]}')
    ]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "$: is empty, not a JSON document"),
        (b"{oops}", "$: is not JSON: object keys must be strings at byte 1, near b'{oops}'"),
        (
            b'{"data": [oops]}',
            "$: is not JSON: invalid character at byte 10, near b'{\"data\": [oops]}'",
        ),
        (b"[1", "$: is not JSON: the text ends too early at byte 2, near b'[1'"),
        (
            b"5",
            "$: expected a job, a list of jobs, or an object with jobs in `data`, found number 5",
        ),
        (
            b"null",
            "$: expected a job, a list of jobs, or an object with jobs in `data`, found null",
        ),
        (b"{}", "$: is no job: has none of its fields, found object {}"),
        (b'{"a": "b"}', '$: is no job: has none of its fields, found object {"a": "b"}'),
        (b'{"data": null}', "$.data: expected a job or an array of jobs, found null"),
        (b'{"data": "x"}', '$.data: expected a job or an array of jobs, found string "x"'),
        (b"[" * 100_000, "$: is nested too deeply"),
        (b'{"data":' + b"[" * 100_000, "$: is nested too deeply"),
        (b'{"data": "\xff"}', "$.data: is not JSON: invalid UTF-8 at byte 1, near b'\"\\xff\"'"),
        (
            b'[{"id": "\xff"}]',
            '$[0]: is not JSON: invalid UTF-8 at byte 8, near b\'{"id": "\\xff"}\'',
        ),
    ],
    ids=[
        "empty",
        "broken",
        "broken-item",
        "cut-off",
        "number",
        "null",
        "object",
        "error",
        "null-data",
        "text-data",
        "deep",
        "deep-data",
        "bad-utf-8-in-data",
        "bad-utf-8-in-an-item",
    ],
)
def test_what_is_no_job_is_a_reject(data: bytes, problem: str) -> None:
    """A broken document, or one of another API, is a reject that says why, and no empty job."""
    found = [record for record in records(data) if not isinstance(record, EnvelopeRecord)]
    assert [problem] == texts(found)


def test_a_reject_has_the_text_of_its_item() -> None:
    """The text is that of the file, to the byte; problems have their paths from the root."""
    found = records(b'{"data": [ {"id":  5, "code": 1.0} , {"id": "2"}]}')
    (reject,) = (record for record in found if isinstance(record, RejectRecord))
    assert b'{"id":  5, "code": 1.0}' == reject.raw
    assert [
        "$.data[0].id: expected a string, found number 5",
        "$.data[0].code: expected a string, found number 1.0",
    ] == texts(found)


def test_an_envelope_is_the_document_without_its_jobs() -> None:
    """An envelope has all other keys as they are written; of a key that comes twice, the last."""
    found = records(b'{"next" : 1.0, "data": 5, "n\\u00e9": [ 1 ], "data": [{"id": "1"}, 5]}')
    envelope, bad, *_ = found
    assert isinstance(envelope, EnvelopeRecord)
    assert b'{"next":1.0,"data":[],"n\xc3\xa9":[ 1 ]}' == envelope.raw
    assert isinstance(bad, RejectRecord)
    assert envelope.raw == bad.raw


def test_the_document_may_have_a_problem() -> None:
    """A document that could not be read is a reject with the document's problem."""
    document = Document("a.json", 3, b"", Problem("is too large"))
    (reject,) = RecordReader().records_of(document)
    assert ["$: is too large"] == texts([reject])
    assert ("a.json", 3, "$") == reject.location


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (
            {"a": {"b": [OPEN, BAD]}},
            [("envelope", "$.a.b"), ("job", "$.a.b[0]"), ("reject", "$.a.b[1]")],
        ),
        ({"a": {"b": OPEN, "c": 1}}, [("envelope", "$.a.b"), ("job", "$.a.b")]),
        ({"a": {"c": 1}}, [("reject", "$")]),
        ({"a": [OPEN]}, [("reject", "$")]),
        ({"a": {"b": 5}}, [("reject", "$")]),
        ([OPEN], [("reject", "$")]),
        (OPEN, [("reject", "$")]),
        (5, [("reject", "$")]),
    ],
    ids=["list", "one", "absent", "no-object", "no-job", "array", "job", "number"],
)
def test_jobs_at_a_path(value: Any, expected: list[tuple[str, str]]) -> None:
    """Jobs may be carried at any path, if it is given; all else is a reject."""
    assert expected == outline(value, at="a.b")


def test_what_is_not_at_the_path() -> None:
    """The problem names the key that is absent, and where; an envelope keeps all that is around."""
    assert ['$.a: has no "b", found object {"c": 1}'] == texts(
        records(b'{"a": {"c": 1}}', at="a.b")
    )
    assert ["$.a: expected an object, found array [1]"] == texts(records(b'{"a": [1]}', at="a.b"))
    envelope, *_ = records(b'{"x": 1.0, "a": {"b": [{}], "y": null}}', at="a.b")
    assert isinstance(envelope, EnvelopeRecord)
    assert b'{"x":1.0,"a":{"b":[],"y":null}}' == envelope.raw


def test_the_converter_decides_the_keys() -> None:
    """A converter for camelCase reads camelCase documents."""
    camel = make_converter(case="camel")
    data = b'{"nextPage": "x", "data": [{"jobStatus": {"value": "open"}}, {"remoteId": "7"}]}'
    _, first, second = records(data, converter=camel)
    assert isinstance(first, JobRecord)
    assert isinstance(second, JobRecord)
    assert (AtsJob(job_status=JobStatus("open")), AtsJob(remote_id="7")) == (first.job, second.job)
    assert "read with case='camel'" in texts(records(data))[0] or texts(records(data))


@pytest.mark.parametrize(
    "value", [OPEN, OPEN | {"data": [OPEN]}, BARE], ids=["job", "data", "bare"]
)
def test_a_job_is_read_at_once(value: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs are not looked for in a document that is a job itself: to look takes longer."""
    monkeypatch.setattr(RecordReader, "_records_in", None)
    assert [("job", "$")] == outline(value)


def test_a_hook_for_jobs_is_used() -> None:
    """The job of a record is made by the hook that the converter has for jobs."""
    mine = make_converter()
    mine.register_structure_hook(AtsJob, lambda value, _: AtsJob(id=str(value["number"])))
    found = records(b'[{"number": 7}, {"id": 1}]', converter=mine)
    assert [AtsJob(id="7")] == [record.job for record in found if isinstance(record, JobRecord)]
    assert 1 == len(texts(found))


@given(encoded(documents(AtsJob)))
def test_a_job_is_what_loads_makes_of_it(data: bytes) -> None:
    """A job is the same alone, in a list, in a page or in an envelope."""
    expected = converter.loads(data, AtsJob)
    for text, options in [
        (data, {}),
        (b" " + data, {}),
        (b"[" + data + b"]", {}),
        (b'{"data":' + data + b"}", {}),
        (b'{"data":[' + data + b"]}", {}),
        (b'{"a":' + data + b"}", {"at": "a"}),
    ]:
        *_, record = records(text, **options)
        if isinstance(record, JobRecord):
            assert expected == record.job
        else:  # all its keys, if any, are undeclared
            assert AtsJob() == expected


@given(json_values | st.binary(), st.sampled_from([None, "data", "a.b"]))
def test_nothing_is_raised_and_nothing_is_lost(value: Any, at: str | None) -> None:
    """Any document has a record, and every record has a line."""
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    found = records(data, at=at)
    assert found
    assert all(record.line >= 1 for record in found)


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b'\n{\n"data": [\n{"id":\n5}, 5,\n{"id": "1"}]}', [12, 13, 14, 15]),
        (b'{"id": "1"}', [10]),
    ],
    ids=["page", "one-line"],
)
def test_every_record_has_a_line(data: bytes, lines: list[int]) -> None:
    """The line is that on which the value begins; this document begins on line 10."""
    assert lines == [record.line for record in records(data, line=10)]
    assert {"a.json"} == {record.file for record in records(data)}


@pytest.mark.parametrize(
    "data",
    [
        b'{"id": 5}',
        b"{oops",
        b"[5, {}]",
        b'{"data": [{"job_status": {"value": 5}}], "next": 5}',
        b'"x"',
    ],
    ids=["field", "syntax", "items", "page", "text"],
)
def test_a_reject_leaves_no_garbage(data: bytes) -> None:
    """Rejects are freed when they are dropped, and wait for no garbage collector."""
    reader = RecordReader()
    document = Document("a", 1, data)
    list(reader.records_of(document))
    gc.collect()
    gc.freeze()  # all that the tests have made so far need not be looked at
    gc.disable()
    try:
        for _ in range(10):
            list(reader.records_of(document))
        assert 0 == gc.collect()
    finally:
        gc.enable()
        gc.unfreeze()


def test_a_document_shows_and_takes_its_text_and_position() -> None:
    """What a document remembers of its lines is its own business."""
    document = Document("a.json", 1, b"{}")
    document.location_of(("x",))
    assert "Document(file='a.json', line=1, data=b'{}', problem=None)" == repr(document)
    assert ["file", "line", "data", "problem"] == list(signature(Document).parameters)


@pytest.mark.parametrize("class_", [Document, JobRecord, RejectRecord, EnvelopeRecord])
def test_records_are_small_and_compared_by_identity(class_: Any) -> None:
    """There are millions: no room for weak references or attributes, and no comparison of documents."""
    assert {"__weakref__", "__dict__"}.isdisjoint(dir(class_))
    assert class_.__eq__ is object.__eq__
