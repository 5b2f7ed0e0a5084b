"""Slots of instances, read and filled past `__setattr__`; `slots.py` is the interpreted form.

Frozen attrs classes refuse assignment, and calling their `__init__` is slow. Both forms do what the
slot's member descriptor does; this one goes by the member's offset.
"""

from types import MemberDescriptorType

__all__ = ["COMPILED", "Attribute", "Slot", "new"]

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
    """An attribute of a class, to be read in instances of exactly that class.

    Args:
        class_: The class.
        name: The name of the attribute.
    """

    def __init__(self, class_, name):
        descriptor = getattr(class_, name, None)
        self.name = name
        self.slot = Slot(descriptor) if type(descriptor) is MemberDescriptorType else None

    cpdef get(self, instance):
        """Return the value of the attribute in an instance, as `getattr` does."""
        if self.slot is None:
            return getattr(instance, self.name)
        return slot_get(self.slot.descriptor, self.slot.offset, instance)
