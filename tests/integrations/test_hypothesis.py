"""`st.from_type` knows the classes of this package, and those that are registered."""

import subprocess
import sys
from datetime import datetime
from typing import Any

import attrs
import pytest
from hypothesis import find, given
from hypothesis import strategies as st

from anybodys import Colour
from exactly import exactly
from jobstatus import AtsJob, AtsJobValue, JobStatus, Open, Unrecognized, converter
from jobstatus.testing import register_type
from strategies import CLASSES
from type_samples import Pair, by_type, few


@by_type([*CLASSES, AtsJobValue, Open[AtsJobValue], JobStatus | None, list[AtsJob]])
@few
@given(data=st.data())
def test_from_type_gives_valid_instances(type_: Any, data: st.DataObject) -> None:
    """Of every class and enum of the contract, and of what is made of them."""
    value = data.draw(st.from_type(type_))
    assert exactly(value) == exactly(converter.loads(converter.dumps(value, type_), type_))


@register_type
@attrs.frozen
class Employee:
    """Somebody's class."""

    gender: Pair[Colour] | None = None
    born: datetime | None = None


@given(...)
def test_from_type_gives_what_was_registered(employee: Employee, colours: list[Employee]) -> None:
    """By the decorator; nested, and inferred from annotations, too."""
    for each in (employee, *colours):
        assert each == converter.loads(converter.dumps(each), Employee)


@given(data=st.data())
def test_from_type_gives_generic_classes_and_enums_that_were_registered(
    data: st.DataObject,
) -> None:
    """With their arguments."""
    register_type(Pair)
    register_type(Colour)
    pair = data.draw(st.from_type(Pair[Colour]))
    assert pair.value is None or isinstance(pair.value, Colour)
    assert pair == converter.loads(converter.dumps(pair, Pair[Colour]), Pair[Colour])
    assert isinstance(data.draw(st.from_type(Colour)), Colour)


def test_from_type_gives_unrecognized_values() -> None:
    """An unrecognized value of an open enum is as valid as its members."""
    for type_ in (AtsJobValue, Open[AtsJobValue]):
        assert isinstance(
            find(st.from_type(type_), lambda v: isinstance(v, Unrecognized)), AtsJobValue
        )


def run(code: str) -> str:
    """Run code in a process of its own."""
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False
    )
    return ran.stdout + ran.stderr[-500:]


@pytest.mark.parametrize("first", ["hypothesis", "jobstatus", "jobstatus.testing"])
def test_from_type_works_whatever_is_imported_first(first: str) -> None:
    """Without `jobstatus.testing`, too: Hypothesis is told of the classes when it is imported."""
    code = f"""
import {first}, sys
from hypothesis import strategies as st
print("jobstatus.testing" in sys.modules)
from jobstatus import JobStatus, Open, AtsJobValue
print(st.from_type(JobStatus), st.from_type(Open[AtsJobValue]))
"""
    shown = f"{first == 'jobstatus.testing'}\ninstances(JobStatus) instances(AtsJobValue)\n"
    assert shown == run(code)
