"""Google-style docstrings of any layout yield a summary and attributes; others yield none."""

from __future__ import annotations

from enum import Enum
from typing import Any

import pytest

from jobstatus import AtsJob, AtsJobValue
from jobstatus.docstrings import attributes_of, summary_of


class Plain:
    """Say what it is,
    in two lines.

    There is more to it.

    Attributes:
        a: One line: with a colon.
        b (int): Two lines, of which
            the second is indented.

        c:
            Below its name.
        no entry
            and what is below that
        d: `x`, for example.
    Raises:
        e: No attribute.
    """  # noqa: D205, D410, D411 - people write so


class Derived(Plain):
    """Have one more.

    Attributes:
        a: It is another here.
        f: And one more."""  # noqa: D209


class Undocumented(Plain): ...  # noqa: D101


class Closed(Enum):  # noqa: D101
    A = 1


class Unindented:
    """Attributes:
    a: Not indented."""  # noqa: D205, D209


class NotText:  # noqa: D101
    __doc__: Any = 5  # type: ignore[assignment]


def test_the_summary_is_the_first_paragraph() -> None:
    """The first paragraph is returned as one line."""
    assert "Say what it is, in two lines." == summary_of(Plain)
    assert "A job." == summary_of(AtsJob)


@pytest.mark.parametrize(
    "class_", [Undocumented, Closed, Unindented, NotText], ids=lambda c: c.__name__
)
def test_a_class_without_a_docstring_has_no_summary(class_: Any) -> None:
    """A base's docstring, and the one that Python gives every enum, are not the class's own."""
    assert "" == summary_of(class_)


def test_attributes_are_read_line_by_line() -> None:
    """Entries end at the next section; an indented line without an entry is ignored."""
    assert {
        "a": "One line: with a colon.",
        "b": "Two lines, of which the second is indented.",
        "c": "Below its name.",
        "d": "`x`, for example.",
    } == attributes_of(Plain)


def test_descriptions_of_a_class_come_before_those_of_its_bases() -> None:
    """A class overrides descriptions of its bases, and inherits the others."""
    assert attributes_of(Plain).keys() | {"f"} == attributes_of(Derived).keys()
    assert "It is another here." == attributes_of(Derived)["a"]
    assert attributes_of(Plain) == attributes_of(Undocumented)


@pytest.mark.parametrize("class_", [Unindented, NotText, Closed, AtsJobValue, object])
def test_a_class_without_an_attributes_section(class_: Any) -> None:
    """A class without a section, or with one that is not indented, has no descriptions."""
    assert {} == attributes_of(class_)
