"""The command runs its subcommands, and returns the documented exit codes."""

import json
import runpy
import sys
from importlib import metadata
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
    assert "examples:\n  jobstatus report responses/\n" in err


@pytest.mark.parametrize("known", [True, False], ids=["installed", "not-installed"])
def test_the_version(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, known: bool
) -> None:
    """The version is that of the installed distribution, with which of the two builds it is."""

    def version(name: str) -> str:
        if known:
            return "1.2.3"
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", version)
    speed = "compiled" if COMPILED else "interpreted"
    expected = f"jobstatus {'1.2.3' if known else '(not installed)'} ({speed})\n"
    for option in ("--version", "-V"):
        assert 0 == main([option])
        assert expected == capsys.readouterr().out


def test_an_interruption_returns_130(monkeypatch: pytest.MonkeyPatch) -> None:
    """An interrupted command returns 130 without a traceback."""

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "make_converter", interrupted)
    assert 130 == main(["schema"])


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
