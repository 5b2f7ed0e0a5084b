"""A group counts the jobs of one status, and their provider's values, in bounded memory."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exactly import exactly
from jobstatus import UNSET, AtsJobValue
from jobstatus.bulk.documents import Location
from jobstatus.excerpts import ABSENT
from jobstatus.reports.jobs import RejectedJob, ReportedStatus
from jobstatus.reports.provider_values import MemoryBudget, ProviderValue
from jobstatus.reports.status_groups import (
    StatusGroup,
    StatusName,
    key_of_rejected,
    key_of_status,
    name_of_status,
)
from strategies import json_values


def group_of(*sources: Any, budget: MemoryBudget | None = None) -> StatusGroup:
    """Make a group of jobs with these provider's values."""
    group = StatusGroup(StatusName("listed", "open"), Location("a.json", 1, "$[0]"))
    budget = budget or MemoryBudget()
    for source in sources:
        group.add(key_of_status(ReportedStatus(AtsJobValue.OPEN, source)), 1, budget)
    return group


def values(group: StatusGroup, limit: int | None = None) -> list[tuple[str, Any, int]]:
    """Return the provider's values of a group in a form that compares exactly."""
    return [(v.kind, exactly(v.value), v.job_count) for v in group.values(limit)]


def test_provider_values_are_distinguished_exactly() -> None:
    """`1`, `1.0`, `true` and `"1"` are four values; null and absent are two more."""
    sources = [1, 1.0, True, "1", None, {"a": 1, "b": 2}, {"b": 2, "a": 1}, [], 2**64 + 1, -0.0]
    kinds = ["integer", "float", "boolean", "string", "null", "object", "object", "array"]
    kinds += ["integer", "float"]
    expected = [(k, exactly(s), 1) for k, s in zip(kinds, sources, strict=True)]
    group = group_of(*sources, UNSET)
    assert [*expected, ("absent", exactly(ABSENT), 1)] == values(group)
    assert {**dict.fromkeys(kinds, 1), "integer": 2, "float": 2, "object": 2, "absent": 1} == dict(
        group.kinds
    )


def test_the_most_frequent_values_come_first() -> None:
    """Values are ordered by frequency, and a limit omits the rarest."""
    group = group_of("a", "b", "c", "b")
    assert ["b", "a"] == [value.value for value in group.values(2)]
    assert 3 == group.distinct_count
    assert [("a", 1), ("b", 2), ("c", 1)] == group.value_counts()


def test_values_over_the_memory_budget_are_untracked() -> None:
    """New values over the memory budget are counted together; known values still count."""
    group = group_of(0, 1, 2, 3, 0, 1, budget=MemoryBudget(450))
    assert (2, 2, 6) == (group.distinct_count, group.untracked_count, group.job_count)


def test_a_large_value_leaves_the_memory_budget_to_small_ones() -> None:
    """A value that does not fit reserves no memory, and a later value may fit."""
    group = group_of("x" * 1_000, 1, budget=MemoryBudget(500))
    assert [ProviderValue("integer", 1, 1)] == group.values()


@given(st.lists(json_values, max_size=8))
def test_no_value_is_lost(sources: list[Any]) -> None:
    """Every provider's value is counted, and is returned exactly."""
    counted = [exactly(v.value) for v in group_of(*sources).values() for _ in range(v.job_count)]
    assert sorted(map(repr, map(exactly, sources))) == sorted(map(repr, counted))


@given(st.lists(json_values, max_size=8), st.integers(0, 8))
def test_groups_are_merged(sources: list[Any], cut: int) -> None:
    """A group and the next one are, merged, the group of all jobs."""
    merged = group_of(*sources[:cut])
    merged.merge(group_of(*sources[cut:]), MemoryBudget())
    assert exactly(group_of(*sources).as_json()) == exactly(merged.as_json())


def test_merged_groups_keep_to_the_budget() -> None:
    """New values over the memory budget are counted together, as are those that were before."""
    budget = MemoryBudget(450)
    group = group_of(0, 1, budget=budget)
    group.merge(group_of(1, 2, 3, budget=MemoryBudget(450)), budget)
    assert (2, 2, 5) == (group.distinct_count, group.untracked_count, group.job_count)


@pytest.mark.parametrize(
    ("status", "name"),
    [
        (UNSET, ("missing", "job_status absent")),
        (None, ("missing", "job_status null")),
        (ReportedStatus(), ("missing", "value absent")),
        (ReportedStatus(None), ("missing", "value null")),
        (ReportedStatus(AtsJobValue.OPEN), ("listed", "open")),
        (ReportedStatus(AtsJobValue("new")), ("unrecognized", "new")),
        (ReportedStatus(AtsJobValue("value null")), ("unrecognized", "value null")),
        (ReportedStatus(AtsJobValue("malformed")), ("unrecognized", "malformed")),
    ],
    ids=[
        *("absent", "null", "value-absent", "value-null", "listed", "new"),
        *("like-missing", "like-malformed"),
    ],
)
def test_names_of_statuses(status: Any, name: tuple[str, str]) -> None:
    """A missing status is named by the key that is null or absent, and is no status of that text."""
    assert exactly(name) == exactly(tuple(name_of_status(key_of_status(status))))
    assert exactly(name) == exactly(tuple(name_of_status(key_of_rejected(RejectedJob(status)))))


def test_a_malformed_status() -> None:
    """A status that cannot be structured is of its own category."""
    key = key_of_rejected(RejectedJob(is_malformed=True))
    assert StatusName("malformed", "malformed") == name_of_status(key)
