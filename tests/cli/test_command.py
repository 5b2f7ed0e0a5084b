"""The command does what its help says, and ends with the codes that it promises."""

import gzip
import io
import json
import os
import runpy
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from jobstatus import (
    AtsJobsPaginated,
    AtsJobValue,
    JobStatus,
    cli,
    json_schema,
    make_converter,
)
from jobstatus.cli.command import main

EXAMPLES = Path(__file__).parents[2] / "examples" / "responses"


@pytest.fixture(autouse=True)
def _terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Print as if to a file of 80 columns, whatever terminal the tests run in."""
    for name in ("FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")


def written(path: Path, value: Any) -> str:
    """Write a document, and return the file's name."""
    path.write_text(json.dumps(value))
    return str(path)


OPEN = {"id": "1", "job_status": {"value": "open", "source_value": 2**64 + 1}}
NEW = {"id": "2", "job_status": {"value": "brand_new"}}
BAD = {"id": 3, "job_status": {"value": "open"}}


def test_the_examples_are_reported(capsys: pytest.CaptureFixture[str]) -> None:
    """The report succeeds though one job is malformed; the other 446 are counted."""
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
def test_only_strict_fails(tmp_path: Path, job: Any, options: list[str], code: int) -> None:
    """Problems and unrecognized statuses make the command fail if it is asked to."""
    assert code == main(["report", written(tmp_path / "a.json", job), *options])


