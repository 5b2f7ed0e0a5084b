from jobstatus.nodes.base cimport Node
from jobstatus.nodes.lookup cimport AnyNode


cdef class OpenEnumNode(Node):
    cdef public dict members


cdef class OfAnyEnumNode(Node):
    cdef public AnyNode by_class
    cdef public OpenEnumNode text
