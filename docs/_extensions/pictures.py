"""Makes `<picture>` elements, as GitHub shows them, pictures of the site for light and for dark."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

PICTURE = re.compile(
    r'<picture>\s*<source media="\(prefers-color-scheme: dark\)" srcset="(?P<dark>[^"]+)">\s*'
    r'<img alt="(?P<alt>[^"]+)" src="(?P<light>[^"]+)">\s*</picture>'
)


def replace(_app: Sphinx, _page: str, source: list[str]) -> None:
    """Replace the elements in the source of a page by two images, of which the theme shows one."""
    source[0] = PICTURE.sub(
        r"![\g<alt>](\g<light>){.only-light}\n![\g<alt>](\g<dark>){.only-dark}", source[0]
    )


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect the function with Sphinx."""
    app.connect("source-read", replace)
    return {"parallel_read_safe": True}
