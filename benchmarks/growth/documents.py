"""Quantities of documents: jobs on a page, lines of a file, files of a folder."""

from __future__ import annotations

import json
import tempfile
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks import data
from jobstatus import AtsJob, AtsJobsPaginated, converter, salvage_lines
from jobstatus.bulk import convert, read_jobs
from jobstatus.reports.building import build_report

from .quantity import Quantity, dumping, loading

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["DOCUMENTS"]

_FOLDER: Final = tempfile.TemporaryDirectory(prefix="growth-")


def _line(number: int) -> bytes:
    """Return a small job; one of twenty has a status that no version lists."""
    value = b"filled" if number % 20 == 7 else b"open"
    return b'{"id":"%d","job_status":{"value":"%s","source_value":"Open"}}\n' % (number, value)


@cache
def _lines(number: int) -> Path:
    """Return a file of small jobs, one a line."""
    path = Path(_FOLDER.name) / f"{number}.ndjson"
    with path.open("wb") as file:
        file.writelines(map(_line, range(number)))
    return path


@cache
def _files(number: int) -> Path:
    """Return a folder of files with one small job each."""
    folder = Path(_FOLDER.name) / f"{number} files"
    folder.mkdir()
    for index in range(number):
        (folder / f"{index}.json").write_bytes(_line(index))
    return folder


def _reading(path: Path) -> None:
    for _ in read_jobs(path):
        pass


def _converting(path: Path) -> None:
    with tempfile.TemporaryDirectory(dir=_FOLDER.name) as out:
        convert(path, out)


def _with(
    make: Callable[[int], Path], use: Callable[[Path], object]
) -> Callable[[int], Callable[[], object]]:
    return lambda number: partial(use, make(number))


def _from_dicts(number: int) -> Callable[[], object]:
    return partial(converter.structure, json.loads(data.small_page(number)), AtsJobsPaginated)


def _salvaging(number: int) -> Callable[[], object]:
    return lambda: salvage_lines(map(_line, range(number)), AtsJob)


_KEPT: Final = "It returns all jobs."
_COLLECTED: Final = "Beyond some thousand objects, caches are missed and garbage is collected."

DOCUMENTS: Final[dict[str, Quantity]] = {
    "jobs on a page, `loads`": Quantity(
        loading(data.small_page, AtsJobsPaginated), 10**5, 10**6, 1_000, note=_COLLECTED
    ),
    "jobs on a page, `structure`": Quantity(_from_dicts, 10**5, 10**6, 1_000, note=_COLLECTED),
    "jobs on a page, `dumps`": Quantity(
        dumping(data.small_page, AtsJobsPaginated), 10**5, 10**6, 1_000
    ),
    "lines, `salvage_lines`": Quantity(_salvaging, 10**5, 10**7, 1_000, note=_KEPT),
    "lines, `read_jobs`": Quantity(_with(_lines, _reading), 10**5, 10**7, 1_000, memory=0),
    "lines, `report`": Quantity(_with(_lines, build_report), 10**5, 10**7, 1_000, memory=0),
    "lines, `convert`": Quantity(_with(_lines, _converting), 10**5, 10**7, 0, memory=0),
    "files, `read_jobs`": Quantity(_with(_files, _reading), 10**3, 10**4, 0),
    "files, `report`": Quantity(_with(_files, build_report), 10**3, 10**4, 0),
    "files, `convert`": Quantity(_with(_files, _converting), 10**3, 10**4, 0),
}
"""Each by what there are many of, and what is done with them."""
