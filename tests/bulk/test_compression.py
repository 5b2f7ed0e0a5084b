"""A file is decompressed if its content is compressed, whatever its name is."""

import gzip
import io
import lzma
import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from jobstatus.bulk import compression
from jobstatus.bulk.compression import (
    UnreadableError,
    decompressed,
    describe_read_error,
    is_compressed,
)

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

COMPRESS = {"gzip": gzip.compress, "zstd": zstd.compress, "xz": lzma.compress}
by_name = pytest.mark.parametrize(("name", "compress"), COMPRESS.items(), ids=COMPRESS)
Compress = Callable[[bytes], bytes]


def content(data: bytes) -> bytes:
    """Return what is in a file with this data."""
    with decompressed(io.BytesIO(data)) as file:
        return file.read()


@by_name
def test_compressed_files_are_decompressed(name: str, compress: Compress) -> None:
    """The first bytes show the compression; parts that follow each other are one file."""
    assert is_compressed(compress(b"{}"))
    assert b"{}\n[]" == content(compress(b"{}\n") + compress(b"[]"))


@pytest.mark.parametrize("data", [b"", b"{}", b"\x1f", b"<html>"], ids=repr)
def test_other_files_are_read_as_they_are(data: bytes) -> None:
    """A file that is not compressed is read unchanged."""
    assert not is_compressed(data)
    assert data == content(data)


@by_name
def test_a_file_that_ends_too_early(name: str, compress: Compress) -> None:
    """A compressed file that was cut off is an error when reading comes to its end."""
    whole = compress(bytes(range(256)) * 999)
    with (
        pytest.raises(UnreadableError, match=rf"^is a {name} file that ends too early$"),
        decompressed(io.BytesIO(whole[:-1])) as file,
    ):
        file.read()


@by_name
def test_a_damaged_file(name: str, compress: Compress) -> None:
    """Damage is an error that names the compression."""
    damaged = bytearray(compress(bytes(range(256)) * 9))
    damaged[6:40] = b"\xff" * 34
    with pytest.raises(UnreadableError, match=rf"^is a damaged {name} file$"):
        content(bytes(damaged))


def test_a_library_may_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error of a missing library names the library, and the extra that brings it."""
    name = "compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd"
    monkeypatch.setitem(sys.modules, name, None)
    message = (
        rf'^it is compressed with zstd, which needs {name} \(pip install "jobstatus\[zstd\]"\)$'
    )
    with pytest.raises(OSError, match=message):
        content(COMPRESS["zstd"](b"{}"))
    monkeypatch.setitem(sys.modules, "lzma", None)
    with pytest.raises(OSError, match=r"^it is compressed with xz, which needs lzma$"):
        content(COMPRESS["xz"](b"{}"))


def test_the_file_is_closed() -> None:
    """The file is closed at the end of the block, even if reading it fails."""
    whole, cut_off = io.BytesIO(b"{}"), io.BytesIO(gzip.compress(b"{}")[:-9])
    with decompressed(whole):
        pass
    with pytest.raises(UnreadableError), decompressed(cut_off) as file:
        file.read()
    assert (True, True) == (whole.closed, cut_off.closed)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (UnreadableError("is a damaged gzip file"), "is a damaged gzip file"),
        (IsADirectoryError(21, "Is a directory"), "cannot be read: Is a directory"),
        (OSError("fileno"), "cannot be read: fileno"),
    ],
    ids=["damaged", "system", "other"],
)
def test_describe_read_error(error: Any, expected: str) -> None:
    """Each of `READ_ERRORS` is described in a few words."""
    assert expected == describe_read_error(error)


@pytest.mark.parametrize(
    ("version", "name"),
    [((3, 13, 9), "backports.zstd"), ((3, 14), "compression.zstd"), ((3, 15), "compression.zstd")],
    ids=str,
)
def test_newer_interpreters_have_zstd_themselves(
    version: tuple[int, ...], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python 3.14 has it; for older ones there is a package."""
    asked: list[str] = []

    def note(name: str) -> None:
        asked.append(name)
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(compression, "sys", SimpleNamespace(version_info=version))
    monkeypatch.setattr(compression, "import_module", note)
    with pytest.raises(ModuleNotFoundError):
        compression._open_zstd(None)
    assert [name] == asked
