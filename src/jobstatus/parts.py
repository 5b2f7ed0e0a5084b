"""What documents of a type are made of: kinds of JSON, keys, and the places where something stands."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Final, NamedTuple, Union, get_args, get_origin

from .classes import is_attrs_class
from .containers import is_list, is_text_keyed_dict
from .converters import make_converter
from .json_value import JsonValue, is_json_union
from .keys import SPELLINGS, Case, Keys, Options
from .one_or_many import OneOrMany, is_one_or_many
from .open_enum import is_open_enum
from .scalars import is_ranged_int

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "KINDS",
    "Place",
    "arm_of",
    "arms",
    "keys_for",
    "kinds_of",
    "parts_of",
    "places",
    "plain",
    "range_of",
]

KINDS: Final = frozenset({NoneType, bool, int, float, str, list, dict})
"""The builtin classes of what `json.loads` gives."""

_KINDS_OF: Final[dict[Any, frozenset[Any]]] = {
    None: frozenset({NoneType}),
    float: frozenset({int, float}),
    datetime: frozenset({str}),
    **{kind: frozenset({kind}) for kind in (NoneType, bool, int, str)},
}

_CONVERTERS: Final = {case: make_converter(case=case) for case in ("snake", "camel")}


# Deeper places are of no more use, and what contains itself has no end of them.
_DEEP_ENOUGH: Final = 32


class Place(NamedTuple):
    """Where something stands in a document, and as what.

    Attributes:
        steps: The keys and indices on the way to it.
        value: What stands there.
        type: What it is to become, as it is declared.
        arm: The same, without what a union says beside it; `None` if that can't be told.
    """

    steps: tuple[str | int, ...]
    value: Any
    type: Any
    arm: Any


@cache
def keys_for(class_: Any, case: Case) -> Keys:
    """Return how documents spell the fields of an attrs class."""
    generated = _CONVERTERS[case].gen_structure_attrs_fromdict(class_)
    return Keys(class_, generated, Options(case=case, spellings=SPELLINGS))


def plain(type_: Any) -> Any:
    """Return a type without annotations that say nothing of what documents hold."""
    if get_origin(type_) is Annotated and not is_one_or_many(type_) and not is_ranged_int(type_):
        return get_args(type_)[0]
    return type_


def arms(type_: Any) -> tuple[Any, ...]:
    """Return the arms of a union, and of what is none, itself."""
    type_ = plain(type_)
    if get_origin(type_) in (Union, UnionType):
        return tuple(map(plain, get_args(type_)))
    return (type_,)


def kinds_of(type_: Any) -> frozenset[Any] | None:
    """Return the kinds of JSON that a type may be read from; `None` if that is not known."""
    kinds: frozenset[Any] = frozenset()
    for arm in arms(type_):
        of_arm = _KINDS_OF.get(arm)
        if is_list(arm):
            of_arm = frozenset({list})
        elif is_text_keyed_dict(arm):
            of_arm = frozenset({dict})
        elif is_one_or_many(arm):
            of_arm = frozenset({str, list})
        elif is_ranged_int(arm):
            of_arm = frozenset({int})
        elif is_open_enum(arm):
            of_arm = frozenset({str})
        elif is_attrs_class(arm):
            of_arm = frozenset({dict})
        if of_arm is None:
            return None
        kinds |= of_arm
    return kinds


def range_of(type_: Any) -> range:
    """Return the range of a ranged integer."""
    return next(note for note in get_args(type_)[1:] if isinstance(note, range))


def arm_of(type_: Any, value: Any) -> Any:
    """Return the arm of a type that a value is read by, or `None` if there is none, or several."""
    fitting = [arm for arm in arms(type_) if type(value) in (kinds_of(arm) or ())]
    return fitting[0] if len(fitting) == 1 else None


def parts_of(type_: Any, case: Case) -> set[Any]:
    """Return a type and the types of everything within."""
    found: set[Any] = set()
    left = [type_]
    while left:
        part = left.pop()
        if part not in found:
            found.add(part)
            left += [item for arm in arms(part) for _, item in _inside(arm, case)]
    return found


def places(value: Any, type_: Any, case: Case) -> Iterator[Place]:
    """Yield every place in a document, as long as what stands there is of a right kind."""
    left: list[tuple[tuple[str | int, ...], Any, Any]] = [((), value, type_)]
    while left:
        steps, value, type_ = left.pop()
        arm = arm_of(type_, value)
        yield Place(steps, value, type_, arm)
        types = dict(_inside(arm, case))
        if types.get(None) is Any and is_json_union(plain(type_)):
            types[None] = JsonValue  # elsewhere nobody looks at what `Any` is
        inside: Any = enumerate(value) if type(value) is list else ()
        inside = value.items() if type(value) is dict else inside
        for step, item in inside:
            inner = types.get(step, types.get(None))
            if inner is not None and len(steps) < _DEEP_ENOUGH:
                left.append(((*steps, step), item, inner))


def _inside(type_: Any, case: Case) -> Iterator[tuple[str | None, Any]]:
    """Yield the types of what is inside, by their keys; by `None` if it is any key or index."""
    if type_ == OneOrMany:
        yield None, str
    elif get_args(type_) and (is_list(type_) or is_text_keyed_dict(type_)):
        yield None, get_args(type_)[-1]
    elif is_attrs_class(type_):
        for key in keys_for(type_, case):
            for spelling in filter(None, (key.key, key.twin)):
                yield spelling, key.a.type
