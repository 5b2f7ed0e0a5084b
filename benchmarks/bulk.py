"""Measures many documents: files read, reported on and converted, beside DuckDB's `read_json`."""

from __future__ import annotations

import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from . import data
from .starts import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["LAKES", "STEPS", "measure"]

Results: TypeAlias = "dict[str, Any]"

_SOURCE: Final = "jobs.ndjson"
_PAGE: Final = 100


class Step(NamedTuple):
    """A way to go through a file of jobs.

    Attributes:
        title: The row of the table.
        run: Does it: takes a folder with the file, and another one to write to.
    """

    title: str
    run: Callable[[Path, Path], object]


def _loads(folder: Path, out: Path) -> None:
    from jobstatus import AtsJob, converter

    loads = converter.get_loads_hook(AtsJob)
    with (folder / _SOURCE).open("rb") as file:
        for line in file:
            loads(line)


def _read_jobs(folder: Path, out: Path) -> None:
    from jobstatus.bulk import read_jobs

    for _ in read_jobs(folder / _SOURCE):
        pass


def _read_pages(folder: Path, out: Path) -> None:
    from jobstatus.bulk import read_jobs

    for _ in read_jobs(folder / "pages.ndjson"):
        pass


def _report(folder: Path, out: Path) -> None:
    from jobstatus.cli import main

    sys.stdout = (out / "report.txt").open("w", encoding="utf-8")
    assert main(["report", "--json", str(folder / _SOURCE)]) == 0


def _convert(workers: int) -> Callable[[Path, Path], None]:
    def run(folder: Path, out: Path) -> None:
        from jobstatus.bulk import convert

        convert(folder / _SOURCE, out / "tables", workers=workers)

    return run


def _duckdb(threads: int) -> Callable[[Path, Path], None]:
    def run(folder: Path, out: Path) -> None:
        import duckdb

        connection = duckdb.connect(config={"threads": threads})
        connection.execute(_TO_PARQUET.format(source=folder / _SOURCE, target=out / "jobs.parquet"))

    return run


_TO_PARQUET: Final = """
copy (select * from read_json('{source}', format='newline_delimited', ignore_errors=true))
to '{target}' (format parquet, compression zstd)
"""

STEPS: Final[dict[str, Step]] = {
    "loads": Step("`loads` of each line, and nothing else", _loads),
    "read_jobs": Step("`read_jobs`", _read_jobs),
    "read_pages": Step("`read_jobs`, of pages of 100", _read_pages),
    "report": Step("`jobstatus report`", _report),
    "convert": Step("`convert`, in one process", _convert(1)),
    "convert_2": Step("`convert`, two worker processes", _convert(2)),
    "duckdb": Step("DuckDB's `read_json` to Parquet, one thread", _duckdb(1)),
    "duckdb_2": Step("the same, two threads", _duckdb(2)),
}


