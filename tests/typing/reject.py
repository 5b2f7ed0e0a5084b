"""Mistakes that type checkers must reject: an ignore on a line without a mistake is reported."""

from typing_extensions import assert_never

from jobstatus import (
    AtsJob,
    AtsJobsPaginated,
    AtsJobValue,
    AtsUpdateJobRequestDto,
    JobStatus,
    Open,
    configure,
    converter,
    json_schema,
    make_converter,
)
from jobstatus.integrations.pydantic import ConvertedBy


def a_match_that_forgets_unrecognized(value: Open[AtsJobValue]) -> str:
    match value:
        case AtsJobValue.PUBLISHED | AtsJobValue.OPEN | AtsJobValue.DRAFT | AtsJobValue.PENDING:
            return "alive"
        case AtsJobValue.CLOSED | AtsJobValue.ARCHIVED | AtsJobValue.DELETED:
            return "over"
        case AtsJobValue.INTERNAL | AtsJobValue.ON_HOLD | AtsJobValue.UNMAPPED_VALUE:
            return "who knows"
        case _:
            assert_never(value)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def an_unrecognized_value_is_no_member(status: JobStatus) -> AtsJobValue | None:
    return status.value  # type: ignore[return-value]  # pyright: ignore[reportReturnType]


def deprecated_fields(job: AtsJob, page: AtsJobsPaginated, update: AtsUpdateJobRequestDto) -> None:
    _ = job.status  # type: ignore[deprecated]  # pyright: ignore[reportDeprecated]
    _ = update.status  # type: ignore[deprecated]  # pyright: ignore[reportDeprecated]
    _ = page.next_page  # type: ignore[deprecated]  # pyright: ignore[reportDeprecated]


def values_that_are_not_the_fields(job: AtsJob) -> None:
    JobStatus(value="open")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    JobStatus(source_value=(1, 2))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    AtsJob(id=5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    AtsJobsPaginated()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    job.title = "x"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    _ = job.job_posting  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType]


def options_that_are_none() -> None:
    make_converter(nulls="keep")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    configure(5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    json_schema(AtsJob, mode="both")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    ConvertedBy(AtsJob)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    converter.loads(5, AtsJob)  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType, reportCallIssue]
