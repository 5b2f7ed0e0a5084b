cpdef parse_utc(str text)
cpdef format_utc(value)
