"""The converter: every hook of this package on one cattrs converter, and JSON text in and out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Set as AbstractSet
from types import UnionType
from typing import TYPE_CHECKING, Any, Final, TypeVar, Union, get_origin, overload

from cattrs import Converter, StructureHandlerNotFoundError
from cattrs.preconf.json import configure_converter as configure_json

from .classes import Nulls, configure_classes
from .containers import configure_containers
from .date_time import configure_date_times
from .errors import (
    JobStatusError,
    UnstructureError,
    mismatch,
    problems_of,
    raises_unstructure_error,
    structure_error,
)
from .json_text import JsonText, decode_json, encode_json
from .json_value import configure_json_values
from .one_or_many import configure_one_or_many
from .open_enum import configure_open_enums
from .scalars import configure_scalars

if TYPE_CHECKING:
    from cattrs.dispatch import StructureHook, UnstructureHook

__all__ = ["JsonConverter", "configure", "converter", "make_converter"]

T = TypeVar("T")

_SPELLINGS: Final = {"source_value": "sourceValue"}
_AS_JSON: Final = {AbstractSet: list, tuple: list, Counter: dict}


class JsonConverter(Converter):
    """A cattrs converter whose errors are one class, and which reads and writes JSON text.

    Make one with `make_converter`; it may be shared between threads.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take what `cattrs.Converter` takes; objects of classes without a hook are refused."""
        kwargs.setdefault("unstructure_fallback_factory", _refuse)
        super().__init__(*args, **kwargs)

    @overload
    def structure(self, obj: Any, cl: type[T]) -> T: ...
    @overload
    def structure(self, obj: Any, cl: Any) -> Any: ...
    def structure(self, obj: Any, cl: Any) -> Any:
        """Structure builtins, such as `json.loads` gives, into attrs classes.

        Args:
            obj: The document. It is not changed, and the result shares no container with it.
            cl: What to make of it: an attrs class, `list[...]`, `dict[str, ...]`, `... | None`.

        Raises:
            StructureError: The document is not what *cl* asks for; every problem is in it.
            cattrs.StructureHandlerNotFoundError: No hook can make a *cl* of anything.
        """
        try:
            return super().structure(obj, cl)
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
            return super().unstructure(obj, unstructure_as)
        except JobStatusError:
            raise
        except Exception as exc:
            raise UnstructureError(problems_of(exc, obj), unstructure_as or type(obj)) from exc

    def register_structure_hook(self, cl: Any, func: StructureHook | None = None) -> Any:
        """Register a structure hook for a type, as in cattrs; one for a union wins here, too.

        Args:
            cl: The type; or the hook itself, whose annotations name the type (a decorator).
            func: Called with the value and the type.
        """
        if func is None:
            return super().register_structure_hook(cl)
        if get_origin(cl) in (Union, UnionType):
            # cattrs would ask for it only after all predicates, ours for JSON unions included.
            return self.register_structure_hook_func(lambda type_: type_ == cl, func)
        return super().register_structure_hook(cl, func)

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
        return self.structure(decode_json(data, cl), cl)

    def dumps(self, obj: Any, unstructure_as: Any = None) -> bytes:
        """Unstructure an object and encode it as JSON: UTF-8, with no white space.

        Args:
            obj: An instance of an attrs class, a list or dict of them, or any JSON value.
            unstructure_as: Whose hook to use instead of the one for `type(obj)`.

        Raises:
            UnstructureError: *obj* holds what is not JSON, or not what its class declares.
        """
        return encode_json(self.unstructure(obj, unstructure_as), unstructure_as or type(obj))


def configure(converter: Converter, *, nulls: Nulls = "omit") -> None:
    """Add everything to a cattrs converter: open enums, JSON unions, strictness, errors with paths.

    Args:
        converter: Any `cattrs.Converter`, preconfigured ones included. It becomes strict for all
            classes, not only for those of this package, and its `detailed_validation` is switched
            on. What is registered on it later wins.
        nulls: `"omit"` leaves a `None` out whose field defaults to it, `"emit"` writes null.

    Raises:
        ValueError: *nulls* is neither.
    """
    if nulls not in ("omit", "emit"):
        msg = f'nulls is "omit" or "emit", not {nulls!r}'
        raise ValueError(msg)
    configure_classes(converter, spellings=_SPELLINGS, nulls=nulls)
    configure_containers(converter)
    configure_json_values(converter)
    configure_one_or_many(converter)
    configure_scalars(converter)
    configure_date_times(converter)
    configure_open_enums(converter)


def make_converter(*, nulls: Nulls = "omit") -> JsonConverter:
    """Make a `JsonConverter` with everything on it.

    What this package has no hook for (`date`, `bytes`, closed enums, ...) is read and written as
    `cattrs.preconf.json` does it.

    Args:
        nulls: `"omit"` leaves a `None` out whose field defaults to it, `"emit"` writes null.

    Raises:
        ValueError: *nulls* is neither.
    """
    made = JsonConverter(unstruct_collection_overrides=_AS_JSON)
    configure_json(made)
    configure(made, nulls=nulls)
    return made


def _refuse(type_: Any) -> UnstructureHook:
    def exact(value: object) -> Any:
        raise mismatch("a JSON value, or an object whose class has a hook", value)

    return raises_unstructure_error(exact, type_)


converter: JsonConverter = make_converter()
"""The converter with the defaults, ready to import."""
