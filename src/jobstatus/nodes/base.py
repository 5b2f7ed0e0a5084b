"""The node: an object that structures and unstructures one type; its bound methods are hooks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from jobstatus.errors import (
    failure_of,
    problems_of,
    program_mistake,
    structure_failure,
    unstructure_failure,
)
from jobstatus.problems import Failure, Problem, found_in, mismatch

from .expectations import failure_of_shape
from .locks import lock_across_forks

if TYPE_CHECKING:
    from jobstatus.problems import Found

__all__ = [
    "MAX_DEPTH",
    "HookNode",
    "Node",
    "NodesByClass",
    "UnstructureHookNode",
    "latest_foreign",
    "node_of",
    "refusal",
    "too_deep",
]

MAX_DEPTH: Final = 512
"""The largest depth of a document, in levels. Compiled code has no recursion limit of its own."""


# Holds a new object after each call of a foreign unstructure hook.
_latest: Final[list[object]] = [None]


def latest_foreign() -> object:
    """Return an object that is replaced each time that a foreign hook unstructures something.

    While it is the same object, everything that nodes have written is exact JSON.
    """
    return _latest[0]


# Two threads may need a node at once. One finds the nodes below it, and the other has to wait: it
# must not see half of them.
_resolving: Final = lock_across_forks()


class Node:
    """Structures builtins as one type, or unstructures objects of it.

    The bound methods `structure` and `unstructure` are the hooks that a cattrs converter holds;
    nodes themselves call `read` and `write` of the nodes below, which count the depth and raise a
    `Failure` for bad data.

    Args:
        type_: The type.

    Attributes:
        type: The type.
        resolved: Whether all nodes below this one have been found.
        serves_subclasses: Whether the node unstructures instances of subclasses of its type, too.
        children: The nodes of the parts of the type; `None` until they have been found.
        room: How many bytes the compiled writer reserves for the next document.
    """

    def __init__(self, type_: Any) -> None:
        self.type: Any = type_
        self.resolved: bool = False
        self.serves_subclasses: bool = False
        self.children: list[Node] | None = None
        self.room: int = 0

    def structure(self, value: Any, type_: Any = None) -> Any:
        """Structure a value; the hook of cattrs.

        Args:
            value: Builtins, such as `json.loads` gives.
            type_: The type, which cattrs passes to each structure hook.

        Raises:
            StructureError: The value is not what the type asks for.
        """
        if not self.resolved:
            self.resolve()
        try:
            return self.read(value, 0)
        except Failure as failure:
            found: Found = found_in(failure)
        except Exception as exc:  # noqa: BLE001 - a dict's own methods may raise anything
            found = list(problems_of(exc, value))
        raise structure_failure(found, self.type)

    def unstructure(self, value: Any) -> Any:
        """Unstructure an object; the hook of cattrs.

        Raises:
            UnstructureError: The object is not what the type declares, or holds what is not JSON.
        """
        if not self.resolved:
            self.resolve()
        try:
            return self.write(value, 0)
        except Failure as failure:
            found: Found = found_in(failure)
        except Exception as exc:  # noqa: BLE001 - an object's own methods may raise anything
            found = list(problems_of(exc, value))
        raise unstructure_failure(found, self.type)

    def read(self, value: Any, depth: Any) -> Any:
        """Structure a value that stands *depth* levels deep in its document.

        Raises:
            Failure: The value is not what the type asks for.
        """
        raise NotImplementedError

    def write(self, value: Any, depth: Any) -> Any:
        """Unstructure an object that stands *depth* levels deep in the one that is written.

        Raises:
            Failure: The object is not what the type declares, or holds what is not JSON.
        """
        raise NotImplementedError

    def parts(self) -> list[Node]:
        """Return the nodes of the parts of the type, which are found at the first call.

        Raises:
            Exception: The converter can make no hook for a part: a mistake of the program.
        """
        if self.children is None:
            self.children = self.find_parts()
        return self.children

    def find_parts(self) -> list[Node]:
        """Find the nodes of the parts of the type, keep them in attributes, and return them.

        Raises:
            Exception: The converter can make no hook for a part: a mistake of the program.
        """
        return []

    def without_null(self) -> tuple[Node, bool]:
        """Return the node for values that are not null, and whether this node takes null.

        So containers can handle the null of a `T | None` themselves: it saves a call per item.
        """
        return self, False

    def resolve(self) -> None:
        """Find all nodes below this one, once, before a document is looked at.

        Raises:
            Exception: The converter can make no hook for a part: a mistake of the program.
        """
        with _resolving:
            if not self.resolved:
                self.resolve_all_below()

    def resolve_all_below(self) -> None:
        """Find the nodes below this one that are not resolved yet, however deep.

        Raises:
            Exception: The converter can make no hook for a part: a mistake of the program.
        """
        found: list[Node] = []
        remaining: list[Node] = [self]
        seen: set[int] = {id(self)}
        try:
            while remaining:
                node = remaining.pop()
                found.append(node)
                for inner in node.parts():
                    if not inner.resolved and id(inner) not in seen:
                        seen.add(id(inner))
                        remaining.append(inner)
        except Exception as exc:
            program_mistake(exc)
            raise
        for node in found:
            node.resolved = True


class HookNode(Node):
    """Structures values by a foreign hook, about which nothing is known; a leaf.

    Args:
        type_: The type; the hook is called with it.
        hook: The structure hook.
    """

    def __init__(self, type_: Any, hook: Any) -> None:
        super().__init__(type_)
        self.hook: Any = hook

    def read(self, value: Any, depth: Any) -> Any:
        try:
            return self.hook(value, self.type)
        except Exception as exc:  # noqa: BLE001 - a user's code may raise anything
            # No variable holds the failure: with its traceback, it would be a reference cycle.
            failure = failure_of_shape(self.hook, self.type, exc, value)
            raise failure or failure_of(exc, value) from None


class UnstructureHookNode(Node):
    """Unstructures objects by a foreign hook, about which nothing is known; a leaf.

    Args:
        type_: The type.
        hook: The unstructure hook.
    """

    def __init__(self, type_: Any, hook: Any) -> None:
        super().__init__(type_)
        self.hook: Any = hook

    def write(self, value: Any, depth: Any) -> Any:
        _latest[0] = object()
        try:
            return self.hook(value)
        except Exception as exc:  # noqa: BLE001 - a user's code may raise anything
            raise failure_of(exc, value) from None


class NodesByClass:
    """Structures a class and its subclasses, each by a node of its own.

    cattrs finds hooks by single dispatch before it asks any predicate. So the hook registered for
    `str` is also found for every enum of texts, which needs another node.
    """

    def structure(self, value: Any, type_: Any) -> Any:
        """Structure a value by the node for the type; the hook of cattrs."""
        return self.node_for(type_).structure(value)

    def node_for(self, type_: Any) -> Node:
        """Return the node for the class, or for one of its subclasses."""
        raise NotImplementedError


def node_of(hook: Any, type_: Any) -> Node | None:
    """Return the node whose bound method a hook is, if it was made for a type.

    Args:
        hook: A hook of a cattrs converter.
        type_: The type that the converter has found the hook for.

    Returns:
        The node; `None` if the hook is foreign, or a method of a node for another type.
    """
    owner = getattr(hook, "__self__", None)
    if isinstance(owner, NodesByClass):
        return owner.node_for(type_)
    if not isinstance(owner, Node) or hook.__name__ not in ("structure", "unstructure"):
        return None
    if owner.type is type_ or owner.type == type_:
        return owner
    is_subclass = (
        owner.serves_subclasses and isinstance(type_, type) and issubclass(type_, owner.type)
    )
    return owner if is_subclass else None


def refusal(expected: str, value: Any) -> Failure:
    """Return the failure of a value that is not what was expected.

    Args:
        expected: The name of what was expected, with its article: `a string`.
        value: The value.
    """
    return Failure.of(mismatch(expected, value))


def too_deep(value: Any) -> Failure:
    """Return the failure of a value that is nested too deeply."""
    return Failure.of(Problem.about(value, f"is nested deeper than {MAX_DEPTH} levels"))
