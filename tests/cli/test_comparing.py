"""Two reports or sources are compared, with the documented exit codes."""

import json
from pathlib import Path
from typing import Any

import pytest

from jobstatus.cli import comparing, main


def job(value: str, source: Any, **other: Any) -> dict[str, Any]:
    """Return a job with a status."""
    return {"id": "1", "job_status": {"value": value, "source_value": source}, **other}


@pytest.fixture
def names(tmp_path: Path) -> list[str]:
    """Write two sources, and return their names."""
    jobs = [
        [job("open", "Open"), job("closed", "Closed", old=1)],
        [job("open", "Open"), job("open", "Closed"), job("a\x1bb", source=True)],
    ]
    for name, documents in zip(("old.json", "new.json"), jobs, strict=True):
        (tmp_path / name).write_text(json.dumps(documents))
    return [str(tmp_path / "old.json"), str(tmp_path / "new.json")]


def as_reports(names: list[str], capsys: pytest.CaptureFixture[str], *options: str) -> list[str]:
    """Write the reports on sources, and return their names."""
    reports: list[str] = []
    for name in names:
        assert 0 == main(["report", name, "--json", *options])
        path = Path(name).with_suffix(".report")
        path.write_text(capsys.readouterr().out)
        reports.append(str(path))
    return reports


@pytest.fixture
def lake(names: list[str], monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go to the folder of the sources, and return it."""
    folder = Path(names[0]).parent
    monkeypatch.chdir(folder)
    return folder


DIFF = """\
old: 2 jobs in 1 file
new: 3 jobs in 1 file

New
  status   "a\\u001bb"                  1  new.json:1
  kind     boolean                     1
  mapping  "Closed" -> open            1
  mapping  true -> "a\\u001bb"          1

Gone
  status   closed                      1  old.json:1
  key      old                         1  old.json:1
  mapping  "Closed" -> closed          1
"""


@pytest.mark.usefixtures("lake")
def test_sources_are_compared(capsys: pytest.CaptureFixture[str]) -> None:
    """New traits, and those that are gone, are printed with their number and first place."""
    assert 0 == main(["diff", "old.json", "new.json"])
    assert (DIFF, "") == capsys.readouterr()


def test_reports_are_compared(names: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Reports have the same differences as their sources, and can be compared with sources."""
    reports = as_reports(names, capsys, "--keys")
    assert 0 == main(["diff", *names])
    expected = capsys.readouterr()
    for pair in (reports, [names[0], reports[1]], [reports[0], names[1]]):
        assert 0 == main(["diff", *pair])
        assert expected == capsys.readouterr()


def test_reports_without_keys(names: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """A line says that keys are not compared."""
    reports = as_reports(names, capsys)
    assert 0 == main(["diff", *reports])
    out = capsys.readouterr().out
    assert "\nundeclared keys are not compared: a report was made without --keys\n" in out
    assert "  key " not in out


def test_reports_that_are_not_complete(
    names: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """A line says that not everything is compared."""
    (report, _) = as_reports(names, capsys, "--keys")
    document = json.loads(Path(report).read_text())
    document["statuses"][0]["lumped"] = 1
    Path(report).write_text(json.dumps(document))
    assert 0 == main(["diff", report, names[0]])
    assert "not everything is compared: a report had no room" in capsys.readouterr().out


def test_json_prints_one_document(names: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """The JSON document has the differences by aspect."""
    assert 0 == main(["diff", *names, "--json"])
    out, err = capsys.readouterr()
    document = json.loads(out)
    assert "jobstatus diff 1" == document["format"]
    assert ["a\x1bb"] == [status["text"] for status in document["added"]["status"]]
    assert ["old"] == [key["text"] for key in document["removed"]["key"]]
    assert out.isascii()
    assert "" == err


@pytest.mark.parametrize(("options", "code"), [([], 0), (["--strict"], 1)], ids=["lax", "strict"])
@pytest.mark.parametrize("order", [1, -1], ids=["forth", "back"])
def test_strict_returns_1_for_differences(
    names: list[str], options: list[str], code: int, order: int
) -> None:
    """New and missing traits are differences; a source and itself have none."""
    assert code == main(["diff", *names[::order], *options])
    assert 0 == main(["diff", names[0], names[0], *options])


def test_no_difference(names: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """A line says that there is no difference."""
    assert 0 == main(["diff", names[0], names[0]])
    assert capsys.readouterr().out.endswith("\nno difference\n")


def test_many_differences_are_capped(
    names: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Differences beyond the limit are counted."""
    monkeypatch.setattr(comparing, "_MAX_TRAITS", 1)
    assert 0 == main(["diff", *names])
    assert "  and 3 more\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "code", "message"),
    [
        ("nowhere.json", 2, "jobstatus diff: nowhere.json: cannot be read: No such file"),
        ("other.json", 1, "jobstatus diff: there is no job in other.json\n"),
        ("damaged.json", 2, "jobstatus diff: damaged.json: is no report: is not JSON"),
    ],
    ids=["gone", "no-job", "damaged"],
)
def test_what_cannot_be_compared(
    lake: Path, capsys: pytest.CaptureFixture[str], name: str, code: int, message: str
) -> None:
    """A source that cannot be compared is a clear error, and nothing is printed."""
    (lake / "other.json").write_text('{"x": 1}')
    (lake / "damaged.json").write_text('{"format": "jobstatus report 1"')
    for pair in (("old.json", name), (name, "old.json")):
        assert code == main(["diff", *pair])
        out, err = capsys.readouterr()
        assert "" == out
        assert err.startswith(message)


def test_a_report_that_cannot_be_read(
    names: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message has the system's reason."""

    def refused(_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(comparing, "read_profile", refused)
    assert 2 == main(["diff", *names])
    assert "old.json: cannot be read: Permission denied\n" in capsys.readouterr().err


def test_standard_input_is_a_source(
    names: list[str], capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`-` is no report, but a source."""
    with Path(names[1]).open() as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        assert 0 == main(["diff", names[0], "-"])
    assert "new: 3 jobs in 1 file" in capfd.readouterr().out
