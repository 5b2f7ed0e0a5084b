"""Documents are put together of their envelopes, jobs and rejects."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from exactly import unordered
from jobstatus.bulk import ConversionError, convert, restore, restoring
from lakes import decoded, job, lines, page

GOOD = {"id": "1", "job_status": {"value": "open"}}
BAD = {"id": 5}


@pytest.fixture(autouse=True, scope="module")
def _unsynced() -> Iterator[None]:
    """Do not wait for the disk."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(os, "fsync", lambda _: None)
        yield


def round_trip(folder: Path, *texts: str, **options: Any) -> list[bytes]:
    """Convert files with these texts, and restore them."""
    (folder / "sources").mkdir()
    for number, text in enumerate(texts):
        (folder / "sources" / f"{number}.json").write_text(text)
    convert(folder / "sources", folder / "out", **options)
    return list(restore(folder / "out"))


@pytest.mark.parametrize("indent", [None, 1], ids=["one-line", "lines"])
@pytest.mark.parametrize(
    "document",
    [
        {"next": "x", "data": [GOOD, BAD, GOOD, 7, GOOD, *([BAD] * 12)], "more": 2**64},
        {"data": []},
        {"data": GOOD, "next": 1.0},
        {"data": BAD},
        {"next": 5, "data": [BAD, GOOD]},
        [GOOD, BAD, None, GOOD],
        [],
        GOOD,
        BAD,
        {"data": 5},
        -0.0,
    ],
    ids=lambda document: json.dumps(document)[:20],
)
def test_any_shape_is_restored(tmp_path: Path, document: Any, indent: int | None) -> None:
    """Jobs and rejects are restored in their order, on one line or many, anywhere in a file."""
    text = json.dumps(document, indent=indent)
    restored = round_trip(tmp_path, "\n\n" + text, text, json.dumps(GOOD), text)
    expected = [document, document, GOOD, document]
    assert unordered(expected) == unordered([decoded(text) for text in restored])


def test_documents_beside_each_other_are_told_apart(tmp_path: Path) -> None:
    """Pages, jobs and rejects on neighbouring lines of a file are restored one by one."""
    documents = [page([7, 8]), job(7), page([]), job(1), {"data": job(7)}, [job(2)], 5, page([9])]
    restored = round_trip(tmp_path, "\n" + lines(documents).decode(), lines(documents).decode())
    assert unordered(2 * documents) == unordered([decoded(text) for text in restored])


def test_an_envelope_may_be_anywhere(tmp_path: Path) -> None:
    """Jobs are put back at the path of the conversion, and texts around them stay unchanged."""
    document = {"a b": {"n": 1e400, "ü": [GOOD, BAD], "x": {}}, "y": [1.50]}
    text = json.dumps(document).replace("Infinity", "1e400").replace("1.5", "1.50")
    (restored,) = round_trip(tmp_path, text, at="a b.ü")
    assert unordered(json.loads(text)) == unordered(json.loads(restored))
    assert b"1e400" in restored
    assert b"1.50" in restored


def test_rows_are_read_in_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A document may have rows of several batches."""
    monkeypatch.setattr(restoring, "_BATCH", 2)
    documents = [page(range(9)), page([7, 8, 57])]
    restored = round_trip(tmp_path, lines(documents).decode())
    assert unordered(documents) == unordered([decoded(text) for text in restored])


def test_a_new_folder_has_nothing_to_restore(tmp_path: Path) -> None:
    """The error is raised by the call, not when the first document is asked for."""
    with pytest.raises(ConversionError, match="has no conversion in it"):
        restore(tmp_path)
