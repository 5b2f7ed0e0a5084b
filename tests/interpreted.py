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
_MODULES: dict[str, ModuleType] = {}


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


def interpreted() -> ModuleType:
    """Import the package from its sources alone; it is the package itself if nothing is compiled."""
    return interpreted_module("jobstatus")


@cache
def interpreted_module(name: str) -> ModuleType:
    """Import a module from its source alone: one of the package, or `anybodys`, whose classes use it."""
    if not slots.COMPILED:
        return importlib.import_module(name)
    kept = _removed_modules()
    sys.modules.update(_MODULES)
    finder = _FromSource()
    sys.meta_path.insert(0, finder)  # type: ignore[arg-type]
    try:
        module = importlib.import_module(name)
        assert not importlib.import_module("jobstatus.nodes.slots").COMPILED
    finally:
        sys.meta_path.remove(finder)  # type: ignore[arg-type]
        _MODULES.update(_removed_modules())
        sys.modules.update(kept)
    return module


def _removed_modules() -> dict[str, ModuleType]:
    """Remove the modules of which there are two from those that are imported, and return them."""
    names = [name for name in sys.modules if name.partition(".")[0] in ("jobstatus", "anybodys")]
    return {name: sys.modules.pop(name) for name in names}
