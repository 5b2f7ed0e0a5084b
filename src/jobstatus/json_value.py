"""Any JSON value, exactly: unions of JSON kinds, and the check that nothing else hides in them."""

from __future__ import annotations

from math import isfinite
from operator import itemgetter
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Final, TypeAlias, Union, get_args, get_origin

from attrs import Factory, define

from .errors import MAX_PROBLEMS, Problem, UnstructureError, mismatch, structure_error
from .excerpt import found

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cattrs import BaseConverter
    from cattrs.dispatch import StructureHook, UnstructureHook

__all__ = [
    "MAX_DEPTH",
    "MAX_DIGITS",
    "JsonValue",
    "SourceValue",
    "configure_json_values",
    "copy_json",
    "exact_scalar",
    "is_json_union",
    "json_union_structure_factory",
    "json_union_unstructure_factory",
]

MAX_DEPTH: Final = 512
"""A value nested deeper is refused: `json.dumps` could not write it, nor most parsers read it."""

MAX_DIGITS: Final = 4300
"""An integer of more decimal digits is refused, as Python's own `int(text)` refuses it."""

if TYPE_CHECKING:
    JsonValue: TypeAlias = (
        str | int | float | bool | list["JsonValue"] | dict[str, "JsonValue"] | None
    )
else:
    # What lies deeper is `Any` here, so that msgspec, and cattrs without our hooks, can read it.
    JsonValue = Union[str, int, float, bool, list[Any], dict[str, Any], None]  # noqa: UP007

SourceValue: TypeAlias = JsonValue
"""The provider's own value: whatever JSON it has for what StackOne maps to an enum."""

_ATOMS: Final = frozenset({str, bool, NoneType})
_TOO_LARGE: Final = 10**MAX_DIGITS
_NAMES: Final = {
    str: "a string",
    int: "an integer",
    float: "a number",
    bool: "a boolean",
    list: "an array",
    dict: "an object",
    NoneType: "null",
}


def exact_scalar(value: object) -> Any:
    """Return a JSON scalar as the exact builtin that it is.

    Subclasses of `str`, `int` and `float` (such as members of other enums) become plain ones.

    Raises:
        Problem: *value* is no JSON scalar: another class, `nan`, `inf`, or an integer of more
            than 4300 digits.
    """
    if value.__class__ in _ATOMS:
        return value
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int):
        if -_TOO_LARGE < value < _TOO_LARGE:
            return int.__pos__(value)
        raise mismatch(f"an integer of at most {MAX_DIGITS:,} digits", value)
    if isinstance(value, float):
        if isfinite(value):
            return float.__pos__(value)
        raise mismatch("a finite number", value)
    raise mismatch("a JSON value", value)


def copy_json(value: object) -> tuple[Any, list[Problem]]:
    """Copy a JSON value in depth, and name everything in it that is not JSON.

    Args:
        value: Anything. JSON is `str`, `bool`, `None`, integers of up to 4300 digits, finite
            floats, and lists and text-keyed dicts of those, nested up to 512 deep.

    Returns:
        The copy: equal to *value*, of exact builtins, sharing no container with it. And the
        problems, in order, with their paths; if there are any, the copy is of no use.
    """
    copying = _Copying()
    if isinstance(value, (list, dict)):
        copy = copying.run(value)
        return copy, copying.in_order()
    try:
        return exact_scalar(value), []
    except Problem as problem:
        return None, [problem]


@define(eq=False)
class _Place:
    """A container on the way down, its copy, and where it stands in the one above it."""

    source: Any
    copy: Any
    above: _Place | None = None
    step: str | int = ""
    ordinal: int = 0
    depth: int = 1

    def way(self) -> list[_Place]:
        """List the places from the value itself down to this one."""
        places: list[_Place] = [self]
        place = self.above
        while place is not None:
            places.append(place)
            place = place.above
        return places[::-1]


