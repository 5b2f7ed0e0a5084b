"""A pass makes the strategy of each node once."""

from datetime import date

import pytest
from cattrs import StructureHandlerNotFoundError
from hypothesis import find

from anybodys import Boxed
from jobstatus import JobStatus
from jobstatus.testing import documents
from jobstatus.testing.lookup import node_for
from jobstatus.testing.valid import DocumentPass
from type_samples import QUICK, Tree


def test_the_strategy_of_a_node_is_made_once() -> None:
    """Whoever asks for it, by the type or by the node."""
    strategies = DocumentPass("snake")
    assert strategies.of_type(JobStatus) is strategies.of(node_for(JobStatus))
    assert strategies.of_type(JobStatus) is not DocumentPass("snake").of_type(JobStatus)


def test_a_class_that_holds_itself_has_a_strategy() -> None:
    """Trees are drawn in trees."""
    nested = find(documents(Tree), lambda tree: bool(tree.get("children")))
    assert [{"two_words": ""}] == nested["children"]


def test_null_is_the_first_of_what_a_union_may_be() -> None:
    """The simplest example is null, wherever `None` stands in the union."""
    assert None is find(documents(date | None), lambda _: True, settings=QUICK)
    assert None is find(documents(int | str | None), lambda _: True, settings=QUICK)


def test_a_class_without_its_type_arguments_is_refused_each_time() -> None:
    """As `structure` refuses it."""
    for _ in range(2):
        with pytest.raises(StructureHandlerNotFoundError, match="Missing type"):
            find(documents(Boxed | date), lambda _: True, settings=QUICK)
