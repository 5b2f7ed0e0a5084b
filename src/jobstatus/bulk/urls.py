"""Find and open the files that URLs name, with fsspec, if it is installed."""

from __future__ import annotations

import os
from glob import has_magic
from importlib import import_module
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["files_at", "is_url", "open_url", "url_version"]


def is_url(name: str) -> bool:
    """Tell whether a name is a URL, and not that of a local file."""
    return "://" in name and not os.path.lexists(name)


def files_at(url: str, is_wanted: Callable[[str], object]) -> Iterator[tuple[str, int]]:
    """Find the files that a URL names.

    Args:
        url: The URL of a file, a folder or a glob, such as `s3://bucket/jobs/*.ndjson`.
        is_wanted: Tells by its path whether a file of a folder is wanted.

    Yields:
        The URL and the size in bytes of each file, in order; 0 if the size is unknown.

    Raises:
        ModuleNotFoundError: fsspec is not installed.
        ImportError: What fsspec needs for this kind of URL is not installed.
        OSError: The files cannot be listed.
        ValueError: No such kind of URL is known.
    """
    fsspec: Any = import_module("fsspec")  # it has no types
    files, path = fsspec.url_to_fs(url)
    if has_magic(path):
        paths = sorted(files.glob(path))
    elif files.isdir(path):
        paths = sorted(filter(is_wanted, files.find(path)))
    else:
        paths = [path]
    for found in paths:
        yield files.unstrip_protocol(found), files.size(found) or 0


def open_url(url: str) -> BinaryIO:
    """Open the file that a URL names, for reading bytes.

    Args:
        url: The URL of a file.

    Raises:
        OSError: The file cannot be opened.
    """
    fsspec: Any = import_module("fsspec")
    file: BinaryIO = fsspec.open(url, "rb").open()
    return file


def url_version(url: str) -> str:
    """Return a text that changes when the file at a URL changes.

    Args:
        url: The URL of a file.

    Raises:
        OSError: The file cannot be found.
    """
    fsspec: Any = import_module("fsspec")
    files, path = fsspec.url_to_fs(url)
    return f"{files.size(path)}-{files.ukey(path)}"
