"""How generated code makes an instance of an attrs class."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from attrs import fields, frozen

from .extra import NO_EXTRA
from .shape import NoShapeError

if TYPE_CHECKING:
    from .code import Code
    from .shape import Field, Tree

__all__ = ["Making", "making_of"]


class _ByInit:
    """Makes an instance as everybody does, when all fields are known."""

    instance: str = ""

    def __init__(self, tree: Tree, code: Code) -> None:
        self.class_: Any = tree.class_
        self.code: Code = code
        self.positional: list[str] = []
        self.named: list[str] = []
        self.order: list[str] = [a.name for a in fields(tree.class_) if a.init and not a.kw_only]

    def set(self, field: Field, value: str) -> None:
        """Write what gives a field its value."""
        place = len(self.positional)  # a field that is left out moves those that follow
        if self.order[place : place + 1] == [field.name]:
            self.positional.append(value)
        else:
            self.named.append(f"{field.alias}={value}")

    def set_extra(self, value: str) -> None:
        """Refuse: what is extra is known only when there is an instance."""
        raise NoShapeError(value)

    def made(self) -> str:
        """Write the rest, and return the expression for the instance."""
        return f"{self.code.named(self.class_)}({', '.join(self.positional + self.named)})"


class _BySlots:
    """Makes an instance without the detour of `__init__`, which for these does nothing else.

    A frozen class's own `__setattr__` refuses, so `__init__` goes through `object.__setattr__`, at
    a call for each field, at which the setters of the slots are faster. Much faster, where Python
    allows it, is an instance of a class with the same slots that is not frozen, which becomes one
    of the right class when it is done.
    """

    def __init__(self, tree: Tree, code: Code) -> None:
        self.class_: Any = tree.class_
        self.code: Code = code
        self.instance: str = code.variable()
        self.frozen: bool = self.class_.__setattr__ is _Frozen.__setattr__
        self.thawed: Any = _thawed(self.class_) if self.frozen else None
        if self.thawed:
            code.add(f"{self.instance} = {code.named(self.thawed)}()")
        else:
            new, class_ = code.named(object.__new__), code.named(self.class_)
            code.add(f"{self.instance} = {new}({class_})")
        self.extra: str | None = tree.shape.extra
        if self.extra:
            self._set(self.extra, code.named(NO_EXTRA))

    def _set(self, name: str, value: str) -> None:
        if self.frozen and not self.thawed:
            setter = self.code.named(getattr(self.class_, name).__set__)
            self.code.add(f"{setter}({self.instance}, {value})")
        else:
            self.code.add(f"{self.instance}.{name} = {value}")

    def set(self, field: Field, value: str) -> None:
        """Write what gives a field its value."""
        self._set(field.name, value)

    def set_extra(self, value: str) -> None:
        """Write what gives the field for what is extra another value than its default."""
        self._set(str(self.extra), value)

    def made(self) -> str:
        """Write the rest, and return the expression for the instance."""
        if self.thawed:
            self.code.add(f"{self.instance}.__class__ = {self.code.named(self.class_)}")
        return self.instance


@frozen
class _Frozen:
    """What the `__setattr__` of frozen classes is known by."""


Making: TypeAlias = _ByInit | _BySlots
"""A way to make an instance."""

_SETTERS: Final[tuple[Any, ...]] = (_Frozen.__setattr__, object.__setattr__)


def making_of(tree: Tree, code: Code) -> Making:
    """Return the way in which code makes an instance of a class: the fastest that does it right."""
    return (_BySlots if _has_only_slots(tree.class_) else _ByInit)(tree, code)


def _has_only_slots(class_: Any) -> bool:
    """Tell whether making an instance means to fill its slots, and nothing else."""
    own = vars(class_)
    special = ("__attrs_pre_init__", "__attrs_post_init__")
    props: Any = own.get("__attrs_props__")
    return (
        props is not None
        and type(class_) is type
        and getattr(class_, "__new__", None) is object.__new__
        and props.added_init
        and not props.is_exception
        and getattr(class_, "__setattr__", None) in _SETTERS
        and not any(hasattr(class_, name) for name in special)
        and _slots(class_) - {"__weakref__"} == {a.name for a in fields(class_)}
        and all(a.init and not a.validator and not a.converter for a in fields(class_))
    )


def _slots(class_: Any) -> set[str]:
    """Return the names of all slots of a class; `__dict__`, too, if it has none only in part."""
    slots: set[str] = set()
    for base in class_.__mro__[:-1]:
        named = vars(base).get("__slots__", ("__dict__",))
        slots |= {named} if isinstance(named, str) else set(named)
    return slots


def _thawed(class_: Any) -> Any:
    """Make the class with the same slots that is not frozen, if instances can change over from it."""
    if not getattr(sys, "_is_gil_enabled", lambda: True)():  # a change would stop all threads
        return None
    thawed = type(class_.__name__, (), {"__slots__": tuple(_slots(class_))})
    try:
        thawed().__class__ = class_
    except TypeError:  # before Python 3.12, if there is a slot for weak references
        return None
    return thawed
