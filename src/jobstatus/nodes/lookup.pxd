from jobstatus.nodes.base cimport HookNode, Node


cdef class AnyNode(Node):
    cdef public object converter
    cdef public dict by_class
    cpdef Node choose(self, value)


cdef class EnumNode(HookNode):
    pass


cdef class LiteralNode(HookNode):
    cdef public dict choices


cdef class CollectionNode(HookNode):
    cdef public object converter
    cdef public list items


cdef class ClassUnionNode(HookNode):
    cdef public object converter, choose
    cdef public dict nodes
    cdef public bint takes_null


cdef class InstanceUnionNode(Node):
    cdef public AnyNode by_class
    cdef public tuple classes
    cdef public bint takes_null


cdef class DataclassNode(HookNode):
    cdef public object converter
    cdef public dict fields
