cimport cython

from jobstatus.nodes cimport slots
from jobstatus.nodes.base cimport Node
from jobstatus.nodes.fields cimport FieldNode


cdef int _MAX_DEPTH
cdef object MISSING, ABSENT, NO_EXTRA


cdef class ClassNode(Node):
    cdef public object converter, options, cls, extra, extra_alias, extra_default
    cdef public object other_case_keys, plan
    cdef public bint forbids, keeps, notes, by_slots
    cdef public list fields, late
    cdef public dict declared, other_case
    cdef public slots.Slot extra_slot

    @cython.locals(
        document=dict, field=FieldNode, arguments=dict, extra=dict, known=Py_ssize_t, remaining=list,
    )
    cpdef read(self, value, int depth)

    cpdef by_alias(self, FieldNode field, item, dict document)

    @cython.locals(field=FieldNode)
    cpdef convert(self, made)
