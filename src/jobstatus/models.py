"""StackOne's job statuses and the documents that carry them, as attrs classes: data only.

Names, order and types of the fields are those of StackOne's OpenAPI document of 2025-12-03. On the
wire every field is optional and nullable, and here `None` if it is null or absent, except where it
is said to be required. In `AtsUpdateJobRequestDto` an absent field is `UNSET`, and null is `None`.
"""

# The annotations are objects, not text, so that neither cattrs nor msgspec has to evaluate them.
from datetime import datetime
from typing import TYPE_CHECKING

from attrs import field, frozen

from .nodes.extra import NO_EXTRA, Extra, repr_with_extra
from .nodes.json_unions import JsonValue, SourceValue
from .nodes.lists import OneOrMany
from .nodes.open_enums import Open, OpenEnum
from .nodes.scalars import Byte
from .nodes.unset import UNSET, UnsetType
from .pydantic_hook import get_pydantic_core_schema

if TYPE_CHECKING:
    from typing_extensions import deprecated

__all__ = [
    "AtsCreateJobRequestDto",
    "AtsJob",
    "AtsJobConfidential",
    "AtsJobHiringTeam",
    "AtsJobResult",
    "AtsJobValue",
    "AtsJobsPaginated",
    "AtsUpdateJobRequestDto",
    "CustomFields",
    "InterviewStage",
    "JobStatus",
    "RawResponse",
]

_STATUS = "StackOne deprecates `status`; use `job_status`."
_NEXT_PAGE = "StackOne deprecates `next_page`; use `next`."


class AtsJobValue(OpenEnum):
    """The statuses that StackOne maps a job's own to. Open: StackOne keeps adding members."""

    PUBLISHED = "published"
    DRAFT = "draft"
    PENDING = "pending"
    INTERNAL = "internal"
    ARCHIVED = "archived"
    CLOSED = "closed"
    OPEN = "open"
    DELETED = "deleted"
    ON_HOLD = "on_hold"
    UNMAPPED_VALUE = "unmapped_value"


class AtsJobConfidential(OpenEnum):
    """The confidentiality of a job: texts on the wire, not booleans. Open."""

    TRUE = "true"
    FALSE = "false"
    UNMAPPED_VALUE = "unmapped_value"


@frozen(weakref_slot=False)
class JobStatus:
    """Status of the job: StackOne's word for it, and the provider's own.

    Attributes:
        value: `"published"`, for example. `"unmapped_value"` if StackOne has no word for what the
            provider says, or the provider says nothing.
        source_value: The provider's own value, in whatever JSON the provider has it: `"Published"`,
            `{"id": 1, "label": "Open"}`, `true`. `None` does not mean unknown: a static mapping
            sends no source value.
        extra: The undeclared keys of the document, and what else its fields can't say, if it is kept.
    """

    value: Open[AtsJobValue] | None = None
    source_value: SourceValue = None
    extra: Extra = field(default=NO_EXTRA, kw_only=True, hash=False)

    __repr__ = repr_with_extra
    __get_pydantic_core_schema__ = get_pydantic_core_schema


@frozen(kw_only=True, weakref_slot=False)
class AtsJobHiringTeam:
    """A member of the team that hires for a job.

    Attributes:
        user_id: StackOne's id of the user, such as `"123456"`.
        remote_user_id: The provider's id of the user.
        first_name: `"John"`, for example.
        last_name: `"Doe"`, for example.
        email: An e-mail address.
        role: The user's part in the team, such as `"Software Engineer"`.
        extra: The undeclared keys of the document, and what else its fields can't say, if it is kept.
    """

    user_id: str | None = None
    remote_user_id: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    role: str | None = None
    extra: Extra = field(default=NO_EXTRA, kw_only=True, hash=False)

    __repr__ = repr_with_extra
    __get_pydantic_core_schema__ = get_pydantic_core_schema


