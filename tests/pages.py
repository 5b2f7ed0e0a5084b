"""The code blocks of Markdown pages: found, run in order, and compared with what the page shows.

`python tests/pages.py docs/tutorial.md` runs a page by hand; `--write` puts what the blocks print
into the page. `tests/test_docs.py` runs all pages.
"""

from __future__ import annotations

import argparse
import os
import re
import shlex
import subprocess
import sys
import tempfile
import traceback
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import IO

ROOT = Path(__file__).resolve().parent.parent

FENCE = re.compile(
    r"^(?P<indent> *)(?P<ticks>`{3,})(?P<language>[^\s`]*)[^\n`]*\n"
    r"(?P<body>.*?)^(?P=indent)(?P=ticks) *$",
    re.MULTILINE | re.DOTALL,
)
NEEDS = re.compile(r"<!-- needs: (.*?) -->")
SERVER = re.compile(r"<!-- server: (.*?) -->")
LINK = re.compile(r"\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]+))?\)")
HEADING = re.compile(r"^#+ +(.+?) *#*$", re.MULTILINE)


@dataclass
class Block:
    """A fenced code block.

    Attributes:
        language: The word behind the backticks.
        line: The line of its first line of code, from 1 on.
        code: Its text, without indentation.
        shown: The text block directly behind it; None if there is none.
        end: The offset in the page behind it.
        shown_span: The offsets of the text inside that text block.
    """

    language: str
    line: int
    code: str
    shown: str | None
    end: int
    shown_span: tuple[int, int] | None = None

    @property
    def is_run(self) -> bool:
        """Tell whether it is code to run: Python, or commands whose output is shown."""
        return self.language == "python" or (self.language == "console" and self.shown is not None)


def blocks_of(text: str) -> list[Block]:
    """Find the code blocks of a page; a text block belongs to the block before it.

    A text block that is not directly behind a python or console block is a block by itself.
    """
    blocks: list[Block] = []
    for match in FENCE.finditer(text):
        body = re.sub(f"^{match['indent']}", "", match["body"], flags=re.MULTILINE)
        before = blocks[-1] if blocks else None
        if (
            match["language"] == "text"
            and before is not None
            and before.language in ("python", "console")
            and before.shown is None
            and not text[before.end : match.start()].strip()
        ):
            before.shown, before.shown_span = body, match.span("body")
        else:
            line = text.count("\n", 0, match.start("body")) + 1
            blocks.append(Block(match["language"], line, body, None, match.end()))
    return blocks


def prose_of(text: str) -> str:
    """Return a page without its code blocks, line by line."""
    return FENCE.sub(lambda match: "\n" * match[0].count("\n"), text)


def packages_missing(text: str) -> list[str]:
    """Return those packages that a page says it needs and that cannot be imported."""
    needed = re.findall(r"\w+", " ".join(NEEDS.findall(text)))
    return [name for name in needed if find_spec(name) is None]


def anchors_of(text: str) -> set[str]:
    """Return the names of the headings of a page, as they stand behind # in a link."""
    headings = HEADING.findall(prose_of(text))
    plain = [re.sub(r"\]\([^)]*\)|[^\w\- ]", "", heading.lower()) for heading in headings]
    explicit = re.findall(r'id="([^"]+)"|^\(([\w-]+)\)=$', text, re.MULTILINE)
    return {heading.replace(" ", "-") for heading in plain} | {a or b for a, b in explicit}


def source_url() -> str:
    """Return the address of the repository, as the settings of the project have it."""
    settings = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (url,) = re.findall(r'^Source = "(.+)"$', settings, re.MULTILINE)
    return str(url)


def broken_links(path: Path) -> list[str]:
    """Return the links of a page to files, or headings in files, that do not exist.

    Links may be relative, or to the main branch of the repository.
    """
    broken = []
    text = prose_of(path.read_text(encoding="utf-8"))
    text = text.replace(f"{source_url()}/blob/main/", f"{os.path.relpath(ROOT, path.parent)}/")
    for name, anchor in LINK.findall(text):
        target = path.parent / name if name else path
        if not target.exists() or (
            anchor
            and target.suffix == ".md"
            and anchor not in anchors_of(target.read_text(encoding="utf-8"))
        ):
            broken.append(f"{name}#{anchor}" if anchor else name)
    return broken


