"""Numbers and sizes are read from arguments, or refused."""

import argparse
from collections.abc import Callable

import pytest

from jobstatus.cli.argument_types import (
    add_reading_options,
    add_workers_option,
    parse_count,
    parse_limit,
    parse_size,
)


@pytest.mark.parametrize(
    ("parse", "text", "number"),
    [
        (parse_count, "1", 1),
        (parse_count, "9999", 9_999),
        (parse_limit, "0", 0),
        (parse_limit, "12", 12),
        (parse_size, "17", 17),
        (parse_size, "17B", 17),
        (parse_size, "2kB", 2 << 10),
        (parse_size, "64 MB", 64 << 20),
        (parse_size, "3GB", 3 << 30),
    ],
)
def test_numbers(parse: Callable[[str], int], text: str, number: int) -> None:
    """A size may have a unit of 1,024."""
    assert number == parse(text)


@pytest.mark.parametrize(
    ("parse", "text"),
    [
        *((parse_count, text) for text in ("0", "-1", "10000", "two", "")),
        *((parse_limit, text) for text in ("-1", "1.5", "all", "")),
        *((parse_size, text) for text in ("MB", "1.5MB", "-1", "1TB", "1XB", "1M", "1 ", "")),
    ],
)
def test_what_is_no_number(parse: Callable[[str], int], text: str) -> None:
    """A text that is no number is refused with a message that has the text."""
    with pytest.raises(argparse.ArgumentTypeError, match=f"'{text}' is no"):
        parse(text)


def test_defaults() -> None:
    """One process reads documents in snake case, of up to 256 MB."""
    parser = argparse.ArgumentParser()
    add_reading_options(parser)
    add_workers_option(parser)
    expected = {"case": "snake", "at": None, "max_document": 256 << 20, "workers": 1}
    assert expected == vars(parser.parse_args([]))
