"""A group counts the jobs of one status, and their provider's values, in bounded memory."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from exactly import exactly
from jobstatus.bulk.previous_records import Document, JobRecord, Location, find_jobs
from jobstatus.cli.groups import MemoryBudget, ProviderValue, StatusGroup
from jobstatus.excerpts import ABSENT
from strategies import json_values


def group_of(*pairs: Any, budget: MemoryBudget | None = None) -> StatusGroup:
    """Make a group of jobs with these values of `job_status`."""
    text = json.dumps([{"id": "1", "job_status": pair} for pair in pairs])
    group = StatusGroup("listed", "open", Location("a.json", 1, "$[0]"))
    budget = budget or MemoryBudget()
    for job in find_jobs(Document("a.json", 1, text.encode())):
        assert isinstance(job, JobRecord)
        group.add(job, budget)
    return group


def values(group: StatusGroup, limit: int | None = None) -> list[tuple[str, Any, int]]:
    """Return the provider's values of a group in a form that compares exactly."""
    return [(v.kind, exactly(v.value), v.job_count) for v in group.values(limit)]


def test_provider_values_are_distinguished_exactly() -> None:
    """`1`, `1.0`, `true` and `"1"` are four values; null and absent are two more."""
    sources = [1, 1.0, True, "1", None, {"a": 1, "b": 2}, {"b": 2, "a": 1}, [], 2**64 + 1, -0.0]
    pairs = [{"value": "open", "source_value": source} for source in sources]
    group = group_of(*pairs, {"value": "open"})
    kinds = ["integer", "float", "boolean", "string", "null", "object", "object", "array"]
    kinds += ["integer", "float"]
    expected = [(k, exactly(s), 1) for k, s in zip(kinds, sources, strict=True)]
    assert [*expected, ("absent", ABSENT, 1)] == [
        (k, ABSENT if s == exactly(ABSENT) else s, n) for k, s, n in values(group)
    ]


def test_both_spellings_are_one_value() -> None:
    """`sourceValue` and `source_value` are counted together."""
    pairs = {"value": "open", "source_value": "x"}, {"value": "open", "sourceValue": "x"}
    group = group_of(*pairs)
    assert [ProviderValue("string", "x", 2)] == group.values()


def test_the_most_frequent_values_come_first() -> None:
    """Values are ordered by frequency, and a limit omits the rarest."""
    pairs = [{"value": "open", "source_value": source} for source in ("a", "b", "c", "b")]
    group = group_of(*pairs)
    assert ["b", "a"] == [value.value for value in group.values(2)]
    assert 3 == group.distinct_count


def test_values_over_the_memory_budget_are_untracked() -> None:
    """New values over the memory budget are counted together; known values still count."""
    pairs = [{"value": "open", "source_value": source} for source in (0, 1, 2, 3, 0, 1)]
    group = group_of(*pairs, budget=MemoryBudget(500))
    assert (2, 2, 6) == (group.distinct_count, group.untracked_count, group.job_count)


def test_a_large_value_leaves_the_memory_budget_to_small_ones() -> None:
    """A value that does not fit reserves no memory, and a later value may fit."""
    pairs = [{"value": "open", "source_value": source} for source in ("x" * 1_000, 1)]
    group = group_of(*pairs, budget=MemoryBudget(500))
    assert [ProviderValue("integer", 1, 1)] == group.values()


@given(st.lists(json_values, max_size=8))
def test_no_value_is_lost(sources: list[Any]) -> None:
    """Every provider's value is counted, and is returned exactly."""
    pairs = [{"value": "open", "source_value": source} for source in sources]
    counted = [exactly(v.value) for v in group_of(*pairs).values() for _ in range(v.job_count)]
    assert sorted(map(repr, map(exactly, sources))) == sorted(map(repr, counted))
