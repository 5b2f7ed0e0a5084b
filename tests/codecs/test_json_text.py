"""JSON text is RFC 8259 to the letter: all of it is read exactly, and nothing else is read."""

import json
import sys
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exactly import exactly
from jobstatus import StructureError, UnstructureError
from jobstatus.codecs import json_text
from jobstatus.codecs.json_text import check_depth, decode_json, encode_json
from strategies import json_values

VALID: dict[str, tuple[bytes, Any]] = {
    "null": (b"null", None),
    "true": (b"true", True),
    "space": (b" \t\r\n[ 1 , 2 ]\n", [1, 2]),
    "heartbeat": (b"\n\n\n\n{}", {}),
    "empty-text": (b'""', ""),
    "escapes": (b'"\\"\\\\\\/\\b\\f\\n\\r\\t"', '"\\/\b\f\n\r\t'),
    "unicode-escape": (b'"\\u00e9\\u0000"', "é\0"),
    "surrogate-pair": (b'"\\ud83d\\ude00\\uD83D\\uDE00"', "😀😀"),
    "utf-8": ('"é€😀\u2028"'.encode(), "é€😀\u2028"),
    "del": (b'"\x7f"', "\x7f"),
    "noncharacters": ('"\uffff\U0010ffff"'.encode(), "\uffff\U0010ffff"),
    "zero": (b"0", 0),
    "minus-zero": (b"-0", 0),
    "minus-zero-float": (b"-0.0", -0.0),
    "minus-zero-exponent": (b"-0e0", -0.0),
    "exponents": (b"[1e2,1E+2,1e-2,1.5e0]", [100.0, 100.0, 0.01, 1.5]),
    "smallest": (b"5e-324", 5e-324),
    "largest": (b"1.7976931348623157e308", 1.7976931348623157e308),
    "underflow": (b"1e-400", 0.0),
    "int64": (b"-9223372036854775808", -(2**63)),
    "uint64": (b"18446744073709551615", 2**64 - 1),
    "beyond-uint64": (b"18446744073709551616", 2**64),
    "beyond-double": (b"9007199254740993", 2**53 + 1),
    "forty-digits": (b"-1" + b"0" * 40, -(10**40)),
    "most-digits": (b"1" * 4300, int("1" * 4300)),
    "duplicate-keys": (b'{"a":1,"b":2,"a":3}', {"a": 3, "b": 2}),
    "empty-key": (b'{"":[]}', {"": []}),
    "nul-key": (b'{"a\\u0000b":1}', {"a\0b": 1}),
    "order": (b'{"b":1,"a":2}', {"b": 1, "a": 2}),
    "deep": (b"[" * 150 + b"]" * 150, json.loads("[" * 150 + "]" * 150)),
}

