"""Any JSON value, exactly: unions of JSON kinds, read and written as what they are."""

from __future__ import annotations

from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Final, TypeAlias, Union, get_args, get_origin

from .codecs.json_values import ATOMS, SCALARS, copy_json, exact_scalar
from .errors import Problem, UnstructureError, mismatch, structure_error
from .shape import Shape, shaped

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cattrs import BaseConverter
    from cattrs.dispatch import StructureHook, UnstructureHook

__all__ = [
    "KIND_NAMES",
    "JsonValue",
    "SourceValue",
    "configure_json_values",
    "is_json_union",
    "json_union_structure_factory",
    "json_union_unstructure_factory",
]

if TYPE_CHECKING:
    JsonValue: TypeAlias = (
        str | int | float | bool | list["JsonValue"] | dict[str, "JsonValue"] | None
    )
else:
    # What lies deeper is `Any` here, so that msgspec, and cattrs without our hooks, can read it.
    JsonValue = Union[str, int, float, bool, list[Any], dict[str, Any], None]  # noqa: UP007

SourceValue: TypeAlias = JsonValue
"""The provider's own value: whatever JSON it has for what StackOne maps to an enum."""

KIND_NAMES: Final[dict[Any, str]] = {
    str: "a string",
    int: "an integer",
    float: "a number",
    bool: "a boolean",
    list: "an array",
    dict: "an object",
    NoneType: "null",
}


def is_json_union(type_: Any) -> bool:
    """Tell whether a type is a union of JSON kinds, each there once, such as `JsonValue`.

    `str`, `int`, `float`, `bool` and `None` are kinds, and so are one list and one text-keyed
    dict, with whatever in them. A mere `T | None` is none: `containers` has the hook for that.
    """
    if get_origin(type_) not in (Union, UnionType):
        return False
    kinds = [_kind_of_arm(arm) for arm in get_args(type_)]
    return (
        None not in kinds and len(set(kinds)) == len(kinds) and len(kinds) - (NoneType in kinds) > 1
    )


def json_union_structure_factory(type_: Any, converter: BaseConverter) -> StructureHook:
    """Make the hook that reads a union of JSON kinds: the value's own kind says which arm it is."""

    def refused(problems: Sequence[Problem]) -> Exception:
        return structure_error(problems, type_)

    def arm_hook(arm: Any) -> Callable[[Any], Any]:
        hook = converter.get_structure_hook(arm)
        return lambda value: hook(value, arm)

    return _shaped(_union_hook(type_, arm_hook, refused), type_)


def json_union_unstructure_factory(type_: Any, converter: BaseConverter) -> UnstructureHook:
    """Make the hook that writes a union of JSON kinds as builtins, and refuses what is not JSON."""

    def refused(problems: Sequence[Problem]) -> Exception:
        return UnstructureError(problems, type_)

    return _shaped(_union_hook(type_, converter.get_unstructure_hook, refused), type_)


def configure_json_values(converter: BaseConverter) -> None:
    """Make a converter structure and unstructure every union of JSON kinds exactly.

    Args:
        converter: Any cattrs converter; what is registered on it later wins.
    """
    converter.register_structure_hook_factory(is_json_union, json_union_structure_factory)
    converter.register_unstructure_hook_factory(is_json_union, json_union_unstructure_factory)


def _union_hook(
    type_: Any,
    arm_hook: Callable[[Any], Callable[[Any], Any]],
    refused: Callable[[Sequence[Problem]], Exception],
) -> Callable[..., Any]:
    """Make the hook that both directions share: from a value to its exact self."""
    hooks = _arm_hooks(type_, arm_hook, refused)
    atoms = ATOMS.intersection(hooks)
    expected = _one_of(get_args(type_))

    def exact_union(value: object, _: Any = type_) -> Any:
        class_ = type(value)
        if class_ in atoms:
            return value
        hook = hooks.get(class_)
        if hook is None and class_ is not bool:
            hook = next((h for kind, h in hooks.items() if issubclass(class_, kind)), None)
        if hook is None:
            raise refused([mismatch(expected, value)])
        return hook(value)

    return exact_union


def _shaped(hook: Callable[..., Any], type_: Any) -> Callable[..., Any]:
    arms = get_args(type_)
    inside = tuple(arm for arm in arms if arm not in SCALARS and not _is_of_anything(arm))
    kinds = {_kind_of_arm(arm) for arm in arms}
    if float in kinds:
        kinds.add(int)
    return shaped(hook, type_, Shape(kind="json", inside=inside, kinds=frozenset(kinds)))


def _arm_hooks(
    type_: Any,
    arm_hook: Callable[[Any], Callable[[Any], Any]],
    refused: Callable[[Sequence[Problem]], Exception],
) -> dict[Any, Callable[[Any], Any]]:
    """Map each kind of the union to what makes an exact value of it."""

    def exact_json(value: object) -> Any:
        copy, problems = copy_json(value)
        if problems:
            raise refused(problems)
        return copy

    def exact(value: object) -> Any:
        try:
            return exact_scalar(value)
        except Problem as problem:
            raise refused([problem]) from None

    hooks: dict[Any, Callable[[Any], Any]] = {}
    for arm in get_args(type_):
        hook = exact if arm in SCALARS else exact_json if _is_of_anything(arm) else arm_hook(arm)
        hooks[_kind_of_arm(arm)] = hook
    if float in hooks:
        # To type checkers an `int` is a `float`; on the wire `1` is as good a number as `1.0`.
        hooks.setdefault(int, hooks[float])
    return hooks


def _kind_of_arm(arm: Any) -> Any:
    """Return the builtin class of a union's arm, or None if it is no JSON kind."""
    if arm in SCALARS:
        return arm
    kind = get_origin(arm) or arm
    if kind is dict:
        return dict if get_args(arm)[:1] in ((), (str,)) else None
    return list if kind is list else None


def _is_of_anything(arm: Any) -> bool:
    """Tell whether a list or dict may hold any JSON."""
    return all(arg is Any or arg == JsonValue for arg in get_args(arm)[-1:])


def _one_of(arms: Sequence[Any]) -> str:
    kinds = {_kind_of_arm(arm) for arm in arms}
    if kinds == set(KIND_NAMES):
        return "a JSON value"
    if float in kinds:
        kinds.discard(int)
    *names, last = (name for kind, name in KIND_NAMES.items() if kind in kinds)
    return f"{', '.join(names)} or {last}" if names else last
