"""Makes pages of the site of pages that GitHub shows as well.

A page may include another file of the repository, or one section of it, by a comment; `<picture>`
elements become two pictures, for light and for dark; and links to files that are on no page of the
site lead to the repository.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

INCLUDE = re.compile(
    r"<!-- include: (?P<path>\S+?)(?:, but (?P<without>.+?)|: (?P<section>.+?))? -->"
)
LINK = re.compile(r"\[(?P<text>[^\[\]]+)\]\((?P<path>(?!\w+:)[^)#\s]+)(?P<anchor>#[^)\s]*)?\)")
PICTURE = re.compile(
    r'<picture>\s*<source media="\(prefers-color-scheme: dark\)" srcset="(?P<dark>[^"]+)">\s*'
    r'<img alt="(?P<alt>[^"]+)" src="(?P<light>[^"]+)">\s*</picture>'
)

DOCS = Path(__file__).resolve().parent.parent
ROOT = DOCS.parent
(SOURCE,) = re.findall(
    r'^Source = "(.+)"$', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE
)
PAGE_OF = {
    ROOT / "CHANGELOG.md": DOCS / "changelog.md",
    ROOT / "SECURITY.md": DOCS / "reference" / "security.md",
    ROOT / "benchmarks" / "results" / "fidelity.md": DOCS / "reference" / "fidelity.md",
    ROOT / "benchmarks" / "results" / "tables.md": DOCS / "reference" / "speed.md",
}
"""The pages that files outside of the documentation are shown on."""


def included(match: re.Match[str], page: Path) -> str:
    """Return the text of a file, or of one of its sections, without the file's title."""
    path = (page.parent / match["path"]).resolve()
    text = path.read_text(encoding="utf-8").partition("\n")[2]
    sections = re.split(r"^(?=## )", text, flags=re.MULTILINE)
    if match["without"]:
        text = "".join(s for s in sections if not s.startswith(f"## {match['without']}\n"))
    elif match["section"]:
        (section,) = [s for s in sections if s.startswith(f"## {match['section']}\n")]
        text = re.sub(
            r"^\[[^\]]+\]\([^)]+\)\.$", "", section.partition("\n")[2], flags=re.MULTILINE
        )
    return with_links(text, path, page)


def with_links(text: str, source: Path, page: Path) -> str:
    """Return text of a source with its links as they are on a page."""

    def link(match: re.Match[str]) -> str:
        target = (source.parent / match["path"]).resolve()
        target = PAGE_OF.get(target, target)
        if not target.is_relative_to(DOCS):
            kind = "tree" if target.is_dir() else "blob"
            url = f"{SOURCE}/{kind}/main/{target.relative_to(ROOT).as_posix()}"
            return f"[{match['text']}]({url}{match['anchor'] or ''})"
        path = Path(os.path.relpath(target, page.parent)).as_posix()
        return f"[{match['text']}]({path}{match['anchor'] or ''})"

    return LINK.sub(link, text)


def replace(app: Sphinx, name: str, source: list[str]) -> None:
    """Replace in the source of a page what only GitHub understands."""
    page = Path(app.env.doc2path(name))
    text = with_links(source[0], page, page)
    text = INCLUDE.sub(lambda match: included(match, page), text)
    source[0] = PICTURE.sub(
        r"![\g<alt>](\g<light>){.only-light}\n![\g<alt>](\g<dark>){.only-dark}", text
    )


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect the function with Sphinx."""
    app.connect("source-read", replace)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
