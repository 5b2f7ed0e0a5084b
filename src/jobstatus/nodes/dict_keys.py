"""Keys of dicts whose declared type is not text."""

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

# Many longer integers may have the same hash: a dict of them would take quadratic time.
_LONGEST: Final = {int: len("-9223372036854775808"), float: len("-2.2250738585072014e-308")}


class KeyNode(Node):
    """Structures the keys of a dict, and unstructures them.

    JSON has only keys of text. So a number is also read from text, if that is its canonical
    spelling: from `"1"`, but not from `"01"`, because both would become the same key. A converter
    whose `text_keys` is true writes keys as text.

    Args:
        type_: The type of the keys.
        converter: The converter that has the hook for them.
        structuring: Whether the node structures; otherwise it unstructures.

    Attributes:
        key: The node of the keys' type.
    """

    def __init__(self, type_: Any, converter: BaseConverter, structuring: Any) -> None:
        super().__init__(type_)
        self.converter: BaseConverter = converter
        self.structuring: bool = structuring
        self.text_keys: bool = getattr(converter, "text_keys", False)
        self.key: Node = self

    def find_parts(self) -> list[Node]:
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
    """Return the number or boolean that a key spells, or the text itself for a key of another type.

    Args:
        node: The node of the keys' type.
        text: The key in the document.

    Raises:
        Failure: The keys are numbers, and the text is no number's canonical spelling.
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
    """Return a number or boolean as the text that is its canonical spelling; else the key itself.

    Raises:
        Failure: The key is an integer of more digits than are read.
    """
    if key is True or key is False:
        return "true" if key else "false"
    if type(key) is int or type(key) is float:
        text = number_key_text(key)
        if len(text) <= _LONGEST[type(key)]:
            return text
        raise refusal(f"an integer of at most {_LONGEST[int]} characters as a key", key)
    return key
