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
from jobstatus.problems import Failure, Problem, mismatch

from .locks import lock_across_forks
from .unions import choice_failure

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
"""A document nests at most so deep, in both builds: compiled code knows no limit of its own."""


# Another object each time that a foreign hook is called to unstructure something.
_latest: Final[list[object]] = [None]


def latest_foreign() -> object:
    """Return another object than before if a foreign hook has unstructured something in between.

    If none has, then everything that nodes have written is exact JSON.
    """
    return _latest[0]


# Of two threads that need a node, one finds what is below it. The other must not see half of that.
_resolving: Final = lock_across_forks()


class Node:
    """Structures builtins as one type, or unstructures objects of it.

    The bound methods `structure` and `unstructure` are the hooks that a cattrs converter holds;
    nodes themselves call `read` and `write` of the nodes below, which count the depth and raise a
    `Failure` for whatever is wrong.

    Args:
        type_: The type.

    Attributes:
        type: The type.
        resolved: Whether the nodes of everything below are known.
        serves_subclasses: Whether the node unstructures instances of subclasses of its type, too.
        children: The nodes of the parts of the type, once they are known.
        room: The bytes to have ready for the next document; a note of the compiled writer.
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
            found: Found = failure.found
        except Exception as exc:  # noqa: BLE001 - of a dict's own methods, perhaps
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
            found: Found = failure.found
        except Exception as exc:  # noqa: BLE001 - of an object's own methods, perhaps
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
        """List the nodes of the parts of the type; they are looked for once.

        Raises:
            Exception: There can be none, which is the program's mistake.
        """
        if self.children is None:
            self.children = self.inside()
        return self.children

    def inside(self) -> list[Node]:
        """Find the nodes of the parts of the type, keep them, and list them.

        Raises:
            Exception: There can be none, which is the program's mistake.
        """
        return []

    def without_null(self) -> tuple[Node, bool]:
        """Return the node for all values but null, and whether null is `None` to this one.

        Containers take `T | None` apart, and spare a call for each of their items.
        """
        return self, False

    def resolve(self) -> None:
        """Find the nodes of everything below, before a document is looked at.

        Raises:
            Exception: There can be none, which is the program's mistake.
        """
        with _resolving:
            if not self.resolved:
                self.find_all_below()

    def find_all_below(self) -> None:
        """Find the nodes of everything below that is not resolved yet.

        Raises:
            Exception: There can be none, which is the program's mistake.
        """
        found: list[Node] = []
        left: list[Node] = [self]
        met: set[int] = {id(self)}
        try:
            while left:
                node = left.pop()
                found.append(node)
                for inner in node.parts():
                    if not inner.resolved and id(inner) not in met:
                        met.add(id(inner))
                        left.append(inner)
        except Exception as exc:
            program_mistake(exc)
            raise
        for node in found:
            node.resolved = True


class HookNode(Node):
    """Structures by a foreign hook, of which nothing is known; a leaf.

    Args:
        type_: The type, which the hook is called with.
        hook: The structure hook.
    """

    def __init__(self, type_: Any, hook: Any) -> None:
        super().__init__(type_)
        self.hook: Any = hook

    def read(self, value: Any, depth: Any) -> Any:
        try:
            return self.hook(value, self.type)
        except Exception as exc:  # noqa: BLE001 - whatever it is, it has a place
            # No variable holds the failure: with its traceback, it would be a reference cycle.
            raise choice_failure(self.hook, value) or failure_of(exc, value) from None


class UnstructureHookNode(Node):
    """Unstructures by a foreign hook, of which nothing is known; a leaf.

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
        except Exception as exc:  # noqa: BLE001 - whatever it is, it has a place
            raise failure_of(exc, value) from None


class NodesByClass:
    """The structure hook that is registered for a class, and so serves its subclasses: a node each.

    cattrs looks classes up in a single dispatch before it asks any predicate, so that the hook for
    `str` is found for every enum of texts, too.
    """

    def structure(self, value: Any, type_: Any) -> Any:
        """Structure a value by the node for the type; the hook of cattrs."""
        return self.node_for(type_).structure(value)

    def node_for(self, type_: Any) -> Node:
        """Return the node for the class or for one of its subclasses."""
        raise NotImplementedError


def node_of(hook: Any, type_: Any) -> Node | None:
    """Return the node whose bound method a hook is, if it was made for a type.

    Args:
        hook: A hook of a cattrs converter.
        type_: The type that the converter has found the hook for.

    Returns:
        The node; `None` if the hook is a foreign one, or that of a node for another type.
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
    """Return the failure of a value that is not what was *expected* (with its article)."""
    return Failure.of(mismatch(expected, value))


def too_deep(value: Any) -> Failure:
    """Return the failure of a value that is nested too deeply."""
    return Failure.of(Problem.about(value, f"is nested deeper than {MAX_DEPTH} levels"))
