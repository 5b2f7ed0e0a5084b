cimport cython

from jobstatus.nodes.base cimport Node
from jobstatus.nodes.dict_keys cimport KeyNode
from jobstatus.nodes.lookup cimport AnyNode


cdef int _MAX_DEPTH


cdef class DictNode(Node):
    cdef public object converter
    cdef public bint structuring, nullable
    cdef public KeyNode key
    cdef public Node item

    @cython.locals(made=dict, node=Node, more=bint)
    cpdef read(self, value, int depth)

    @cython.locals(made=dict, node=Node, more=bint, by_class=AnyNode)
    cpdef write(self, value, int depth)

    cpdef exact_key(self, key, dict made, bint reading)
