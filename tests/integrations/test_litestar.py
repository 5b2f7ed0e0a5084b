"""Litestar, by the plugin: bodies and answers by a converter, errors 400, and the OpenAPI document."""

from dataclasses import dataclass
from typing import Annotated, Any, cast

import attrs
import cattrs
import msgspec
import pytest

pytest.importorskip("litestar", reason="needs the dependency group apps")
validator = pytest.importorskip("openapi_spec_validator", reason="needs the dependency group apps")

from litestar import Litestar, MediaType, Response, get, post  # noqa: E402
from litestar.params import Body, FromQuery, JSONBody, RequestBody, URLEncodedBody  # noqa: E402
from litestar.testing import TestClient  # noqa: E402

from jobstatus import (  # noqa: E402
    AtsJob,
    AtsJobsPaginated,
    AtsJobValue,
    JobStatus,
    Open,
    OpenEnum,
    configure,
    json_schema,
    make_converter,
)
from jobstatus.integrations.litestar import ConverterPlugin  # noqa: E402
from validators import Valid  # noqa: E402


@attrs.frozen
class Invoice:
    """Somebody's attrs class."""

    number: int
    two_words: str | None = None
    status: JobStatus | None = None


class Stage(OpenEnum):
    """Somebody's open enum."""

    APPLIED = "applied"


@post("/jobs", status_code=200)
async def create(data: RequestBody[AtsJob]) -> AtsJob:
    """Give the job back."""
    return data


@get("/jobs")
async def jobs(status: FromQuery[AtsJobValue | None] = None) -> AtsJobsPaginated:
    """Give a page with one job."""
    return AtsJobsPaginated(data=[AtsJob(job_status=JobStatus(status))])


@post("/annotated", status_code=200)
async def annotated(data: Annotated[list[AtsJob], Body(title="Jobs")]) -> dict[str, AtsJob] | None:
    """Give the jobs back by their ids."""
    return {str(job.id): job for job in data} or None


@post("/response", status_code=201)
async def response(data: JSONBody[AtsJob | None] = None) -> Response[list[AtsJob]]:
    """Give the job back, in a response with a header."""
    jobs = [data] if data else []
    return Response(jobs, headers={"x-count": str(len(jobs))}, media_type=MediaType.JSON)


@get("/enum", media_type=MediaType.TEXT)
async def enum() -> Open[AtsJobValue]:
    """Give an unrecognized value."""
    return AtsJobValue("new")


@get("/enums")
async def enums() -> list[Open[AtsJobValue]]:
    """Give a list of unrecognized values."""
    return [AtsJobValue("new")]


@post("/native", status_code=200)
async def native(data: JSONBody[dict[str, int]]) -> list[int]:
    """Do without our types."""
    return list(data.values())


@post("/count", status_code=200)
async def count(data: JSONBody[list[AtsJob]]) -> dict[str, int]:
    """Read our types, and write others."""
    return {"count": len(data)}


@post("/form", status_code=200)
async def form(
    data: URLEncodedBody[AtsJob],
) -> AtsJob:
    """Read the fields of a form."""
    return data


@get("/broken")
async def broken() -> AtsJob:
    """Give what cannot be written."""
    return AtsJob(id=cast("Any", 5))


HANDLERS = [create, jobs, annotated, response, enum, enums, native, count, form, broken]
client = TestClient(Litestar(HANDLERS, plugins=[ConverterPlugin()]))


def test_a_body_is_read_and_an_answer_written_without_loss() -> None:
    """By itself, Litestar drops `sourceValue`, and writes every null and an empty `extra`."""
    body = '{"job_status":{"value":"filled","sourceValue":{"b":18446744073709551617,"a":1.0}}}'
    answer = client.post("/jobs", content=body)
    assert (200, body.replace("sourceValue", "source_value")) == (answer.status_code, answer.text)
    assert '{"data":[{"job_status":{"value":"new"}}]}' == client.get("/jobs?status=new").text
    assert "new" == client.get("/enum").text
    assert '["new"]' == client.get("/enums").text


def test_our_types_may_be_in_lists_dicts_unions_and_responses() -> None:
    """A `Response` keeps its headers, and a handler without a body its default."""
    assert {"a": {"id": "a"}} == client.post("/annotated", json=[{"id": "a"}]).json()
    assert "null" == client.post("/annotated", json=[]).text
    answer = client.post("/response", json={"id": "a"})
    assert (201, "1", [{"id": "a"}]) == (
        answer.status_code, answer.headers["x-count"], answer.json()
    )  # fmt: skip
    assert [] == client.post("/response").json()


def test_other_types_are_litestars() -> None:
    """In a handler without ours, and beside them."""
    assert [1] == client.post("/native", json={"a": 1}).json()
    assert {"count": 1} == client.post("/count", json=[{}]).json()


