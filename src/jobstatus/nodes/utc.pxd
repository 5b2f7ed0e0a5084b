cpdef parse_utc(str text)
cdef parse_utc_at(const char *s, Py_ssize_t length)
cpdef format_utc(value)
cdef int format_utc_at(value, char *s) except -1