def measure(jobs: int, rounds: int) -> Results:
    """Go through a file of jobs in every way, each in a process of its own, taking turns.

    Args:
        jobs: The number of jobs, of 1.2 kB each.
        rounds: How often each way has its turn.

    Returns:
        Of each way, the microseconds a job takes and the largest memory in MB (medians); and what
        becomes of the lakes.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write(folder, jobs)
        samples: dict[str, list[list[float]]] = {step: [] for step in STEPS}
        for _ in range(rounds):
            for step, taken in samples.items():
                taken.append(_in_a_process(step, folder))
    steps = {
        step: {
            "us_per_job": statistics.median(seconds for seconds, _ in taken) / jobs * 1e6,
            "peak_mb": statistics.median(peak for _, peak in taken),
        }
        for step, taken in samples.items()
    }
    return {"jobs": jobs, "duckdb": version("duckdb"), "steps": steps, "lakes": lakes()}


def _write(folder: Path, jobs: int) -> None:
    lines = data.lines(jobs)
    (folder / _SOURCE).write_bytes(b"\n".join(lines) + b"\n")
    with (folder / "pages.ndjson").open("wb") as file:
        for start in range(0, jobs, _PAGE):
            file.write(b'{"data":[' + b",".join(lines[start : start + _PAGE]) + b"]}\n")


def _in_a_process(step: str, folder: Path) -> list[float]:
    """Return the seconds and the largest memory, in MB, of a step."""
    code = f"from benchmarks.bulk import _timed; _timed({step!r}, {str(folder)!r})"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
    return [float(number) for number in ran.stderr.split()[-2:]]


def _timed(step: str, folder: str) -> None:
    """Do a step, and print how long it took, the imports not counted, and what memory."""
    out = Path(tempfile.mkdtemp(dir=folder))
    _write_one(out)
    STEPS[step].run(out, out)  # imports, and all that happens once
    shutil.rmtree(out)
    out.mkdir()
    start = time.perf_counter()
    STEPS[step].run(Path(folder), out)
    seconds = time.perf_counter() - start
    shutil.rmtree(out)
    # Not `ru_maxrss` of this process: it begins with the memory of the one that has started it.
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    own = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))
    peak = max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
    print(seconds, peak / 1024, file=sys.stderr)


@cache
def _write_one(folder: Path) -> None:
    _write(folder, 1)


LAKES: Final[dict[str, tuple[str, ...]]] = {
    '`5`, `5.0`, `"5"` and `true` as values': (
        '{"id":"1","job_status":{"value":"open","source_value":5}}',
        '{"id":"2","job_status":{"value":"open","source_value":5.0}}',
        '{"id":"3","job_status":{"value":"open","source_value":"5"}}',
        '{"id":"4","job_status":{"value":"open","source_value":true}}',
    ),
    "objects with different keys": (
        '{"id":"1","job_status":{"source_value":{"id":3,"label":"On Hold"}}}',
        '{"id":"2","job_status":{"source_value":{"ID":[{"type":"Open"}]}}}',
    ),
    "an integer of 20 digits": (
        '{"id":"1","job_status":{"source_value":18446744073709551617}}',
        '{"id":"2","job_status":{"source_value":4}}',
    ),
    "null beside absent": (
        '{"id":"1","title":null,"job_status":{"value":null}}',
        '{"id":"2","job_status":{"source_value":"Open"}}',
    ),
    "both spellings of a key": (
        '{"id":"1","job_status":{"value":"open","sourceValue":"Open"}}',
        '{"id":"2","job_status":{"value":"open","source_value":"Open"}}',
    ),
    "an offset that is not UTC": ('{"id":"1","created_at":"2021-01-01T01:01:01.123+02:00"}',),
    "a text that looks like a date": ('{"id":"1","code":"2024-01-01","title":"12:30:00"}',),
    "an id with leading zeros": ('{"id":"007","remote_id":"0010"}',),
    "a key that only a late line has": (
        *['{"id":"1","code":"a"}'] * 30_000,
        '{"id":"2","code":"b","team":{"name":"Late"}}',
    ),
    "a number where all before were texts": (
        *['{"id":"1","job_status":{"source_value":"Open"}}'] * 30_000,
        '{"id":"2","job_status":{"source_value":4}}',
    ),
    "a broken line": ('{"id":"1"}', '{"id":"2"', '{"id":"3"}'),
    "pages, and a bad job in one": (
        '{"next":"x","data":[{"id":"1"},{"id":2},{"id":"3"}]}',
        '{"next":null,"data":[]}',
    ),
}
"""Lines of NDJSON by what is special about them."""


def lakes() -> list[Results]:
    """Convert each lake into Parquet and back, in both ways.

    Returns:
        For each lake its title, and for each way an empty text if all lines came back as they
        were, types included, or else the first line that did not, as it came back.
    """
    return [
        {"title": title, "jobstatus": _judge(_ours, lines), "duckdb": _judge(_theirs, lines)}
        for title, lines in LAKES.items()
    ]


def _judge(way: Callable[[Path, Path], list[str]], lines: tuple[str, ...]) -> str:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / _SOURCE).write_text("\n".join(lines) + "\n", encoding="utf-8")
        try:
            back = way(folder / _SOURCE, folder / "out")
        except Exception as error:
            return f"refused: {str(error).splitlines()[0]}"
    if len(back) != len(lines):
        return f"{len(back):,} rows of {len(lines):,} lines"
    for line, returned in zip(lines, back, strict=True):
        if _canonical(line) != _canonical(returned):
            return returned
    return ""


def _canonical(text: str) -> str:
    """Return JSON text with its keys sorted; other text as it is."""
    try:
        return json.dumps(json.loads(text), sort_keys=True)
    except ValueError:
        return text


def _ours(source: Path, out: Path) -> list[str]:
    from jobstatus.bulk import convert, restore

    convert(source, out)
    return [text.decode() for text in restore(out)]


def _theirs(source: Path, out: Path) -> list[str]:
    import duckdb

    connection = duckdb.connect()
    connection.execute(_TO_PARQUET.format(source=source, target=out))
    rows = connection.execute(f"select to_json(t) from read_parquet('{out}') t").fetchall()  # noqa: S608
    return [text for (text,) in rows]
