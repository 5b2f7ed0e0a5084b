"""The elements of a report on a terminal are safe, and fit."""

from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from jobstatus.bulk.documents import Location
from jobstatus.cli.elements import ShareBar, make_console, make_table, place_text, value_text
from jobstatus.excerpts import ABSENT
from jobstatus.reports.provider_values import ProviderValue


@pytest.mark.parametrize(
    ("share", "halves"),
    [(0.0, 1), (0.001, 1), (0.5, 24), (1.0, 48)],
    ids=["none", "few", "half", "all"],
)
def test_a_bar_is_as_long_as_its_share(share: float, halves: int) -> None:
    """A bar is measured in half characters, and has at least one."""
    file = StringIO()
    Console(file=file, width=24).print(ShareBar(share, "cyan"))
    text = file.getvalue().strip()
    assert halves == 2 * text.count("━") + text.count("╸")


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [("null", None, ""), ("absent", ABSENT, ""), ("string", "\x1b", r'"\u001b"')],
    ids=["null", "absent", "string"],
)
def test_values(kind: str, value: Any, text: str) -> None:
    """Null and absent values are shown by their kind alone."""
    assert text == value_text(ProviderValue(kind, value, 1)).plain


def test_places() -> None:
    """A location is a file and a line."""
    assert "a.json:3" == place_text(Location("a.json", 3, "$")).plain


def test_columns_of_numbers_are_aligned_to_the_right() -> None:
    """Columns of numbers are aligned to the right, and others to the left."""
    file = StringIO()
    table = make_table("Status", "Jobs", "Kind")
    table.add_row("open", "1", "x")
    table.add_row("[b]", "1,000", "x")
    make_console(file).print(table)
    lines = [line.rstrip() for line in file.getvalue().splitlines()]
    assert "open                      1  x" == lines[1]
    assert "[b]                   1,000  x" == lines[2]
