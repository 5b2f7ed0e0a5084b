"""Lists and text-keyed dicts: strict, and with the place of everything that is wrong in them."""

from __future__ import annotations

from itertools import islice
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, TypeVar, Union, get_args, get_origin

from .errors import (
    MAX_PROBLEMS,
    Problem,
    UnstructureError,
    mismatch,
    problems_of,
    structure_error,
)
from .shape import Shape, shaped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cattrs import BaseConverter
    from cattrs.dispatch import StructureHook, UnstructureHook

__all__ = [
    "configure_containers",
    "dict_structure_factory",
    "dict_unstructure_factory",
    "is_list",
    "is_optional",
    "is_text_keyed_dict",
    "list_structure_factory",
    "list_unstructure_factory",
    "optional_structure_factory",
    "optional_unstructure_factory",
    "unstructure_hook_of",
]


def is_list(type_: Any) -> bool:
    """Tell whether a type is a list of anything."""
    return (get_origin(type_) or type_) is list


def is_text_keyed_dict(type_: Any) -> bool:
    """Tell whether a type is a dict whose keys are text, or say nothing of their type."""
    return (get_origin(type_) or type_) is dict and get_args(type_)[:1] in ((), (str,), (Any,))


def is_optional(type_: Any) -> bool:
    """Tell whether a type is another one or `None`."""
    args = set(get_args(type_))
    return (
        get_origin(type_) in (Union, UnionType) and NoneType in args and len(args - {NoneType}) == 1
    )


def optional_structure_factory(type_: Any, converter: BaseConverter) -> StructureHook:
    """Make the hook that reads null as `None`, and anything else by the other type's hook."""
    (other,) = (arg for arg in get_args(type_) if arg is not NoneType)
    hook = converter.get_structure_hook(other)

    def structure_optional(value: object, _: Any = type_) -> Any:
        return None if value is None else hook(value, other)

    return shaped(structure_optional, type_, Shape(kind="optional", inside=(other,)))


def optional_unstructure_factory(type_: Any, converter: BaseConverter) -> UnstructureHook:
    """Make the hook that writes `None` as null, and anything else by the other type's hook."""
    (other,) = (arg for arg in get_args(type_) if arg is not NoneType)
    hook = unstructure_hook_of(other, converter)

    def unstructure_optional(value: object) -> Any:
        return None if value is None else hook(value)

    return shaped(unstructure_optional, type_, Shape(kind="optional", inside=(other,)))


def list_structure_factory(type_: Any, converter: BaseConverter) -> StructureHook:
    """Make the hook that reads an array: every element by its type's hook, all problems at once."""
    element = _last_arg(type_)
    hook = converter.get_structure_hook(element)
    made = _list_hook(type_, "an array", structure_error, hook, element)
    return shaped(made, type_, Shape(kind="list", inside=(element,)))


def list_unstructure_factory(type_: Any, converter: BaseConverter) -> UnstructureHook:
    """Make the hook that writes a list, every element by its type's hook."""
    element = _last_arg(type_)
    made = _list_hook(type_, "a list", UnstructureError, unstructure_hook_of(element, converter))
    return shaped(made, type_, Shape(kind="list", inside=(element,)))


def dict_structure_factory(type_: Any, converter: BaseConverter) -> StructureHook:
    """Make the hook that reads an object: every value by its type's hook, all problems at once."""
    element = _last_arg(type_)
    hook = converter.get_structure_hook(element)
    made = _dict_hook(type_, "an object", structure_error, hook, element)
    return shaped(made, type_, Shape(kind="dict", inside=(element,)))


def dict_unstructure_factory(type_: Any, converter: BaseConverter) -> UnstructureHook:
    """Make the hook that writes a text-keyed dict, every value by its type's hook."""
    element = _last_arg(type_)
    made = _dict_hook(type_, "a dict", UnstructureError, unstructure_hook_of(element, converter))
    return shaped(made, type_, Shape(kind="dict", inside=(element,)))


def configure_containers(converter: BaseConverter) -> None:
    """Make a converter strict about lists and text-keyed dicts of anything.

    Args:
        converter: Any cattrs converter; what is registered on it later wins.
    """
    converter.register_structure_hook_factory(is_optional, optional_structure_factory)
    converter.register_unstructure_hook_factory(is_optional, optional_unstructure_factory)
    converter.register_structure_hook_factory(is_list, list_structure_factory)
    converter.register_unstructure_hook_factory(is_list, list_unstructure_factory)
    converter.register_structure_hook_factory(is_text_keyed_dict, dict_structure_factory)
    converter.register_unstructure_hook_factory(is_text_keyed_dict, dict_unstructure_factory)


def unstructure_hook_of(type_: Any, converter: BaseConverter) -> UnstructureHook:
    """Return the hook for a declared type, or the one that goes by the value's own class."""
    if type_ is None or type_ is Any or isinstance(type_, TypeVar):
        return converter.unstructure
    return converter.get_unstructure_hook(type_)


def _last_arg(type_: Any) -> Any:
    return (get_args(type_) or (Any,))[-1]


def _list_hook(
    type_: Any,
    expected: str,
    error: Callable[[list[Problem], Any], Exception],
    hook: Callable[..., Any],
    *args: Any,
) -> Callable[..., list[Any]]:
    """Make the hook that both directions share; only their element hooks and errors differ."""

    def each_element(value: Any, _: Any = type_) -> list[Any]:
        if not issubclass(type(value), list):
            raise error([mismatch(expected, value)], type_)
        elements, problems = _each(enumerate(value), hook, args)
        if problems:
            raise error(problems, type_)
        return elements

    return each_element


def _dict_hook(
    type_: Any,
    expected: str,
    error: Callable[[list[Problem], Any], Exception],
    hook: Callable[..., Any],
    *args: Any,
) -> Callable[..., dict[str, Any]]:
    """Make the hook that both directions share; only their element hooks and errors differ."""

    def each_item(value: Any, _: Any = type_) -> dict[str, Any]:
        if not issubclass(type(value), dict):
            raise error([mismatch(expected, value)], type_)
        odd_keys = (key for key in value if not issubclass(type(key), str))
        odd = [mismatch("a string as a key", key) for key in islice(odd_keys, MAX_PROBLEMS)]
        if odd:
            raise error(odd, type_)
        elements, problems = _each(value.items(), hook, args)
        if problems:
            raise error(problems, type_)
        return dict(zip(map(str.__str__, value), elements, strict=True))

    return each_item


def _each(
    items: Iterable[tuple[Any, Any]], hook: Callable[..., Any], args: tuple[Any, ...]
) -> tuple[list[Any], list[Problem]]:
    done = []
    problems: list[Problem] = []
    for step, item in items:
        try:
            done.append(hook(item, *args))
        except Exception as exc:  # noqa: BLE001, PERF203 - a user's hook may raise anything
            problems += (p.under(step) for p in problems_of(exc, item))
            if len(problems) >= MAX_PROBLEMS:
                break
    return done, problems
