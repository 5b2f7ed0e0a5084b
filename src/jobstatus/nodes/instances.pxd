cimport cython

from jobstatus.nodes cimport slots
from jobstatus.nodes.base cimport Node
from jobstatus.nodes.fields cimport WrittenFieldNode
from jobstatus.nodes.lookup cimport AnyNode


cdef int _MAX_DEPTH
cdef object ABSENT, UNSET, NO_EXTRA


cdef class InstanceNode(Node):
    cdef public object converter, options, cls, extra, plan
    cdef public list fields
    cdef public dict declared
    cdef public AnyNode by_class
    cdef public slots.Attribute extra_attribute

    @cython.locals(field=WrittenFieldNode, made=dict, remaining=list)
    cpdef write(self, value, int depth)
