"""Open files that may be compressed: the content shows it, whatever the name is."""

from __future__ import annotations

import gzip
import sys
import zlib
from contextlib import contextmanager
from importlib import import_module
from io import BufferedReader
from typing import TYPE_CHECKING, Any, BinaryIO, Final, TypeAlias

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from io import BufferedIOBase

__all__ = [
    "COMPRESSED_SUFFIXES",
    "READ_ERRORS",
    "FileWrapper",
    "UnreadableError",
    "decompressed",
    "describe_read_error",
    "is_compressed",
]

COMPRESSED_SUFFIXES: Final = (".gz", ".zst", ".xz")

FileWrapper: TypeAlias = "Callable[[BinaryIO], BinaryIO]"
"""A function that takes an open file and returns the file to read instead: a progress bar has one."""


class UnreadableError(Exception):
    """A compressed file is damaged."""


READ_ERRORS: Final = (OSError, UnreadableError)
"""The exceptions that reading a file, compressed or not, can raise."""


@frozen
class _Compression:
    """A way to compress files.

    Attributes:
        name: The name, for messages.
        magic: The bytes with which such a file begins; no JSON document does.
        open: Takes a compressed file. Returns a file with the decompressed content, and the
            exceptions that reading from it raises if the compressed file is damaged.
    """

    name: str
    magic: bytes
    open: Callable[[Any], tuple[Any, tuple[type[Exception], ...]]]


def _open_gzip(file: Any) -> tuple[Any, tuple[type[Exception], ...]]:
    return gzip.open(file), (gzip.BadGzipFile, zlib.error)


def _open_xz(file: Any) -> tuple[Any, tuple[type[Exception], ...]]:
    import lzma  # noqa: PLC0415 - some builds of Python lack it

    return lzma.open(file), (lzma.LZMAError,)


def _open_zstd(file: Any) -> tuple[Any, tuple[type[Exception], ...]]:
    name = "compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd"
    zstd: Any = import_module(name)
    return zstd.open(file), (zstd.ZstdError,)


_COMPRESSIONS: Final = (
    _Compression("gzip", b"\x1f\x8b", _open_gzip),
    _Compression("zstd", b"\x28\xb5\x2f\xfd", _open_zstd),
    _Compression("xz", b"\xfd7zXZ\x00", _open_xz),
)
_MAGIC_LENGTH: Final = 6


def is_compressed(beginning: bytes) -> bool:
    """Tell whether a file is compressed.

    Args:
        beginning: The first bytes of the file; six are enough.
    """
    return _compression_of(beginning) is not None


@contextmanager
def decompressed(raw: BinaryIO) -> Generator[BufferedIOBase]:
    """Read what is in a file, decompressed if it is compressed, for the length of a `with` block.

    Args:
        raw: The file; it is closed at the end of the block.

    Yields:
        The file to read.

    Raises:
        UnreadableError: The compressed file is damaged or ends too early. It is raised in the
            block, where the file is read.
        OSError: What would decompress the file is not installed.
    """
    with BufferedReader(raw) as file:  # type: ignore[type-var]  # pyright: ignore[reportArgumentType]
        compression = _compression_of(file.peek(_MAGIC_LENGTH))
        if compression is None:
            yield file
            return
        try:
            reader, damage = compression.open(file)
        except ModuleNotFoundError as error:
            extra = ' (pip install "jobstatus[zstd]")' if compression.name == "zstd" else ""
            message = f"it is compressed with {compression.name}, which needs {error.name}{extra}"
            raise OSError(message) from error  # unlike damage, it is not for ever
        with reader:
            try:
                yield reader
            except EOFError as error:
                message = f"is a {compression.name} file that ends too early"
                raise UnreadableError(message) from error
            except damage as error:
                raise UnreadableError(f"is a damaged {compression.name} file") from error


def describe_read_error(error: Exception) -> str:
    """Describe in a few words why a file cannot be read.

    Args:
        error: One of `READ_ERRORS`.

    Returns:
        The end of a sentence whose subject is the file.
    """
    if isinstance(error, OSError):
        return f"cannot be read: {error.strerror or error}"
    return str(error)


def _compression_of(beginning: bytes) -> _Compression | None:
    found = (one for one in _COMPRESSIONS if beginning.startswith(one.magic))
    return next(found, None)
