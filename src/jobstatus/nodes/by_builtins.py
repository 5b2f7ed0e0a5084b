"""JSON text read and written by way of builtins: what the reader and the writer are held to."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import msgspec

from jobstatus.codecs.json_text import check_depth, decode_json, encode_json

from .base import latest_foreign

if TYPE_CHECKING:
    from jobstatus.codecs.json_text import JsonText

    from .base import Node

__all__ = ["read_by_builtins", "write_by_builtins"]

_decode: Final = msgspec.json.Decoder().decode
_encode: Final = msgspec.json.Encoder().encode


def read_by_builtins(node: Node, data: JsonText) -> Any:
    """Decode a JSON document, and structure the builtins that it stands for.

    Args:
        node: A node that structures.
        data: The document.

    Raises:
        StructureError: It is not JSON (RFC 8259, to the letter), or not what the node asks for.
    """
    try:
        check_depth(data)
        document = _decode(data)
    except Exception:  # noqa: BLE001 - the careful decoder knows what is wrong, if anything is
        document = decode_json(data, node.type)
    return node.structure(document)


def write_by_builtins(node: Node, obj: Any) -> bytes:
    """Unstructure an object, and encode the builtins as JSON: UTF-8, with no white space.

    Args:
        node: A node that unstructures.
        obj: The object.

    Raises:
        UnstructureError: The object holds what is not JSON, or not what its class declares.
    """
    before = latest_foreign()
    written = node.unstructure(obj)
    if before is latest_foreign():
        with suppress(ValueError, RecursionError):  # by lone surrogates; by many digits
            return _encode(written)
    return encode_json(written, node.type)