INVALID: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "is empty"),
    "space-only": (b" \n\t", "is empty"),
    "html": (b"<!DOCTYPE html><html>", "is HTML or XML"),
    "html-after-newlines": (b"\n\n<html>", "is HTML or XML"),
    "bom": (b"\xef\xbb\xbf{}", "begins with a byte order mark"),
    "utf-16-le": ('{"a":1}'.encode("utf-16"), "is UTF-16"),
    "utf-16-be": (b"\xfe\xff\x00{", "is UTF-16"),
    "utf-32-le": ('{"a":1}'.encode("utf-32"), "is UTF-32"),
    "utf-32-be": (b"\0\0\xfe\xff\0\0\0{", "is UTF-32"),
    "utf-16-no-bom": ('{"a":1}'.encode("utf-16-le"), "at byte 1"),
    "truncated": (b'{"data": [{"id": "x', "the text ends too early at byte 19"),
    "truncated-line": (b'{"data": [\n\n', "the text ends too early at byte 10"),
    "truncated-literal": (b"tru", "the text ends too early at byte 3"),
    "trailing": (b"{} x", "trailing characters at byte 3"),
    "two": (b"1 2", "at byte 2"),
    "trailing-comma": (b"[1,]", "trailing comma in array at byte 3"),
    "trailing-comma-object": (b'{"a":1,}', "trailing comma in object at byte 7"),
    "lone-comma": (b"[,1]", "at byte 1"),
    "no-comma": (b"[1 2]", "at byte 3"),
    "no-colon": (b'{"a" 1}', "at byte 5"),
    "single-quotes": (b"{'a':1}", "at byte 1"),
    "bare-key": (b"{a:1}", "at byte 1"),
    "number-key": (b"{1:1}", "at byte 1"),
    "comment": (b"[1/**/]", "at byte 2"),
    "unclosed": (b"[1", "the text ends too early at byte 2"),
    "unopened": (b"1]", "at byte 1"),
    "mismatched": (b'["a":1]', "at byte 4"),
    "leading-zero": (b"[01]", "invalid number at byte 2"),
    "plus": (b"+1", "at byte 0"),
    "no-fraction": (b"[1.]", "at byte 3"),
    "no-integer": (b".5", "at byte 0"),
    "no-exponent": (b"[1e]", "at byte 3"),
    "minus": (b"-", "at byte 1"),
    "hex": (b"0x1", "at byte 1"),
    "fullwidth-digit": ("\uff11".encode(), "at byte 0"),
    "capital": (b"True", "at byte 0"),
    "bad-escape": (b'"\\x"', "at byte 3"),
    "short-escape": (b'"\\u12"', "at byte"),
    "control": (b'"\x01"', "at byte 1"),
    "newline-in-text": (b'"a\nb"', "at byte 2"),
    "nul": (b"\x00", "at byte 0"),
    "nul-after": (b"1\x00", "at byte 1"),
    "form-feed": (b"\x0c1", "at byte 0"),
    "no-break-space": ("\u00a01".encode(), "at byte 0"),
    "bad-utf-8": (b'["\xff"]', "invalid UTF-8 at byte 2"),
    "bad-utf-8-key": (b'{"a":1,"\xc3(":2}', "invalid UTF-8 at byte 8"),
    "overlong-utf-8": (b'"\xc0\xaf"', "invalid UTF-8 at byte 1"),
    "utf-8-surrogate": (b'"\xed\xa0\x80"', "invalid UTF-8 at byte 1"),
    "lone-surrogate": (b'{"a":["\\ud800"]}', "$.a[0]: holds a lone surrogate"),
    "lone-low-surrogate": (b'["x","\\udc00y"]', "$[1]: holds a lone surrogate"),
    "lone-surrogate-key": (b'{"a":{"\\ud800":1}}', "$.a: has a lone surrogate in a key"),
    "nan": (b'{"a":NaN}', "$.a: expected a finite number, found number nan"),
    "infinity": (b"[-Infinity]", "$[0]: expected a finite number, found number -inf"),
    "behind-a-large-number": (b'{"a":1e400,"b":[1 2]}', "at byte 18"),
    "behind-many-digits": (b'["\xc3\xa9",' + b"1" * 5000 + b" 2]", "at byte 5,007"),
    "surrogate-behind-a-large-number": (b'[1e400,"\\ud800"]', "$[1]: holds a lone surrogate"),
    "large-number-behind-a-surrogate": (b'["\\ud800",1e400]', "$[0]: holds a lone surrogate"),
    "deep-surrogate": (b"[" * 600 + b'"\\ud800"' + b"]" * 600, "holds a lone surrogate"),
    "nan-behind-a-large-number": (b"[1e400,NaN]", "$[1]: expected a finite number"),
    "utf-8-behind-a-large-number": (b'[1e400,"\xff"]', "invalid UTF-8 at byte 8"),
    "bomb-behind-a-large-number": (b"[1e400," + b"[" * 100_000, "is nested too deeply"),
    "bomb": (b"[" * 100_000, "is nested too deeply"),
    "object-bomb": (b'{"a":' * 100_000, "is nested too deeply"),
    "closed-bomb": (b"[" * 100_000 + b"]" * 100_000, "is nested too deeply"),
}


