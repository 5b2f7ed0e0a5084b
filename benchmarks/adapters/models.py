"""The classes that users without `jobstatus` write by hand, declared once for all libraries.

What may be any JSON is `Any` but where a library has a word for it: a union with a dict and a list
in it has no hook in stock cattrs, so `Any` is the declaration that loses least.
"""

# The annotations are objects, not text: no library has to evaluate them.
import typing
from collections.abc import Callable
from datetime import datetime
from enum import Enum
from typing import Any, NamedTuple

from .base import Kind


class _OpenEnum(str, Enum):
    """The known recipe: a member is made for every text that comes."""

    @classmethod
    def _missing_(cls, value: object) -> Any:
        if not isinstance(value, str):
            return None
        new = str.__new__(cls, value)
        new._name_ = new._value_ = value
        return new


class AtsJobValue(_OpenEnum):
    """Status of a job."""

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


class AtsJobConfidential(_OpenEnum):
    """The confidentiality of a job."""

    TRUE = "true"
    FALSE = "false"
    UNMAPPED_VALUE = "unmapped_value"


class Types(NamedTuple):
    """The types of fields, as a library spells them.

    Attributes:
        optional: Makes of a type that which may be null or absent, too.
        absent: The default of an optional field.
        json: Any JSON value inside of objects.
        number: An integer or not.
        value, confidential: The open enums.
        source_value, custom_value, body, response: Optional fields of any JSON.
    """

    optional: Any = typing.Optional
    absent: Any = None
    json: Any = Any
    number: Any = int | float
    value: Any = AtsJobValue
    confidential: Any = AtsJobConfidential
    source_value: Any = Any
    custom_value: Any = Any
    body: Any = Any
    response: Any = Any


def declare(
    decorate: Callable[[type], type],
    base: type = object,
    types: Types = Types(),  # noqa: B008 - it is immutable
    **keywords: Any,
) -> dict[Kind, Any]:
    """Declare the classes, and return what each kind of document is read as.

    Args:
        decorate: The decorator of each class.
        base: The base of each class.
        types: How the library spells what fields hold.
        keywords: The keyword arguments of each `class` statement.
    """
    optional, absent = types.optional, types.absent
    text, texts = optional[str], optional[list[str]]
    unified, moment = optional[dict[str, types.json]], optional[datetime]

    @decorate
    class JobStatus(base, **keywords):
        value: optional[types.value] = absent
        source_value: types.source_value = absent

    @decorate
    class HiringTeam(base, **keywords):
        user_id: text = absent
        remote_user_id: text = absent
        first_name: text = absent
        last_name: text = absent
        email: text = absent
        role: text = absent

    @decorate
    class InterviewStage(base, **keywords):
        id: text = absent
        remote_id: text = absent
        unified_custom_fields: unified = absent
        name: text = absent
        order: optional[types.number] = absent
        created_at: moment = absent
        updated_at: moment = absent

    @decorate
    class CustomField(base, **keywords):
        id: text = absent
        remote_id: text = absent
        name: text = absent
        value: types.custom_value = absent
        value_id: text = absent
        remote_value_id: text = absent

    @decorate
    class RawResponse(base, **keywords):
        method: str
        url: str
        body: types.body = absent
        response: types.response = absent

    @decorate
    class Job(base, **keywords):
        id: text = absent
        remote_id: text = absent
        unified_custom_fields: unified = absent
        code: text = absent
        title: text = absent
        description: text = absent
        status: text = absent
        job_status: optional[JobStatus] = absent
        department_ids: texts = absent
        remote_department_ids: texts = absent
        location_ids: texts = absent
        remote_location_ids: texts = absent
        hiring_team: optional[list[HiringTeam]] = absent
        interview_stages: optional[list[InterviewStage]] = absent
        confidential: optional[types.confidential] = absent
        custom_fields: optional[list[CustomField]] = absent
        created_at: moment = absent
        updated_at: moment = absent

    @decorate
    class Page(base, **keywords):
        next_page: text = absent
        next: text = absent
        data: list[Job]
        raw: optional[list[RawResponse]] = absent

    return {"status": JobStatus, "job": Job, "page": Page}
