"""Texts for each production of RFC 8259's grammar, and for each choice that it leaves to a parser.

Of equal names the last counts, in the place of the first. Integers have up to 4,300 digits, all of
them; other numbers are the nearest double, and none is infinite. Texts nest up to 512 deep. There is
no byte order mark, and no unpaired surrogate.
"""

import json
from typing import Any

import attrs

__all__ = ["REFUSED", "TAKEN", "Refused", "Taken"]


@attrs.frozen
class Taken:
    """A text that is JSON, or is by the RFC's leave taken for it.

    Attributes:
        section: The section of the RFC.
        text: The text.
        value: The value that it is read as.
        written: The text that the value is written as.
    """

    section: str
    text: bytes
    value: Any
    written: bytes


@attrs.frozen
class Refused:
    """A text that is no JSON, or is by the RFC's leave refused.

    Attributes:
        section: The section of the RFC.
        text: The text; it is `str` if no bytes are meant.
        problem: What the problem says, and where: a byte, or the path of a value.
        alone: Whether the text would be something else as a part of a document.
    """

    section: str
    text: bytes | str
    problem: str
    alone: bool = False


def _same(section: str, text: bytes, value: Any) -> Taken:
    return Taken(section, text, value, text)


EARLY = "the text ends too early at byte {}".format
UTF_8 = "invalid UTF-8 at byte {}".format
AT = "at byte {}".format

