"""The reader over UTF-8: text by text, it says what is said by way of builtins."""

import gc
import json
import threading
import timeit
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial
from itertools import permutations
from typing import Annotated, Any, Optional

import attrs
import pytest
from cattrs import override
from hypothesis import given
from hypothesis import strategies as st

import anybodys
from exactly import outcome
from jobstatus import (
    AtsJob,
    AtsJobsPaginated,
    AtsJobValue,
    DriftEvent,
    JobStatus,
    JsonConverter,
    JsonValue,
    Open,
    StructureError,
    errors,
    make_converter,
    problems,
)
from jobstatus.codecs.json_text import decode_json
from jobstatus.nodes import reader, slots
from jobstatus.nodes.by_builtins import read_by_builtins
from jobstatus.nodes.extra import NO_EXTRA, Extra
from jobstatus.nodes.fields import FieldNode
from strategies import CLASSES, OPTIONS

CONVERTERS = {name: make_converter(**options) for name, options in OPTIONS.items()}


def by_builtins(made: JsonConverter, type_: Any, data: Any) -> Any:
    """Read a document by way of builtins."""
    return read_by_builtins(made._structuring.get(type_) or made._structure_node(type_), data)


STEP = 1 if slots.COMPILED else 8
"""Interpreted, all is read by way of builtins: an eighth of what is tried many times is enough."""


def lawful(data: Any, type_: Any, made: JsonConverter = CONVERTERS["default"]) -> Any:
    """Assert that a document is read as by way of builtins, and return its outcome."""
    actual = outcome(lambda: made.loads(data, type_))
    assert not slots.COMPILED or actual == outcome(lambda: by_builtins(made, type_, data))
    return actual


@attrs.frozen
class Kinds:
    """A field of each kind that a plain value may have, all of them at once undeclared, too."""

    anything: Any = None
    json: JsonValue = None
    text: str = ""
    integer: int = 0
    number: float = 0.0
    status: Open[AtsJobValue] | None = None
    when: datetime | None = None
    texts: list[str] = attrs.Factory(list)
    some: str | list[JsonValue] | None = None
    numbers: dict[str, float] = attrs.Factory(dict)
    extra: Extra = NO_EXTRA


@attrs.define(slots=False)
class Called:
    """A class whose instances are made by calling it."""

    n: int = attrs.field(default=0, validator=attrs.validators.lt(10))
    json: JsonValue = None
    kid: "Called | None" = None
    when: datetime | None = None
    extra: Extra = NO_EXTRA

    def __attrs_post_init__(self) -> None:
        """Refuse a number."""
        if self.n == 7:
            raise ValueError("seven")


attrs.resolve_types(Called)

PLACES: dict[str, tuple[Any, bytes, bytes]] = {
    "root": (JsonValue, b"", b""),
    "any": (Any, b"", b""),
    "root-or-null": (Open[AtsJobValue] | None, b"", b""),
    "text": (str, b"", b""),
    "float": (float, b"", b""),
    "list": (list[JsonValue], b"[", b"]"),
    "floats": (list[float], b"[1,", b",2]"),
    "inside-any": (Any, b'{"a":[', b"]}"),
    "dict": (dict[str, JsonValue], b'{"a":', b"}"),
    "dict-of-floats": (dict[str, float], b'{"a":', b',"b":1}'),
    "dict-of-any": (dict[str, Any], b'{"a":', b',"b":1}'),
    "called": (Called, b'{"json":', b"}"),
    "called-undeclared": (Called, b'{"x":', b"}"),
    "undeclared": (Kinds, b'{"x":', b"}"),
    "undeclared-deeper": (Kinds, b'{"x":[{"y":', b'}],"text":"t"}'),
    "undeclared-in-list": (list[Kinds | None], b'[{"x":', b"},null]"),
    **{f"field-{a.name}": (Kinds, f'{{"{a.name}":'.encode(), b"}") for a in attrs.fields(Kinds)},
    "field-alias": (JobStatus, b'{"sourceValue":', b"}"),
    "key": (Kinds, b"{", b":1}"),
    "key-of-dict": (dict[str, JsonValue], b"{", b":1}"),
    "key-of-any": (Any, b'{"b":2,', b":1}"),
    "key-of-dropped": (Kinds, b'{"x":{', b":1}}"),
}
"""The places of a text: the type of the document, and the bytes before and behind the text."""

FORMS: dict[str, Callable[[bytes], Any]] = {
    "bytes": bytes,
    "bytearray": bytearray,
    "memoryview": memoryview,
    "str": bytes.decode,
}


def check_everywhere(text: bytes) -> None:
    """Assert the law of a text in all places and forms, with the options that matter."""
    for type_, before, after in list(PLACES.values())[len(text) % STEP :: STEP]:
        data = before + text + after
        for name in ("default", "keep", "forbid") if slots.COMPILED else ():
            lawful(data, type_, CONVERTERS[name])
        for form in FORMS.values():
            try:
                document = form(data)
            except UnicodeDecodeError:
                continue
            lawful(document, type_)


def by_text(texts: Any) -> Any:
    """Run a test for each text of a table."""
    return pytest.mark.parametrize("text", texts, ids=lambda t: f"{len(t)}-{t[:24]!r}")


