"""`jobstatus convert` prints what it has done, or a sentence why not, and returns the exit code."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from jobstatus.bulk import Progress, SourceError, Summary, WorkerError
from jobstatus.bulk.output import OutputError
from jobstatus.bulk.parts import Counts
from jobstatus.cli import convert, main

EXAMPLES = Path(__file__).parents[2] / "examples" / "responses"
OPEN = {"id": "1", "job_status": {"value": "open"}}
NEW = {"id": "2", "job_status": {"value": "brand_new"}}
BAD = {"id": 3}


def written(path: Path, *documents: Any) -> str:
    """Write documents to a file, and return its name."""
    path.write_text("\n".join(map(json.dumps, documents)))
    return str(path)


def test_the_examples_are_converted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The summary counts what is in each table, and says where it is."""
    out = str(tmp_path / "out")
    assert 0 == main(["convert", str(EXAMPLES), "-o", out])
    expected = f"""\
446 jobs in 25 files
  446  {os.path.join(out, "jobs")}
    1  {os.path.join(out, "rejects")}
   23  {os.path.join(out, "envelopes")}
19 jobs with an unrecognized status
The column `problems` of the rejects says what is wrong with each.
"""  # noqa: PTH118 - as it is shown
    assert (expected, "") == capsys.readouterr()
    assert 0 == main(["convert", str(EXAMPLES), "-o", out])
    assert capsys.readouterr().out.endswith("Earlier runs had done 1 of 1 task.\n")


