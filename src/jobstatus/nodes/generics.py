"""The fields of generic attrs classes, with type arguments in place of type variables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin

from attrs import fields

if TYPE_CHECKING:
    from attrs import Attribute

__all__ = ["fields_of", "is_generic"]


def fields_of(type_: Any) -> tuple[Attribute[Any], ...]:
    """Return the fields of an attrs class, with types in the place of its type variables.

    Args:
        type_: The class, or a generic one with arguments: `Pair[Gender]`. A variable stays as it
            is if it has no argument, or two different ones by way of the bases.
    """
    class_ = get_origin(type_) or type_
    given = _arguments_of(type_)
    if not given:
        return tuple(fields(class_))
    return tuple(a.evolve(type=_substituted(a.type, given)) for a in fields(class_))


def is_generic(type_: Any) -> bool:
    """Tell whether there is a type variable in a type."""
    return isinstance(type_, TypeVar) or bool(
        get_origin(type_) and getattr(type_, "__parameters__", ())
    )


def _arguments_of(type_: Any) -> dict[Any, Any]:
    """Return the type argument of each type variable of a class and of its bases."""
    class_ = get_origin(type_) or type_
    variables, args = getattr(class_, "__parameters__", ()), get_args(type_)
    # A class may be used without arguments, and `*Ts` takes several.
    given_args = args if len(variables) == len(args) else variables
    given: dict[Any, Any] = dict(zip(variables, given_args, strict=True))
    for base in getattr(class_, "__orig_bases__", ()):
        for variable, inside in _arguments_of(base).items():
            found = _substituted(inside, given)
            given[variable] = found if given.get(variable, found) == found else variable
    return given


def _substituted(type_: Any, given: dict[Any, Any]) -> Any:
    """Return a type with arguments in place of its type variables."""
    if isinstance(type_, TypeVar):
        return given.get(type_, type_)
    if not is_generic(type_) or not all(isinstance(v, TypeVar) for v in type_.__parameters__):
        return type_
    return type_[tuple(given.get(variable, variable) for variable in type_.__parameters__)]
