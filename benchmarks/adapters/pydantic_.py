"""pydantic v2, with models written by hand."""

# The annotations are objects, not text: pydantic has not to evaluate them.
from datetime import datetime
from functools import partial
from typing import Any

from pydantic import BaseModel, ConfigDict, JsonValue

from .base import Codec, Kind, Peer
from .enums import AtsJobConfidential, AtsJobValue


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True)


class JobStatus(_Model):
    """Status of a job, and the provider's word for it."""

    value: AtsJobValue | None = None
    source_value: JsonValue = None


class HiringTeam(_Model):
    """A member of a hiring team."""

    user_id: str | None = None
    remote_user_id: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    role: str | None = None


class InterviewStage(_Model):
    """A stage of a job's interviews."""

    id: str | None = None
    remote_id: str | None = None
    unified_custom_fields: dict[str, JsonValue] | None = None
    name: str | None = None
    order: int | float | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


class CustomField(_Model):
    """A custom field of a job."""

    id: str | None = None
    remote_id: str | None = None
    name: str | None = None
    value: JsonValue = None
    value_id: str | None = None
    remote_value_id: str | None = None


class RawResponse(_Model):
    """An exchange with the provider."""

    method: str
    url: str
    body: JsonValue = None
    response: JsonValue = None


class Job(_Model):
    """A job."""

    id: str | None = None
    remote_id: str | None = None
    unified_custom_fields: dict[str, JsonValue] | None = None
    code: str | None = None
    title: str | None = None
    description: str | None = None
    status: str | None = None
    job_status: JobStatus | None = None
    department_ids: list[str] | None = None
    remote_department_ids: list[str] | None = None
    location_ids: list[str] | None = None
    remote_location_ids: list[str] | None = None
    hiring_team: list[HiringTeam] | None = None
    interview_stages: list[InterviewStage] | None = None
    confidential: AtsJobConfidential | None = None
    custom_fields: list[CustomField] | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


class Page(_Model):
    """A page of jobs."""

    next_page: str | None = None
    next: str | None = None
    data: list[Job]
    raw: list[RawResponse] | None = None


TYPES: dict[str, Any] = {"status": JobStatus, "job": Job, "page": Page}
"""What each kind of document is read as."""


def _dumps(model: BaseModel) -> bytes:
    return model.model_dump_json(exclude_none=True).encode()


def _codec(kind: Kind) -> Codec:
    model: type[BaseModel] = TYPES[kind]
    return Codec(
        loads=model.model_validate_json,
        structure=model.model_validate,
        dumps=_dumps,
        unstructure=partial(model.model_dump, mode="json", exclude_none=True),
    )


PEER = Peer(
    label="pydantic",
    packages=("pydantic", "pydantic-core"),
    imports="import pydantic",
    codec=_codec,
    note="frozen models by hand, a `str` enum with `_missing_`, `JsonValue`, `exclude_none`",
)
