"""The command prints reports and schemas, and returns the documented exit codes."""

import gzip
import json
import runpy
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from jobstatus import (
    COMPILED,
    AtsJobsPaginated,
    AtsJobValue,
    JobStatus,
    json_schema,
    make_converter,
)
from jobstatus.cli import command, main

EXAMPLES = Path(__file__).parents[2] / "examples" / "responses"


def written(path: Path, value: Any) -> str:
    """Write a document to a file, and return the file's name."""
    path.write_text(json.dumps(value))
    return str(path)


OPEN = {"id": "1", "job_status": {"value": "open", "source_value": 2**64 + 1}}
NEW = {"id": "2", "job_status": {"value": "brand_new"}}
BAD = {"id": 3, "job_status": {"value": "open"}}


def test_the_examples_are_reported(capsys: pytest.CaptureFixture[str]) -> None:
    """The report on the examples counts every job, malformed ones included, and returns 0."""
    assert 0 == main(["report", str(EXAMPLES)])
    out, err = capsys.readouterr()
    assert "447 jobs in 25 files: 2 problems, 2 unrecognized statuses" == out.splitlines()[0]
    assert "$.data[6].job_status.value" in out
    assert "" == err


@pytest.mark.parametrize(
    ("job", "options", "code"),
    [
        (OPEN, [], 0),
        (NEW, [], 0),
        (BAD, [], 0),
        (OPEN, ["--strict"], 0),
        (NEW, ["--strict"], 1),
        (BAD, ["--strict"], 1),
        (BAD, ["--strict", "--json"], 1),
    ],
    ids=["good", "new", "bad", "good-strict", "new-strict", "bad-strict", "bad-strict-json"],
)
def test_strict_returns_1_for_problems(
    tmp_path: Path, job: Any, options: list[str], code: int
) -> None:
    """Problems and unrecognized statuses change the exit code with `--strict` only."""
    assert code == main(["report", written(tmp_path / "a.json", job), *options])


def test_json_prints_one_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With `--json`, standard output is one ASCII document with exact values."""
    assert 0 == main(["report", "--json", written(tmp_path / "a.json", [OPEN, BAD])])
    out, err = capsys.readouterr()
    document = json.loads(out)
    assert ["files", "jobs", "statuses", "without_status", "malformed", "problems"] == [*document]
    assert {"kind": "integer", "value": 2**64 + 1, "jobs": 1} in document["statuses"][0]["values"]
    assert out.isascii()
    assert "" == err


def test_values_and_problems_can_be_capped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--values` and `--problems` limit the values and problems that are shown."""
    name = written(tmp_path / "a.json", [OPEN, BAD, BAD])
    assert 0 == main(["report", name, "--values", "1", "--problems", "1"])
    assert 2 == capsys.readouterr().out.count("and 1 more\n".rstrip())


@pytest.mark.parametrize("options", [[], ["--json"]], ids=["text", "json"])
def test_a_source_that_does_not_exist(
    options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """A source that does not exist returns 2, and prints only the reason, to standard error."""
    assert 2 == main(["report", "nowhere.json", *options])
    message = "jobstatus report: nowhere.json: cannot be read: No such file or directory\n"
    assert ("", message) == capsys.readouterr()


@pytest.mark.usefixtures("_no_rich")
@pytest.mark.parametrize(
    ("arguments", "type_", "options"),
    [
        ([], AtsJobsPaginated, {}),
        (["AtsJobValue"], AtsJobValue, {}),
        (["JobStatus", "--case", "camel"], JobStatus, {"case": "camel"}),
        (["--unknown", "forbid"], AtsJobsPaginated, {"unknown": "forbid"}),
    ],
    ids=["default", "enum", "camel", "forbid"],
)
def test_a_schema_is_printed(
    arguments: list[str], type_: Any, options: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """The schema follows the options, is printed as ASCII, and needs no rich."""
    assert 0 == main(["schema", *arguments])
    out, err = capsys.readouterr()
    assert json_schema(type_, converter=make_converter(**options)) == json.loads(out)
    assert out.isascii()
    assert "" == err


def test_no_arguments(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a command, the help is printed to standard error and 2 is returned."""
    assert 2 == main([])
    out, err = capsys.readouterr()
    assert "" == out
    assert err.startswith("usage: jobstatus")


@pytest.mark.parametrize("known", [True, False], ids=["installed", "not-installed"])
def test_the_version(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, known: bool
) -> None:
    """The version is that of the installed distribution; and which of the two builds it is."""

    def version(name: str) -> str:
        if known:
            return "1.2.3"
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", version)
    assert 0 == main(["--version"])
    speed = "compiled" if COMPILED else "interpreted"
    expected = f"jobstatus {'1.2.3' if known else '(not installed)'} ({speed})\n"
    assert expected == capsys.readouterr().out


@pytest.fixture
def _no_rich(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "rich"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "rich", None)
    monkeypatch.delitem(sys.modules, "jobstatus.cli.render", raising=False)


@pytest.mark.usefixtures("_no_rich")
def test_without_rich(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without rich, a text report names the extra to install, and `--json` works."""
    name = written(tmp_path / "a.json", OPEN)
    assert 2 == main(["report", name])
    message = 'jobstatus report needs rich: pip install "jobstatus[cli]"\n'
    assert ("", message) == capsys.readouterr()
    assert 0 == main(["report", name, "--json"])


def test_stdin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """`-` is standard input, whose content decides its format."""
    path = tmp_path / "a"
    path.write_bytes(gzip.compress(f"{json.dumps(OPEN)}\n{json.dumps(NEW)}\n".encode()))
    with path.open() as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        assert 0 == main(["report", "-"])
    assert "2 jobs in 1 file" in capfd.readouterr().out


def test_an_interruption_returns_130(monkeypatch: pytest.MonkeyPatch) -> None:
    """An interrupted command returns 130 without a traceback."""

    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "find_sources", interrupted)
    assert 130 == main(["report", "x"])


def report_on_terminals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Report on a file while the named streams claim to be terminals."""
    for name in names:
        monkeypatch.setattr(getattr(sys, name), "isatty", lambda: True)
    assert 0 == main(["report", written(tmp_path / "a.json", OPEN)])


def test_long_input_shows_progress_on_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A progress bar is shown if the input is long and both output streams are terminals."""
    monkeypatch.setattr(command, "_MIN_PROGRESS_BYTES", 1)
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
    monkeypatch.setattr(command, "_MIN_PROGRESS_BYTES", min_bytes)
    report_on_terminals(tmp_path, monkeypatch, *terminals)
    assert "" == capsys.readouterr().err


def test_python_m(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """`python -m jobstatus` runs the command."""
    monkeypatch.setattr(sys, "argv", ["jobstatus", "report", "nowhere.json"])
    with pytest.raises(SystemExit) as caught:
        runpy.run_module("jobstatus", run_name="__main__")
    assert 2 == caught.value.code
    assert capsys.readouterr().err.startswith("jobstatus report: nowhere.json")


def test_importing_the_main_module_runs_nothing() -> None:
    """Importing `jobstatus.__main__` does not run the command."""
    assert main is runpy.run_module("jobstatus.__main__")["main"]
