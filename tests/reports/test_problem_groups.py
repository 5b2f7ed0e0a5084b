"""Problems are grouped by the patterns of their paths and messages."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exactly import exactly
from jobstatus.bulk.documents import Document, Location
from jobstatus.problems import Problem, mismatch
from jobstatus.reports import problem_groups
from jobstatus.reports.problem_groups import ProblemGroups, message_pattern, path_pattern
from reported import report_of

DOCUMENT = Document("a.json", 7, b"")


def groups_of(*problems: Problem) -> ProblemGroups:
    """Make the groups of problems of one document."""
    groups = ProblemGroups()
    for problem in problems:
        groups.add(DOCUMENT, problem)
    return groups


@pytest.mark.parametrize(
    ("steps", "pattern"),
    [
        ((), "$"),
        (("data", 3, "job_status"), "$.data[*].job_status"),
        ((0, 1), "$[*][*]"),
        (("a b", "c"), "$['a b'].c"),
        (("a",) * 30, "$" + ".a" * 24 + "…"),
    ],
    ids=str,
)
def test_path_patterns(steps: Any, pattern: str) -> None:
    """A star stands for each index."""
    assert pattern == path_pattern(steps)


@pytest.mark.parametrize(
    ("problem", "pattern"),
    [
        (mismatch("a string", 5), "expected a string, found number"),
        (mismatch("a string", 7.5), "expected a string, found number"),
        (mismatch("a string", None), "expected a string, found null"),
        (mismatch("a string", {"a": [1]}), "expected a string, found object"),
        (mismatch("a boolean", ", found string"), "expected a boolean, found string"),
        (Problem("is required, but absent", (), "absent", ""), "is required, but absent"),
        (Problem("is bad", (), "number", "5"), "is bad"),
        (
            Problem("is not JSON: trailing characters at byte 1,234, near 'x'", (), "bytes", "b"),
            "is not JSON: trailing characters",
        ),
    ],
    ids=["integer", "float", "null", "object", "nested", "absent", "other", "syntax"],
)
def test_message_patterns(problem: Problem, pattern: str) -> None:
    """The pattern of a message names the kind of the value that was found."""
    assert pattern == message_pattern(problem)


def test_equal_problems_are_one_group() -> None:
    """A group has the number of its problems, and the location and message of the first."""
    bad = [{"id": "1", "job_status": {"value": number}} for number in range(300)]
    expected = [
        {
            "path": "$.data[*].job_status.value",
            "message": "expected a string, found number",
            "count": 600,
            "first": {"file": "a.json", "line": 1, "path": "$.data[0].job_status.value"},
            "example": "expected a string, found number 0",
        }
    ]
    problems = report_of({"data": bad}, {"data": bad}).problems
    assert exactly({"count": 600, "groups": expected, "lumped": 0}) == exactly(problems.as_json())


def test_different_problems_are_different_groups() -> None:
    """Groups differ by path or message, and are ordered by size, then by path and message."""
    one, other = Problem("b", ("x",)), Problem("a", ("y", 1))
    groups = groups_of(one, other, Problem("a", ("y", 5)), Problem("a", ("x",)))
    assert [("$.y[*]", "a", 2), ("$.x", "a", 1), ("$.x", "b", 1)] == [
        (group.path, group.message, group.count) for group in groups.by_size()
    ]


def test_a_group_has_its_first_location() -> None:
    """The location of a group has the line of the first problem in the file."""
    (group,) = groups_of(Problem("x", ("data", 0)), Problem("x", ("data", 1))).by_size()
    assert Location("a.json", 7, "$.data[0]") == group.first


def test_the_number_of_groups_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Problems of groups beyond the limit are counted; known groups still count."""
    monkeypatch.setattr(problem_groups, "_MAX_GROUPS", 2)
    groups = groups_of(*[Problem(text) for text in ("a", "b", "c", "a", "c")])
    assert (5, 2, ["a", "b"]) == (
        groups.count,
        groups.lumped_count,
        [group.message for group in groups.by_size()],
    )
    other = groups_of(*[Problem(text) for text in ("d", "a", "c", "b", "b")])
    groups.merge(other)
    assert (10, 2 + 3 + 1) == (groups.count, groups.lumped_count)


@given(st.lists(st.sampled_from("abc"), max_size=12), st.integers(0, 12))
def test_groups_are_merged(messages: list[str], cut: int) -> None:
    """Groups and the next ones are, merged, the groups of all problems."""
    problems = [Problem(text, (index,)) for index, text in enumerate(messages)]
    merged = groups_of(*problems[:cut])
    merged.merge(groups_of(*problems[cut:]))
    assert exactly(groups_of(*problems).as_json()) == exactly(merged.as_json())
