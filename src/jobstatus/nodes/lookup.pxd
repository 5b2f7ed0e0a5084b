from jobstatus.nodes.base cimport HookNode, Node


cdef class AnyNode(Node):
    cdef public object converter
    cdef public dict by_class
    cpdef Node choose(self, value)


cdef class EnumNode(HookNode):
    pass


cdef class LiteralNode(HookNode):
    pass


cdef class CollectionNode(HookNode):
    cdef public object converter
    cdef public list items


cdef class DataclassNode(HookNode):
    cdef public object converter
    cdef public dict fields
