"""The pages of the documentation are true: their code runs, their links and commands exist."""

import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

from jobstatus import COMPILED
from pages import ROOT, anchors_of, blocks_of, broken_links, packages_missing

pytestmark = pytest.mark.slow

DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))

of_each_page = pytest.mark.parametrize(
    "page", PAGES, ids=lambda page: page.relative_to(DOCS).as_posix()
)

LANGUAGES = {"console", "http", "json", "python", "text", "toml"}
"""What a code block may be in; a misspelled one would never run. In braces: a MyST directive."""

RUN_ELSEWHERE = {"convert.md"}
"""Pages with programs for clusters, in `py` blocks; `tests/test_engines.py` runs them."""


UNTRACED = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
"""The environment, in which pages are not slowed down by the measuring of coverage."""


def run(page: Path) -> subprocess.CompletedProcess[str]:
    """Run the blocks of a page in a new interpreter that takes warnings for errors."""
    return subprocess.run(
        [sys.executable, "-W", "error", ROOT / "tests" / "pages.py", page],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
        env={**UNTRACED, "HYPOTHESIS_STORAGE_DIRECTORY": str(ROOT / ".hypothesis")},
    )


@pytest.mark.skipif(COMPILED, reason="pages show the same in either build")
@of_each_page
def test_the_blocks_of_a_page_print_what_it_shows(page: Path) -> None:
    """The blocks run in order, in one interpreter, in an empty working directory."""
    missing = packages_missing(page.read_text(encoding="utf-8"))
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    ran = run(page)
    assert 0 == ran.returncode, ran.stderr


@of_each_page
def test_every_block_is_run_or_shown(page: Path) -> None:
    """A block is in a known language, and a text block is behind the block that prints it."""
    blocks = blocks_of(page.read_text(encoding="utf-8"))
    known = LANGUAGES | ({"py"} if page.name in RUN_ELSEWHERE else set())
    unknown = {block.language for block in blocks if not block.language.startswith("{")} - known
    assert set() == unknown
    assert [] == [f"{page}:{block.line}" for block in blocks if block.language == "text"]


@of_each_page
def test_links_lead_to_files_and_headings_that_exist(page: Path) -> None:
    """Links within the project do; the names of headings are made as GitHub and MyST make them."""
    assert [] == broken_links(page)


@of_each_page
def test_make_targets_exist(page: Path) -> None:
    """Every `make x` that a page names is a task."""
    named = re.findall(r"(?:`|^)make ([a-z-]+)", page.read_text(encoding="utf-8"), re.MULTILINE)
    tasks = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set() == set(named) - tasks


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("```python\nprint(1)\n```\n\n```text\n2\n```\n", ":2: the block prints\n1\n\nbut the"),
        ("# A\n\n```python\nprint(1)\n```\n\n```text\n1\n```\n", ""),
        ("```python\nx = 1\n```\n\n```python\nprint(x)\n```\n\n```text\n1\n```\n", ""),
        ("```python\nprint(1)\n```\n", "but no text block is behind it"),
        ("```python\nx = 1\n```\n\n```text\n```\n", ""),
        ("\n```python\nx = 1\n1 / 0\n```\n", 'page.md", line 4, in <module>'),
        ("\n```python\nx = 1\n1 / 0\n```\n", "page.md:3: the block fails"),
        ("```python\nimport warnings\nwarnings.warn('!')\n```\n", "UserWarning: !"),
        (
            "```python\nfrom pathlib import Path\nprint([*Path().iterdir()])\n```\n\n```text\n[]\n```",
            "",
        ),
        ("```console\nfalse\n```\n", ""),
        ("```console\nfalse\n```\n\n```text\n```\n", "page.md:2: the block fails"),
        ("```console\necho 1\n```\n\n```text\n1\n```\n", ""),
        ("- a\n\n  ```python\n  print('''a\n  b''')\n  ```\n\n  ```text\n  a\n  b\n  ```\n", ""),
    ],
    ids=range(13),
)
def test_the_runner_names_page_and_line(text: str, complaint: str, tmp_path: Path) -> None:
    """A block that fails, or prints something else than the page shows, is named by its line."""
    page = tmp_path / "page.md"
    page.write_text(text, encoding="utf-8")
    ran = run(page)
    assert bool(complaint) == bool(ran.returncode), ran.stderr
    assert complaint in ran.stderr


