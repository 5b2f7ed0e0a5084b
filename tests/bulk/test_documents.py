"""The content of a file shows whether it is one document or one per line, in bounded memory."""

import gzip
import io
import lzma
import sys
import tracemalloc
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobstatus.bulk import documents
from jobstatus.bulk.documents import Document, Location, layout_of, read_documents
from jobstatus.bulk.sources import Source
from jobstatus.problems import Problem

PRETTY = b'{\n "data": [\n  {"id": "1"}\n ]\n}\n'
LINES = b'\n{"id": "1"}\r\n  \n\t{"id": "2"}'
TWO_LINES = [(2, b'{"id": "1"}'), (4, b'{"id": "2"}')]


def read(data: bytes, name: str = "a.json", **options: Any) -> list[Document]:
    """Read the documents of a file with this content."""
    return list(read_documents(Source(name, file=io.BytesIO(data)), **options))


def lines_of(found: list[Document]) -> list[tuple[int, bytes]]:
    """Return the line and the data of each document; none of them has a problem."""
    assert not [document for document in found if document.problem]
    return [(document.line, document.data) for document in found]


@pytest.mark.parametrize("compressed", [False, True], ids=["plain", "gzip"])
@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.json", PRETTY, [(1, PRETTY)]),
        ("a.ndjson", PRETTY, [(1, PRETTY)]),
        ("a.json", b"\n\n" + PRETTY, [(1, b"\n\n" + PRETTY)]),
        ("a.json", PRETTY[:-3], [(1, PRETTY[:-3])]),
        ("a.json", b"[\n 1,\n 2\n]", [(1, b"[\n 1,\n 2\n]")]),
        ("a.json", LINES, TWO_LINES),
        ("a.jsonl", LINES, TWO_LINES),
        ("a.txt", LINES, TWO_LINES),
        ("a.txt", b"{oops}\n{}\n{}", [(1, b"{oops}"), (2, b"{}"), (3, b"{}")]),
        ("a.json", b"{oops\n5}\n", [(1, b"{oops\n5}\n")]),
        ("a.json", b"{oops\n{}\n5}\n", [(1, b"{oops\n{}\n5}\n")]),
        ("a.json", b"{oops\n{}\n5}\n{}", [(1, b"{oops"), (2, b"{}"), (3, b"5}"), (4, b"{}")]),
        ("a.ndjson", b"{oops\n5}\n", [(1, b"{oops"), (2, b"5}")]),
        ("a.json", b"[" * 9_999 + b"\n{}\n", [(1, b"[" * 9_999), (2, b"{}")]),
        ("a.txt", b"oops", [(1, b"oops")]),
        ("a.json", b"", [(1, b"")]),
        ("a.jsonl", b"", []),
        ("a.txt", b"\n \n", [(1, b"\n \n")]),
    ],
    ids=[
        "document",
        "document-called-ndjson",
        "document-after-blank-lines",
        "document-cut-off",
        "list",
        "lines-called-json",
        "lines",
        "lines-of-any-name",
        "lines-the-first-broken",
        "broken-called-json",
        "broken-a-third-is-json",
        "broken-half-is-json",
        "broken-called-ndjson",
        "deep-line",
        "broken",
        "empty-json",
        "empty-jsonl",
        "blank",
    ],
)
def test_documents_of_a_file(
    name: str, data: bytes, expected: list[tuple[int, bytes]], *, compressed: bool
) -> None:
    """The content decides how documents are laid out; the name, where the content is broken, too."""
    stored = gzip.compress(data) if compressed else data
    assert expected == lines_of(read(stored, f"{name}.gz" if compressed else name))


def test_white_space_says_nothing_of_the_layout(monkeypatch: pytest.MonkeyPatch) -> None:
    """The layout is that of the first line with something in it, however many blank ones are before."""
    monkeypatch.setattr(documents, "_CHUNK", 4)
    assert [(9, b"{}"), (10, b"{}")] == lines_of(read(b"\n" * 8 + b"{}\n{}\n"))


def test_a_first_line_that_is_too_large_is_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """The beginning is read to the end of the first line, if the chunk that exceeds the limit has it."""
    monkeypatch.setattr(documents, "_CHUNK", 50)
    large, small = read(b'"' + b"x" * 118 + b'"\n{}\n', max_document=100)
    assert large.problem is not None
    assert (2, b"{}") == (small.line, small.data)


