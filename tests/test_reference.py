"""The generated tables and pictures of the documentation are up to date."""

import pytest

from jobstatus import AtsJob, converter
from jobstatus.nodes.base import Node, node_of
from nodes_picture import EDGES, NODES, PICTURES, draw
from reference import REFERENCE, TABLES, with_table

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("place", TABLES)
def test_a_table_is_up_to_date(place: str) -> None:
    """`make tables` has nothing to write."""
    page, name = place.split()
    text = (REFERENCE / page).read_text(encoding="utf-8")
    assert with_table(text, name, TABLES[place]()) == text


def test_the_picture_of_the_nodes_is_up_to_date() -> None:
    """`make tables` draws it, for light and for dark."""
    for name, colours in PICTURES.items():
        path = REFERENCE.parent / "explanation" / f"nodes-{name}.svg"
        assert draw(colours) == path.read_text(encoding="utf-8")


def test_the_picture_of_the_nodes_is_true() -> None:
    """Each node that it shows below another is one of those that the other one has."""
    node = node_of(converter.get_structure_hook(AtsJob), AtsJob)
    assert node is not None
    converter.structure({}, AtsJob)
    found: dict[str, Node] = {"job": node}
    for above, below in EDGES:
        class_, of, _, _ = NODES[below]
        parts = [part for part in found[above].parts() if type(part).__name__ == class_]
        found[below] = next(part for part in parts if getattr(part, "name", of) == of)
    assert {"enum", "json", "team", "text"} <= found.keys()
