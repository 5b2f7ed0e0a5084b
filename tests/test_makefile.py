"""The tasks of the project: any make and shell can run them, and those without make find them, too."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TASKS = dict(re.findall(r"^([a-z-]+):.*?  ## (.+)$", MAKEFILE, re.MULTILINE))

NOT_PORTABLE = {
    "a function of GNU make": r"\$\((if|or|and|filter|abspath|realpath|shell|wildcard|patsubst|foreach) ",
    "an assignment or a conditional of GNU make": r"^(\w+ *:=|ifn?eq|ifn?def|define|export)\b",
    "an option of GNU make": r"\$\(MAKE\) -",
    "a command of GNU": r"\b(expand|nproc|realpath|readlink -f|sed -i|grep -[A-Za-z]*[Po])\b",
    "a text of bash": r"<<<|\[\[|\bpipefail\b|\becho -[en]\b",
    "a tab that only GNU sed writes": r"sed .*\\\\t",
}


@pytest.mark.parametrize("pattern", NOT_PORTABLE.values(), ids=NOT_PORTABLE)
def test_the_tasks_need_no_extras_of_gnu(pattern: str) -> None:
    """The Makefile keeps to what POSIX has, and to what every make does."""
    lines = [line for line in MAKEFILE.splitlines() if not line.startswith("#")]
    assert [] == [line for line in lines if re.search(pattern, line)]


def test_each_task_says_what_it_does() -> None:
    """In a sentence that fits into a line of a terminal; each is declared as no file."""
    assert len(TASKS) > 10
    declared = " ".join(re.findall(r"^\.PHONY: (.+)$", MAKEFILE, re.MULTILINE)).split()
    for name, sentence in TASKS.items():
        assert name in declared
        assert re.fullmatch(r"[A-Z].*\.", sentence)
        assert len(f"  make {name:15}{sentence}") <= 80


@pytest.mark.parametrize("make", ["make", "bmake"])
def test_make_lists_the_tasks(make: str) -> None:
    """Without a task, in the order of the Makefile."""
    if shutil.which(make) is None:
        pytest.skip(f"{make} is not installed")
    # The tests may be run by another make, whose flags this one would take for its own.
    env = {name: value for name, value in os.environ.items() if "MAKE" not in name}
    run = subprocess.run([make], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    assert [f"  make {name:15}{text}" for name, text in TASKS.items()] == run.stdout.splitlines()


def test_those_without_make_have_the_same_tasks() -> None:
    """The table of commands has a row for each task but the list itself, in the same order."""
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    _, _, table = contributing.partition("## Without make")
    rows = re.findall(r"^\| `([a-z-]+)` \|", table.partition("\n## ")[0], re.MULTILINE)
    assert [name for name in TASKS if name != "help"] == rows
