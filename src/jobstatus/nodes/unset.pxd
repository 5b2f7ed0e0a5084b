from jobstatus.nodes.base cimport Node


cdef class UnsetNode(Node):
    cdef public object converter
    cdef public bint structuring
    cdef public Node value
