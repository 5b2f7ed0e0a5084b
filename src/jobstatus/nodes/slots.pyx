"""Slots of instances, read and filled past `__setattr__`; `slots.py` is the interpreted form.

Frozen attrs classes refuse assignment, and calling their `__init__` is slow. Both forms do what the
slot's member descriptor does; this one goes by the member's offset.
"""

from types import MemberDescriptorType

__all__ = ["COMPILED", "Slot", "attribute_of", "new", "value_of"]

COMPILED = True

object_new = object.__new__


cpdef new(cls):
    """Make an instance of a class without calling its `__init__`: all its slots are empty."""
    return new_instance(cls)


cdef class Slot:
    """One slot of a class, to be read and filled in instances of exactly that class.

    Args:
        descriptor: The slot's member descriptor, the class's attribute of that name.

    Raises:
        TypeError: If that is anything else.
    """

    def __cinit__(self, descriptor):
        self.offset = slot_offset(descriptor)
        if self.offset < 0:
            raise TypeError(f"expected the member descriptor of a slot, found {descriptor!r}")
        self.descriptor = descriptor

    cpdef get(self, instance):
        """Return the value in an instance's slot; an empty one raises AttributeError."""
        return slot_get(self.descriptor, self.offset, instance)

    cpdef put(self, instance, value):
        """Fill an instance's slot with a value, whether the class is frozen or not."""
        slot_put(self.descriptor, self.offset, instance, value)


cdef class Attribute:
    """An attribute of a class: its slot, or `None`, and its name."""

    def __init__(self, class_, name):
        descriptor = getattr(class_, name, None)
        self.name = name
        self.slot = Slot(descriptor) if type(descriptor) is MemberDescriptorType else None


def attribute_of(class_, name):
    """Return what `value_of` reads an attribute by, in instances of exactly this class."""
    return Attribute(class_, name)


cpdef value_of(instance, Attribute attribute):
    """Return the value of an attribute in an instance, as `getattr` does."""
    if attribute.slot is None:
        return getattr(instance, attribute.name)
    return slot_get(attribute.slot.descriptor, attribute.slot.offset, instance)
