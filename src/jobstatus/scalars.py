"""Strict scalars: a `str` is text, an `int` an integer, and nothing is made into anything else."""

from __future__ import annotations

from functools import partial
from types import NoneType
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias, TypeVar, get_args, get_origin

from msgspec import Meta

from .codecs.json_values import ATOMS, exact_scalar
from .errors import (
    Problem,
    mismatch,
    raises_structure_error,
    raises_unstructure_error,
    structure_error,
)
from .json_value import KIND_NAMES
from .shape import Shape, shaped

if TYPE_CHECKING:
    from collections.abc import Callable

    from cattrs import BaseConverter
    from cattrs.dispatch import StructureHook, UnstructureHook

__all__ = [
    "Byte",
    "configure_scalars",
    "is_ranged_int",
    "ranged_int_structure_factory",
    "ranged_int_unstructure_factory",
    "scalar_structure_factory",
    "scalar_unstructure_factory",
]

_Hook = TypeVar("_Hook", bound="Callable[..., Any]")

Byte: TypeAlias = Annotated[int, range(256), Meta(ge=0, le=255)]
"""An integer from 0 to 255: for our hooks, and once more for msgspec."""

# To type checkers an `int` is a `float` too; as one it stays the integer that it is.
_EXPECTED: Final = {kind: KIND_NAMES[kind] for kind in (str, int, float, bool, NoneType)}


def scalar_structure_factory(kind: type, converter: BaseConverter) -> StructureHook:
    """Make the hook for `str`, `int`, `float`, `bool` or `None`.

    It serves subclasses (such as enums) too: the hook calls them with the exact scalar.
    """

    def structure_scalar(value: object, type_: Any = kind) -> Any:
        if type(value) is kind and type_ is kind and kind in ATOMS:
            return value
        try:
            exact = _exact(kind, value)
        except Problem as problem:
            raise structure_error([problem], type_) from None
        return exact if type_ in (kind, None) else type_(exact)

    return shaped(structure_scalar, kind, Shape(kind="scalar"))


def scalar_unstructure_factory(kind: type, converter: BaseConverter) -> UnstructureHook:
    """Make the hook that writes a `str`, `int`, `float`, `bool` or `None` as just that."""
    checked = raises_unstructure_error(partial(_exact, kind), kind)
    if kind not in ATOMS:
        return shaped(checked, kind, Shape(kind="scalar"))

    def unstructure_atom(value: Any) -> Any:
        return value if type(value) is kind else checked(value)

    return shaped(unstructure_atom, kind, Shape(kind="scalar"))


def is_ranged_int(type_: Any) -> bool:
    """Tell whether a type is an `int` annotated with the `range` that it must be in."""
    return get_origin(type_) is Annotated and get_args(type_)[0] is int and bool(_range(type_))


def ranged_int_structure_factory(type_: Any, converter: BaseConverter) -> StructureHook:
    """Make the hook that reads an integer in a range, such as a `Byte`."""
    hook = raises_structure_error(partial(_in_range, type_), type_)
    return _shaped(hook, type_)


def ranged_int_unstructure_factory(type_: Any, converter: BaseConverter) -> UnstructureHook:
    """Make the hook that writes an integer in a range, such as a `Byte`."""
    return _shaped(raises_unstructure_error(partial(_in_range, type_), type_), type_)


def configure_scalars(converter: BaseConverter) -> None:
    """Make a converter strict about `str`, `int`, `float`, `bool` and `None`, everywhere.

    Args:
        converter: Any cattrs converter; hooks registered on it later win.
    """
    for kind in _EXPECTED:
        converter.register_structure_hook(kind, scalar_structure_factory(kind, converter))
        converter.register_unstructure_hook(kind, scalar_unstructure_factory(kind, converter))
    converter.register_structure_hook_factory(is_ranged_int, ranged_int_structure_factory)
    converter.register_unstructure_hook_factory(is_ranged_int, ranged_int_unstructure_factory)


def _exact(kind: type, value: object) -> Any:
    """Return the value as the builtin *kind*, or raise the `Problem` that it is none."""
    accepted = (int, float) if kind is float else kind
    class_ = type(value)
    if not issubclass(class_, accepted) or (class_ is bool and kind is not bool):
        raise mismatch(_EXPECTED[kind], value)
    return exact_scalar(value)


def _shaped(hook: _Hook, type_: Any) -> _Hook:
    (allowed,) = _range(type_)
    ends = allowed.step == 1 and len(allowed) > 0
    return shaped(hook, type_, Shape(kind="range", allowed=allowed)) if ends else hook


def _range(type_: Any) -> list[range]:
    return [note for note in get_args(type_)[1:] if isinstance(note, range)]


def _in_range(type_: Any, value: object) -> int:
    (allowed,) = _range(type_)
    exact: int = _exact(int, value)
    if exact not in allowed:
        raise mismatch(f"an integer from {allowed[0]} to {allowed[-1]}", value)
    return exact
