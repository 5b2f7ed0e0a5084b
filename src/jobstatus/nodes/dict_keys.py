"""Keys of dicts that are declared to be something else than text."""

from __future__ import annotations

from contextlib import suppress
from math import isfinite
from typing import TYPE_CHECKING, Any, Final

from jobstatus.codecs.json_values import number_key_text

from .base import Node, refusal
from .lookup import structure_node, unstructure_node
from .scalars import (
    BooleanNode,
    IntegerNode,
    NumberNode,
    RangedIntegerNode,
    ScalarSubclassNode,
)

if TYPE_CHECKING:
    from cattrs import BaseConverter

__all__ = ["KeyNode"]

# Longer integers may have one hash: a dict of many would take quadratic time.
_LONGEST: Final = {int: len("-9223372036854775808"), float: len("-2.2250738585072014e-308")}


class KeyNode(Node):
    """Structures the keys of a dict, and unstructures them.

    JSON has no keys but text. So a number is read from text, too, if that is its canonical
    spelling: of `"1"` and `"01"`, which would become one key, only the first. A converter whose
    `text_keys` are true writes it so.

    Args:
        type_: The type of the keys.
        converter: The converter that has the hook for them.
        structuring: Whether the node structures; otherwise it unstructures.

    Attributes:
        key: The node of a key that is no text.
    """

    def __init__(self, type_: Any, converter: BaseConverter, structuring: Any) -> None:
        super().__init__(type_)
        self.converter: BaseConverter = converter
        self.structuring: bool = structuring
        self.text_keys: bool = getattr(converter, "text_keys", False)
        self.key: Node = self

    def inside(self) -> list[Node]:
        find = structure_node if self.structuring else unstructure_node
        self.key = find(self.type, self.converter)
        return [self.key]

    def read(self, value: Any, depth: Any) -> Any:
        if issubclass(type(value), str):
            value = _parsed(self.key, str.__str__(value))
        return self.key.read(value, depth + 1)

    def write(self, value: Any, depth: Any) -> Any:
        key = self.key.write(value, depth + 1)
        return _spelled(key) if self.text_keys else key


def _parsed(node: Node, text: str) -> Any:
    """Return what a text stands for as a key of a type; the text itself, if that is no number.

    Raises:
        Failure: The text is no canonical spelling.
    """
    if isinstance(node, ScalarSubclassNode):
        node = node.scalar
    if isinstance(node, (IntegerNode, RangedIntegerNode)):
        kinds: tuple[Any, ...] = (int,)
    elif isinstance(node, NumberNode):
        kinds = (int, float)
    elif isinstance(node, BooleanNode) and text in ("true", "false"):
        return text == "true"
    else:
        return text
    for kind in kinds:
        if len(text) <= _LONGEST[kind]:
            with suppress(ValueError):
                number = kind(text)
                if repr(number) == text and isfinite(number):
                    return number
    raise refusal("a number as a key, in its canonical spelling", text)


def _spelled(key: Any) -> Any:
    """Return a key as JSON spells it.

    Raises:
        Failure: The key is so long that it would not be read.
    """
    if key is True or key is False:
        return "true" if key else "false"
    if type(key) is int or type(key) is float:
        text = number_key_text(key)
        if len(text) <= _LONGEST[type(key)]:
            return text
        raise refusal(f"an integer of at most {_LONGEST[int]} digits as a key", key)
    return key
