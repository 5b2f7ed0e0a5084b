"""msgspec with its own Structs, written by hand."""

# The annotations are objects, not text: msgspec has not to evaluate them.
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from .base import Codec, Kind, Peer
from .enums import AtsJobConfidential, AtsJobValue


class JobStatus(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """Status of a job, and the provider's word for it."""

    value: AtsJobValue | None = None
    source_value: Any = None


class HiringTeam(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A member of a hiring team."""

    user_id: str | None = None
    remote_user_id: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    role: str | None = None


class InterviewStage(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A stage of a job's interviews."""

    id: str | None = None
    remote_id: str | None = None
    unified_custom_fields: dict[str, Any] | None = None
    name: str | None = None
    order: int | float | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


class CustomField(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A custom field of a job."""

    id: str | None = None
    remote_id: str | None = None
    name: str | None = None
    value: Any = None
    value_id: str | None = None
    remote_value_id: str | None = None


class RawResponse(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """An exchange with the provider."""

    method: str
    url: str
    body: Any = None
    response: Any = None


class Job(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A job."""

    id: str | None = None
    remote_id: str | None = None
    unified_custom_fields: dict[str, Any] | None = None
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


class Page(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A page of jobs."""

    next_page: str | None = None
    next: str | None = None
    data: list[Job]
    raw: list[RawResponse] | None = None


TYPES: dict[str, Any] = {"status": JobStatus, "job": Job, "page": Page}
"""What each kind of document is read as."""


def _codec(kind: Kind) -> Codec:
    type_ = TYPES[kind]
    return Codec(
        loads=msgspec.json.Decoder(type_).decode,
        structure=lambda value: msgspec.convert(value, type_),
        dumps=msgspec.json.Encoder().encode,
        unstructure=msgspec.to_builtins,
    )


PEER = Peer(
    label="msgspec Structs",
    packages=("msgspec",),
    imports="import msgspec",
    codec=_codec,
    note="frozen Structs by hand, a `str` enum with `_missing_`, `omit_defaults`, a cached `Decoder`",
)