def test_json_prints_the_summary(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With `--json`, standard output is one document, the same as the library's summary."""
    name = written(tmp_path / "a.json", OPEN, BAD)
    assert 0 == main(["convert", name, "-o", str(tmp_path / "out"), "--json"])
    expected = Summary(str(tmp_path / "out"), 1, 1, 1, 1, 0, 1, 0)
    assert expected == Summary(**json.loads(capsys.readouterr().out))


@pytest.mark.parametrize(
    ("documents", "options", "code"),
    [
        ([OPEN, NEW, BAD], [], 0),
        ([OPEN], ["--strict"], 0),
        ([OPEN, NEW], ["--strict"], 1),
        ([OPEN, BAD], ["--strict"], 1),
        ([BAD], [], 1),
    ],
    ids=["all", "good", "new", "bad", "none"],
)
def test_strict_and_no_jobs_return_1(
    tmp_path: Path, documents: list[Any], options: list[str], code: int
) -> None:
    """Rejects and unrecognized statuses count with `--strict` only; no job at all always does."""
    name = written(tmp_path / "a.json", *documents)
    assert code == main(["convert", name, "-o", str(tmp_path / "out"), *options])


def test_no_job_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A lack of jobs is told on standard error, for a summary alone looks like success."""
    main(["convert", written(tmp_path / "a.json", BAD), "-o", str(tmp_path / "out")])
    assert "jobstatus convert: there is no job in 1 file\n" == capsys.readouterr().err


def test_options_are_passed_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each option is passed to the library's parameter of the same name."""
    passed: dict[str, Any] = {}

    def convert_(sources: list[str], out: str, **options: Any) -> Summary:
        passed.update(options, sources=sources, out=out)
        return Summary(out, 1, 1, 1, 1, 0, 0, 0)

    monkeypatch.setattr(convert, "convert", convert_)
    options = "--workers 3 --case camel --at a.b --max-document 1.5"
    with pytest.raises(SystemExit):
        main(["convert", "x", "y", "-o", "out", *options.split()])
    options = "--workers 3 --case camel --at a.b --max-document 2kB"
    assert 0 == main(["convert", "x", "y", "-o", "out", *options.split()])
    del passed["progress"]
    expected = {
        "sources": ["x", "y"],
        "out": "out",
        "executor": None,
        "workers": 3,
        "case": "camel",
        "at": "a.b",
        "max_document": 2048,
    }
    assert expected == passed


@pytest.mark.parametrize(
    ("size", "expected"),
    [("5", 5), ("5B", 5), ("2KB", 2 << 10), ("3M", None), ("256MB", 256 << 20), ("1 GB", 1 << 30)],
)
def test_sizes_have_units(monkeypatch: pytest.MonkeyPatch, size: str, expected: int | None) -> None:
    """Sizes are in bytes, kB, MB or GB, which are powers of 1024; others are usage errors."""
    found: list[int] = []

    def convert_(*_: Any, max_document: int, **__: Any) -> Summary:
        found.append(max_document)
        return Summary("out", 1, 1, 1, 1, 0, 0, 0)

    monkeypatch.setattr(convert, "convert", convert_)
    arguments = ["convert", "x", "-o", "out", "--max-document", size]
    if expected is None:
        with pytest.raises(SystemExit):
            main(arguments)
    else:
        main(arguments)
    assert [expected] * (expected is not None) == found


@pytest.mark.parametrize("count", ["0", "-1", "x", "10000"])
def test_the_number_of_workers_is_checked(count: str) -> None:
    """An impossible number of workers is a usage error."""
    with pytest.raises(SystemExit):
        main(["convert", "x", "-o", "out", "--workers", count])


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (SourceError("a.json: has changed"), 2, ": a.json: has changed"),
        (OutputError("out: cannot be written"), 3, ": out: cannot be written"),
        (WorkerError("workers died"), 3, ": workers died"),
        (ModuleNotFoundError(name="pyarrow"), 2, ' needs pyarrow: pip install "jobstatus[arrow]"'),
        (
            ModuleNotFoundError(name="distributed"),
            2,
            ' needs distributed: pip install "jobstatus[dask]"',
        ),
    ],
    ids=["source", "output", "workers", "pyarrow", "distributed"],
)
def test_errors_are_sentences(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: Exception,
    code: int,
    message: str,
) -> None:
    """Each error is a sentence, and has its exit code."""

    def convert_(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(convert, "convert", convert_)
    assert code == main(["convert", "x", "-o", "out"])
    assert ("", f"jobstatus convert{message}\n") == capsys.readouterr()


def test_standard_error_may_be_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A closed standard error raises no error, and the exit code stays the same."""
    monkeypatch.setattr(sys, "stderr", None)
    assert 2 == main(["convert", "nowhere.json", "-o", "out"])


def test_mistakes_of_the_program_are_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing module that no extra brings is a mistake of the program."""

    def convert_(*_: Any, **__: Any) -> None:
        raise ModuleNotFoundError(name="oops")

    monkeypatch.setattr(convert, "convert", convert_)
    with pytest.raises(ModuleNotFoundError):
        main(["convert", "x", "-o", "out"])


@pytest.mark.parametrize(
    ("progress", "message"),
    [
        ([], "interrupted before the first document; run the same command again"),
        (
            [Progress(1, 9, 0, 0, Counts()), Progress(12, 2000, 0, 0, Counts(jobs=5000))],
            "interrupted: 12 of 2,000 tasks done (5,000 jobs); run the same command again to go on",
        ),
    ],
    ids=["early", "late"],
)
def test_ctrl_c_says_how_far_it_came(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    progress: list[Progress],
    message: str,
) -> None:
    """An interruption is told in a sentence with the progress, and returns 130."""

    def convert_(*_: Any, progress: Any, **__: Any) -> None:
        for reached in given:
            progress(reached)
        raise KeyboardInterrupt

    given = progress
    monkeypatch.setattr(convert, "convert", convert_)
    assert 130 == main(["convert", "x", "-o", "out"])
    assert ("", f"jobstatus convert: {message}\n") == capsys.readouterr()


# Where the tests run in the background, Ctrl-C is ignored.
IN_SMALL_TASKS = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from jobstatus.bulk import convert
from jobstatus.cli import main
convert.__kwdefaults__["task_length"] = 1 << 18
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.slow
def test_ctrl_c_at_a_terminal_reaches_all_processes(tmp_path: Path) -> None:
    """All processes together print one sentence, and no traceback."""
    source, out = tmp_path / "a.ndjson", tmp_path / "out"
    source.write_text(f"{json.dumps(OPEN)}\n" * 200_000)
    arguments = ["convert", str(source), "-o", str(out), "--workers", "2"]
    with subprocess.Popen(
        [sys.executable, "-c", IN_SMALL_TASKS, *arguments],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as run:
        while not list(out.glob("jobs/part-*")):
            assert run.poll() is None
            time.sleep(0.01)
        os.killpg(run.pid, signal.SIGINT)
        _, err = run.communicate(timeout=60)
    assert 130 == run.returncode
    assert err.startswith("jobstatus convert: interrupted: ")
    assert 1 == err.count("\n")


def test_progress_is_shown_on_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A terminal shows the jobs so far, and the bytes with their rate; a file gets nothing."""
    name = written(tmp_path / "a.json", OPEN, NEW)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "100")
    assert 0 == main(["convert", name, "-o", str(tmp_path / "out")])
    err = capsys.readouterr().err
    assert "2 jobs" in err
    assert "bytes" in err


def test_without_rich_there_is_no_progress(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A conversion needs rich only for its progress bar."""
    monkeypatch.setitem(sys.modules, "rich", None)
    monkeypatch.setitem(sys.modules, "rich.console", None)
    monkeypatch.delitem(sys.modules, "jobstatus.cli.conversion_bar", raising=False)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    name = written(tmp_path / "a.json", OPEN)
    assert 0 == main(["convert", name, "-o", str(tmp_path / "out")])
    assert "" == capsys.readouterr().err
