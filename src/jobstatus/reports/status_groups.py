"""Group jobs by status, and count the provider's values in each group."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, TypeAlias

from attrs import Factory, define

from jobstatus.nodes.open_enums import Unrecognized
from jobstatus.nodes.unset import UNSET

from .jobs import ReportedStatus
from .provider_values import json_kind, provider_value, size_of, value_key

if TYPE_CHECKING:
    from jobstatus.bulk.documents import Location
    from jobstatus.nodes.unset import UnsetType

    from .jobs import RejectedJob
    from .provider_values import MemoryBudget, ProviderValue, ValueKey

__all__ = [
    "MALFORMED",
    "StatusCategory",
    "StatusGroup",
    "StatusKey",
    "StatusName",
    "key_of_rejected",
    "key_of_status",
    "name_of_status",
]

StatusCategory: TypeAlias = Literal["listed", "unrecognized", "missing", "malformed"]
"""The category of a job's status.

`listed`: this version of the package lists the status. `unrecognized`: the status is another text.
`missing`: `job_status` or its `value` is null or absent. `malformed`: any other value.
"""

StatusKey: TypeAlias = "tuple[Any, ValueKey] | tuple[str]"
"""A status and the key of its provider's value; of a job without a status, its name alone."""


class StatusName(NamedTuple):
    """The category of a status, and its text.

    Attributes:
        category: The category of the status.
        text: The status; for a missing status, the key that is null or absent. `None` stands for
            all unrecognized statuses that the memory budget had no room to distinguish.
    """

    category: StatusCategory
    text: str | None


MALFORMED: Final = ("malformed",)
"""The key of a status that cannot be structured."""

_NULL: Final = ("job_status null",)
_ABSENT: Final = ("job_status absent",)


@define(eq=False)
class StatusGroup:
    """The jobs that have the same status, and their provider's values.

    Attributes:
        name: The category and the text of the status.
        first: The location of the group's first job.
        job_count: The number of jobs in the group.
        untracked_count: The number of those jobs whose provider's value the memory budget had no
            room to distinguish.
        kinds: The number of jobs by the kind of their provider's value.
    """

    name: StatusName
    first: Location
    job_count: int = 0
    untracked_count: int = 0
    kinds: Counter[str] = Factory(Counter)
    _value_counts: Counter[ValueKey] = Factory(Counter)

    @property
    def category(self) -> StatusCategory:
        """The category of the status."""
        return self.name.category

    @property
    def status(self) -> str | None:
        """The status; `None` for all that the memory budget had no room to distinguish."""
        return self.name.text

    @property
    def distinct_count(self) -> int:
        """The number of distinct provider's values."""
        return len(self._value_counts)

    def values(self, limit: int | None = None) -> list[ProviderValue]:
        """List the distinct provider's values, the most frequent first.

        Args:
            limit: The largest number of values to return; `None` returns all.

        Returns:
            The values with their counts.
        """
        return [provider_value(key, n) for key, n in self._value_counts.most_common(limit)]

    def value_counts(self) -> list[tuple[ValueKey, int]]:
        """List the keys of the distinct provider's values with their numbers of jobs."""
        return list(self._value_counts.items())

    def add(self, key: StatusKey, job_count: int, budget: MemoryBudget) -> None:
        """Count jobs that have the same status and provider's value.

        Args:
            key: The status and the value.
            job_count: The number of jobs.
            budget: The memory budget from which a new value is reserved.
        """
        self.job_count += job_count
        if len(key) > 1:
            self.kinds[json_kind(key[1])] += job_count
            self._add_value(key[1], job_count, budget)

    def merge(self, other: StatusGroup, budget: MemoryBudget) -> None:
        """Count the jobs of another group of the same status, too.

        Args:
            other: The group of jobs that come after the jobs of this group.
            budget: The memory budget from which new values are reserved.
        """
        self.job_count += other.job_count
        self.untracked_count += other.untracked_count
        self.kinds.update(other.kinds)
        for value, job_count in other._value_counts.items():
            self._add_value(value, job_count, budget)

    def as_json(self) -> dict[str, Any]:
        """Return the group as JSON-ready builtins.

        Returns:
            `status`, `jobs`, `first` (`file`, `line` and `path`), `values` and `lumped` (the
            untracked count).
        """
        return {
            "status": self.status,
            "jobs": self.job_count,
            "first": self.first._asdict(),
            "values": [value.as_json() for value in self.values()],
            "lumped": self.untracked_count,
        }

    def _add_value(self, value: ValueKey, job_count: int, budget: MemoryBudget) -> None:
        if value in self._value_counts or budget.reserve(size_of(value)):
            self._value_counts[value] += job_count
        else:
            self.untracked_count += job_count


def key_of_status(status: ReportedStatus | UnsetType | None) -> StatusKey:
    """Return the key under which a job of a status is counted.

    Args:
        status: The job's status.
    """
    if type(status) is not ReportedStatus:
        return _ABSENT if status is UNSET else _NULL
    source = status.source_value
    return status.value, source if type(source) is str else value_key(source)


def key_of_rejected(job: RejectedJob) -> StatusKey:
    """Return the key under which a rejected job is counted.

    Args:
        job: The job's status.
    """
    return MALFORMED if job.is_malformed else key_of_status(job.job_status)


def name_of_status(key: StatusKey) -> StatusName:
    """Return the category and the text of a status.

    Args:
        key: The status and the key of its provider's value.
    """
    value: Any = key[0]
    if len(key) == 1:
        return StatusName("malformed" if key is MALFORMED else "missing", value)
    if value is None or value is UNSET:
        return StatusName("missing", "value null" if value is None else "value absent")
    return StatusName("unrecognized" if isinstance(value, Unrecognized) else "listed", value.value)