class Text(str):
    """A class of text such as a library may return."""

    __slots__ = ()


FORMS: Any = {
    "bytes": bytes,
    "bytearray": bytearray,
    "memoryview": memoryview,
    "str": lambda data: data.decode(),
    "str-subclass": lambda data: Text(data.decode()),
    "view-with-gaps": lambda data: memoryview(bytes(b for byte in data for b in (byte, 0)))[::2],
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize(("data", "expected"), VALID.values(), ids=VALID)
def test_all_json_is_read_exactly(data: bytes, expected: object, form: Any) -> None:
    """Types, digits, signs and order, from any form of text."""
    assert exactly(expected) == exactly(decode_json(form(data), object))


def test_five_hundred_levels_are_read_and_written() -> None:
    """As deep as any document that is no attack."""
    data = b"[" * 500 + b"]" * 500
    assert data == encode_json(decode_json(data, object), object)


STRINGS = ("", "]]]", '"', '\\"]', "\\\\", '{"[', "a\n", "é")


@given(
    st.recursive(
        st.sampled_from(STRINGS),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(STRINGS), inner)
        ),
        max_leaves=20,
    ),
    st.integers(0, 40),
    st.data(),
)
def test_depth_is_counted_before_the_stack_is_used(value: Any, around: int, data: Any) -> None:
    """It is that of the brackets outside of strings, in documents and their beginnings, in any form."""
    text = "[" * around + json.dumps(value, ensure_ascii=False) + "]" * around
    text = text[: data.draw(st.integers(0, len(text)), label="length")]
    deepest = data.draw(st.integers(0, 45), label="deepest")
    form = data.draw(st.sampled_from(list(FORMS.values())), label="form")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_text, "_STACK_IS_WATCHED", False)
        patch.setattr(json_text, "_DEEPEST", deepest)
        if _depth(text) > deepest:
            with pytest.raises(RecursionError):
                check_depth(form(text.encode()))
        else:
            check_depth(form(text.encode()))


def _depth(text: str) -> int:
    """Return how deep a beginning of a document nests, letter by letter."""
    depth = deepest = 0
    in_string = escaped = False
    for letter in text:
        if in_string:
            in_string = escaped or letter != '"'
            escaped = not escaped and letter == "\\"
        elif letter == '"':
            in_string = True
        else:
            depth += (letter in "[{") - (letter in "]}")
            deepest = max(deepest, depth)
    return deepest


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_thousand_levels_are_no_bomb(form: Any) -> None:
    """One more is refused before the decoder sees it; brackets within strings are none."""
    in_a_string = b'"\\"%s\\\\"' % (b"[" * 2_000)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_text, "_STACK_IS_WATCHED", False)
        check_depth(form(b"[" * 1_000 + in_a_string + b"]" * 1_000))
        with pytest.raises(RecursionError):
            check_depth(form(b"[" * 1_001 + in_a_string + b"]" * 1_001))


def test_width_is_no_depth() -> None:
    """A list that ends takes away the level that it began, however many lists there are."""
    wide = b"[]," * 1_000
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_text, "_STACK_IS_WATCHED", False)
        check_depth(b"[" * 1_000 + b"]" + wide + b"[")
        with pytest.raises(RecursionError):
            check_depth(b"[" * 1_000 + b"]" + wide + b"[[")


