cimport cython


@cython.final
cdef class Slot:
    cdef Py_ssize_t offset
    cdef object descriptor
    cpdef get(self, instance)
    cpdef put(self, instance, value)


cpdef new(cls)