@define(eq=False)
class _Copying:
    """One copy under way: a work list instead of recursion, so that no depth can exhaust a stack."""

    todo: list[_Place] = Factory(list)
    # The place keeps its source alive: an `id` must not come to mean another object.
    seen: dict[int, _Place] = Factory(dict)
    problems: list[tuple[list[int], Problem]] = Factory(list)

    def run(self, value: Any) -> Any:
        top = self._enter(_Place(value, [] if isinstance(value, list) else {}))
        while self.todo and len(self.problems) < MAX_PROBLEMS:
            place = self.todo.pop()
            if place.copy.__class__ is list:
                self._fill_list(place)
            else:
                self._fill_dict(place)
        return top.copy

    def in_order(self) -> list[Problem]:
        """Return the problems in the value's order; the work list has its own."""
        return [problem for _, problem in sorted(self.problems, key=itemgetter(0))]

    def _fill_list(self, place: _Place) -> None:
        for index, item in enumerate(place.source):
            if item.__class__ in _ATOMS:
                place.copy.append(item)
            else:
                place.copy.append(self._take(item, place, index, index))

    def _fill_dict(self, place: _Place) -> None:
        for ordinal, (key, item) in enumerate(place.source.items()):
            if not isinstance(key, str):
                self._note(mismatch("text as a key", key), place, ordinal)
            elif item.__class__ in _ATOMS and key.__class__ is str:
                place.copy[key] = item
            else:
                text = str.__str__(key)
                place.copy[text] = self._take(item, place, ordinal, text)

    def _take(self, item: object, place: _Place, ordinal: int, step: str | int) -> Any:
        try:
            if not isinstance(item, (list, dict)):
                return exact_scalar(item)
            if not item:  # the most containers that a byte can buy: they cost no place
                return [] if isinstance(item, list) else {}
            known = self.seen.get(id(item))
            if known is None and place.depth < MAX_DEPTH:
                copy: Any = [] if isinstance(item, list) else {}
                known = self._enter(_Place(item, copy, place, step, ordinal, place.depth + 1))
            elif known is None:
                raise Problem.about(item, f"is nested deeper than {MAX_DEPTH} levels")
            elif known in place.way():
                raise Problem.about(item, f"contains itself ({found(item)})")
        except Problem as problem:
            self._note(problem, place, ordinal, step)
            return None
        return known.copy

    def _enter(self, place: _Place) -> _Place:
        self.seen[id(place.source)] = place
        self.todo.append(place)
        return place

    def _note(self, problem: Problem, place: _Place, ordinal: int, *step: str | int) -> None:
        below = place.way()[1:]
        steps = (*(p.step for p in below), *step)
        placed = Problem(problem.message, steps, problem.kind, problem.excerpt)
        self.problems.append(([*(p.ordinal for p in below), ordinal], placed))


def is_json_union(type_: Any) -> bool:
    """Tell whether a type is a union of JSON kinds, each there once, such as `JsonValue`.

    `str`, `int`, `float`, `bool` and `None` are kinds, and so are one list and one text-keyed
    dict, with whatever in them. A mere `T | None` is none: cattrs has its own hook for it.
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

    return _union_hook(type_, arm_hook, refused)


def json_union_unstructure_factory(type_: Any, converter: BaseConverter) -> UnstructureHook:
    """Make the hook that writes a union of JSON kinds as builtins, and refuses what is not JSON."""

    def refused(problems: Sequence[Problem]) -> Exception:
        return UnstructureError(problems, type_)

    return _union_hook(type_, converter.get_unstructure_hook, refused)


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

    def exact_json(value: object) -> Any:
        copy, problems = copy_json(value)
        if problems:
            raise refused(problems)
        return copy

    hooks: dict[Any, Callable[[Any], Any]] = {}
    for arm in get_args(type_):
        open_ended = arm in _SCALARS or all(_is_any(arg) for arg in get_args(arm)[-1:])
        hooks[_kind_of_arm(arm)] = exact_json if open_ended else arm_hook(arm)
    if float in hooks:
        # To type checkers an `int` is a `float`; on the wire `1` is as good a number as `1.0`.
        hooks.setdefault(int, hooks[float])
    atoms = _ATOMS.intersection(hooks)
    expected = _one_of(get_args(type_))

    def exact(value: object, _: Any = type_) -> Any:
        if value.__class__ in atoms:
            return value
        hook = hooks.get(value.__class__)
        if hook is None and value.__class__ is not bool:
            hook = next((h for kind, h in hooks.items() if isinstance(value, kind)), None)
        if hook is None:
            raise refused([mismatch(expected, value)])
        return hook(value)

    return exact


_SCALARS: Final = frozenset({str, int, float, bool, NoneType})


def _kind_of_arm(arm: Any) -> Any:
    """Return the builtin class of a union's arm, or None if it is no JSON kind."""
    if arm in _SCALARS:
        return arm
    kind = get_origin(arm) or arm
    if kind is dict:
        return dict if get_args(arm)[:1] in ((), (str,)) else None
    return list if kind is list else None


def _is_any(type_: Any) -> bool:
    return type_ is Any or type_ == JsonValue


def _one_of(arms: Sequence[Any]) -> str:
    kinds = {_kind_of_arm(arm) for arm in arms}
    if kinds == set(_NAMES):
        return "a JSON value"
    if float in kinds:
        kinds.discard(int)
    *names, last = (name for kind, name in _NAMES.items() if kind in kinds)
    return f"{', '.join(names)} or {last}" if names else last
