"""The summary and the descriptions of attributes in Google-style docstrings of classes."""

from __future__ import annotations

import re
from inspect import cleandoc
from typing import Any, Final

__all__ = ["attributes_of", "summary_of"]

_ATTRIBUTES_HEADING: Final = "Attributes:"
_ENTRY: Final = r"(\w+)(?: \(.*?\))?:\s*(.*)"
# Before Python 3.11, every enum without a docstring gets this one.
_ENUM_DEFAULT: Final = "An enumeration."


def summary_of(class_: Any) -> str:
    """Return the first paragraph of a class's own docstring, as one line.

    Args:
        class_: The class. The docstrings of its bases do not count.

    Returns:
        The paragraph; an empty string if the class has no docstring, or one without a summary.
    """
    doc = _own_docstring(class_)
    first_paragraph = doc.partition("\n\n")[0]
    is_heading = first_paragraph.partition("\n")[0].endswith(":")
    return "" if doc == _ENUM_DEFAULT or is_heading else " ".join(first_paragraph.split())


def attributes_of(class_: Any) -> dict[str, str]:
    """Return the descriptions of a class's attributes, from its docstring and those of its bases.

    Args:
        class_: The class. Its own descriptions come before those of its bases.

    Returns:
        The description of each attribute by its name, as one line.
    """
    descriptions: dict[str, str] = {}
    for base in reversed(class_.__mro__):
        descriptions |= _parse_attributes(_own_docstring(base))
    return descriptions


def _own_docstring(class_: Any) -> str:
    doc = vars(class_).get("__doc__")
    return cleandoc(doc) if isinstance(doc, str) else ""


def _parse_attributes(doc: str) -> dict[str, str]:
    section = f"\n{doc}\n".partition(f"\n{_ATTRIBUTES_HEADING}\n")[2]
    lines = [line for line in section.split("\n") if line]
    descriptions: dict[str, str] = {}
    name, entry_indent = "", _indent_of(lines[0]) if lines else 0
    for line in lines:
        if not _indent_of(line):  # the next section
            break
        if _indent_of(line) > entry_indent:
            if name:
                descriptions[name] = f"{descriptions[name]} {line.strip()}".lstrip()
            continue
        entry = re.fullmatch(_ENTRY, line.strip())
        name = entry[1] if entry else ""
        if entry:
            descriptions[name] = entry[2]
    return descriptions


def _indent_of(line: str) -> int:
    return len(line) - len(line.lstrip())
