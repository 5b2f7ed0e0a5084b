"""Show on standard error how far a report has come; needs rich."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from attrs import frozen
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from jobstatus.bulk.compression import FileWrapper

__all__ = ["ProgressBar", "progress_bar"]


@frozen
class ProgressBar:
    """A progress bar that counts bytes.

    Attributes:
        wrap_file: Wraps an open file, so that the bar counts the bytes read from it.
        advance: Counts bytes that were read elsewhere.
    """

    wrap_file: FileWrapper
    advance: Callable[[int], object]


@contextmanager
def progress_bar(total: int) -> Generator[ProgressBar]:
    """Show a progress bar for the length of a `with` block.

    Args:
        total: The number of bytes to be read.

    Yields:
        The bar.
    """
    columns = (TextColumn("reading"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=total)
        yield ProgressBar(
            partial(progress.wrap_file, task_id=task), partial(progress.advance, task)
        )
