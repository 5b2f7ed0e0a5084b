"""Uses of the package that type checkers must accept: checked by mypy and pyright, never run."""

from datetime import datetime
from typing import Annotated, Any

import attrs
import cattrs
from pydantic import BaseModel, TypeAdapter
from typing_extensions import assert_never, assert_type

from jobstatus import (
    AtsJob,
    AtsJobsPaginated,
    AtsJobValue,
    JobStatus,
    JobStatusError,
    JsonConverter,
    JsonValue,
    Open,
    OpenEnum,
    Problem,
    SourceValue,
    StructureError,
    Unrecognized,
    UnstructureError,
    configure,
    converter,
    json_schema,
    json_schema_components,
    make_converter,
)
from jobstatus.integrations.pydantic import ConvertedBy


def a_match_with_every_member_and_unrecognized_is_complete(value: Open[AtsJobValue]) -> str:
    match value:
        case AtsJobValue.PUBLISHED | AtsJobValue.OPEN:
            return "advertised"
        case AtsJobValue.DRAFT | AtsJobValue.PENDING | AtsJobValue.INTERNAL:
            return "not yet"
        case AtsJobValue.CLOSED | AtsJobValue.ARCHIVED | AtsJobValue.DELETED:
            return "over"
        case AtsJobValue.ON_HOLD | AtsJobValue.UNMAPPED_VALUE:
            return "who knows"
        case Unrecognized() as new:
            assert_type(new, Unrecognized)
            return new.value + new.name + new.upper()
        case _:
            assert_never(value)


def a_match_of_an_optional_status_is_complete_if_none_comes_first(
    value: Open[AtsJobValue] | None,
) -> bool:
    match value:
        case None:
            return False
        case AtsJobValue.PUBLISHED | AtsJobValue.OPEN:
            return True
        case AtsJobValue.DRAFT | AtsJobValue.PENDING | AtsJobValue.INTERNAL | AtsJobValue.ON_HOLD:
            return False
        case AtsJobValue.CLOSED | AtsJobValue.ARCHIVED | AtsJobValue.DELETED:
            return False
        case AtsJobValue.UNMAPPED_VALUE | Unrecognized():
            return False
        case _:
            assert_never(value)


def a_source_value_narrows_by_its_kind(value: SourceValue) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return "yes" if value else "no"
        case str():
            return value
        case int() | float():
            return f"{value:n}"
        case list():
            items: list[JsonValue] = value
            return ", ".join(map(a_source_value_narrows_by_its_kind, items))
        case dict():
            fields: dict[str, JsonValue] = value
            return a_source_value_narrows_by_its_kind(fields.get("label"))
        case _:
            assert_never(value)


def documents_are_structured_as_what_was_asked_for(body: bytes, parsed: object) -> None:
    assert_type(converter.loads(body, AtsJobsPaginated), AtsJobsPaginated)
    assert_type(converter.loads(body.decode(), list[AtsJob]), list[AtsJob])
    assert_type(converter.structure(parsed, dict[str, JobStatus]), dict[str, JobStatus])
    converter.loads(body, AtsJob | None)
    assert_type(converter.dumps(AtsJob()), bytes)
    assert_type(make_converter(nulls="emit"), JsonConverter)
    configure(cattrs.Converter(), nulls="omit")


def fields_have_the_types_of_the_contract(job: AtsJob) -> None:
    assert_type(job.id, str | None)
    assert_type(job.created_at, datetime | None)
    assert_type(job.job_status, JobStatus | None)
    assert_type(job.remote_department_ids, list[str] | None)
    if job.job_status is not None:
        assert_type(job.job_status.value, AtsJobValue | Unrecognized | None)
    if job.interview_stages is not None:
        assert_type(job.interview_stages[0].order, int | float | None)


def instances_are_made_and_changed_with_keywords(job: AtsJob) -> AtsJob:
    status = JobStatus(value=AtsJobValue.OPEN, source_value={"id": 1, "labels": ["Open", None]})
    return attrs.evolve(job, job_status=status, title=None, remote_location_ids=["a"])


def errors_have_problems(body: bytes) -> list[str]:
    try:
        converter.loads(body, AtsJob)
    except StructureError as error:
        assert_type(error.problems, tuple[Problem, ...])
        return [f"{p.path} {p.message} {p.kind} {p.excerpt}" for p in error.problems]
    except (UnstructureError, JobStatusError) as error:
        return [str(p) for p in error.problems]
    return []


class Stage(OpenEnum):
    """Somebody's own open enum."""

    APPLIED = "applied"
    HIRED = "hired"


@attrs.frozen
class Application:
    """Somebody's own pair."""

    stage: Open[Stage] | None = None
    source_value: SourceValue = None


def somebodys_own_open_enum_is_as_honest(application: Application) -> str:
    stage = application.stage
    assert_type(stage, Stage | Unrecognized | None)
    match stage:
        case Stage.APPLIED | Stage.HIRED | None:
            return "known"
        case Unrecognized():
            return f"new: {stage}"
        case _:
            assert_never(stage)


Application(stage=Stage("screening"), source_value=[1, 1.0, True, None])


class Requisition(BaseModel):
    """Somebody's model with our types, and with a class by another converter, as fields."""

    status: JobStatus | None = None
    value: Open[AtsJobValue] | None = None
    source: SourceValue = None
    jobs: list[AtsJob] = []
    page: AtsJobsPaginated | None = None
    application: Annotated[Application | None, ConvertedBy(make_converter(case="camel"))] = None


def fields_of_models_have_their_types(requisition: Requisition) -> None:
    assert_type(requisition.status, JobStatus | None)
    assert_type(requisition.value, AtsJobValue | Unrecognized | None)
    assert_type(requisition.jobs, list[AtsJob])
    assert_type(requisition.application, Application | None)
    a_source_value_narrows_by_its_kind(requisition.source)
    adapter = TypeAdapter(list[AtsJob])
    assert_type(adapter.validate_json(b"[]"), list[AtsJob])
    Requisition(status=JobStatus(AtsJobValue.OPEN), source=[1, {"a": None}])


def schemas_are_embedded() -> None:
    schemas, definitions = json_schema_components([AtsJob, JobStatus | None], mode="serialization")
    assert_type(schemas, tuple[dict[str, Any], ...])
    assert_type(definitions, dict[str, dict[str, Any]])
    json_schema(AtsJob, ref_template="#/components/schemas/{name}")
    ConvertedBy(cattrs.Converter(), known={AtsJob: {"type": "object"}})
