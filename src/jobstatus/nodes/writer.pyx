# cython: boundscheck=False, wraparound=False, cdivision=True, nonecheck=False
"""JSON documents written by nodes, straight to UTF-8: the form for the compiled package.

`write_json` means what `by_builtins` says, and knows only the plain cases of it. Where a value is
unusual, its node says what is written; where one cannot be written, the whole object is written by
way of builtins, which say why. CONTRIBUTING says why it is safe.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE
from cpython.dict cimport PyDict_GetItemWithError
from cpython.exc cimport PyErr_CheckSignals
from cpython.list cimport PyList_GET_ITEM, PyList_GET_SIZE
from cpython.long cimport PyLong_AsLongLongAndOverflow
from cpython.mem cimport PyMem_Calloc, PyMem_Free
from cpython.object cimport PyObject
from cpython.ref cimport Py_XDECREF
from cpython.unicode cimport PyUnicode_AsUTF8String
from libc.string cimport memcpy

from jobstatus.nodes.base cimport Node, UnstructureHookNode
from jobstatus.nodes.instances cimport InstanceNode
from jobstatus.nodes.dicts cimport DictNode
from jobstatus.nodes.lists cimport ListNode
from jobstatus.nodes.optionals cimport OptionalNode
from jobstatus.nodes.date_times cimport DateTimeNode
from jobstatus.nodes.fields cimport WrittenFieldNode
from jobstatus.nodes.json_unions cimport JsonNode, JsonUnionNode
from jobstatus.nodes.lookup cimport AnyNode
from jobstatus.nodes.open_enums cimport OpenEnumNode
from jobstatus.nodes.reader cimport ASCII_OF, PyUnicode_GET_LENGTH, find_end, is_plain
from jobstatus.nodes.scalars cimport StringNode
from jobstatus.nodes.slots cimport BY_OFFSET, slot_at, value_of
from jobstatus.nodes.utc cimport format_utc_at

import msgspec

from .base import MAX_DEPTH
from .by_builtins import write_by_builtins
from .extra import NO_EXTRA as _NO_EXTRA
from .json_unions import any_json as _any_json

__all__ = ["write_json"]

cdef extern from *:
    PyObject *new_bytes "PyBytes_FromStringAndSize"(const char *text, Py_ssize_t size) except NULL
    char *text_of "PyBytes_AS_STRING"(PyObject *text) noexcept
    int resize "_PyBytes_Resize"(PyObject **text, Py_ssize_t size) except -1
    bint PyUnicode_Check(object value) noexcept

cdef enum:
    FIRST_ROOM = 1024
    LONGEST_MOMENT = 27
    WORD = 8  # the bytes that are read, or copied, at once

cdef int DEEPEST = MAX_DEPTH
cdef Node any_json = _any_json
cdef object NO_EXTRA = _NO_EXTRA
cdef object UNSET = msgspec.UNSET
cdef object encode = msgspec.json.Encoder().encode
cdef long long USUAL = 10**18
# How each ASCII character is written. Negative indices are turned off.
cdef list ESCAPES = [encode(chr(c))[1:].removesuffix(b'"') for c in range(128)]


class Stop(Exception):
    """Raised where the writer goes no further: the nodes have to say what is written, or wrong."""


cdef struct Buffer:
    # What is written: the text of new bytes up to `at`, with room up to `end`.
    PyObject *bytes
    char *at
    char *end
    bint interrupted  # whether the handler of a signal has raised an exception


cpdef bytes write_json(Node node, obj):
    """Write an object as a JSON document.

    Args:
        node: A node that unstructures.
        obj: The object.

    Raises:
        UnstructureError: The object holds what is not JSON, or not what its class declares.
    """
    cdef Buffer buffer
    cdef Py_ssize_t room = node.room or FIRST_ROOM
    if not node.resolved:
        node.resolve()
    buffer.bytes = new_bytes(NULL, room)
    buffer.at = text_of(buffer.bytes)
    buffer.end = buffer.at + room
    buffer.interrupted = False
    try:
        write_value(&buffer, node, obj, 0)
        node.room = used(&buffer) + used(&buffer) // 8
        resize(&buffer.bytes, used(&buffer))
        return <bytes>buffer.bytes
    except MemoryError:  # builtins would take more of it
        raise
    except Exception:  # whatever else it is, it comes again
        if buffer.interrupted:
            raise
    finally:
        Py_XDECREF(buffer.bytes)
    return write_by_builtins(node, obj)


cdef int check_signals(Buffer *buffer) except -1:
    """Run the handlers of signals that have come, so that Ctrl-C does not wait for a long document."""
    try:
        return PyErr_CheckSignals()
    except BaseException:
        buffer.interrupted = True
        raise


# Values as their nodes write them.


cdef int write_value(Buffer *buffer, Node node, value, int depth) except -1:
    """Write a value as its node does."""
    cdef ListNode items
    cdef DictNode named
    cdef int length
    kind = type(node)
    if kind is StringNode:
        if type(value) is str:
            return write_text(buffer, value)
    elif kind is OpenEnumNode:
        if PyUnicode_Check(value):
            return write_text(buffer, value)
    elif kind is JsonNode:
        return write_any_json(buffer, value, depth)
    elif kind is InstanceNode:
        if type(value) is (<InstanceNode>node).cls:
            return write_instance(buffer, <InstanceNode>node, value, depth)
        if issubclass(type(value), (<InstanceNode>node).cls):  # which may have fields of its own
            return write_value(buffer, (<InstanceNode>node).by_class, value, depth)
    elif kind is DateTimeNode:
        reserve(buffer, LONGEST_MOMENT + 2)
        length = format_utc_at(value, buffer.at + 1)
        if length:
            buffer.at[0] = buffer.at[length + 1] = c'"'
            buffer.at += length + 2
            return 0
    elif kind is ListNode:
        if type(value) is list:
            items = <ListNode>node
            return write_list(buffer, items.item, items.nullable, items.text, value, depth)
    elif kind is OptionalNode:
        if value is None:
            return write_raw(buffer, b"null", 4)
        return write_value(buffer, (<OptionalNode>node).not_null, value, depth + 1)
    elif kind is DictNode:
        if type(value) is dict and (<DictNode>node).key is None:
            named = <DictNode>node
            return write_dict(buffer, named.item, named.nullable, value, depth)
    elif kind is AnyNode:
        return write_value(buffer, (<AnyNode>node).choose(value), value, depth + 1)
    elif kind is JsonUnionNode:
        arm = (<JsonUnionNode>node).arms.get(type(value))
        if arm is not None:
            return write_value(buffer, <Node>arm, value, depth + 1)
    elif kind is UnstructureHookNode:  # what the hook raises, the way of builtins names
        return write_any_json(buffer, (<UnstructureHookNode>node).hook(value), depth)
    return write_any_json(buffer, node.write(value, depth), depth)


cdef int write_list(
    Buffer *buffer, Node node, bint nullable, bint text, list value, int depth
) except -1:
    """Write a list as an array.

    Args:
        buffer: Where it is written to.
        node: The node of the items.
        nullable: Whether an item may be null.
        text: Whether text needs no call of the node.
        value: The list.
        depth: How deep it stands.
    """
    cdef AnyNode by_class = <AnyNode>node if type(node) is AnyNode else None
    cdef Py_ssize_t i = 0
    cdef PyObject *seen
    if depth >= DEEPEST:
        raise Stop
    write_byte(buffer, c"[")
    while i < PyList_GET_SIZE(value):  # which hooks, and handlers of signals, may change
        if i & 255 == 255:
            check_signals(buffer)
            if i >= PyList_GET_SIZE(value):
                break
        seen = PyList_GET_ITEM(value, i)
        if i:
            write_byte(buffer, c",")
        i += 1
        if text and type(<object>seen) is str:
            write_text(buffer, <object>seen)  # which runs no code that could change the list
            continue
        item = <object>seen
        if item is None and nullable:
            write_raw(buffer, b"null", 4)
        else:
            if by_class is not None:
                node = by_class.choose(item)
            write_value(buffer, node, item, depth + 1)
    return write_byte(buffer, c"]")


cdef int write_dict(Buffer *buffer, Node node, bint nullable, dict value, int depth) except -1:
    """Write a dict whose keys are text as an object; *node* is that of the values."""
    cdef AnyNode by_class = <AnyNode>node if type(node) is AnyNode else None
    cdef Py_ssize_t count = 0
    if depth >= DEEPEST:
        raise Stop
    write_byte(buffer, c"{")
    for key, item in value.items():
        if type(key) is not str:
            raise Stop
        if count:
            write_byte(buffer, c",")
            if not count & 255:
                check_signals(buffer)
        count += 1
        write_text(buffer, key)
        write_byte(buffer, c":")
        if item is None and nullable:
            write_raw(buffer, b"null", 4)
        else:
            if by_class is not None:
                node = by_class.choose(item)
            write_value(buffer, node, item, depth + 1)
    return write_byte(buffer, c"}")


cdef struct PlannedField:
    # What is asked of a field again and again.
    Py_ssize_t prefix  # where the comma, the key and the colon that stand before a value begin
    Py_ssize_t length
    Py_ssize_t offset  # of the slot; -1 if there is none
    PyObject *field
    PyObject *node
    bint text, nullable, omit_none, may_be_left_out


cdef class Plan:
    """The fields of a class, for the writer.

    Attributes:
        fields: The fields, in order.
        count: The number of fields.
        prefixes: What stands before the values, and a word more.
        kept: All that is pointed at.
    """

    cdef PlannedField *fields
    cdef const char *prefixes
    cdef Py_ssize_t count
    cdef object kept

    def __cinit__(self, InstanceNode node):
        cdef WrittenFieldNode field
        cdef PlannedField *planned
        cdef Py_ssize_t prefix = 0
        text = b"".join([field.prefix for field in node.fields]) + bytes(WORD)
        self.kept = text, [(field, field.node) for field in node.fields]
        self.prefixes = PyBytes_AS_STRING(text)
        self.fields = <PlannedField *>PyMem_Calloc(len(node.fields), sizeof(PlannedField))
        if self.fields is NULL:
            raise MemoryError
        for field in node.fields:
            planned = &self.fields[self.count]
            planned.prefix = prefix
            planned.length = PyBytes_GET_SIZE(field.prefix)
            prefix += planned.length
            planned.offset = -1 if field.attribute.slot is None else field.attribute.slot.offset
            planned.field = <PyObject *>field
            planned.node = <PyObject *>field.node
            planned.text = field.text and not field.may_be_left_out
            planned.nullable = field.nullable
            planned.omit_none = field.omit_none
            planned.may_be_left_out = field.may_be_left_out
            self.count += 1

    def __dealloc__(self):
        PyMem_Free(self.fields)


cdef int write_instance(Buffer *buffer, InstanceNode node, value, int depth) except -1:
    """Write an instance of an attrs class as an object."""
    cdef Py_ssize_t start = used(buffer), i
    cdef PlannedField *field
    cdef PyObject *seen
    cdef Plan plan
    if depth >= DEEPEST:
        raise Stop
    if node.plan is None:
        node.plan = Plan.__new__(Plan, node)
    plan = <Plan>node.plan
    for i in range(plan.count):
        field = &plan.fields[i]
        seen = slot_at(value, field.offset) if field.offset >= 0 and BY_OFFSET else NULL
        if seen is not NULL and field.text and type(<object>seen) is str:
            write_prefix(buffer, plan, field)
            write_text(buffer, <object>seen)  # which runs no code that could change the slot
            continue
        if seen is NULL:
            item = value_of(value, (<WrittenFieldNode>field.field).attribute)
        else:
            item = <object>seen
        if item is None and field.omit_none:
            continue
        if field.may_be_left_out and is_left_out(<WrittenFieldNode>field.field, item, value):
            continue
        write_prefix(buffer, plan, field)
        if item is None and field.nullable:
            write_raw(buffer, b"null", 4)
        else:
            write_value(buffer, <Node>field.node, item, depth + 1)
    if node.extra_attribute is not None:
        extra = value_of(value, node.extra_attribute)
        if extra is not NO_EXTRA:
            if not write_extra(buffer, node, value, extra, depth):
                buffer.at = text_of(buffer.bytes) + start
                return write_any_json(buffer, node.write(value, depth), depth)
    return enclose(buffer, start)


cdef inline int write_prefix(Buffer *buffer, Plan plan, PlannedField *field) except -1:
    """Write the comma, the key and the colon that stand before a value."""
    cdef const char *prefix = plan.prefixes + field.prefix
    cdef Py_ssize_t i = 0
    if not field.length:
        raise Stop
    reserve(buffer, field.length + WORD)
    while i < field.length:  # a word at once; what is behind the last one will be overwritten
        memcpy(buffer.at + i, prefix + i, WORD)
        i += WORD
    buffer.at += field.length
    return 0


cdef int write_extra(Buffer *buffer, InstanceNode node, value, extra, int depth) except -1:
    """Write what is extra, behind the fields; return false if it has to stand among them."""
    cdef WrittenFieldNode field
    if type(extra) is not dict:
        return False
    for key, item in (<dict>extra).items():
        if type(key) is not str:
            return False
        field = node.declared.get(key)
        if field is None:
            write_byte(buffer, c",")
            write_text(buffer, key)
            write_byte(buffer, c":")
            write_any_json(buffer, item, depth + 1)
        elif item is not None or key != field.key or not field.prefix:
            return False
        elif is_left_out(field, value_of(value, field.attribute), value):
            write_bytes(buffer, field.prefix)
            write_raw(buffer, b"null", 4)
    return True


cdef bint is_left_out(WrittenFieldNode field, item, value) except -1:
    """Tell whether a value is not written: it is unset, or the default."""
    if (item is None and field.omit_none) or (item is UNSET and field.omit_unset):
        return True
    return field.omit_default and field.is_default(item, value)


cdef int write_any_json(Buffer *buffer, value, int depth) except -1:
    """Write any JSON."""
    kind = type(value)
    if kind is str:
        return write_text(buffer, value)
    if value is None:
        return write_raw(buffer, b"null", 4)
    if kind is bool:
        return write_raw(buffer, b"true", 4) if value else write_raw(buffer, b"false", 5)
    if kind is int or kind is float:
        return write_number(buffer, value)
    if kind is dict:
        return write_dict(buffer, any_json, True, value, depth)
    if kind is list:
        return write_list(buffer, any_json, True, True, value, depth)
    return write_any_json(buffer, any_json.read(value, depth), depth)  # exact builtins, or a Failure


# Scalars.


cdef int write_number(Buffer *buffer, value) except -1:
    """Write an exact integer or float."""
    cdef char digits[20]
    cdef char *at = &digits[20]
    cdef int is_long = 0
    cdef bint is_negative
    cdef long long number
    if type(value) is int:
        number = PyLong_AsLongLongAndOverflow(value, &is_long)
        if not is_long and -USUAL < number < USUAL:
            is_negative = number < 0
            number = -number if is_negative else number
            while True:
                at -= 1
                at[0] = <char>(c"0" + number % 10)
                number //= 10
                if not number:
                    break
            if is_negative:
                at -= 1
                at[0] = c"-"
            return write_raw(buffer, at, &digits[20] - at)
    return write_bytes(buffer, encode(any_json.read(value, 0)))


cdef int write_text(Buffer *buffer, text) except -1:
    """Write a text between quotes; lone surrogates raise UnicodeEncodeError."""
    if ASCII_OF(text) is not NULL:
        return write_utf_8(buffer, ASCII_OF(text), PyUnicode_GET_LENGTH(text))
    encoded = PyUnicode_AsUTF8String(text)
    return write_utf_8(buffer, PyBytes_AS_STRING(encoded), PyBytes_GET_SIZE(encoded))


cdef int write_utf_8(Buffer *buffer, const char *text, Py_ssize_t length) except -1:
    """Write UTF-8 between quotes, with the escapes that JSON asks for."""
    cdef const char *end = text + length
    cdef const unsigned char *stop
    cdef bint is_ascii
    write_byte(buffer, c'"')
    while not is_plain(<const unsigned char *>text, end - text):
        stop = find_end(<const unsigned char *>text, <const unsigned char *>end, &is_ascii)
        write_raw(buffer, text, <const char *>stop - text)
        write_bytes(buffer, <bytes>ESCAPES[stop[0]])
        text = <const char *>stop + 1
    reserve(buffer, end - text + 1)
    memcpy(buffer.at, text, end - text)
    buffer.at += end - text
    buffer.at[0] = c'"'
    buffer.at += 1
    return 0


# Bytes.


cdef inline Py_ssize_t used(Buffer *buffer) noexcept:
    """Return how many bytes are written."""
    return buffer.at - text_of(buffer.bytes)


cdef int grow(Buffer *buffer, Py_ssize_t length) except -1:
    """Make room for more bytes, and as much again as there is."""
    cdef Py_ssize_t at = used(buffer)
    cdef Py_ssize_t room = 2 * (buffer.end - text_of(buffer.bytes)) + length
    resize(&buffer.bytes, room)
    buffer.at = text_of(buffer.bytes) + at
    buffer.end = text_of(buffer.bytes) + room
    return 0


cdef inline int reserve(Buffer *buffer, Py_ssize_t length) except -1:
    """Make sure that there is room for some bytes."""
    if buffer.end - buffer.at < length:
        grow(buffer, length)
    return 0


cdef inline int write_raw(Buffer *buffer, const char *text, Py_ssize_t length) except -1:
    """Write some bytes as they are."""
    reserve(buffer, length)
    memcpy(buffer.at, text, length)
    buffer.at += length
    return 0


cdef inline int write_bytes(Buffer *buffer, bytes text) except -1:
    """Write some bytes as they are."""
    return write_raw(buffer, PyBytes_AS_STRING(text), PyBytes_GET_SIZE(text))


cdef inline int write_byte(Buffer *buffer, char byte) except -1:
    """Write a byte as it is."""
    reserve(buffer, 1)
    buffer.at[0] = byte
    buffer.at += 1
    return 0


cdef int enclose(Buffer *buffer, Py_ssize_t start) except -1:
    """Put what was written from *start* on, with a comma before each field, between brackets."""
    if used(buffer) == start:
        return write_raw(buffer, b"{}", 2)
    text_of(buffer.bytes)[start] = c"{"
    return write_byte(buffer, c"}")
