"""The frame of a pass that makes a strategy of each node, once."""

from __future__ import annotations

from abc import ABC, abstractmethod
from threading import RLock
from types import UnionType
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin

from hypothesis import strategies as st

from jobstatus.nodes.json_unions import JsonNode
from jobstatus.nodes.scalars import NullNode

from .lookup import node_for
from .scalars import json_arrays, json_objects

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from jobstatus.nodes.base import Node
    from jobstatus.nodes.json_unions import JsonUnionNode
    from jobstatus.nodes.keys import Case

__all__ = ["StrategyPass"]


class StrategyPass(ABC):
    """Makes a strategy of each node, and keeps it.

    Args:
        case: The case of the documents that the nodes structure.
    """

    def __init__(self, case: Case) -> None:
        self.case: Case = case
        self._made: dict[Node, SearchStrategy[Any]] = {}
        self._lock = RLock()

    @abstractmethod
    def build(self, node: Node) -> SearchStrategy[Any]:
        """Make the strategy of a node."""

    def of_type(self, type_: Any) -> SearchStrategy[Any]:
        """Return the strategy for a type."""
        return self.of(node_for(type_, self.case))

    def of(self, node: Node, *, nullable: bool = False) -> SearchStrategy[Any]:
        """Return the strategy for a node.

        Args:
            node: The node.
            nullable: Whether there may be null, too.
        """
        made = self._made.get(node)
        if made is None:
            with self._lock:
                made = self._made.get(node) or self._build(node)
        return st.none() | made if nullable else made

    def _build(self, node: Node) -> SearchStrategy[Any]:
        # For a class that holds itself.
        self._made[node] = st.deferred(lambda: self.of(node))
        try:
            made = self.build(node)
        except BaseException:
            del self._made[node]
            raise
        self._made[node] = made
        return made

    def of_arms(self, node: JsonUnionNode) -> SearchStrategy[Any]:
        """Return the strategy for a union of JSON kinds: null first, as it is the simplest."""
        any_of_kind = {list: json_arrays, dict: json_objects}
        by_node: dict[Node, SearchStrategy[Any]] = {}
        strategies: list[SearchStrategy[Any]] = []
        for kind, arm in node.arms.items():
            if isinstance(arm, JsonNode):
                strategies.append(any_of_kind[kind])
            elif isinstance(arm, NullNode):
                strategies.insert(0, st.none())
            elif arm not in by_node:  # an integer may be read by the node of numbers
                by_node[arm] = self.of(arm)
                strategies.append(by_node[arm])
        return st.one_of(strategies)

    def of_opaque(self, type_: Any) -> SearchStrategy[Any]:
        """Return the strategy for a type for which there is only a hook of cattrs, or none."""
        if get_origin(type_) in (Union, UnionType):
            return st.one_of([self.of_type(arm) for arm in _null_first(type_)])
        return self.from_type(type_)

    def from_type(self, type_: Any) -> SearchStrategy[Any]:
        """Return the strategy that Hypothesis knows for a type."""
        return st.from_type(type_)


def _null_first(union: Any) -> list[Any]:
    return sorted(get_args(union), key=lambda arm: arm is not type(None))
