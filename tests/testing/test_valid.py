"""Documents are read by every converter of their case, and spelled in every way."""

from typing import Any

import pytest
from hypothesis import find, given
from hypothesis import strategies as st

from anybodys import Colour, Numbered
from jobstatus import (
    AtsJob,
    AtsJobValue,
    DriftCounter,
    JobStatus,
    RawResponse,
    make_converter,
)
from jobstatus.testing import documents
from type_samples import CONVERTERS, TYPES, Pair, by_case, by_type, few, has_json_text, seen_in


@by_case
@by_type(TYPES)
@few
@given(data=st.data())
def test_documents_are_read(type_: Any, case: str, data: st.DataObject) -> None:
    """By every converter of their case, those that forbid undeclared keys included."""
    wire = data.draw(documents(type_, case=case))
    assert has_json_text(wire)
    for unknown in ("drop", "forbid", "keep"):
        CONVERTERS[case, unknown].structure(wire, type_)


@by_type([AtsJob, RawResponse, Pair[Colour]])
@few
@given(data=st.data())
def test_documents_have_no_drift(type_: Any, data: st.DataObject) -> None:
    """They are what this version knows."""
    counter = DriftCounter()
    hearing = make_converter(on_drift=counter)
    hearing.structure(data.draw(documents(type_)), type_)
    assert [] == counter.seen()


@pytest.mark.slow
def test_documents_are_spelled_in_every_way() -> None:
    """Absent, null and set; both spellings; a bare string; date-times."""
    for sought in (
        lambda w: "value" in w and w["value"] is None,
        lambda w: "sourceValue" in w,
        lambda w: "source_value" in w,
    ):
        assert seen_in(JobStatus, sought)
    for sought in (
        lambda w: isinstance(w.get("remote_department_ids"), str),
        lambda w: str(w.get("created_at")).endswith("+05:30"),
        lambda w: "id" in list(w)[1:] and "title" == next(iter(w)),
    ):
        assert seen_in(AtsJob, sought)


def test_keys_that_are_no_text_are_text_in_documents() -> None:
    """The canonical one."""
    assert {"texts": {"0": ""}} == find(documents(Numbered), lambda wire: bool(wire.get("texts")))


def test_keys_of_open_enums_are_listed_in_documents() -> None:
    """Others are for objects."""
    wire = find(documents(dict[AtsJobValue, int]), bool)
    assert {"published": 0} == wire