@frozen(kw_only=True, weakref_slot=False)
class InterviewStage:
    """A stage that the candidates for a job go through.

    Attributes:
        id: StackOne's id.
        remote_id: The provider's id; text, even where the provider has an integer.
        unified_custom_fields: Custom fields, by the names that your project gave them.
        name: The stage's name.
        order: The place among the stages; an integer or not, as it came.
        created_at: The moment when it was created.
        updated_at: The moment when it was last updated.
        extra: The undeclared keys of the document, and what else its fields can't say, if it is kept.
    """

    id: str | None = None
    remote_id: str | None = None
    unified_custom_fields: dict[str, JsonValue] | None = None
    name: str | None = None
    order: int | float | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    extra: Extra = field(default=NO_EXTRA, kw_only=True, hash=False)

    __repr__ = repr_with_extra
    __get_pydantic_core_schema__ = get_pydantic_core_schema


@frozen(kw_only=True, weakref_slot=False)
class CustomFields:
    """A custom field of a job, as the provider has it.

    Attributes:
        id: StackOne's id.
        remote_id: The provider's id.
        name: The field's name, such as `"Training Completion Status"`.
        value: Any JSON value. A date-time is text: on the wire nothing tells it from a string.
        value_id: StackOne's id of the value, such as `"value_456"`.
        remote_value_id: The provider's id of the value.
        extra: The undeclared keys of the document, and what else its fields can't say, if it is kept.
    """

    id: str | None = None
    remote_id: str | None = None
    name: str | None = None
    value: JsonValue = None
    value_id: str | None = None
    remote_value_id: str | None = None
    extra: Extra = field(default=NO_EXTRA, kw_only=True, hash=False)

    __repr__ = repr_with_extra
    __get_pydantic_core_schema__ = get_pydantic_core_schema


@frozen(kw_only=True, weakref_slot=False)
class RawResponse:
    """An exchange between StackOne and the provider; sent if the request has `?raw=true`.

    Attributes:
        method: The HTTP method of StackOne's request; required.
        url: Its URL; required.
        body: Its body: text, an object, or bytes as a list of integers.
        response: The provider's answer.
        extra: The undeclared keys of the document, and what else its fields can't say, if it is kept.
    """

    method: str
    url: str
    body: str | dict[str, JsonValue] | list[Byte] | None = None
    response: str | dict[str, JsonValue] | list[JsonValue] | None = None
    extra: Extra = field(default=NO_EXTRA, kw_only=True, hash=False)

    __repr__ = repr_with_extra
    __get_pydantic_core_schema__ = get_pydantic_core_schema


@frozen(kw_only=True, weakref_slot=False, init=False, eq=False)
class _AtsJob:
    id: str | None = None
    remote_id: str | None = None
    unified_custom_fields: dict[str, JsonValue] | None = None
    code: str | None = None
    title: str | None = None
    description: str | None = None
    status: str | None = field(default=None, metadata={"deprecated": _STATUS})
    job_status: JobStatus | None = None
    department_ids: list[str] | None = None
    remote_department_ids: OneOrMany | None = None
    location_ids: list[str] | None = None
    remote_location_ids: OneOrMany | None = None
    hiring_team: list[AtsJobHiringTeam] | None = None
    interview_stages: list[InterviewStage] | None = None
    confidential: Open[AtsJobConfidential] | None = None
    custom_fields: list[CustomFields] | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    extra: Extra = field(default=NO_EXTRA, kw_only=True, hash=False)

    __repr__ = repr_with_extra
    __get_pydantic_core_schema__ = get_pydantic_core_schema


