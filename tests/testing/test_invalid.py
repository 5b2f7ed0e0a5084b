"""Drifted documents are read, and hostile ones are refused."""

import json
from datetime import datetime
from typing import Any

import pytest
from hypothesis import find, given
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from anybodys import Colour, Numbered
from exactly import exactly
from jobstatus import (
    AtsJob,
    AtsJobResult,
    DriftCounter,
    JobStatus,
    RawResponse,
    StructureError,
    converter,
    make_converter,
)
from jobstatus.testing import drifted, hostile
from strategies import CLASSES
from type_samples import (
    CONVERTERS,
    DRIFTING,
    PATIENT,
    QUICK,
    WITH_WRONGS,
    Pair,
    Tree,
    by_case,
    by_type,
    few,
    has_json_text,
)


@by_case
@by_type(DRIFTING)
@few
@given(data=st.data())
def test_what_has_drifted_is_read(type_: Any, case: str, data: st.DataObject) -> None:
    """And there is something that has: an undeclared key, or a text that is not listed."""
    wire = data.draw(drifted(type_, case=case))
    CONVERTERS[case, "drop"].structure(wire, type_)
    try:
        CONVERTERS[case, "forbid"].structure(wire, type_)
    except StructureError as error:
        assert all("is not a known field" in p.message for p in error.problems)
    else:
        counter = DriftCounter()
        make_converter(case=case, on_drift=counter).structure(wire, type_)
        assert counter.seen()


def respelled(wire: Any, case: str) -> Any:
    """Spell `source_value` as a converter of a case writes it."""
    spelling = {"snake": ("sourceValue", "source_value"), "camel": ("source_value", "sourceValue")}
    if isinstance(wire, list):
        return [respelled(item, case) for item in wire]
    if not isinstance(wire, dict):
        return wire
    was, becomes = spelling[case]
    items = {becomes if key == was else key: respelled(i, case) for key, i in wire.items()}
    return dict(sorted(items.items()))


@by_case
@by_type([*CLASSES, Pair[Colour], list[JobStatus]])
@few
@given(data=st.data())
def test_what_has_drifted_is_kept(type_: Any, case: str, data: st.DataObject) -> None:
    """With equal types, wherever a class has a field for what is extra."""
    wire = data.draw(drifted(type_, case=case))
    keep = CONVERTERS[case, "keep"]
    written = keep.unstructure(keep.structure(wire, type_), type_)
    assert exactly(respelled(wire, case)) == exactly(respelled(written, case))


@by_case
@pytest.mark.parametrize("python", [False, True], ids=["json", "python"])
@by_type(WITH_WRONGS)
@few
@given(data=st.data())
def test_what_is_hostile_is_refused(
    type_: Any, python: bool, case: str, data: st.DataObject
) -> None:
    """Always, and by nothing but a `StructureError`; what is JSON is refused as text, too."""
    wire = data.draw(hostile(type_, case=case, python=python))
    with pytest.raises(StructureError) as refused:
        CONVERTERS[case, "drop"].structure(wire, type_)
    with pytest.raises(StructureError):
        CONVERTERS[case, "forbid"].structure(wire, type_)
    if not all("but this converter reads" in p.message for p in refused.value.problems):
        with pytest.raises(StructureError):
            CONVERTERS[case, "keep"].structure(wire, type_)
    if not python:
        assert has_json_text(wire)
        with pytest.raises(StructureError):
            CONVERTERS[case, "drop"].loads(json.dumps(wire), type_)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("type_", "python", "message"),
    [
        (JobStatus, False, "is a second spelling"),
        (AtsJob, False, "in camelCase, but this converter"),
        (AtsJobResult, False, "is required, but absent"),
        (RawResponse, False, "an integer from 0 to 255"),
        (list[datetime], False, "date-time that exists"),
        (list[datetime], False, "at most 6 digits"),
        (AtsJob, False, "found null"),
        (Numbered, False, "in its canonical spelling"),
        (JobStatus, True, "contains itself"),
        (JobStatus, True, "4,300 digits"),
        (JobStatus, True, "a finite number"),
        (JobStatus, True, "a string as a key"),
    ],
)
def test_everything_that_is_promised_is_wrong_at_times(
    type_: Any, python: bool, message: str
) -> None:
    """Each kind of problem comes up."""

    def sought(wire: Any) -> bool:
        try:
            converter.structure(wire, type_)
        except StructureError as error:
            return any(message in str(problem) for problem in error.problems)
        return False

    assert sought(find(hostile(type_, python=python), sought, settings=PATIENT))


def test_what_a_foreign_hook_reads_is_never_wrong() -> None:
    """No hostile document has its fault in a value that a foreign hook reads."""
    with pytest.raises(NoSuchExample):
        find(hostile(list[Any], python=True), lambda wire: isinstance(wire, list), settings=QUICK)


@pytest.mark.slow
@by_type([JobStatus, AtsJobResult, Tree])
def test_the_simplest_hostile_document_is_small(type_: Any) -> None:
    """There are several ways to be wrong that are as simple."""
    assert len(str(find(hostile(type_), lambda _: True, settings=QUICK))) < 30
