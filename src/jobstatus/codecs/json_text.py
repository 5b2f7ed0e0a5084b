"""Strict JSON text (RFC 8259): decoded into builtins, and encoded, with a reason for each refusal."""

from __future__ import annotations

import codecs
import json
import re
import sys
from itertools import accumulate
from math import inf
from typing import Any, Final, NoReturn, TypeAlias, cast

import msgspec

from jobstatus.errors import UnstructureError, structure_error
from jobstatus.excerpts import excerpt
from jobstatus.problems import Problem, mismatch

from .exact_json import is_exact_json
from .json_values import MAX_DEPTH, Copier, copy_json, integer_text, lone_surrogates

__all__ = ["JsonText", "check_depth", "decode_json", "encode_json"]

JsonText: TypeAlias = bytes | bytearray | memoryview | str
"""A JSON document: bytes are UTF-8."""

_TEXT: Final = (bytes, bytearray, memoryview, str)
_SPACE: Final = b" \t\r\n"


def _stack_is_watched(version: tuple[object, ...]) -> bool:
    """Tell whether CPython itself lets no decoder nest deeper than the stack of a thread has room for.

    CPython 3.12 and 3.13 let decoders nest 10,000 deep.
    """
    return not (3, 12) <= version < (3, 14)


_STACK_IS_WATCHED: Final = _stack_is_watched(sys.version_info)

# The digits that Python reads at once, whatever limit is set.
_AT_ONCE: Final = 640
# To read millions of digits would take minutes.
_MOST_DIGITS: Final = 100_000
_DEEPEST: Final = 1_000
_NO_STRUCTURE: Final = bytes(set(range(256)) - set(b'"[]{}'))
_STRING: Final = re.compile(rb'"[^"]*"?')
_STEPS: Final = {**dict.fromkeys(b"[{", 1), **dict.fromkeys(b"]}", -1)}
_OTHER_TEXT: Final = (
    (codecs.BOM_UTF8, "begins with a byte order mark; RFC 8259 allows none"),
    (codecs.BOM_UTF32_LE, "is UTF-32; JSON is UTF-8"),  # it begins as that of UTF-16 does
    (codecs.BOM_UTF32_BE, "is UTF-32; JSON is UTF-8"),
    (codecs.BOM_UTF16_LE, "is UTF-16; JSON is UTF-8"),
    (codecs.BOM_UTF16_BE, "is UTF-16; JSON is UTF-8"),
    (b"<", "is HTML or XML, not JSON"),
)


def decode_json(data: JsonText, type_: Any) -> Any:
    """Decode a JSON document into builtins.

    Args:
        data: The document. White space around it is legal: StackOne's heartbeat sends newlines.
            Of a key that comes twice in an object, the last one counts.
        type_: The type to make of the document; the error names it.

    Returns:
        The builtins. A float that is too large is `inf`, as by `json.loads`, and so is an integer
        of more than 100,000 digits. Shorter ones are exact; the hooks of this package refuse those
        of more than 4,300 digits.

    Raises:
        StructureError: It is not RFC 8259 JSON, or nests too deeply. Byte offsets count from 0, in
            the UTF-8 text.
    """
    try:
        data = _plain(data)
        check_depth(data)
        return msgspec.json.decode(data)
    except msgspec.ValidationError:
        return _with_any_numbers(data, type_)
    except (msgspec.DecodeError, ValueError, RecursionError, TypeError, BufferError) as exc:
        problems = _explain(exc, data)
    raise structure_error(problems, type_)


def check_depth(data: object) -> None:
    """Refuse a document of which the decoder could overflow the stack of a thread.

    Only on Python 3.12 and 3.13: other interpreters raise `RecursionError` before a stack overflows.

    Args:
        data: The document, which need not be JSON, nor text: the decoder says what is wrong with it.

    Raises:
        RecursionError: The document nests deeper than 1,000.
    """
    if _STACK_IS_WATCHED or not isinstance(data, _TEXT):
        return
    text = _utf_8(data)
    if len(text) <= _DEEPEST:
        return
    if b"\\" in text:
        text = text.replace(rb"\\", b"").replace(rb"\"", b"")
    # Two quotes side by side may close one string and open the next: without them, it is one string.
    structure = text.translate(None, _NO_STRUCTURE).replace(b'""', b"")
    depths = accumulate(map(_STEPS.__getitem__, _STRING.sub(b"", structure)))
    if any(map(_DEEPEST.__lt__, depths)):
        raise RecursionError


