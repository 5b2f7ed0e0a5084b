"""Makes this process import `jobstatus` from its `.py` files, whatever is compiled beside them.

It has to be imported before `jobstatus`: then the package is what it is without a C compiler.
"""

from __future__ import annotations

import sys
from functools import cache
from importlib.machinery import SOURCE_SUFFIXES, FileFinder, ModuleSpec, SourceFileLoader
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence


@cache
def _sources(directory: str) -> FileFinder:
    return FileFinder(directory, (SourceFileLoader, SOURCE_SUFFIXES))


class FromSource:
    """Finds the modules in the package, and no compiled one among them."""

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None, _target: Any = None) -> ModuleSpec | None:
        """Return the spec of a module of `jobstatus`; others are for others to find."""
        if not name.startswith("jobstatus.") or not path:
            return None
        return _sources(path[0]).find_spec(name)


if "jobstatus" in sys.modules:
    raise ImportError("jobstatus has been imported already, as it was built")
sys.meta_path.insert(0, FromSource)
