"""The converter: every hook of this package on one cattrs converter, and JSON text in and out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Set as AbstractSet
from functools import cache, partial, wraps
from threading import local
from types import UnionType
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar, Union, cast, get_origin, overload

from attrs import has
from cattrs import Converter, StructureHandlerNotFoundError
from cattrs.preconf.json import configure_converter as configure_json

from .classes import configure_classes
from .codecs.json_text import JsonText, decode_json, encode_json
from .codecs.json_values import copy_json
from .codecs.preconfigured import configure_formats
from .containers import configure_containers
from .date_time import configure_date_times
from .errors import (
    JobStatusError,
    Problem,
    UnstructureError,
    mismatch,
    problems_of,
    structure_error,
)
from .fastpath import dumps_function, loads_function, structure_function
from .json_value import configure_json_values
from .keys import SPELLINGS, Case, Nulls, Options, Unknown
from .one_or_many import configure_one_or_many
from .open_enum import configure_open_enums
from .scalars import configure_scalars
from .shape import shape_of
from .unrecognized import fields_to_hear, unrecognized_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from cattrs.dispatch import StructureHook, UnstructureHook

    from .open_enum import OpenEnum

__all__ = ["JsonConverter", "configure", "converter", "hear", "make_converter"]

T = TypeVar("T")

OnUnrecognized: TypeAlias = "Callable[[type[OpenEnum], str, str], object]"
"""What is called with the enum, the text and the path of an unrecognized value."""

_Steps: TypeAlias = tuple[str | int, ...]
_Told: TypeAlias = "tuple[Any, Callable[[_Steps], _Steps]]"

_AS_JSON: Final = {AbstractSet: list, tuple: list, Counter: dict}


def _forgetting(name: str) -> Callable[..., Any]:
    """Make the method of cattrs's converter forget what has been made of the hooks before."""
    method = getattr(Converter, name)

    @wraps(method)
    def register(self: JsonConverter, *args: Any, **kwargs: Any) -> Any:
        registered = method(self, *args, **kwargs)
        self._forget()  # pyright: ignore[reportPrivateUsage]  # it is a method itself
        return registered

    return register