def test_depth_is_counted_of_any_bytes() -> None:
    """Bytes that are no UTF-8 have a depth, too: what is wrong with them is said by the decoder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_text, "_STACK_IS_WATCHED", False)
        check_depth(bytes(set(range(256)) - set(b'"[{')) * 10)


@pytest.mark.parametrize(
    ("version", "is_watched"),
    [((3, 11, 9), True), ((3, 12), False), ((3, 13, 9), False), ((3, 14), True), ((4, 0), True)],
    ids=str,
)
def test_the_stack_is_watched_but_for_two_versions(
    version: tuple[int, ...], is_watched: bool
) -> None:
    """Python 3.12 and 3.13 have a limit of their own for compiled code, whatever room a thread has."""
    assert is_watched is json_text._stack_is_watched(version)


def test_depth_is_counted_where_the_stack_is_not_watched() -> None:
    """Python 3.12 and 3.13 let decoders nest 10,000 deep; on others, the decoder itself stops in time."""
    bomb = b"[" * 1_001
    if sys.version_info[:2] in {(3, 12), (3, 13)}:
        with pytest.raises(RecursionError):
            check_depth(bomb)
    else:
        check_depth(bomb)


@pytest.mark.parametrize("data", [None, 5, [1] * 2_000, {}], ids=["null", "number", "list", "dict"])
def test_what_is_no_text_is_no_bomb(data: Any) -> None:
    """Its depth is not looked at: the decoder says what is wrong with it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_text, "_STACK_IS_WATCHED", False)
        check_depth(data)
        with pytest.raises(StructureError, match="JSON text"):
            decode_json(data, object)


@pytest.mark.parametrize(("data", "message"), INVALID.values(), ids=INVALID)
def test_nothing_else_is_read(data: bytes, message: str) -> None:
    """The error has a byte offset if the text is broken, and a path if a value is."""
    with pytest.raises(StructureError) as caught:
        decode_json(data, object)
    assert message in str(caught.value)
    assert len(str(caught.value)) < 400


def test_the_text_near_an_error_is_forty_bytes() -> None:
    """Twenty bytes stand before the offset, and twenty from the offset on."""
    text = b'{"aaaaaaaaaaaaaaaaaa-20": zzzzzzzzzzzzzzzzzzzz}'
    with pytest.raises(StructureError) as caught:
        decode_json(text, object)
    offset = text.index(b"z")
    near = text[offset - 20 : offset + 20]
    assert f"at byte {offset}, near {near!r}" in str(caught.value)


def test_numbers_that_are_too_large_are_for_the_hooks_to_refuse() -> None:
    """They are JSON, and may stand where nobody reads them; millions of digits cost nothing."""
    assert [float("inf"), 1] == decode_json(b"[1e400, 1]", object)
    number = b"1" * 1_000_000
    assert [float("inf"), -float("inf")] == decode_json(b"[%b,-%b]" % (number, number), object)


