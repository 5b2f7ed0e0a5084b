"""The suffix or the content of a file decides whether it is one document or one per line."""

import gzip
import sys
from pathlib import Path
from typing import BinaryIO

import pytest

from jobstatus.bulk.previous_documents import RawDocument, read_documents
from jobstatus.bulk.previous_sources import Source

PRETTY = b'{\n "data": [\n  {"id": "1"}\n ]\n}\n'
LINES = b'\n{"id": "1"}\r\n  \n\t{"id": "2"}'


def documents_in(path: Path, data: bytes) -> list[RawDocument]:
    """Write data to a file, and read the documents of that file."""
    path.write_bytes(data)
    return list(read_documents(Source(path.name, path)))


@pytest.mark.parametrize("compressed", [False, True], ids=["plain", "gzip"])
@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.json", PRETTY, [(1, PRETTY)]),
        ("a.json", LINES, [(1, LINES)]),
        ("a.json", b"", [(1, b"")]),
        ("a.jsonl", LINES, [(2, b'{"id": "1"}'), (4, b'\t{"id": "2"}')]),
        ("a.ndjson", b"{\n}", [(1, b"{"), (2, b"}")]),
        ("a.ndjson", b"", []),
        ("a.txt", PRETTY, [(1, PRETTY)]),
        ("a.txt", LINES, [(2, b'{"id": "1"}'), (4, b'\t{"id": "2"}')]),
        ("a.txt", b"\n\n" + PRETTY, [(1, b"\n\n" + PRETTY)]),
        ("a.txt", b"{oops}\n{}\n{}", [(1, b"{oops}"), (2, b"{}"), (3, b"{}")]),
        ("a.txt", PRETTY[:-3], [(1, PRETTY[:-3])]),
        ("a.txt", b"oops", [(1, b"oops")]),
        ("a.txt", b"", [(1, b"")]),
        ("a.txt", b"\n \n", [(1, b"\n \n")]),
    ],
    ids=[
        "json",
        "json-in-spite-of-lines",
        "empty-json",
        "jsonl",
        "ndjson-in-spite-of-lines",
        "empty-ndjson",
        "unknown-pretty",
        "unknown-lines",
        "unknown-pretty-after-blank-lines",
        "unknown-lines-the-first-broken",
        "unknown-pretty-cut-off",
        "unknown-broken",
        "unknown-empty",
        "unknown-blank",
    ],
)
def test_documents_of_a_file(
    tmp_path: Path, name: str, data: bytes, expected: list[RawDocument], *, compressed: bool
) -> None:
    """`.json` is one document, `.jsonl` and `.ndjson` one per line; content decides otherwise."""
    path = tmp_path / (f"{name}.gz" if compressed else name)
    assert expected == documents_in(path, gzip.compress(data) if compressed else data)


def test_gzip_is_recognized_by_its_content(tmp_path: Path) -> None:
    """A compressed file needs no `.gz` in its name."""
    assert [(1, b"{}")] == documents_in(tmp_path / "a.json", gzip.compress(b"{}"))


def test_lines_are_read_one_by_one(tmp_path: Path) -> None:
    """Lines are yielded before the rest of the file is read, which may be broken."""
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b"{}\n" * 100_000)[:-8])
    reading = read_documents(Source("a", path))
    assert [RawDocument(1, b"{}"), RawDocument(2, b"{}")] == [next(reading), next(reading)]
    with pytest.raises(EOFError):
        list(reading)


@pytest.mark.parametrize(
    ("data", "error"),
    [(b"{}", gzip.BadGzipFile), (gzip.compress(b"{}" * 99)[:20], EOFError)],
    ids=["no-gzip", "cut-off"],
)
def test_a_broken_gzip_file_raises(tmp_path: Path, data: bytes, error: type[Exception]) -> None:
    """A `.gz` file that is no gzip, or only part of it, raises one of `READ_ERRORS`."""
    with pytest.raises(error):
        documents_in(tmp_path / "a.json.gz", data)


def test_the_error_of_a_source_is_raised(tmp_path: Path) -> None:
    """Reading a source that is known to be unreadable raises its error."""
    source = Source("a", tmp_path, error=PermissionError(13, "Permission denied"))
    with pytest.raises(PermissionError):
        list(read_documents(source))


def test_stdin_is_read_and_stays_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The content of standard input decides its format, and reading leaves it open."""
    path = tmp_path / "a"
    path.write_bytes(gzip.compress(LINES))
    with path.open() as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        assert [2, 4] == [document.line for document in read_documents(Source("<stdin>"))]
        assert stdin.seekable()


def test_the_file_can_be_wrapped(tmp_path: Path) -> None:
    """The file that `wrap_file` returns is read instead, and the original is closed."""
    wrapped = []

    def wrap_file(file: BinaryIO) -> BinaryIO:
        wrapped.append(file)
        return (tmp_path / "b.json").open("rb", buffering=0)

    (tmp_path / "a.json").write_bytes(b"[]")
    (tmp_path / "b.json").write_bytes(b"{}")
    assert [(1, b"{}")] == list(read_documents(Source("a", tmp_path / "a.json"), wrap_file))
    assert [True] == [file.closed for file in wrapped]
