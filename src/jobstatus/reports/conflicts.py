"""Find the provider's values that are mapped to more than one status."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from jobstatus.nodes.unset import UNSET

from .provider_values import provider_value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .provider_values import ProviderValue, ValueKey
    from .status_groups import StatusGroup

__all__ = ["Conflict", "find_conflicts"]


@frozen
class Conflict:
    """A provider's value that is mapped to more than one status.

    Attributes:
        value: The value, and the number of all jobs that have it.
        statuses: The statuses with their numbers of jobs, the most frequent first.
    """

    value: ProviderValue
    statuses: tuple[tuple[str, int], ...]

    def as_json(self) -> dict[str, Any]:
        """Return the value and its statuses as JSON-ready builtins.

        Returns:
            `kind`, `value`, `jobs` and `statuses` (objects with `status` and `jobs`).
        """
        statuses = [{"status": status, "jobs": jobs} for status, jobs in self.statuses]
        return self.value.as_json() | {"statuses": statuses}


def find_conflicts(groups: Iterable[StatusGroup]) -> list[Conflict]:
    """Find the provider's values that are mapped to more than one status.

    Args:
        groups: The groups of jobs that have a status.

    Returns:
        The values, those of the most jobs first. Null and absent are no values.
    """
    # Most values have one status, and need no list of their own.
    only: dict[ValueKey, tuple[str, int]] = {}
    several: dict[ValueKey, list[tuple[str, int]]] = {}
    for group in groups:
        if group.status is None:
            continue
        for key, job_count in group.value_counts():
            if key is None or key is UNSET:
                continue
            first = only.setdefault(key, (group.status, job_count))
            if first[0] != group.status:
                several.setdefault(key, [first]).append((group.status, job_count))
    conflicts = [_conflict(key, statuses) for key, statuses in several.items()]
    return sorted(conflicts, key=lambda conflict: -conflict.value.job_count)


def _conflict(key: ValueKey, statuses: list[tuple[str, int]]) -> Conflict:
    value = provider_value(key, sum(job_count for _, job_count in statuses))
    return Conflict(value, tuple(sorted(statuses, key=lambda pair: (-pair[1], pair[0]))))
