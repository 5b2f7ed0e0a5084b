"""The column of values that have no Arrow type: JSON text, and the kind of JSON beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
import pyarrow as pa

from jobstatus.codecs.exact_json import is_exact_json
from jobstatus.codecs.json_text import decode_json
from jobstatus.errors import StructureError, failure_of
from jobstatus.nodes.base import MAX_DEPTH
from jobstatus.nodes.dicts import DictNode
from jobstatus.nodes.json_unions import JsonNode, JsonUnionNode
from jobstatus.nodes.scalars import BooleanNode, IntegerNode, NullNode, NumberNode, StringNode
from jobstatus.nodes.writer import write_json

from .columns import Arrays, Column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jobstatus.nodes.base import Node

__all__ = ["JsonColumn", "are_exact_json", "decode_texts", "encode_values"]

_ALL: Final[frozenset[type]] = frozenset({str, int, float, bool, list, dict, type(None)})
_SURE: Final = frozenset({str, bool, type(None)})
_SCALARS: Final = (StringNode, IntegerNode, NumberNode, BooleanNode, NullNode)
_KINDS: Final = {
    '"': "string",
    "{": "object",
    "[": "array",
    "t": "boolean",
    "f": "boolean",
    **dict.fromkeys("-0123456789", "number"),
}
_encode_lines: Final = msgspec.json.Encoder().encode_lines
_decode: Final = msgspec.json.Decoder().decode


class JsonColumn(Column):
    """Holds JSON texts, and beside them the kinds of JSON that they are.

    Args:
        name: The name of the column.
        node: As in `Column`.
        nullable: As in `Column`.
        kind: The name of the second column; `None` if there is to be none.
    """

    def __init__(self, name: str, node: Node, *, nullable: bool, kind: str | None = None) -> None:
        names = [name, kind] if kind else [name]
        fields = [pa.field(each, pa.string()) for each in names]
        super().__init__(fields, node, nullable=nullable or isinstance(node, JsonNode))
        self.plain: frozenset[type] = _written_as_they_are(node)

    def to_arrays(self, values: Sequence[Any]) -> Arrays:
        inexact: list[int] = []
        if self.are_plain(values, self.plain) and are_exact_json(values):
            texts = encode_values(values)
        else:
            texts, inexact = self._texts_one_by_one(values)
        arrays = [pa.array(texts, pa.string())]
        if len(self.fields) > 1:
            kinds = [text and _KINDS[text[0]] for text in texts]
            arrays.append(pa.array(kinds, pa.string()))
        return Arrays(arrays, inexact)

    def _texts_one_by_one(self, values: Sequence[Any]) -> tuple[list[str | None], list[int]]:
        """Write each value by its node; also list the rows whose values are written as null."""
        texts: list[str | None] = []
        inexact: list[int] = []
        for row, value in enumerate(values):
            text = None
            if value is not None or not self.nullable:
                text = write_json(self.node, value).decode()
                if text == "null":
                    text = None
                    inexact.append(row)
            texts.append(text)
        return texts, inexact

    def to_json(self, arrays: Sequence[pa.Array]) -> list[Any]:
        return decode_texts(arrays[0])


def are_exact_json(values: Sequence[Any]) -> bool:
    """Tell whether values are JSON of exact builtins."""
    unsure = [value for value in values if type(value) not in _SURE]
    return not unsure or is_exact_json(unsure, MAX_DEPTH)


def encode_values(values: Sequence[Any]) -> list[str | None]:
    """Encode values of exact JSON, each by itself; `None` stays `None`."""
    # All at once, for it is twice as fast; no JSON text has a newline in it.
    texts: list[str | None] = [*_encode_lines(values).decode().split("\n")]
    texts.pop()
    if None in values:
        return [None if value is None else text for value, text in zip(values, texts, strict=True)]
    return texts


def decode_texts(texts: pa.Array) -> list[Any]:
    """Decode JSON texts; null is `None`.

    Raises:
        Failure: A text is not JSON.
    """
    return [None if text is None else _decoded(text) for text in texts.to_pylist()]


def _decoded(text: str) -> Any:
    try:
        return _decode(text)
    except msgspec.MsgspecError:  # such as by an integer of many digits
        try:
            return decode_json(text, Any)
        except StructureError as exc:
            raise failure_of(exc, text) from None


def _written_as_they_are(node: Node) -> frozenset[type]:
    """Return the classes of exact JSON that a node writes as it is."""
    match node:
        case JsonNode():
            return _ALL
        case DictNode(key=None, item=JsonNode()):
            return frozenset({dict})
        case JsonUnionNode(arms=arms):
            return frozenset(
                kind for kind, arm in arms.items() if isinstance(arm, (JsonNode, *_SCALARS))
            )
        case _:
            return frozenset()
