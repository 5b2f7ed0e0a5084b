"""The converter: every node of this package on one cattrs converter, and JSON text in and out."""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from functools import partial, wraps
from inspect import signature
from threading import local
from types import UnionType
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar, Union, cast, get_origin, overload

from cattrs import Converter
from cattrs.preconf.json import configure_converter as configure_json

from .codecs.preconfigured import configure_formats
from .nodes.classes import configure_classes
from .nodes.containers import configure_containers
from .nodes.date_times import configure_date_times
from .nodes.json_unions import configure_json_values
from .nodes.keys import Case, Nulls, Options, Unknown
from .nodes.loads_hooks import LoadsHook
from .nodes.lookup import AnyNode, structure_node, unstructure_node
from .nodes.open_enums import configure_open_enums, latest_unrecognized
from .nodes.scalars import configure_scalars
from .nodes.unset import configure_unset
from .nodes.writer import write_json
from .problems import Problem
from .unrecognized import UnrecognizedFinder

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from cattrs.dispatch import StructureHook

    from .codecs.json_text import JsonText
    from .nodes.base import Node
    from .nodes.open_enums import OpenEnum

__all__ = ["JsonConverter", "configure", "converter", "make_converter"]

T = TypeVar("T")

OnUnrecognized: TypeAlias = "Callable[[type[OpenEnum], str, str], object]"
"""A function that is called with the enum, the text and the path of an unrecognized value."""

_Steps: TypeAlias = tuple[str | int, ...]

_FALLBACKS: Final = ("unstructure_fallback_factory", "structure_fallback_factory")
_TYPE_AND_HOOK: Final = 2
_AS_JSON: Final = {AbstractSet: list, tuple: list, Counter: dict}


def _recorded(name: str) -> Callable[..., Any]:
    """Make a method of cattrs's converter that also drops what was made of the hooks before."""
    method = getattr(Converter, name)

    @wraps(method)
    def register(self: JsonConverter, *args: Any, **kwargs: Any) -> Any:
        if len(args) == _TYPE_AND_HOOK and not kwargs:  # as cattrs and we do, and most others
            what, *hooks = args
        else:
            _, what, *hooks = signature(method).bind(self, *args, **kwargs).arguments.values()
        if hooks[:1] not in ([], [None]):
            registered = method(self, what, *hooks)
            self._record(name, (what, *hooks), {})  # pyright: ignore[reportPrivateUsage]
            return registered
        if not name.endswith("_factory"):  # a decorator, which comes here again with its type
            return method(self, what)

        def register_factory(factory: Any) -> Any:
            register(self, what, factory)
            return factory

        return register_factory

    return register


