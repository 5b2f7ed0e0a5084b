cimport cython

from jobstatus.nodes.base cimport Node


cdef int _MAX_DEPTH
cdef object _UNUSUAL, _LEAST_USUAL, _MOST_USUAL, getrefcount
cdef Py_ssize_t _ALONE_IN_LIST, _ALONE_IN_DICT


cdef class JsonNode(Node):
    @cython.locals(items=list, made=list, fields=dict, copied=dict)
    cpdef copy(self, value, int depth)


cdef class JsonUnionNode(Node):
    cdef public object converter
    cdef public bint structuring
    cdef public dict arms
    cpdef Node unusual(self, value)


cpdef bint _is_usual_number(value)