class JsonConverter(Converter):
    """A cattrs converter whose errors are one class, and which reads and writes JSON text.

    Make one with `make_converter`; it may be shared between threads.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take what `cattrs.Converter` takes; objects of classes without a hook are refused."""
        self._valid: list[object] = []
        self._forget()
        kwargs.setdefault("unstructure_fallback_factory", self._by_own_class)
        super().__init__(*args, **kwargs)

    def _forget(self) -> None:
        """Forget what has been made of the hooks that were registered up to now."""
        self._valid.clear()  # for those who hold one of the functions
        self._valid = [None]
        self._structures: dict[Any, Callable[[Any], Any]] = {}
        self._loads: dict[Any, Callable[[JsonText], Any]] = {}
        self._dumps: dict[Any, Callable[[Any], bytes]] = {}

    def _by_own_class(self, type_: Any) -> UnstructureHook:
        """Make the hook for a type without one: each value is written by the hook for its class."""

        def unstructure_by_own_class(value: object) -> Any:
            if type_ in (type(value), value.__class__):  # it has none, either
                problem = mismatch("a JSON value, or an object whose class has a hook", value)
                raise UnstructureError([problem], type_)
            return self.unstructure(value)

        return unstructure_by_own_class

    @overload
    def structure(self, obj: Any, cl: type[T]) -> T: ...
    @overload
    def structure(self, obj: Any, cl: Any) -> Any: ...
    def structure(self, obj: Any, cl: Any) -> Any:
        """Structure builtins, such as `json.loads` gives, into attrs classes.

        Args:
            obj: The document. It is not changed, and the result shares no container with it, but
                where a class says `Any`.
            cl: What to make of it: an attrs class, `list[...]`, `dict[str, ...]`, `... | None`.

        Raises:
            StructureError: The document is not what *cl* asks for; every problem is in it.
            cattrs.StructureHandlerNotFoundError: No hook can make a *cl* of anything.
        """
        structure = self._structures.get(cl)
        return (structure or self._structure_function(cl))(obj)

    def _structure_function(self, cl: Any) -> Callable[[Any], Any]:
        def by_hooks(obj: Any) -> Any:
            return self._structure_by_hooks(obj, cl)

        kept = self._structures
        kept[cl] = structure_function(cl, self.get_structure_hook, by_hooks, self._valid)
        return kept[cl]

    def _structure_by_hooks(self, obj: Any, cl: Any) -> Any:
        try:
            dispatch: Any = self._structure_func.dispatch  # as cattrs does it
            return dispatch(cl)(obj, cl)
        except (JobStatusError, StructureHandlerNotFoundError):
            raise
        except Exception as exc:
            raise structure_error(problems_of(exc, obj), cl) from exc

    def unstructure(self, obj: Any, unstructure_as: Any = None) -> Any:
        """Unstructure attrs classes into JSON-ready builtins, which share no container with them.

        Args:
            obj: An instance of an attrs class, a list or dict of them, or any JSON value.
            unstructure_as: Whose hook to use instead of the one for `type(obj)`.

        Raises:
            UnstructureError: *obj* holds what is not JSON, or not what its class declares.
        """
        try:
            dispatch: Any = self._unstructure_func.dispatch
            return dispatch(type(obj) if unstructure_as is None else unstructure_as)(obj)
        except Exception as exc:
            problems = problems_of(exc, obj)
            if any(isinstance(problem.__cause__, RecursionError) for problem in problems):
                copy, refused = copy_json(obj)
                if not refused:  # it is plain JSON, which goes deeper than a stack of hooks does
                    return copy
            if isinstance(exc, JobStatusError):
                raise
            raise UnstructureError(problems, unstructure_as or type(obj)) from exc

    def register_structure_hook(self, cl: Any, func: StructureHook | None = None) -> Any:
        """Register a structure hook for a type, as in cattrs; one for a union wins here, too.

        Args:
            cl: The type; or the hook itself, whose annotations name the type (a decorator).
            func: Called with the value and the type.
        """
        if func is not None and get_origin(cl) in (Union, UnionType):
            # cattrs would ask for it only after all predicates, ours for JSON unions included.
            return self.register_structure_hook_func(lambda type_: type_ == cl, func)
        registered: Any = super().register_structure_hook(cl, cast("Any", func))
        self._forget()
        return registered

    if not TYPE_CHECKING:  # their types are cattrs's own
        register_structure_hook_func = _forgetting("register_structure_hook_func")
        register_structure_hook_factory = _forgetting("register_structure_hook_factory")
        register_unstructure_hook = _forgetting("register_unstructure_hook")
        register_unstructure_hook_func = _forgetting("register_unstructure_hook_func")
        register_unstructure_hook_factory = _forgetting("register_unstructure_hook_factory")

    @overload
    def loads(self, data: JsonText, cl: type[T]) -> T: ...
    @overload
    def loads(self, data: JsonText, cl: Any) -> Any: ...
    def loads(self, data: JsonText, cl: Any) -> Any:
        """Structure a JSON document.

        Args:
            data: The document, as text or as UTF-8 bytes: a response's body.
            cl: What to make of it.

        Raises:
            StructureError: It is not JSON (RFC 8259, to the letter), or not what *cl* asks for.
            cattrs.StructureHandlerNotFoundError: No hook can make a *cl* of anything.
        """
        load = self._loads.get(cl)
        return (load or self._loads_function(cl))(data)

    def _loads_function(self, cl: Any) -> Callable[[JsonText], Any]:
        def by_hooks(data: JsonText) -> Any:
            if not valid:  # the hooks have become others since
                return JsonConverter.loads(self, data, cl)
            return self._structure_by_hooks(decode_json(data, cl), cl)

        kept, valid = self._loads, self._valid
        kept[cl] = loads_function(cl, self.get_structure_hook, by_hooks, valid)
        return kept[cl]

    @overload
    def get_loads_hook(self, cl: type[T]) -> Callable[[JsonText], T]: ...
    @overload
    def get_loads_hook(self, cl: Any) -> Callable[[JsonText], Any]: ...
    def get_loads_hook(self, cl: Any) -> Callable[[JsonText], Any]:
        """Return the function that `loads` is for one type.

        Args:
            cl: What to make of documents.
        """
        return self._loads.get(cl) or self._loads_function(cl)

    def get_dumps_hook(self, unstructure_as: Any = None) -> Callable[[Any], bytes]:
        """Return the function that `dumps` is for one type.

        Args:
            unstructure_as: Whose hook to use; by default that for the class of each object.
        """
        if unstructure_as is None:
            return self.dumps
        return self._dumps.get((unstructure_as, None)) or self._dumps_function(unstructure_as)

    def dumps(self, obj: Any, unstructure_as: Any = None) -> bytes:
        """Unstructure an object and encode it as JSON: UTF-8, with no white space.

        Args:
            obj: An instance of an attrs class, a list or dict of them, or any JSON value.
            unstructure_as: Whose hook to use instead of the one for `type(obj)`.

        Raises:
            UnstructureError: *obj* holds what is not JSON, or not what its class declares.
        """
        type_ = type(obj) if unstructure_as is None else unstructure_as
        item = _class_of_all(obj) if type_ is list and type(obj) is list else None
        dump = self._dumps.get((type_, item))
        return (dump or self._dumps_function(type_, item))(obj)

    def _dumps_function(self, type_: Any, item: Any = None) -> Callable[[Any], bytes]:
        """Make the function that writes objects of a type, or lists of objects of one class."""

        def by_hooks(obj: Any) -> bytes:
            if not valid:  # the hooks have become others since
                return self.dumps(obj, type_)
            return encode_json(self.unstructure(obj, type_), type_)

        kept, valid = self._dumps, self._valid
        exact = type_
        if item and shape_of(self.get_unstructure_hook(type_), type_):
            exact = list[item]
        dump = dumps_function(exact, self.get_unstructure_hook, by_hooks, valid)
        kept[type_, item] = dump
        return dump


