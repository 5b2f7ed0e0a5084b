"""Preconfigured converters of cattrs, with `loads` and `dumps` that lose nothing."""

from __future__ import annotations

from functools import cache, partial, wraps
from inspect import signature
from itertools import islice
from types import new_class
from typing import TYPE_CHECKING, Any, cast

from cattrs import StructureHandlerNotFoundError

from jobstatus.errors import JobStatusError, UnstructureError, problems_of, structure_error
from jobstatus.problems import mismatch

from .formats import FORMATS
from .json_values import copy_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from cattrs import Converter

    from .base import Format

__all__ = ["configure_formats"]


def configure_formats(converter: Converter) -> None:
    """Make a preconfigured converter's `loads` and `dumps` refuse what they would lose.

    Args:
        converter: Any cattrs converter. One that is made for no wire format stays as it is. Any
            other gets a new class, which derives from the one that it has. So `isinstance` holds,
            and the methods of a subclass of yours stay; their `super().loads` is the one that
            refuses.
    """
    class_: Any = type(converter)
    found = _format_of(class_)
    if found is None:
        return
    converter.__class__ = _checked(class_)
    if found[1].has_bytes:
        converter.register_structure_hook(bytes, _structure_bytes)


class _CodecOnly:
    """A stand-in for a converter, with which cattrs's own methods decode or encode, and no more."""

    def __init__(self, converter: Any) -> None:
        self._converter = converter

    def structure(self, obj: Any, _: Any) -> Any:
        """Return the decoded value."""
        return obj

    def unstructure(self, obj: Any, unstructure_as: Any = None) -> Any:  # noqa: ARG002 - cattrs's
        """Return the value to encode."""
        return obj

    def __getattr__(self, name: str) -> Any:
        return getattr(self._converter, name)


def _format_of(class_: type) -> tuple[Any, Format] | None:
    """Return the class of cattrs that a class is or derives from, and its format."""
    for base in class_.__mro__:
        wire = FORMATS.get((base.__module__, base.__qualname__))
        if wire is not None and not hasattr(base, "_checks"):
            return base, wire
    return None


@cache
def _checked(class_: type) -> type:
    """Derive a class with our `loads` and `dumps`: a child of cattrs's own, a parent of its subclasses."""
    if hasattr(class_, "_checks"):
        return class_
    base, wire = cast("tuple[Any, Format]", _format_of(class_))
    methods = {"loads": _loads(base, wire), "get_dumps_hook": _get_dumps_hook}
    if hasattr(base, "dumps"):  # there is none without tomli_w
        methods["dumps"] = _dumps(base, wire)
    there = {name: method for name, method in methods.items() if hasattr(base, name)}
    own = _derived(base, (base,), {"_checks": wire, **there})
    return own if class_ is base else _derived(class_, (class_, own), {})


def _derived(class_: type, bases: tuple[type, ...], namespace: dict[str, Any]) -> type:
    """Make a class with the name and docstring of another one, and no attributes more."""
    same = {name: getattr(class_, name) for name in ("__module__", "__qualname__", "__doc__")}
    return new_class(
        class_.__name__, bases, {}, lambda body: body.update(same, __slots__=(), **namespace)
    )


def _loads(base: Any, wire: Format) -> Callable[..., Any]:
    """Make the method that decodes, checks and structures a document."""

    @wraps(base.loads)
    def loads(self: Any, data: Any, cl: Any, *args: Any, **kwargs: Any) -> Any:
        decode = partial(_decode, base, self, args, kwargs)
        value = wire.read(decode, data, cl, by_default=not (args or kwargs))
        try:
            return self.structure(value, cl)
        except (JobStatusError, StructureHandlerNotFoundError):
            raise
        except Exception as exc:
            raise structure_error(problems_of(exc, value), cl) from exc

    return loads


def _dumps(base: Any, wire: Format) -> Callable[..., Any]:
    """Make the method that unstructures an object, checks it and encodes it."""

    @wraps(base.dumps)
    def dumps(self: Any, obj: Any, unstructure_as: Any = None, *args: Any, **kwargs: Any) -> Any:
        if args:  # those of BSON have names, too
            bound = signature(base.dumps).bind(self, obj, unstructure_as, *args, **kwargs)
            kwargs = dict(islice(bound.arguments.items(), 3, None))
        value = _unstructured(self, obj, unstructure_as)
        encode = partial(base.dumps, _CodecOnly(self))
        decode = partial(_decode, base, self, (), {})
        return wire.write(encode, decode, value, unstructure_as or type(obj), kwargs)

    return dumps


def _get_dumps_hook(self: Any, unstructure_as: Any, **kwargs: Any) -> Callable[[Any], bytes]:
    """Produce a `dumps` hook for the given type."""
    return partial(self.dumps, unstructure_as=unstructure_as, **kwargs)


def _decode(base: Any, converter: Any, args: Any, kwargs: Any, data: Any, **defaults: Any) -> Any:
    """Decode by cattrs's own method, with options of ours where the caller gives none."""
    return base.loads(_CodecOnly(converter), data, None, *args, **{**defaults, **kwargs})


def _unstructured(converter: Any, obj: Any, unstructure_as: Any) -> Any:
    """Unstructure an object.

    Raises:
        UnstructureError: A hook refuses the object, or fails.
    """
    try:
        return converter.unstructure(obj, unstructure_as=unstructure_as)
    except Exception as exc:
        problems = problems_of(exc, obj)
        if any(isinstance(problem.__cause__, RecursionError) for problem in problems):
            copy, refused = copy_json(obj)
            if not refused:  # it is JSON, whose copy needs no stack
                return copy
        if isinstance(exc, JobStatusError):
            raise
        raise UnstructureError(problems, unstructure_as or type(obj)) from exc


def _structure_bytes(value: Any, type_: Any) -> Any:
    """Structure bytes of a format that has them; of an integer, cattrs would make as many zeros."""
    if not isinstance(value, bytes):
        raise structure_error([mismatch("bytes", value)], type_)
    return value if type_ is bytes else type_(value)
