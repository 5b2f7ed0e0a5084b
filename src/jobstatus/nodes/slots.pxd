cimport cython
from cpython.object cimport PyObject

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
    static inline Py_ssize_t slot_offset(PyObject *descriptor) {
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

    /* Where slots go by their offset: those of an instance that nobody else has seen yet. */
    static inline int slot_is_empty(PyObject *instance, Py_ssize_t offset) {
        return SLOT(instance, offset) == NULL;
    }

    static inline void init_slot(PyObject *instance, Py_ssize_t offset, PyObject *value) {
        Py_INCREF(value);
        SLOT(instance, offset) = value;
    }

    /* Return what is in a slot, borrowed; NULL if it is empty. */
    static inline PyObject *slot_at(PyObject *instance, Py_ssize_t offset) {
        return SLOT(instance, offset);
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
    bint BY_OFFSET
    PyObject *slot_at(object instance, Py_ssize_t offset) noexcept
    bint slot_is_empty(object instance, Py_ssize_t offset) noexcept
    void init_slot(object instance, Py_ssize_t offset, object value) noexcept
    bint only_allocates(object cls)
    object allocate(object cls)


@cython.final
cdef class Slot:
    cdef Py_ssize_t offset
    cdef object descriptor
    cpdef get(self, instance)
    cpdef put(self, instance, value)


cpdef new(cls)


@cython.final
cdef class Attribute:
    cdef Slot slot
    cdef object name


cpdef value_of(instance, Attribute attribute)


cdef object object_new


cdef inline new_instance(cls):
    """Make an instance, as `new` does, without a call."""
    return allocate(cls) if only_allocates(cls) else object_new(cls)