@pytest.mark.parametrize("digits", [4300, 4301, 5000, 99_999, 100_000])
def test_an_integer_that_hooks_refuse_is_exact_to_others(digits: int) -> None:
    """A user's hook, a field of `Any` and a reject get the number that was there, not another."""
    number = 10**digits // 7  # 142857142857...
    seven = (b"142857" * (digits // 6 + 1))[:digits]
    tail = b"0" * (digits - 1)
    expected = [number, -number, 10 ** (digits - 1), -(10 ** (digits - 1))]
    text = b"[%b,-%b,1%b,-1%b]" % (seven, seven, tail, tail)
    assert exactly(expected) == exactly(decode_json(text, object))


@given(st.binary(max_size=40) | json_values.map(lambda v: json.dumps(v).encode()[:-1]))
def test_broken_bytes_never_raise_anything_else(data: bytes) -> None:
    """One except clause is enough."""
    try:
        decode_json(data, object)
    except StructureError as error:
        assert error.problems


@given(st.text(alphabet=st.characters(), max_size=20))
def test_broken_text_never_raises_anything_else(data: str) -> None:
    """Nor does `str`, lone surrogates included."""
    try:
        decode_json(data, object)
    except StructureError as error:
        assert error.problems


@pytest.mark.parametrize("data", [None, 5, {"a": 1}, [b"{}"], 10**9], ids=repr)
def test_what_is_no_text_is_refused(data: Any) -> None:
    """A parsed document in place of its text is a mistake that the error names."""
    with pytest.raises(StructureError, match=r"expected JSON text \(bytes or str\), found"):
        decode_json(data, object)


@pytest.mark.parametrize("data", ['"\ud800"', "\ud800", "\ufeff{}"], ids=["text", "bare", "bom"])
def test_a_str_is_as_strict_as_bytes(data: str) -> None:
    """A `str` may hold what no UTF-8 can, and it is refused in the same way."""
    with pytest.raises(StructureError, match=r"invalid UTF-8 at byte|byte order mark"):
        decode_json(data, object)


def test_only_what_is_wrong_by_itself_is_blamed() -> None:
    """A number too large, or one level too many, may stand where nobody reads it."""
    deep = "[" * 600 + "]" * 600
    for odd in (f'"\\ud800",1e400,{"1" * 5000},{deep}', f'{deep},1e400,{"1" * 5000},"\\ud800"'):
        with pytest.raises(StructureError) as caught:
            decode_json(f"[{odd}]", object)
        assert ["lone surrogate"] == [p.message[8:22] for p in caught.value.problems]


def test_a_flood_of_large_numbers_hides_no_surrogate() -> None:
    """They are no problems, so they do not count among the ten thousand."""
    with pytest.raises(StructureError, match="holds a lone surrogate"):
        decode_json(b"[" + b"1e400," * 10_000 + b'"\\ud800"]', object)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_what_is_wrong_is_said_of_all_forms_of_text(form: Any) -> None:
    """The reason is the same for each."""
    with pytest.raises(StructureError, match="trailing comma in array at byte 3"):
        decode_json(form(b"[1,]"), object)


def test_a_view_that_was_released_is_refused() -> None:
    """It is bad input like any other."""
    view = memoryview(b"{}")
    view.release()
    with pytest.raises(StructureError, match="cannot be read any more"):
        decode_json(view, object)


def test_a_value_that_the_stack_has_no_room_for_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """It depends on the caller's own depth, and is no crash."""

    def recurse(_: object) -> bytes:
        raise RecursionError

    monkeypatch.setattr(msgspec.json, "encode", recurse)
    with pytest.raises(UnstructureError, match="is nested too deeply"):
        encode_json([], list)


@pytest.mark.skipif(not hasattr(sys, "set_int_max_str_digits"), reason="there is no limit")
def test_long_integers_are_written_and_read_whatever_the_interpreters_limit() -> None:
    """The limit is the program's, and no property of the document."""
    value = {"a": [10**699, {"b": -(10**699), "c": "x"}], "d": 2**64}
    limit = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(640)
    try:
        assert exactly(value) == exactly(decode_json(encode_json(value, object), object))
        with pytest.raises(UnstructureError, match=r"\$\.b: holds a lone surrogate"):
            encode_json({"a": 10**699, "b": "\ud800"}, object)
    finally:
        sys.set_int_max_str_digits(limit)


@given(json_values)
def test_what_is_written_is_read_back(value: object) -> None:
    """By us and by the standard library."""
    data = encode_json(value, object)
    assert exactly(value) == exactly(decode_json(data, object))
    assert exactly(value) == exactly(json.loads(data))


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ("\ud800", "$"),
        ({"a": ["x", "\udfff"]}, "$.a[1]"),
        ({"a": {"\ud800": 1}}, "$.a"),
        ({"a": {1, 2}}, "$.a"),
        ({"a": [float("nan")]}, "$.a[0]"),
        ({"a": (1,)}, "$.a"),
        ({"a": 10**4300}, "$.a"),
    ],
    ids=["text", "deep-text", "key", "set", "nan", "tuple", "digits"],
)
def test_what_json_cannot_hold_is_not_written(value: object, path: str) -> None:
    """Lone surrogates have no UTF-8; the error says where they are."""
    with pytest.raises(UnstructureError) as caught:
        encode_json(value, object)
    assert [path] == [problem.path for problem in caught.value.problems]
