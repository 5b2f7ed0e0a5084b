from jobstatus.nodes.base cimport Node
from jobstatus.nodes.utc cimport format_utc, parse_utc


cdef class DateTimeNode(Node):
    pass
