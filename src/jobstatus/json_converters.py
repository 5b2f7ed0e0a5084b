"""The converter class: a cattrs converter by nodes, which also reads and writes JSON text."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from threading import local
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast, overload

from .nodes.loads_hooks import LoadsHook
from .nodes.lookup import AnyNode, structure_node, unstructure_node
from .nodes.open_enums import latest_unrecognized
from .nodes.writer import write_json
from .problems import Problem
from .recording import RecordingConverter
from .unrecognized import UnrecognizedFinder

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from .codecs.json_text import JsonText
    from .nodes.base import Node
    from .nodes.open_enums import OpenEnum

__all__ = ["JsonConverter", "OnUnrecognized"]

T = TypeVar("T")

OnUnrecognized: TypeAlias = "Callable[[type[OpenEnum], str, str], object]"
"""A function that is called with the enum, the text and the path of an unrecognized value."""

_Steps: TypeAlias = tuple[str | int, ...]


class JsonConverter(RecordingConverter):
    """A cattrs converter that raises one class of errors, and reads and writes JSON text.

    Make one with `make_converter`; it may be shared between threads. It can be pickled, if the
    hooks that were registered on it can.

    Attributes:
        text_keys: Whether keys of dicts are written as text, whatever they are declared to be.
    """

    __slots__ = (
        "_finders",
        "_loads",
        "_on_unrecognized",
        "_structuring",
        "_thread",
        "_unstructuring",
        "text_keys",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take what `cattrs.Converter` takes. Objects of classes without a hook are refused."""
        self._on_unrecognized: OnUnrecognized | None = None
        self._loads: dict[Any, Callable[[JsonText], Any]] = {}
        self.text_keys: bool = True
        self._thread = local()
        self._hooks_changed()
        super().__init__(*args, **kwargs)

    def _with_defaults(self, kwargs: dict[str, Any]) -> dict[str, Any]:
        def fallback(type_: Any) -> Callable[[Any], Any]:
            return AnyNode(type_, self).unstructure

        return {"unstructure_fallback_factory": fallback, **kwargs}

    def _hooks_changed(self) -> None:
        """Drop the nodes that were found for the hooks registered so far."""
        # Replaced, not emptied: other threads may be using the old dicts.
        self._structuring: dict[Any, Node] = {}
        self._unstructuring: dict[Any, Node] = {}
        self._finders: dict[Any, UnrecognizedFinder] = {}
        for loads in list(self._loads.values()):
            cast("Any", loads).__self__.node = None

    def _own_settings(self) -> dict[str, Any]:
        return {"on_unrecognized": self.on_unrecognized, "text_keys": self.text_keys}

    @property
    def on_unrecognized(self) -> OnUnrecognized | None:
        """The function that is called with every unrecognized value, or `None`."""
        return self._on_unrecognized

    @on_unrecognized.setter
    def on_unrecognized(self, function: OnUnrecognized | None) -> None:
        self._on_unrecognized = function
        self._hooks_changed()

    @overload
    def structure(self, obj: Any, cl: type[T]) -> T: ...
    @overload
    def structure(self, obj: Any, cl: Any) -> Any: ...
    def structure(self, obj: Any, cl: Any) -> Any:
        """Structure builtins, such as `json.loads` gives, into attrs classes.

        Args:
            obj: The document. It is not changed, and the result shares no container with it, except
                for values of type `Any`.
            cl: The type: an attrs class, `list[...]`, `dict[str, ...]`, `... | None`.

        Raises:
            StructureError: The document is not what *cl* asks for; the error has every problem.
            cattrs.StructureHandlerNotFoundError: The converter can make no hook for *cl*.
        """
        node = self._structuring.get(cl) or self._structure_node(cl)
        if self.on_unrecognized is None:
            return node.structure(obj)
        return self._notify(node, partial(node.structure, obj))

    def _structure_node(self, cl: Any) -> Node:
        """Find, resolve and keep the node that structures a type."""
        kept = self._structuring
        node = structure_node(cl, self)
        node.resolve()
        kept[cl] = node
        return node

    def unstructure(self, obj: Any, unstructure_as: Any = None) -> Any:
        """Unstructure attrs classes into JSON-ready builtins, which share no container with them.

        Args:
            obj: An instance of an attrs class, a list or dict of them, or any JSON value.
            unstructure_as: The type whose hook is used, instead of the one for `type(obj)`.

        Raises:
            UnstructureError: *obj* holds what is not JSON, or not what its class declares.
        """
        type_ = type(obj) if unstructure_as is None else unstructure_as
        return (self._unstructuring.get(type_) or self._unstructure_node(type_)).unstructure(obj)

    def _unstructure_node(self, type_: Any) -> Node:
        """Find, resolve and keep the node that unstructures a type."""
        kept = self._unstructuring
        node = unstructure_node(type_, self)
        node.resolve()
        kept[type_] = node
        return node

    @overload
    def loads(self, data: JsonText, cl: type[T]) -> T: ...
    @overload
    def loads(self, data: JsonText, cl: Any) -> Any: ...
    def loads(self, data: JsonText, cl: Any) -> Any:
        """Structure a JSON document.

        Args:
            data: The document, as text or as UTF-8 bytes: a response's body.
            cl: The type of the result.

        Raises:
            StructureError: The document is not JSON (RFC 8259, to the letter), or not what *cl* asks
                for.
            cattrs.StructureHandlerNotFoundError: The converter can make no hook for *cl*.
        """
        try:
            loads = self._loads[cl]
        except KeyError:
            loads = self.get_loads_hook(cl)
        return loads(data)

    @overload
    def get_loads_hook(self, cl: type[T]) -> Callable[[JsonText], T]: ...
    @overload
    def get_loads_hook(self, cl: Any) -> Callable[[JsonText], Any]: ...
    def get_loads_hook(self, cl: Any) -> Callable[[JsonText], Any]:
        """Return a function that does what `loads` does for one type, and is faster.

        Args:
            cl: The type of the results.
        """
        hook = LoadsHook(partial(self._prepare, cl))
        return self._loads.setdefault(cl, hook.loads)

    def _prepare(self, cl: Any, hook: LoadsHook) -> Node:
        """Give the node of a type to the object that reads documents as that type."""
        kept = self._structuring
        node = kept.get(cl) or self._structure_node(cl)
        hook.notify = None if self.on_unrecognized is None else self._notify
        hook.node = node
        if kept is not self._structuring:  # another thread has registered something meanwhile
            hook.node = None
        return node

    def get_dumps_hook(self, unstructure_as: Any = None) -> Callable[[Any], bytes]:
        """Return a function that does what `dumps` does for one type.

        Args:
            unstructure_as: The type whose hook is used, instead of the one for each object's class.
        """

        def dumps(obj: Any) -> bytes:
            return self.dumps(obj, unstructure_as)

        return dumps

    def dumps(self, obj: Any, unstructure_as: Any = None) -> bytes:
        """Unstructure an object and encode it as JSON: UTF-8, with no white space.

        Args:
            obj: An instance of an attrs class, a list or dict of them, or any JSON value.
            unstructure_as: The type whose hook is used, instead of the one for `type(obj)`.

        Raises:
            UnstructureError: *obj* holds what is not JSON, or not what its class declares.
        """
        type_ = type(obj) if unstructure_as is None else unstructure_as
        node = self._unstructuring.get(type_) or self._unstructure_node(type_)
        return write_json(node, obj)

    def salvaging(
        self,
        read: Callable[[], T],
        value_of: Callable[[T], Any],
        place: Callable[[T, _Steps], _Steps],
    ) -> T:
        """Read a document that is structured in several steps, and then report unrecognized values.

        Args:
            read: Reads the document, and returns a result.
            value_of: Returns the value of a result, in which unrecognized values are searched.
            place: Takes a result and the steps to an unrecognized value in its value, and returns
                the steps to the same value in the document.
        """
        if self.on_unrecognized is None:
            return read()
        with self._reading() as outermost:
            results = [read()]
        if outermost:
            placed = partial(place, results[0])
            self._report(None, value_of(results[0]), placed)
        # No variable holds the result: a problem's cause may keep this frame alive in its traceback.
        return results.pop()

    def _notify(self, node: Node, read: Callable[[], T]) -> T:
        """Read a document and report its unrecognized values, unless it is part of another document."""
        before = latest_unrecognized()
        with self._reading() as outermost:
            value = read()
        if outermost:
            finder = self._finders.get(node)
            if finder is None:
                finder = self._finders[node] = UnrecognizedFinder(node, self)
            if finder.always or before is not latest_unrecognized():
                self._report(finder, value, _unchanged)
        return value

    @contextmanager
    def _reading(self) -> Generator[bool]:
        """Tell whether a document is the outermost one, and not read by a hook for a part of another."""
        if getattr(self._thread, "is_reading", False):
            yield False
            return
        self._thread.is_reading = True
        try:
            yield True
        finally:
            self._thread.is_reading = False

    def _report(
        self, finder: UnrecognizedFinder | None, value: Any, place: Callable[[_Steps], _Steps]
    ) -> None:
        finder = finder or UnrecognizedFinder(None, self)
        for enum, text, steps in finder.find(value):
            cast("Any", self.on_unrecognized)(enum, text, Problem("", place(steps)).path)


def _unchanged(steps: _Steps) -> _Steps:
    return steps