class Interpreter:
    """Runs the blocks of one page in one namespace, and returns what each prints.

    Standard output is a file while it runs, so that child processes are heard, too.
    """

    def __init__(self, page: Path, printed: IO[bytes]) -> None:
        self.page = page
        self.printed = printed
        self.module = ModuleType("__main__")
        sys.modules["__main__"] = self.module  # annotations and pickles look names up in it

    def run(self, block: Block) -> str:
        """Run one block, and return what it prints."""
        start = self.printed.seek(0, os.SEEK_END)
        try:
            self.execute(block)
        except BaseException as error:
            traceback.print_exc()
            raise SystemExit(f"{self.page}:{block.line}: the block fails") from error
        sys.stdout.flush()
        self.printed.seek(start)
        return self.printed.read().decode()

    def execute(self, block: Block) -> None:
        """Execute the code of one block."""
        if block.language == "python":
            # The lines of a traceback are those of the page.
            padded = "\n" * (block.line - 1) + block.code
            exec(  # noqa: S102 - running the page's code is what this is for
                compile(padded, str(self.page), "exec", dont_inherit=True), vars(self.module)
            )
        else:
            subprocess.run(block.code, shell=True, check=True)  # noqa: S602 - the page's commands


def run_page(page: Path, printed: IO[bytes]) -> list[tuple[Block, str]]:
    """Run all blocks of a page, and return each with what it prints.

    Raises:
        SystemExit: A block raises an exception, or a command fails.
    """
    interpreter = Interpreter(page, printed)
    blocks = blocks_of(page.read_text(encoding="utf-8"))
    return [(block, interpreter.run(block)) for block in blocks if block.is_run]


def differences(page: Path, done: list[tuple[Block, str]]) -> list[str]:
    """Return a message for each block that prints something else than the page shows."""
    return [
        f"{page}:{block.line}: the block prints\n{printed}\nbut the page shows\n{block.shown}"
        if block.shown is not None
        else f"{page}:{block.line}: the block prints\n{printed}\nbut no text block is behind it"
        for block, printed in done
        if printed != (block.shown or "")
    ]


def write_outputs(page: Path, done: list[tuple[Block, str]]) -> None:
    """Put what the blocks print into the text blocks of the page."""
    text = page.read_text(encoding="utf-8")
    for block, printed in reversed(done):
        if block.shown_span is not None:
            start, end = block.shown_span
            text = text[:start] + printed + text[end:]
        elif printed:
            text = f"{text[: block.end]}\n\n```text\n{printed}```{text[block.end :]}"
    page.write_text(text, encoding="utf-8")


def start_server(text: str) -> subprocess.Popen[str] | None:
    """Start the server that a page names; its first line of output is the value of STACKONE_URL."""
    named = SERVER.search(text)
    if named is None:
        return None
    command = [sys.executable, *shlex.split(named[1])]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    os.environ["STACKONE_URL"] = server.stdout.readline().strip()
    return server


def main() -> None:
    """Run one page in the working directory, which is empty, or in a temporary one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("page", type=lambda name: Path(name).resolve())
    parser.add_argument("--write", action="store_true", help="put the outputs into the page")
    arguments = parser.parse_args()
    page: Path = arguments.page

    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    os.environ |= {"COLUMNS": "80", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
    sys.path[0] = ""
    server = start_server(page.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as printed:
        home, terminal = Path.cwd(), os.dup(1)
        os.chdir(folder)
        os.dup2(printed.fileno(), 1)
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        try:
            done = run_page(page, printed)
        finally:
            sys.stdout.flush()
            os.dup2(terminal, 1)
            os.chdir(home)
            if server is not None:
                server.terminate()
                server.communicate()
    if arguments.write:
        write_outputs(page, done)
    elif different := differences(page, done):
        raise SystemExit("\n".join(different))


if __name__ == "__main__":
    main()
