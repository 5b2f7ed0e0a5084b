"""Schemas to embed: references of the caller's, several types at once, and the two modes."""

import json
from datetime import datetime
from typing import Any

import pytest

from jobstatus import (
    AtsJob,
    AtsJobValue,
    InterviewStage,
    JobStatus,
    json_schema,
    json_schema_components,
    make_converter,
)
from validators import Valid


def references(value: Any) -> set[str]:
    """Return all references in a schema."""
    if isinstance(value, dict):
        own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set[str]()
        return own.union(*map(references, value.values()))
    return set[str]().union(*map(references, value)) if isinstance(value, list) else set()


@pytest.mark.parametrize("mode", ["validation", "serialization"])
def test_references_are_the_callers(mode: Any) -> None:
    """The template has the name in it; braces around anything else stay as they are."""
    made = json_schema(JobStatus, ref_template="x.json#/{a}/{name}", mode=mode)
    assert {"x.json#/{a}/JobStatus", "x.json#/{a}/AtsJobValue"} == references(made)
    assert {"JobStatus", "AtsJobValue"} == made["$defs"].keys()


def test_several_types_share_their_definitions() -> None:
    """Each type has its schema, in order; a definition is there once."""
    types = [list[JobStatus], AtsJob, str, JobStatus, AtsJobValue | None]
    schemas, definitions = json_schema_components(types)
    assert [
        {"type": "array", "items": {"$ref": "#/$defs/JobStatus"}},
        {"$ref": "#/$defs/AtsJob"},
        {"type": "string"},
        {"$ref": "#/$defs/JobStatus"},
        {"anyOf": [{"$ref": "#/$defs/AtsJobValue"}, {"type": "null"}]},
    ] == list(schemas)
    for type_, schema in zip(types, schemas, strict=True):
        alone = json_schema(type_)
        assert schema == {key: alone[key] for key in alone if key[0] != "$" or key == "$ref"}
        assert alone.get("$defs", {}).items() <= definitions.items()
    assert ((), {}) == json_schema_components([])


def test_components_fit_into_an_openapi_document() -> None:
    """All references lead to the definitions."""
    schemas, definitions = json_schema_components(
        [AtsJob, list[JobStatus]], ref_template="#/components/schemas/{name}", mode="serialization"
    )
    document = {"components": {"schemas": definitions}, "anyOf": list(schemas)}
    assert {f"#/components/schemas/{name}" for name in definitions} == references(document)
    valid = Valid(document)
    assert [True, False] == [valid(wire) for wire in ({"id": "a"}, {"id": 1})]


def test_options_and_schemas_of_the_callers_count_for_all_types() -> None:
    """As for one."""
    made = make_converter(case="camel")
    known = {str: {"type": "string", "minLength": 1}}
    (text, _), definitions = json_schema_components([str, AtsJob], converter=made, known=known)
    assert known[str] == text
    assert "jobStatus" in definitions["AtsJob"]["properties"]


def test_a_kept_spelling_has_a_definition_of_its_own() -> None:
    """What is kept is written as it was read: elsewhere, a date-time has the spelling that is written."""
    made = json_schema_components(
        [datetime, InterviewStage], converter=make_converter(unknown="keep"), mode="serialization"
    )[1]
    assert ["datetime", "InterviewStage", "datetime_2"] == [*made]
    spelled = {"$ref": "#/$defs/datetime_2"}
    assert spelled == made["InterviewStage"]["properties"]["created_at"]["anyOf"][0]


def test_another_mode_is_an_error() -> None:
    """The message lists those that there are."""
    mode: Any = "both"
    with pytest.raises(ValueError, match='"validation" or "serialization", not \'both\''):
        json_schema(JobStatus, mode=mode)


def test_the_default_mode_describes_what_is_read() -> None:
    """As it always did."""
    assert json.dumps(json_schema(AtsJob)) == json.dumps(json_schema(AtsJob, mode="validation"))
