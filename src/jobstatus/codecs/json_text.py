"""JSON text into builtins and back, strictly: what is not RFC 8259 is refused, and it is said why."""

from __future__ import annotations

import codecs
import json
import re
import sys
from math import inf
from typing import Any, Final, NoReturn, TypeAlias, cast

import msgspec

from jobstatus.errors import Problem, UnstructureError, mismatch, structure_error
from jobstatus.excerpts import excerpt

from .json_values import Copying, copy_json, lone_surrogates

__all__ = ["JsonText", "decode_json", "encode_json"]

JsonText: TypeAlias = bytes | bytearray | memoryview | str
"""A JSON document: bytes are UTF-8."""

_SPACE: Final = b" \t\r\n"

# Python reads as many whatever limit is set; to read millions of them would take minutes.
_AT_ONCE: Final = 640
_MOST_DIGITS: Final = 100_000
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

    Returns:
        The builtins. A float that is too large is `inf`, as it is to `json.loads`; so is an integer
        of more than 100,000 digits, and others are exact: our hooks refuse those of more than
        4300, others see what they are.

    Raises:
        StructureError: It is not RFC 8259 JSON, or nests too deeply. Byte offsets count from 0, in
            the UTF-8 text.
    """
    try:
        data = _plain(data)
        return msgspec.json.decode(data)
    except msgspec.ValidationError:
        return _with_any_numbers(data, type_)
    except (msgspec.DecodeError, ValueError, RecursionError, TypeError, BufferError) as exc:
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
        problems = lone_surrogates(copy)
    except RecursionError:  # called from a stack that is nearly full
        problems = [Problem.about(copy, "is nested too deeply")]
    raise UnstructureError(problems, type_)


def _explain(exc: Exception, data: object) -> list[Problem]:
    """Find out what is wrong with a document that the decoder has refused."""
    if not isinstance(data, (str, bytes, bytearray, memoryview)):
        return [mismatch("JSON text (bytes or str)", data)]
    try:
        text = _utf_8(data)
    except ValueError:  # a memoryview that has been released
        return [Problem.about(data, "cannot be read any more")]
    start = text.lstrip(_SPACE)
    if not start:
        return [Problem.about(data, "is empty, not a JSON document")]
    for beginning, message in _OTHER_TEXT:
        if start.startswith(beginning):
            return [Problem.about(data, message)]
    if isinstance(exc, RecursionError):
        return [Problem.about(data, "is nested too deeply")]
    return _only_lax(text) or [_malformed(exc, text, data)]


def _plain(data: JsonText) -> JsonText:
    """Return a document as one that the decoder takes: it knows no `str` but `str` itself."""
    if issubclass(type(data), str):
        return str.__str__(cast("str", data))
    return bytes(data) if type(data) is memoryview and not data.c_contiguous else data


def _utf_8(data: JsonText) -> bytes:
    return data.encode("utf-8", "surrogatepass") if isinstance(data, str) else bytes(data)


def _with_any_numbers(data: JsonText, type_: Any) -> Any:
    """Decode a document with numbers that are too large: that is a problem only where one is read."""
    try:
        text = _utf_8(data).decode()
        value = json.loads(text, parse_int=_integer, parse_constant=_no_constant)
    except (ValueError, RecursionError) as exc:
        raise structure_error(_explain(exc, data), type_) from None
    problems = lone_surrogates(value)
    if problems:
        raise structure_error(problems, type_)
    return value


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _only_lax(text: bytes) -> list[Problem]:
    """Name what a lax parser lets through and no hook may: `NaN`, lone surrogates."""
    try:
        # Whatever number it is, it is JSON, and not what the text was refused for.
        value = json.loads(text.decode("utf-8"), parse_int=len, parse_float=len)
    except (ValueError, RecursionError):
        return []
    # However deep: that, too, is a problem only where it is read.
    return Copying(utf_8=True, depth=sys.maxsize).copy_of(value)[1]


def _integer(digits: str) -> int | float:
    """Return an integer of any length, as `int` does for few digits; of too many, that it is infinite."""
    if digits.startswith("-"):
        return -_integer(digits[1:])
    if len(digits) <= _AT_ONCE:
        return int(digits)
    if len(digits) > _MOST_DIGITS:
        return inf
    low = len(digits) // 2
    shift: int = 10**low
    return _integer(digits[:-low]) * shift + _integer(digits[-low:])


def _malformed(exc: Exception, text: bytes, data: object) -> Problem:
    said = re.fullmatch(r"JSON is malformed: (.*) \(byte (\d+)\)", str(exc))
    try:
        characters = text.decode()
    except UnicodeDecodeError as error:
        what, offset = "invalid UTF-8", error.start
    else:
        what, offset = "the text ends too early", len(text.rstrip(_SPACE))
        if said:
            # Of trailing characters the decoder has read one.
            what, offset = said[1], int(said[2]) - (said[1] == "trailing characters")
        elif isinstance(exc, json.JSONDecodeError):
            what, offset = exc.msg, len(characters[: exc.pos].encode())
    near = excerpt(text[max(0, offset - 20) : offset + 20])
    return Problem.about(data, f"is not JSON: {what} at byte {offset:,}, near {near}")
