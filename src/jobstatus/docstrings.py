"""What Google-style docstrings say of a class and of its attributes."""

from __future__ import annotations

import re
from inspect import cleandoc
from typing import Any, Final

__all__ = ["attributes_of", "summary_of"]

_SECTION: Final = "Attributes:"
_ENTRY: Final = re.compile(r"(\w+)(?: \(.*?\))?:\s*(.*)")
_BY_PYTHON: Final = "An enumeration."


def summary_of(class_: Any) -> str:
    """Return the first paragraph of a class's own docstring, as one line; empty if it has none."""
    doc = _doc(class_)
    first = doc.partition("\n\n")[0]
    # Before Python 3.11, enums without a docstring get one.
    is_none = doc == _BY_PYTHON or first.partition("\n")[0].endswith(":")
    return "" if is_none else " ".join(first.split())


def attributes_of(class_: Any) -> dict[str, str]:
    """Return what the docstrings of a class and its bases say of its attributes, each as one line."""
    said: dict[str, str] = {}
    for base in reversed(class_.__mro__):
        said |= _attributes(_doc(base))
    return said


def _doc(class_: Any) -> str:
    doc = vars(class_).get("__doc__")
    return cleandoc(doc) if isinstance(doc, str) else ""


def _attributes(doc: str) -> dict[str, str]:
    section = f"\n{doc}\n".partition(f"\n{_SECTION}\n")[2]
    lines = [line for line in section.split("\n") if line]
    said: dict[str, str] = {}
    name, depth = "", _depth(lines[0]) if lines else 0
    for line in lines:
        if not _depth(line):  # the next section
            break
        if _depth(line) > depth:
            if name:
                said[name] = f"{said[name]} {line.strip()}".lstrip()
            continue
        entry = _ENTRY.fullmatch(line.strip())
        name = entry[1] if entry else ""
        if entry:
            said[name] = entry[2]
    return said


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())