def test_the_layout_is_that_of_a_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a file that begins broken, only the lines of the sample are looked at."""
    monkeypatch.setattr(documents, "_SAMPLE", 20)
    data = b"{oops\n" + b"5}\n" * 10 + b"{}\n" * 40
    assert [(1, data)] == lines_of(read(data))


@pytest.mark.parametrize(
    "compress", [bytes, gzip.compress, lzma.compress], ids=["plain", "gzip", "xz"]
)
@pytest.mark.parametrize(("data", "layout"), [(PRETTY, "document"), (LINES, "lines")])
def test_the_layout_is_known_beforehand(
    tmp_path: Path, data: bytes, layout: str, compress: Any
) -> None:
    """The compression and the layout of a file are known before all of it is read."""
    path = tmp_path / "a.json"
    path.write_bytes(compress(data + data * 99_999))
    assert (layout, compress is not bytes) == layout_of(Source("a.json", str(path)))


def test_stdin_is_read_and_stays_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading standard input leaves it open."""
    path = tmp_path / "a"
    path.write_bytes(gzip.compress(LINES))
    with path.open() as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        assert TWO_LINES == lines_of(list(read_documents(Source("<stdin>"))))
        assert stdin.seekable()


def test_the_file_can_be_wrapped() -> None:
    """The file that `wrap_file` returns is read instead."""

    def wrap_file(file: BinaryIO) -> BinaryIO:
        assert b"[]" == file.read()
        return io.BytesIO(b"{}")

    assert [(1, b"{}")] == lines_of(read(b"[]", wrap_file=wrap_file))


def test_the_error_of_a_source_is_raised(tmp_path: Path) -> None:
    """Reading a source that is known to be unreadable raises its error."""
    source = Source("a", str(tmp_path), error=PermissionError(13, "Permission denied"))
    with pytest.raises(PermissionError):
        list(read_documents(source))


def test_damage_is_a_document_with_a_problem() -> None:
    """The documents before the damage of a compressed file are read."""
    *whole, broken = read(gzip.compress(b"{}\n" * 100_000)[:-8])
    assert {b"{}"} == {document.data for document in whole}
    assert len(whole) > 50_000
    assert broken.problem is not None
    assert ("is a gzip file that ends too early", b"") == (broken.problem.message, broken.data)
    assert whole[-1].line + 1 == broken.line


def test_a_part_of_a_file_is_read(tmp_path: Path) -> None:
    """A source that is a part of a file has its lines counted from that of its beginning."""
    path = tmp_path / "a.ndjson"
    path.write_bytes(b"1\n2\n3\n4\n")
    part = Source("a", str(path), layout="lines", start=2, end=6, line=2)
    assert [(2, b"2"), (3, b"3")] == lines_of(list(read_documents(part)))


