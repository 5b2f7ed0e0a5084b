"""Instances are written and read back, whatever their class is."""

from typing import TYPE_CHECKING, Any, NoReturn, cast

import attrs
import msgspec
import pytest
from hypothesis import find, given
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample, Unsatisfiable

from anybodys import ANYBODYS, Numbered, Patch, Private
from exactly import exactly
from jobstatus import AtsJob, AtsJobValue, JobStatus, Unrecognized, converter
from jobstatus.testing import drifted, instances
from jobstatus.testing.lookup import node_for
from jobstatus.testing.objects import undeclared_keys
from type_samples import (
    CONVERTERS,
    PATIENT,
    QUICK,
    TYPES,
    Lenient,
    Money,
    Priced,
    Strict,
    by_type,
    few,
    seen_in,
)

if TYPE_CHECKING:
    from jobstatus.nodes.classes import ClassNode


@attrs.define
class Refusing:
    """It refuses whatever its field holds."""

    n: int = 0

    def __attrs_post_init__(self) -> NoReturn:
        raise ValueError(self.n)


@attrs.define
class Usual:
    """It has fields for keys that are often undeclared."""

    extra: str = ""
    value_id: str = ""


@by_type([t for t in TYPES if t not in (Any, *ANYBODYS)])
@few
@given(data=st.data())
def test_instances_are_written_and_read_back(type_: Any, data: st.DataObject) -> None:
    """As builtins and as text; and what is extra, by those who keep it."""
    value = data.draw(instances(type_))
    assert exactly(value) == exactly(
        converter.structure(converter.unstructure(value, type_), type_)
    )
    assert exactly(value) == exactly(converter.loads(converter.dumps(value, type_), type_))
    more = data.draw(instances(type_, extra=True))
    keep = CONVERTERS["snake", "keep"]
    assert exactly(more) == exactly(keep.loads(keep.dumps(more, type_), type_))


@by_type([*ANYBODYS, Strict])
@few
@given(data=st.data())
def test_instances_of_anybodys_classes_are_written(type_: Any, data: st.DataObject) -> None:
    """Whatever they do when they are made; what they refuse to be is not drawn."""
    value = data.draw(instances(type_))
    assert isinstance(value, type_)
    converter.dumps(value)


def test_instances_have_unrecognized_values_and_what_is_extra() -> None:
    """The one always, the other if that is asked for."""
    assert seen_in(JobStatus, lambda s: isinstance(s.value, Unrecognized), instances)
    assert seen_in(JobStatus, lambda s: s.value is AtsJobValue.ON_HOLD, instances)
    more = instances(AtsJob, extra=True)
    assert find(
        more,
        lambda job: bool(job.extra and job.job_status and job.job_status.extra),
        settings=PATIENT,  # which makes it no smaller
    )


@pytest.mark.parametrize("sought", [msgspec.UNSET, None, ""], ids=["unset", "null", "set"])
def test_fields_that_may_be_unset_are_unset_null_and_set(sought: Any) -> None:
    """Each of the three means something."""
    assert sought == find(instances(Patch), lambda patch: patch.text == sought).text


def test_keys_that_are_no_text_are_themselves_in_instances() -> None:
    """Only documents have them as text."""
    assert {0: ""} == find(instances(Numbered), lambda made: bool(made.texts)).texts


def test_fields_without_a_hook_are_what_hypothesis_makes_of_their_types() -> None:
    """And what no document has is there, if the class needs it."""
    priced = find(instances(Priced), lambda _: True)
    assert (Money, 0, 5) == (type(priced.price), priced.secret, priced.hidden)


def test_what_a_class_refuses_is_not_drawn() -> None:
    """Of a class that refuses everything, there is nothing to draw."""
    with pytest.raises(Unsatisfiable):
        find(instances(Refusing), lambda _: True, settings=QUICK)


def test_undeclared_keys_are_no_declared_ones() -> None:
    """An underscore is put behind a key that a field has."""
    keys = undeclared_keys(cast("ClassNode", node_for(Usual)))
    assert find(keys, lambda key: key in {"extra_", "value_id_"}, settings=PATIENT)
    with pytest.raises(NoSuchExample):
        find(keys, lambda key: key in {"extra", "value_id"}, settings=QUICK)


def test_an_enum_that_lists_every_text_has_no_unrecognized_values() -> None:
    """Its members are drawn, and nothing else."""
    assert Lenient.ONE is find(instances(Lenient), lambda _: True)
    with pytest.raises(Unsatisfiable):
        find(drifted(Lenient), lambda _: True, settings=QUICK)


def test_private_fields_are_drawn_by_their_aliases() -> None:
    """As `__init__` takes them."""
    assert Private(id="") == find(instances(Private), lambda _: True)