NUMBERS = [
    *(b"0", b"-0", b"1", b"-1", b"9", b"10", b"123456789012345678", b"-123456789012345678"),
    *(
        b"999999999999999999",
        b"1000000000000000000",
        b"-1000000000000000000",
        b"1234567890123456789",
        b"9999999999999999999",
        b"-9999999999999999999",
        b"18446744073709551617",
        b"1844674407370955161.7",
        b"999999999999999999.9",
    ),
    *(b"9223372036854775807", b"9223372036854775808", b"-9223372036854775808"),
    *(b"-9223372036854775809", b"18446744073709551615", b"18446744073709551616"),
    *(b"9007199254740991", b"9007199254740992", b"9007199254740993", b"-9007199254740993"),
    *(b"0.0", b"-0.0", b"0.1", b"-0.1", b"0.10", b"1.0", b"1.5", b"100.000", b"123456.789012"),
    *(b"9007199254740991.0", b"9007199254740992.0", b"9007199254740993.0", b"900719925474099.3"),
    *(
        b"0.000000000000000001",
        b"0.00000000000000001",
        b"0.9007199254740993",
        b"0.12345678901234567",
    ),
    *(b"0.1000000000000000055511151231257827", b"0.30000000000000004", b"2.2250738585072011e-308"),
    *(
        b"0." + b"0" * 400 + b"1",
        b"1." + b"0" * 5000,
        b"0." + b"9" * 4400,
        b"0.1234567890123456789",
    ),
    *(b"0e0", b"-0e0", b"0e400", b"1e0", b"1E0", b"1e+0", b"1e-0", b"1E+2", b"1.5e3", b"1e22"),
    *(b"1e23", b"1e308", b"1.7976931348623157e308", b"1.7976931348623159e308", b"1e309", b"-1e309"),
    *(b"1e400", b"-1e400", b"1e-400", b"-1e-400", b"5e-324", b"2e-324", b"1e0000000000000001"),
    *(b"1e99999999999999999999", b"1e-99999999999999999999", b"0e99999999999999999999"),
    *(b"1" + b"0" * 308, b"1" + b"0" * 400, b"1" * 4300, b"1" * 4301, b"-" + b"1" * 4301),
    *(b"1" * 4301 + b".5", b"1" * 4301 + b"e1", b"1" * 20_000, b"1" * 100_001),
]
NO_NUMBERS = [
    *(b"-", b"+1", b"+", b"--1", b"-+1", b"01", b"00", b"-01", b"-00", b"00.1", b"01e1", b".5", b"-.5"),
    *(b"1.", b"-1.", b"1.e1", b"1.5.", b"1.5.5", b"1e", b"1e+", b"1e-", b"1E", b"1e1.5", b"1e+-1", b"1ee1"),
    *(b"0x1", b"0X10", b"0b1", b"0o7", b"1_000", b"1,000", b"1 000", b"1e 5", b"- 1", b"1a", b"0a", b"1e5a"),
    *(b"NaN", b"-NaN", b"nan", b"Infinity", b"-Infinity", b"inf", b"1.5f", b"1L", b"1n", b"0-1", b"1-1"),
    *("\uff11".encode(), "1\u0660".encode(), "\u0661".encode(), "-\uff11".encode(), b"1\x00", b"1\xff"),
]  # fmt: skip
STRINGS = [
    *(b'""', b'"a"', b'" "', b'"\x7f"', b'"/"', b"\"'\"", b'"\\""', b'"\\\\"', b'"\\/"', b'"\\\\\\""'),
    *(b'"\\b\\f\\n\\r\\t"', b'"a\\nb"', b'"\\u0041"', b'"\\u00e4"', b'"\\u00E4\\u00e4"', b'"\\u20ac"'),
    *(b'"\\u0000"', b'"a\\u0000"', b'"\\u001f"', b'"\\u0022"', b'"\\u005c"', b'"\\u005C\\u005c"'),
    *(b'"\\ud83d\\ude00"', b'"\\uD83D\\uDE00"', b'"a\\ud83d\\ude00b\\ud83d\\ude00"', b'"\\udbff\\udfff"'),
    *(b'"\\ud800\\udc00"', b'"\\ufffe\\uffff"', b'"\\u2028\\u2029"', b'"\\\\u0041"', b'"\\\\\\u0041"'),
    *('"é"'.encode(), '"€"'.encode(), '"😀"'.encode(), '"\u2028"'.encode(), '"\ufeff"'.encode()),
    *('"\U0010ffff"'.encode(), '"\ud7ff\ue000"'.encode(), '"\x80"'.encode(), '"\u07ff\u0800"'.encode()),
    *('"é\\u00e9€"'.encode(), '"aé"'.encode(), '"éa"'.encode(), '"\\té"'.encode(), b'"open"', b'"OPEN"'),
    *(b'"ope\\u006e"', b'"2021-01-01T01:01:01.000Z"', b'"2021-01-01T01:01:01.00\\u0030Z"'),
    *(b'"2021-02-30T01:01:01.000Z"', b'"2021-01-01T01:01:01.000z"', b'"2021-01-01T01:01:01.000\xc3\xa4"'),
    *(b'"2021-01-01T01:01:01+00:00"', b'"2021-01-01T01:01:60.000Z"', b'"0000-01-01T01:01:01.000Z"'),
    *(b'"' + b"a" * n + b'"' for n in (31, 32, 33, 64, 1000)),
    *(b'"' + b"a" * 31 + b"\\n" + b'"', b'"' + "ä".encode() * 40 + b'"', b'"' + b'\\"' * 40 + b'"'),
    *(b'"text"', b'"te\\u0078t"', b'"integer"', b'"x"', b'"extra"', b'"\\u0061"'),
]  # fmt: skip
NO_STRINGS = [
    *(b'"', b'"a', b'a"', b"'a'", b'"\\"', b'"\\', b'"a\\', b'"\\u', b'"\\u0"', b'"\\u00"', b'"\\u004"'),
    *(b'"\\x41"', b'"\\a"', b'"\\0"', b'"\\\'"', b'"\\U00000041"', b'"\\u004g"', b'"\\u00-1"', b'"\\u+041"'),
    *(b'"\\ "', b'"\\\n"', b'"\\\xc3\xa4"', b'"\\u\xc3\xa4\xc3\xa4"', b'"\\\x00"', b'"\\u 041"'),
    *(b'"\\ud800"', b'"\\udc00"', b'"\\ud800a"', b'"\\ud800\\n"', b'"\\ud800\\u0041"', b'"\\ud800\\ud800"'),
    *(b'"\\udc00\\ud800"', b'"\\ud83d\\ude0"', b'"\\ud83d\\"', b'"\\udfff"', b'"a\\uDBFFb"', b'"\\ud83d\xff"'),
    *(b'"' + bytes([c]) + b'"' for c in range(0x20)),
    *(b'"\\' + bytes([c]) + b'"' for c in (0, 0x1F, 0x7F, 0x80, 0xFF)),
    *(b'"\x80"', b'"\xbf"', b'"\xc0"', b'"\xc1"', b'"\xc3"', b'"\xc3("', b'"\xe2\x82"', b'"\xe2(\xa1"'),
    *(b'"\xf0\x9f\x98"', b'"\xf0(\x8c\xbc"', b'"\xf8\x88\x80\x80\x80"', b'"\xfc\x80\x80\x80\x80\x80"'),
    *(b'"\xfe"', b'"\xff"', b'"\xc0\x80"', b'"\xc0\xaf"', b'"\xc1\xbf"', b'"\xe0\x80\x80"', b'"\xe0\x9f\xbf"'),
    *(b'"\xf0\x80\x80\x80"', b'"\xf0\x8f\xbf\xbf"', b'"\xed\xa0\x80"', b'"\xed\xbf\xbf"', b'"\xf4\x90\x80\x80"'),
    *(b'"\xed\xa0\xbd\xed\xb8\x80"', b'"a\\n\xff"', b'"\xff\\n"', b'"\xc3\\u00a4"', b'"\xc3\xa4\xc3"', b"\xff"),
    *(b'"a""b"', b'"a"b"', b'""""', b'"a" "b"', b'"\xe2"\x82\xac"'),
]  # fmt: skip
OTHERS = [
    *(b"null", b"true", b"false", b"[]", b"{}", b"[[]]", b"[{}]", b'{"":{}}', b"[null]", b"[1,2]"),
    *(b" null ", b"\t\n\r null\r\n\t", b"[ ]", b"{ }", b"[ 1 , 2 ]", b'{ "a" : 1 , "b" : [ ] }'),
    *(b'{\n"a"\t:\r1\n,\n"b":2\n}\n', b" " * 100 + b"1" + b"\n" * 100, b"[\n[\n]\n,\n{\n}\n]"),
    *(
        b'{"a":1,"a":2}',
        b'{"a":1,"\\u0061":2}',
        b'{"\\u0061":1,"a":[2],"b":0,"a":3}',
        b'{"":1,"":2}',
    ),
    *(b'{"text":1,"text":"a"}', b'{"text":"a","text":1}', b'{"te\\u0078t":"a","text":"b"}'),
    *(b'{"a":1e400,"a":1}', b'{"a":1,"a":1e400}', b'{"a":{"b":1,"b":2},"a":{"b":3}}'),
    *(b"[1e400,-0,1]", b'[{"a":1e400},{"a":18446744073709551616},-0]', b"[-0,[-0.0],1e-400]"),
    *(b'["a",1,null]', b'["a",{"b":[true,false]}]', b'{"\xc3\xa4":"\xc3\xa4"}', b'{"a b":1}'),
    *(b'{"' + b"k" * n + b'":1}' for n in (7, 8, 9, 15, 16, 17, 31, 32, 33, 100)),
]
NO_VALUES = [
    *(b"", b" ", b"\n\t", b"nul", b"nulL", b"nulll", b"tru", b"truee", b"True", b"fals", b"False", b"NULL"),
    *(b"None", b"undefined", b"null null", b"1 2", b"null1", b"truefalse", b"[1]]", b"[1][2]", b"{}{}", b"[]1"),
    *(b"[", b"]", b"{", b"}", b"[1", b"1]", b"[1,", b"[1,]", b"[,1]", b"[,]", b"[1,,2]", b"[1 2]", b"[1:2]"),
    *(b"[1;2]", b"[1}", b"{1]", b"(1)", b'{"a"}', b'{"a":}', b'{"a":1', b'{"a":1,', b'{"a":1,}', b'{,"a":1}'),
    *(b"{,}", b'{"a" 1}', b'{"a"::1}', b'{"a":1 "b":2}', b'{"a":1,,"b":2}', b'{"a":1;"b":2}', b"{a:1}"),
    *(b"{'a':1}", b"{1:1}", b"{null:1}", b"{[]:1}", b'{"a":1]', b'{"a",1}', b'{"a"=1}', b"{:1}", b'{"a":1:2}'),
    *(b"/**/1", b"1/**/", b"1//", b"#", b"[1]#", b"\x0b1", b"\x0c1", b"\x001", b"1\x00", b"[\x00]", b"[1\x00]"),
    *(b"{\x00}", b'{"a"\x00:1}', b'{"a":\x001}', b"\xef\xbb\xbf1", b"1\xef\xbb\xbf", b"\xc2\xa01", b"\xe2\x80\xa81"),
    *(b"\xff\xfe1\x00", b"[\xff]", b"\xc3", b"*", b"<html>", b"&", b"@", b"`1`", b"\\", b"\\u0031", b"[\\n]", b"\x7f"),
    *(b'{"text":1', b'{"text":}', b'{"text"', b'{"tex', b'{"x":[}', b'{"x":{]', b'{"x":{"y"}}', b'{"x":{"y":tru}}'),
]  # fmt: skip


