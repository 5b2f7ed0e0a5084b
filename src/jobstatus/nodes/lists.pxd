cimport cython

from jobstatus.nodes.base cimport Node
from jobstatus.nodes.lookup cimport AnyNode


cdef int _MAX_DEPTH


cdef class ListNode(Node):
    cdef public object converter
    cdef public bint structuring, bare, nullable, text
    cdef public Node item

    @cython.locals(made=list, failed=Py_ssize_t, node=Node, more=bint)
    cpdef read(self, value, int depth)

    @cython.locals(made=list, failed=Py_ssize_t, node=Node, more=bint, text=bint, by_class=AnyNode)
    cpdef write(self, value, int depth)
