"""Documents with bytes flipped, cut and inserted: `loads` and `dumps` are held to builtins.

`python tests/mutations.py --times 1000000 --seed 1` tries as many; it stops at the first document
that is read, or written again, in two ways, and prints it.
"""

import argparse
import json
import os
import random
import re
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Any

import anybodys
from exactly import named, outcome
from interpreted import interpreted
from jobstatus import (
    AtsJob,
    AtsJobsPaginated,
    AtsUpdateJobRequestDto,
    JobStatus,
    JsonValue,
    make_converter,
)
from jobstatus.nodes import slots
from jobstatus.nodes.by_builtins import read_by_builtins, write_by_builtins

OPTIONS: dict[str, dict[str, Any]] = {
    "default": {},
    "forbid": {"unknown": "forbid"},
    "keep": {"unknown": "keep"},
    "camel": {"case": "camel"},
    "camel-keep": {"case": "camel", "unknown": "keep"},
}
CONVERTERS = {name: make_converter(**options) for name, options in OPTIONS.items()}
INTERPRETED = {name: interpreted().make_converter(**options) for name, options in OPTIONS.items()}

TWINS: dict[Any, Any] = {
    AtsJob: interpreted().AtsJob,
    AtsJobsPaginated: interpreted().AtsJobsPaginated,
    AtsUpdateJobRequestDto: interpreted().AtsUpdateJobRequestDto,
    JobStatus: interpreted().JobStatus,
    list[AtsJob]: list[interpreted().AtsJob],
    JsonValue: JsonValue,
}
"""Types of which the interpreted package is asked, too, and what they are there."""

JOB = b"""{"id": "1", "title": null, "job_status": {"value": "open", "source_value": {"a": [1, -0.0]}},
 "remote_department_ids": "bare", "department_ids": ["a", "\\u00e4"], "created_at":
 "2021-01-01T01:01:01.000Z", "updated_at": "2021-01-01T01:01:01+05:30", "undeclared": [1, {"b": 2}],
 "unified_custom_fields": {"x": 1e400, "y": 12345678901234567890, "z": "\xc3\xa4"},
 "hiring_team": [{"user_id": "u", "first_name": "A"}], "interview_stages": [{"order": 1}]}"""
STATUS = b'{"value": "open", "sourceValue": {"id": 1, "id": 2.50}, "x": true, "x": false}'
RESPONSES = Path(__file__).parent.parent / "examples" / "responses"


def pages() -> Iterator[bytes]:
    """Read the example responses, and shorten each to two jobs."""
    for path in sorted(RESPONSES.glob("*.json")):
        page = json.loads(path.read_bytes())
        jobs = page.get("data", page) if isinstance(page, dict) else page
        if isinstance(jobs, list):
            yield json.dumps(jobs[:2], ensure_ascii=False).encode()