@by_text([*NUMBERS, *STRINGS, *OTHERS])
def test_what_is_json_is_read_as_by_way_of_builtins(text: bytes) -> None:
    """Wherever it stands: as a whole document, in a field, a dict, `Any`, or where it is dropped."""
    assert isinstance(lawful(text, Any), tuple)
    check_everywhere(text)


@given(st.integers(0, 10**19), st.integers(0, 19), st.booleans())
def test_a_fraction_is_the_double_next_to_it(digits: int, places: int, negative: bool) -> None:
    """As Python reads it: it is rounded once, however many digits it has."""
    whole, fraction = divmod(digits, 10**places)
    text = f"{'-' * negative}{whole}.{fraction:0{places}}" if places else f"{whole}.0"
    assert repr(float(text)) == repr(CONVERTERS["default"].loads(text, float))


def test_each_short_fraction_is_the_double_next_to_it() -> None:
    """As Python reads it, up to three digits."""
    texts = [f"{n // 1000}.{n % 1000:03}" for n in range(0, 3000, STEP)]
    assert list(map(float, texts)) == CONVERTERS["default"].loads(
        "[" + ",".join(texts) + "]", list[float]
    )


@by_text([*NO_NUMBERS, *NO_STRINGS, *NO_VALUES])
def test_what_is_not_json_is_refused_in_the_same_words(text: bytes) -> None:
    """Wherever it stands, even where nobody looks at the value."""
    assert isinstance(lawful(text, Any), list)
    check_everywhere(text)


