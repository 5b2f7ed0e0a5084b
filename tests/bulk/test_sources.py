"""Files, folders, globs, URLs and open files are sources, each found once, in a stable order."""

import os
import pickle
import sys
from collections.abc import Callable, Iterator
from io import BytesIO, FileIO
from itertools import islice
from pathlib import Path
from typing import Any

import fsspec
import pytest

from jobstatus.bulk.sources import Source, SourceError, find_sources, known_suffix


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


def names(*arguments: Any) -> list[str]:
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


def test_files_of_two_disks_are_two(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Two files with the same inode number are one only on the same device."""
    real = os.stat

    def stat(path: Any, *arguments: Any, **options: Any) -> Any:
        found = real(path, *arguments, **options)
        disk = int(str(path).endswith("b.json"))
        return os.stat_result((found.st_mode, 7, disk, *found[3:]))

    (folder / "c.json").write_text("{}")
    monkeypatch.setattr(os, "stat", stat)
    assert ["b.json", "c.json"] == names("b.json", "c.json")


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
    monkeypatch.setattr(os, "access", lambda path, _: path != "b.json")
    errors = {source.name: source.error for source in find_sources(["."])}
    assert ["b.json"] == [name for name, error in errors.items() if error]
    assert 4 == len(errors)


def _walk_that_fails_at(*names: str) -> Callable[..., Iterator[Any]]:
    def walk(top: Path, onerror: Callable[[OSError], None]) -> Iterator[Any]:
        for name in names:
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
    """A subdirectory that cannot be listed is a source with an error, in the order of the others."""
    monkeypatch.setattr(os, "walk", _walk_that_fails_at("a", "sub"))
    assert ["a", "sub", "b.json"] == names(".")


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
        ("a.json.zst", ".json"),
        ("a.ndjson.xz", ".ndjson"),
        ("a.json.gz.xz", ""),
        ("a.gz", ""),
        ("a.json.bak", ""),
        ("json", ""),
    ],
)
def test_known_suffix(name: str, expected: str) -> None:
    """The suffix is found in any case, and before that of a compression."""
    assert expected == known_suffix(f"folder.json/{name}")


def read(source: Source) -> bytes:
    """Return what a source reads."""
    with source.open() as file:
        return b"".join(iter(lambda: file.read(3), b""))


def test_a_file_is_opened_without_a_buffer(folder: Path) -> None:
    """The reader of a source has a buffer of its own."""
    with Source("b.json", str(folder / "b.json")).open() as file:
        assert isinstance(file, FileIO)


def test_one_source_needs_no_list(folder: Path) -> None:
    """A path, or an open file, may be given by itself."""
    assert [str(folder / "b.json")] == [source.name for source in find_sources(folder / "b.json")]
    assert [b"{}"] == [read(source) for source in find_sources(BytesIO(b"{}"))]
    assert [b"{}"] == [read(source) for source in find_sources(Source("a", str(folder / "b.json")))]


def test_an_open_file_stays_open() -> None:
    """A file of the caller's is read from where it is, and not closed."""
    file = BytesIO(b"12345")
    file.seek(2)
    assert [b"345"] == [read(source) for source in find_sources([file, file])]
    assert not file.closed


def test_an_open_file_has_its_name(folder: Path) -> None:
    """An open file has its own name, or `<file>` if it has none."""
    with (folder / "b.json").open("rb") as file:
        assert ["<file>", str(folder / "b.json")] == names(BytesIO(), file)


@pytest.mark.parametrize(
    ("start", "end", "expected"), [(0, 4, b"0123"), (4, 9, b"45678"), (8, 99, b"89")]
)
def test_a_part_of_a_file(folder: Path, start: int, end: int, expected: bytes) -> None:
    """A source may be a part of a file, from one offset to another; it pickles, for other processes."""
    (folder / "b.json").write_bytes(b"0123456789")
    part = Source("b.json", "b.json", start=start, end=end)
    assert expected == read(pickle.loads(pickle.dumps(part)))


def test_a_link_out_of_the_folder_is_not_followed(folder: Path, tmp_path_factory: Any) -> None:
    """A link out of the folder is listed with an error; one within is another name of a file."""
    outside = tmp_path_factory.mktemp("outside") / "secret.json"
    outside.write_text("{}")
    (folder / "sub" / "out.json").symlink_to(outside)
    (folder / "sub" / "folder").symlink_to(outside.parent)
    (folder / "sub" / "in.json").symlink_to(folder / "b.json")
    (folder / "sub" / "inner").symlink_to(folder / "empty")
    found = {source.name: source.error for source in find_sources("sub")}
    out = {name: str(error) for name, error in found.items() if error}
    reason = "a link that leads out of the folder"
    # Of the folder that was named, all that is elsewhere is outside.
    assert dict.fromkeys(("sub/folder", "sub/in.json", "sub/inner", "sub/out.json"), reason) == out
    found = {source.name: source.error for source in find_sources(".")}
    assert {"sub/folder", "sub/out.json"} == {name for name, error in found.items() if error}
    assert "sub/in.json" in found


def test_folders_are_listed_while_they_are_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first files of a folder can be read before the listing of the folder ends."""

    def walk(top: str, onerror: object) -> Iterator[Any]:
        while True:
            yield top, [], ["b.json"]

    monkeypatch.setattr(os, "walk", walk)
    assert ["b.json"] * 3 == [source.name for source in islice(find_sources("."), 3)]


@pytest.fixture
def bucket() -> Iterator[str]:
    """Put some files where fsspec finds them."""
    files = fsspec.filesystem("memory")
    for name, data in {"a.json": b"{}", "sub/b.ndjson.gz": b"[]", "notes.txt": b""}.items():
        files.pipe(f"/bucket/{name}", data)
    yield "memory://bucket"
    files.rm("/bucket", recursive=True)


def test_urls_name_files(bucket: str) -> None:
    """A URL is that of a file, a folder or a glob, as fsspec finds them."""
    everything = [f"memory:///bucket/{name}" for name in ("a.json", "sub/b.ndjson.gz")]
    assert everything == names(bucket)
    assert everything[:1] == names(f"{bucket}/*.json", f"{bucket}/a.json")
    (source,) = find_sources(f"{bucket}/a.json")
    assert (2, b"{}") == (source.size, read(pickle.loads(pickle.dumps(source))))
    assert [0] == [source.size for source in find_sources(f"{bucket}/notes.txt")]


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("memory://bucket/*.xml", "memory://bucket/*.xml: has no file to read"),
        ("memory://bucket/no.json", "memory://bucket/no.json: cannot be read: "),
        ("gopher://a", "gopher://a: cannot be read: Protocol not known: gopher"),
    ],
)
@pytest.mark.usefixtures("bucket")
def test_a_url_without_files_is_an_error(url: str, message: str) -> None:
    """A URL that names nothing, or that fsspec does not know, raises an error that says so."""
    with pytest.raises(SourceError) as caught:
        find_sources(url)
    assert str(caught.value).startswith(message)


def test_urls_need_fsspec(monkeypatch: pytest.MonkeyPatch) -> None:
    """A URL without fsspec is an error that says how to install fsspec."""
    monkeypatch.setitem(sys.modules, "fsspec", None)
    with pytest.raises(SourceError, match=r"^s3://a: needs fsspec: pip install fsspec$"):
        find_sources("s3://a")
