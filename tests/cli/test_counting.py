"""Sources are read as the options say, with progress, and rejects are written."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from jobstatus.cli import counting, main
from jobstatus.reports.building import ReportBuilder
from jobstatus.reports.report import Report

OPEN = {"id": "1", "job_status": {"value": "open"}}


def written(path: Path, *documents: Any) -> str:
    """Write documents to a file, each on a line, and return the file's name."""
    path.write_text("".join(f"{json.dumps(document)}\n" for document in documents))
    return str(path)


def reported(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    """Return the JSON document of a report."""
    assert main(["report", "--json", *arguments]) in (0, 1)
    return json.loads(capsys.readouterr().out)


def test_options(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Options set the case of keys, the place of jobs, and the largest size of documents."""
    page = {"response": {"data": [{"jobStatus": {"value": "open"}}]}}
    name = written(tmp_path / "a.jsonl", page, page | {"more": "x" * 2_000})
    options = ["--case", "camel", "--at", "response.data"]
    assert 2 == reported(capsys, name, *options)["jobs"]
    document = reported(capsys, name, *options, "--max-document", "1KB")
    assert (1, 1) == (document["jobs"], document["problems"]["count"])


@pytest.mark.parametrize("workers", ["1", "2"])
def test_rejects_are_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], workers: str
) -> None:
    """Rejects are written to a file that is no source, even if it is in a source's folder."""
    written(tmp_path / "a.jsonl", OPEN, {"id": 5}, 7)
    rejects = tmp_path / "rejects.jsonl"
    rejects.write_text("old")
    document = reported(capsys, str(tmp_path), "--rejects", str(rejects), "--workers", workers)
    assert (1, 2, 2) == (document["files"], document["jobs"], document["rejects"])
    assert [{"id": 5}, 7] == [json.loads(line)["raw"] for line in rejects.read_text().splitlines()]


def test_sources_are_found_before_rejects_are_replaced(tmp_path: Path) -> None:
    """A source that does not exist is an error before the old rejects are replaced."""
    rejects = tmp_path / "rejects.jsonl"
    rejects.write_text("old")
    assert 2 == main(["report", "nowhere.json", "--rejects", str(rejects)])
    assert "old" == rejects.read_text()


def test_an_interruption_says_how_far_it_came(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The message of an interruption has the number of jobs and files."""
    name = written(tmp_path / "a.jsonl", OPEN, OPEN, OPEN)
    add = Report.add

    def interrupted(self: Report, record: Any) -> None:
        if self.job_count == 2:
            raise KeyboardInterrupt
        add(self, record)

    monkeypatch.setattr(Report, "add", interrupted)
    assert 130 == main(["report", name])
    assert ("", "jobstatus report: interrupted after 2 jobs in 1 file\n") == capsys.readouterr()


def test_a_worker_that_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A worker that is killed is a clear error."""

    def killed(*_: object) -> None:
        raise counting.BrokenProcessPool

    monkeypatch.setattr(counting, "read_in_processes", killed)
    assert 3 == main(["report", written(tmp_path / "a.json", OPEN), "--workers", "2"])
    assert "jobstatus report: a worker process has died" in capsys.readouterr().err


def test_a_mistake_of_the_program_is_not_hidden(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mistake of the program is not taken for bad data."""

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(ReportBuilder, "read", broken)
    with pytest.raises(ZeroDivisionError):
        main(["report", written(tmp_path / "a.json", OPEN)])


def report_on_terminals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Report on a file while the named streams claim to be terminals."""
    for name in names:
        monkeypatch.setattr(getattr(sys, name), "isatty", lambda: True)
    assert 0 == main(["report", written(tmp_path / "a.json", OPEN)])


def test_long_input_shows_progress_on_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A progress bar is shown if the input is long and both output streams are terminals."""
    monkeypatch.setattr(counting, "_MIN_PROGRESS_BYTES", 1)
    report_on_terminals(tmp_path, monkeypatch, "stdout", "stderr")
    assert "reading" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("terminals", "min_bytes"),
    [(["stdout", "stderr"], 1_000), (["stdout"], 1), (["stderr"], 1), ([], 1)],
    ids=["short", "stderr-is-a-file", "stdout-is-a-file", "both-are-files"],
)
def test_other_input_shows_no_progress(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    terminals: list[str],
    min_bytes: int,
) -> None:
    """No progress bar is shown for short input, or if an output stream is a file or pipe."""
    monkeypatch.setattr(counting, "_MIN_PROGRESS_BYTES", min_bytes)
    report_on_terminals(tmp_path, monkeypatch, *terminals)
    assert "" == capsys.readouterr().err
