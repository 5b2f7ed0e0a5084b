"""The fields of generic attrs classes: what their type variables stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin

from attrs import fields

if TYPE_CHECKING:
    from attrs import Attribute

__all__ = ["fields_of", "is_generic"]


def fields_of(type_: Any) -> tuple[Attribute[Any], ...]:
    """Return the fields of an attrs class, with types in the place of its type variables.

    Args:
        type_: The class, or a generic one with arguments: `Pair[Gender]`. A variable that is given
            none, or two different ones on the way through its bases, stays as it is.
    """
    class_ = get_origin(type_) or type_
    given = _given(type_)
    if not given:
        return tuple(fields(class_))
    return tuple(a.evolve(type=_filled(a.type, given)) for a in fields(class_))


def is_generic(type_: Any) -> bool:
    """Tell whether there is a type variable in a type."""
    return isinstance(type_, TypeVar) or bool(
        get_origin(type_) and getattr(type_, "__parameters__", ())
    )


def _given(type_: Any) -> dict[Any, Any]:
    """Return what the type variables of a class and of its bases stand for."""
    class_ = get_origin(type_) or type_
    variables, args = getattr(class_, "__parameters__", ()), get_args(type_)
    # There may be no arguments, and of `*Ts` several.
    meant = args if len(variables) == len(args) else variables
    given: dict[Any, Any] = dict(zip(variables, meant, strict=True))
    for base in getattr(class_, "__orig_bases__", ()):
        for variable, inside in _given(base).items():
            found = _filled(inside, given)
            given[variable] = found if given.get(variable, found) == found else variable
    return given


def _filled(type_: Any, given: dict[Any, Any]) -> Any:
    """Return a type with others in the place of its type variables."""
    if isinstance(type_, TypeVar):
        return given.get(type_, type_)
    if not is_generic(type_) or not all(isinstance(v, TypeVar) for v in type_.__parameters__):
        return type_
    return type_[tuple(given.get(variable, variable) for variable in type_.__parameters__)]
