from jobstatus.nodes.base cimport Node


cdef class KeyNode(Node):
    cdef public object converter
    cdef public bint structuring, text_keys
    cdef public Node key