# Type checkers know deprecated properties, but no deprecated fields. So the fields stand in a base
# class, and only type checkers see the property (of a literal message) that shadows one of them.
@frozen(kw_only=True, weakref_slot=False, repr=False)
class AtsJob(_AtsJob):
    """A job.

    Attributes:
        id: StackOne's id: opaque text, such as `"c28xIQaWQ6NA"` or a UUID.
        remote_id: The provider's id; text, even where the provider has an integer.
        unified_custom_fields: Custom fields, by the names that your project gave them.
        code: The job's code, such as `"184919"`.
        title: `"Software Engineer"`, for example.
        description: The text about the job.
        status: Deprecated by StackOne; `job_status` has come in its place.
        job_status: Status of the job.
        department_ids: StackOne's ids of its departments.
        remote_department_ids: The provider's ids of its departments. One bare string is read as a
            list of one.
        location_ids: StackOne's ids of its locations.
        remote_location_ids: The provider's ids of its locations. One bare string is read as a list
            of one.
        hiring_team: The members of the team that hires for it.
        interview_stages: The stages that its candidates go through.
        confidential: Whether it is confidential. A bare value, not a pair as `job_status` is.
        custom_fields: Custom fields, as the provider has them.
        created_at: The moment when it was created, such as `2021-01-01T01:01:01.000Z`.
        updated_at: The moment when it was last updated.
        extra: The undeclared keys of the document, and what else its fields can't say, if it is kept.
    """

    if TYPE_CHECKING:

        @property
        @deprecated("StackOne deprecates `status`; use `job_status`.")
        def status(self) -> str | None:  # pyright: ignore[reportIncompatibleVariableOverride]
            """Deprecated by StackOne; use `job_status`."""


@frozen(kw_only=True, weakref_slot=False, init=False, eq=False)
class _AtsJobsPaginated:
    next_page: str | None = field(default=None, metadata={"deprecated": _NEXT_PAGE})
    next: str | None = None
    data: list[AtsJob]
    raw: list[RawResponse] | None = None
    extra: Extra = field(default=NO_EXTRA, kw_only=True, hash=False)

    __repr__ = repr_with_extra
    __get_pydantic_core_schema__ = get_pydantic_core_schema


@frozen(kw_only=True, weakref_slot=False, repr=False)
class AtsJobsPaginated(_AtsJobsPaginated):
    """A page of jobs: the answer to `GET /unified/ats/jobs`.

    Attributes:
        next_page: Deprecated by StackOne; `next` has come in its place.
        next: The cursor of the next page; `None` on the last.
        data: The jobs; required.
        raw: The exchanges with the provider, if they were asked for.
        extra: The undeclared keys of the document, and what else its fields can't say, if it is kept.
    """

    if TYPE_CHECKING:

        @property
        @deprecated("StackOne deprecates `next_page`; use `next`.")
        def next_page(self) -> str | None:  # pyright: ignore[reportIncompatibleVariableOverride]
            """Deprecated by StackOne; use `next`."""


@frozen(kw_only=True, weakref_slot=False)
class AtsJobResult:
    """One job: the answer to `GET /unified/ats/jobs/{id}`.

    Attributes:
        data: The job; required.
        raw: The exchanges with the provider, if they were asked for.
        extra: The undeclared keys of the document, and what else its fields can't say, if it is kept.
    """

    data: AtsJob
    raw: list[RawResponse] | None = None
    extra: Extra = field(default=NO_EXTRA, kw_only=True, hash=False)

    __repr__ = repr_with_extra
    __get_pydantic_core_schema__ = get_pydantic_core_schema


@frozen(kw_only=True, weakref_slot=False, init=False, eq=False)
class _AtsJobRequest:
    unified_custom_fields: dict[str, JsonValue] | None = None
    code: str | None = None
    title: str | None = None
    description: str | None = None
    status: str | None = field(default=None, metadata={"deprecated": _STATUS})
    job_status: JobStatus | None = None
    department_ids: list[str] | None = None
    location_ids: list[str] | None = None
    hiring_team: list[AtsJobHiringTeam] | None = None
    interview_stages: list[InterviewStage] | None = None
    confidential: Open[AtsJobConfidential] | None = None
    custom_fields: list[CustomFields] | None = None
    passthrough: dict[str, JsonValue] | None = None
    extra: Extra = field(default=NO_EXTRA, kw_only=True, hash=False)

    __repr__ = repr_with_extra
    __get_pydantic_core_schema__ = get_pydantic_core_schema


