from jobstatus.nodes.base cimport Node


cdef class OptionalNode(Node):
    cdef public object converter
    cdef public bint structuring
    cdef public Node not_null
