cimport cython

from jobstatus.nodes.base cimport Node
from jobstatus.nodes.reader cimport read_json


cdef class LoadsHook:
    cdef public object find, notify
    cdef public Node node

    @cython.locals(node=Node)
    cpdef loads(self, data)
