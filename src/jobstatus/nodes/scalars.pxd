from jobstatus.nodes.base cimport Node


cdef object _LEAST_USUAL, _MOST_USUAL


cdef class StringNode(Node):
    pass


cdef class BooleanNode(Node):
    pass


cdef class NullNode(Node):
    pass


cdef class IntegerNode(Node):
    pass


cdef class NumberNode(Node):
    pass


cdef class RangedIntegerNode(Node):
    cdef public object allowed


cdef class ScalarSubclassNode(Node):
    cdef public Node scalar
