"""The README and its like are true: their examples run, their commands and files exist."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from jobstatus.codecs.json_values import MAX_DIGITS
from jobstatus.nodes.base import MAX_DEPTH
from pages import LINK, ROOT, broken_links, source_url

pytestmark = pytest.mark.slow

README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("examples/*.md"))]
EXAMPLES = re.findall(r"```python\n(.*?)```\n\n```text\n(.*?)```", README, re.DOTALL)

of_each_document = pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)


def test_the_readme_can_be_read_on_a_package_index() -> None:
    """It is short, and its links and pictures have whole addresses, of files that are there."""
    assert len(README.splitlines()) <= 150
    assert [] == LINK.findall(README)
    owner = source_url().removeprefix("https://github.com/")
    pictures = re.findall(r'(?:src|srcset)="(.+?)"', README)
    raw = f"https://raw.githubusercontent.com/{owner}/main/"
    assert 2 == len(pictures)
    assert all((ROOT / picture.removeprefix(raw)).is_file() for picture in pictures)


def test_every_python_block_has_its_output() -> None:
    """No example is left out of the next test."""
    assert README.count("```python") == len(EXAMPLES)


@pytest.mark.parametrize(("code", "output"), EXAMPLES, ids=range(len(EXAMPLES)))
def test_an_example_prints_what_the_document_says(code: str, output: str, tmp_path: Path) -> None:
    """Pasted into a new interpreter, in an empty directory of its own."""
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        env={**os.environ, "HYPOTHESIS_STORAGE_DIRECTORY": str(ROOT / ".hypothesis")},
    )
    assert output == ran.stdout


def test_the_first_example_is_a_file_that_ships() -> None:
    """The first example of the README is a file that can be run from the checkout."""
    assert EXAMPLES[0][0] == (ROOT / "examples" / "first.py").read_text(encoding="utf-8")


def test_the_example_of_own_pairs_prints_what_its_readme_says() -> None:
    """It runs from any directory, and names nothing that is not public."""
    path = ROOT / "examples" / "own_pairs.py"
    ran = subprocess.run(
        [sys.executable, "-W", "error", path], capture_output=True, text=True, check=True
    )
    shown = (ROOT / "examples" / "README.md").read_text(encoding="utf-8")
    assert f"```text\n{ran.stdout}```" in shown
    code = path.read_text(encoding="utf-8")
    assert {"jobstatus"} == set(re.findall(r"^(?:from|import) (jobstatus\S*)", code, re.MULTILINE))
    assert [] == re.findall(r"\b_[a-z]\w*", code)


@of_each_document
def test_links_lead_to_files_that_exist(path: Path) -> None:
    """Links within the project do."""
    assert [] == broken_links(path)


@of_each_document
def test_make_targets_exist(path: Path) -> None:
    """Every `make x` that a document names is a task."""
    named = set(
        re.findall(r"(?:`|^)make ([a-z-]+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    )
    tasks = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set() == named - tasks


def test_the_figures_are_those_that_were_measured_and_that_the_code_has() -> None:
    """The number of documents whose fidelity was judged, and the limits of integers and depth."""
    results = ROOT / "benchmarks" / "results" / "fidelity.json"
    judged = len(json.loads(results.read_bytes())["documents"])
    assert f"the documents, of {judged}," in README
    fidelity = (ROOT / "docs" / "reference" / "fidelity.md").read_text(encoding="utf-8")
    assert f"{judged} documents" in fidelity
    assert f"Integers of {MAX_DIGITS:,} digits, documents nested {MAX_DEPTH} deep." in README


def test_the_number_of_example_jobs_is_right() -> None:
    """The README counts them, and so does the report."""
    ran = subprocess.run(
        [sys.executable, "-m", "jobstatus", "report", "--json", ROOT / "examples" / "responses"],
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    counted = re.search(r"the (\d+) \[example jobs\]", README)
    assert counted is not None
    assert f'"jobs":{counted[1]},' in ran.stdout.decode().replace(" ", "")