@pytest.mark.parametrize(
    "end", [b'"', b"\\n", b"\\", b"\xc3\xa4", b"\xff", b"\x1f", b"\x00", b"\x7f"]
)
def test_a_byte_that_ends_a_plain_text_is_found_at_each_offset(end: bytes) -> None:
    """However the words are cut by which a text is looked through."""
    for before in range(0, 41, STEP):
        for after in (0, 1, 7, 8, 15, 16, 17):
            text = b'"' + b"a" * before + end + b"b" * after + b'"'
            for type_, left, right in (
                (str, b"", b""),
                (JsonValue, b" ", b""),
                (Kinds, b'{"text":', b"}"),
                (Kinds, b'{"x":', b"}"),
                (Kinds, b'{"status":', b"}"),
                (Kinds, b"{", b":1}"),
                (dict[str, int], b"{", b":1}"),
            ):
                lawful(left + text + right, type_)
                lawful(left + text, type_)


FULL = (
    b'{"text":"t\\u00e4\xc3\xa4","integer":-12,"number":1.5e3,"status":"open","x":[{"y":null}],'
    b'"when":"2021-01-01T01:01:01.000Z","texts":["a","b"],"some":[true,false],"numbers":{"a":1,'
    b'"b":0.5},"json":{"a":[1,{"b":"c"}]},"anything":[null]} '
)


@pytest.mark.slow
def test_a_document_is_read_as_by_way_of_builtins_wherever_it_is_cut() -> None:
    """And with each byte left out, doubled, or replaced."""
    for made in (CONVERTERS["default"], CONVERTERS["keep"], CONVERTERS["forbid"]):
        for at in range(0, len(FULL) + 1, STEP):
            lawful(FULL[:at], Kinds, made)
            lawful(FULL[:at] + FULL[at + 1 :], Kinds, made)
            lawful(FULL[:at] + FULL[at : at + 1] + FULL[at:], Kinds, made)
            for byte in b'\x00\x80\xff"\\{[,:e0n ':
                lawful(FULL[:at] + bytes([byte]) + FULL[at + 1 :], Kinds, made)


def test_a_view_that_has_been_released_is_no_document() -> None:
    """It is refused as by way of builtins."""
    view = memoryview(b"[1]")
    view.release()
    assert isinstance(lawful(view, list[int]), list)


def test_nothing_behind_the_end_of_a_view_is_read() -> None:
    """A view of the middle of a document ends where it ends."""
    whole = memoryview(FULL + FULL)
    for at in range(0, len(FULL) + 1, STEP):
        lawful(whole[:at], Kinds)
        lawful(bytearray(whole[:at]), Kinds)
    gapped = memoryview(bytes(b for byte in FULL for b in (byte, 0)))[::2]
    assert lawful(gapped, Kinds) == lawful(FULL, Kinds)
    assert lawful(memoryview(b"[100]   ").cast("Q"), list[int]) == lawful(b"[100]", list[int])


@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize(
    "text",
    [
        '{"value":"open","value":"closed"}', '{"value":5,"value":"open"}', '{"value":"open","value":5}',
        '{"source_value":1,"sourceValue":2}', '{"sourceValue":1,"sourceValue":2}', '{"sourceValue":1,"source_value":null}',
        r'{"source\u005fvalue":1,"source_value":2}', r'{"source\u005fvalue":1,"sourceValu\u0065":1}',
        '{"x":1,"x":2}', r'{"x":1,"\u0078":2}', '{"x":1e400,"x":2}', '{"x":2,"x":1e400}', '{"x":1e400,"x":1e400}',
        '{"x":1,"y":2,"x":3}', '{"Value":1,"Value":2}', '{"x":1,"value":5,"x":2}', '{"value":5,"x":1,"sourceValue":2,"source_value":3}',
        '{"x":1e400,"value":5,"y":1e400,"sourceValue":1e400}', '{"x":[1,],"x":1}', '{"value":"open","value":}', '{"value":5,"value":5,}',
    ],
)  # fmt: skip
def test_keys_that_come_twice_are_read_as_by_way_of_builtins(text: str, options: str) -> None:
    """Of each sort: known, spelled in two ways, with escapes, undeclared, kept, refused."""
    made = CONVERTERS[options]
    for type_, document in (
        (JobStatus, text),
        (list[JobStatus], f"[{text},{text}]"),
        (dict[str, JobStatus], f'{{"a":{text},"a":{text},"b":{text}}}'),
        (AtsJob, f'{{"job_status":{text},"id":1,"job_status":{text}}}'),
        (AtsJob, f'{{"job_status":1,"jobStatus":2,"job_status":{text}}}'),
        (anybodys.OpenDictionary, text.replace("value", "one")),
        (anybodys.Middling, text.replace("value", "b")),
        (anybodys.Patch, text.replace("value", "text")),
    ):
        lawful(document, type_, made)


@pytest.mark.parametrize("first", ["5", '"a"', "null"])
@pytest.mark.parametrize("second", ["5", '"a"', "null"])
def test_the_last_value_of_a_key_of_a_dict_counts(first: str, second: str) -> None:
    """Whichever of them are wrong, and whatever stands between and behind them."""
    for between in ("", '"b":6,', '"b":"c",'):
        for after in ("", ',"b":"d"', ',"a":7', ',"a":"e"'):
            lawful(f'{{"a":{first},{between}"a":{second}{after}}}', dict[str, str])


@attrs.frozen
class Keys:
    """Its keys are those that are hard to spell."""

    quote: Annotated[JsonValue, override(rename='a"b')] = 1
    backslash: Annotated[JsonValue, override(rename="\\")] = 2
    umlaut: Annotated[JsonValue, override(rename="ä")] = 3
    empty: Annotated[JsonValue, override(rename="")] = 4
    surrogate: Annotated[JsonValue, override(rename="\ud800")] = 5
    control: Annotated[JsonValue, override(rename="a\nb")] = 6
    delete: Annotated[JsonValue, override(rename="\x7f")] = 7
    slash: Annotated[JsonValue, override(rename="/")] = 8
    long: Annotated[JsonValue, override(rename="k" * 40)] = 9
    longer: Annotated[JsonValue, override(rename="k" * 41)] = 10
    nul: Annotated[JsonValue, override(rename="\0")] = 11
    mark: Annotated[JsonValue, override(rename="?")] = 12
    extra: Extra = NO_EXTRA


