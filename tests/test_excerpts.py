"""Values are shown in a few characters, whatever they are."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobstatus.errors import _message_of, _value_at
from jobstatus.excerpts import ABSENT, cut, excerpt, found, kind, quoted
from strategies import json_values


class Coloured:
    """A value whose repr a terminal would act on."""

    def __repr__(self) -> str:
        return "\x1b[31mred"


class Shown:
    """A value that is shown as a text."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text


class HostileText(str):
    """A text that cannot be sliced."""

    __slots__ = ()

    def __getitem__(self, _: object) -> str:
        raise ZeroDivisionError


class Hostile:
    """A value whose own repr fails."""

    def __repr__(self) -> str:
        raise RuntimeError


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "null"),
        (True, "boolean true"),
        (5, "number 5"),
        (1.0, "number 1.0"),
        (float("nan"), "number nan"),
        ("yesterday", 'string "yesterday"'),
        (memoryview(b"[1"), "memoryview b'[1'"),
        ("x" * 100, f'string "{"x" * 48}…"'),
        ([1, [2, [3, [4]]]], "array [1, [2, [3, […]]]]"),
        ([1, 2, 3, 4], "array [1, 2, 3, …]"),
        ({"id": 3, "label": "On Hold"}, 'object {"id": 3, "label": "On Hold"}'),
        ((1,), "tuple (1,)"),
        ((1, 2), "tuple (1, 2)"),
        (b"x" * 48, f"bytes b'{'x' * 48}'"),
        (b"x" * 49, f"bytes b'{'x' * 48}'…"),
        (Decimal("1.5"), "Decimal('1.5')"),
        (Coloured(), r'Coloured "\u001b[31mred"'),
        (Shown("x" * 80), f"Shown {'x' * 80}"),
        (Shown("x" * 81), f"Shown {'x' * 79}…"),
        (Hostile(), "Hostile (cannot be shown)"),
        (HostileText("x"), "string (cannot be shown)"),
        (2**255 - 1, f"number {2**255 - 1}"),
        (2**255, "number of about 78 digits"),
        (10**4999, "number of about 5,000 digits"),
        (ABSENT, "absent"),
    ],
    ids=[
        "null",
        "boolean",
        "integer",
        "float",
        "nan",
        "text",
        "memoryview",
        "long-text",
        "deep-array",
        "long-array",
        "object",
        "tuple-of-one",
        "tuple",
        "bytes",
        "long-bytes",
        "decimal",
        "coloured",
        "fits",
        "is-cut",
        "hostile",
        "hostile-text",
        "large-integer",
        "larger-integer",
        "huge-integer",
        "absent",
    ],
)
def test_a_value_is_named_by_its_json_kind_or_its_class(value: object, expected: str) -> None:
    """Kind and beginning of a value read as the end of a sentence."""
    assert expected == found(value)


def test_what_a_terminal_would_act_on_is_escaped() -> None:
    """Control characters, bidirectional overrides and lone surrogates never reach a log raw."""
    assert r'"\u001b[31m\u202e\ud800"' == quoted("\x1b[31m\u202e\ud800")


def test_printable_text_is_shown_as_it_is() -> None:
    """Text of any script stays legible."""
    assert '"Ausgeschrieben – 募集中"' == quoted("Ausgeschrieben – 募集中")


@given(json_values | st.binary() | st.tuples(json_values))
def test_an_excerpt_is_short(value: object) -> None:
    """No value gets more than 80 characters."""
    assert len(excerpt(value)) <= 80


@given(json_values)
def test_every_json_value_has_a_json_kind(value: object) -> None:
    """The kind of a JSON value is one of JSON's six."""
    assert kind(value) in {"null", "boolean", "number", "string", "array", "object"}


@pytest.mark.parametrize(
    "value",
    ["x" * 50_000_000, b"x" * 50_000_000, [0] * 10_000_000, 1 << 300_000_000],
    ids=["text", "bytes", "list", "integer"],
)
def test_a_large_value_is_shown_too(value: object) -> None:
    """Only its beginning is read: to write out all of this integer would take hours."""
    assert len(excerpt(value)) <= 80


def test_cut_text_says_so() -> None:
    """A shortened text ends with an ellipsis and is as long as it may be."""
    assert ("abc", "ab…") == (cut("abc", 3), cut("abcd", 3))


def test_small_excerpts_are_json() -> None:
    """An excerpt of a small value can be pasted as JSON."""
    value = {"a": [1, None, True], "b": "x"}
    assert value == json.loads(excerpt(value))


class _NoMemoryError(Exception):
    """An object, a container and an exception for whose text there is no memory."""

    def __repr__(self) -> str:
        raise MemoryError

    __str__ = __repr__

    def __getitem__(self, _: object) -> object:
        raise MemoryError


def test_a_memory_error_propagates() -> None:
    """It is nothing about the value that is shown."""
    for call in (excerpt, found, _message_of):
        with pytest.raises(MemoryError):
            call(_NoMemoryError())  # type: ignore[operator]
    with pytest.raises(MemoryError):
        _value_at(_NoMemoryError(), 0)


@pytest.mark.parametrize(("length", "ends"), [(300, "xxx"), (301, "xx…")])
def test_a_long_message_of_an_exception_is_cut(length: int, ends: str) -> None:
    """The message of an exception is cut at 300 characters."""
    message = _message_of(ValueError("x" * length))
    assert len("ValueError: ") + 300 == len(message)
    assert message.endswith(ends)
