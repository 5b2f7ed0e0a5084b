"""The documents that fidelity is judged by, in groups."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from .adapters.base import Kind


Asks: TypeAlias = Literal["same", "exact", "refused"]

ON_HOLD = {"id": 3, "label": "On Hold"}
WORKDAY = {"ID": [{"type": "Job_Requisition_Status_ID", "_value_1": "Open"}], "WID": None}


class Document(NamedTuple):
    """A document, and what is asked of whoever reads it.

    Attributes:
        group: The column of the short table.
        title: The row of the long one.
        kind: What it is read as.
        text: Its JSON.
        asks: That what is written be the `same` (where null and absent are one), the `exact` same
            (where they are two), or that it be `refused`.
        paths: Where the error has to say that it is; all of them.
        expected: What is to be written, if that isn't what was read.
    """

    group: str
    title: str
    kind: Kind
    text: bytes
    asks: Asks = "same"
    paths: tuple[tuple[str | int, ...], ...] = ()
    expected: tuple[Any, ...] = ()


def _text(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _sources(group: str, sources: dict[str, Any]) -> list[Document]:
    pairs = {title: {"value": "open", "source_value": source} for title, source in sources.items()}
    return [Document(group, title, "status", _text(pair)) for title, pair in pairs.items()]


def _job(
    group: str, title: str, fields: dict[str, Any], *expected: Any, asks: Asks = "same"
) -> Document:
    return Document(group, title, "job", _text({"id": "a1"} | fields), asks, expected=expected)


def _bad(title: str, paths: str, document: Any) -> Document:
    steps = tuple(
        tuple(int(step) if step.isdigit() else step for step in path.split("."))
        for path in paths.split()
    )
    return Document(BAD, title, "page", _text(document), "refused", steps)


def _page(**fields: Any) -> dict[str, Any]:
    return {"data": [{"id": "a1"}, {"id": "a2"} | fields]}


KINDS = "JSON kinds"
NUMBERS = "big numbers"
OPEN = "new statuses"
NULLS = "null, absent"
KEYS = "undeclared keys"
WIRE = "the wire's habits"
TIMES = "date-times"
BAD = "bad data"
TEXT = "bad JSON"

DOCUMENTS: tuple[Document, ...] = (
    *_sources(
        KINDS,
        {
            "text": "Published",
            "empty text": "",
            'text "42"': "42",
            "text of a date-time": "2021-01-01T01:01:01.000Z",
            "text beyond ASCII": "Zu prüfen 🚲",
            "integer 42": 42,
            "integer 0": 0,
            "number 42.0": 42.0,
            "number -0.0": -0.0,
            "number 1.5": 1.5,
            "true": True,
            "false": False,
            "empty object": {},
            "object": ON_HOLD,
            "nested object": WORKDAY,
            "empty array": [],
            "array of everything": [1, 1.0, True, "1", None, ON_HOLD, [2]],
        },
    ),
    _job(KINDS, "custom field: integer", {"custom_fields": [{"id": "c", "value": 3}]}),
    _job(KINDS, "custom field: object", {"custom_fields": [{"id": "c", "value": WORKDAY}]}),
    _job(KINDS, "stage's order: integer", {"interview_stages": [{"id": "s", "order": 1}]}),
    _job(KINDS, "unified custom fields", {"unified_custom_fields": {"a": [1, 2.0, {"b": None}]}}),
    *_sources(NUMBERS, {"2**53 + 1": 2**53 + 1, "2**64": 2**64, "10**40": 10**40}),
    Document(OPEN, "an unrecognized status", "status", _text({"value": "filled"})),
    _job(OPEN, "an unrecognized `confidential`", {"confidential": "partly"}),
    Document(OPEN, "two of them in a page", "page", _text(_page(job_status={"value": "filled"}))),
    _job(NULLS, "null stays null", {"code": None}, asks="exact"),
    _job(NULLS, "null in a pair stays null", {"job_status": {"source_value": None}}, asks="exact"),
    _job(NULLS, "absent stays absent", {"title": "T"}, asks="exact"),
    _job(KEYS, "in a job", {"job_postings": [{"live": True}]}),
    _job(KEYS, "in a pair", {"job_status": {"value": "open", "id": "so-1"}}),
    _job(
        WIRE,
        "`sourceValue` is read",
        {"job_status": {"value": "open", "sourceValue": "Open"}},
        {"id": "a1", "job_status": {"value": "open", "source_value": "Open"}},
    ),
    _job(
        WIRE,
        "a bare string for a list of one",
        {"remote_department_ids": "7"},
        {"id": "a1", "remote_department_ids": ["7"]},
        {"id": "a1", "remote_department_ids": "7"},
    ),
    Document(WIRE, "new lines before the JSON", "page", b"\n\n" + _text(_page(code="R"))),
    _job(TIMES, "milliseconds, Z", {"created_at": "2021-01-01T01:01:01.000Z"}),
    _job(TIMES, "microseconds", {"created_at": "2021-01-01T01:01:01.123456Z"}),
    _job(TIMES, "an offset", {"created_at": "2021-01-01T01:01:01.250+02:00"}),
    _bad("status is a number", "data.1.job_status.value", _page(job_status={"value": 5})),
    _bad("status is a boolean", "data.1.job_status.value", _page(job_status={"value": True})),
    _bad("pair is a text", "data.1.job_status", _page(job_status="open")),
    _bad("id is a number", "data.1.id", _page(id=1)),
    _bad("id in a list is a number", "data.1.department_ids.1", _page(department_ids=["d", 2])),
    _bad(
        "order is a text",
        "data.1.interview_stages.0.order",
        _page(interview_stages=[{"order": "1"}]),
    ),
    _bad("date-time is none", "data.1.created_at", _page(created_at="last Tuesday")),
    _bad(
        "two bad jobs, both named",
        "data.1.id data.2.title",
        {"data": [{"id": "a1"}, {"id": 2}, {"title": [None]}]},
    ),
    _bad("data is missing", "data", {"next": None}),
    _bad("page is a list", "", [{"id": "a1"}]),
    *(
        Document(
            TEXT,
            title,
            "page",
            b'{"data": [{"job_status": {"source_value": %s}}]}' % text,
            "refused",
        )
        for title, text in (
            ("NaN", b"NaN"),
            ("1e400", b"1e400"),
            ("01", b"01"),
            ("cut off", b'"Op'),
            ("a lone surrogate", rb'"\ud800"'),
            ("100,000 brackets", b"[" * 10**5 + b"]" * 10**5),
        )
    ),
)
