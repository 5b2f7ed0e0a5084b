"""Bring StackOne's job statuses into typed Python and back, without losing anything."""

from .converters import JsonConverter, configure, converter, make_converter
from .errors import JobStatusError, Problem, StructureError, UnstructureError
from .extra import NO_EXTRA, Extra
from .json_value import JsonValue, SourceValue, configure_json_values
from .models import (
    AtsCreateJobRequestDto,
    AtsJob,
    AtsJobConfidential,
    AtsJobHiringTeam,
    AtsJobResult,
    AtsJobsPaginated,
    AtsJobValue,
    AtsUpdateJobRequestDto,
    CustomFields,
    InterviewStage,
    JobStatus,
    RawResponse,
)
from .open_enum import Open, OpenEnum, Unrecognized, configure_open_enums
from .salvaging import Reject, salvage, salvage_lines
from .schema import json_schema
from .unrecognized import Seen, UnrecognizedCounter

__all__ = [
    "NO_EXTRA",
    "AtsCreateJobRequestDto",
    "AtsJob",
    "AtsJobConfidential",
    "AtsJobHiringTeam",
    "AtsJobResult",
    "AtsJobValue",
    "AtsJobsPaginated",
    "AtsUpdateJobRequestDto",
    "CustomFields",
    "Extra",
    "InterviewStage",
    "JobStatus",
    "JobStatusError",
    "JsonConverter",
    "JsonValue",
    "Open",
    "OpenEnum",
    "Problem",
    "RawResponse",
    "Reject",
    "Seen",
    "SourceValue",
    "StructureError",
    "Unrecognized",
    "UnrecognizedCounter",
    "UnstructureError",
    "configure",
    "configure_json_values",
    "configure_open_enums",
    "converter",
    "json_schema",
    "make_converter",
    "salvage",
    "salvage_lines",
]
