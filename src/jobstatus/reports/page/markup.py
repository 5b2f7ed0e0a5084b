"""Make HTML and SVG elements; every text is escaped."""

from __future__ import annotations

from html import escape

__all__ = ["Markup", "joined", "tag"]


class Markup(str):
    """Text that is HTML already, and is not escaped again."""

    __slots__ = ()


def tag(name: str, /, *content: str | None, **attributes: str | float | bool | None) -> Markup:
    """Make an element.

    Args:
        name: The element's name.
        content: What is inside: elements, texts, which are escaped, and `None`, which is left out.
        attributes: The attributes; of a name, `_` stands for `-`, and one at the end is left out.
            `None` and `False` leave an attribute out, `True` leaves it without a value.

    Returns:
        The element. One without content has no end tag only if it is void in HTML.
    """
    opening = name + "".join(_attribute(key, value) for key, value in attributes.items())
    if name in {"meta", "br"}:
        return Markup(f"<{opening}>")
    return Markup(f"<{opening}>{joined(*content)}</{name}>")


def joined(*content: str | None) -> Markup:
    """Put elements and texts, which are escaped, one behind the other.

    Args:
        content: Elements, texts, and `None`, which is left out.
    """
    parts = (part for part in content if part is not None)
    return Markup("".join(part if isinstance(part, Markup) else escape(part) for part in parts))


def _attribute(key: str, value: str | float | None) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    if value is True:
        return f" {name}"
    text = f"{value:.6g}" if isinstance(value, float) else str(value)
    return f' {name}="{escape(text)}"'
