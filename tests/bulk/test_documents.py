"""Files are read piece by piece, and what a piece is depends on the ending, or on the content."""

import gzip
import sys
from pathlib import Path
from typing import BinaryIO

import pytest

from jobstatus.bulk.documents import Piece, read_pieces
from jobstatus.bulk.sources import Source

PRETTY = b'{\n "data": [\n  {"id": "1"}\n ]\n}\n'
LINES = b'\n{"id": "1"}\r\n  \n\t{"id": "2"}'


def pieces(path: Path, data: bytes) -> list[Piece]:
    """Write data to a file, and read it back as a source."""
    path.write_bytes(data)
    return list(read_pieces(Source(path.name, path)))


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
def test_pieces(
    tmp_path: Path, name: str, data: bytes, expected: list[Piece], *, compressed: bool
) -> None:
    """`.json` is one document, `.jsonl` and `.ndjson` one a line, the rest what it looks like."""
    path = tmp_path / (f"{name}.gz" if compressed else name)
    assert expected == pieces(path, gzip.compress(data) if compressed else data)


def test_gzip_is_recognized_by_its_content(tmp_path: Path) -> None:
    """A compressed file needs no `.gz` in its name."""
    assert [(1, b"{}")] == pieces(tmp_path / "a.json", gzip.compress(b"{}"))


def test_lines_are_read_one_by_one(tmp_path: Path) -> None:
    """No more is read than is asked for: the rest of the file may be broken."""
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b"{}\n" * 100_000)[:-8])
    reading = read_pieces(Source("a", path))
    assert [Piece(1, b"{}"), Piece(2, b"{}")] == [next(reading), next(reading)]
    with pytest.raises(EOFError):
        list(reading)


@pytest.mark.parametrize(
    ("data", "error"),
    [(b"{}", gzip.BadGzipFile), (gzip.compress(b"{}" * 99)[:20], EOFError)],
    ids=["no-gzip", "cut-off"],
)
def test_what_only_claims_to_be_gzip_is_refused(
    tmp_path: Path, data: bytes, error: type[Exception]
) -> None:
    """A `.gz` that is none, or not all of it, raises what `READ_ERRORS` lists."""
    with pytest.raises(error):
        pieces(tmp_path / "a.json.gz", data)


def test_a_refusal_is_raised(tmp_path: Path) -> None:
    """A source that is known to be unreadable says why when it is read."""
    source = Source("a", tmp_path, refusal=PermissionError(13, "Permission denied"))
    with pytest.raises(PermissionError):
        list(read_pieces(source))


def test_stdin_is_read_and_stays_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Standard input is read by its content, and is not ours to close."""
    path = tmp_path / "a"
    path.write_bytes(gzip.compress(LINES))
    with path.open() as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        assert [2, 4] == [piece.line for piece in read_pieces(Source("<stdin>"))]
        assert stdin.seekable()


def test_the_file_can_be_watched(tmp_path: Path) -> None:
    """Whatever is put between the file and its reader is read instead of the file."""
    watched = []

    def watch(file: BinaryIO) -> BinaryIO:
        watched.append(file)
        return (tmp_path / "b.json").open("rb", buffering=0)

    (tmp_path / "a.json").write_bytes(b"[]")
    (tmp_path / "b.json").write_bytes(b"{}")
    assert [(1, b"{}")] == list(read_pieces(Source("a", tmp_path / "a.json"), watch))
    assert [True] == [file.closed for file in watched]
