"""A report is printed, and written as a page, with the documented exit codes."""

import gzip
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from jobstatus.cli import main

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
        ([], [], 1),
        ({"x": 1}, ["--json"], 1),
    ],
    ids=[
        *("good", "new", "bad", "good-strict", "new-strict", "bad-strict", "bad-strict-json"),
        *("no-job", "no-job-json"),
    ],
)
def test_strict_returns_1_for_problems(
    tmp_path: Path, job: Any, options: list[str], code: int
) -> None:
    """Problems and unrecognized statuses count with `--strict` only; no job at all always does."""
    assert code == main(["report", written(tmp_path / "a.json", job), *options])


def test_json_prints_one_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With `--json`, standard output is one ASCII document with exact values."""
    assert 0 == main(["report", "--json", written(tmp_path / "a.json", [OPEN, BAD])])
    out, err = capsys.readouterr()
    document = json.loads(out)
    assert "jobstatus report 1" == document["format"]
    assert {"kind": "integer", "value": 2**64 + 1, "jobs": 1} in document["statuses"][0]["values"]
    assert out.isascii()
    assert "" == err


def test_values_and_problems_can_be_capped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--values` and `--problems` limit the values and groups of problems that are shown."""
    name = written(tmp_path / "a.json", [OPEN, BAD, BAD | {"title": 5}])
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
def test_without_rich(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without rich, a text report names the extra to install, and `--json` works."""
    name = written(tmp_path / "a.json", OPEN)
    assert 2 == main(["report", name])
    message = 'jobstatus report: needs rich: pip install "jobstatus[cli]"\n'
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


def test_no_job_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The report is printed, and a sentence says that nothing was found."""
    assert 1 == main(["report", written(tmp_path / "a.json", {"x": 1})])
    out, err = capsys.readouterr()
    assert out.startswith("0 jobs in 1 file: 1 problem")
    assert "jobstatus report: there is no job in 1 file\n" == err


def test_the_page_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The page is written besides the report that is printed."""
    page = tmp_path / "report.html"
    assert 0 == main(["report", written(tmp_path / "a.json", OPEN), "--html", str(page)])
    assert page.read_text().startswith("<!DOCTYPE html>")
    assert capsys.readouterr().out.startswith("1 job in 1 file")


def test_undeclared_keys_are_counted_if_they_are_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Undeclared keys are printed with `--keys`, and only then."""
    name = written(tmp_path / "a.json", OPEN | {"x": 1})
    assert 0 == main(["report", name, "--keys"])
    assert "Undeclared keys" in capsys.readouterr().out
    assert 0 == main(["report", name])
    assert "Undeclared keys" not in capsys.readouterr().out
