"""Slots of instances, read and filled past `__setattr__`; `slots.py` is the interpreted form.

Frozen attrs classes refuse assignment, and calling their `__init__` is slow. Both forms do what the
slot's member descriptor does; this one goes by the member's offset.
"""

from types import MemberDescriptorType

cdef extern from *:
    """
    #include <stddef.h>
    #if PY_VERSION_HEX < 0x030C0000
    #include <structmember.h>
    #define Py_T_OBJECT_EX T_OBJECT_EX
    #endif

    /* Without a GIL two threads may fill a slot at once; the descriptors see to that. */
    #ifdef Py_GIL_DISABLED
    #define BY_OFFSET 0
    #else
    #define BY_OFFSET 1
    #endif

    #define SLOT(instance, offset) (*(PyObject **)((char *)(instance) + (offset)))

    /* Return the offset of a slot's member descriptor, or -1 for anything else. */
    static Py_ssize_t slot_offset(PyObject *descriptor) {
        PyMemberDef *member;
        if (!Py_IS_TYPE(descriptor, &PyMemberDescr_Type)) return -1;
        member = ((PyMemberDescrObject *)descriptor)->d_member;
        /* A flag would make it read-only, audited, or relative to something. */
        if (member->type != Py_T_OBJECT_EX || member->flags != 0) return -1;
        return member->offset;
    }

    static inline PyObject *slot_get(PyObject *descriptor, Py_ssize_t offset, PyObject *instance) {
        PyObject *value = BY_OFFSET ? SLOT(instance, offset) : NULL;
        if (value == NULL) /* The descriptor raises AttributeError in Python's own words. */
            return Py_TYPE(descriptor)->tp_descr_get(
                descriptor, instance, (PyObject *)Py_TYPE(instance));
        Py_INCREF(value);
        return value;
    }

    static inline int slot_put(
        PyObject *descriptor, Py_ssize_t offset, PyObject *instance, PyObject *value
    ) {
        PyObject *old;
        if (!BY_OFFSET) return Py_TYPE(descriptor)->tp_descr_set(descriptor, instance, value);
        old = SLOT(instance, offset);
        Py_INCREF(value);
        SLOT(instance, offset) = value;
        Py_XDECREF(old); /* Last, for it may run code that looks into the slot. */
        return 0;
    }

    /* Tell whether allocating is all that `object.__new__` would do. */
    static inline int only_allocates(PyObject *cls) {
        return PyType_Check(cls)
            && ((PyTypeObject *)cls)->tp_new == PyBaseObject_Type.tp_new
            && !PyType_HasFeature((PyTypeObject *)cls, Py_TPFLAGS_IS_ABSTRACT);
    }

    static inline PyObject *allocate(PyObject *cls) {
        return ((PyTypeObject *)cls)->tp_alloc((PyTypeObject *)cls, 0);
    }
    """
    Py_ssize_t slot_offset(object descriptor)
    object slot_get(object descriptor, Py_ssize_t offset, object instance)
    int slot_put(object descriptor, Py_ssize_t offset, object instance, object value) except -1
    bint only_allocates(object cls)
    object allocate(object cls)


__all__ = ["COMPILED", "Attribute", "Slot", "new"]

COMPILED = True

cdef object object_new = object.__new__


cpdef new(cls):
    """Make an instance of a class without calling its `__init__`: all its slots are empty."""
    return allocate(cls) if only_allocates(cls) else object_new(cls)


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
