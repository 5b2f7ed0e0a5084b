"""attrs classes whose instances can be made by filling slots, without calling `__init__`."""

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
    """Tell whether the `__init__` of an attrs class does nothing but fill its slots.

    It may also call attrs converters that take the value alone. Validators, hooks of attrs, an
    `__init__`, `__new__` or `__setattr__` of the class's own, and a `__dict__` rule a class out.
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
            or own.get("__attrs_own_setattr__", False)  # attrs made it, and `__init__` goes past it
        )
        and not any(hasattr(class_, name) for name in _SPECIAL)
        and _slots(class_) - {"__weakref__"} == {a.name for a in fields(class_)}
        and all(_is_plain(class_, a) for a in fields(class_))
    )


def _is_plain(class_: Any, a: Any) -> bool:
    """Tell whether `__init__` only puts the value of a field, converted or not, into its slot."""
    return (
        a.init
        and not a.validator
        and not isinstance(a.converter, Converter)  # it may take the instance, too
        and type(getattr(class_, a.name, None)) is MemberDescriptorType
    )


def _slots(class_: Any) -> set[str]:
    """Return the names of all slots of a class; among them `__dict__` if a base has no `__slots__`."""
    slots: set[str] = set()
    for base in class_.__mro__[:-1]:
        named = vars(base).get("__slots__", ("__dict__",))
        slots |= {named} if isinstance(named, str) else set(named)
    return slots
