"""Rejected items are written as lines of JSON, from which they can be had again."""

import json
import os
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exactly import exactly
from jobstatus.bulk.documents import Document
from jobstatus.bulk.output import OutputError
from jobstatus.bulk.records import RejectRecord
from jobstatus.codecs.json_text import decode_json
from jobstatus.problems import Problem
from jobstatus.reports.rejects import RejectWriter, reject_line
from reported import records_of
from strategies import json_values


def reject_of(raw: bytes) -> RejectRecord:
    """Make the reject of a document."""
    return RejectRecord(Document("a.json", 3, raw), (), raw, (Problem("is bad"),))


def test_a_line_says_where_and_why() -> None:
    """A line has the file, line and path of the item, its problems, and the item."""
    (record,) = records_of([{"id": 5}])
    assert isinstance(record, RejectRecord)
    expected = {
        "file": "a.json",
        "line": 1,
        "path": "$[0]",
        "problems": [
            {
                "path": "$[0].id",
                "message": "expected a string, found number 5",
                "kind": "number",
                "excerpt": "5",
            }
        ],
        "raw": {"id": 5},
    }
    assert exactly(expected) == exactly(json.loads(reject_line(record)))


@given(json_values, st.sampled_from([None, 1]))
def test_json_comes_back(value: Any, indent: int | None) -> None:
    """A reject is on one line, with every digit, whatever spaces are in its JSON."""
    raw = json.dumps(value, indent=indent).replace("\n", "\r\n").encode()
    line = reject_line(reject_of(raw))
    assert 1 == len(line.splitlines())
    assert exactly(value) == exactly(decode_json(line, Any)["raw"])


@pytest.mark.parametrize(
    ("raw", "name", "text"),
    [(b"[1]", "raw", [1]), (b"[1", "text", "[1"), (b"[\xff", "base64", "W/8=")],
    ids=["json", "text", "bytes"],
)
def test_an_item_is_json_text_or_base64(raw: bytes, name: str, text: Any) -> None:
    """An item is written as JSON, or else as text, or else as base64."""
    line = json.loads(reject_line(reject_of(raw)))
    assert {name: text} == {key: line[key] for key in ("raw", "text", "base64") if key in line}


@given(st.binary())
def test_whatever_is_no_json_comes_back(raw: bytes) -> None:
    """A reject that is not JSON comes back as text, or as base64 if it is not UTF-8."""
    line = decode_json(reject_line(reject_of(b"{" + raw)), Any)
    text = line["text"].encode() if "text" in line else b64decode(line.get("base64", ""))
    assert text == b"{" + raw or decode_json(b"{" + raw, Any) == line["raw"]


def test_lines_are_written(tmp_path: Path) -> None:
    """Each reject is a line, and the lines of other files are put behind them."""
    record = reject_of(b"[]")
    with RejectWriter(tmp_path / "other") as writer:
        writer.add(record)
    with RejectWriter(tmp_path / "rejects.jsonl") as writer:
        writer.add(record)
        writer.append(tmp_path / "other")
    assert reject_line(record) * 2 == (tmp_path / "rejects.jsonl").read_bytes()


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    """The message names the file, and says why it cannot be opened."""
    path = tmp_path / "nowhere" / "rejects.jsonl"
    with pytest.raises(OutputError, match=r"rejects\.jsonl: cannot be written: No such file"):
        RejectWriter(path)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")  # noqa: PTH110
def test_a_full_disk(tmp_path: Path) -> None:
    """A full disk is an error, at the latest when the file is closed."""
    (tmp_path / "other").write_bytes(b"x" * 100_000)
    with pytest.raises(OutputError, match="No space left"), RejectWriter(Path("/dev/full")) as one:
        one.append(tmp_path / "other")
    with pytest.raises(OutputError, match="No space left"), RejectWriter(Path("/dev/full")) as one:
        one.add(reject_of(b"[]"))
    with pytest.raises(KeyError):
        _write_and_fail(Path("/dev/full"))


def _write_and_fail(path: Path) -> None:
    with RejectWriter(path) as writer:
        writer.add(reject_of(b"[]"))
        raise KeyError


def test_the_file_is_closed_if_something_else_fails(tmp_path: Path) -> None:
    """Rejects that were written before another error are in the file."""
    with pytest.raises(KeyError):
        _write_and_fail(tmp_path / "a")
    assert 1 == len((tmp_path / "a").read_bytes().splitlines())
