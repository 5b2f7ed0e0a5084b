"""The values that aliases stand for are counted before anything walks through them."""

from typing import Any

import pytest
import yaml

from jobstatus.codecs.aliases import MAX_REPEATED, alias_problem_of_value, alias_problem_of_yaml


def message_of(problem: Any) -> str | None:
    """Return the message of a problem, if there is one."""
    return problem and problem.message


@pytest.mark.parametrize("value", [1, "x", [], {"a": [1, (2, {3})]}, [[0] * 10] * 10])
def test_a_value_whose_parts_are_few_is_no_problem(value: Any) -> None:
    """Scalars, empty ones, and parts that come more than once."""
    assert None is alias_problem_of_value(value)


def test_a_repeated_container_is_counted_each_time() -> None:
    """Up to the limit, and no further. The first time it is no alias."""
    assert None is alias_problem_of_value([[]] * 100_001)
    assert "has aliases that stand for more than 100,000 values" == message_of(
        alias_problem_of_value([[]] * 100_002)
    )


@pytest.mark.parametrize("kind", [list, tuple, dict.fromkeys], ids=["list", "tuple", "dict"])
def test_scalars_in_a_repeated_container_are_counted(kind: Any) -> None:
    """Few references to one long flat container are as many values as many to a short one."""
    long = kind(range(999))
    assert None is alias_problem_of_value([long] * 101)
    assert f"has aliases that stand for more than {MAX_REPEATED:,} values" == message_of(
        alias_problem_of_value([long] * 102)
    )


def test_containers_in_a_repeated_container_are_counted_once_each_time() -> None:
    """A container of empty lists may come again as long as the values in it are no more than the limit."""
    for count in (MAX_REPEATED - 1, MAX_REPEATED):
        shared: list[Any] = [[] for _ in range(count)]
        assert (count == MAX_REPEATED) == (alias_problem_of_value([shared, shared]) is not None)


def test_an_alias_in_yaml_counts_as_one_value() -> None:
    """A scalar may come again as often as the limit says; the first time it is no alias."""
    scalar = yaml.ScalarNode("tag:yaml.org,2002:str", "x")
    for count in (MAX_REPEATED + 1, MAX_REPEATED + 2):
        root = yaml.SequenceNode("tag:yaml.org,2002:seq", [scalar] * count)
        assert (count == MAX_REPEATED + 2) == (alias_problem_of_yaml(root) is not None)


def test_many_values_are_no_aliases() -> None:
    """A large document is just large."""
    assert None is alias_problem_of_value([[] for _ in range(2 * MAX_REPEATED)])
    assert None is alias_problem_of_value([[0] * 2 * MAX_REPEATED, 2 * MAX_REPEATED * "x"])


def test_a_cycle_is_found_wherever_it_closes() -> None:
    """At the top, and further down."""
    top: list[Any] = []
    top.append({"a": (top,)})
    low: list[Any] = []
    low.append(low)
    assert ["contains itself"] * 2 == [
        message_of(alias_problem_of_value(top)),
        message_of(alias_problem_of_value([low])),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: &a [1, 2]\nb: *a", None),
        ("a: &a {b: 1}\nc: {<<: *a}", None),
        ("x", None),
        ("a: &a {<<: *a}", "contains itself"),
        (f"a: 1{':0' * 5000}", "is a number of too many characters"),
        (f"a: 1{':0' * 5000}.5", "is a number of too many characters"),
        (f"a: x{':0' * 5000}", None),
        (f"a: 10{':0' * 4299}", None),
        (f"a: 100{':0' * 4299}", "is a number of too many characters"),
        (f"a: '1{':0' * 5000}'", None),
    ],
    ids=range(10),
)
def test_yaml_is_checked_before_it_is_constructed(text: str, expected: str | None) -> None:
    """Its aliases, its merges, and numbers of base 60."""
    assert expected == message_of(alias_problem_of_yaml(yaml.compose(text, yaml.SafeLoader)))
