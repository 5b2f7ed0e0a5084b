"""Values, keys and bytes that are put into documents: each has its own way through the reader."""

MOMENTS = [
    *("2021-01-01T01:01:01.000Z", "2021-01-01T01:01:01.0000001Z", "2021-02-30T01:01:01.000Z"),
    *("2021-12-31T23:59:60.000Z", "2021-01-01T01:01:01+00:00", "2021-01-01T01:01:01.000z"),
    *("2021-01-01t01:01:01.000Z", "2021-01-01T01:01:01.00\\u0030Z", "2021-01-01T24:00:00.000Z"),
]
VALUES = [
    *(b"null", b"true", b"false", b"[]", b"{}", b'""', b'"a"', b'"open"', b'"OPEN"', b"[null]"),
    *(b"0", b"-0", b"-0.0", b"1.0", b"1e400", b"-1e400", b"1e-400", b"1E+2", b"-1", b"256"),
    *(b"123456789012345678", b"1234567890123456789", b"18446744073709551616", b"9007199254740993"),
    *(b"0.1000000000000000055511151231257827", b"1" * 4300, b"1" * 4301, b"9007199254740993.0"),
    *(b'"\\u0061"', b'"\\ud83d\\ude00"', b'"\\""', b'"\\\\"', b'"\xc3\xa4"', b'"\x7f"'),
    *(b'"' + moment.encode() + b'"' for moment in MOMENTS),
    *(b"[" * 90 + b"]" * 90, b'{"a":' * 520 + b"0" + b"}" * 520, b'"' + b"a" * 40 + b'"'),
    *(b'{"value":5}', b'{"sourceValue":1}', b'[1,"a",null,{"b":0}]', b'[{"id":"a"},{"id":5}]'),
]
"""Values that are put into documents in the place of others."""

KEYS = [
    *(b'"id"', b'"value"', b'"extra"', b'"sourceValue"', b'"source_value"', b'"createdAt"'),
    *(b'"created_at"', b'"x"', b'""', b'"n"', b'"a"', b'"1"', b'"data"', b'"two_words"'),
    *(b'"Value"', b'"twoWords"', b'"v\\u0061lue"', b'"\xc3\xa4"', b'"' + b"k" * 33 + b'"'),
]
"""Keys that are put into documents in the place of others."""

PIECES = [
    *(b"[", b"]", b"{", b"}", b",", b":", b'"', b"nul", b"01", b".5", b"5.", b"-", b"+1", b"1e"),
    *(rb"\u0061", rb"\ud800", rb"\ud83d\ude00", rb"\"", rb"\\", b"\\", rb"\x", rb"\u00", b"\\/"),
    *(b"\xc3\xa4", b"\xc3", b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf0\x9f\x98\x80", b"\x7f"),
    *(b"\x00", b"\x1f", b"\n", b" \t\r\n", b"\xef\xbb\xbf", b"NaN", b"Infinity", b"//", b"'"),
    *(b"[" * 600, b'{"a":' * 520, b"a" * 17, b"\xc3\xa4" * 9),
]
"""Bytes that are put into documents anywhere."""
