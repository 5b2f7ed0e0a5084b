"""Group jobs by status, and count the provider's values in each group."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from attrs import Factory, define, frozen

from jobstatus.codecs.json_text import decode_json, encode_json
from jobstatus.excerpts import ABSENT, kind
from jobstatus.nodes.json_unions import SourceValue
from jobstatus.nodes.open_enums import Unrecognized

if TYPE_CHECKING:
    from jobstatus.bulk.previous_records import JobRecord, Location

__all__ = ["MemoryBudget", "ProviderValue", "StatusCategory", "StatusGroup", "categorize"]

StatusCategory: TypeAlias = Literal["listed", "unrecognized", "missing", "malformed"]
"""The category of a job's status.

`listed`: this version of the package lists the status. `unrecognized`: the status is another text.
`missing`: `job_status` or its `value` is null or absent. `malformed`: any other value.
"""

_ABSENT_TEXT: Final = b""
_ENTRY_OVERHEAD: Final = 200


@define
class MemoryBudget:
    """A limit on the memory that distinct statuses and provider's values may take.

    Attributes:
        bytes_left: The number of bytes that can still be reserved.
    """

    bytes_left: int = 32_000_000

    def reserve(self, text: str | bytes) -> bool:
        """Reserve memory for one more text.

        Args:
            text: The text to keep.

        Returns:
            True if the text fits; False, with nothing reserved, if too little memory is left.
        """
        cost = len(text) + _ENTRY_OVERHEAD
        if cost > self.bytes_left:
            return False
        self.bytes_left -= cost
        return True


@frozen
class ProviderValue:
    """A distinct `source_value`, and the number of jobs that have it.

    Attributes:
        kind: `string`, `integer`, `float`, `boolean`, `object`, `array`, `null` or `absent`.
        value: The value, exactly; `excerpts.ABSENT` if the key is absent.
        job_count: The number of jobs that have the value.
    """

    kind: str
    value: Any
    job_count: int

    def as_json(self) -> dict[str, Any]:
        """Return the value and its count as JSON-ready builtins.

        Returns:
            `kind`, `value` (left out if the key is absent) and `jobs`.
        """
        value = {} if self.value is ABSENT else {"value": self.value}
        return {"kind": self.kind, **value, "jobs": self.job_count}


@define(eq=False)
class StatusGroup:
    """The jobs that have the same status, and their provider's values.

    Attributes:
        category: The category of the status.
        status: The status; for a missing status, the key that is null or absent. `None` stands for
            all unrecognized statuses that the memory budget had no room to distinguish.
        first: The location of the group's first job.
        job_count: The number of jobs in the group.
        untracked_count: The number of those jobs whose provider's value the memory budget had no
            room to distinguish.
    """

    category: StatusCategory
    status: str | None
    first: Location
    job_count: int = 0
    untracked_count: int = 0
    _value_counts: Counter[bytes] = Factory(Counter)

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
        return [_provider_value(text, n) for text, n in self._value_counts.most_common(limit)]

    def add(self, job: JobRecord, budget: MemoryBudget) -> None:
        """Count a job and its provider's value.

        Args:
            job: A job of this group.
            budget: The memory budget from which a new value is reserved.
        """
        self.job_count += 1
        text = _source_value_text(job)
        if text is None:
            return
        if text in self._value_counts or budget.reserve(text):
            self._value_counts[text] += 1
        else:
            self.untracked_count += 1

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


def categorize(job: JobRecord) -> tuple[StatusCategory, str]:
    """Return the category of a job's status, and the status.

    Args:
        job: The job.

    Returns:
        The category, and the text that names the job's group: the status, or, if that is missing,
        the key that is null or absent.
    """
    if job.status_malformed:
        return "malformed", "malformed"
    if job.status is None:
        return "missing", f"job_status {_null_or_absent(job.raw, 'job_status')}"
    value = job.status.value
    if value is None:
        return "missing", f"value {_null_or_absent(job.raw['job_status'], 'value')}"
    return "unrecognized" if isinstance(value, Unrecognized) else "listed", value.value


def _null_or_absent(raw: dict[str, Any], key: str) -> str:
    return kind(raw.get(key, ABSENT))


def _source_value_text(job: JobRecord) -> bytes | None:
    """Return the JSON text of a job's `source_value`; None if the job has no readable status.

    JSON text is what distinguishes `1`, `1.0` and `true`, which are equal in Python.
    """
    raw_status = job.raw.get("job_status")
    if job.status is None or raw_status is None:
        return None
    if "source_value" in raw_status or "sourceValue" in raw_status:
        return encode_json(job.status.source_value, SourceValue)
    return _ABSENT_TEXT


def _provider_value(text: bytes, job_count: int) -> ProviderValue:
    value = ABSENT if text == _ABSENT_TEXT else decode_json(text, SourceValue)
    value_kind = kind(value)
    if value_kind == "number":
        value_kind = "integer" if isinstance(value, int) else "float"
    return ProviderValue(value_kind, value, job_count)
