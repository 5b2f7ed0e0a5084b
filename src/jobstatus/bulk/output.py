"""Write files that are whole or not there, into a folder that one run at a time may write to."""

from __future__ import annotations

import os
import secrets
from contextlib import contextmanager, suppress
from importlib import import_module
from importlib.util import find_spec
from threading import Lock
from typing import TYPE_CHECKING, Any, BinaryIO, Final

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path
    from types import TracebackType

    from typing_extensions import Self

__all__ = [
    "ConversionError",
    "OutputError",
    "WholeFile",
    "locked_folder",
    "output_errors",
    "remove_temporary_files",
]

_fcntl: Any = import_module("fcntl") if find_spec("fcntl") else None  # Windows has none
_LOCK_NAME: Final = "_lock"
_TEMPORARY: Final = ".*.tmp"
# Windows can't open a folder, and needs no sync of it.
_CAN_SYNC_FOLDERS: Final = os.name == "posix"

_locked_here: Final = set[str]()
_guard: Final = Lock()


class ConversionError(Exception):
    """A conversion cannot begin, or cannot go on. The message says why."""


class OutputError(ConversionError):
    """A file cannot be written: the disk is full, for one."""


@contextmanager
def output_errors(path: str | os.PathLike[str]) -> Generator[None]:
    """Turn the errors of the system into `OutputError` for the length of a `with` block.

    Args:
        path: What is written there, for the message.

    Raises:
        OutputError: The block raised an `OSError`.
    """
    try:
        yield
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise OutputError(f"{os.fspath(path)}: cannot be written: {reason}") from error


class WholeFile:
    """A file that appears under its name when it is whole and on the disk.

    As a context manager it gives itself. At the end of the block the file is synced and renamed;
    if the block raises, or `is_wanted` is false, nothing is left of it.

    Args:
        path: The name; a file that has it is replaced.

    Attributes:
        file: The file to write to.
        is_wanted: Set it to false, and there will be no file.
    """

    file: BinaryIO

    def __init__(self, path: Path) -> None:
        self.path = path
        self.is_wanted = True
        self._temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")

    def __enter__(self) -> Self:
        with output_errors(self.path):
            self.file = self._temporary.open("xb")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        try:
            if error is None and self.is_wanted:
                with output_errors(self.path):
                    self._publish()
        finally:
            with suppress(OSError):  # what is buffered may not fit on the disk
                self.file.close()
            with suppress(OSError):
                self._temporary.unlink()

    def _publish(self) -> None:
        self.file.flush()
        os.fsync(self.file.fileno())
        self.file.close()
        self._temporary.replace(self.path)
        _sync_folder(self.path.parent)


def _sync_folder(folder: Path) -> None:
    """Write to the disk that a file of a folder has a new name."""
    if _CAN_SYNC_FOLDERS:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def remove_temporary_files(folder: Path) -> None:
    """Remove what runs that were killed have left in a folder, and in the folders directly in it.

    Args:
        folder: The folder. Nobody else may be writing to it.
    """
    for pattern in (_TEMPORARY, f"*/{_TEMPORARY}"):
        for path in folder.glob(pattern):
            with suppress(FileNotFoundError):  # a worker that has outlived its run
                path.unlink()


@contextmanager
def locked_folder(folder: Path) -> Generator[None]:
    """Keep other runs out of a folder for the length of a `with` block.

    The lock ends with the process, however that ends. It holds between processes of one machine,
    between machines where their shared file system has POSIX locks (NFS has), and between threads.
    Windows has none of them, so there it holds between threads alone.

    Args:
        folder: The folder; it is made if it is not there.

    Raises:
        ConversionError: Another run is writing to the folder.
        OutputError: The folder cannot be made, or not be written to.
    """
    with output_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        key = str(folder.resolve())
    with _held_in_this_process(key):
        with output_errors(folder):
            file = _open_lock(folder)
        with file:
            yield


def _open_lock(folder: Path) -> BinaryIO:
    file = (folder / _LOCK_NAME).open("ab")
    try:
        if _fcntl is not None:
            # Not flock: a worker that was forked would hold on to it after the end of this process.
            _fcntl.lockf(file, _fcntl.LOCK_EX | _fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        file.close()
        raise _another_run(str(folder)) from None
    except OSError:  # a file system without locks
        file.close()
        raise
    return file


@contextmanager
def _held_in_this_process(key: str) -> Generator[None]:
    # A process has a POSIX lock, whichever of its threads took it.
    with _guard:
        if key in _locked_here:
            raise _another_run(key)
        _locked_here.add(key)
    try:
        yield
    finally:
        _locked_here.discard(key)


def _another_run(key: str) -> ConversionError:
    return ConversionError(f"{key}: another run is writing to this folder; wait until it ends")