TAKEN: dict[str, Taken] = {
    # 2: texts, structural characters, white space
    "a-literal-is-a-text": _same("2", b"true", value=True),
    "a-number-is-a-text": _same("2", b"0", 0),
    "a-string-is-a-text": _same("2", b'"a"', "a"),
    "space-before": Taken("2", b" 1", 1, b"1"),
    "space-behind": Taken("2", b"1 ", 1, b"1"),
    "tab": Taken("2", b"\t1\t", 1, b"1"),
    "line-feed": Taken("2", b"\n1\n", 1, b"1"),
    "carriage-return": Taken("2", b"\r1\r", 1, b"1"),
    "space-of-each-kind-everywhere": Taken(
        "2", b' \t\n\r{ \t\n\r"a" \t\n\r: \t\n\r[ \t\n\r1 \t\n\r, \t\n\r2 \t\n\r] \t\n\r} \t\n\r',
        {"a": [1, 2]}, b'{"a":[1,2]}',
    ),
    # 3: values
    "false": _same("3", b"false", value=False),
    "null": _same("3", b"null", None),
    "true": _same("3", b"true", value=True),
    # 4: objects
    "empty-object": _same("4", b"{}", {}),
    "space-in-an-empty-object": Taken("4", b"{ }", {}, b"{}"),
    "one-member": _same("4", b'{"a":1}', {"a": 1}),
    "members": _same("4", b'{"a":1,"b":[],"c":{}}', {"a": 1, "b": [], "c": {}}),
    "the-order-of-members": _same("4", b'{"b":1,"a":2,"c":3}', {"b": 1, "a": 2, "c": 3}),
    "numbers-as-names": _same("4", b'{"2":1,"10":2,"1":3}', {"2": 1, "10": 2, "1": 3}),
    "an-empty-name": _same("4", b'{"":1}', {"": 1}),
    "an-escaped-name": Taken("4", rb'{"\u0061\n":1}', {"a\n": 1}, rb'{"a\n":1}'),
    "a-name-with-a-nul": _same("4", rb'{"a\u0000b":1}', {"a\0b": 1}),
    "a-name-with-an-emoji": _same("4", '{"\U0001f600":1}'.encode(), {"\U0001f600": 1}),
    "names-that-python-has": _same("4", b'{"__class__":1,"self":2}', {"__class__": 1, "self": 2}),
    "the-last-of-equal-names": Taken("4", b'{"a":1,"a":2}', {"a": 2}, b'{"a":2}'),
    "the-first-place-of-equal-names": Taken(
        "4", b'{"a":1,"b":2,"a":3}', {"a": 3, "b": 2}, b'{"a":3,"b":2}'
    ),
    "names-equal-by-an-escape": Taken("4", rb'{"a":1,"\u0061":2}', {"a": 2}, b'{"a":2}'),
    "equal-names-below": Taken("4", b'[{"a":[1],"a":null}]', [{"a": None}], b'[{"a":null}]'),
    "names-that-differ-in-case": _same("4", b'{"a":1,"A":2}', {"a": 1, "A": 2}),
    "names-that-look-alike": _same(
        "4", '{"\u00e9":1,"e\u0301":2}'.encode(), {"\u00e9": 1, "e\u0301": 2}
    ),
    # 5: arrays
    "empty-array": _same("5", b"[]", []),
    "space-in-an-empty-array": Taken("5", b"[ ]", [], b"[]"),
    "one-item": _same("5", b"[1]", [1]),
    "items-of-each-kind": _same(
        "5", b'[null,true,1,1.0,"1",[1],{"a":1}]', [None, True, 1, 1.0, "1", [1], {"a": 1}]
    ),
    "nulls": _same("5", b"[null,null]", [None, None]),
    "arrays-in-arrays": _same("5", b"[[[]],[]]", [[[]], []]),
    "many-items": _same("5", b"[" + b"0," * 999 + b"0]", [0] * 1000),
    # 6: numbers
    "zero": _same("6", b"0", 0),
    "minus-zero": Taken("6", b"-0", 0, b"0"),
    "one-digit": _same("6", b"7", 7),
    "a-zero-behind": _same("6", b"10", 10),
    "minus": _same("6", b"-12", -12),
    "a-fraction": _same("6", b"1.5", 1.5),
    "a-fraction-of-zero": _same("6", b"1.0", 1.0),
    "a-zero-before-a-fraction": _same("6", b"0.5", 0.5),
    "zeros-in-a-fraction": Taken("6", b"0.0500", 0.05, b"0.05"),
    "minus-zero-with-a-fraction": _same("6", b"-0.0", -0.0),
    "exponent": Taken("6", b"1e2", 100.0, b"100.0"),
    "exponent-in-capitals": Taken("6", b"1E2", 100.0, b"100.0"),
    "exponent-with-plus": Taken("6", b"1e+2", 100.0, b"100.0"),
    "exponent-with-minus": Taken("6", b"1e-2", 0.01, b"0.01"),
    "exponent-with-zeros-before": Taken("6", b"1e002", 100.0, b"100.0"),
    "exponent-of-zero": Taken("6", b"1e0", 1.0, b"1.0"),
    "exponent-of-minus-zero": Taken("6", b"-0e-0", -0.0, b"-0.0"),
    "fraction-and-exponent": Taken("6", b"-1.25E+2", -125.0, b"-125.0"),
    "zero-with-a-large-exponent": Taken("6", b"0e999", 0.0, b"0.0"),
    "the-largest-exact-double": _same("6", b"9007199254740991", 2**53 - 1),
    "an-integer-that-no-double-is": _same("6", b"9007199254740993", 2**53 + 1),
    "an-integer-of-64-bits": _same("6", b"9223372036854775807", 2**63 - 1),
    "a-negative-integer-of-64-bits": _same("6", b"-9223372036854775808", -(2**63)),
    "an-integer-of-65-bits": _same("6", b"18446744073709551616", 2**64),
    "a-negative-integer-of-65-bits": _same("6", b"-9223372036854775809", -(2**63) - 1),
    "forty-digits": _same("6", b"1" + b"0" * 39, 10**39),
    "4300-digits": _same("6", b"-" + b"7" * 4300, -int("7" * 4300)),
    "the-largest-double": Taken("6", b"1.7976931348623157e308", 1.7976931348623157e308, b"1.7976931348623157e308"),
    "the-smallest-double": Taken("6", b"4.9e-324", 5e-324, b"5e-324"),
    "less-than-the-smallest-double": Taken("6", b"1e-400", 0.0, b"0.0"),
    "less-than-nothing-by-little": Taken("6", b"-1e-400", -0.0, b"-0.0"),
    "more-digits-than-a-double": Taken("6", b"0.1000000000000000055511151231257827", 0.1, b"0.1"),
    "halfway-between-doubles": Taken("6", b"9007199254740993.0", 2.0**53, b"9007199254740992.0"),
    "beyond-halfway": Taken("6", b"9007199254740993.00000000000000001", 2.0**53 + 2, b"9007199254740994.0"),
    # 7: strings
    "an-empty-string": _same("7", b'""', ""),
    "each-short-escape": Taken("7", rb'"\"\\\/\b\f\n\r\t"', '"\\/\b\f\n\r\t', rb'"\"\\/\b\f\n\r\t"'),
    "a-slash": _same("7", b'"/"', "/"),
    "an-escaped-letter": Taken("7", rb'"\u0061"', "a", b'"a"'),
    "hexadecimal-in-either-case": Taken("7", rb'"\u00eF\u00Ef"', "\u00ef\u00ef", '"\u00ef\u00ef"'.encode()),
    "an-escaped-nul": _same("7", rb'"\u0000"', "\0"),
    "escaped-controls": _same("7", rb'"\u0001\u001f"', "\x01\x1f"),
    "an-escaped-quote-by-number": Taken("7", rb'"\u0022\u005c"', '"\\', rb'"\"\\"'),
    "del": _same("7", b'"\x7f"', "\x7f"),
    "a-control-of-latin-1": _same("7", '"\u0080\u009f"'.encode(), "\x80\x9f"),
    "line-separator": _same("7", '"\u2028"'.encode(), "\u2028"),
    "paragraph-separator": _same("7", '"\u2029"'.encode(), "\u2029"),
    "a-surrogate-pair": Taken("7", rb'"\ud83d\ude00"', "\U0001f600", '"\U0001f600"'.encode()),
    "a-surrogate-pair-in-capitals": Taken("7", rb'"\uD83D\uDE00"', "\U0001f600", '"\U0001f600"'.encode()),
    "the-first-surrogate-pair": Taken("7", rb'"\ud800\udc00"', "\U00010000", '"\U00010000"'.encode()),
    "the-last-surrogate-pair": Taken("7", rb'"\udbff\udfff"', "\U0010ffff", '"\U0010ffff"'.encode()),
    "an-escaped-noncharacter": Taken("7", rb'"\uffff"', "\uffff", '"\uffff"'.encode()),
    "an-escaped-byte-order-mark": Taken("7", rb'"\ufeff"', "\ufeff", '"\ufeff"'.encode()),
    "an-escape-of-an-escape": _same("7", rb'"\\u0061"', r"\u0061"),
    "white-space-in-a-string": _same("7", b'" a "', " a "),
    "structure-in-a-string": _same("7", b'"[{,:}]//"', "[{,:}]//"),
    "a-single-quote": _same("7", b'"\'"', "'"),
    # 8: characters
    "two-bytes": _same("8.1", '"\u00e4\u0080"'.encode(), "\u00e4\u0080"),
    "three-bytes": _same("8.1", '"\u20ac\u0800"'.encode(), "\u20ac\u0800"),
    "four-bytes": _same("8.1", '"\U0001f600"'.encode(), "\U0001f600"),
    "the-last-before-the-surrogates": _same("8.1", '"\ud7ff"'.encode(), "\ud7ff"),
    "the-first-behind-the-surrogates": _same("8.1", '"\ue000"'.encode(), "\ue000"),
    "the-last-character": _same("8.1", '"\U0010ffff"'.encode(), "\U0010ffff"),
    "a-byte-order-mark-in-a-string": _same("8.1", '"\ufeff"'.encode(), "\ufeff"),
    "noncharacters": _same("8.2", '"\ufdd0\uffff"'.encode(), "\ufdd0\uffff"),
    "no-normal-form": _same("8.3", '"e\u0301"'.encode(), "e\u0301"),
    # 9: parsers may limit the depth, and the range of numbers
    "arrays-200-deep": _same("9", b"[" * 200 + b"]" * 200, json.loads("[" * 200 + "]" * 200)),
    "objects-200-deep": _same(
        "9", b'{"a":' * 200 + b"1" + b"}" * 200, json.loads('{"a":' * 200 + "1" + "}" * 200)
    ),
}  # fmt: skip

