"""The converter class: a cattrs converter by nodes, which also reads and writes JSON text."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from threading import local
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast, overload

from .drift.context import current_context, drift_context
from .drift.finder import DriftFinder
from .nodes.loads_hooks import LoadsHook
from .nodes.lookup import AnyNode, structure_node, unstructure_node
from .nodes.noting import read_noting
from .nodes.open_enums import latest_unrecognized
from .nodes.writer import write_json
from .problems import json_path
from .recording import RecordingConverter

if TYPE_CHECKING:
    from collections.abc import Callable

    from .codecs.json_text import JsonText
    from .drift.events import OnDrift
    from .nodes.base import Node
    from .nodes.noting import Noted

__all__ = ["JsonConverter"]

T = TypeVar("T")

_Steps: TypeAlias = tuple[str | int, ...]


class _Thread(local):
    is_reading: bool = False


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
        "_on_drift",
        "_prepared",
        "_structuring",
        "_thread",
        "_unstructuring",
        "text_keys",
    )

    def __init__(self, *args: Any, on_drift: OnDrift | None = None, **kwargs: Any) -> None:
        """Take what `cattrs.Converter` takes. Objects of classes without a hook are refused.

        Args:
            args: As for `cattrs.Converter`.
            on_drift: As for `make_converter`.
            kwargs: As for `cattrs.Converter`.
        """
        self._on_drift: OnDrift | None = on_drift
        self._loads: dict[Any, Callable[[JsonText], Any]] = {}
        self._prepared: list[LoadsHook] = []
        self.text_keys: bool = True
        self._thread = _Thread()
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
        self._finders: dict[Any, DriftFinder] = {}
        while self._prepared:
            with suppress(IndexError):  # another thread has taken the last one
                self._prepared.pop().node = None

    def _own_settings(self) -> dict[str, Any]:
        return {"_on_drift": self._on_drift, "text_keys": self.text_keys}

    def __repr__(self) -> str:
        options = self.recorded_options()
        if self._on_drift is not None:
            options["on_drift"] = self._on_drift
        shown = "".join(f" {name}={value!r}" for name, value in options.items())
        return f"<{type(self).__name__}{shown}>"

    @property
    def on_drift(self) -> OnDrift | None:
        """The function that is called with each undeclared key and unrecognized text, or `None`."""
        return self._on_drift

    @overload
    def structure(self, obj: Any, cl: type[T], context: Any = None) -> T: ...
    @overload
    def structure(self, obj: Any, cl: Any, context: Any = None) -> Any: ...
    def structure(self, obj: Any, cl: Any, context: Any = None) -> Any:
        """Structure builtins, such as `json.loads` gives, into attrs classes.

        Args:
            obj: The document. It is not changed, and the result shares no container with it, except
                for values of type `Any`.
            cl: The type: an attrs class, `list[...]`, `dict[str, ...]`, `... | None`.
            context: Anything that names the document, for the events that `on_drift` gets.

        Raises:
            StructureError: The document is not what *cl* asks for; the error has every problem.
            cattrs.StructureHandlerNotFoundError: The converter can make no hook for *cl*.
        """
        node = self._structuring.get(cl) or self._structure_node(cl)
        if self._on_drift is None:
            return node.structure(obj)
        read = partial(node.structure, obj)
        if context is None:
            return self._notify(node, read)
        with drift_context(context):
            return self._notify(node, read)

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
    def loads(self, data: JsonText, cl: type[T], context: Any = None) -> T: ...
    @overload
    def loads(self, data: JsonText, cl: Any, context: Any = None) -> Any: ...
    def loads(self, data: JsonText, cl: Any, context: Any = None) -> Any:
        """Structure a JSON document.

        Args:
            data: The document, as text or as UTF-8 bytes: a response's body.
            cl: The type of the result.
            context: Anything that names the document, for the events that `on_drift` gets.

        Raises:
            StructureError: The document is not JSON (RFC 8259, to the letter), or not what *cl* asks
                for.
            cattrs.StructureHandlerNotFoundError: The converter can make no hook for *cl*.
        """
        try:
            loads = self._loads[cl]
        except KeyError:
            loads = self.get_loads_hook(cl)
        if context is None:
            return loads(data)
        with drift_context(context):
            return loads(data)

    @overload
    def get_loads_hook(self, cl: type[T]) -> Callable[[JsonText], T]: ...
    @overload
    def get_loads_hook(self, cl: Any) -> Callable[[JsonText], Any]: ...
    def get_loads_hook(self, cl: Any) -> Callable[[JsonText], Any]:
        """Return a function that does what `loads` does for one type, and is faster.

        The function takes the document alone, and raises what `loads` raises; `drift_context` names
        documents for `on_drift`.

        Args:
            cl: The type of the results.
        """
        hook = LoadsHook(partial(self._prepare, cl))
        return self._loads.setdefault(cl, hook.loads)

    def _prepare(self, cl: Any, hook: LoadsHook) -> Node:
        """Give the node of a type to the object that reads documents as that type."""
        kept = self._structuring
        node = kept.get(cl) or self._structure_node(cl)
        hook.notify = None if self._on_drift is None else self._notify
        hook.node = node
        self._prepared.append(hook)
        if kept is not self._structuring:  # another thread has registered something meanwhile
            hook.node = None
        return node

    def get_dumps_hook(self, unstructure_as: Any = None) -> Callable[[Any], bytes]:
        """Return a function that does what `dumps` does for one type.

        The function takes the object alone, and raises what `dumps` raises.

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

    def read_in_steps(
        self,
        read: Callable[[], T],
        value_of: Callable[[T], Any],
        place: Callable[[T, _Steps], _Steps],
    ) -> T:
        """Read a document that is structured in several steps, and then report its drift.

        Args:
            read: Reads the document, and returns a result.
            value_of: Returns the value of a result, in which drift is searched.
            place: Takes a result and the steps to a place in its value, and returns the steps to
                the same place in the document.
        """
        if self._on_drift is None:
            return read()
        # No variable holds the result: a problem's cause may keep this frame alive in its traceback.
        read_and_noted: list[Any] = [*self._read_outermost(read)]
        noted = read_and_noted.pop()
        if noted is not None:
            placed = partial(place, read_and_noted[0])
            finder = DriftFinder(None, self)
            self._report(finder, value_of(read_and_noted[0]), noted, placed, has_new_texts=True)
        return cast("T", read_and_noted.pop())

    def _notify(self, node: Node, read: Callable[[], T]) -> T:
        """Read a document and report its drift, unless it is part of another document."""
        before = latest_unrecognized()
        value, noted = self._read_outermost(read)
        if noted is not None:
            finder = self._finders.get(node)
            if finder is None:
                finder = self._finders[node] = DriftFinder(node, self)
            has_new_texts = finder.always or before is not latest_unrecognized()
            if noted or has_new_texts:
                self._report(finder, value, noted, _unchanged, has_new_texts=has_new_texts)
        return value

    def _read_outermost(self, read: Callable[[], T]) -> tuple[T, Noted | None]:
        """Read a document, and collect its undeclared keys, unless it is part of another document.

        Returns:
            The result; and the undeclared keys, or `None` if a hook reads a part of another document.
        """
        thread = self._thread
        if thread.is_reading:
            return read(), None
        thread.is_reading = True
        try:
            return read_noting(read)
        finally:
            thread.is_reading = False

    def _report(
        self,
        finder: DriftFinder,
        value: Any,
        noted: Noted,
        place: Callable[[_Steps], _Steps],
        *,
        has_new_texts: bool,
    ) -> None:
        context = current_context()
        on_drift: Any = self._on_drift
        try:
            for event_class, cl, text, steps in finder.find(value, noted, texts=has_new_texts):
                on_drift(event_class(cl, text, json_path(place(steps)), context))
        finally:
            noted.clear()  # a traceback may keep this frame alive


def _unchanged(steps: _Steps) -> _Steps:
    return steps
