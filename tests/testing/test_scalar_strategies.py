"""Strategies for scalars, JSON values and JSON text."""

from typing import Any

import pytest
from hypothesis import find, given
from hypothesis import strategies as st

from exactly import exactly
from jobstatus import AtsJob, JsonValue, converter
from jobstatus.testing import documents, drifted, encoded, json_values
from type_samples import PATIENT, has_json_text


@given(json_values())
def test_json_values_are_json(value: Any) -> None:
    """Exactly so."""
    assert exactly(value) == exactly(converter.structure(value, JsonValue))
    assert has_json_text(value)


@pytest.mark.parametrize(
    "sought",
    [
        lambda v: isinstance(v, int) and abs(v) > 2**64,
        lambda v: str(v) == "-0.0",
        lambda v: isinstance(v, dict) and any(isinstance(item, list) for item in v.values()),
        lambda v: isinstance(v, str) and not v.isascii(),
    ],
    ids=["large", "negative-zero", "nested", "no-ascii"],
)
def test_json_values_are_of_every_kind(sought: Any) -> None:
    """Rare ones, too."""
    assert sought(find(json_values(), sought, settings=PATIENT))


@given(data=st.data())
def test_encoded_documents_are_those_documents(data: st.DataObject) -> None:
    """However they are spelled."""
    wire = data.draw(documents(AtsJob) | drifted(AtsJob))
    text = data.draw(encoded(st.just(wire)))
    assert exactly(converter.structure(wire, AtsJob)) == exactly(converter.loads(text, AtsJob))


def test_what_is_no_json_cannot_be_encoded() -> None:
    """The error is Python's own."""
    for value, error in ((float("nan"), ValueError), (b"", TypeError)):
        with pytest.raises(error):
            find(encoded(st.just(value)), lambda _: True)
