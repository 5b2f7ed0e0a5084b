"""Texts for people: numbers are rounded honestly, and nothing acts on a document's texts."""

import pytest

from jobstatus.reports.texts import count_noun, format_share, printable, short


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "0%"), (0.0001, "<0.1%"), (0.125, "12.5%"), (0.9999, ">99.9%"), (1, "100.0%")],
    ids=str,
)
def test_shares(share: float, text: str) -> None:
    """A share is 0% only if it is nothing, and 100% only if it is everything."""
    assert text == format_share(share)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("open", "open"),
        ("", '""'),
        (" padded", '" padded"'),
        ("\x1b[31mred", r'"\u001b[31mred"'),
        ("\u202eevil", r'"\u202eevil"'),
    ],
    ids=["plain", "empty", "padded", "escape", "override"],
)
def test_texts_are_quoted_where_they_have_to_be(text: str, shown: str) -> None:
    """Texts are quoted if they are empty or padded, or have characters that are not printed."""
    assert shown == printable(text)
    assert shown == short(text, 20)


def test_long_texts_are_cut() -> None:
    """Long texts are cut before they are quoted."""
    assert "aaaa…" == short("a" * 9_000_000, 5)


def test_nouns() -> None:
    """A number that is not 1 has a plural."""
    assert ["0 jobs", "1 job", "1,000 jobs"] == [count_noun(n, "job") for n in (0, 1, 1_000)]
    assert "2 statuses" == count_noun(2, "status", "es")