@given(st.lists(st.text("ab\r ", max_size=9)), st.integers(1, 40), st.booleans())
def test_lines_are_put_together(lines: list[str], chunk: int, final: bool) -> None:
    """Wherever a file is cut into chunks, its lines are the same."""
    data = "\n".join(lines).encode() + b"\n" * final
    source = Source("a", file=io.BytesIO(data), layout="lines")
    expected = [(n, text.strip(b" \r")) for n, text in enumerate(data.split(b"\n"), 1)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(documents, "_CHUNK", chunk)
        assert [pair for pair in expected if pair[1]] == lines_of(list(read_documents(source)))


def test_the_end_of_a_line_that_is_too_long_is_looked_for_so_far(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Behind as many bytes as a document may have, the end is looked for in four times as many."""
    monkeypatch.setattr(documents, "_CHUNK", 1)
    most = b"x" * (11 + 40)
    for before in (b"", b"1\n", most + b"\n"):
        data = before + most + b"\n2"
        source = Source("a", file=io.BytesIO(data), layout="lines")
        last = list(read_documents(source, max_document=10))[-1]
        assert (1 + data.count(b"\n"), b"2") == (last.line, last.data)
        source = Source("a", file=io.BytesIO(before + b"x" + most + b"\n2"), layout="lines")
        last = list(read_documents(source, max_document=10))[-1]
        assert last.problem is not None
        assert "the file is not read to its end" in last.problem.message


def test_a_document_in_one_line_is_not_looked_through(monkeypatch: pytest.MonkeyPatch) -> None:
    """All values of such a document are on its only line."""
    monkeypatch.setattr(documents, "Locator", None)
    document = Document("a", 10, b'{"id":[5]}')
    assert Location("a", 10, "$.id[0]") == document.location_of(("id", 0))
    assert Location("a", 10, "$.id") == document.location_of(("id",))


class TestLargeDocuments:
    """A document that is too large is not kept, but for its place."""

    @pytest.mark.parametrize("chunk", [16, 1 << 20], ids=["in-parts", "at-once"])
    def test_a_line_that_is_too_large(self, chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
        """The lines beside one that is too large are read, with their numbers."""
        monkeypatch.setattr(documents, "_CHUNK", chunk)
        data = b'{}\n"' + b"x" * 150 + b'"\n[]\n"' + b"x" * 150
        first, large, last, open_end = read(data, max_document=100)
        assert [(1, b"{}"), (3, b"[]")] == lines_of([first, last])
        assert [(2, b""), (4, b"")] == [(one.line, one.data) for one in (large, open_end)]
        assert large.problem is not None
        assert "is larger than 100 bytes" == large.problem.message
        assert large.problem.excerpt.startswith("b'\"xxx")

    @pytest.mark.parametrize("chunk", [10, 1 << 20], ids=["in-parts", "at-once"])
    def test_white_space_around_a_line_counts(
        self, chunk: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """All bytes of a line count but for its break, wherever chunks cut it."""
        monkeypatch.setattr(documents, "_CHUNK", chunk)
        data = b"1\n" + b" " * 40 + b'"' + b"x" * 57 + b'"\r\n'
        assert [1, 59] == [len(one.data) for one in read(data, max_document=100)]
        assert [1, 0] == [len(one.data) for one in read(data, max_document=99)]

    def test_a_line_in_parts_that_is_just_large_enough(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A line of exactly the limit is read, wherever chunks cut it; a longer one is a problem."""
        monkeypatch.setattr(documents, "_CHUNK", 10)
        line = b'"' + b"x" * 98 + b'"'
        data = b"\n".join([b"1", line, line[1:], 2 * line, line])
        assert [1, 100, 99, 0, 100] == [len(one.data) for one in read(data, max_document=100)]
        source = Source("a", file=io.BytesIO(b"x" + line), layout="lines")
        (large,) = read_documents(source, max_document=100)
        assert large.problem is not None

    def test_a_line_that_ends_with_a_chunk(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A line of exactly the limit is read, though its break is not there yet, and so is the next."""
        monkeypatch.setattr(documents, "_CHUNK", 10)
        line = b'"' + b"x" * 98 + b'"'
        data = b'1\n"' + b"x" * 15 + b'"\n' + line + b"\n        1" + line + b"\n"
        assert [1, 17, 100, 0] == [len(one.data) for one in read(data, max_document=100)]
        source = Source("a", file=io.BytesIO(line + b"\n2"), layout="lines")
        assert [100, 1] == [len(one.data) for one in read_documents(source, max_document=100)]

    def test_a_file_that_is_just_large_enough(self) -> None:
        """All bytes of a document that is its file count, white space too."""
        data = b"[\n" + b"1,\n" * 10 + b"1]"
        (whole,) = read(data, max_document=len(data))
        assert data == whole.data
        assert read(data, max_document=len(data) - 1)[0].problem is not None

    def test_a_file_that_is_too_large(self) -> None:
        """A document that is its file is not read further."""
        (large,) = read(b"[\n" + b"1,\n" * 99, max_document=100)
        assert large.problem is not None
        assert (1, "is larger than 100 bytes") == (large.line, large.problem.message)

    @pytest.mark.parametrize("first", [b"", b"1\n"], ids=["at-once", "second-line"])
    def test_a_line_without_end(self, first: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
        """The file is not read to its end: there may be none, as in `/dev/zero`."""
        monkeypatch.setattr(documents, "_CHUNK", 64)
        file = _Endless(first)
        *_, large = read_documents(Source("a", file=file, layout="lines"), max_document=100)
        assert large.problem is not None
        assert large.problem.message == (
            "is larger than 100 bytes, and goes on for so long that the file is not read to its end"
        )
        assert file.count < 10_000

    def test_a_bomb(self) -> None:
        """A small file that is large when decompressed takes no more memory than one document."""
        bomb = gzip.compress(b"\0" * 50_000_000)
        tracemalloc.start()
        (large,) = read(bomb, max_document=1_000_000)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert large.problem is not None
        assert peak < 8_000_000


class _Endless(io.RawIOBase):
    """A file of NULs, after some bytes, that has no end."""

    def __init__(self, first: bytes) -> None:
        self.first, self.count = first, 0

    def read(self, size: int = -1) -> bytes:
        data, self.first = self.first or b"\0" * size, b""
        self.count += len(data)
        return data


@pytest.mark.parametrize(
    ("data", "problem", "expected"),
    [
        (b'{"id":\n5}', Problem("", ("id",)), Location("a", 11, "$.id")),
        (b'{"id":5}', Problem("", ("id",)), Location("a", 10, "$.id")),
        (b"[\n[]]", Problem("", (0, "b")), Location("a", 11, "$[0].b")),
        (b"[\n\n", Problem("is not JSON: the end at byte 3, near"), Location("a", 10, "$")),
        (b"\n[1 2]", Problem("is not JSON: oops at byte 4, near"), Location("a", 11, "$")),
        (b"[\n1 2]", Problem("is not JSON: oops at byte 4, near"), Location("a", 11, "$")),
        (b"[\xff\n1]", Problem("", (0,)), Location("a", 10, "$[0]")),
    ],
    ids=["value", "one-line", "absent", "cut-off", "blank-line", "syntax", "utf-8"],
)
def test_problems_are_located(data: bytes, problem: Problem, expected: Location) -> None:
    """Lines are counted from the beginning of the file, of which this document begins on line 10."""
    assert expected == Document("a", 10, data).locate(problem)


def test_documents_are_compared_by_identity() -> None:
    """To compare two documents would be to compare all their bytes, and one may be a key of a dict."""
    assert Document.__eq__ is object.__eq__
    assert "__weakref__" not in dir(Document)
