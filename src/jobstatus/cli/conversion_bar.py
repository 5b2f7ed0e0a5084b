"""Show how far a conversion has come; needs rich."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from jobstatus.bulk.converting import Progress as ConversionProgress

__all__ = ["conversion_bar"]

# In seconds: a large compressed file may be converted for a while until there is something to show.
_SPEED_PERIOD: Final = 600


@contextmanager
def conversion_bar() -> Generator[Callable[[ConversionProgress], None]]:
    """Show a progress bar on standard error for the length of a `with` block.

    Yields:
        A function that takes the progress to show.
    """
    columns = (
        TextColumn("{task.fields[jobs]:,} jobs"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    with Progress(
        *columns, console=console, transient=True, speed_estimate_period=_SPEED_PERIOD
    ) as shown:
        bar = shown.add_task("", total=None, jobs=0)

        def show(progress: ConversionProgress) -> None:
            if shown.tasks[bar].total is None:  # what earlier runs have done says nothing of speed
                shown.reset(bar, total=progress.byte_count, completed=progress.bytes)
            shown.update(
                bar,
                total=progress.byte_count,
                completed=progress.bytes,
                jobs=progress.counts.jobs,
            )

        yield show
