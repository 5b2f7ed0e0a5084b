"""Slots of instances, read and filled past `__setattr__`; `slots.pyx` is the compiled form.

Frozen attrs classes refuse assignment, and calling their `__init__` is slow. Both forms do what the
slot's member descriptor does; the compiled one goes by the member's offset.
"""

from collections.abc import Callable
from types import MemberDescriptorType
from typing import Any, Final, final

__all__ = ["COMPILED", "Slot", "attribute_of", "new", "value_of"]

COMPILED: Final = False
"""True if the compiled form of the nodes runs."""

new: Final[Callable[[type], Any]] = object.__new__
"""Make an instance of a class without calling its `__init__`: all its slots are empty."""


@final
class Slot:
    """One slot of a class, to be read and filled in instances of exactly that class.

    Args:
        descriptor: The slot's member descriptor, the class's attribute of that name.

    Raises:
        TypeError: The argument is anything else.
    """

    __slots__ = ("get", "put")

    get: Callable[[object], Any]
    """Return the value in an instance's slot; raise AttributeError if the slot is empty."""
    put: Callable[[object, object], None]
    """Fill an instance's slot with a value, whether the class is frozen or not."""

    def __init__(self, descriptor: object) -> None:
        # Classes written in C have member descriptors that are no slots.
        if type(descriptor) is not MemberDescriptorType or not hasattr(
            descriptor.__objclass__, "__slots__"
        ):
            raise TypeError(f"expected the member descriptor of a slot, found {descriptor!r}")
        self.get = descriptor.__get__
        self.put = descriptor.__set__


def attribute_of(class_: type, name: str) -> Any:
    """Return what `value_of` reads an attribute by, in instances of exactly this class."""
    return name


value_of: Final[Callable[[object, Any], Any]] = getattr
"""Return the value of an attribute in an instance."""
