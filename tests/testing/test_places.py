"""Changes are made in places, which are found by the nodes that read them."""

from typing import Any

from hypothesis import find, given
from hypothesis import strategies as st

from exactly import exactly
from jobstatus import AtsJobsPaginated, JobStatus, JsonValue
from jobstatus.testing.lookup import node_for
from jobstatus.testing.places import Place, changed
from type_samples import QUICK


def places_of(wire: Any, type_: Any) -> list[tuple[str | int, ...]]:
    """List the steps to all places of a document."""
    left, found = [Place((), wire, node_for(type_))], []
    while left:
        place = left.pop(0)
        found.append(place.steps)
        left += place.inside()
    return found


def test_places_are_found_as_deep_as_there_are_nodes() -> None:
    """In declared fields, in lists and in any JSON; nothing is known of undeclared keys."""
    wire = {"data": [{"job_status": {"source_value": [1, {"a": 2}], "new": [3]}}]}
    status = ("data", 0, "job_status")
    value = (*status, "source_value")
    expected = [
        (),
        ("data",),
        ("data", 0),
        status,
        value,
        (*value, 0),
        (*value, 1),
        (*value, 1, "a"),
    ]
    assert expected == places_of(wire, AtsJobsPaginated)


def test_nothing_is_inside_a_value_of_another_kind() -> None:
    """Its node does not read it."""
    assert [()] == places_of([1], JobStatus)
    assert [(), (0,)] == places_of([{"a": 1}], list[str])


def replaced(place: Place) -> Any:
    """Change every text."""
    if isinstance(place.value, str):
        yield lambda _: f"{place.value}!"


@given(st.lists(st.text(), min_size=1), st.data())
def test_a_change_leaves_the_original_as_it_was(texts: list[str], data: st.DataObject) -> None:
    """One to three changes are made, in a copy."""
    before = list(texts)
    new = data.draw(changed(st.just(texts), node_for(list[str]), replaced))
    assert exactly(before) == exactly(texts)
    assert 1 <= sum(map(len, new)) - sum(map(len, texts)) <= 3


def test_changes_are_made_in_a_value_that_contains_itself() -> None:
    """The way down ends by chance."""
    loop: list[Any] = ["text"]
    loop.append(loop)
    strategy = changed(st.just(loop), node_for(JsonValue), replaced)
    assert "text!" in str(find(strategy, lambda _: True, settings=QUICK))
