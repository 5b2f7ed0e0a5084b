from jobstatus.nodes.base cimport Node
from jobstatus.nodes.slots cimport Attribute, Slot


cdef class FieldNode(Node):
    cdef public object converter, a, hook, name, alias, key, alias_key, other_case_key
    cdef public object default, factory
    cdef public bytes utf_8
    cdef public Py_ssize_t length
    cdef public bint required, converted, is_late, nullable, text
    cdef public Slot slot
    cdef public Node node, written


cdef class WrittenFieldNode(Node):
    cdef public object converter, a, hook, name, key, alias_key
    cdef public bint has_extra, omit_none, omit_unset, omit_default, may_be_left_out, nullable, text
    cdef public bytes prefix
    cdef public Attribute attribute
    cdef public Node node, read_node
