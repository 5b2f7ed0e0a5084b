"""Pairs of your own, and somebody else's open enum: with the public pieces only."""

from typing import Generic, TypeVar

import attrs
import cattrs
from typing_extensions import assert_never

from jobstatus import (
    NO_EXTRA,
    Extra,
    Open,
    OpenEnum,
    SourceValue,
    Unrecognized,
    configure_open_enums,
    converter,
    make_converter,
)

E = TypeVar("E", bound=OpenEnum)


# 1. StackOne has more pairs than that of a job's status: one generic class serves them all.


@attrs.frozen
class Pair(Generic[E]):
    """A unified value, and the provider's value that StackOne maps to it."""

    value: Open[E] | None = None
    source_value: SourceValue = None
    extra: Extra = attrs.field(default=NO_EXTRA, kw_only=True)


class Gender(OpenEnum):
    """The gender of an employee."""

    MALE = "male"
    FEMALE = "female"
    NON_BINARY = "non_binary"
    UNMAPPED_VALUE = "unmapped_value"


class EmploymentStatus(OpenEnum):
    """The status of an employment."""

    ACTIVE = "active"
    PENDING = "pending"
    TERMINATED = "terminated"
    UNMAPPED_VALUE = "unmapped_value"


@attrs.frozen(kw_only=True)
class Employee:
    """A part of what the HRIS API says of an employee."""

    id: str | None = None
    gender: Pair[Gender] | None = None
    employment_status: Pair[EmploymentStatus] | None = None
    extra: Extra = NO_EXTRA


EMPLOYEES = b"""[
    {"id": "e1", "gender": {"value": "female", "source_value": "F"},
     "employment_status": {"value": "active", "source_value": {"id": 1, "label": "Active"}}},
    {"id": "e2", "employment_status": {"value": "on_leave", "sourceValue": true}, "work": null}
]"""


def works(employee: Employee) -> str:
    """Tell whether somebody works; a type checker sees to it that no status is forgotten."""
    pair = employee.employment_status or Pair[EmploymentStatus]()
    match pair.value:
        case EmploymentStatus.ACTIVE:
            return f"works, the provider says {pair.source_value}"
        case EmploymentStatus.PENDING | EmploymentStatus.TERMINATED:
            return "does not work"
        case EmploymentStatus.UNMAPPED_VALUE | None:
            return f"nobody knows, the provider says {pair.source_value}"
        case Unrecognized() as new:
            return f"has a status this version doesn't know, {new!r}"
        case _:
            assert_never(pair.value)


for employee in converter.loads(EMPLOYEES, list[Employee]):
    print(f"{employee.id}: {works(employee)}")

keeping = make_converter(unknown="keep")
print(keeping.dumps(keeping.loads(EMPLOYEES, list[Employee])[1]).decode())


# 2. Somebody else's API, and a cattrs converter of your own, with one piece on it.


class StateReason(OpenEnum):
    """The reason for the state of an issue."""

    COMPLETED = "completed"
    NOT_PLANNED = "not_planned"
    REOPENED = "reopened"


@attrs.frozen
class Issue:
    """An issue of a tracker."""

    number: int
    state_reason: Open[StateReason] | None = None


def reason(issue: Issue) -> str:
    """Say why an issue has the state that it has."""
    match issue.state_reason:
        case StateReason.COMPLETED | StateReason.NOT_PLANNED | StateReason.REOPENED | None as known:
            return f"{known}"
        case Unrecognized() as new:
            return f"something new, {new}"
        case _:
            assert_never(issue.state_reason)


plain = cattrs.Converter()
configure_open_enums(plain)
issues = plain.structure(
    [{"number": 1, "state_reason": "completed"}, {"number": 2, "state_reason": "duplicate"}],
    list[Issue],
)
for issue in issues:
    print(f"#{issue.number}: {reason(issue)}")
print(plain.unstructure(issues[1]))
