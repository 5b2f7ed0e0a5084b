"""The generated tables in the reference are up to date."""

import pytest

from reference import REFERENCE, TABLES, with_table

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("place", TABLES)
def test_a_table_is_up_to_date(place: str) -> None:
    """`make tables` has nothing to write."""
    page, name = place.split()
    text = (REFERENCE / page).read_text(encoding="utf-8")
    assert with_table(text, name, TABLES[place]()) == text
