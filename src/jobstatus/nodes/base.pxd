cimport cython


cdef object _resolving
cdef list _latest


cdef class Node:
    cdef public object type
    cdef public bint resolved, serves_subclasses
    cdef public list children
    cdef public Py_ssize_t room
    cdef object __weakref__
    cpdef read(self, value, int depth)
    cpdef write(self, value, int depth)


cdef class HookNode(Node):
    cdef public object hook


cdef class UnstructureHookNode(Node):
    cdef public object hook