@frozen(kw_only=True, weakref_slot=False, repr=False)
class AtsCreateJobRequestDto(_AtsJobRequest):
    """A job to create: the body of `POST /unified/ats/jobs`.

    Attributes:
        unified_custom_fields: Custom fields, by the names that your project gave them.
        code: The job's code, such as `"184919"`.
        title: `"Software Engineer"`, for example.
        description: The text about the job.
        status: Deprecated by StackOne; `job_status` has come in its place.
        job_status: Status of the job.
        department_ids: StackOne's ids of its departments.
        location_ids: StackOne's ids of its locations.
        hiring_team: The members of the team that hires for it.
        interview_stages: The stages that its candidates go through.
        confidential: Whether it is confidential.
        custom_fields: Custom fields, as the provider has them.
        passthrough: JSON that StackOne hands to the provider unread.
        extra: The undeclared keys of the document, and what else its fields can't say, if it is kept.
    """

    if TYPE_CHECKING:

        @property
        @deprecated("StackOne deprecates `status`; use `job_status`.")
        def status(self) -> str | None:  # pyright: ignore[reportIncompatibleVariableOverride]
            """Deprecated by StackOne; use `job_status`."""


@frozen(kw_only=True, weakref_slot=False, init=False, eq=False)
class _AtsJobUpdate:
    unified_custom_fields: dict[str, JsonValue] | UnsetType | None = UNSET
    code: str | UnsetType | None = UNSET
    title: str | UnsetType | None = UNSET
    description: str | UnsetType | None = UNSET
    status: str | UnsetType | None = field(default=UNSET, metadata={"deprecated": _STATUS})
    job_status: JobStatus | UnsetType | None = UNSET
    department_ids: list[str] | UnsetType | None = UNSET
    location_ids: list[str] | UnsetType | None = UNSET
    hiring_team: list[AtsJobHiringTeam] | UnsetType | None = UNSET
    interview_stages: list[InterviewStage] | UnsetType | None = UNSET
    confidential: Open[AtsJobConfidential] | UnsetType | None = UNSET
    custom_fields: list[CustomFields] | UnsetType | None = UNSET
    passthrough: dict[str, JsonValue] | UnsetType | None = UNSET
    extra: Extra = field(default=NO_EXTRA, kw_only=True, hash=False)

    __repr__ = repr_with_extra
    __get_pydantic_core_schema__ = get_pydantic_core_schema


@frozen(kw_only=True, weakref_slot=False, repr=False)
class AtsUpdateJobRequestDto(_AtsJobUpdate):
    """The changes of a job: the body of `PATCH /unified/ats/jobs/{id}`.

    Its fields are those of `AtsCreateJobRequestDto`, and `UNSET` by default: an unset field is not
    sent, and so left as it is; `None` is sent as null, by every converter.

    Attributes:
        unified_custom_fields: Custom fields, by the names that your project gave them.
        code: The job's code, such as `"184919"`.
        title: `"Software Engineer"`, for example.
        description: The text about the job.
        status: Deprecated by StackOne; `job_status` has come in its place.
        job_status: Status of the job.
        department_ids: StackOne's ids of its departments.
        location_ids: StackOne's ids of its locations.
        hiring_team: The members of the team that hires for it.
        interview_stages: The stages that its candidates go through.
        confidential: Whether it is confidential.
        custom_fields: Custom fields, as the provider has them.
        passthrough: JSON that StackOne hands to the provider unread.
        extra: The undeclared keys of the document, if they are kept.
    """

    if TYPE_CHECKING:

        @property
        @deprecated("StackOne deprecates `status`; use `job_status`.")
        def status(self) -> str | UnsetType | None:  # pyright: ignore[reportIncompatibleVariableOverride]
            """Deprecated by StackOne; use `job_status`."""
