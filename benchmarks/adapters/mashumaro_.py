"""mashumaro, with dataclasses written by hand and its orjson mixin."""

# The annotations are objects, not text: mashumaro has not to evaluate them.
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mashumaro.config import BaseConfig
from mashumaro.mixins.orjson import DataClassORJSONMixin

from .base import Codec, Kind, Peer
from .enums import AtsJobConfidential, AtsJobValue


class _Mixin(DataClassORJSONMixin):
    class Config(BaseConfig):
        """Nulls are not written, as elsewhere."""

        omit_none = True


@dataclass(frozen=True, kw_only=True)
class JobStatus(_Mixin):
    """Status of a job, and the provider's word for it."""

    value: AtsJobValue | None = None
    source_value: Any = None


@dataclass(frozen=True, kw_only=True)
class HiringTeam(_Mixin):
    """A member of a hiring team."""

    user_id: str | None = None
    remote_user_id: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    role: str | None = None


@dataclass(frozen=True, kw_only=True)
class InterviewStage(_Mixin):
    """A stage of a job's interviews."""

    id: str | None = None
    remote_id: str | None = None
    unified_custom_fields: dict[str, Any] | None = None
    name: str | None = None
    order: int | float | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class CustomField(_Mixin):
    """A custom field of a job."""

    id: str | None = None
    remote_id: str | None = None
    name: str | None = None
    value: Any = None
    value_id: str | None = None
    remote_value_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class RawResponse(_Mixin):
    """An exchange with the provider."""

    method: str
    url: str
    body: Any = None
    response: Any = None


@dataclass(frozen=True, kw_only=True)
class Job(_Mixin):
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


@dataclass(frozen=True, kw_only=True)
class Page(_Mixin):
    """A page of jobs."""

    next_page: str | None = None
    next: str | None = None
    data: list[Job]
    raw: list[RawResponse] | None = None


TYPES: dict[str, Any] = {"status": JobStatus, "job": Job, "page": Page}
"""What each kind of document is read as."""


def _codec(kind: Kind) -> Codec:
    cl: type[_Mixin] = TYPES[kind]
    return Codec(cl.from_json, cl.from_dict, cl.to_jsonb, cl.to_dict)


PEER = Peer(
    label="mashumaro",
    packages=("mashumaro", "orjson"),
    imports="import mashumaro.mixins.orjson",
    codec=_codec,
    note="dataclasses by hand, `DataClassORJSONMixin`, `omit_none`",
)
