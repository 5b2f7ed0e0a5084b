"""Types of every kind, for the tests of `jobstatus.testing`, and how these tests look for examples."""

import json
from datetime import date, datetime
from enum import Enum, IntEnum
from types import NoneType
from typing import Annotated, Any, Generic, Literal, Optional, TypeVar

import attrs
import msgspec
import pytest
from cattrs.gen import override
from hypothesis import Phase, find, settings

from anybodys import ANYBODYS, Colour, FailureError, Shouting, Validated
from exactly import exactly
from jobstatus import (
    NO_EXTRA,
    AtsJob,
    AtsJobValue,
    Extra,
    JobStatus,
    Open,
    OpenEnum,
    SourceValue,
    make_converter,
)
from jobstatus.nodes.lists import OneOrMany
from jobstatus.nodes.scalars import Byte
from jobstatus.testing import documents
from strategies import CLASSES

few = settings(max_examples=settings.default.max_examples // 6 + 1)
# To look for something; what is found need not be small.
PATIENT = settings(max_examples=20_000, phases=[Phase.generate], database=None)
QUICK = settings(max_examples=30, database=None)
E = TypeVar("E", bound=OpenEnum)


class Closed(Enum):
    """An enum that is not open."""

    ONE = "one"


class Level(IntEnum):
    """A closed enum of integers."""

    ONE = 1


class Money:
    """A class that nothing has a hook for."""


@attrs.frozen
class Priced:
    """A field that only its owner's converter reads, and one that no document has."""

    price: Money
    secret: Annotated[int, override(omit=True)]
    hidden: Annotated[int, override(omit=True)] = 5


class Lenient(OpenEnum):
    """An enum that takes every text for its one member."""

    ONE = "one"

    @classmethod
    def _missing_(cls, _: object) -> Any:
        return cls.ONE


@attrs.frozen
class Pair(Generic[E]):
    """A pair of any enum."""

    value: Open[E] | None = None
    source_value: SourceValue = None
    extra: Extra = attrs.field(default=NO_EXTRA, kw_only=True)


@attrs.frozen
class Tree:
    """It holds itself, and some things that this package has no hooks for."""

    two_words: str = attrs.field()  # an untyped field is one only if each has its `field`
    children: "list[Tree]" = attrs.field(factory=list)
    born: date | None = attrs.field(default=None)
    closed: Closed = attrs.field(default=Closed.ONE)
    literal: Literal["a", "b"] | None = attrs.field(default=None)
    small: Annotated[int, range(3)] = attrs.field(default=0)
    statuses: dict[str, JobStatus] | None = attrs.field(default=None)
    untyped = attrs.field(default=None)


@attrs.frozen
class Strict:
    """It refuses half of what its fields may hold."""

    n: int = attrs.field(default=0, validator=attrs.validators.ge(0))


attrs.resolve_types(Tree)

MORE: list[Any] = [
    *(AtsJob | None, list[JobStatus], dict[str, JobStatus], Open[AtsJobValue], AtsJobValue),
    *(Pair[Colour], Optional[Pair[Shouting]], Tree, str, int, float, bool, datetime),
    *(Byte, OneOrMany, list[Any], SourceValue, int | float | None, str | list[Byte], date),
    *(dict[float, bool], str | list[Any], Level, NoneType, list[int | msgspec.UnsetType]),
    int | date,
]
RANGES: list[Any] = [
    *(Annotated[int, range(2**65)], Annotated[int, range(5, -5, -2)]),
    Annotated[int, range(0)] | None,
]
# What these refuse, or make of themselves, nobody can tell from their fields.
TELLING = [class_ for class_ in ANYBODYS if class_ not in (Validated, FailureError)]
TYPES = [*CLASSES, *TELLING, *MORE, *RANGES]
DRIFTING = [*CLASSES, *TELLING, *MORE[:8]]
WITH_WRONGS = [t for t in TYPES if t not in (SourceValue, date, int | date)]
CONVERTERS = {
    (case, unknown): make_converter(case=case, unknown=unknown)
    for case in ("snake", "camel")
    for unknown in ("drop", "forbid", "keep")
}

by_case = pytest.mark.parametrize("case", ["snake", "camel"])


def by_type(types: list[Any]) -> Any:
    """Run a test for each type."""
    return pytest.mark.parametrize("type_", types, ids=lambda t: getattr(t, "__name__", str(t)))


def has_json_text(value: Any) -> bool:
    """Tell whether JSON has a text for a value, the same one after it was read."""
    return exactly(value) == exactly(json.loads(json.dumps(value, allow_nan=False)))


def seen_in(type_: Any, sought: Any, strategy: Any = documents) -> bool:
    """Tell whether there is a document that does what is sought."""
    return bool(sought(find(strategy(type_), sought, settings=PATIENT)))
