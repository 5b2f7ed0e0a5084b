"""The official SDKs' Python runtime: models as its generator (Speakeasy's) declares them.

StackOne's own Python SDK is not on the package index; the same runtime ships inside others that
are, such as `mistralai`. What generated classes repeat, each for itself, stands once in `_Model`.
"""

# The annotations are objects, not text: pydantic has not to evaluate them.
from datetime import datetime
from functools import partial
from typing import Any, ClassVar, Literal

from mistralai.client.types import (
    UNSET,
    UNSET_SENTINEL,
    BaseModel,
    OptionalNullable,
    UnrecognizedStr,
)
from mistralai.client.utils.serializers import unmarshal_json
from pydantic import SerializerFunctionWrapHandler, model_serializer

from .base import Codec, Kind, Peer

AtsJobValue = (
    Literal[
        "published",
        "draft",
        "pending",
        "internal",
        "archived",
        "closed",
        "open",
        "deleted",
        "on_hold",
        "unmapped_value",
    ]
    | UnrecognizedStr
)
AtsJobConfidential = Literal["true", "false", "unmapped_value"] | UnrecognizedStr


class _Model(BaseModel):
    required: ClassVar[frozenset[str]] = frozenset()

    @model_serializer(mode="wrap")
    def serialize_model(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leave out what was never set."""
        serialized = handler(self)
        m = {}
        for n, f in type(self).model_fields.items():
            k = f.alias or n
            val = serialized.get(k, serialized.get(n))
            is_set = k not in self.required and self.__pydantic_fields_set__.intersection({n})
            if val != UNSET_SENTINEL and (val is not None or k in self.required or is_set):
                m[k] = val
        return m


class AtsJobSourceValue(BaseModel):
    """The object arm of the union, which the SDKs declare without fields."""


class CustomFieldValue(BaseModel):
    """The same for custom fields."""


SourceValue = AtsJobSourceValue | str | float | bool | list[Any]
CustomValue = str | float | bool | CustomFieldValue | list[Any] | datetime


class JobStatus(_Model):
    """Status of a job, and the provider's word for it."""

    value: OptionalNullable[AtsJobValue] = UNSET
    source_value: OptionalNullable[SourceValue] = UNSET


class HiringTeam(_Model):
    """A member of a hiring team."""

    user_id: OptionalNullable[str] = UNSET
    remote_user_id: OptionalNullable[str] = UNSET
    first_name: OptionalNullable[str] = UNSET
    last_name: OptionalNullable[str] = UNSET
    email: OptionalNullable[str] = UNSET
    role: OptionalNullable[str] = UNSET


class InterviewStage(_Model):
    """A stage of a job's interviews."""

    id: OptionalNullable[str] = UNSET
    remote_id: OptionalNullable[str] = UNSET
    unified_custom_fields: OptionalNullable[dict[str, Any]] = UNSET
    name: OptionalNullable[str] = UNSET
    order: OptionalNullable[float] = UNSET
    created_at: OptionalNullable[datetime] = UNSET
    updated_at: OptionalNullable[datetime] = UNSET


class CustomField(_Model):
    """A custom field of a job."""

    id: OptionalNullable[str] = UNSET
    remote_id: OptionalNullable[str] = UNSET
    name: OptionalNullable[str] = UNSET
    value: OptionalNullable[CustomValue] = UNSET
    value_id: OptionalNullable[str] = UNSET
    remote_value_id: OptionalNullable[str] = UNSET


class RawResponse(_Model):
    """An exchange with the provider."""

    required: ClassVar[frozenset[str]] = frozenset({"method", "url"})
    method: str
    url: str
    body: OptionalNullable[str | CustomFieldValue | list[int]] = UNSET
    response: OptionalNullable[CustomFieldValue | list[Any] | str] = UNSET


class Job(_Model):
    """A job."""

    id: OptionalNullable[str] = UNSET
    remote_id: OptionalNullable[str] = UNSET
    unified_custom_fields: OptionalNullable[dict[str, Any]] = UNSET
    code: OptionalNullable[str] = UNSET
    title: OptionalNullable[str] = UNSET
    description: OptionalNullable[str] = UNSET
    status: OptionalNullable[str] = UNSET
    job_status: OptionalNullable[JobStatus] = UNSET
    department_ids: OptionalNullable[list[str]] = UNSET
    remote_department_ids: OptionalNullable[list[str]] = UNSET
    location_ids: OptionalNullable[list[str]] = UNSET
    remote_location_ids: OptionalNullable[list[str]] = UNSET
    hiring_team: OptionalNullable[list[HiringTeam]] = UNSET
    interview_stages: OptionalNullable[list[InterviewStage]] = UNSET
    confidential: OptionalNullable[AtsJobConfidential] = UNSET
    custom_fields: OptionalNullable[list[CustomField]] = UNSET
    created_at: OptionalNullable[datetime] = UNSET
    updated_at: OptionalNullable[datetime] = UNSET


class Page(_Model):
    """A page of jobs."""

    required: ClassVar[frozenset[str]] = frozenset({"data"})
    data: list[Job]
    next_page: OptionalNullable[str] = UNSET
    next: OptionalNullable[str] = UNSET
    raw: OptionalNullable[list[RawResponse]] = UNSET


TYPES: dict[str, Any] = {"status": JobStatus, "job": Job, "page": Page}
"""What each kind of document is read as."""


def _dumps(model: BaseModel) -> bytes:
    return model.model_dump_json(by_alias=True).encode()


def _unstructure(model: BaseModel) -> dict[str, Any]:
    return model.model_dump(mode="json", by_alias=True)


def _codec(kind: Kind) -> Codec:
    typ = TYPES[kind]
    # What `unmarshal_json_response`, which every operation of an SDK calls, does with the text.
    return Codec(partial(unmarshal_json, typ=typ), typ.model_validate, _dumps, _unstructure)


PEER = Peer(
    label="official SDKs' runtime",
    packages=("mistralai", "pydantic", "pydantic-core"),
    imports="import mistralai.client.types, mistralai.client.utils.serializers",
    codec=_codec,
    note="models as Speakeasy generates them, on the runtime that ships in `mistralai`: its "
    "`unmarshal_json` (which makes a pydantic model on every call), `model_validate` for dicts",
)