def test_message_pack_and_forms_are_read() -> None:
    """By way of their builtins; the answer is what the handler declares."""
    body = msgspec.msgpack.encode({"job_status": {"sourceValue": [1, 1.0]}})
    answer = client.post("/jobs", content=body, headers={"content-type": "application/x-msgpack"})
    assert '{"job_status":{"source_value":[1,1.0]}}' == answer.text
    assert {"id": "a"} == client.post("/form", data={"id": "a"}).json()
    wrong = client.post("/form", data={"created_at": "noon"})
    assert ["created_at"] == [problem["key"] for problem in wrong.json()["extra"]]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            '{"id": 1, "job_status": {"value": []}}',
            [
                {"message": "expected a string, found number 1", "key": "id", "source": "body"},
                {
                    "message": "expected a string, found array []",
                    "key": "job_status.value",
                    "source": "body",
                },
            ],
        ),
        ("[]", [{"message": "expected an object, found array []", "source": "body"}]),
        (
            "{",
            [
                {
                    "message": "is not JSON: the text ends too early at byte 1, near b'{'",
                    "source": "body",
                }
            ],
        ),
    ],
    ids=["two", "another type", "no JSON"],
)
@pytest.mark.parametrize("is_json_converter", [True, False], ids=["ours", "of cattrs"])
def test_each_problem_is_in_the_answer(body: str, expected: Any, is_json_converter: bool) -> None:
    """In the form that Litestar gives its own; whichever configured converter it is."""
    mine: Any = make_converter() if is_json_converter else cattrs.Converter()
    configure(mine)
    asked = TestClient(Litestar([create], plugins=[ConverterPlugin(mine)]))
    answer = asked.post("/jobs", content=body)
    assert 400 == answer.status_code
    assert {
        "status_code": 400,
        "detail": "Validation failed for POST /jobs",
        "extra": expected,
    } == (answer.json())
    assert '{"id":"a"}' == asked.post("/jobs", content='{"id":"a"}').text


def test_an_answer_that_cannot_be_written_is_the_servers_mistake() -> None:
    """And not the client's."""
    assert 500 == client.get("/broken").status_code


def test_another_converter_serves_anybodys_classes() -> None:
    """With its options, and hooks that are described."""

    @post("/invoices", status_code=200)
    async def invoices(data: JSONBody[list[Invoice]], stage: FromQuery[Stage]) -> list[Invoice]:
        assert isinstance(stage, Stage)
        return data

    mine = make_converter(case="camel", nulls="emit", unknown="forbid")
    mine.register_structure_hook(int, lambda value, _: int(value, 16))
    mine.register_unstructure_hook(int, hex)
    plugin = ConverterPlugin(mine, known={int: {"type": "string", "pattern": "^0x"}})
    asked = TestClient(Litestar([invoices], plugins=[plugin]))
    answer = asked.post("/invoices?stage=new", json=[{"number": "0xff", "twoWords": "x"}])
    assert [{"number": "0xff", "twoWords": "x", "status": None}] == answer.json()
    document = asked.get("/schema/openapi.json").json()
    validator.validate(document)
    schemas = document["components"]["schemas"]
    number = {"type": "string", "pattern": "^0x"}
    assert [number, number] == [
        schemas[name]["properties"]["number"] for name in ("Invoice-Input", "Invoice-Output")
    ]
    assert ["number"] == schemas["Invoice-Input"]["required"]
    assert schemas["Invoice-Input"]["additionalProperties"] is False
    parameter = document["paths"]["/invoices"]["post"]["parameters"][0]["schema"]
    assert {"$ref": "#/components/schemas/Stage"} == parameter
    assert "string" == schemas["Stage"]["anyOf"][1]["type"]


def test_the_openapi_document_is_valid() -> None:
    """Our classes are components, each once for what is read and once for what is written."""
    document = client.get("/schema/openapi.json").json()
    validator.validate(document)
    schemas = document["components"]["schemas"]
    assert {
        "AtsJob-Input",
        "AtsJob-Output",
        "AtsJobValue",
        "AtsJobsPaginated-Output",
    } <= schemas.keys()
    # With the title of its class, two components would be one for generators of clients.
    assert not [name for name, schema in schemas.items() if "title" in schema]
    for path, part in (("/annotated", {"type": "array"}), ("/response", {"anyOf": ...})):
        body = document["paths"][path]["post"]["requestBody"]["content"]["application/json"]
        assert part.keys() <= body["schema"].keys()
    for name, mode in (("AtsJob-Input", "validation"), ("AtsJob-Output", "serialization")):
        embedded = Valid(
            {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
        )
        mode_: Any = mode
        alone = Valid(json_schema(AtsJob, mode=mode_))
        for wire in (
            *({"id": 1}, {"id": None}, {"created_at": "2021-01-01T00:00:00Z"}, [], {}),
            *({"job_status": {"source_value": 1, "sourceValue": 2}}, {"jobStatus": {}}),
            {"job_status": {"value": "new"}, "created_at": "2021-01-01T00:00:00.000Z"},
        ):
            assert alone(wire) == embedded(wire), wire
    assert (
        document
        == TestClient(Litestar(HANDLERS, plugins=[ConverterPlugin()]))
        .get("/schema/openapi.json")
        .json()
    )


def test_a_class_of_the_same_name_gets_another_one() -> None:
    """Also where Litestar itself describes one of that name."""

    @dataclass
    class Named:
        text: str

    Named.__name__ = Named.__qualname__ = "AtsJob-Input"

    @post("/named")
    async def named(data: JSONBody[Named]) -> None: ...

    asked = TestClient(Litestar([create, named], plugins=[ConverterPlugin()]))
    document = asked.get("/schema/openapi.json").json()
    body = document["paths"]["/jobs"]["post"]["requestBody"]["content"]["application/json"][
        "schema"
    ]
    properties = document["components"]["schemas"][body["$ref"].rpartition("/")[2]]["properties"]
    assert "job_status" in properties
    validator.validate(document)
