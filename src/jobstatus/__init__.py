"""Bring StackOne's job statuses into typed Python and back, without losing anything."""

from .converters import JsonConverter, configure, converter, make_converter
from .drift.context import drift_context
from .drift.counter import DriftCounter, SeenDrift
from .drift.events import DriftEvent, OnDrift, UndeclaredKey, UnrecognizedText
from .drift.logger import DriftLogger
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
from .rejects import Reject
from .salvaging import salvage
from .salvaging_lines import salvage_lines
from .schema import json_schema, json_schema_components

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
    "DriftCounter",
    "DriftEvent",
    "DriftLogger",
    "Extra",
    "InterviewStage",
    "JobStatus",
    "JobStatusError",
    "JsonConverter",
    "JsonValue",
    "OnDrift",
    "OneOrMany",
    "Open",
    "OpenEnum",
    "Problem",
    "RawResponse",
    "Reject",
    "SeenDrift",
    "SourceValue",
    "StructureError",
    "UndeclaredKey",
    "Unrecognized",
    "UnrecognizedText",
    "UnstructureError",
    "configure",
    "configure_json_values",
    "configure_open_enums",
    "converter",
    "drift_context",
    "json_schema",
    "json_schema_components",
    "make_converter",
    "repr_with_extra",
    "salvage",
    "salvage_lines",
]
