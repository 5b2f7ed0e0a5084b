"""JSON text into builtins and back, strictly: what is not RFC 8259 is refused, and it is said why."""

from __future__ import annotations

import codecs
import json
import re
from typing import Any, Final, TypeAlias

import msgspec

from .errors import Problem, UnstructureError, mismatch, structure_error
from .excerpt import excerpt
from .json_value import MAX_DIGITS, copy_json

__all__ = ["JsonText", "decode_json", "encode_json"]

JsonText: TypeAlias = bytes | bytearray | memoryview | str
"""A JSON document: bytes are UTF-8."""

_SPACE: Final = b" \t\r\n"
_OTHER_TEXT: Final = (
    (codecs.BOM_UTF8, "begins with a byte order mark; RFC 8259 allows none"),
    (codecs.BOM_UTF16_LE, "is UTF-16; JSON is UTF-8"),
    (codecs.BOM_UTF16_BE, "is UTF-16; JSON is UTF-8"),
    (b"<", "is HTML or XML, not JSON"),
)


def decode_json(data: JsonText, type_: Any) -> Any:
    """Decode a JSON document into builtins.

    Args:
        data: The document. White space around it is legal: StackOne's heartbeat sends newlines.
            Of a key that comes twice in an object, the last one counts.
        type_: What the document is to become; the error names it.

    Raises:
        StructureError: It is not RFC 8259 JSON, nests too deeply, or holds a number that Python
            cannot hold exactly. Byte offsets count from 0, in the UTF-8 text.
    """
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeError, RecursionError, TypeError, BufferError) as exc:
        problems = _explain(exc, data)
    raise structure_error(problems, type_)


def encode_json(value: Any, type_: Any) -> bytes:
    """Encode builtins as JSON: UTF-8, with no white space.

    Args:
        value: What hooks have made; it is checked in depth, for the encoder would write `nan` as
            null, and sets, bytes and dates as something.
        type_: What it was made of; the error names it.

    Raises:
        UnstructureError: It is not JSON, or holds lone surrogates, which UTF-8 has no bytes for.
    """
    copy, problems = copy_json(value)
    if problems:
        raise UnstructureError(problems, type_)
    try:
        return msgspec.json.encode(copy)
    except UnicodeError:
        problems = _lone_surrogates(copy)
    raise UnstructureError(problems, type_)


def _explain(exc: Exception, data: object) -> list[Problem]:
    """Find out what is wrong with a document that the decoder has refused."""
    if isinstance(data, str):
        text = data.encode("utf-8", "surrogatepass")
    elif isinstance(data, (bytes, bytearray, memoryview)):
        text = bytes(data)
    else:
        return [mismatch("JSON text (bytes or str)", data)]
    start = text.lstrip(_SPACE)
    if not start:
        return [Problem.about(data, "is empty, not a JSON document")]
    for beginning, message in _OTHER_TEXT:
        if start.startswith(beginning):
            return [Problem.about(data, message)]
    if isinstance(exc, RecursionError):
        return [Problem.about(data, "is nested too deeply")]
    return _only_lax(text) or [_malformed(exc, text, data)]


def _only_lax(text: bytes) -> list[Problem]:
    """Name what a lax parser lets through: `NaN`, `1e400`, too many digits, lone surrogates."""
    try:
        value = json.loads(text.decode("utf-8"), parse_int=_few_digits)
    except (ValueError, RecursionError):
        return []
    return copy_json(value)[1] or _lone_surrogates(value)


def _few_digits(digits: str) -> int:
    # Enough to tell that there are too many; to read millions of them takes minutes.
    return int(digits) if len(digits) <= MAX_DIGITS else 10 ** min(len(digits) - 1, 2 * MAX_DIGITS)


def _malformed(exc: Exception, text: bytes, data: object) -> Problem:
    said = str(exc).removeprefix("JSON is malformed: ")
    place = re.search(r" \(byte (\d+)\)$", said)
    try:
        text.decode()
    except UnicodeDecodeError as error:
        what, offset = "invalid UTF-8", error.start
    else:
        what = said[: place.start()] if place else "the text ends too early"
        offset = int(place[1]) if place else len(text.rstrip(_SPACE))
        if what == "trailing characters":  # the decoder has read one of them
            offset -= 1
    near = excerpt(text[max(0, offset - 20) : offset + 20])
    return Problem.about(data, f"is not JSON: {what} at byte {offset:,}, near {near}")


def _lone_surrogates(value: object) -> list[Problem]:
    """Name all text that UTF-8 has no bytes for."""
    problems = []
    todo: list[tuple[Any, tuple[str | int, ...]]] = [(value, ())]
    while todo:
        item, steps = todo.pop()
        if isinstance(item, str) and not _encodes(item):
            problems.append(Problem.about(item, "holds a lone surrogate, which is no text", steps))
        elif isinstance(item, dict):
            for key in item:
                if not _encodes(key):
                    message = "has a lone surrogate in a key"
                    problems.append(Problem.about(key, message, steps))
            todo += [(sub, (*steps, key)) for key, sub in reversed(item.items())]
        elif isinstance(item, list):
            todo += [(sub, (*steps, i)) for i, sub in reversed(list(enumerate(item)))]
    return problems


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