SAMPLES: list[tuple[Any, bytes]] = [
    (JobStatus, STATUS),
    (JobStatus, rb'{"source\u005fvalue": "a\"\\\ud83d\ude00", "value": "brand_new"}'),
    (AtsJob, JOB),
    (AtsUpdateJobRequestDto, JOB),
    (
        AtsUpdateJobRequestDto,
        b'{"title": null, "description": "d", "job_status": {"value": "open"}}',
    ),
    (list[AtsJob], b"[" + JOB + b",null, " + JOB + b"]"),
    (AtsJobsPaginated, b'{"data": [' + JOB + b',{"id":5}], "next": null, "next_page": "c"}'),
    (dict[str, JobStatus | None], b'{"a": ' + STATUS + b', "b": null, "\\u0061": {"value": 5}}'),
    (JsonValue, b'{"a": [1, 2.5, "x", null, true, {"b": []}], "": -1e-7, "a": 9007199254740993}'),
    (list[datetime | None], b'["2021-01-01T01:01:01.000Z", null, "2021-12-31T23:59:59.1234567Z"]'),
    (dict[str, list[JsonValue]], b'{"a": [1, [2, "\xe2\x82\xac"]], "b": [], "c": [false]}'),
    (
        anybodys.Mutable,
        (
            b'{"n": 1, "statuses": [{"value": "open"}], "colour": "red", "voice": "LOUD", "level": 255,'
            b' "ratio": 0.1, "text": "t"}'
        ),
    ),
    (anybodys.Dictionary, b'{"n": 1, "status": {"value": "open"}, "n": 2}'),
    (anybodys.FrozenDictionary, b'{"at": "2021-01-01T01:01:01.000Z", "anything": {"a": [1]}}'),
    (anybodys.Validated, b'{"n": 5, "x": 1, "n": -1}'),
    (anybodys.Prepared, b'{"n": 5}'),
    (
        anybodys.Derived,
        (
            b'{"first": true, "second": false, "third": [1], "fourth": [{"value": "open"}], "fifth":'
            b' {"a": [1, 2]}}'
        ),
    ),
    (anybodys.Unreferred, b'{"a": "open", "b": [1], "c": "x", "d": 1.5, "e": [1, 2.5]}'),
    (
        anybodys.Extensible,
        b'{"extra": "x", "two_words": "2021-01-01T01:01:01Z", "three": 3, "z": 1}',
    ),
    (anybodys.OpenDictionary, b'{"one": [{"extra": "x", "more": {"a": 1}}, {}], "y": [null]}'),
    (
        anybodys.Generics,
        (
            b'{"pair": {"value": "loud", "sourceValue": 1}, "boxed": {"it": {"value": "open"}, "more":'
            b' [{"value": "red"}]}, "colours": [{"two_words": "x", "value": "blue"}]}'
        ),
    ),
    (anybodys.Middling, b'{"b": 1, "moments": ["2021-01-01T01:01:01.000Z"], "z": {}, "a": 2}'),
    (
        anybodys.Tree,
        (
            b'{"name": "a", "children": [{"name": "b", "children": [], "parent": {"name": "c"}}],'
            b' "parent": {"status": {"value": "open"}}}'
        ),
    ),
    (anybodys.Converted, b'{"text": " a ", "status": {"value": "open"}}'),
    (anybodys.Sized, b'{"size": "S", "sizes": {"a": "L", "b": null}, "status": null}'),
    (anybodys.Patch, b'{"text": null, "two_words": ["2021-01-01T01:01:01.000Z"], "colour": "red"}'),
    (anybodys.Numbered, b'{"texts": {"1": "a", "-2": "b"}, "statuses": {"3": null, "03": null}}'),
    *((list[AtsJob], page) for page in pages()),
]
"""Documents, and the type that each is read as."""

TOKEN = re.compile(
    rb'(?P<member>(?P<key>"(?:[^"\\]|\\.)*")\s*:\s*(?P<simple>"(?:[^"\\]|\\.)*"|[^\s\[\]{},"]+)?)'
    rb'|(?P<value>"(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+-]*|[a-z]+)|(?P<other>[\[\]{},])',
    re.DOTALL,
)
MOMENTS = [
    *("2021-01-01T01:01:01.000Z", "2021-01-01T01:01:01.0000001Z", "2021-02-30T01:01:01.000Z"),
    *("2021-12-31T23:59:60.000Z", "2021-01-01T01:01:01+00:00", "2021-01-01T01:01:01.000z"),
    *("2021-01-01t01:01:01.000Z", "2021-01-01T01:01:01.00\\u0030Z", "2021-01-01T24:00:00.000Z"),
]
VALUES = [
    *(b"null", b"true", b"false", b"[]", b"{}", b'""', b'"a"', b'"open"', b'"OPEN"', b"[null]"),
    *(b"0", b"-0", b"-0.0", b"1.0", b"1e400", b"-1e400", b"1e-400", b"1E+2", b"-1", b"256"),
    *(b"123456789012345678", b"1234567890123456789", b"18446744073709551616", b"9007199254740993"),
    *(b"0.1000000000000000055511151231257827", b"1" * 4300, b"1" * 4301, b"9007199254740993.0"),
    *(b'"\\u0061"', b'"\\ud83d\\ude00"', b'"\\""', b'"\\\\"', b'"\xc3\xa4"', b'"\x7f"'),
    *(b'"' + moment.encode() + b'"' for moment in MOMENTS),
    *(b"[" * 90 + b"]" * 90, b'{"a":' * 520 + b"0" + b"}" * 520, b'"' + b"a" * 40 + b'"'),
    *(b'{"value":5}', b'{"sourceValue":1}', b'[1,"a",null,{"b":0}]', b'[{"id":"a"},{"id":5}]'),
]
"""Values that are put into documents in the place of others."""

