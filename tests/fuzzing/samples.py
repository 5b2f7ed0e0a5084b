"""Documents that are changed: small ones of every kind of class, and the example responses."""

import json
from collections.abc import Iterator
from pathlib import Path

JOB = b"""{"id": "1", "title": null, "job_status": {"value": "open", "source_value": {"a": [1, -0.0]}},
 "remote_department_ids": "bare", "department_ids": ["a", "\\u00e4"], "created_at":
 "2021-01-01T01:01:01.000Z", "updated_at": "2021-01-01T01:01:01+05:30", "undeclared": [1, {"b": 2}],
 "unified_custom_fields": {"x": 1e400, "y": 12345678901234567890, "z": "\xc3\xa4"},
 "hiring_team": [{"user_id": "u", "first_name": "A"}], "interview_stages": [{"order": 1}]}"""
STATUS = b'{"value": "open", "sourceValue": {"id": 1, "id": 2.50}, "x": true, "x": false}'
RESPONSES = Path(__file__).parents[2] / "examples" / "responses"


def pages() -> Iterator[bytes]:
    """Read the example responses, and shorten each to two jobs."""
    for path in sorted(RESPONSES.glob("*.json")):
        page = json.loads(path.read_bytes())
        jobs = page.get("data", page) if isinstance(page, dict) else page
        if isinstance(jobs, list):
            yield json.dumps(jobs[:2], ensure_ascii=False).encode()


SAMPLES: list[tuple[str, bytes]] = [
    ("JobStatus", STATUS),
    ("JobStatus", rb'{"source\u005fvalue": "a\"\\\ud83d\ude00", "value": "brand_new"}'),
    ("AtsJob", JOB),
    ("AtsUpdateJobRequestDto", JOB),
    (
        "AtsUpdateJobRequestDto",
        b'{"title": null, "description": "d", "job_status": {"value": "open"}}',
    ),
    ("list[AtsJob]", b"[" + JOB + b",null, " + JOB + b"]"),
    ("AtsJobsPaginated", b'{"data": [' + JOB + b',{"id":5}], "next": null, "next_page": "c"}'),
    ("dict[str, JobStatus | None]", b'{"a": ' + STATUS + b', "b": null, "\\u0061": {"value": 5}}'),
    ("JsonValue", b'{"a": [1, 2.5, "x", null, true, {"b": []}], "": -1e-7, "a": 9007199254740993}'),
    (
        "list[datetime | None]",
        b'["2021-01-01T01:01:01.000Z", null, "2021-12-31T23:59:59.1234567Z"]',
    ),
    ("dict[str, list[JsonValue]]", b'{"a": [1, [2, "\xe2\x82\xac"]], "b": [], "c": [false]}'),
    (
        "Mutable",
        (
            b'{"n": 1, "statuses": [{"value": "open"}], "colour": "red", "voice": "LOUD", "level": 255,'
            b' "ratio": 0.1, "text": "t"}'
        ),
    ),
    ("Dictionary", b'{"n": 1, "status": {"value": "open"}, "n": 2}'),
    ("FrozenDictionary", b'{"at": "2021-01-01T01:01:01.000Z", "anything": {"a": [1]}}'),
    ("Validated", b'{"n": 5, "x": 1, "n": -1}'),
    ("Prepared", b'{"n": 5}'),
    (
        "Derived",
        (
            b'{"first": true, "second": false, "third": [1], "fourth": [{"value": "open"}], "fifth":'
            b' {"a": [1, 2]}}'
        ),
    ),
    ("Unreferred", b'{"a": "open", "b": [1], "c": "x", "d": 1.5, "e": [1, 2.5]}'),
    (
        "Extensible",
        b'{"extra": "x", "two_words": "2021-01-01T01:01:01Z", "three": 3, "z": 1}',
    ),
    ("OpenDictionary", b'{"one": [{"extra": "x", "more": {"a": 1}}, {}], "y": [null]}'),
    (
        "Generics",
        (
            b'{"pair": {"value": "loud", "sourceValue": 1}, "boxed": {"it": {"value": "open"}, "more":'
            b' [{"value": "red"}]}, "colours": [{"two_words": "x", "value": "blue"}]}'
        ),
    ),
    ("Middling", b'{"b": 1, "moments": ["2021-01-01T01:01:01.000Z"], "z": {}, "a": 2}'),
    (
        "Tree",
        (
            b'{"name": "a", "children": [{"name": "b", "children": [], "parent": {"name": "c"}}],'
            b' "parent": {"status": {"value": "open"}}}'
        ),
    ),
    ("Converted", b'{"text": " a ", "status": {"value": "open"}}'),
    ("Sized", b'{"size": "S", "sizes": {"a": "L", "b": null}, "status": null}'),
    ("Patch", b'{"text": null, "two_words": ["2021-01-01T01:01:01.000Z"], "colour": "red"}'),
    ("Numbered", b'{"texts": {"1": "a", "-2": "b"}, "statuses": {"3": null, "03": null}}'),
    *(("list[AtsJob]", page) for page in pages()),
]
"""Documents, and the type that each is read as."""
