"""Quantities of a program: its classes, hooks and converters."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

import attrs

from benchmarks import data
from jobstatus import JobStatus, json_schema, make_converter

from .quantity import Quantity

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["CONVERTERS"]

_TEXT: Final = b'{"name":"x"}'


_CLASSES: Final[list[Any]] = []


def _classes(number: int) -> list[Any]:
    """Return so many attrs classes; making them takes longer than all that is measured of them."""
    fields = {name: attrs.field(type=str | None, default=None) for name in ("name", "code")}
    for index in range(len(_CLASSES), number):
        _CLASSES.append(attrs.make_class(f"Class{index}", fields, frozen=True, slots=True))
    return _CLASSES[:number]


def _used_first(number: int) -> Callable[[], object]:
    classes = _classes(number)

    def use() -> None:
        made = make_converter()
        for each in classes:
            made.dumps(made.loads(_TEXT, each))

    return use


def _used_later(number: int) -> Callable[[], object]:
    made, classes = make_converter(), _classes(number)
    for each in classes:
        made.loads(_TEXT, each)
    return partial(made.loads, _TEXT, classes[number // 2])


def _registered(number: int) -> Callable[[], object]:
    """Prepare the use of each class after its hook is registered: each drops what was resolved."""
    classes = _classes(number)

    def use() -> None:
        made = make_converter()
        for each in classes:
            made.register_structure_hook(each, lambda value, type_: type_(value["name"]))
            made.loads(_TEXT, each)

    return use


def _copied(number: int) -> Callable[[], object]:
    made = make_converter()
    for each in _classes(number):
        made.register_structure_hook(each, lambda value, type_: type_(value["name"]))
    return made.copy


def _described(number: int) -> Callable[[], object]:
    fields = {f"f{index}": attrs.field(type=each) for index, each in enumerate(_classes(number))}
    return partial(json_schema, attrs.make_class("Root", fields, slots=True))


def _converters(number: int) -> list[Any]:
    every = []
    for _ in range(number):
        every.append(make_converter())
        every[-1].loads(data.status(), JobStatus)
    return every


def _kept(number: int) -> Callable[[], object]:
    return partial(_converters, number)


def _dropped(number: int) -> Callable[[], object]:
    def use() -> None:
        for _ in range(number):
            _converters(1)

    return use


_RECORDED: Final = "With one converter, which is made anew."

CONVERTERS: Final[dict[str, Quantity]] = {
    "classes, first use of each": Quantity(_used_first, 10**3, 10**4, 30, note=_RECORDED),
    "classes, later use of one": Quantity(_used_later, 10**3, 10**4, 100, time=0, memory=0),
    "classes, `json_schema`": Quantity(_described, 10**3, 10**4, 10),
    "hooks, registered and used in turns": Quantity(_registered, 10**3, 10**4, 100, note=_RECORDED),
    "hooks, `copy` of the converter": Quantity(_copied, 10**3, 10**4, 100),
    "converters, used once and dropped": Quantity(
        _dropped, 100, 10**4, 3, note="Each is garbage until the collector comes."
    ),
    "converters, used once and kept": Quantity(_kept, 100, 10**4, 3),
}
