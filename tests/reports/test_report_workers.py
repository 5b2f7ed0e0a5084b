"""Files are read in several processes, with the same result as in one."""

import gzip
import json
import os
import signal
from concurrent.futures.process import BrokenProcessPool
from io import BytesIO
from multiprocessing import active_children
from pathlib import Path
from typing import Any

import pytest

from exactly import exactly
from jobstatus.bulk.sources import Source, find_sources
from jobstatus.reports import report_workers as workers
from jobstatus.reports.building import ReportBuilder, ReportOptions, build_report
from jobstatus.reports.rejects import RejectWriter
from jobstatus.reports.report import Report
from jobstatus.reports.report_workers import ReportTask, read_in_processes, run_task, tasks_of
from reported import job

KEYS = ReportOptions(count_keys=True)


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    """Write a folder with a long file of lines, a compressed one, a page, and a broken file."""
    statuses = ["open", "new", "closed", 5, None]
    jobs = [job(statuses[n % 5], n % 7, id=str(n), x=1) for n in range(1_000)]
    jobs[500]["id"] = 5
    lines = "\r\n\n".join(map(json.dumps, jobs))
    folder = tmp_path / "lake"
    folder.mkdir()
    (folder / "a.ndjson").write_text(lines)
    (folder / "b.json.gz").write_bytes(gzip.compress(lines.encode()))
    (folder / "c.json").write_text(json.dumps({"data": jobs}, indent=1))
    (folder / "d.json").write_text("{")
    (folder / "e.ndjson").write_text("")
    return folder


def merged(tasks: list[ReportTask]) -> Report:
    """Run tasks in this process, and merge their reports."""
    report = KEYS.new_report()
    for task in tasks:
        report.merge(run_task(task, KEYS))
    return report


@pytest.mark.parametrize("size", [1, 100, 5_000, 10**9])
def test_tasks_are_all_of_the_files(lake: Path, size: int) -> None:
    """The merged reports of tasks of any size are the report on the files."""
    tasks = list(tasks_of(find_sources(lake), size))
    assert exactly(build_report(find_sources(lake), KEYS).as_json()) == exactly(
        merged(tasks).as_json()
    )
    if size == 10**9:
        assert 1 == len(tasks)


def test_a_long_file_of_lines_is_divided(lake: Path) -> None:
    """A file of lines is divided at line breaks; a compressed file or one document is not."""
    tasks = list(tasks_of(find_sources(lake), 10_000))
    parts = [source for task in tasks for _, source in task.parts]
    assert 7 <= len([part for part in parts if part.name.endswith("a.ndjson")]) <= 9
    assert 4 == len([part for part in parts if not part.name.endswith("a.ndjson")])
    data = (lake / "a.ndjson").read_bytes()
    ranges = [part for part in parts if part.end is not None]
    assert data == b"".join(data[part.start : part.end] for part in ranges)
    assert [data[: part.start].count(b"\n") + 1 for part in ranges] == [p.line for p in ranges]
    assert sum(source.stat().st_size for source in lake.iterdir()) == sum(t.size for t in tasks)


def test_a_file_that_cannot_be_read_is_not_divided(tmp_path: Path) -> None:
    """A file that cannot be read becomes a problem when it is read."""
    gone = Source("gone.ndjson", str(tmp_path / "gone.ndjson"), 10**6)
    broken = Source("broken", str(tmp_path), 10**6, error=OSError("no"))
    tasks = list(tasks_of([gone, broken], 10))
    assert [(0, gone), (1, broken)] == [part for task in tasks for part in task.parts]
    assert 2 == merged(tasks).problems.count


def test_a_file_that_becomes_shorter_is_not_read_for_ever(tmp_path: Path) -> None:
    """The tasks of a file that becomes shorter end where the file ends."""
    path = tmp_path / "a.ndjson"
    path.write_text("{}\n" * 100)
    (source,) = find_sources(path)
    tasks = tasks_of([source], 30)
    next(tasks)
    path.write_text("{}\n" * 20)
    assert len(list(tasks)) <= 2


def test_several_processes_give_the_same_report(
    lake: Path, tmp_path: Path, monkeypatch: Any
) -> None:
    """Rejects keep their order; a source that only this process can read is read here."""
    monkeypatch.setattr(workers, "_WINDOW", 1)
    lines = b"".join(json.dumps(job("draft", n)).encode() + b"\n" for n in range(50)) + b"{}\n"
    read: list[int] = []
    reports = []
    for name in ("one", "two"):
        opened = BytesIO(lines)
        sources = [*find_sources(lake / "a.ndjson"), *find_sources([opened, lake])]
        with RejectWriter(tmp_path / name) as rejects:
            builder = ReportBuilder(KEYS, rejects=rejects)
            if name == "one":
                for index, source in enumerate(sources):
                    builder.read(index, source)
            else:
                read_in_processes(builder, sources, KEYS, 2, read.append)
        reports.append(builder.report)
    assert exactly(reports[0].as_json()) == exactly(reports[1].as_json())
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    sizes = {path.name: path.stat().st_size for path in lake.iterdir()}
    assert sum(sizes.values()) + sizes["a.ndjson"] == sum(read)


def test_rejects_need_not_be_written(tmp_path: Path) -> None:
    """The processes make the report alone if there is no file for rejects."""
    (tmp_path / "a.json").write_text('[{"id": "1"}, {"id": 2}]')
    builder = ReportBuilder(KEYS)
    read_in_processes(builder, find_sources(tmp_path), KEYS, 1)
    assert (2, 1) == (builder.report.job_count, builder.report.reject_count)


def test_no_files(tmp_path: Path) -> None:
    """A list of no sources makes no tasks, and a file that is gone has no size."""
    assert [] == list(tasks_of([]))
    task = ReportTask(((0, Source("gone", str(tmp_path / "gone"))),))
    assert (False, 0) == (task.is_local, task.size)


def test_a_process_that_is_killed(lake: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that is killed is an error, and the other processes end."""
    monkeypatch.setattr(workers, "run_task", _kill_this_process)
    with pytest.raises(BrokenProcessPool):
        read_in_processes(ReportBuilder(KEYS), find_sources(lake), KEYS, 2)
    assert [] == active_children()


def test_an_interruption_ends_the_processes(lake: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An interruption ends the processes at once, whatever they are reading."""

    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(workers, "run_task", _sleep)
    monkeypatch.setattr(Report, "merge", interrupted)
    sources = [*find_sources(lake / "d.json"), *find_sources(BytesIO(b"{}"))]
    with pytest.raises(KeyboardInterrupt):
        read_in_processes(ReportBuilder(KEYS), sources[::-1], KEYS, 1, interrupted)
    assert [] == active_children()


def _kill_this_process(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _sleep(*_: object) -> None:
    signal.pause()