REFUSED: dict[str, Refused] = {
    # 2: texts, structural characters, white space
    "an-empty-text": Refused("2", b"", "is empty"),
    "white-space-alone": Refused("2", b" \t\r\n", "is empty"),
    "a-form-feed": Refused("2", b"\x0c1", AT(0)),
    "a-vertical-tab": Refused("2", b"\x0b1", AT(0)),
    "a-no-break-space": Refused("2", "\u00a01".encode(), AT(0)),
    "a-next-line": Refused("2", "\u00851".encode(), AT(0)),
    "an-ideographic-space": Refused("2", "\u30001".encode(), AT(0)),
    "a-line-separator-between-tokens": Refused("2", "[\u20281]".encode(), AT(1)),
    "a-backspace": Refused("2", b"\x081", AT(0)),
    "a-nul-alone": Refused("2", b"\0", AT(0)),
    "a-nul-before": Refused("2", b"\x001", AT(0)),
    "a-nul-behind": Refused("2", b"1\0", AT(1)),
    "a-nul-between": Refused("2", b"[1,\x002]", AT(3)),
    "two-values": Refused("2", b"1 2", AT(2)),
    "two-objects": Refused("2", b"{}{}", AT(2)),
    "two-lines": Refused("2", b"1\n2", AT(2)),
    "a-text-behind": Refused("2", b'{} "a"', AT(3)),
    "a-comma-behind": Refused("2", b"1,", AT(1)),
    "a-lone-comma": Refused("2", b",", AT(0)),
    "a-lone-colon": Refused("2", b":", AT(0)),
    "a-member-without-an-object": Refused("2", b'"a":1', AT(3)),
    "a-comment-of-c": Refused("2", b"[1/**/]", AT(2)),
    "a-comment-of-c++": Refused("2", b"1//", AT(1)),
    "a-comment-of-python": Refused("2", b"#\n1", AT(0)),
    "semicolon": Refused("2", b"1;", AT(1)),
    "parentheses": Refused("2", b"(1)", AT(0)),
    "html": Refused("2", b"<!DOCTYPE html>", "is HTML or XML"),
    "xml": Refused("2", b"\n<?xml ?>", "is HTML or XML"),
    # 3: values
    "a-literal-in-capitals": Refused("3", b"TRUE", AT(0)),
    "a-literal-of-python": Refused("3", b"None", AT(0)),
    "a-literal-of-javascript": Refused("3", b"undefined", AT(0)),
    "a-literal-cut-short": Refused("3", b"tru", EARLY(3)),
    "a-literal-cut-short-in-an-array": Refused("3", b"[nul]", AT(5)),
    "a-literal-and-more": Refused("3", b"nulll", AT(4)),
    "another-literal": Refused("3", b"falze", AT(5)),
    "a-bare-word": Refused("3", b"open", AT(0)),
    # 4: objects
    "an-open-object": Refused("4", b"{", EARLY(1)),
    "an-object-cut-behind-a-name": Refused("4", b'{"a"', EARLY(4)),
    "an-object-cut-behind-a-colon": Refused("4", b'{"a":', EARLY(5)),
    "an-object-cut-behind-a-value": Refused("4", b'{"a":1', EARLY(6)),
    "an-object-cut-behind-a-comma": Refused("4", b'{"a":1,', EARLY(7)),
    "a-closing-brace": Refused("4", b"}", AT(0)),
    "a-closing-brace-behind": Refused("4", b"{}}", AT(2)),
    "a-trailing-comma-in-an-object": Refused("4", b'{"a":1,}', AT(7)),
    "a-leading-comma-in-an-object": Refused("4", b'{,"a":1}', AT(1)),
    "two-commas-in-an-object": Refused("4", b'{"a":1,,"b":2}', AT(7)),
    "no-comma-in-an-object": Refused("4", b'{"a":1 "b":2}', AT(7)),
    "no-colon": Refused("4", b'{"a" 1}', AT(5)),
    "two-colons": Refused("4", b'{"a"::1}', AT(5)),
    "an-equals-sign": Refused("4", b'{"a"=1}', AT(4)),
    "a-comma-for-a-colon": Refused("4", b'{"a",1}', AT(4)),
    "no-value": Refused("4", b'{"a":}', AT(5)),
    "no-name": Refused("4", b"{:1}", AT(1)),
    "a-name-alone": Refused("4", b'{"a"}', AT(4)),
    "a-bare-name": Refused("4", b"{a:1}", AT(1)),
    "a-name-in-single-quotes": Refused("4", b"{'a':1}", AT(1)),
    "a-number-as-a-name": Refused("4", b"{1:1}", AT(1)),
    "null-as-a-name": Refused("4", b"{null:1}", AT(1)),
    "an-array-as-a-name": Refused("4", b"{[]:1}", AT(1)),
    "a-bracket-for-a-brace": Refused("4", b'{"a":1]', AT(6)),
    "a-bad-escape-in-a-name": Refused("4", rb'{"\x":1}', AT(4)),
    "a-control-in-a-name": Refused("4", b'{"\n":1}', AT(2)),
    "an-error-in-what-a-later-name-replaces": Refused("4", b'{"a":01,"a":1}', AT(6)),
    # 5: arrays
    "an-open-array": Refused("5", b"[", EARLY(1)),
    "an-array-cut-behind-a-value": Refused("5", b"[1", EARLY(2)),
    "an-array-cut-behind-a-comma": Refused("5", b"[1,", EARLY(3)),
    "an-array-cut-below": Refused("5", b"[[1]", EARLY(4)),
    "a-closing-bracket": Refused("5", b"]", AT(0)),
    "a-closing-bracket-behind": Refused("5", b"[]]", AT(2)),
    "a-trailing-comma-in-an-array": Refused("5", b"[1,]", AT(3)),
    "a-leading-comma-in-an-array": Refused("5", b"[,1]", AT(1)),
    "two-commas-in-an-array": Refused("5", b"[1,,2]", AT(3)),
    "a-comma-in-an-empty-array": Refused("5", b"[,]", AT(1)),
    "no-comma-in-an-array": Refused("5", b"[1 2]", AT(3)),
    "a-colon-in-an-array": Refused("5", b'["a":1]', AT(4)),
    "a-brace-for-a-bracket": Refused("5", b"[1}", AT(2)),
    # 6: numbers
    "a-leading-zero": Refused("6", b"01", AT(1)),
    "two-zeros": Refused("6", b"00", AT(1)),
    "minus-and-a-leading-zero": Refused("6", b"-01", AT(2)),
    "a-leading-zero-before-a-fraction": Refused("6", b"00.5", AT(1)),
    "minus-alone": Refused("6", b"-", AT(1)),
    "minus-alone-in-an-array": Refused("6", b"[-]", AT(2)),
    "two-minuses": Refused("6", b"--1", AT(1)),
    "minus-and-space": Refused("6", b"- 1", AT(1)),
    "plus": Refused("6", b"+1", AT(0)),
    "a-minus-of-typographers": Refused("6", "\u22121".encode(), AT(0)),
    "no-digit-before-the-point": Refused("6", b".5", AT(0)),
    "minus-and-a-point": Refused("6", b"-.5", AT(1)),
    "no-digit-behind-the-point": Refused("6", b"1.", AT(2)),
    "no-digit-behind-the-point-in-an-array": Refused("6", b"[1.]", AT(3)),
    "no-digit-between-point-and-exponent": Refused("6", b"1.e1", AT(2)),
    "two-points": Refused("6", b"1.2.3", AT(3)),
    "a-comma-for-a-point": Refused("6", b"1,5", AT(1)),
    "no-digit-in-the-exponent": Refused("6", b"1e", AT(2)),
    "no-digit-behind-the-exponents-sign": Refused("6", b"1e+", AT(3)),
    "no-digit-in-the-exponent-in-an-array": Refused("6", b"[1e]", AT(3)),
    "two-signs-in-the-exponent": Refused("6", b"1e+-1", AT(3)),
    "a-point-in-the-exponent": Refused("6", b"1e1.5", AT(3)),
    "two-exponents": Refused("6", b"1e1e1", AT(3)),
    "hexadecimal": Refused("6", b"0x1F", AT(1)),
    "octal": Refused("6", b"0o7", AT(1)),
    "binary": Refused("6", b"0b1", AT(1)),
    "an-underscore": Refused("6", b"1_000", AT(1)),
    "a-suffix": Refused("6", b"1L", AT(1)),
    "an-imaginary-number": Refused("6", b"1j", AT(1)),
    "digits-of-arabic": Refused("6", "\u0661".encode(), AT(0)),
    "a-fullwidth-digit": Refused("6", "1\uff12".encode(), AT(1)),
    "nan": Refused("6", b"NaN", "$: expected a finite number, found number nan"),
    "minus-nan": Refused("6", b"-NaN", AT(1)),
    "nan-in-small-letters": Refused("6", b"nan", EARLY(3)),
    "infinity": Refused("6", b"Infinity", "$: expected a finite number, found number inf"),
    "minus-infinity": Refused("6", b"-Infinity", "$: expected a finite number, found number -inf"),
    "inf": Refused("6", b"inf", AT(0)),
    "nan-in-an-array": Refused("6", b"[1,NaN]", "$[1]: expected a finite number, found number nan"),
    "more-than-the-largest-double": Refused("6", b"1e400", "$: expected a finite number, found number inf"),
    "less-than-the-least-double": Refused("6", b"-1e400", "$: expected a finite number, found number -inf"),
    "4301-digits": Refused("6", b"1" * 4301, "$: expected an integer of at most 4,300 digits"),
    "a-million-digits": Refused("6", b"1" * 1_000_000, "$: expected a finite number, found number inf"),
    # 7: strings
    "an-open-string": Refused("7", b'"', EARLY(1)),
    "a-string-cut-short": Refused("7", b'"a', EARLY(2)),
    "a-string-cut-in-an-escape": Refused("7", b'"\\', EARLY(2)),
    "a-string-cut-behind-an-escaped-quote": Refused("7", b'"\\"', EARLY(3)),
    "a-string-cut-in-a-hexadecimal-escape": Refused("7", rb'"\u00', EARLY(5)),
    "single-quotes": Refused("7", b"'a'", AT(0)),
    "quotes-of-typographers": Refused("7", "\u201ca\u201d".encode(), AT(0)),
    "a-quote-too-many": Refused("7", b'"a""', AT(3)),
    "an-unknown-escape": Refused("7", rb'"\x41"', AT(3)),
    "an-escape-of-python": Refused("7", rb'"\a"', AT(3)),
    "an-escape-of-a-single-quote": Refused("7", rb'"\'"', AT(3)),
    "an-escape-in-capitals": Refused("7", rb'"\N"', AT(3)),
    "an-escape-of-a-nul": Refused("7", b'"\\\0"', AT(3)),
    "an-octal-escape": Refused("7", rb'"\0"', AT(3)),
    "an-escaped-newline": Refused("7", b'"\\\n"', AT(3)),
    "three-hexadecimal-digits": Refused("7", rb'"\u123"', AT(7)),
    "no-hexadecimal-digit": Refused("7", rb'"\u123g"', AT(7)),
    "a-hexadecimal-escape-in-capitals": Refused("7", rb'"\U0061"', AT(3)),
    "a-hexadecimal-escape-in-braces": Refused("7", rb'"\u{61}"', AT(4)),
    **{
        f"control-{code:02x}": Refused("7", b'"a%cb"' % code, AT(2)) for code in range(0x20)
    },
    "an-unpaired-high-surrogate": Refused("7", rb'"\ud800"', "$: holds a lone surrogate"),
    "an-unpaired-low-surrogate": Refused("7", rb'"\udc00"', "$: holds a lone surrogate"),
    "two-high-surrogates": Refused("7", rb'"\ud800\ud800"', "$: holds a lone surrogate"),
    "surrogates-in-the-wrong-order": Refused("7", rb'"\ude00\ud83d"', "$: holds a lone surrogate"),
    "a-high-surrogate-and-a-letter": Refused("7", rb'"\ud83da"', "$: holds a lone surrogate"),
    "a-high-surrogate-and-an-escape": Refused("7", rb'"\ud83d\u0061"', "$: holds a lone surrogate"),
    "a-high-surrogate-and-a-newline": Refused("7", rb'"\ud83d\n"', "$: holds a lone surrogate"),
    "an-unpaired-surrogate-in-a-name": Refused("7", rb'{"a":{"\ud800":1}}', "$.a: has a lone surrogate in a key"),
    "an-unpaired-surrogate-of-a-str": Refused("7", '"\ud800"', UTF_8(1)),
    # 8: characters
    "a-byte-order-mark": Refused("8.1", b"\xef\xbb\xbf1", "begins with a byte order mark", alone=True),
    "a-byte-order-mark-alone": Refused("8.1", b"\xef\xbb\xbf", "begins with a byte order mark", alone=True),
    "a-byte-order-mark-of-a-str": Refused("8.1", "\ufeff1", "begins with a byte order mark", alone=True),
    "a-byte-order-mark-behind-space": Refused("8.1", b" \xef\xbb\xbf1", "begins with a byte order mark", alone=True),
    "a-byte-order-mark-within": Refused("8.1", b"[\xef\xbb\xbf1]", AT(1)),
    "utf-16": Refused("8.1", "[1]".encode("utf-16"), "is UTF-16", alone=True),
    "utf-16-big-endian": Refused("8.1", b"\xfe\xff" + "[1]".encode("utf-16-be"), "is UTF-16", alone=True),
    "utf-16-without-a-mark": Refused("8.1", "[1]".encode("utf-16-le"), AT(1)),
    "utf-16-big-endian-without-a-mark": Refused("8.1", "[1]".encode("utf-16-be"), AT(0)),
    "utf-32": Refused("8.1", "[1]".encode("utf-32"), "is UTF-32", alone=True),
    "utf-32-big-endian": Refused("8.1", b"\0\0\xfe\xff" + "[1]".encode("utf-32-be"), "is UTF-32", alone=True),
    "utf-32-without-a-mark": Refused("8.1", "[1]".encode("utf-32-le"), AT(1)),
    "utf-7": Refused("8.1", b"+AFs-1+AF0-", AT(0)),
    "latin-1": Refused("8.1", '"\u00e4"'.encode("latin-1"), UTF_8(1)),
    "a-stray-continuation-byte": Refused("8.1", b'"\x80"', UTF_8(1)),
    "a-byte-that-utf-8-has-not": Refused("8.1", b'"\xff"', UTF_8(1)),
    "a-bare-byte": Refused("8.1", b"\xff", UTF_8(0)),
    "a-byte-behind-a-value": Refused("8.1", b"1\xff", UTF_8(1)),
    "an-overlong-slash": Refused("8.1", b'"\xc0\xaf"', UTF_8(1)),
    "an-overlong-nul": Refused("8.1", b'"\xc0\x80"', UTF_8(1)),
    "an-overlong-quote": Refused("8.1", b'"\xc0\xa2', UTF_8(1)),
    "overlong-in-three-bytes": Refused("8.1", b'"\xe0\x80\xaf"', UTF_8(1)),
    "overlong-in-four-bytes": Refused("8.1", b'"\xf0\x80\x80\xaf"', UTF_8(1)),
    "two-bytes-cut-short": Refused("8.1", b'"\xc3"', UTF_8(1)),
    "three-bytes-cut-short": Refused("8.1", b'"\xe2\x82"', UTF_8(1)),
    "four-bytes-cut-short": Refused("8.1", b'"\xf0\x9f\x98"', UTF_8(1)),
    "cut-in-a-character": Refused("8.1", b'"a\xe2\x82', UTF_8(2)),
    "a-surrogate-in-utf-8": Refused("8.1", b'"\xed\xa0\x80"', UTF_8(1)),
    "a-surrogate-pair-in-utf-8": Refused("8.1", b'"\xed\xa0\xbd\xed\xb8\x80"', UTF_8(1)),
    "beyond-the-last-character": Refused("8.1", b'"\xf4\x90\x80\x80"', UTF_8(1)),
    "five-bytes": Refused("8.1", b'"\xf8\x88\x80\x80\x80"', UTF_8(1)),
    "an-escape-in-broken-utf-8": Refused("8.1", b'"\\n\xff"', UTF_8(3)),
    "broken-utf-8-in-a-name": Refused("8.1", b'{"\xff":1}', UTF_8(2)),
    # 9: parsers may limit the depth
    "arrays-513-deep": Refused("9", b"[" * 513 + b"]" * 513, "is nested deeper than 512 levels"),
    "objects-513-deep": Refused("9", b'{"a":' * 513 + b"1" + b"}" * 513, "is nested deeper than 512 levels"),
    "a-bomb-of-brackets": Refused("9", b"[" * 100_000, "nested too deeply"),
    "a-bomb-of-objects": Refused("9", b'{"":' * 100_000, "nested too deeply"),
    "a-bomb-that-is-closed": Refused("9", b"[" * 100_000 + b"]" * 100_000, "nested too deeply"),
}  # fmt: skip
"""Texts that are refused, whoever reads them.

The place of a wrong literal or escape is the byte at which its reading ended.
"""
