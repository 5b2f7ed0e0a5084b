cdef object _LEAST_USUAL, _MOST_USUAL

cpdef bint _holds_exact_json(container, Py_ssize_t depth) except -1
