"""`jobstatus restore` writes the documents back, one per line."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from jobstatus.cli import main, restore

DOCUMENTS = [{"id": "1", "job_status": {"value": "open", "source_value": 1.0}}, [{"id": 5}], 7]


@pytest.fixture
def out(tmp_path: Path) -> str:
    """Convert documents, the last of them broken and of two lines."""
    (tmp_path / "a.ndjson").write_text("\n".join(map(json.dumps, DOCUMENTS)))
    (tmp_path / "b.json").write_text('[{"id":\r\n "1"}')
    assert 0 == main(["convert", str(tmp_path), "-o", str(tmp_path / "out")])
    return str(tmp_path / "out")


EXPECTED = [*DOCUMENTS, '[{"id":   "1"}']


def documents_in(text: str) -> list[Any]:
    """Return the values of lines, and those that are broken as they are."""
    *lines, broken = text.splitlines()
    return [*map(json.loads, lines), broken]


def test_documents_are_written_one_per_line(
    tmp_path: Path, out: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """Documents go to a file or to standard output; line breaks of a broken one are spaces."""
    capfd.readouterr()
    assert 0 == main(["restore", out, "-o", str(tmp_path / "jobs.ndjson")])
    assert 0 == main(["restore", out])
    shown = capfd.readouterr()
    assert "" == shown.err
    assert EXPECTED == documents_in(shown.out)
    assert shown.out == (tmp_path / "jobs.ndjson").read_text()


def test_a_link_stays_a_link(tmp_path: Path, out: str) -> None:
    """The file that a link leads to is replaced, and not the link."""
    (tmp_path / "link").symlink_to(tmp_path / "jobs.ndjson")
    assert 0 == main(["restore", out, "-o", str(tmp_path / "link")])
    assert (tmp_path / "link").is_symlink()
    assert EXPECTED == documents_in((tmp_path / "jobs.ndjson").read_text())


def test_a_pipe_is_written_to(tmp_path: Path, out: str) -> None:
    """A pipe is not replaced by a file."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    thread = threading.Thread(target=lambda: read.append(pipe.read_text()))
    thread.start()
    assert 0 == main(["restore", out, "-o", str(pipe)])
    thread.join()
    assert EXPECTED == documents_in(read[0])


def test_a_reader_that_goes_away_is_no_error(out: str) -> None:
    """A reader that closes the pipe early, as `head` does, is no error."""
    command = [sys.executable, "-m", "jobstatus", "restore", out]
    reader, writer = os.pipe()
    os.close(reader)
    ran = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert (0, b"") == (ran.returncode, ran.stderr)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no disk that is always full")
def test_a_full_disk_is_an_error(out: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A full disk has an exit code of its own."""
    capsys.readouterr()
    assert 3 == main(["restore", out, "-o", "/dev/full"])
    message = "jobstatus restore: /dev/full: cannot be written: No space left on device\n"
    assert ("", message) == capsys.readouterr()


def test_a_folder_without_a_conversion(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder without a conversion is a usage error."""
    assert 2 == main(["restore", str(tmp_path), "-o", str(tmp_path / "x")])
    message = f"jobstatus restore: {tmp_path}: has no conversion in it\n"
    assert ("", message) == capsys.readouterr()
    assert not (tmp_path / "x").exists()


def test_a_conversion_that_is_not_complete(out: str, capsys: pytest.CaptureFixture[str]) -> None:
    """An incomplete conversion is an error, for some documents would be missing."""
    next(Path(out, "rejects").iterdir()).unlink()
    capsys.readouterr()
    assert 2 == main(["restore", out])
    message = f"jobstatus restore: {out}: 1 of its tasks are not done; convert again\n"
    assert ("", message) == capsys.readouterr()


def test_documents_that_were_not_read_are_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A document that was too large to be read is not in the tables, and is counted."""
    (tmp_path / "a.ndjson").write_text('{"id": "1"}\n{"id": "1", "title": "long"}\n')
    out = str(tmp_path / "out")
    assert 0 == main(["convert", str(tmp_path / "a.ndjson"), "-o", out, "--max-document", "15"])
    capsys.readouterr()
    assert 1 == main(["restore", out, "-o", str(tmp_path / "x")])
    message = (
        "jobstatus restore: 1 document left out that was not read: see the rejects without `raw`\n"
    )
    assert ("", message) == capsys.readouterr()
    assert '{"id":"1"}\n' == (tmp_path / "x").read_text()


def test_an_interruption_returns_130(
    tmp_path: Path,
    out: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """An interruption leaves nothing of the file."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(restore, "_write_lines", interrupted)
    capsys.readouterr()
    assert 130 == main(["restore", out, "-o", str(tmp_path / "x")])
    assert ("", "jobstatus restore: interrupted\n") == capsys.readouterr()
    assert not (tmp_path / "x").exists()
