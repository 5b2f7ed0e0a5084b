"""Makes entries of the reference for the fields of classes, with types and defaults as written."""

from __future__ import annotations

import ast
import inspect
import re
import sys
import textwrap
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import attrs
from msgspec import UNSET

from jobstatus import NO_EXTRA, JsonConverter, OpenEnum
from jobstatus.docstrings import attributes_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

SHOWN_WITH_SIGNATURE = 4
"""The largest number of fields that the signature of a class shows; an entry below shows each."""


@cache
def annotations_of(class_: type) -> dict[str, str]:
    """Return the annotations of a class's attributes as they are written, in it or in `__init__`."""
    found: dict[str, str] = {}
    for base in reversed(class_.__mro__):
        if not base.__module__.startswith("jobstatus"):
            continue
        tree = ast.parse(textwrap.dedent(inspect.getsource(base)))
        for node in ast.walk(tree):
            if isinstance(node, ast.AnnAssign):
                name = getattr(node.target, "id", None) or getattr(node.target, "attr", "")
                found[name] = ast.unparse(node.annotation)
    return found


def defaults_of(class_: type) -> dict[str, str]:
    """Return the defaults of the fields of a class that have one, as code."""
    if attrs.has(class_):
        defaults = {a.name: a.default for a in attrs.fields(class_)}
    else:
        defaults = getattr(class_, "_field_defaults", {})
    return {
        name: code_of(default)
        for name, default in defaults.items()
        if default is not attrs.NOTHING and not isinstance(default, attrs.Factory)  # type: ignore[arg-type]
    }


def code_of(value: Any) -> str:
    """Return the code of a default."""
    return {id(UNSET): "UNSET", id(NO_EXTRA): "NO_EXTRA"}.get(id(value), repr(value))


def is_member(class_: type, name: str) -> bool:
    """Tell whether an attribute is a property, which autodoc makes an entry of."""
    return isinstance(inspect.getattr_static(class_, name, None), property)


def entries(class_: type) -> Iterator[str]:
    """Yield the lines of the entries of a class's attributes."""
    annotations, defaults = annotations_of(class_), defaults_of(class_)
    for name, description in attributes_of(class_).items():
        if is_member(class_, name):
            continue
        yield f".. attribute:: {name}"
        if name in annotations:
            yield f"   :type: {annotations[name]}"
        if name in defaults:
            yield f"   :value: {defaults[name]}"
        yield from ["", f"   {description}", ""]


def describe(
    _app: Sphinx, what: str, _name: str, thing: Any, _options: Any, lines: list[str]
) -> None:
    """Replace the section of attributes in the docstring of a class by entries."""
    if what not in ("class", "exception") or "Attributes:" not in lines:
        return
    start = lines.index("Attributes:")
    behind = (n for n, line in enumerate(lines) if n > start and line[:1].strip())
    lines[start : next(behind, len(lines))] = entries(thing)


def default_of(function: Any, match: re.Match[str]) -> str:
    """Return a default in the signature of a function by its value, if its name is private."""
    value = vars(sys.modules[function.__module__]).get(match[0], function)
    return repr(value) if isinstance(value, (int, str, JsonConverter)) else match[0]


def sign(
    _app: Sphinx, what: str, _name: str, thing: Any, _options: Any, arguments: Any, returns: Any
) -> tuple[str, str | None] | None:
    """Return the signature of a class as users call it.

    Errors are not made by users, and open enums have one argument. A class with few fields shows
    them; one with many has an entry for each.
    """
    if what == "exception":
        return "", None
    if what == "class" and issubclass(thing, OpenEnum):
        return "(text: str)", None
    if arguments and not attrs.has(thing):
        return re.sub(r"(?<== )_?[A-Za-z_]+", partial(default_of, thing), arguments), returns
    if what != "class" or not attrs.has(thing):
        return None
    fields = attrs.fields(thing)
    if len(fields) > SHOWN_WITH_SIGNATURE:
        return "(*, ...)" if all(a.kw_only for a in fields) else "(...)", None
    annotations, defaults = annotations_of(thing), defaults_of(thing)
    code = [
        f"{a.alias}: {annotations[a.name]}" + (f" = {defaults[a.name]}" if a.name in defaults else "")
        for a in fields
    ]  # fmt: skip
    keyword_only = [n for n, a in enumerate(fields) if a.kw_only]
    if keyword_only:
        code.insert(keyword_only[0], "*")
    return f"({', '.join(code)})", None


def skip(
    _app: Sphinx, _what: str, _name: str, thing: Any, _skip: Any, _options: Any
) -> bool | None:
    """Skip the fields of named tuples, which have entries already."""
    return True if type(thing).__name__ == "_tuplegetter" else None


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect the functions with Sphinx."""
    app.connect("autodoc-process-docstring", describe, priority=400)
    app.connect("autodoc-process-signature", sign)
    app.connect("autodoc-skip-member", skip)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