KEYS = [
    r'"a\"b"', r'"a\u0022b"', '"a"', r'"\\"', r'"\u005c"', '"\\', '"ä"', r'"\u00e4"', r'"\u00E4"', '""', r'"\ud800"', '"?"',
    r'"a\nb"', '"a\nb"', '"\x7f"', r'"\u007f"', '"/"', r'"\/"', f'"{"k" * 40}"', f'"{"k" * 41}"', f'"{"k" * 39}"',
    f'"{"k" * 42}"', r'"\u0000"', '"\0"', r'"\u006b' + "k" * 39 + '"', r'"a\"b', '"', r'"a\\"b"',
]  # fmt: skip


@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize("key", KEYS)
def test_keys_that_need_escapes_are_read_as_by_way_of_builtins(key: str, options: str) -> None:
    """However the document spells them, once or twice, before and behind others."""
    made = CONVERTERS[options]
    for document in (
        f"{{{key}:0}}", f"{{{key}:0,{key}:1e400}}", f'{{"x":1,{key}:0,"/":1,"ä":1}}', f"{{{key}",
        *(f"{{{other}:5,{key}:6}}" for other in KEYS),
    ):  # fmt: skip
        lawful(document.encode("utf-8", "surrogatepass"), Keys, made)
        lawful(document, Keys, made)


def nested(before: str, after: str, depth: int, inside: str = "") -> str:
    """Write *depth* containers, one in another."""
    return before * depth + inside + after * depth


@attrs.frozen
class Deep:
    """It nests in all ways."""

    one: "Deep | None" = None
    many: "list[Deep]" = attrs.Factory(list)
    named: "dict[str, Deep]" = attrs.Factory(dict)
    some: "list[Deep | None] | None" = None
    json: JsonValue = None
    anything: Any = None
    when: list[datetime] | None = None
    extra: Extra = NO_EXTRA


attrs.resolve_types(Deep)

NESTED: dict[str, tuple[str, str, str]] = {
    "array": ("[", "]", ""),
    "array-of-one": ("[", "]", "1"),
    "array-of-bad": ("[", "]", "1e400"),
    "object": ('{"a":', "}", "{}"),
    "object-escaped": (r'{"\u0061":', "}", "1"),
    "one": ('{"one":', "}", "null"),
    "one-bad": ('{"one":', "}", "1"),
    "one-twice": ('{"one":1,"one":', "}", "{}"),
    "json": ('{"json":', "}", "1"),
    "many": ('{"many":[', "]}", ""),
    "many-bad": ('{"many":[1,', "]}", "2"),
    "named": ('{"named":{"a":', "}}", "{}"),
    "some": ('{"some":[null,', "]}", "null"),
    "undeclared": ('{"x":', "}", "1"),
}


@pytest.mark.parametrize(
    "depth",
    [
        *(513, 1, 512, 256, 20_000),
        *(pytest.param(depth, marks=pytest.mark.slow) for depth in (255, 257, 511, 600)),
    ][:: min(STEP, 4)],
)
@pytest.mark.parametrize(("before", "after", "inside"), NESTED.values(), ids=NESTED)
def test_depth_is_bounded_as_by_way_of_builtins(
    before: str, after: str, inside: str, depth: int
) -> None:
    """Containers nest up to the same level, wherever they stand, closed or not."""
    text = nested(before, after, depth, inside)
    for type_, left, right in [
        (JsonValue, "", ""),
        (Optional[JsonValue], "", ""),
        (Any, "", ""),
        (Deep, "", ""),
        (list[Deep], "[", "]"),
        (Deep, '{"json":', "}"),
        (Deep, '{"anything":', "}"),
        (Deep, '{"x":', "}"),
        (Deep, '{"when":', "}"),
        (dict[str, JsonValue], '{"a":', "}"),
        (list[Any], "[", "]"),
        (anybodys.Tree, "", ""),
    ][::STEP]:
        for options in ("default", "keep", "forbid"):
            made = CONVERTERS[options]
            for document in (left + text + right, left + text):
                actual = shallow(lambda m=made, t=type_, d=document: m.loads(d, t))
                assert not slots.COMPILED or actual == shallow(
                    lambda m=made, t=type_, d=document: by_builtins(m, t, d)
                )


def shallow(call: Callable[[], Any]) -> Any:
    """Return the outcome of a call, of a value only how deep it is: comparing has limits, too."""
    try:
        value = call()
    except StructureError as error:
        return [(p.path, p.message, p.kind, p.excerpt) for p in error.problems]
    levels: list[Any] = []
    inside = [value]
    while inside:
        levels.append([type(item).__name__ for item in inside])
        inside = [
            part
            for item in inside
            for part in (
                item
                if isinstance(item, list)
                else item.values()
                if isinstance(item, dict)
                else [getattr(item, a.name) for a in attrs.fields(type(item))]
                if attrs.has(type(item))
                else []
            )
        ]
    return levels


MANY: Any = {f"field_{i}": attrs.field(type=JsonValue, default=i) for i in range(130)}
Wide, WideSlots = (
    attrs.make_class("Wide", MANY, frozen=True, slots=slotted) for slotted in (False, True)
)


@pytest.mark.parametrize("options", OPTIONS)
def test_classes_of_many_fields_are_read_as_by_way_of_builtins(options: str) -> None:
    """In order, in reverse, in part, doubled, and with others between."""
    names = [a.name for a in attrs.fields(Wide)]
    for keys in (names, names[::-1], names[::3], names[65:] + names[:65], names + names[:1], []):
        members = [f'"{key}":"{key}"' for key in keys]
        for between in (",", ',"x":1,', ', "field_7" :5,', ',"field":null,"field_1000":{},'):
            for class_ in (Wide, WideSlots):
                lawful("{" + between.join(members) + "}", class_, CONVERTERS[options])


@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize(
    "text",
    [
        "{}", '{"n":1}', '{"n":7}', '{"n":10}', '{"n":"x"}', '{"n":1,"n":7}', '{"n":7,"n":1}', '{"n":7,"x":1}',
        '{"kid":{"n":7}}', '{"kid":{"n":7},"n":7}', '{"kid":{"n":10},"n":"x"}', '{"kid":{"kid":{"kid":{"n":7}}}}',
        '{"kid":{"n":7},"kid":{"n":1}}', '{"when":"2021-01-01T01:01:01Z"}', '{"when":"no","n":7}', '{"json":1e400,"n":7}',
        '{"x":1,"y":{},"json":null}', '{"x":1e400}', '{"n":7', '{"n":7}}', '{"n":7,"json":[1,]}', '{"extra":1,"n":1}',
    ],
)  # fmt: skip
def test_classes_that_are_called_are_read_as_by_way_of_builtins(text: str, options: str) -> None:
    """Whatever validators and `__attrs_post_init__` say, however deep."""
    lawful(text, Called, CONVERTERS[options])
    lawful(f"[{text},{text}]", list[Called], CONVERTERS[options])
    for type_ in anybodys.ANYBODYS:
        lawful(text, type_, CONVERTERS[options])


