"""Documents with bytes flipped, cut and inserted: `loads` is held to the reader by way of builtins.

`python tests/mutations.py --times 1000000 --seed 1` tries as many; it stops at the first document
that is read in two ways, and prints it.
"""

import argparse
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
from jobstatus.nodes.by_builtins import read_by_builtins

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

SAMPLES: list[tuple[Any, bytes]] = [
    (JobStatus, STATUS),
    (JobStatus, rb'{"source\u005fvalue": "a\"\\\ud83d\ude00", "value": "brand_new"}'),
    (AtsJob, JOB),
    (AtsUpdateJobRequestDto, JOB),
    (AtsUpdateJobRequestDto, b'{"title": null, "description": "d", "job_status": {"value": "open"}}'),
    (list[AtsJob], b"[" + JOB + b",null, " + JOB + b"]"),
    (AtsJobsPaginated, b'{"data": [' + JOB + b',{"id":5}], "next": null, "next_page": "c"}'),
    (dict[str, JobStatus | None], b'{"a": ' + STATUS + b', "b": null, "\\u0061": {"value": 5}}'),
    (JsonValue, b'{"a": [1, 2.5, "x", null, true, {"b": []}], "": -1e-7, "a": 9007199254740993}'),
    (list[datetime | None], b'["2021-01-01T01:01:01.000Z", null, "2021-12-31T23:59:59.1234567Z"]'),
    (dict[str, list[JsonValue]], b'{"a": [1, [2, "\xe2\x82\xac"]], "b": [], "c": [false]}'),
    (
        anybodys.Mutable,
        b'{"n": 1, "statuses": [{"value": "open"}], "colour": "red", "voice": "LOUD", "level": 255,'
        b' "ratio": 0.1, "text": "t"}',
    ),
    (anybodys.Dictionary, b'{"n": 1, "status": {"value": "open"}, "n": 2}'),
    (anybodys.FrozenDictionary, b'{"at": "2021-01-01T01:01:01.000Z", "anything": {"a": [1]}}'),
    (anybodys.Validated, b'{"n": 5, "x": 1, "n": -1}'),
    (anybodys.Prepared, b'{"n": 5}'),
    (
        anybodys.Derived,
        b'{"first": true, "second": false, "third": [1], "fourth": [{"value": "open"}], "fifth":'
        b' {"a": [1, 2]}}',
    ),
    (anybodys.Unreferred, b'{"a": "open", "b": [1], "c": "x", "d": 1.5, "e": [1, 2.5]}'),
    (anybodys.Extensible, b'{"extra": "x", "two_words": "2021-01-01T01:01:01Z", "three": 3, "z": 1}'),
    (anybodys.OpenDictionary, b'{"one": [{"extra": "x", "more": {"a": 1}}, {}], "y": [null]}'),
    (
        anybodys.Generics,
        b'{"pair": {"value": "loud", "sourceValue": 1}, "boxed": {"it": {"value": "open"}, "more":'
        b' [{"value": "red"}]}, "colours": [{"two_words": "x", "value": "blue"}]}',
    ),
    (anybodys.Middling, b'{"b": 1, "moments": ["2021-01-01T01:01:01.000Z"], "z": {}, "a": 2}'),
    (
        anybodys.Tree,
        b'{"name": "a", "children": [{"name": "b", "children": [], "parent": {"name": "c"}}],'
        b' "parent": {"status": {"value": "open"}}}',
    ),
    (anybodys.Converted, b'{"text": " a ", "status": {"value": "open"}}'),
    (anybodys.Sized, b'{"size": "S", "sizes": {"a": "L", "b": null}, "status": null}'),
    (anybodys.Patch, b'{"text": null, "two_words": ["2021-01-01T01:01:01.000Z"], "colour": "red"}'),
    (anybodys.Numbered, b'{"texts": {"1": "a", "-2": "b"}, "statuses": {"3": null, "03": null}}'),
    *((AtsJobsPaginated, path.read_bytes()[:3000]) for path in sorted(RESPONSES.glob("*-1.json"))),
    *(
        (AtsJob, line)
        for path in sorted(RESPONSES.glob("*.jsonl"))
        for line in path.read_bytes().splitlines()[:20]
    ),
]
"""Documents, and the type that each is read as."""

TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+-]*|[a-z]+|[\[\]{}:,]', re.DOTALL)
MEMBER = re.compile(rb'"(?:[^"\\]|\\.)*"\s*:\s*(?:"(?:[^"\\]|\\.)*"|[^\s\[\]{},"]+)', re.DOTALL)
PIECES = [
    *(b"null", b"true", b"false", b"nul", b"[]", b"{}", b"[", b"]", b"{", b"}", b",", b":", b'"'),
    *(b'""', b'"a"', b'"open"', b'"id"', b'"value"', b'"extra"', b'"sourceValue"', b'"createdAt"'),
    *(b'"source_value":1', b'"sourceValue":null,', b'"x":[1],', b'"value":5', b'"":0', b'"id":"",'),
    *(b"0", b"-0", b"-0.0", b"1.0", b"1e400", b"-1e400", b"1e-400", b"1E+2", b"01", b".5", b"5."),
    *(b"-", b"+1", b"123456789012345678", b"1234567890123456789", b"18446744073709551616"),
    *(b"9007199254740993", b"0.1000000000000000055511151231257827", b"1" * 4300, b"1" * 4301),
    *(rb"\u0061", rb"\ud800", rb"\ud83d\ude00", rb"\"", rb"\\", b"\\", rb"\x", rb"\u00", b"\\/"),
    *(b"\xc3\xa4", b"\xc3", b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf0\x9f\x98\x80", b"\x7f"),
    *(b"\x00", b"\x1f", b"\n", b" \t\r\n", b"\xef\xbb\xbf", b"NaN", b"Infinity", b"//", b"'"),
    *(b'"2021-01-01T01:01:01.000Z"', b'"2021-01-01T01:01:01.0000001Z"', b'"2021-02-30T01:01:01Z"'),
    *(b"[" * 600, b'{"a":' * 520, b"[" * 520 + b"]" * 520, b"a" * 17, b"\xc3\xa4" * 9),
]
"""What is put into documents."""

FORMS: list[Callable[[bytes], Any]] = [bytes, bytes, bytearray, memoryview, lambda b: b.decode()]


def spans(pattern: re.Pattern[bytes], data: bytes) -> list[tuple[int, int]]:
    """Return where the parts of a document stand that a pattern fits."""
    return [match.span() for match in pattern.finditer(data)]


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Change one thing in a document: a byte, a slice, a token or a key with its value."""
    at = chance.randrange(len(data) + 1)
    end = min(len(data), at + chance.choice([1, 1, 2, 8, 40]))
    match chance.randrange(9):
        case 0 if at < len(data):
            return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]
        case 1:
            return data[:at] + data[end:]
        case 2:
            return data[:at] if chance.random() < 0.3 else data[:at] + data[at:end] + data[at:]
        case 3:
            return data[:at] + chance.choice(PIECES) + data[at:]
        case 4 | 5:
            tokens = spans(TOKEN, data)
            if tokens:
                start, end = chance.choice(tokens)
                other, other_end = chance.choice(tokens)
                new = chance.choice([chance.choice(PIECES), data[other:other_end]])
                return data[:start] + new + data[end:]
        case 6:
            tokens = spans(TOKEN, data)
            if len(tokens) > 1:
                (a, b), (c, d) = sorted(chance.sample(tokens, 2))
                return data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]
        case _:
            members = spans(MEMBER, data)
            if members:
                start, end = chance.choice(members)
                at = chance.choice(members)[0]
                return data[:at] + data[start:end] + b", " + data[at:]
    return data


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
    """Assert that a document is read in one way; return whether it is right."""
    made = CONVERTERS[options]
    loads: Any = made.get_loads_hook(type_)
    node = made._structuring.get(type_) or made._structure_node(type_)
    expected = outcome(lambda: read_by_builtins(node, document))
    actual = outcome(lambda: loads(document))
    assert expected == actual
    if slots.COMPILED and type_ in TWINS:
        twin = outcome(lambda: INTERPRETED[options].loads(document, TWINS[type_]))
        assert named(expected) == named(twin)
    return not isinstance(expected, list)


def run(times: int, seed: int) -> int:
    """Check as many mutated documents, and return how many of them are right.

    Raises:
        AssertionError: One is read in two ways.
    """
    right = 0
    for type_, options, document in documents(times, seed):
        try:
            right += check(type_, options, document)
        except BaseException as error:
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
