"""Docstrings are read as people write them, and what is none of them is left alone."""

from __future__ import annotations

from enum import Enum
from typing import Any

import pytest

from jobstatus import AtsJob, AtsUpdateJobRequestDto
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


class Silent(Plain): ...  # noqa: D101


class Closed(Enum):  # noqa: D101
    A = 1


class Straight:
    """Attributes:
    a: Not indented."""  # noqa: D205, D209


class Odd:  # noqa: D101
    __doc__: Any = 5  # type: ignore[assignment]


def test_the_summary_is_the_first_paragraph() -> None:
    """As one line."""
    assert "Say what it is, in two lines." == summary_of(Plain)
    assert "A job." == summary_of(AtsJob)


@pytest.mark.parametrize("class_", [Silent, Closed, Straight, Odd], ids=lambda c: c.__name__)
def test_there_may_be_no_summary(class_: Any) -> None:
    """A base's is none of the class's own, and nor is what Python says of every enum."""
    assert "" == summary_of(class_)


def test_attributes_are_read_line_by_line() -> None:
    """Up to the next section; what is no entry belongs to none."""
    assert {
        "a": "One line: with a colon.",
        "b": "Two lines, of which the second is indented.",
        "c": "Below its name.",
        "d": "`x`, for example.",
    } == attributes_of(Plain)


def test_a_class_says_it_better_than_its_bases() -> None:
    """What it does not say itself, they do."""
    assert attributes_of(Plain).keys() | {"f"} == attributes_of(Derived).keys()
    assert "It is another here." == attributes_of(Derived)["a"]
    assert attributes_of(Plain) == attributes_of(Silent)


@pytest.mark.parametrize("class_", [Straight, Odd, Closed, AtsUpdateJobRequestDto, object])
def test_there_may_be_no_attributes(class_: Any) -> None:
    """Or none that are known by their indentation."""
    assert {} == attributes_of(class_)
