"""The classes are the contract's: names, order, types, and nothing but data."""

import copy
import inspect
import pickle
from typing import Any

import attrs
import cattrs
import msgspec
import pytest

import jobstatus
from jobstatus import (
    UNSET,
    AtsCreateJobRequestDto,
    AtsJob,
    AtsJobConfidential,
    AtsJobHiringTeam,
    AtsJobsPaginated,
    AtsJobValue,
    AtsUpdateJobRequestDto,
    JobStatus,
)
from strategies import CLASSES

JOB = (
    "id remote_id unified_custom_fields code title description status job_status department_ids "
    "remote_department_ids location_ids remote_location_ids hiring_team interview_stages "
    "confidential custom_fields created_at updated_at"
)
REQUEST = (
    "unified_custom_fields code title description status job_status department_ids location_ids "
    "hiring_team interview_stages confidential custom_fields passthrough"
)
FIELDS = {
    "JobStatus": "value source_value",
    "AtsJob": JOB,
    "AtsJobHiringTeam": "user_id remote_user_id first_name last_name email role",
    "InterviewStage": "id remote_id unified_custom_fields name order created_at updated_at",
    "CustomFields": "id remote_id name value value_id remote_value_id",
    "RawResponse": "method url body response",
    "AtsJobsPaginated": "next_page next data raw",
    "AtsJobResult": "data raw",
    "AtsCreateJobRequestDto": REQUEST,
    "AtsUpdateJobRequestDto": REQUEST,
}
REQUIRED = {
    "RawResponse": {"method", "url"},
    "AtsJobsPaginated": {"data"},
    "AtsJobResult": {"data"},
}

by_name = pytest.mark.parametrize("class_", CLASSES, ids=lambda class_: class_.__name__)


def minimal(class_: type[Any]) -> Any:
    """Return an instance with nothing but its required fields."""
    some: dict[str, Any] = {
        "RawResponse": {"method": "GET", "url": "https://example.com"},
        "AtsJobsPaginated": {"data": []},
        "AtsJobResult": {"data": AtsJob()},
    }
    return class_(**some.get(class_.__name__, {}))


def test_every_class_of_the_contract_is_there() -> None:
    """No more, no fewer."""
    assert set(FIELDS) == {class_.__name__ for class_ in CLASSES}


@by_name
def test_the_fields_are_the_contracts(class_: type[Any]) -> None:
    """In the order of the schema, and only the required ones have no default."""
    *fields, extra = attrs.fields(class_)
    assert "extra" == extra.name
    assert FIELDS[class_.__name__].split() == [a.name for a in fields]
    required = {a.name for a in fields if a.default is attrs.NOTHING}
    assert REQUIRED.get(class_.__name__, set()) == required
    absent = UNSET if class_ is AtsUpdateJobRequestDto else None
    assert {absent} == {a.default for a in fields if a.name not in required}


def test_the_enums_list_the_wire_texts_in_order() -> None:
    """Exact texts, names in capitals."""
    statuses = (
        "published draft pending internal archived closed open deleted on_hold unmapped_value"
    )
    assert statuses.split() == [member.value for member in AtsJobValue]
    assert ["true", "false", "unmapped_value"] == [m.value for m in AtsJobConfidential]
    for enum in (AtsJobValue, AtsJobConfidential):
        assert [m.name for m in enum] == [m.value.upper() for m in enum]


@by_name
def test_instances_are_frozen_and_slotted(class_: type[Any]) -> None:
    """Nothing can be changed or added by mistake."""
    instance = minimal(class_)
    name = attrs.fields(class_)[0].name
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        setattr(instance, name, None)
    assert not hasattr(instance, "__dict__")


@by_name
def test_instances_are_values(class_: type[Any]) -> None:
    """Equal to their copies, pickles and evolutions."""
    instance = minimal(class_)
    assert instance == pickle.loads(pickle.dumps(instance)) == copy.deepcopy(instance)
    assert instance == attrs.evolve(instance)


@by_name
def test_every_field_is_documented(class_: type[Any]) -> None:
    """A reader finds each in the docstring of the class."""
    doc = inspect.getdoc(class_) or ""
    missing = [a.name for a in attrs.fields(class_) if f"\n    {a.name}: " not in doc]
    assert [] == missing


@pytest.mark.parametrize(
    ("class_", "name"),
    [
        (AtsJob, "status"),
        (AtsCreateJobRequestDto, "status"),
        (AtsUpdateJobRequestDto, "status"),
        (AtsJobsPaginated, "next_page"),
    ],
    ids=["job", "create", "update", "page"],
)
def test_deprecated_fields_say_so_and_work_silently(class_: type[Any], name: str) -> None:
    """A reader, a type checker and a program see the mark; nobody gets a warning at run time."""
    marked = attrs.fields_dict(class_)[name].metadata["deprecated"]
    assert marked.startswith(f"StackOne deprecates `{name}`")
    some = {"data": []} if class_ is AtsJobsPaginated else {}
    assert "x" == getattr(class_(**some, **{name: "x"}), name)


def test_arguments_are_keywords_but_for_the_pair() -> None:
    """A pair reads well without them; eighteen fields do not."""
    assert JobStatus(value=AtsJobValue.OPEN, source_value=1) == JobStatus(AtsJobValue.OPEN, 1)
    with pytest.raises(TypeError):
        AtsJob("id")


def test_the_repr_of_a_status_shows_what_it_is() -> None:
    """Both halves, and whether the first is recognized."""
    assert (
        "JobStatus(value=<AtsJobValue unrecognized: 'filled'>, source_value={'id': 3})"
    ) == repr(JobStatus(AtsJobValue("filled"), {"id": 3}))


def test_the_classes_work_without_our_converter() -> None:
    """Msgspec and stock cattrs read what they can of them; they hold no serialization code."""
    wire = b'{"id":"a","job_status":{"value":"filled","source_value":[1,{"a":1.0}]}}'
    expected = AtsJob(id="a", job_status=JobStatus(AtsJobValue("filled"), [1, {"a": 1.0}]))
    assert expected == msgspec.json.decode(wire, type=AtsJob)
    assert AtsJobHiringTeam(role="x") == cattrs.structure({"role": "x"}, AtsJobHiringTeam)


def test_the_published_names_are_the_contracts() -> None:
    """One import brings each of them."""
    assert set(FIELDS) | {"AtsJobValue", "AtsJobConfidential"} <= set(jobstatus.__all__)
