"""The attrs classes whose instances are made by filling slots: their `__init__` does little else."""

from __future__ import annotations

from types import MemberDescriptorType
from typing import Any, Final

from attrs import Converter, fields
from cattrs.gen import override

__all__ = ["fills_slots"]

# All frozen classes of attrs share one `__setattr__`, and cattrs's overrides are of such a class.
_SETTERS: Final[tuple[Any, ...]] = (type(override()).__setattr__, object.__setattr__)
_SPECIAL: Final = ("__attrs_pre_init__", "__attrs_post_init__")


def fills_slots(class_: Any) -> bool:
    """Tell whether making an instance of an attrs class means to fill its slots, and nothing else.

    But for what attrs converters make of the values, if those take a value alone.
    """
    own = vars(class_)
    props: Any = own.get("__attrs_props__")
    return (
        props is not None
        and type(class_) is type
        and getattr(class_, "__new__", None) is object.__new__
        and props.added_init
        and not props.is_exception
        and (
            getattr(class_, "__setattr__", None) in _SETTERS
            or own.get("__attrs_own_setattr__", False)  # not for `__init__`: that goes past it
        )
        and not any(hasattr(class_, name) for name in _SPECIAL)
        and _slots(class_) - {"__weakref__"} == {a.name for a in fields(class_)}
        and all(_is_plain(class_, a) for a in fields(class_))
    )


def _is_plain(class_: Any, a: Any) -> bool:
    return (
        a.init
        and not a.validator
        and not isinstance(a.converter, Converter)  # which may take the instance, too
        and type(getattr(class_, a.name, None)) is MemberDescriptorType
    )


def _slots(class_: Any) -> set[str]:
    """Return the names of all slots of a class; `__dict__`, too, if it has none only in part."""
    slots: set[str] = set()
    for base in class_.__mro__[:-1]:
        named = vars(base).get("__slots__", ("__dict__",))
        slots |= {named} if isinstance(named, str) else set(named)
    return slots
