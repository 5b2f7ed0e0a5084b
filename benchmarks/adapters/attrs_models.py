"""The classes that a user of attrs would write by hand, for cattrs, msgspec and adaptix.

A union with a dict and a list in it has no hook in stock cattrs, so whatever may be any JSON is
`Any`: the declaration that loses least.
"""

# The annotations are objects, not text: none of the three has to evaluate them.
from datetime import datetime
from typing import Any

from attrs import frozen

from .enums import AtsJobConfidential, AtsJobValue


@frozen
class JobStatus:
    """Status of a job, and the provider's word for it."""

    value: AtsJobValue | None = None
    source_value: Any = None


@frozen(kw_only=True)
class HiringTeam:
    """A member of a hiring team."""

    user_id: str | None = None
    remote_user_id: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    role: str | None = None


@frozen(kw_only=True)
class InterviewStage:
    """A stage of a job's interviews."""

    id: str | None = None
    remote_id: str | None = None
    unified_custom_fields: dict[str, Any] | None = None
    name: str | None = None
    order: int | float | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@frozen(kw_only=True)
class CustomField:
    """A custom field of a job."""

    id: str | None = None
    remote_id: str | None = None
    name: str | None = None
    value: Any = None
    value_id: str | None = None
    remote_value_id: str | None = None


@frozen(kw_only=True)
class RawResponse:
    """An exchange with the provider."""

    method: str
    url: str
    body: Any = None
    response: Any = None


@frozen(kw_only=True)
class Job:
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


@frozen(kw_only=True)
class Page:
    """A page of jobs."""

    next_page: str | None = None
    next: str | None = None
    data: list[Job]
    raw: list[RawResponse] | None = None


TYPES: dict[str, Any] = {"status": JobStatus, "job": Job, "page": Page}
"""What each kind of document is read as."""
