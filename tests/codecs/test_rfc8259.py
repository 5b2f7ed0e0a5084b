"""RFC 8259, corner by corner: every function that reads JSON text takes it exactly, or refuses it."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest

from exactly import exactly
from interpreted import interpreted, interpreted_module
from jobstatus import (
    JobStatus,
    JsonValue,
    StructureError,
    converter,
    make_converter,
    salvage_lines,
)
from jobstatus.bulk import read_jobs
from jobstatus.codecs.json_text import decode_json, encode_json
from jobstatus.errors import structure_error
from jobstatus.nodes import slots
from rfc8259 import REFUSED, TAKEN, Refused, Taken

ITEMS = list[dict[str, JsonValue]]
KEPT = make_converter(unknown="keep")
REFUSALS = (StructureError, interpreted().StructureError)
FORMS: dict[str, Callable[[bytes], Any]] = {
    "bytes": bytes,
    "bytearray": bytearray,
    "memoryview": memoryview,
    "str": lambda data: data.decode(),
}
READERS: dict[str, Callable[[Any], Any]] = {
    "loads": lambda text: converter.loads(text, JsonValue),
    "get_loads_hook": converter.get_loads_hook(JsonValue),
    "interpreted": lambda text: interpreted().converter.loads(text, JsonValue),
    "structure": lambda text: converter.structure(decode_json(text, JsonValue), JsonValue),
    "lines": lambda text: _of_lines(salvage_lines([text], JsonValue)),
    "lines-interpreted": lambda text: _of_lines(interpreted().salvage_lines([text], JsonValue)),
}
"""Functions that read a text as a value."""

WITHIN: dict[str, Callable[[bytes], Any]] = {
    "value": lambda text: converter.loads(b'{"source_value":%b}' % text, JobStatus).source_value,
    "value-interpreted": lambda text: (
        interpreted()
        .converter.loads(b'{"source_value":%b}' % text, interpreted().JobStatus)
        .source_value
    ),
    "undeclared": lambda text: _undeclared(b'{"x":%b}' % text),
    "field": lambda text: _first(
        converter.loads(b'{"a":%b}' % text, dict[str, JsonValue]).values()
    ),
    "item": lambda text: _first(_first(converter.loads(b'[{"a":%b}]' % text, ITEMS)).values()),
    "job": lambda text: _job_value(read_jobs, text),
    "job-interpreted": lambda text: _job_value(
        interpreted_module("jobstatus.bulk").read_jobs, text
    ),
}
"""Functions that read a text as part of a document."""


if not slots.COMPILED:  # then there is one build only
    for functions in (READERS, WITHIN):
        for name in [name for name in functions if "interpreted" in name]:
            del functions[name]


def _first(values: Any) -> Any:
    (value,) = values
    return value


def _of_lines(salvaged: Any) -> Any:
    """Return the value of the one line, or raise its problems."""
    good, rejects = salvaged
    if rejects:
        raise structure_error(rejects[0].problems, JsonValue)
    if not good:  # a blank line is none
        return decode_json(b"", JsonValue)
    return _first(good)


def _undeclared(text: bytes) -> Any:
    """Read a text as the value of a key that no class declares: it is checked, and dropped."""
    assert JobStatus() == converter.loads(text, JobStatus)
    return KEPT.loads(text, JobStatus).extra["x"]


def _job_value(read_jobs: Any, text: bytes) -> Any:
    """Read a text as the status of a job in a file."""
    (record,) = read_jobs(BytesIO(b'{"job_status":{"source_value":%b}}' % text))
    if hasattr(record, "problems"):
        raise structure_error(record.problems, JobStatus)
    return record.job.job_status.source_value


@pytest.mark.parametrize("row", TAKEN.values(), ids=TAKEN)
def test_what_the_rfc_allows_is_read_exactly(row: Taken) -> None:
    """By each function, from each form of text: value, types, order and signs."""
    expected = exactly(row.value)
    for name, read in READERS.items():
        for form in FORMS.values():
            assert expected == exactly(read(form(row.text))), name
    for name, read in WITHIN.items():
        assert expected == exactly(read(row.text)), name


@pytest.mark.parametrize("row", TAKEN.values(), ids=TAKEN)
def test_what_is_written_is_what_the_rfc_allows(row: Taken) -> None:
    """In one spelling, which is read again as the same value."""
    for made in (converter, interpreted().converter):
        assert row.written == made.dumps(row.value, JsonValue)
        status = made.loads(
            b'{"source_value":%b}' % row.text,
            JobStatus if made is converter else interpreted().JobStatus,
        )
        member = b"" if row.value is None else b'"source_value":%b' % row.written
        assert b"{%b}" % member == made.dumps(status)
    assert row.written == encode_json(row.value, JsonValue)
    assert exactly(row.value) == exactly(converter.loads(row.written, JsonValue))


@pytest.mark.parametrize(
    "row", [row for row in TAKEN.values() if isinstance(row.value, str)], ids=lambda row: row.text
)
def test_a_string_is_read_as_a_name_as_it_is_as_a_value(row: Taken) -> None:
    """And is written so."""
    text, expected = b"{%b:1}" % row.text, {row.value: 1}
    for made in (converter, interpreted().converter):
        assert expected == made.loads(text, JsonValue) == made.loads(text, dict[str, int])
        assert b"{%b:1}" % row.written == made.dumps(expected, JsonValue)
        assert b"{%b:1}" % row.written == made.dumps(expected, dict[str, int])


@pytest.mark.parametrize("row", REFUSED.values(), ids=REFUSED)
def test_all_else_is_refused(row: Refused) -> None:
    """By each function, from each form of text, in one sentence, with its place."""
    messages = set()
    for name, read in READERS.items():
        for text in _forms_of(row.text):
            with pytest.raises(REFUSALS) as caught:
                read(text)
            assert row.problem in str(caught.value), name
            messages.add(str(caught.value.problems[0]))
    assert 1 == len(messages)


@pytest.mark.parametrize("row", REFUSED.values(), ids=REFUSED)
def test_all_else_is_refused_within_documents(row: Refused) -> None:
    """As the value of a field, declared or not, as an item, as a name, and in files."""
    if row.alone or isinstance(row.text, str):
        return
    for read in (*WITHIN.values(), _as_name, _as_declared_name):
        with pytest.raises(REFUSALS):
            read(row.text)


def _as_name(text: bytes) -> Any:
    return converter.loads(b"{%b:1}" % text, JsonValue)


def _as_declared_name(text: bytes) -> Any:
    return converter.loads(b'{"value":"open",%b:1}' % text, JobStatus)


def _forms_of(text: bytes | str) -> list[Any]:
    """Return a text in each form that can hold it."""
    if isinstance(text, str):
        return [text]
    try:
        return [form(text) for form in FORMS.values()]
    except UnicodeDecodeError:
        return [form(text) for name, form in FORMS.items() if name != "str"]
