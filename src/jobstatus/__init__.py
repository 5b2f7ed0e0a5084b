"""Bring StackOne's job statuses into typed Python and back, without losing anything."""

from .converters import JsonConverter, configure, converter, make_converter
from .errors import JobStatusError, Problem, StructureError, UnstructureError
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
from .nodes.extra import NO_EXTRA, Extra, repr_with_extra
from .nodes.json_unions import JsonValue, SourceValue, configure_json_values
from .nodes.lists import OneOrMany
from .nodes.open_enums import Open, OpenEnum, Unrecognized, configure_open_enums
from .nodes.scalars import Byte
from .nodes.slots import COMPILED
from .nodes.unset import UNSET
from .salvaging import Reject, salvage, salvage_lines
from .schema import json_schema, json_schema_components
from .unrecognized import Seen, UnrecognizedCounter

__all__ = [
    "COMPILED",
    "NO_EXTRA",
    "UNSET",
    "AtsCreateJobRequestDto",
    "AtsJob",
    "AtsJobConfidential",
    "AtsJobHiringTeam",
    "AtsJobResult",
    "AtsJobValue",
    "AtsJobsPaginated",
    "AtsUpdateJobRequestDto",
    "Byte",
    "CustomFields",
    "Extra",
    "InterviewStage",
    "JobStatus",
    "JobStatusError",
    "JsonConverter",
    "JsonValue",
    "OneOrMany",
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
    "json_schema_components",
    "make_converter",
    "repr_with_extra",
    "salvage",
    "salvage_lines",
]