def encode_json(value: Any, type_: Any) -> bytes:
    """Encode builtins as JSON: UTF-8, with no white space.

    Args:
        value: An unstructured value. It is checked in depth, for the encoder would write `nan` as
            null, and would write sets, bytes and dates, too.
        type_: The type that the value was unstructured from; the error names it.

    Raises:
        UnstructureError: The value is not JSON, or holds lone surrogates, which cannot be encoded.
    """
    copy, problems = value, list[Problem]()
    if not is_exact_json(value, MAX_DEPTH):
        copy, problems = copy_json(value)
    if problems:
        raise UnstructureError(problems, type_)
    try:
        return msgspec.json.encode(copy)
    except UnicodeError:
        problems = lone_surrogates(copy)
    except ValueError:  # an integer has more digits than `sys.set_int_max_str_digits` allows
        copy, problems = _RawIntegers(utf_8=True).copy_of(copy)
        if not problems:
            return msgspec.json.encode(copy)
    except RecursionError:  # called from a stack that is nearly full
        problems = [Problem.about(copy, "is nested too deeply")]
    raise UnstructureError(problems, type_)


class _RawIntegers(Copier):
    """Copies exact JSON with integers as the text that msgspec puts into the document."""

    def take(self, item: Any, kind: type, step: Any) -> Any:
        if kind is int:
            return msgspec.Raw(integer_text(item))
        return super().take(item, kind, step)


def _explain(exc: Exception, data: object) -> list[Problem]:
    """List the problems of a document that the decoder has refused."""
    if not isinstance(data, _TEXT):
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
    """Return a document of a class that the decoder takes: no subclass of `str`, no view with gaps."""
    if issubclass(type(data), str):
        return str.__str__(cast("str", data))
    return bytes(data) if type(data) is memoryview and not data.c_contiguous else data


def _utf_8(data: JsonText) -> bytes:
    """Encode a document, lone surrogates included."""
    return data.encode("utf-8", "surrogatepass") if isinstance(data, str) else bytes(data)


def _with_any_numbers(data: JsonText, type_: Any) -> Any:
    """Decode a document that has numbers too large for the decoder: hooks may refuse them or not."""
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
    """Refuse `NaN` and `Infinity`."""
    raise ValueError(name)


def _only_lax(text: bytes) -> list[Problem]:
    """List the values that only a lax parser reads: `NaN`, `Infinity`, lone surrogates."""
    try:
        # No number is the reason for the refusal, so their values do not matter.
        value = json.loads(text.decode("utf-8"), parse_int=len, parse_float=len)
    except (ValueError, RecursionError):
        return []
    # Neither is the depth.
    return Copier(utf_8=True, depth=sys.maxsize).copy_of(value)[1]


def _integer(digits: str) -> int | float:
    """Read an integer of up to 100,000 digits, whatever limit is set; of more, return infinity."""
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
    """Make the problem of a text that is not JSON: the reason, the byte offset, the text near it."""
    reason = re.fullmatch(r"JSON is malformed: (.*) \(byte (\d+)\)", str(exc))
    try:
        characters = text.decode()
    except UnicodeDecodeError as error:
        what, offset = "invalid UTF-8", error.start
    else:
        what, offset = "the text ends too early", len(text.rstrip(_SPACE))
        if reason:
            # Of trailing characters the decoder has read one.
            what, offset = reason[1], int(reason[2]) - (reason[1] == "trailing characters")
        elif isinstance(exc, json.JSONDecodeError):
            what, offset = exc.msg, len(characters[: exc.pos].encode())
    near = excerpt(text[max(0, offset - 20) : offset + 20])
    return Problem.about(data, f"is not JSON: {what} at byte {offset:,}, near {near}")