KEYS = [
    *(b'"id"', b'"value"', b'"extra"', b'"sourceValue"', b'"source_value"', b'"createdAt"'),
    *(b'"created_at"', b'"x"', b'""', b'"n"', b'"a"', b'"1"', b'"data"', b'"two_words"'),
    *(b'"Value"', b'"twoWords"', b'"v\\u0061lue"', b'"\xc3\xa4"', b'"' + b"k" * 33 + b'"'),
]
"""Keys that are put into documents in the place of others."""

PIECES = [
    *(b"[", b"]", b"{", b"}", b",", b":", b'"', b"nul", b"01", b".5", b"5.", b"-", b"+1", b"1e"),
    *(rb"\u0061", rb"\ud800", rb"\ud83d\ude00", rb"\"", rb"\\", b"\\", rb"\x", rb"\u00", b"\\/"),
    *(b"\xc3\xa4", b"\xc3", b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf0\x9f\x98\x80", b"\x7f"),
    *(b"\x00", b"\x1f", b"\n", b" \t\r\n", b"\xef\xbb\xbf", b"NaN", b"Infinity", b"//", b"'"),
    *(b"[" * 600, b'{"a":' * 520, b"a" * 17, b"\xc3\xa4" * 9),
]
"""Bytes that are put into documents anywhere."""

FORMS: list[Callable[[bytes], Any]] = [bytes, bytes, bytearray, memoryview, lambda b: b.decode()]


def spans(kind: str, data: bytes) -> list[tuple[int, int]]:
    """Return where the keys of a document stand, or its simple values, members or other tokens."""
    groups = {"value": ("simple", "value")}.get(kind, (kind,))
    return [
        match.span(group)
        for match in TOKEN.finditer(data)
        for group in groups
        if match[group] and (kind != "member" or match["simple"])
    ]


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Change one thing in a document: bytes, anywhere, or a whole value, key or member."""
    return by_bytes(data, chance) if chance.random() < 0.25 else by_tokens(data, chance)


def by_bytes(data: bytes, chance: random.Random) -> bytes:
    """Flip, cut, double or insert bytes."""
    at = chance.randrange(len(data) + 1)
    end = min(len(data), at + chance.choice([1, 1, 2, 8, 40]))
    match chance.randrange(5):
        case 0:
            flipped = bytes([data[at] ^ 1 << chance.randrange(8)]) if at < len(data) else b""
            return data[:at] + flipped + data[at + 1 :]
        case 1:
            return data[:at] + data[end:]
        case 2:
            return data[:at] + data[at:end] + data[at:]
        case 3:
            return data[:at]
        case _:
            return data[:at] + chance.choice(PIECES) + data[at:]


def by_tokens(data: bytes, chance: random.Random) -> bytes:
    """Put a value in another's place, a key in another's, swap tokens, double a member."""
    kind = chance.choice(["value"] * 4 + ["key"] * 2 + ["member"] * 2 + ["other"])
    found = spans(kind, data)
    if not found:
        return chance.choice(VALUES)
    (start, end), (other, other_end) = sorted(chance.choices(found, k=2))
    first, second = data[start:end], data[other:other_end]
    if kind == "member":
        return data[:start] + second + b", " + data[start:other] + first + data[other_end:]
    match chance.randrange(3):
        case 0 if start < other:
            return data[:start] + second + data[end:other] + first + data[other_end:]
        case 1:
            return data[:start] + second + data[end:]
        case _:
            new = chance.choice({"value": VALUES, "key": KEYS, "other": PIECES}[kind])
            return data[:start] + new + data[end:]


def documents(times: int, seed: int) -> Iterator[tuple[Any, str, Any]]:
    """Generate types, options and mutated documents, the same for the same seed."""
    chance = random.Random(seed)
    for _ in range(times):
        type_, data = chance.choice(SAMPLES)
        for _ in range(chance.choice([1, 1, 1, 2, 2, 3, 5])):
            data = mutated(data, chance)
        form = chance.choice(FORMS)
        try:
            document = form(data)
        except UnicodeDecodeError:
            document = data
        yield type_, chance.choice(list(OPTIONS)), document


def check(type_: Any, options: str, document: Any) -> bool:
    """Assert that a document is read, and written again, in one way; return whether it is right."""
    made = CONVERTERS[options]
    loads: Any = made.get_loads_hook(type_)
    node = made._structuring.get(type_) or made._structure_node(type_)
    expected = outcome(lambda: read_by_builtins(node, document))
    actual = outcome(lambda: loads(document))
    assert expected == actual
    twin = INTERPRETED[options] if slots.COMPILED and type_ in TWINS else None
    if twin is not None:
        assert named(expected) == named(outcome(lambda: twin.loads(document, TWINS[type_])))
    if isinstance(expected, list):
        return False
    value = loads(document)
    written = check_written(value, type_, options)
    if twin is not None:
        read = twin.loads(document, TWINS[type_])
        assert written == outcome(lambda: twin.dumps(read, TWINS[type_]))
    # As something else, by another converter: most of it is refused, or left out.
    for other in (None, SAMPLES[len(document) % len(SAMPLES)][0]):
        check_written(value, other, list(OPTIONS)[len(document) % len(OPTIONS)])
    return True


def check_written(value: Any, type_: Any, options: str) -> Any:
    """Assert that an object is written as by way of builtins, and return the outcome."""
    made = CONVERTERS[options]
    type_ = type(value) if type_ is None else type_
    node = made._unstructuring.get(type_) or made._unstructure_node(type_)
    expected = outcome(lambda: write_by_builtins(node, value))
    assert expected == outcome(lambda: made.dumps(value, type_))
    return expected


def run(times: int, seed: int) -> int:
    """Check as many mutated documents, and return how many of them are right.

    Raises:
        AssertionError: One is read, or written again, in two ways.
    """
    right = 0
    for type_, options, document in documents(times, seed):
        try:
            right += check(type_, options, document)
        except BaseException as error:  # noqa: PERF203 - whatever it is, the document is named
            name = getattr(type_, "__qualname__", str(type_))
            problem = f"{name}, {options}, {type(document).__name__}: {_raw(document)!r}"
            raise AssertionError(problem) from error
    return right


def _raw(document: Any) -> Any:
    return bytes(document) if isinstance(document, (bytearray, memoryview)) else document


def _run_part(part: tuple[int, int]) -> int:
    return run(*part)


def main() -> None:
    """Check mutated documents in all processes that there is room for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args()
    each = 2_000
    parts = [
        (min(each, given.times - start), given.seed * 1_000_003 + start)
        for start in range(0, given.times, each)
    ]
    began = perf_counter()
    with ProcessPoolExecutor(given.jobs) as pool:
        right = sum(pool.map(_run_part, parts))
    speed = "compiled" if slots.COMPILED else "interpreted"
    seconds = perf_counter() - began
    sys.stdout.write(f"{speed}: {given.times:,} documents, {right:,} right; {seconds:.0f} s\n")


if __name__ == "__main__":
    main()