def test_the_server_that_a_page_names_runs_with_it(tmp_path: Path) -> None:
    """The first line that it prints is the URL; it ends with the page."""
    server = tmp_path / "server.py"
    server.write_text("import time\nprint('http://x', flush=True)\ntime.sleep(100)\n")
    page = tmp_path / "page.md"
    page.write_text(
        f"<!-- server: {server.as_posix()} -->\n\n"
        "```python\nimport os\n\nprint(os.environ['STACKONE_URL'])\n```\n\n"
        "```text\nhttp://x\n```\n"
    )
    ran = run(page)
    assert (0, "") == (ran.returncode, ran.stderr)


def test_outputs_are_written_into_a_page(tmp_path: Path) -> None:
    """With `--write` a text block is replaced, or added where there is none."""
    page = tmp_path / "page.md"
    page.write_text(
        "```python\nprint(1)\n```\n\nX\n\n```python\nprint(2)\n```\n\n```text\n?\n```\n"
    )
    command = [sys.executable, str(ROOT / "tests" / "pages.py"), "--write", str(page)]
    subprocess.run(command, check=True)
    assert (
        "```python\nprint(1)\n```\n\n```text\n1\n```\n\nX\n\n```python\nprint(2)\n```\n\n"
        "```text\n2\n```\n"
    ) == page.read_text()


def test_what_a_page_needs() -> None:
    """Packages are named by what is imported; those that are there are not missing."""
    assert ["nowhere", "no_where"] == packages_missing("<!-- needs: pytest, nowhere no_where -->")
    assert [] == packages_missing("# A page")


def test_anchors_are_those_of_github() -> None:
    """A heading in lower case, with dashes for blanks and without punctuation."""
    assert {"unset-and-null", "s1-models-cattrs", "here"} == anchors_of(
        "# Unset and null\n\n## S1 Models, [`cattrs`](x.md)\n\n(here)=\n\n```python\n# no\n```\n"
    )


def public_names() -> set[str]:
    """Return the names that users import, with the modules that they import them from."""
    integrations = import_module("jobstatus.integrations")
    names = ["", *(f".{name}" for name in ("arrow", "bulk", "reports", "testing"))]
    names += [f".{m.name}" for m in iter_modules(integrations.__path__, "integrations.")]
    modules = [pytest.importorskip(f"jobstatus{name}") for name in names]  # some need a package
    return {f"{m.__name__}.{name}" for m in modules for name in m.__all__}


def test_the_reference_has_every_public_name_and_nothing_else() -> None:
    """Each name in the `__all__` of a module that users import from has one entry."""
    documented = []
    for page in (DOCS / "reference" / "api").glob("*.md"):
        text = page.read_text(encoding="utf-8")
        module = ""
        for directive, name in re.findall(r"^\.\. (\w+):: (\S+)$", text, re.MULTILINE):
            if directive == "currentmodule":
                module = name
            elif directive.startswith("auto"):
                documented.append(f"{module}.{name}")
    assert sorted(public_names()) == sorted(documented)


@pytest.mark.parametrize("folder", ["how-to", "reference", "reference/api", "explanation"])
def test_the_index_of_a_folder_names_every_page(folder: str) -> None:
    """By a link, or in its list of contents."""
    index = (DOCS / folder / "index.md").read_text(encoding="utf-8")
    pages = {path.stem for path in (DOCS / folder).glob("*.md")} - {"index"}
    named = {*re.findall(r"\(([\w-]+)\.md\)", index), *re.findall(r"^[\w-]+$", index, re.MULTILINE)}
    assert set() == pages - named
