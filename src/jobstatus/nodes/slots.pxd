cimport cython


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
    cpdef get(self, instance)
