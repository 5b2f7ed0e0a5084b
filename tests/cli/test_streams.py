"""Standard output takes any character, may be any file, and may be closed by its reader."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from jobstatus.bulk.output import OutputError
from jobstatus.cli import main
from jobstatus.cli.streams import complain, standard_output

needs_posix = pytest.mark.skipif(os.name != "posix", reason="it is about a POSIX shell")
needs_full = pytest.mark.skipif(
    not os.path.exists("/dev/full"),  # noqa: PTH110 - a Path says the same in two lines
    reason="there is no /dev/full",
)


def job_file(folder: Path, status: str) -> str:
    """Write a job with a status to a file, and return the file's name."""
    path = folder / "a.json"
    path.write_text(json.dumps({"job_status": {"value": status}}))
    return str(path)


def shell(command: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command line, in which `jobstatus` is the command."""
    line = f'jobstatus() {{ "{sys.executable}" -m jobstatus "$@"; }}; {command}'
    return subprocess.run(
        ["/bin/sh", "-c", line, "sh", *arguments], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("options", [[], ["--json"]], ids=["text", "json"])
def test_a_closed_pipe_is_no_error(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    options: list[str],
) -> None:
    """A pipe that its reader has closed raises no error, neither at once nor at exit."""
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w", encoding="utf-8") as stdout:
        monkeypatch.setattr(sys, "stdout", stdout)
        assert 1 == main(["report", job_file(tmp_path, "brand_new"), "--strict", *options])
        stdout.write("more")
    assert ("", "") == capfd.readouterr()


def test_a_closed_pipe_ends_the_help(monkeypatch: pytest.MonkeyPatch) -> None:
    """The help that nobody reads is no error, either."""
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w", encoding="utf-8") as stdout:
        monkeypatch.setattr(sys, "stdout", stdout)
        with pytest.raises(SystemExit) as caught:
            main(["--help"])
    assert 0 == caught.value.code


def test_unencodable_characters_are_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A character that the encoding of standard output lacks is printed as `?`."""
    stdout = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", stdout)
    assert 0 == main(["report", job_file(tmp_path, "nouveauté")])
    stdout.seek(0)
    assert "nouveaut? " in stdout.read()


def test_standard_output_may_be_a_string_buffer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A standard output that is no text layer over bytes is written to unchanged."""
    stdout = io.StringIO()
    monkeypatch.setattr(sys, "stdout", stdout)
    assert 0 == main(["report", job_file(tmp_path, "open")])
    assert stdout.getvalue().startswith("1 job in 1 file")


@needs_full
@pytest.mark.parametrize("options", [[], ["--json"]], ids=["text", "json"])
def test_a_full_disk(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    options: list[str],
) -> None:
    """A full disk is a clear error with a code of its own, and no other error follows at exit."""
    with Path("/dev/full").open("w", encoding="utf-8") as stdout:
        monkeypatch.setattr(sys, "stdout", stdout)
        assert 3 == main(["report", job_file(tmp_path, "open"), *options])
        stdout.write("more")
    message = "jobstatus report: standard output: cannot be written: No space left on device\n"
    assert ("", message) == capfd.readouterr()


def test_standard_output_may_be_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A closed standard output is `None`, and writing to it is an error."""
    monkeypatch.setattr(sys, "stdout", None)
    assert 3 == main(["report", job_file(tmp_path, "open")])
    message = "jobstatus report: standard output: cannot be written: it is closed\n"
    assert message == capsys.readouterr().err


def test_errors_that_are_not_the_outputs_stay_as_they_are() -> None:
    """A mistake of the program in the block is raised unchanged."""
    with pytest.raises(KeyError), standard_output():
        raise KeyError
    with pytest.raises(OutputError, match="odd"), standard_output():
        raise OSError("odd")


def test_standard_error_may_be_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A message to a closed standard error is lost, and no error is raised."""
    monkeypatch.setattr(sys, "stderr", None)
    complain("it is lost")
    assert 2 == main(["report", "nowhere.json"])
    with pytest.raises(SystemExit) as caught:
        main(["--colour"])
    assert 2 == caught.value.code


@needs_posix
@pytest.mark.parametrize(
    ("command", "code", "err"),
    [
        ("jobstatus report $1 > /dev/full", 3, "standard output: cannot be written: No space"),
        ("jobstatus report --json $1 > /dev/full", 3, "cannot be written: No space"),
        ("jobstatus --help > /dev/full", 3, "jobstatus: standard output: cannot be written"),
        ("jobstatus --version > /dev/full", 3, "jobstatus: standard output: cannot be written"),
        ("jobstatus schema >&-", 3, "standard output: cannot be written: it is closed"),
        ("jobstatus report $1 2>&-", 0, ""),
        ("jobstatus report nowhere 2>&-", 2, ""),
        ("jobstatus report nowhere 2> /dev/full", 2, ""),
        ("jobstatus report $1 --html /dev/full", 3, "/dev/full: cannot be written: No space"),
        ("jobstatus report $1 --rejects $1/x", 3, "a.json/x: cannot be written: Not a directory"),
    ],
    ids=[
        *("text", "json", "help", "version", "closed"),
        *("no-err", "closed-err", "full-err", "html", "rejects"),
    ],
)
@needs_full
def test_processes_end_without_a_traceback(
    tmp_path: Path, command: str, code: int, err: str
) -> None:
    """Processes print no traceback, neither while they run nor when Python ends."""
    ended = shell(command, job_file(tmp_path, "open"))
    assert code == ended.returncode
    assert err in ended.stderr
    assert "Traceback" not in ended.stderr
    assert "Exception" not in ended.stderr