class JsonConverter(Converter):
    """A cattrs converter whose errors are one class, and which reads and writes JSON text.

    Make one with `make_converter`; it may be shared between threads. It can be pickled, if the
    hooks that were registered on it can.

    Attributes:
        text_keys: Whether keys of dicts are written as text, whatever they are declared to be.
    """

    # Found faster than what is in a dict, and so are the methods, while the dict is empty.
    __slots__ = (
        "__dict__",
        "__weakref__",
        "_fallbacks",
        "_finders",
        "_inside",
        "_loads",
        "_on_unrecognized",
        "_recording",
        "_registered",
        "_structuring",
        "_unstructuring",
        "text_keys",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take what `cattrs.Converter` takes; objects of classes without a hook are refused."""
        self._on_unrecognized: OnUnrecognized | None = None
        self._loads: dict[Any, Callable[[JsonText], Any]] = {}
        self.text_keys: bool = True
        self._registered: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []
        self._recording: bool = False
        self._inside = local()
        self._drop_nodes()
        self._fallbacks: dict[str, Any] = {
            name: kwargs[name] for name in _FALLBACKS if name in kwargs
        }
        kwargs.setdefault(
            "unstructure_fallback_factory", lambda type_: AnyNode(type_, self).unstructure
        )
        super().__init__(*args, **kwargs)
        self._recording = True

    def _drop_nodes(self) -> None:
        """Drop the nodes that were made of the hooks that were registered up to now."""
        # Replaced, not emptied: other threads may be looking at what is there.
        self._structuring: dict[Any, Node] = {}
        self._unstructuring: dict[Any, Node] = {}
        self._finders: dict[Any, UnrecognizedFinder] = {}
        for loads in list(self._loads.values()):
            cast("Any", loads).__self__.node = None

    @property
    def on_unrecognized(self) -> OnUnrecognized | None:
        """The function that is called with every unrecognized value, or `None`."""
        return self._on_unrecognized

    @on_unrecognized.setter
    def on_unrecognized(self, function: OnUnrecognized | None) -> None:
        self._on_unrecognized = function
        self._drop_nodes()

    def _record(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        """Keep in mind that a hook was registered, for whoever pickles or copies the converter."""
        if self._recording:
            self._registered.append((name, args, kwargs))
        self._drop_nodes()

    def count_registered(self) -> int:
        """Return how many hooks were registered, of those that `configure` registers not each."""
        return len(self._registered)

    @contextmanager
    def registering_as(self, name: str, **kwargs: Any) -> Generator[None]:
        """Record all that is registered meanwhile as one call, which registers it again.

        Args:
            name: The name of the method, or of the function of this module or of cattrs.
            kwargs: The arguments of the call.
        """
        recording, self._recording = self._recording, False
        try:
            yield
        finally:
            self._recording = recording
        self._record(name, (), kwargs)

    @overload
    def structure(self, obj: Any, cl: type[T]) -> T: ...
    @overload
    def structure(self, obj: Any, cl: Any) -> Any: ...
    def structure(self, obj: Any, cl: Any) -> Any:
        """Structure builtins, such as `json.loads` gives, into attrs classes.

        Args:
            obj: The document. It is not changed, and the result shares no container with it, but
                where a class says `Any`.
            cl: The type to make of it: an attrs class, `list[...]`, `dict[str, ...]`, `... | None`.

        Raises:
            StructureError: The document is not what *cl* asks for; every problem is in it.
            cattrs.StructureHandlerNotFoundError: No hook can make a *cl* of anything.
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

    def register_structure_hook(self, cl: Any, func: StructureHook | None = None) -> Any:
        """Register a structure hook for a type, as in cattrs; one for a union wins here, too.

        Args:
            cl: The type; or the hook itself, whose annotations name the type (a decorator).
            func: Called with the value and the type.
        """
        if func is None:
            return super().register_structure_hook(cl)
        with self.registering_as("register_structure_hook", cl=cl, func=func):
            if get_origin(cl) in (Union, UnionType):
                # cattrs would ask for it only after all predicates, ours for JSON unions included.
                self.register_structure_hook_func(lambda type_: type_ == cl, func)
            else:
                super().register_structure_hook(cl, cast("Any", func))
        return None

    if not TYPE_CHECKING:  # their types are cattrs's own
        register_structure_hook_func = _recorded("register_structure_hook_func")
        register_structure_hook_factory = _recorded("register_structure_hook_factory")
        register_unstructure_hook = _recorded("register_unstructure_hook")
        register_unstructure_hook_func = _recorded("register_unstructure_hook_func")
        register_unstructure_hook_factory = _recorded("register_unstructure_hook_factory")

    @overload
    def loads(self, data: JsonText, cl: type[T]) -> T: ...
    @overload
    def loads(self, data: JsonText, cl: Any) -> Any: ...
    def loads(self, data: JsonText, cl: Any) -> Any:
        """Structure a JSON document.

        Args:
            data: The document, as text or as UTF-8 bytes: a response's body.
            cl: The type to make of it.

        Raises:
            StructureError: It is not JSON (RFC 8259, to the letter), or not what *cl* asks for.
            cattrs.StructureHandlerNotFoundError: No hook can make a *cl* of anything.
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
        """Return the function that `loads` is for one type.

        Args:
            cl: The type to make of documents.
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
        """Return the function that `dumps` is for one type.

        Args:
            unstructure_as: The type whose hook is used; by default that of each object's class.
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
        """Read a document in several goes; unrecognized values are reported once, at the end.

        Args:
            read: Reads the document.
            value_of: Returns, of what was read, the value that is looked through.
            place: Turns, of what was read, the steps to something in the value to the steps to it
                in the document.
        """
        if self.on_unrecognized is None:
            return read()
        with self._quietly() as outermost:
            results = [read()]
        if outermost:
            placed = partial(place, results[0])
            self._report(None, value_of(results[0]), placed)
        # No variable holds the result: the frame may live on in the traceback of a problem's cause.
        return results.pop()

    def _notify(self, node: Node, read: Callable[[], T]) -> T:
        """Read a document, and report the unrecognized values in it, unless it is in another."""
        before = latest_unrecognized()
        with self._quietly() as outermost:
            value = read()
        if outermost:
            finder = self._finders.get(node)
            if finder is None:
                finder = self._finders[node] = UnrecognizedFinder(node, self)
            if finder.always or before is not latest_unrecognized():
                self._report(finder, value, _unchanged)
        return value

    @contextmanager
    def _quietly(self) -> Generator[bool]:
        """Tell whether a document is read on its own, and not by a hook in the middle of another."""
        if getattr(self._inside, "reading", False):
            yield False
            return
        self._inside.reading = True
        try:
            yield True
        finally:
            self._inside.reading = False

    def _report(
        self, finder: UnrecognizedFinder | None, value: Any, place: Callable[[_Steps], _Steps]
    ) -> None:
        finder = finder or UnrecognizedFinder(None, self)
        for enum, text, steps in finder.find(value):
            cast("Any", self.on_unrecognized)(enum, text, Problem("", place(steps)).path)

    def copy(self, *args: Any, **kwargs: Any) -> JsonConverter:
        """Copy the converter, with all hooks, as cattrs does; what is registered on one stays there."""
        copied: JsonConverter = super().copy(*args, **kwargs)
        copied.on_unrecognized = self.on_unrecognized
        copied.text_keys = self.text_keys
        copied._registered = list(self._registered)
        return copied

    def __reduce__(self) -> tuple[Any, ...]:
        for name, args, kwargs in self._registered:
            _check_pickles(name, args, kwargs)
        settings: dict[str, Any] = {
            "dict_factory": self._dict_factory,
            "unstruct_strat": self.unstruct_strat,
            "omit_if_default": self.omit_if_default,
            "forbid_extra_keys": self.forbid_extra_keys,
            "type_overrides": self.type_overrides,
            "unstruct_collection_overrides": self._unstruct_collection_overrides,
            "prefer_attrib_converters": self._prefer_attrib_converters,
            "detailed_validation": self.detailed_validation,
            "use_alias": self.use_alias,
            **self._fallbacks,
        }
        own = {"_on_unrecognized": self.on_unrecognized, "text_keys": self.text_keys}
        return _restored, (type(self), settings, own, self._registered)


def _check_pickles(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    """Refuse to pickle a converter with a hook that does not pickle: it would be another converter.

    Raises:
        PicklingError: The hook does not pickle.
    """
    try:
        pickle.dumps((args, kwargs))
    except Exception as exc:
        shown = ", ".join([*map(repr, args), *(f"{key}={arg!r}" for key, arg in kwargs.items())])
        msg = f"this converter does not pickle, for what {name}({shown}) registered does not: {exc}"
        raise pickle.PicklingError(msg) from exc


def _unchanged(steps: _Steps) -> _Steps:
    return steps


def _restored(
    class_: type[JsonConverter],
    settings: dict[str, Any],
    own: dict[str, Any],
    registered: list[tuple[str, tuple[Any, ...], dict[str, Any]]],
) -> JsonConverter:
    """Make a converter as another one was made, and register on it what was registered there."""
    restored = class_(**settings)
    for name, value in own.items():
        setattr(restored, name, value)
    by_itself = restored.count_registered()  # by the `__init__` of a subclass
    for name, hook_args, hook_kwargs in registered[by_itself:]:
        if name == "configure_json":
            with restored.registering_as(name):
                configure_json(restored)
        elif name == "configure":
            configure(restored, **hook_kwargs)
        else:
            getattr(restored, name)(*hook_args, **hook_kwargs)
    return restored


def configure(
    converter: Converter, *, nulls: Nulls = "omit", unknown: Unknown = "drop", case: Case = "snake"
) -> None:
    """Add everything to a cattrs converter: open enums, JSON unions, strictness, errors with paths.

    Args:
        converter: Any `cattrs.Converter`, preconfigured ones included. It becomes strict about
            scalars, lists, dicts and attrs classes, whosever they are, and its
            `detailed_validation` is switched on. What is registered on it later wins: for a class
            by `register_structure_hook` (a predicate is asked only for types that no class is
            registered for, as in cattrs); and for a union, on a converter that is no
            `JsonConverter`, by `register_structure_hook_func`.
            The `loads` and `dumps` of a preconfigured one refuse what they would lose.
        nulls: `"omit"` leaves a `None` out whose field defaults to it, `"emit"` writes null.
        unknown: `"drop"` passes over keys that no field has, `"forbid"` refuses them, `"keep"`
            keeps them in the instance's `extra`, with explicit nulls, and writes them back.
        case: `"snake"` for documents that spell `job_status`, `"camel"` for `jobStatus`.

    Raises:
        ValueError: An option is none of these, or *unknown* is `"keep"` and *nulls* `"emit"`: a null
            that was not there would be written among those that were.
    """
    for name, value, allowed in (
        ("nulls", nulls, ("omit", "emit")),
        ("unknown", unknown, ("drop", "forbid", "keep")),
        ("case", case, ("snake", "camel")),
    ):
        if value not in allowed:
            *others, last = map('"{}"'.format, allowed)
            msg = f"{name} is {', '.join(others)} or {last}, not {value!r}"
            raise ValueError(msg)
    if (unknown, nulls) == ("keep", "emit"):
        msg = (
            'unknown="keep" writes the nulls that were there; nulls="emit" would write others, too'
        )
        raise ValueError(msg)
    if isinstance(converter, JsonConverter):
        with converter.registering_as("configure", nulls=nulls, unknown=unknown, case=case):
            _configure(converter, Options(nulls, unknown, case))
    else:
        _configure(converter, Options(nulls, unknown, case))


def _configure(converter: Converter, options: Options) -> None:
    """Register all hooks of this package."""
    configure_classes(converter, options=options)
    configure_containers(converter)
    configure_unset(converter)
    configure_json_values(converter)
    configure_scalars(converter)
    configure_date_times(converter)
    configure_open_enums(converter)
    configure_formats(converter)


def make_converter(
    *,
    nulls: Nulls = "omit",
    unknown: Unknown = "drop",
    case: Case = "snake",
    on_unrecognized: OnUnrecognized | None = None,
) -> JsonConverter:
    """Make a `JsonConverter` with everything on it.

    Types that this package has no hook for (`date`, `bytes`, closed enums, ...) are read and
    written as `cattrs.preconf.json` does it.

    Args:
        nulls: As in `configure`.
        unknown: As in `configure`.
        case: As in `configure`.
        on_unrecognized: Called with the enum, the text and the path of every unrecognized value of
            an open enum in what `structure`, `loads` and functions of `get_loads_hook` return, once
            per occurrence; what it raises comes out of them. The path of what is in a set, or is a
            key, is that of the set, or of the object. `UnrecognizedCounter` is one.

    Raises:
        ValueError: As in `configure`.
    """
    made = JsonConverter(unstruct_collection_overrides=_AS_JSON)
    made.on_unrecognized = on_unrecognized
    with made.registering_as("configure_json"):
        configure_json(made)
    configure(made, nulls=nulls, unknown=unknown, case=case)
    return made


converter: JsonConverter = make_converter()
"""The converter with the defaults, ready to import."""