def test_a_class_that_is_called_by_its_aliases_is_read_once() -> None:
    """Arguments have the names of aliases, so that no second reading by way of builtins is needed."""

    @attrs.define
    class Private:
        _when: datetime

        def __attrs_post_init__(self) -> None:
            pass

    calls: list[Any] = []
    made = make_converter()
    made.register_structure_hook(datetime, lambda value, _: calls.append(value) or value)
    assert Private("now") == made.loads('{"_when":"now"}', Private)
    assert ["now"] == calls


@pytest.mark.parametrize("count", [199, 201])
def test_a_flood_of_problems_is_cut_as_by_way_of_builtins(
    count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of lists, dicts, fields and undeclared keys, and of what comes behind them."""
    for module in (problems, errors):  # 10,000 of them would take their time
        monkeypatch.setattr(module, "MAX_PROBLEMS", 200)
    bad = ",".join(["{}"] * count)
    keyed = ",".join(f'"k{i}":1e400' for i in range(count))
    for options, type_, text in (
        ("default", list[str], f"[{bad}]"),
        ("default", list[list[str]], f"[[{bad}],[{bad}]]"),
        ("default", dict[str, str], f"{{{keyed}}}"),
        ("default", Kinds, f'{{"texts":[{bad}],"integer":"x","x":1e400,"text":5}}'),
        ("keep", Kinds, f'{{"y":1e400,"integer":"x","texts":[{bad}],"numbers":{{{keyed}}}}}'),
        ("keep", Kinds, f'{{{keyed},"text":5,"texts":[{bad}]}}'),
        ("forbid", Kinds, f'{{{keyed},"text":5,"texts":[{bad}]}}'),
        ("forbid", list[Kinds], f'[{{"texts":[{bad}]}},{{"text":5,"x":1}}]'),
        ("default", list[str], f"[{bad},]"),
        ("default", Deep, f'{{"one":{{"when":[{bad}],"many":[1,{bad}]}},"when":[{bad}]}}'),
        ("keep", list[Deep], f'[{{"one":{{"when":[{bad}],"named":{{{keyed}}}}}}},{{"x":1e400}}]'),
    ):
        lawful(text, type_, CONVERTERS[options])


@pytest.mark.parametrize(
    ("type_", "text"),
    [
        (list[datetime], "[" + "1," * 999 + "1]"),
        (dict[str, datetime], "{" + ",".join(f'"{key}":1' for key in range(1_000)) + "}"),
    ],
    ids=["list", "dict"],
)
def test_a_flood_of_problems_is_not_read_to_its_end(
    type_: Any, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading stops at the most problems, once from bytes and once by way of builtins."""
    for module in (problems, errors):
        monkeypatch.setattr(module, "MAX_PROBLEMS", 200)
    calls: list[Any] = []
    made = make_converter()
    made.register_structure_hook(datetime, lambda value, _: calls.append(value) or 1 / 0)
    with pytest.raises(StructureError):
        made.loads(text, type_)
    assert len(calls) <= 2 * 200


@pytest.mark.parametrize("first", [True, False], ids=["before", "behind"])
def test_values_that_come_twice_are_not_read_again_at_each_level(first: bool) -> None:
    """A level costs itself, however many there are in which a key comes twice."""
    calls = 0

    def hook(value: Any, _: Any) -> Any:
        nonlocal calls
        calls += 1
        return value

    made = make_converter()
    made.register_structure_hook(datetime, hook)
    depth = 200
    when = '"when":[' + ",".join(["1"] * 20) + "]"
    twice = '"named":{},"named":{}'
    before, after = (f"{twice},{when}", "") if first else (when, f",{twice}")
    text = nested(f'{{{before},"one":', after + "}", depth, "null")
    made.loads(text, Deep)
    # Twice by the bytes that may be read again, and once more by way of builtins.
    assert calls <= 20 * depth * 5


def test_texts_that_are_kept_are_not_taken_for_each_other() -> None:
    """Whatever they have in common: the beginning, the end, the length, or the place."""
    texts = [text[:n] for text in ("ab" * 16, "ba" * 16, "\x7f" * 33) for n in range(34)]
    texts += [t[:at] + "?" + t[at + 1 :] for t in texts[:34] for at in range(len(t))]
    texts += [f"{n:x}"[:length] for n in range(7_000) for length in (2, 3, 5)]
    data = json.dumps([{text: 0} for text in texts * 2])
    assert json.loads(data) == make_converter().loads(data, list[dict[str, int]])
    assert texts == make_converter().loads(json.dumps(texts), list[Open[AtsJobValue]])


KEY = "abcdefghijklmnopqrstuvwxyz"


@pytest.mark.parametrize("length", range(1, 27))
def test_keys_that_differ_in_one_letter_are_not_taken_for_each_other(length: int) -> None:
    """However the words are cut by which they are compared."""
    key = KEY[:length]
    one: Any = attrs.make_class("One", {key: attrs.field(type=JsonValue, default=None)})
    for at in range(length):
        other = key[:at] + "_" + key[at + 1 :]
        lawful(json.dumps({other: 1}), one, CONVERTERS["forbid"])
        lawful(json.dumps({other: 1, key: 2}), one)


def hooked(hook: Callable[[Any], Any], **options: Any) -> JsonConverter:
    """Make a converter with a foreign hook for source values."""
    made = make_converter(**options)
    made.register_structure_hook(datetime, lambda value, _: hook(value))
    return made


HOOKED = b'{"text":"a","when":1,"integer":5,"x":{"a":1},"numbers":{"a":0.5}}'


@pytest.mark.parametrize("error", [ValueError, KeyError, TypeError, RecursionError, StopIteration])
def test_what_a_hook_raises_is_a_problem_with_a_path(error: Any) -> None:
    """The same as by way of builtins, and the rest of the document is read."""

    def fail(value: Any) -> Any:
        raise error(f"no {value}")

    for options in OPTIONS.values():
        made = hooked(fail, **options)
        lawful(HOOKED, Kinds, made)
        found = lawful(b"[" + HOOKED + b",5," + HOOKED + b"]", list[Kinds], made)
        assert {"$[0].when", "$[1]", "$[2].when"} <= {path for path, *_ in found}
        lawful(b"[" + HOOKED + b",5," + HOOKED, list[Kinds], made)


@pytest.mark.parametrize("error", [MemoryError, KeyboardInterrupt, SystemExit, GeneratorExit])
def test_what_no_document_can_mend_is_no_problem(error: Any) -> None:
    """It is raised as it is, and the converter works as before."""
    failing = True

    def fail(value: Any) -> Any:
        if failing:
            raise error(value)
        return value

    for type_, data in ((Kinds, HOOKED), (list[Kinds], b"[" + HOOKED + b"]"), (Called, HOOKED)):
        failing = True
        made = hooked(fail)
        for _ in range(3):
            with pytest.raises(error):
                made.loads(data, type_)
            with pytest.raises(error):
                by_builtins(made, type_, data)
        failing = False
        lawful(data, type_, made)


def test_a_hook_may_read_another_document_in_the_middle_of_one() -> None:
    """Even by the same converter, as the same type, and when that one is refused."""

    def again(value: Any) -> Any:
        if value == 0:
            raise ValueError("the end")
        inner = HOOKED.replace(b'"when":1', b'"when":%d' % (value - 1 if value < 9 else 0))
        return made.loads(inner + (b"x" if value == 5 else b""), Kinds)

    made = hooked(again)
    for value in range(9):
        for options in ("", ',"x":5,"x":6', ',"text":"b"'):
            text = HOOKED.decode().replace('"when":1', f'"when":{value}{options}')
            lawful(text, Kinds, made)


@pytest.mark.parametrize("form", [lambda text: text, memoryview], ids=["itself", "view"])
def test_a_hook_may_change_the_bytes_that_are_read(form: Any) -> None:
    """Nothing of that is seen: the document is the one that was given."""
    text = bytearray(b"[" + HOOKED + b"," + HOOKED + b"]")
    expected = outcome(lambda: hooked(lambda v: v).loads(bytes(text), list[Kinds]))

    def change(value: Any) -> Any:
        text[:] = b"\xff" * len(text)
        if form is not memoryview:  # what somebody looks at can't be resized
            text.clear()
        return value

    assert expected == outcome(lambda: hooked(change).loads(form(text), list[Kinds]))


def test_a_hook_may_register_hooks_in_the_middle_of_a_document() -> None:
    """The document is read to its end by the hooks it began with."""

    def register(value: Any) -> Any:
        made.register_structure_hook_func(lambda t: t == dict[str, float], lambda *_: "mine")
        return value

    made = hooked(register)
    first = made.loads(HOOKED, Kinds)
    assert {"a": 0.5} == first.numbers
    second: Any = made.loads(HOOKED, Kinds)
    assert "mine" == second.numbers


def test_many_threads_may_read_by_one_converter() -> None:
    """Each gets what it would get alone."""
    documents = [
        (type_, text)
        for type_, text in (
            (Kinds, FULL),
            (Kinds, HOOKED),
            (Kinds, FULL[:-20]),
            (list[Kinds], b"[" + FULL + b",5]"),
            (Called, b'{"n":7,"n":1,"kid":{"n":10}}'),
        )
    ] * 40
    made = make_converter(unknown="keep")
    expected = [
        outcome(lambda t=t, d=d: by_builtins(CONVERTERS["keep"], t, d)) for t, d in documents
    ]
    barrier = threading.Barrier(8)
    found: list[Any] = []

    def read() -> None:
        barrier.wait()
        found.append([outcome(lambda t=t, d=d: made.loads(d, t)) for t, d in documents])

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [expected] * 8 == found


@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize(
    "text",
    [
        '{"job_status":{"value":"brand_new"}}',
        '{"job_status":{"value":"brand_new","value":"newer"}}',
        '{"job_status":{"value":"brand_new"},"job_status":{"value":"newer"}}',
        '{"job_status":{"value":"brand_new"},"id":5}',
        '{"x":1,"y":{"z":2},"job_status":{"w":[],"sourceValue":1},"x":2}',
        '{"job_status":{"\\u0077":5,"w":6},"jobStatus":5,"interview_stages":[{"u":1},{"id":5}]}',
        '{"job_status":{"w":5},"jobStatus":5,"interview_stages":[{"u":1},{},{"v":1,"u":2}]}',
        '{"job_status":{"w":5},"job_status":{"v":5},"x":1}',
    ],
)
def test_drift_is_reported_as_by_way_of_builtins(text: str, options: str) -> None:
    """Once each, also of a document that holds a key twice; and not if it is refused."""
    heard: list[DriftEvent] = []
    made = make_converter(**OPTIONS[options], on_drift=heard.append)
    expected = outcome(lambda: made.structure(json.loads(text), AtsJob)), list(heard)
    heard.clear()
    assert expected == (outcome(lambda: made.loads(text, AtsJob)), heard)


@pytest.mark.skipif(not slots.COMPILED, reason="interpreted, all is read by way of builtins")
@pytest.mark.parametrize("options", OPTIONS)
def test_what_is_right_is_read_without_builtins(
    options: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And so is what is wrong, or unusual; only what is no JSON is read again as a whole."""
    read: list[bytes] = []

    def note(node: Any, data: Any) -> Any:
        read.append(data)
        return read_by_builtins(node, data)

    monkeypatch.setattr(reader, "read_by_builtins", note)
    made = CONVERTERS[options]
    for type_, text in (
        *((class_, b"{}") for class_ in CLASSES),
        *((class_, b'{"x":[1e400,{"y":"\\u00e4"}],"id":5,"id":"a"}') for class_ in CLASSES),
        (Kinds, FULL),
        (
            AtsJobsPaginated,
            b'{"data":[{"id":"a","job_status":{"value":"open"},"title":null},{"id":5}]}',
        ),
        (JobStatus, b'{"value":"n\\u0065w","sourceValue":12345678901234567890}'),
        (Called, b'{"n":7}'),
    ):
        outcome(lambda t=type_, d=text: made.loads(d, t))
    assert [] == read
    outcome(lambda: made.loads(FULL[:-2], Kinds))
    assert [FULL[:-2]] == read


compiled_only = pytest.mark.skipif(
    not slots.COMPILED, reason="interpreted, all is read by way of builtins"
)


@compiled_only
def test_unusual_scalars_are_left_to_the_decoder_of_msgspec(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The careful decoder, which takes much longer, is for what the quick one refuses."""
    careful: list[bytes] = []

    def note(scalar: bytes, type_: Any) -> Any:
        careful.append(scalar)
        return decode_json(scalar, type_)

    monkeypatch.setattr(reader, "decode_json", note)
    text = b'["\\n",1e5,-0,0.1234567890123456789,12345678901234567890%s]'
    assert json.loads(text % b"") == CONVERTERS["default"].loads(text % b"", JsonValue)
    assert [] == careful
    with pytest.raises(StructureError):
        CONVERTERS["default"].loads(text % b",1e400", JsonValue)
    assert [b"1e400"] == careful


@compiled_only
@pytest.mark.parametrize("form", [*FORMS.values(), lambda d: d.decode().replace("a", "ä")])
@pytest.mark.parametrize(
    ("type_", "data"),
    [
        (list[str], b'["a","\\n","\\ud83d\\ude00"]'),
        (JsonValue, b"[" + b"1" * 4301 + b",1e400]"),
        (Kinds, b'{"text":"\\ud800","x":' + b"1" * 5000 + b"}"),
        (Kinds, b'{"integer":"a","integer":5,"x":1,"x":2}'),
        (list[dict[str, int]], b'[{"a":"a"},{"b":1,"b":2}] '),
    ],
    ids=lambda value: str(value)[:40],
)
def test_json_of_any_form_is_read_without_builtins(
    form: Callable[[bytes], Any], type_: Any, data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Right or wrong; only what is no JSON is read again as a whole, and lone surrogates are none."""
    again: list[Any] = []

    def note(node: Any, document: Any) -> Any:
        again.append(document)
        return read_by_builtins(node, document)

    monkeypatch.setattr(reader, "read_by_builtins", note)
    document = form(data)
    outcome(lambda: CONVERTERS["default"].loads(document, type_))
    assert again == ([document] if b"ud800" in data else [])


@pytest.mark.parametrize("type_", [Kinds, list[int], JobStatus | None, Open[AtsJobValue]])
def test_an_error_says_which_type_was_asked_for(type_: Any) -> None:
    """As that of `structure` does, word by word."""
    made = CONVERTERS["default"]
    for document in (b'{"text":5}', b"[5.5]", b'{"value":5}', b"true"):
        expected = message(lambda d=document: made.structure(json.loads(d), type_))
        assert expected == message(lambda d=document: made.loads(d, type_))


def message(call: Callable[[], object]) -> str:
    """Return the message of the error that a call raises; empty if it raises none."""
    try:
        call()
    except StructureError as error:
        return str(error)
    return ""


def test_what_is_kept_has_the_order_of_the_fields() -> None:
    """Whatever order the document has: nulls, spellings, and undeclared keys behind them."""
    members = [
        *('"anything":null', '"json":null', '"status":null'),
        *('"when":"2021-01-01T01:01:01Z"', '"x":null'),
    ]
    for order in permutations(members):
        lawful("{" + ",".join(order) + "}", Kinds, CONVERTERS["keep"])


class Unequal:
    """A value that can't be compared."""

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        """Refuse."""
        raise ZeroDivisionError


def test_what_cannot_be_compared_with_its_spelling_is_a_problem_with_a_path() -> None:
    """As by way of builtins, if what is kept needs to know how a value will be written."""
    made = make_converter(unknown="keep")
    made.register_unstructure_hook(datetime, lambda _: Unequal())
    found = lawful('{"when":"2021-01-01T01:01:01Z","x":1}', Kinds, made)
    assert [("$.when", "ZeroDivisionError")] == [(path, text[:17]) for path, text, *_ in found]


@pytest.mark.usefixtures("only_new_objects")
def test_a_refused_document_leaves_no_reference_cycle() -> None:
    """So its memory is free at once, and not only when the collector comes."""
    documents = [
        (Kinds, b'{"text":5,"x":1e400,"texts":[5],"numbers":{"a":"b"},"when":"no"}'),
        (Kinds, b'{"text":"a","text":5,"kid":1}'),
        (Called, b'{"n":7}'),
        (Called, b'{"n":"x","kid":{"n":10}}'),
        (list[Kinds], b'[{"text":5},{"x":1}]'),
        (AtsJob, b'{"job_status":{"value":5}}'),
    ]
    calls = [
        partial(CONVERTERS[options].loads, data, type_)
        for options in ("default", "keep", "forbid")
        for type_, data in documents
    ]
    gc.disable()
    try:
        for _ in range(2):  # what is made at first use may be in cycles
            found = []
            for call in calls:
                gc.collect()
                with suppress(StructureError):
                    call()
                found.append(gc.collect())
        assert [0] * len(calls) == found
    finally:
        gc.enable()


@compiled_only
def test_the_fields_of_a_class_are_found_at_once_where_they_come_in_order() -> None:
    """A search begins behind the field before: that is what a class of many fields costs."""
    names = [f"field_{i}" for i in range(1000)]
    wider: Any = attrs.make_class(
        "Wider", {name: attrs.field(type=JsonValue) for name in names}, slots=True
    )
    loads = CONVERTERS["default"].get_loads_hook(wider)
    ordered, reversed_ = (
        timeit.repeat(partial(loads, "{" + ",".join(f'"{n}":1' for n in order) + "}"), number=1)
        for order in (names, names[::-1])
    )
    assert 2 * min(ordered) < min(reversed_)


@compiled_only
def test_the_plan_of_a_class_refers_to_all_that_it_points_at() -> None:
    """Whoever takes the fields from the node does not take them from under the reader."""
    made = make_converter()
    document = b'{"text":"a","when":"2021-01-01T01:01:01.000Z","x":1}'
    expected = outcome(lambda: made.loads(document, Kinds))
    node: Any = made._structuring[Kinds]
    node.fields, node.children = [], []
    node.declared, node.other_case = {}, {}
    gc.collect()
    others = [FieldNode.__new__(FieldNode) for _ in range(100)]
    assert expected == outcome(lambda: made.loads(document, Kinds))
    assert 100 == len(others)