def test_json_is_all_there_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With `--json` standard output is one document, with every value as it was."""
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
    """The two options say how much is shown."""
    name = written(tmp_path / "a.json", [OPEN, BAD, BAD])
    assert 0 == main(["report", name, "--values", "1", "--problems", "1"])
    assert 2 == capsys.readouterr().out.count("and 1 more\n".rstrip())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["report"], "the following arguments are required: SOURCE"),
        (["report", "x", "--values", "-1"], "argument --values: '-1' is no number from 0 on"),
        (["report", "x", "--problems", "all"], "argument --problems: 'all' is no number"),
        (["report", "x", "--colour"], "unrecognized arguments: --colour"),
        (["tell"], "invalid choice: 'tell'"),
        (["schema", "atsjobs"], "'atsjobs' is no class of the contract; did you mean AtsJob?"),
        (
            ["schema", "x"],
            "'x' is no class of the contract; there are AtsCreateJobRequestDto, AtsJob,",
        ),
        (["schema", "models"], "'models' is no class of the contract"),
        (["schema", "--unknown", "lose"], "invalid choice: 'lose'"),
        (["schema", "--case", "kebab"], "invalid choice: 'kebab'"),
    ],
    ids=[
        *("no-source", "negative", "no-number", "unknown-option", "unknown-command"),
        *("near-class", "unknown-class", "no-class", "unknown-unknown", "unknown-case"),
    ],
)
def test_wrong_arguments(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What argparse refuses ends with 2."""
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert 2 == caught.value.code
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("options", [[], ["--json"]], ids=["text", "json"])
def test_a_source_that_leads_nowhere(
    options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """A source that is not there ends with 2, and nothing is printed but why."""
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
    """With the options of a converter, and without rich."""
    assert 0 == main(["schema", *arguments])
    out, err = capsys.readouterr()
    assert json_schema(type_, converter=make_converter(**options)) == json.loads(out)
    assert out.isascii()
    assert "" == err


def test_no_arguments(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a command the help is shown, and nothing is done."""
    assert 2 == main([])
    out, err = capsys.readouterr()
    assert "" == out
    assert err.startswith("usage: jobstatus")


def test_the_exit_codes_are_documented(capsys: pytest.CaptureFixture[str]) -> None:
    """The help of the report says what its exit codes mean."""
    with pytest.raises(SystemExit) as caught:
        main(["report", "--help"])
    assert 0 == caught.value.code
    assert "exit codes:\n  0  " in capsys.readouterr().out


@pytest.mark.parametrize("known", [True, False], ids=["installed", "not-installed"])
def test_the_version(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, known: bool
) -> None:
    """The version is the installed distribution's."""

    def version(name: str) -> str:
        if known:
            return "1.2.3"
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", version)
    assert 0 == main(["--version"])
    expected = "jobstatus 1.2.3\n" if known else "jobstatus (not installed)\n"
    assert expected == capsys.readouterr().out


@pytest.fixture
def _no_rich(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "rich"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "rich", None)
    monkeypatch.delitem(sys.modules, "jobstatus.cli.render", raising=False)


@pytest.mark.usefixtures("_no_rich")
def test_without_rich(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where rich is not installed, the command says what to do, and `--json` works."""
    name = written(tmp_path / "a.json", OPEN)
    assert 2 == main(["report", name])
    message = 'jobstatus report needs rich: pip install "jobstatus[cli]"\n'
    assert ("", message) == capsys.readouterr()
    assert 0 == main(["report", name, "--json"])


def test_stdin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """`-` is standard input; what it holds, its content says."""
    path = tmp_path / "a"
    path.write_bytes(gzip.compress(f"{json.dumps(OPEN)}\n{json.dumps(NEW)}\n".encode()))
    with path.open() as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        assert 0 == main(["report", "-"])
    assert "2 jobs in 1 file" in capfd.readouterr().out


@pytest.mark.parametrize("options", [[], ["--json"]], ids=["text", "json"])
def test_nobody_has_to_read_it_all(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    options: list[str],
) -> None:
    """A pipe that its reader has closed is no error, neither now nor when Python ends."""
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w", encoding="utf-8") as stdout:
        monkeypatch.setattr(sys, "stdout", stdout)
        assert 1 == main(["report", written(tmp_path / "a.json", NEW), "--strict", *options])
        stdout.write("more")
    assert ("", "") == capfd.readouterr()


def test_any_encoding_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What standard output cannot encode is replaced."""
    stdout = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", stdout)
    job = {"job_status": {"value": "nouveauté"}}
    assert 0 == main(["report", written(tmp_path / "a.json", job)])
    stdout.seek(0)
    assert "nouveaut? " in stdout.read()


def test_standard_output_may_be_anything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not a text layer over bytes is written to as it is."""
    stdout = io.StringIO()
    monkeypatch.setattr(sys, "stdout", stdout)
    assert 0 == main(["report", written(tmp_path / "a.json", OPEN)])
    assert stdout.getvalue().startswith("1 job in 1 file")


def test_an_interruption_is_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who interrupts the command knows it already."""

    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "find_sources", interrupted)
    assert 130 == main(["report", "x"])


def reported_on_terminals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Report on a file while these streams claim to be a terminal's."""
    for name in names:
        monkeypatch.setattr(getattr(sys, name), "isatty", lambda: True)
    assert 0 == main(["report", written(tmp_path / "a.json", OPEN)])


def test_progress_is_shown_to_people_who_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """If the input is long, and both streams are a terminal's, there is a progress bar."""
    monkeypatch.setattr(cli, "_LONG", 1)
    reported_on_terminals(tmp_path, monkeypatch, "stdout", "stderr")
    assert "reading" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("terminals", "long"),
    [(["stdout", "stderr"], 1_000), (["stdout"], 1), (["stderr"], 1), ([], 1)],
    ids=["short", "stderr-is-none", "stdout-is-none", "none"],
)
def test_progress_is_shown_to_nobody_else(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    terminals: list[str],
    long: int,
) -> None:
    """Short input needs no progress bar, and a file or a pipe has no use for one."""
    monkeypatch.setattr(cli, "_LONG", long)
    reported_on_terminals(tmp_path, monkeypatch, *terminals)
    assert "" == capsys.readouterr().err


def test_python_m(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """`python -m jobstatus` is the command, too."""
    monkeypatch.setattr(sys, "argv", ["jobstatus", "report", "nowhere.json"])
    with pytest.raises(SystemExit) as caught:
        runpy.run_module("jobstatus", run_name="__main__")
    assert 2 == caught.value.code
    assert capsys.readouterr().err.startswith("jobstatus report: nowhere.json")


def test_the_module_alone_does_nothing() -> None:
    """To import `jobstatus.__main__` runs nothing."""
    assert main is runpy.run_module("jobstatus.__main__")["main"]
