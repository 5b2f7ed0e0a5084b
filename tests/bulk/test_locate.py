"""A locator finds the line of the value at a path, in documents of any layout."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given

from jobstatus.bulk.locate import Locator
from strategies import json_values

PAGE = """
{
  "next": null,
  "data": [
    {"id": "1", "job_status": {
      "value": "open"
    }},
    {
      "id" : "2",
      "job_status":
        {"value": 5, "source_value": [1,
          2]}
    }
  ]
}
"""


@pytest.mark.parametrize(
    ("steps", "line"),
    [
        ((), 2),
        (("next",), 3),
        (("data",), 4),
        (("data", 0), 5),
        (("data", 0, "job_status"), 5),
        (("data", 0, "job_status", "value"), 6),
        (("data", 1), 8),
        (("data", 1, "id"), 9),
        (("data", 1, "job_status"), 11),
        (("data", 1, "job_status", "source_value", 1), 12),
    ],
    ids=str,
)
def test_a_value_is_found(steps: tuple[str | int, ...], line: int) -> None:
    """The line is the one on which the value itself begins, whatever the layout."""
    assert line == Locator(PAGE).line_of(steps)


@pytest.mark.parametrize(
    ("steps", "line"),
    [
        (("data", 1, "title"), 8),
        (("data", 7), 4),
        (("data", "1"), 4),
        (("data", 1, "id", 0), 9),
        (("elsewhere", 0), 2),
        (("elsewhere", "data"), 2),
    ],
    ids=str,
)
def test_an_absent_value_has_the_line_of_its_container(
    steps: tuple[str | int, ...], line: int
) -> None:
    """The line of an absent value is that of the nearest enclosing value."""
    assert line == Locator(PAGE).line_of(steps)


@pytest.mark.parametrize(
    ("text", "steps", "line"),
    [
        ("", ("a",), 1),
        ("\n\n", ("a",), 1),
        ("[5\n,6]", (0, 0), 1),
        ("[5,6\n]", (2,), 1),
        ('{"a": 1}', ("a",), 1),
        ('{"a": 1}\n', ("a",), 1),
        ('{\n"a": 1,\n"b": [', ("b", 0), 3),
        ("[1,2,\n3]", (2,), 2),
        ('{"a":1,"b":2,\n"c":3}', ("c",), 2),
        ('{\n"a": oops,\n"b": 1}', ("b",), 1),
        ('{\n"a": 1\n"b": 1}', ("b",), 3),
        ('{\n"a"', ("a",), 2),
        ('\n{\n"a": 1,\n"a": 2}', ("a",), 4),
        ("[\n" + "7" * 5_000 + ",\n1e999,\n1]", (2,), 4),
        ("[\n" * 100_000, (0,) * 100_000, 33),
    ],
    ids=[
        "empty",
        "blank",
        "in-a-number",
        "behind-the-last-one",
        "one-line",
        "one-line-ended",
        "cut-off",
        "compact",
        "compact-keys",
        "broken-before",
        "no-comma",
        "no-value",
        "key-twice",
        "huge-numbers",
        "bottomless",
    ],
)
def test_malformed_and_hostile_text(text: str, steps: tuple[str | int, ...], line: int) -> None:
    """Broken or very deep text yields the line of the last value that was found."""
    assert line == Locator(text).line_of(steps)


def _leaves(value: Any, steps: tuple[str | int, ...] = ()) -> Iterator[tuple[Any, Any]]:
    pairs: Any = value.items() if isinstance(value, dict) else ()
    pairs = enumerate(value) if isinstance(value, list) else pairs
    if not value or not isinstance(value, (dict, list)):
        yield steps, value
    for step, inner in pairs:
        yield from _leaves(inner, (*steps, step))


@given(json_values)
def test_every_leaf_of_a_pretty_document_is_found(value: Any) -> None:
    """The line that is found ends with the leaf, whatever keys and strings surround it."""
    text = json.dumps(value, indent=1)
    lines, locator = text.split("\n"), Locator(text)
    for steps, leaf in _leaves(value):
        assert lines[locator.line_of(steps) - 1].rstrip(",").endswith(json.dumps(leaf))


def test_locators_are_compared_by_identity() -> None:
    """To compare two locators would be to compare two documents."""
    assert Locator.__eq__ is object.__eq__
