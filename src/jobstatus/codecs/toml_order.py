"""Key order in TOML: a table that a writer would move behind other keys is written inline."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["in_order"]


class _Inline(int):
    """An inline table's text, as an integer, for writers of TOML write integers by `str`."""

    text: str

    def __str__(self) -> str:
        return self.text


def in_order(table: dict[str, Any], encode: Callable[[Any], str]) -> dict[str, Any]:
    """Return a table of which a writer of TOML keeps the order of the keys.

    All lines below a table's header belong to that table, so writers put tables behind the other
    values. A table that stands before another value becomes an inline table; the others stay.

    Args:
        table: Text-keyed builtins without null.
        encode: The writer, which writes scalars other than text.
    """
    last = max((i for i, v in enumerate(table.values()) if type(v) is not dict), default=-1)
    ordered: dict[str, Any] = {}
    for i, (key, value) in enumerate(table.items()):
        if type(value) is dict:
            ordered[key] = in_order(value, encode) if i > last else _inline(value, encode)
        elif _is_array_of_tables(value):
            put = in_order if i == last else _inline
            ordered[key] = [put(item, encode) for item in value]
        else:
            ordered[key] = _listed(value, encode)
    return ordered


def _listed(value: Any, encode: Callable[[Any], str]) -> Any:
    """Return a value that is no table, with the tables in its lists written inline."""
    # In a list that is no array of tables, some versions of tomlkit put tables last, too.
    if type(value) is list:
        return [_listed(item, encode) for item in value]
    return _inline(value, encode) if type(value) is dict else value


def _is_array_of_tables(value: Any) -> bool:
    """Tell whether a value is a list of tables; an empty list is written alike if it is one."""
    return type(value) is list and all(type(item) is dict for item in value)


def _inline(value: dict[str, Any], encode: Callable[[Any], str]) -> _Inline:
    """Write a table inline."""
    inline = _Inline()
    inline.text = _literal(value, encode)
    return inline


def _literal(value: Any, encode: Callable[[Any], str]) -> str:
    """Write a value as it stands behind a key and an equals sign."""
    if type(value) is dict:
        inside = (f"{_quoted(key)} = {_literal(item, encode)}" for key, item in value.items())
        return f"{{{', '.join(inside)}}}"
    if type(value) is list:
        return f"[{', '.join(_literal(item, encode) for item in value)}]"
    if type(value) is str:
        return _quoted(value)
    return encode({"_": value}).partition("=")[2].strip()


def _quoted(text: str) -> str:
    """Quote text as JSON does; a bare DEL is no text in TOML."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
