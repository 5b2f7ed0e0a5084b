"""The arguments of a command line name files, each found once and in a stable order."""

import gzip
import os
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from jobstatus.bulk.previous_sources import (
    SourceError,
    describe_read_error,
    find_sources,
    known_suffix,
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a folder with files of all kinds, and change to it."""
    monkeypatch.chdir(tmp_path)
    for name in ("b.json", "a.jsonl", "notes.txt", "sub/c.ndjson.gz", "sub/D.JSON", "sub/e.gz"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("{}")
    (tmp_path / "empty").mkdir()
    return tmp_path


def names(*arguments: str) -> list[str]:
    """Return the names of the sources that the arguments name."""
    return [source.name for source in find_sources(arguments)]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["b.json"], ["b.json"]),
        (["notes.txt"], ["notes.txt"]),
        (["sub"], ["sub/D.JSON", "sub/c.ndjson.gz"]),
        (["."], ["a.jsonl", "b.json", "sub/D.JSON", "sub/c.ndjson.gz"]),
        (["*.json*"], ["a.jsonl", "b.json"]),
        (["*.txt"], ["notes.txt"]),
        (["s*"], ["sub/D.JSON", "sub/c.ndjson.gz"]),
        (["**/*.json"], ["b.json"]),
        (["b.json", "a.jsonl"], ["b.json", "a.jsonl"]),
        (
            ["b.json", ".", "./b.json", "*"],
            [
                "b.json",
                "a.jsonl",
                "sub/D.JSON",
                "sub/c.ndjson.gz",
                "notes.txt",
            ],
        ),
        (["-", "-"], ["<stdin>"]),
    ],
    ids=[
        "file",
        "any-ending",
        "directory",
        "here",
        "glob",
        "glob-of-any-ending",
        "glob-of-directories",
        "recursive-glob",
        "in-order",
        "once",
        "stdin",
    ],
)
@pytest.mark.usefixtures("folder")
def test_arguments_name_files(arguments: list[str], expected: list[str]) -> None:
    """Files, directories, globs and stdin are sources; in directories only known suffixes count."""
    assert expected == names(*arguments)


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ("nowhere.json", "nowhere.json: cannot be read: No such file or directory"),
        ("*.xml", "*.xml: matches no file"),
        ("emp*", "emp*: matches no file"),
        ("empty", "empty: has no .json, .jsonl, .ndjson file in it"),
        ("a\0b", r'"a\u0000b": cannot be read: Invalid argument'),
    ],
    ids=["file", "glob", "glob-of-nothing", "directory", "nul"],
)
@pytest.mark.usefixtures("folder")
def test_an_argument_without_files_is_an_error(argument: str, message: str) -> None:
    """A source that does not exist, or has no file to read, raises an error that says so."""
    with pytest.raises(SourceError) as caught:
        find_sources([argument])
    assert message == str(caught.value)


def test_a_name_that_is_also_a_pattern_is_a_name(folder: Path) -> None:
    """An existing file whose name has brackets is that file, not a glob."""
    (folder / "[b].json").write_text("{}")
    assert ["[b].json"] == names("[b].json")


def test_a_link_is_the_same_file(folder: Path) -> None:
    """A file that has two names is one source."""
    (folder / "link.json").symlink_to(folder / "b.json")
    assert ["link.json"] == names("link.json", "b.json")


def test_a_pipe_is_read_if_it_is_named(folder: Path) -> None:
    """A pipe is a source if an argument names it; in a directory, where reading would block, not."""
    os.mkfifo(folder / "pipe.json")
    assert ["pipe.json", "a.jsonl", "b.json"] == names("pipe.json", "*.json*", "empty*/../*l")[:3]
    assert "pipe.json" not in names(".")


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a\nb.json", r'"a\nb.json"'), (os.fsdecode(b"\xff.json"), r'"\udcff.json"')],
    ids=["line-break", "not-utf-8"],
)
def test_names_are_safe_to_print(folder: Path, name: str, expected: str) -> None:
    """Control characters and undecodable bytes in a file's name are escaped."""
    (folder / name).write_text("{}")
    assert [expected] == names(name)


def test_sizes_are_known(folder: Path) -> None:
    """A file has its size in bytes; standard input has 0."""
    assert [2, 0] == [source.size for source in find_sources([str(folder / "b.json"), "-"])]


@pytest.mark.usefixtures("folder")
def test_an_unreadable_file_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """An argument that names a file without read permission raises an error."""
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(SourceError, match=r"^b\.json: cannot be read: Permission denied$"):
        find_sources(["b.json"])


@pytest.mark.usefixtures("folder")
def test_an_unreadable_file_in_a_directory_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """An unreadable file in a directory is listed with its error, beside the readable ones."""
    monkeypatch.setattr(os, "access", lambda path, _: path.name != "b.json")
    errors = {source.name: source.error for source in find_sources(["."])}
    assert ["b.json"] == [name for name, error in errors.items() if error]
    assert 4 == len(errors)


def _walk_that_fails_at(name: str) -> Callable[..., Iterator[Any]]:
    def walk(top: Path, onerror: Callable[[OSError], None]) -> Iterator[Any]:
        onerror(PermissionError(13, "Permission denied", name))
        yield str(top), [], ["b.json"]

    return walk


@pytest.mark.usefixtures("folder")
def test_an_unreadable_directory_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """An argument that names a directory that cannot be listed raises an error."""
    monkeypatch.setattr(os, "walk", _walk_that_fails_at("sub"))
    with pytest.raises(SourceError, match=r"^sub: cannot be read: Permission denied$"):
        find_sources(["sub"])


@pytest.mark.usefixtures("folder")
def test_an_unreadable_directory_in_a_directory_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A subdirectory that cannot be listed is a source with an error."""
    monkeypatch.setattr(os, "walk", _walk_that_fails_at("sub"))
    assert ["sub", "b.json"] == names(".")


def test_a_closed_stdin_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """`-` raises an error in a process without standard input."""
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(SourceError, match=r"^standard input is closed$"):
        find_sources(["-"])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.json", ".json"),
        ("a.JSONL", ".jsonl"),
        ("a.b.ndjson.gz", ".ndjson"),
        ("a.json.GZ", ".json"),
        ("a.gz", ""),
        ("a.json.bak", ""),
        ("json", ""),
    ],
)
def test_known_suffix(name: str, expected: str) -> None:
    """The suffix is found in any case, and before a final `.gz`."""
    assert expected == known_suffix(Path("folder.json") / name)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (gzip.BadGzipFile("Not a gzipped file"), "is no gzip file, or a damaged one"),
        (zlib.error("Error -3"), "is no gzip file, or a damaged one"),
        (EOFError(), "is a gzip file that ends too early"),
        (IsADirectoryError(21, "Is a directory"), "cannot be read: Is a directory"),
        (OSError("fileno"), "cannot be read: fileno"),
    ],
    ids=["no-gzip", "damaged", "cut-off", "system", "other"],
)
def test_describe_read_error(error: Exception, expected: str) -> None:
    """Each of `READ_ERRORS` is described in a few words."""
    assert expected == describe_read_error(error)
