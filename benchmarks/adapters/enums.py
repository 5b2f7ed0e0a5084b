"""The open enums that users without `jobstatus` write by hand."""

from __future__ import annotations

from enum import Enum
from typing import Any


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
    """Whether a job is confidential."""

    TRUE = "true"
    FALSE = "false"
    UNMAPPED_VALUE = "unmapped_value"
