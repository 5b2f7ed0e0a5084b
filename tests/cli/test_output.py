"""Standard output takes any character, may be any file, and may be closed by its reader."""

import io
import json
import os
import sys
from pathlib import Path

import pytest

from jobstatus.cli import main


def job_file(folder: Path, status: str) -> str:
    """Write a job with a status to a file, and return the file's name."""
    path = folder / "a.json"
    path.write_text(json.dumps({"job_status": {"value": status}}))
    return str(path)


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
