"""The package a second time, interpreted, beside the compiled one: both have to mean the same."""

import importlib
import importlib.util
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import jobstatus
from jobstatus.nodes import slots

PACKAGE = Path(jobstatus.__file__).parent


class _FromSource:
    """Finds the modules of the package in their `.py` files, whatever is compiled beside them."""

    def find_spec(self, name: str, _path: Any = None, _target: Any = None) -> Any:
        """Return the spec of a module of ours."""
        if name.partition(".")[0] != "jobstatus":
            return None
        place = PACKAGE.joinpath(*name.split(".")[1:])
        if place.is_dir():
            return importlib.util.spec_from_file_location(
                name, place / "__init__.py", submodule_search_locations=[str(place)]
            )
        return importlib.util.spec_from_file_location(name, place.with_suffix(".py"))


@cache
def interpreted() -> ModuleType:
    """Import the package from its sources alone; it is the package itself if nothing is compiled."""
    if not slots.COMPILED:
        return jobstatus
    ours = {name for name in sys.modules if name.partition(".")[0] == "jobstatus"}
    kept = {name: sys.modules.pop(name) for name in ours}
    finder = _FromSource()
    sys.meta_path.insert(0, finder)  # type: ignore[arg-type]
    try:
        package = importlib.import_module("jobstatus")
        assert not importlib.import_module("jobstatus.nodes.slots").COMPILED
    finally:
        sys.meta_path.remove(finder)  # type: ignore[arg-type]
        for name in list(sys.modules):
            if name.partition(".")[0] == "jobstatus":
                del sys.modules[name]
        sys.modules.update(kept)
    return package
