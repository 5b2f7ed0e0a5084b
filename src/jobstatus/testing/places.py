"""Places in a document, and what stands there after a change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from hypothesis import strategies as st

from jobstatus.nodes.classes import ClassNode
from jobstatus.nodes.dicts import DictNode
from jobstatus.nodes.json_unions import JsonNode
from jobstatus.nodes.lists import ListNode

from .lookup import readers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from hypothesis.strategies import DrawFn, SearchStrategy

    from jobstatus.nodes.base import Node

__all__ = ["Change", "Place", "changed"]

Change: TypeAlias = "Callable[[DrawFn], Any]"
"""A function that draws what may stand in a place instead."""

_counts: Final = st.integers(1, 3)


class Place(NamedTuple):
    """A place in a document.

    Attributes:
        steps: The keys and indices on the way to it.
        value: The value that stands there.
        node: The node that reads whatever stands there.
        nullable: Whether null is read, too, whatever the node says.
    """

    steps: tuple[str | int, ...]
    value: Any
    node: Node
    nullable: bool = False

    def readers(self) -> dict[Any, Node] | None:
        """Return which node reads each kind of JSON here; `None` if that is not known."""
        return readers(self.node, nullable=self.nullable)

    def reader(self) -> Node | None:
        """Return the node that reads the value; `None` if there is none, or that is not known."""
        return (self.readers() or {}).get(type(self.value))

    def inside(self) -> Iterator[Place]:
        """Yield the places right below."""
        value, reader = self.value, self.reader()
        items: Iterable[tuple[str | int, Any]] = ()
        items = enumerate(value) if type(value) is list else items
        items = value.items() if type(value) is dict else items
        match reader:
            case ListNode(item=node, nullable=nullable) | DictNode(item=node, nullable=nullable):
                for step, item in items:
                    yield Place((*self.steps, step), item, node, nullable)
            case JsonNode():
                for step, item in items:
                    yield Place((*self.steps, step), item, reader)
            case ClassNode(declared=declared):
                for step, item in items:
                    if step in declared:
                        yield Place((*self.steps, step), item, declared[step])
            case _:
                pass


@st.composite
def changed(  # noqa: D417 - Hypothesis draws
    draw: DrawFn,
    documents: SearchStrategy[Any],
    node: Node,
    changes: Callable[[Place], Iterable[Change]],
) -> Any:
    """Generate documents with one to three changes.

    Args:
        documents: A strategy for documents; in each of them something has to be changeable.
        node: The node that reads them.
        changes: Returns the changes that are possible in a place.
    """
    wire = draw(documents)
    for _ in range(draw(_counts)):
        place, change = _choose(draw, Place((), wire, node), changes)
        wire = _put(wire, place.steps, change(draw))
    return wire


def _choose(
    draw: DrawFn, place: Place, changes: Callable[[Place], Iterable[Change]]
) -> tuple[Place, Change]:
    """Go down from a place, and draw one of the changes that are possible where the way ends."""
    target, possible = place, list(changes(place))
    # A value that contains itself has no end of places, but the way down ends by chance, too.
    while inside := list(place.inside()):
        if possible and draw(st.integers(0, 2)) == 0:
            break
        place = inside[draw(st.integers(0, len(inside) - 1))]
        here = list(changes(place))
        if here:
            target, possible = place, here
    return target, possible[draw(st.integers(0, len(possible) - 1))]


def _put(wire: Any, steps: tuple[str | int, ...], new: Any) -> Any:
    """Return a document with something else in one place."""
    if not steps:
        return new
    copy = wire.copy()
    copy[steps[0]] = _put(wire[steps[0]], steps[1:], new)
    return copy