def _class_of_all(items: list[Any]) -> Any:
    """Return the attrs class that all items of a list are instances of, or `None`."""
    classes = set(map(type, items))
    class_ = classes.pop() if len(classes) == 1 else None
    return class_ if class_ and has(class_) else None


class _HearingConverter(JsonConverter):
    """A `JsonConverter` that tells a callback of every unrecognized value."""

    on_unrecognized: OnUnrecognized

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._inside = local()

    def hear(self, read: Callable[[], T], told: Callable[[T], _Told]) -> T:
        """Read a document; but within another's reading, it is that one's to tell."""
        if getattr(self._inside, "reading", False):
            return read()
        self._inside.reading = True
        try:
            result = read()
        finally:
            self._inside.reading = False
        value, place = told(result)
        for enum, text, steps in unrecognized_in(value, self._fields_to_hear):
            self.on_unrecognized(enum, text, Problem("", place(steps)).path)
        return result

    def _forget(self) -> None:
        super()._forget()
        # For as long as these hooks are the hooks.
        self._fields_to_hear = cache(partial(fields_to_hear, hook_of=self.get_structure_hook))

    if not TYPE_CHECKING:  # they are what they are in the base class

        @wraps(JsonConverter.structure)
        def structure(self, obj: Any, cl: Any) -> Any:
            return self.hear(lambda: super(_HearingConverter, self).structure(obj, cl), _as_it_is)

        @wraps(JsonConverter.loads)
        def loads(self, data: JsonText, cl: Any) -> Any:
            return self.hear(lambda: super(_HearingConverter, self).loads(data, cl), _as_it_is)

        @wraps(JsonConverter.get_loads_hook)
        def get_loads_hook(self, cl: Any) -> Callable[[JsonText], Any]:
            return partial(self.loads, cl=cl)

        @wraps(JsonConverter.copy)
        def copy(self, *args: Any, **kwargs: Any) -> _HearingConverter:
            copied = super().copy(*args, **kwargs)
            copied.on_unrecognized = self.on_unrecognized
            return copied


def _as_it_is(value: Any) -> _Told:
    return value, lambda steps: steps


def hear(converter: JsonConverter, read: Callable[[], T], told: Callable[[T], _Told]) -> T:
    """Read a document in several goes; what is unrecognized is told once, at the end.

    Args:
        converter: What reads it, and may have somebody to tell.
        read: Reads it.
        told: Returns, of what was read, that of which it is told, and what turns the steps to
            something therein into the steps to it in the document.
    """
    return converter.hear(read, told) if isinstance(converter, _HearingConverter) else read()


def configure(
    converter: Converter, *, nulls: Nulls = "omit", unknown: Unknown = "drop", case: Case = "snake"
) -> None:
    """Add everything to a cattrs converter: open enums, JSON unions, strictness, errors with paths.

    Args:
        converter: Any `cattrs.Converter`, preconfigured ones included. It becomes strict about
            scalars, lists, text-keyed dicts and attrs classes, whosever they are, and its
            `detailed_validation` is switched on. What is registered on it later wins (on a
            converter that is no `JsonConverter`, for a union by `register_structure_hook_func`).
            The `loads` and `dumps` of a preconfigured one refuse what they would lose.
        nulls: `"omit"` leaves a `None` out whose field defaults to it, `"emit"` writes null.
        unknown: `"drop"` passes over keys that no field has, `"forbid"` refuses them, `"keep"`
            keeps them in the instance's `extra`, with explicit nulls, and writes them back.
        case: How documents spell keys: `"snake"` is `job_status`, `"camel"` is `jobStatus`.

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
    configure_classes(converter, options=Options(nulls, unknown, case, SPELLINGS))
    configure_containers(converter)
    configure_json_values(converter)
    configure_one_or_many(converter)
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

    What this package has no hook for (`date`, `bytes`, closed enums, ...) is read and written as
    `cattrs.preconf.json` does it.

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
    if on_unrecognized is None:
        made = JsonConverter(unstruct_collection_overrides=_AS_JSON)
    else:
        made = _HearingConverter(unstruct_collection_overrides=_AS_JSON)
        made.on_unrecognized = on_unrecognized
    configure_json(made)
    configure(made, nulls=nulls, unknown=unknown, case=case)
    return made


converter: JsonConverter = make_converter()
"""The converter with the defaults, ready to import."""
