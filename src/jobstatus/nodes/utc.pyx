"""UTC date-times as the service spells them, fast: the form for the compiled package."""

from cpython.datetime cimport (
    PyDateTime_CheckExact, datetime_day, datetime_hour, datetime_microsecond, datetime_minute,
    datetime_month, datetime_new, datetime_second, datetime_tzinfo, datetime_year, import_datetime,
)
from cpython.unicode cimport PyUnicode_DecodeASCII

from datetime import timezone

import_datetime()

cdef object UTC = timezone.utc

cdef extern from "Python.h":
    """
    #define DIGITS_OF(text) \
        (PyUnicode_IS_ASCII(text) ? (const char *)PyUnicode_1BYTE_DATA(text) : NULL)
    """
    const char *DIGITS_OF(object text) noexcept
    Py_ssize_t PyUnicode_GET_LENGTH(object text) noexcept


cdef inline int two_digits(const char *at) noexcept nogil:
    """Return the number that two digits are; one that is far below zero if they are none."""
    if at[0] < c"0" or at[0] > c"9" or at[1] < c"0" or at[1] > c"9":
        return -1_000_000
    return (at[0] - c"0") * 10 + at[1] - c"0"


cdef inline void put_two(char *at, int number) noexcept nogil:
    at[0] = c"0" + number // 10
    at[1] = c"0" + number % 10


cpdef parse_utc(str text):
    """Parse a text such as `2021-01-01T01:01:01.000Z`; `None` if it may be spelled otherwise."""
    cdef const char *s = DIGITS_OF(text)
    return None if s is NULL else parse_utc_at(s, PyUnicode_GET_LENGTH(text))


cdef parse_utc_at(const char *s, Py_ssize_t length):
    """Parse the characters of a text, as `parse_utc` does."""
    cdef int year, month, day, hour, minute, second, milli
    if length != 24:
        return None
    if s[4] != c"-" or s[7] != c"-" or s[10] != c"T" or s[13] != c":" or s[16] != c":":
        return None
    if s[19] != c"." or s[23] != c"Z":
        return None
    year, month, day = two_digits(s) * 100 + two_digits(s + 2), two_digits(s + 5), two_digits(s + 8)
    hour, minute, second = two_digits(s + 11), two_digits(s + 14), two_digits(s + 17)
    milli = two_digits(s + 20) * 10 + s[22] - c"0"
    if s[22] < c"0" or s[22] > c"9" or milli < 0 or second < 0 or minute < 0 or hour < 0:
        return None
    if day < 1 or month < 1 or year < 1:
        return None
    try:
        return datetime_new(year, month, day, hour, minute, second, milli * 1000, UTC)
    except ValueError:
        return None


cpdef format_utc(value):
    """Write a `datetime` in UTC, to the millisecond or microsecond; `None` if it is not just that."""
    cdef char s[27]
    cdef int length = format_utc_at(value, s)
    return PyUnicode_DecodeASCII(s, length, NULL) if length else None


cdef int format_utc_at(value, char *s) except -1:
    """Write the characters that `format_utc` returns, at most 27, and return how many; 0 for None."""
    cdef int year, micro
    if not PyDateTime_CheckExact(value) or datetime_tzinfo(value) is not UTC:
        return 0
    year, micro = datetime_year(value), datetime_microsecond(value)
    put_two(s, year // 100)
    put_two(s + 2, year % 100)
    put_two(s + 5, datetime_month(value))
    put_two(s + 8, datetime_day(value))
    put_two(s + 11, datetime_hour(value))
    put_two(s + 14, datetime_minute(value))
    put_two(s + 17, datetime_second(value))
    s[4] = s[7] = c"-"
    s[10] = c"T"
    s[13] = s[16] = c":"
    s[19] = c"."
    s[20] = c"0" + micro // 100_000
    put_two(s + 21, micro // 1000 % 100)
    micro %= 1000
    if not micro:
        s[23] = c"Z"
        return 24
    s[23] = c"0" + micro // 100
    put_two(s + 24, micro % 100)
    s[26] = c"Z"
    return 27
