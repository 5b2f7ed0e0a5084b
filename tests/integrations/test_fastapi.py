"""FastAPI, by way of pydantic: bodies, parameters and answers, errors 422, and the OpenAPI document."""

import json
from typing import Annotated, Any

import attrs
import pytest

fastapi = pytest.importorskip("fastapi", reason="needs the dependency group apps")
pytest.importorskip("httpx2", reason="needs the dependency group apps")
validator = pytest.importorskip("openapi_spec_validator", reason="needs the dependency group apps")

from fastapi import Body, FastAPI, Query  # noqa: E402
from fastapi.testclient import TestClient  # noqa: E402
from pydantic import BaseModel  # noqa: E402

from jobstatus import (  # noqa: E402
    AtsJob,
    AtsJobsPaginated,
    AtsJobValue,
    JobStatus,
    Open,
    SourceValue,
    json_schema,
    make_converter,
)
from jobstatus.integrations.pydantic import ConvertedBy  # noqa: E402
from validators import Valid  # noqa: E402


@attrs.frozen
class Invoice:
    """Somebody's attrs class."""

    number: int
    two_words: str | None = None


class Requisition(BaseModel):
    """Somebody's model."""

    status: JobStatus
    note: str = ""


CAMEL = ConvertedBy(make_converter(case="camel", nulls="emit"))
JSON = {"content-type": "application/json"}

app = FastAPI()


@app.post("/jobs")
def create(job: Annotated[AtsJob, Body()]) -> AtsJob:
    """Give the job back."""
    return job


@app.get("/jobs")
def jobs(
    status: Open[AtsJobValue] | None = None,
    others: Annotated[list[AtsJobValue], Query()] = [],  # noqa: B006 - as FastAPI's own documentation
) -> AtsJobsPaginated:
    """Give a page with one job."""
    assert all(isinstance(other, AtsJobValue) for other in others)
    return AtsJobsPaginated(data=[AtsJob(job_status=JobStatus(status, list(map(str, others))))])


@app.get("/{status}/model", response_model=JobStatus | None)
def of_path(status: AtsJobValue) -> Any:
    """Give a document, which is read as the answer's type."""
    return {"value": status, "sourceValue": 2**70} if status != "none" else None


@app.post("/requisitions")
def require(requisition: Requisition, flag: Annotated[SourceValue, Body()] = None) -> Requisition:
    """Give the model back."""
    assert flag != 5
    return requisition


@app.put("/values")
def put(value: Annotated[SourceValue, Body()]) -> SourceValue:
    """Give the value back."""
    return value


@app.post("/invoices")
def invoice(invoices: Annotated[list[Invoice], Body(), CAMEL]) -> Annotated[list[Invoice], CAMEL]:
    """Give the invoices back."""
    return invoices


client = TestClient(app)


def test_a_body_is_read_and_an_answer_written_without_loss() -> None:
    """Large integers, objects, unrecognized statuses, and both spellings of a key."""
    body = '{"job_status":{"value":"filled","sourceValue":{"b":18446744073709551617,"a":1.0}}}'
    answer = client.post("/jobs", content=body, headers=JSON)
    assert (200, body.replace("sourceValue", "source_value")) == (answer.status_code, answer.text)
    for value in ("18446744073709551617", "1.0", "-0.0", "true", '"1"', "[null]", '{"b":1,"a":{}}'):
        assert value == client.put("/values", content=value, headers=JSON).text


def test_parameters_are_open_enums() -> None:
    """In the query and in the path, listed or not."""
    answer = client.get("/jobs", params={"status": "filled", "others": ["open", "new"]})
    status = {"value": "filled", "source_value": ["open", "new"]}
    assert {"data": [{"job_status": status}]} == answer.json()
    assert '{"value":"new","source_value":1180591620717411303424}' == client.get("/new/model").text
    assert "null" == client.get("/none/model").text


def test_models_have_our_types_in_them() -> None:
    """As fields, beside FastAPI's own parameters of the body."""
    wire = {"requisition": {"status": {"sourceValue": 2**64 + 1}}, "flag": {"a": None}}
    answer = client.post("/requisitions", json=wire)
    assert {"status": {"source_value": 2**64 + 1}, "note": ""} == answer.json()


def test_another_converter_reads_and_writes() -> None:
    """The one that is chosen, for a list of somebody's classes."""
    wire = [{"number": 2**64, "twoWords": None}]
    assert wire == client.post("/invoices", json=wire).json()
    answer = client.post("/invoices", json=[{"number": "1"}, {"two_words": "x"}])
    assert [["body", 0, "number"], ["body", 1, "number"], ["body", 1, "two_words"]] == [
        error["loc"] for error in answer.json()["detail"]
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            '{"id": 1, "job_status": {"value": ["x"]}}',
            [
                (["body", "id"], "expected a string, found number 1", 1),
                (["body", "job_status", "value"], 'expected a string, found array ["x"]', ["x"]),
            ],
        ),
        (
            '{"job_status": {"source_value": [NaN]}}',
            [
                (
                    ["body", "job_status", "source_value", 0],
                    "expected a finite number, found number nan",
                    "nan",
                )
            ],
        ),
        (
            '{"job_status": [NaN]}',
            [(["body", "job_status"], "expected an object, found array [nan]", "[nan]")],
        ),
    ],
    ids=["two", "nan", "an array with nan"],
)
def test_each_problem_is_an_error_of_the_answer(body: str, expected: Any) -> None:
    """With its location; also where FastAPI could not write the value back."""
    answer = client.post("/jobs", content=body, headers=JSON)
    assert 422 == answer.status_code
    detail = answer.json()["detail"]
    assert expected == [(error["loc"], error["msg"], error["input"]) for error in detail]


def test_the_openapi_document_is_valid() -> None:
    """Our classes are components, for what is read and what is written; enums are open."""
    document = client.get("/openapi.json").json()
    validator.validate(document)
    schemas = document["components"]["schemas"]
    assert {"AtsJob-Input", "AtsJob-Output", "AtsJobValue", "AtsJobsPaginated"} <= schemas.keys()
    post = document["paths"]["/jobs"]["post"]
    body = post["requestBody"]["content"]["application/json"]["schema"]
    answer = post["responses"]["200"]["content"]["application/json"]["schema"]
    assert ["#/components/schemas/AtsJob-Input", "#/components/schemas/AtsJob-Output"] == (
        [body["$ref"], answer["$ref"]]
    )
    assert "string" == schemas["AtsJobValue"]["anyOf"][1]["type"]
    parameter = document["paths"]["/jobs"]["get"]["parameters"][0]["schema"]
    assert {"$ref": "#/components/schemas/AtsJobValue"} == parameter["anyOf"][0]


def test_the_components_are_those_of_json_schema() -> None:
    """A document is valid by the one if it is by the other."""
    document = client.get("/openapi.json").json()
    for name, mode in (("AtsJob-Input", "validation"), ("AtsJob-Output", "serialization")):
        embedded = Valid(
            {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
        )
        mode_: Any = mode
        alone = Valid(json_schema(AtsJob, mode=mode_))
        for text in (
            *('{"id": 1}', '{"id": null}', '{"created_at": "2021-01-01T00:00:00Z"}', "[]", "{}"),
            *('{"job_status": {"source_value": 1, "sourceValue": 2}}', '{"jobStatus": {}}'),
            '{"job_status": {"value": "new"}, "created_at": "2021-01-01T00:00:00.000Z"}',
        ):
            wire = json.loads(text)
            assert alone(wire) == embedded(wire), text
