"""Pieces are ranges of whole lines, or whole files, of sources that can be read again."""

import gzip
import json
import os
import pickle
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jobstatus.bulk import pieces
from jobstatus.bulk.pieces import Piece, count_lines, grouped, pieces_of
from jobstatus.bulk.sources import Source, SourceError, find_sources

LINES = b'{"id": "1"}\n' * 10


def pieces_in(path: Path, step: int) -> list[Piece]:
    """Divide a file."""
    return [piece for source in find_sources(path) for piece in pieces_of(source, step)]


@given(
    texts=st.lists(st.binary(max_size=8).map(lambda text: text.replace(b"\n", b""))),
    step=st.integers(1, 30),
)
@example(texts=[], step=5)
def test_ranges_are_whole_lines(
    tmp_path_factory: pytest.TempPathFactory, texts: list[bytes], step: int
) -> None:
    """The ranges make up the file; each but the last is long enough, and ends with a line."""
    data = b"\n".join([b"{}", *texts])
    path = tmp_path_factory.mktemp("ranges") / "a"
    path.write_bytes(data)
    pieces = pieces_in(path, step)
    ranges = [data[piece.start : piece.end] for piece in pieces]
    assert data == b"".join(ranges)
    for text in ranges[:-1]:
        assert text.endswith(b"\n")
        assert b"\n" not in text[step - 1 : -1]
        assert step <= len(text)
    assert len(data) == sum(piece.length for piece in pieces)
    for piece in pieces:
        assert data.count(b"\n", 0, piece.start) == count_lines(str(path), 0, piece.start)


def test_a_line_may_be_longer_than_what_is_read_at_once(tmp_path: Path) -> None:
    """The end of a line is found, however far away it is."""
    long = b'{"x": "' + b"x" * (3 << 20) + b'"}\n'
    (tmp_path / "a").write_bytes(LINES + long + LINES)
    expected = [
        (0, len(LINES)),
        (len(LINES), len(LINES + long)),
        (len(LINES + long), len(LINES + long + LINES)),
    ]
    assert expected == [(piece.start, piece.end) for piece in pieces_in(tmp_path / "a", len(LINES))]
    assert 21 == count_lines(str(tmp_path / "a"), 0, 1 << 30)


@pytest.mark.parametrize(
    ("data", "step"),
    [
        (LINES, 1000),
        (LINES, len(LINES)),
        (gzip.compress(LINES * 9), 5),
        (json.dumps([1, 2], indent=1).encode(), 5),
        (b"", 5),
    ],
    ids=["small", "as-large-as-one", "compressed", "document", "empty"],
)
def test_other_files_are_one_piece(tmp_path: Path, data: bytes, step: int) -> None:
    """Small files, compressed files and single documents are not divided."""
    (tmp_path / "a.json").write_bytes(data)
    (piece,) = pieces_in(tmp_path / "a.json", step)
    assert (0, None, 1, len(data)) == (piece.start, piece.end, piece.line, piece.length)


@pytest.mark.parametrize("length", [-9, 12], ids=["cut-off", "header"])
def test_a_damaged_file_is_one_piece(tmp_path: Path, length: int) -> None:
    """A damaged file is not divided, and the damage is reported when the file is read."""
    (tmp_path / "a.json").write_bytes(gzip.compress(LINES)[:length] + b"\n" * 20)
    assert 1 == len(pieces_in(tmp_path / "a.json", 5))


def test_a_large_file_that_cannot_be_read_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that cannot be read cannot be divided."""

    def fail(_: Source) -> None:
        raise OSError(5, "Input/output error")

    (tmp_path / "a.json").write_bytes(LINES)
    monkeypatch.setattr(pieces, "layout_of", fail)
    with pytest.raises(SourceError, match=r"a\.json: cannot be read: Input/output error"):
        pieces_in(tmp_path / "a.json", 5)


def test_a_pipe_is_refused(tmp_path: Path) -> None:
    """A pipe can be read only once, like standard input."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(SourceError, match="pipe: can be read only once"):
        pieces_in(tmp_path / "pipe", 5)


def test_a_piece_is_small_plain_data(tmp_path: Path) -> None:
    """A piece comes back from JSON and pickle, and omits attributes that have their defaults."""
    (tmp_path / "a").write_bytes(LINES)
    first, second = pieces_in(tmp_path / "a", 100)
    assert ["name", "path", "size", "version", "end"] == list(first.as_json())
    for piece in (first, second):
        assert piece == Piece(**json.loads(json.dumps(piece.as_json())))
        assert piece == pickle.loads(pickle.dumps(piece))
    assert (1, 0) == (first.line, second.line)


def test_a_piece_is_a_source(tmp_path: Path) -> None:
    """The source of a piece has the path that all names of the file share, and the given name."""
    (tmp_path / "a").write_bytes(LINES)
    (tmp_path / "b").symlink_to(tmp_path / "a")
    name = os.path.relpath(tmp_path / "b")
    first, _ = (piece for source in find_sources(name) for piece in pieces_of(source, 100))
    expected = Source(name, str(tmp_path / "a"), 120, layout="lines", end=108)
    assert expected == first.as_source()


def test_a_piece_of_a_url_has_its_version() -> None:
    """The version of a URL is from fsspec; its file is one piece, for counting lines reads it."""
    fsspec = pytest.importorskip("fsspec")
    url = "memory://pieces/a.ndjson"
    with fsspec.open(url, "wb") as file:
        file.write(LINES)
    (piece,) = (piece for source in find_sources(url) for piece in pieces_of(source, 5))
    assert piece.path == piece.as_source().path
    with fsspec.open(url, "wb") as file:
        file.write(LINES + LINES)
    with pytest.raises(SourceError, match="has changed since the conversion was planned"):
        piece.as_source()


def test_lines_of_a_file_that_is_gone_are_not_counted(tmp_path: Path) -> None:
    """A file that is gone is an error that names the file."""
    with pytest.raises(SourceError, match="gone: cannot be read: No such file"):
        count_lines(str(tmp_path / "gone"), 0, 5)


@given(st.lists(st.integers(0, 100_000)), st.integers(1, 200_000))
def test_pieces_are_put_into_groups_of_equal_size(lengths: list[int], step: int) -> None:
    """A group ends as soon as it is full; a short piece counts as 16 KiB, for it takes as long."""
    groups = list(grouped(lengths, int, step))
    assert lengths == [length for group in groups for length in group]
    weights = [[max(16_384, length) for length in group] for group in groups]
    assert all(sum(group[:-1]) < step for group in weights)
    assert all(sum(group) >= step for group in weights[:-1])


def test_a_short_piece_counts_as_a_longer_one() -> None:
    """A piece of one byte counts as 16 KiB, for to open it takes as long."""
    assert [3, 1] == [len(group) for group in grouped([1] * 4, int, 3 * 16_384)]
    assert [3, 3] == [len(group) for group in grouped([1] * 6, int, 2 * 16_384 + 1)]
    assert [2, 2] == [len(group) for group in grouped([1] * 4, int, 2 * 16_384)]


@pytest.mark.parametrize(
    ("step", "expected"), [(40_000, [2, 1]), (40_001, [3]), (20_000, [1, 1, 1])]
)
def test_a_group_is_full_at_its_size(step: int, expected: list[int]) -> None:
    """A group ends with the piece that reaches the size, to the byte."""
    assert expected == [len(group) for group in grouped([20_000] * 3, int, step)]
