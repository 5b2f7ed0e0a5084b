"""The comparison of two reports has what is new, and what is gone."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from exactly import exactly
from jobstatus.reports.building import ReportOptions
from jobstatus.reports.comparison import Comparison, compare
from jobstatus.reports.profiles import profile_of
from reported import job, report_of
from strategies import json_values

KEYS = ReportOptions(count_keys=True)


def comparison_of(old: list[Any], new: list[Any], options: Any = KEYS) -> Comparison:
    """Compare the reports on two lists of jobs."""
    profiles = [profile_of(report_of(jobs, options=options).as_json()) for jobs in (old, new)]
    return compare(*profiles)


def names(traits: Any) -> list[Any]:
    """Return what traits are called."""
    return [trait.identity for trait in traits]


def test_differences() -> None:
    """Differences are of statuses, keys, kinds and mappings, in this order, by frequency."""
    old = [job("open", "Open", old=1), job("closed", "Closed"), job("closed", "Shut")]
    new = [job("open", "Open"), job("open", "Closed", new=1), job("filled", source=True)] + [
        job("open", "Opened")
    ] * 2
    comparison = comparison_of(old, new)
    assert [
        ("status", "filled", None),
        ("key", "new", None),
        ("kind", "boolean", None),
        ("mapping", '"Opened"', "open"),
        ("mapping", '"Closed"', "open"),
        ("mapping", "true", "filled"),
    ] == names(comparison.added)
    assert [
        ("status", "closed", None),
        ("key", "old", None),
        ("mapping", '"Closed"', "closed"),
        ("mapping", '"Shut"', "closed"),
    ] == names(comparison.removed)


def test_values_are_compared_exactly() -> None:
    """`1` and `1.0` are two values, of two kinds."""
    comparison = comparison_of([job("open", 1)], [job("open", 1.0)])
    assert [("kind", "float", None), ("mapping", "1.0", "open")] == names(comparison.added)


def test_keys_are_compared_only_if_both_have_them() -> None:
    """A report that has not counted keys says nothing about them."""
    jobs = [job("open", x=1)]
    with_keys = profile_of(report_of(jobs, options=KEYS).as_json())
    without = profile_of(report_of(jobs).as_json())
    for pair in ((with_keys, without), (without, with_keys)):
        comparison = compare(*pair)
        assert ((), (), False) == (comparison.added, comparison.removed, comparison.is_complete)


def test_the_comparison_as_json() -> None:
    """The JSON document has all differences, under the promised keys."""
    first = {"file": "a.json", "line": 1, "path": "$[0]"}
    none: dict[str, list[Any]] = {"status": [], "key": [], "kind": [], "mapping": []}
    mapping = {"text": '"a"', "status": "open", "count": 1, "first": None}
    key = {"text": "x", "count": 1, "first": first}
    expected = {
        "format": "jobstatus diff 1",
        "old": {"files": 1, "jobs": 1},
        "new": {"files": 1, "jobs": 2},
        "complete": True,
        "added": none | {"mapping": [mapping | {"text": '"b"'}]},
        "removed": none | {"key": [key], "mapping": [mapping]},
    }
    comparison = comparison_of([job("open", "a", x=1)], [job("open", "b"), job("open", "b")])
    expected["added"]["mapping"][0]["count"] = 2  # type: ignore[index]
    assert exactly(expected) == exactly(comparison.as_json())


@given(
    st.lists(st.builds(job, st.sampled_from(["open", "new", None]), json_values), max_size=4),
    st.lists(st.builds(job, st.sampled_from(["open", "new", None]), json_values), max_size=4),
)
def test_what_is_new_one_way_is_gone_the_other(old: list[Any], new: list[Any]) -> None:
    """New traits are gone in the opposite comparison, and a report equals itself."""
    forth, back = comparison_of(old, new), comparison_of(new, old)
    assert (forth.added, forth.removed) == (back.removed, back.added)
    same = comparison_of(old, old)
    assert ((), ()) == (same.added, same.removed)
