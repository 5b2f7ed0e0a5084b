"""A type has one node in each case, and a node reads some kinds of JSON."""

from datetime import date, datetime
from types import NoneType
from typing import Any

import pytest
from msgspec import UnsetType

from jobstatus import AtsJob, AtsJobValue, JobStatus, JsonValue, Open
from jobstatus.nodes.lists import OneOrMany
from jobstatus.testing.lookup import ALL_KINDS, node_for, readers


def test_a_type_has_one_node_in_each_case() -> None:
    """It is found once."""
    assert node_for(AtsJob) is node_for(AtsJob)
    assert node_for(AtsJob) is not node_for(AtsJob, "camel")


@pytest.mark.parametrize(
    ("type_", "kinds"),
    [
        (str, {str}),
        (float, {int, float}),
        (datetime, {str}),
        (None, {NoneType}),
        (JobStatus, {dict}),
        (list[int], {list}),
        (OneOrMany, {list, str}),
        (Open[AtsJobValue] | None, {str, NoneType}),
        (int | list[str], {int, list}),
        (JsonValue, ALL_KINDS),
        (str | UnsetType, {str}),
        (Any, None),
        (date, None),
    ],
    ids=str,
)
def test_a_node_reads_some_kinds_of_json(type_: Any, kinds: Any) -> None:
    """Of a foreign hook it is not known."""
    by_kind = readers(node_for(type_))
    assert kinds == (None if by_kind is None else by_kind.keys())
