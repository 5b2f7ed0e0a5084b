# cython: boundscheck=False, wraparound=False, cdivision=True, nonecheck=False
"""JSON documents read by nodes, straight from UTF-8: the form for the compiled package.

`read_json` means what `by_builtins` says, and knows only the plain cases of it. Where a value is
unusual or wrong, the builtins that it stands for are given to its node; where the text is, the
whole document is read by way of builtins. CONTRIBUTING says why it is safe.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from cpython.dict cimport PyDict_GetItemWithError, PyDict_SetItem
from cpython.exc cimport PyErr_CheckSignals
from cpython.list cimport PyList_GET_SIZE
from cpython.mem cimport PyMem_Calloc, PyMem_Free
from cpython.object cimport PyObject
from cpython.unicode cimport PyUnicode_DecodeUTF8

from jobstatus.nodes.base cimport Node
from jobstatus.nodes.classes cimport ClassNode
from jobstatus.nodes.dicts cimport DictNode
from jobstatus.nodes.lists cimport ListNode
from jobstatus.nodes.optionals cimport OptionalNode
from jobstatus.nodes.date_times cimport DateTimeNode
from jobstatus.nodes.fields cimport FieldNode
from jobstatus.nodes.json_unions cimport JsonNode, JsonUnionNode
from jobstatus.nodes.open_enums cimport OpenEnumNode
from jobstatus.nodes.scalars cimport StringNode
from jobstatus.nodes.slots cimport init_slot, new_instance, slot_is_empty
from jobstatus.nodes.unset cimport UnsetNode
from jobstatus.nodes.utc cimport parse_utc_at

import msgspec

from jobstatus.codecs.json_text import decode_json
from jobstatus.errors import failure_of, structure_failure
from jobstatus.problems import Failure, Problems, found_in

from .base import MAX_DEPTH
from .by_builtins import read_by_builtins
from .fields import MISSING as _MISSING
from .json_unions import any_json as _any_json
from .noting import note_undeclared
from .undeclared import refuse_other_case, refuse_undeclared

__all__ = ["read_json"]

cdef extern from *:
    """
    #include <float.h>

    /* Compilers make single loads of a `memcmp` of so many bytes; the last bytes overlap others. */
    static inline int are_same(const unsigned char *at, const char *other, Py_ssize_t length) {
        const Py_ssize_t last = length - (length >= 8 ? 8 : 4);
        if (length >= 8) {
            for (Py_ssize_t i = 0; i < last; i += 8) if (memcmp(at + i, other + i, 8)) return 0;
            return !memcmp(at + last, other + last, 8);
        }
        if (length >= 4) return !memcmp(at, other, 4) && !memcmp(at + last, other + last, 4);
        while (length--) if (at[length] != (unsigned char)other[length]) return 0;
        return 1;
    }

    static inline PyObject *ascii_text(const unsigned char *at, Py_ssize_t length) {
        PyObject *text = PyUnicode_New(length, 127);
        if (text != NULL && length) memcpy(PyUnicode_1BYTE_DATA(text), at, length);
        return text;
    }

    /* Keys and statuses come again and again: the last of each hash is kept. */
    #define KEPT_BITS 10
    #define KEPT_LENGTH 32
    static PyObject *kept_texts[1 << KEPT_BITS];

    static inline PyObject *kept_text(const unsigned char *at, Py_ssize_t length) {
        uint64_t first = 0, last = 0;
        PyObject **kept, *text;
        if (length >= 8) { memcpy(&first, at, 8); memcpy(&last, at + length - 8, 8); }
        else if (length >= 4) { memcpy(&first, at, 4); memcpy(&last, at + length - 4, 4); }
        else if (length) first = at[0] | at[length / 2] << 8 | at[length - 1] << 16;
        first = (first ^ (last << 23 | last >> 41) ^ (uint64_t)length)
            * UINT64_C(0x9E3779B97F4A7C15);
        kept = &kept_texts[first >> (64 - KEPT_BITS)];
        text = *kept;
        if (text != NULL && PyUnicode_GET_LENGTH(text) == length
            && are_same(at, (const char *)PyUnicode_1BYTE_DATA(text), length)) {
            Py_INCREF(text);
            return text;
        }
        text = ascii_text(at, length);
        if (text == NULL) return NULL;
        Py_INCREF(text);
        Py_XSETREF(*kept, text);
        return text;
    }

    /* Where doubles are doubles, a quotient of two exact ones is rounded once, and so correctly. */
    #if defined(FLT_EVAL_METHOD) && FLT_EVAL_METHOD == 0
    #define EXACT_TENS 22
    #else
    #define EXACT_TENS 0
    #endif
    static const double tens[] = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
        1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    };
    """
    bint are_same(const unsigned char *at, const char *other, Py_ssize_t length) noexcept
    object ascii_text(const unsigned char *at, Py_ssize_t length)
    object kept_text(const unsigned char *at, Py_ssize_t length)
    Py_ssize_t KEPT_LENGTH
    int EXACT_TENS
    const double tens[23]

cdef int DEEPEST = MAX_DEPTH
cdef Py_ssize_t NEAR = 32  # the most fields that a key is compared with before it is looked up
cdef unsigned long long MOST_EXACT = 1 << 53  # a literal would be an object of Python's
cdef object MISSING = _MISSING
cdef Node any_json = _any_json
cdef object decode = msgspec.json.Decoder().decode


class GiveUp(BaseException):
    """Raised where the reader goes no further: the text is not JSON, or nests too deeply.

    It is no `Exception`, so that only `read_json` catches it.
    """


cdef struct Cursor:
    # A place in a document. A NUL stands at the end, so that a byte may always be looked at.
    const unsigned char *at
    const unsigned char *end
    Py_ssize_t left_to_repeat  # the bytes that may still be read a second time
    bint unusual  # whether a number was met that JSON nodes have to look at


cpdef read_json(Node node, data):
    """Read a JSON document.

    Args:
        node: A node that structures.
        data: The document.

    Raises:
        StructureError: It is not JSON (RFC 8259, to the letter), or not what the node asks for.
    """
    cdef Cursor cursor
    if not node.resolved:
        node.resolve()
    try:
        held = open_document(&cursor, data)  # the bytes, which must not go before the end
        value = read_value(&cursor, node, 0)
        expect_end(&cursor)
        return value
    except Failure as failure:
        found = found_in(failure)
    except GiveUp:
        return read_by_builtins(node, data)
    next_byte(&cursor)
    if cursor.at != cursor.end:
        return read_by_builtins(node, data)
    raise structure_failure(found, node.type)


cdef open_document(Cursor *cursor, data):
    """Go to the beginning of a document, and return the object that holds the bytes.

    Raises:
        GiveUp: The document is of no class that is known here, or cannot be read.
    """
    cdef Py_ssize_t length
    kind = type(data)
    if kind is str and ASCII_OF(data) is not NULL:
        cursor.at = <const unsigned char *>ASCII_OF(data)
        length = PyUnicode_GET_LENGTH(data)
    else:
        if kind is not bytes:
            data = bytes_of(data)
        cursor.at = <const unsigned char *>PyBytes_AS_STRING(data)
        length = PyBytes_GET_SIZE(data)
    cursor.end = cursor.at + length
    cursor.left_to_repeat = 2 * length
    return data


cdef bytes_of(data):
    """Return a document as bytes that nobody can change while hooks run.

    Raises:
        GiveUp: The document is of no class that is known here, or cannot be read.
    """
    kind = type(data)
    try:
        if kind is str:
            return data.encode()
        if kind is bytearray or kind is memoryview:
            return bytes(data)
    except ValueError:  # lone surrogates; a memoryview that has been released
        pass
    raise GiveUp


# Values as their nodes read them. Whatever raises a Failure has read the whole value, so that its
# container goes on behind it.


cdef read_value(Cursor *cursor, Node node, int depth):
    """Read a value as its node does."""
    cdef unsigned char c = next_byte(cursor)
    kind = type(node)
    if kind is StringNode:
        if c == c'"':
            return text(cursor)
    elif kind is OpenEnumNode:
        if c == c'"':
            return read_enum(cursor, <OpenEnumNode>node, depth)
    elif kind is JsonNode:
        return read_any_json(cursor, node, depth)
    elif kind is ClassNode:
        if c == c"{" and depth < DEEPEST:
            return read_instance(cursor, <ClassNode>node, depth)
    elif kind is DateTimeNode:
        if c == c'"':
            return read_date_time(cursor, node, depth)
    elif kind is ListNode:
        if c == c"[" and depth < DEEPEST:
            return read_list(cursor, <ListNode>node, depth)
    elif kind is OptionalNode:
        if c != c"n":
            return read_value(cursor, (<OptionalNode>node).not_null, depth + 1)
    elif kind is DictNode:
        if c == c"{" and depth < DEEPEST and (<DictNode>node).key is None:
            return read_dict(cursor, <DictNode>node, depth)
    elif kind is JsonUnionNode:
        return read_json_union(cursor, <JsonUnionNode>node, c, depth)
    elif kind is UnsetNode:
        return read_value(cursor, (<UnsetNode>node).value, depth + 1)
    return node.read(builtins(cursor, depth), depth)


cdef read_enum(Cursor *cursor, OpenEnumNode node, int depth):
    """Read a text as a value of an open enum."""
    cdef PyObject *member
    text = key(cursor)
    member = PyDict_GetItemWithError(node.members, text)
    return node.read(text, depth) if member is NULL else <object>member


cdef read_date_time(Cursor *cursor, Node node, int depth):
    """Read a text as a date-time."""
    moment = usual_date_time(cursor)
    return node.read(text(cursor), depth) if moment is None else moment


cdef usual_date_time(Cursor *cursor):
    """Read a date-time that is spelled as the service does; stay, and return `None`, if not."""
    cdef const unsigned char *start = cursor.at + 1
    if cursor.end - start > 24 and start[24] == c'"':
        moment = parse_utc_at(<const char *>start, 24)
        if moment is not None:
            cursor.at = start + 25
            return moment
    return None


cdef read_any_json(Cursor *cursor, Node node, int depth):
    """Read any JSON."""
    cursor.unusual = False
    value = builtins(cursor, depth)
    return node.read(value, depth) if cursor.unusual else value


cdef read_json_union(Cursor *cursor, JsonUnionNode node, unsigned char c, int depth):
    """Read a value of a union of JSON kinds, by the node of its kind."""
    cdef PyObject *arm = NULL
    if c == c'"':
        arm = PyDict_GetItemWithError(node.arms, str)
    elif c == c"{":
        arm = PyDict_GetItemWithError(node.arms, dict)
    elif c == c"[":
        arm = PyDict_GetItemWithError(node.arms, list)
    if arm is not NULL:
        return read_value(cursor, <Node>arm, depth + 1)
    return node.read(builtins(cursor, depth), depth)


cdef read_list(Cursor *cursor, ListNode node, int depth):
    """Read an array as a list."""
    cdef list made = []
    cdef Py_ssize_t failed = 0
    cdef bint more = True
    cdef unsigned char c, close = c"]"
    cdef int left
    problems = None
    left = begin(cursor, close)
    while more:  # once, and again behind each item that fails
        more = False
        try:
            while left:
                c = cursor.at[0]
                if node.text and c == c'"':
                    item = text(cursor)
                elif node.nullable and c == c"n":
                    item = null(cursor)
                else:
                    item = read_value(cursor, node.item, depth + 1)
                made.append(item)
                if not PyList_GET_SIZE(made) & 255:
                    PyErr_CheckSignals()  # Ctrl-C does not wait for the end of a long document
                left = another(cursor, close)
        except Failure as failure:
            problems = Problems() if problems is None else problems
            problems.add(failure, len(made) + failed)
            failed += 1
            more = True
        if more:
            if problems.are_too_many:
                raise GiveUp
            left = another(cursor, close)
    if problems is not None:
        raise problems.failure()
    return made


cdef read_dict(Cursor *cursor, DictNode node, int depth):
    """Read an object as a dict whose keys are text."""
    cdef const unsigned char *start = cursor.at
    cdef dict made = {}
    cdef set failed = None
    cdef Py_ssize_t known
    cdef bint more = True, twice = False
    cdef unsigned char close = c"}"
    cdef int left
    problems = name = None
    left = begin(cursor, close)
    while more:  # once, and again behind each value that fails
        more = False
        try:
            while left:
                name = key(cursor)
                known = len(made)
                if colon(cursor) == c"n" and node.nullable:
                    made[name] = null(cursor)
                else:
                    made[name] = read_value(cursor, node.item, depth + 1)
                if len(made) == known or (failed is not None and name in failed):
                    twice = True
                    break
                if known & 255 == 255:
                    PyErr_CheckSignals()
                left = another(cursor, close)
        except Failure as failure:
            problems = Problems() if problems is None else problems
            problems.add(failure, name)
            more = True
        if more:
            failed = set() if failed is None else failed
            if name in made or name in failed:
                twice = True
                break
            failed.add(name)
            if problems.are_too_many:
                raise GiveUp
            left = another(cursor, close)
    if twice:
        return node.read(builtins_again(cursor, start, depth), depth)
    if problems is not None:
        raise problems.failure()
    return made


cdef struct PlannedField:
    # What is asked of a field again and again.
    const char *key  # as it stands between quotes
    Py_ssize_t length
    Py_ssize_t offset  # of the slot
    PyObject *field
    PyObject *node
    PyObject *default  # NULL if there is none, or if it has to be made
    bint text, nullable
    bint keeps_null, keeps_spelling  # whether what the field can't say is wanted


cdef class Plan:
    """The fields of a class, for the reader.

    Attributes:
        fields: The fields, in order.
        count: The number of fields.
        places: The place of each field, by its spellings.
        extra: The offset of the slot for what is extra; -1 if there is none.
        kept: All that the fields point at.
    """

    cdef PlannedField *fields
    cdef Py_ssize_t count, extra
    cdef dict places
    cdef object kept

    def __cinit__(self, ClassNode node):
        cdef FieldNode field
        cdef PlannedField *planned
        self.places = {}
        self.kept = [(field, field.utf_8, field.node, field.default) for field in node.fields]
        self.fields = <PlannedField *>PyMem_Calloc(len(node.fields), sizeof(PlannedField))
        if self.fields is NULL:
            raise MemoryError
        for field in node.fields:
            planned = &self.fields[self.count]
            planned.key = PyBytes_AS_STRING(field.utf_8)
            planned.length = field.length
            planned.offset = field.slot.offset if node.by_slots else -1
            planned.field = <PyObject *>field
            planned.node = <PyObject *>field.node
            planned.default = NULL if field.default is MISSING else <PyObject *>field.default
            planned.text = field.text
            planned.nullable = field.nullable
            planned.keeps_null = node.keeps and field.default is None
            planned.keeps_spelling = node.keeps and field.written is not None
            self.places[field.key] = self.count
            if field.alias_key:
                self.places[field.alias_key] = self.count
            self.count += 1
        self.extra = node.extra_slot.offset if node.by_slots and node.extra_slot is not None else -1

    def __dealloc__(self):
        PyMem_Free(self.fields)


cdef class Rare:
    """The findings in an object that few objects have.

    Attributes:
        failures: The problems of a field, or of an undeclared key, and their number.
        aliased: The fields that were read by their second spelling.
        absent: The keys of the fields that were not read.
        undeclared: The values of undeclared keys, if they are wanted.
        noted: The undeclared keys, if they are noted.
        spellings: The values of fields as the document spells them, if they have to be kept.
        is_disordered: Whether the spellings may stand in another order than the fields.
    """

    cdef dict failures, undeclared, noted, spellings
    cdef set aliased, absent
    cdef PlannedField *latest
    cdef bint is_disordered

    cdef bint has_failed(self, key) except -1:
        """Tell whether a field, or the value of an undeclared key, is wrong."""
        return self.failures is not None and key in self.failures

    cdef fail(self, key, failure):
        """Keep what is wrong with a field, or with the value of an undeclared key."""
        # Not the failure itself: with its traceback, it would be a reference cycle.
        self.failures = {} if self.failures is None else self.failures
        self.failures[key] = Failure(found_in(failure), failure.count)

    cdef keep(self, PlannedField *field, spelling):
        """Keep how a document spells the value of a field."""
        self.is_disordered = self.is_disordered or field < self.latest
        self.latest = field
        self.spellings = {} if self.spellings is None else self.spellings
        self.spellings[(<FieldNode>field.field).key] = spelling


cdef read_instance(Cursor *cursor, ClassNode node, int depth):
    """Read an object as an instance of an attrs class."""
    cdef const unsigned char *start = cursor.at
    cdef Py_ssize_t place = 0, known = 0
    cdef bint more = True, twice = False
    cdef PlannedField *field = NULL
    cdef unsigned char c
    cdef Rare rare = None
    cdef Plan plan
    cdef int left = begin(cursor, c"}")
    if node.plan is None:
        node.plan = Plan.__new__(Plan, node)
    plan = <Plan>node.plan
    made = new_instance(node.cls) if node.by_slots else {}  # an instance, or the arguments of one
    name = None
    while more:  # once, and again behind each value that fails
        more = False
        try:
            while left:
                field = planned_field(cursor, plan, &place)
                if field is NULL:
                    name = key(cursor)
                    field = field_named(plan, name, &place)
                    if field is not NULL and name != (<FieldNode>field.field).key:
                        rare = Rare.__new__(Rare) if rare is None else rare
                        rare.aliased = set() if rare.aliased is None else rare.aliased
                        rare.aliased.add(<object>field.field)
                c = colon(cursor)
                if field is NULL:
                    if node.notes:
                        rare = Rare.__new__(Rare) if rare is None else rare
                        rare.noted = {} if rare.noted is None else rare.noted
                        rare.noted[name] = None
                    if not (node.keeps or node.forbids) and name not in node.other_case_keys:
                        skip(cursor, depth + 1)
                    else:
                        rare = Rare.__new__(Rare) if rare is None else rare
                        rare.undeclared = {} if rare.undeclared is None else rare.undeclared
                        twice = name in rare.undeclared or rare.has_failed(name)
                        if twice:
                            break
                        rare.undeclared[name] = read_undeclared(cursor, node, depth + 1)
                    left = another(cursor, c"}")
                    continue
                twice = is_read(field, made, node.by_slots, rare)
                if twice:
                    break
                known += 1
                if not node.by_slots:
                    rare = Rare.__new__(Rare) if rare is None else rare
                    item = read_item(cursor, field, c, rare, depth + 1)
                    (<dict>made)[(<FieldNode>field.field).alias] = item
                else:
                    if c == c'"' and field.text:
                        item = text(cursor)
                    elif field.keeps_spelling or (field.keeps_null and c == c"n"):
                        rare = Rare.__new__(Rare) if rare is None else rare
                        item = read_item(cursor, field, c, rare, depth + 1)
                    elif c == c"n" and field.nullable:
                        item = null(cursor)
                    else:
                        item = read_value(cursor, <Node>field.node, depth + 1)
                    init_slot(made, field.offset, item)
                left = another(cursor, c"}")
        except Failure as failure:
            rare = Rare.__new__(Rare) if rare is None else rare
            rare.fail(name if field is NULL else <object>field.field, failure)
            more = True
        if more:
            left = another(cursor, c"}")
    if twice:
        return node.read(builtins_again(cursor, start, depth), depth)
    if known < plan.count:
        if rare is not None or not node.by_slots or not fill_absent(plan, made):
            rare = read_absent(plan, made, node.by_slots, rare)
    extra = None if rare is None else extra_of(node, rare, made)
    if plan.extra >= 0:
        init_slot(made, plan.extra, node.extra_default if extra is None else extra)
    if not node.by_slots or node.late:
        try:
            made = node.convert(made) if node.by_slots else node.make(made, extra)
        except Exception as exc:
            raise failure_of(exc, builtins_again(cursor, start, depth)) from None
    if rare is not None and rare.noted is not None:
        note_undeclared(made, node.cls, rare.noted)
    return made


cdef inline PlannedField *planned_field(Cursor *cursor, Plan plan, Py_ssize_t *place) noexcept:
    """Go behind a key and return its field; stay, and return NULL, if none near is spelled just so.

    Args:
        cursor: The place.
        plan: The fields.
        place: Where the field stands that is expected next.
    """
    cdef const unsigned char *at = cursor.at + 1
    cdef Py_ssize_t left = cursor.end - at, i = place[0], length
    cdef PlannedField *field
    if cursor.at[0] != c'"':
        return NULL
    for _ in range(min(plan.count, NEAR)):
        if i == plan.count:
            i = 0
        field = &plan.fields[i]
        i += 1
        length = field.length
        if left > length and at[length] == c'"' and are_same(at, field.key, length):
            cursor.at = at + length + 1
            place[0] = i
            return field
    return NULL


cdef PlannedField *field_named(Plan plan, name, Py_ssize_t *place) except? NULL:
    """Return the field of a key that has escapes, is a second spelling or stands elsewhere, or NULL."""
    cdef PyObject *found = PyDict_GetItemWithError(plan.places, name)
    cdef Py_ssize_t i
    if found is NULL:
        return NULL
    i = <object>found
    place[0] = i + 1
    return &plan.fields[i]


cdef inline bint is_read(PlannedField *field, made, bint by_slots, Rare rare) except -1:
    """Tell whether a value of a field was read, right or wrong."""
    if rare is not None and rare.has_failed(<object>field.field):
        return True
    if by_slots:
        return not slot_is_empty(made, field.offset)
    return (<FieldNode>field.field).alias in <dict>made


cdef read_undeclared(Cursor *cursor, ClassNode node, int depth):
    """Read the value of an undeclared key that is wanted: to be kept, or to be complained of."""
    return read_any_json(cursor, any_json, depth) if node.keeps else builtins(cursor, depth)


cdef read_item(Cursor *cursor, PlannedField *planned, unsigned char c, Rare rare, int depth):
    """Read the value of a field, and keep what the field can't say of it, if that is wanted."""
    cdef FieldNode field = <FieldNode>planned.field
    if c == c"n":
        null(cursor)
        if planned.keeps_null:
            rare.keep(planned, None)
        return None if field.nullable else field.node.read(None, depth)
    if not planned.keeps_spelling:
        return read_value(cursor, field.node, depth)
    if type(field.node) is DateTimeNode and c == c'"':
        moment = usual_date_time(cursor)
        if moment is not None:
            return moment
    given = builtins(cursor, depth)
    item = field.node.read(given, depth)
    try:
        spelling = field.spelling(given, item)
    except Exception as exc:
        raise failure_of(exc, item) from None
    if spelling is not MISSING:
        rare.keep(planned, spelling)
    return item


cdef inline bint fill_absent(Plan plan, made) noexcept:
    """Fill the empty slots of an instance with defaults; return whether there was one for each."""
    cdef PlannedField *field
    for i in range(plan.count):
        field = &plan.fields[i]
        if slot_is_empty(made, field.offset):
            if field.default is NULL:
                return False
            init_slot(made, field.offset, <object>field.default)
    return True


cdef Rare read_absent(Plan plan, made, bint by_slots, Rare rare):
    """Give the fields that are absent their defaults; return what is rare, with what has failed."""
    cdef PlannedField *planned
    cdef FieldNode field
    for i in range(plan.count):
        planned = &plan.fields[i]
        if is_read(planned, made, by_slots, rare):
            continue
        field = <FieldNode>planned.field
        if rare is not None and rare.undeclared is not None:
            rare.absent = set() if rare.absent is None else rare.absent
            rare.absent.add(field.key)
        item = field.default
        if item is MISSING:
            try:
                item = field.absent()
            except Failure as failure:
                rare = Rare.__new__(Rare) if rare is None else rare
                rare.fail(field, failure)
                continue
        if by_slots:
            init_slot(made, planned.offset, item)
    return rare


cdef extra_of(ClassNode node, Rare rare, made):
    """Return what is extra in an object, or `None`.

    Raises:
        Failure: Something is wrong with the object.
    """
    cdef list fields = node.fields
    cdef FieldNode field
    problems = None if rare.failures is None else problems_of(fields, rare)
    if rare.undeclared is not None and node.forbids:
        problems = refuse_undeclared(node, rare.undeclared, problems)
    elif rare.undeclared is not None and not node.keeps:
        present = node.declared.keys() - (rare.absent or ())
        problems = refuse_other_case(node, rare.undeclared, present, problems)
    if problems is not None:
        raise problems.failure()
    if not node.keeps:
        return None
    extra = rare.spellings
    if rare.is_disordered:
        extra = {field.key: extra[field.key] for field in fields if field.key in extra}
    if extra is None or rare.undeclared is None:
        return rare.undeclared if extra is None else extra
    extra.update(rare.undeclared)
    return extra


cdef problems_of(list fields, Rare rare):
    """Return the problems of an object: those of its fields, in their order, then those of others."""
    cdef FieldNode field
    problems = Problems()
    for field in fields:
        if rare.has_failed(field) and not problems.are_too_many:
            by_alias = rare.aliased is not None and field in rare.aliased
            problems.add(rare.failures[field], field.alias_key if by_alias else field.key)
    for name, failure in rare.failures.items():
        if type(name) is str:
            problems.add(failure, name)
    return problems


# Builtins, exactly as the decoder makes them.


cdef builtins(Cursor *cursor, int depth):
    """Return the builtins that a value stands for.

    Raises:
        GiveUp: It is not JSON, or nests too deeply.
    """
    cdef unsigned char c = next_byte(cursor)
    cdef int left
    cdef list items
    cdef dict made
    if c == c'"':
        return text(cursor)
    if c == c"{":
        if depth >= DEEPEST:
            raise GiveUp
        made = {}
        left = begin(cursor, c"}")
        while left:
            name = key(cursor)
            colon(cursor)
            value = builtins(cursor, depth + 1)
            PyDict_SetItem(made, name, value)
            if not len(made) & 255:
                PyErr_CheckSignals()
            left = another(cursor, c"}")
        return made
    if c == c"[":
        if depth >= DEEPEST:
            raise GiveUp
        items = []
        left = begin(cursor, c"]")
        while left:
            items.append(builtins(cursor, depth + 1))
            if not PyList_GET_SIZE(items) & 255:
                PyErr_CheckSignals()
            left = another(cursor, c"]")
        return items
    if c == c"n":
        return null(cursor)
    if c == c"t":
        literal(cursor, b"true", 4)
        return True
    if c == c"f":
        literal(cursor, b"false", 5)
        return False
    return number(cursor)


cdef builtins_again(Cursor *cursor, const unsigned char *start, int depth):
    """Read a value a second time, from its start, and return the builtins that it stands for.

    Raises:
        GiveUp: More than twice the bytes of the document were read again, as happens where such
            values are inside each other.
    """
    cursor.at = start
    value = builtins(cursor, depth)
    cursor.left_to_repeat -= cursor.at - start
    if cursor.left_to_repeat < 0:
        raise GiveUp
    return value


# The text, byte by byte.


cdef int give_up() except -1:
    """Raise `GiveUp`."""
    raise GiveUp


cdef inline unsigned char next_byte(Cursor *cursor) noexcept:
    """Pass over white space, and return the byte behind it."""
    cdef const unsigned char *at = cursor.at
    while at[0] <= c" " and (
        at[0] == c" " or at[0] == c"\n" or at[0] == c"\r" or at[0] == c"\t"
    ):
        at += 1
    cursor.at = at
    return at[0]


cdef int expect_end(Cursor *cursor) except -1:
    """Raise `GiveUp` unless there is nothing more but white space."""
    next_byte(cursor)
    return 0 if cursor.at == cursor.end else give_up()


cdef inline bint begin(Cursor *cursor, unsigned char close) noexcept:
    """Go to the first item of a container and return true, or go behind its end."""
    cursor.at += 1
    if next_byte(cursor) != close:
        return True
    cursor.at += 1
    return False


cdef inline int another(Cursor *cursor, unsigned char close) except -1:
    """Go to the next item of a container and return true, or go behind its end."""
    cdef unsigned char c = next_byte(cursor)
    cursor.at += 1
    if c == c",":
        next_byte(cursor)
        return 1
    if c == close:
        return 0
    return give_up()


cdef inline int colon(Cursor *cursor) except -1:
    """Go to the value behind a colon, and return its first byte."""
    if cursor.at[0] != c":" and next_byte(cursor) != c":":
        return give_up()
    cursor.at += 1
    return next_byte(cursor)


cdef inline null(Cursor *cursor):
    """Go behind `null`, and return `None`."""
    literal(cursor, b"null", 4)
    return None


cdef inline int literal(Cursor *cursor, const char *word, Py_ssize_t length) except -1:
    """Go behind a word."""
    if cursor.end - cursor.at < length or not are_same(cursor.at, word, length):
        raise GiveUp
    cursor.at += length
    return 0


cdef inline text(Cursor *cursor):
    """Read a text; the cursor is at its first quote."""
    cdef bint is_ascii
    cdef const unsigned char *start = cursor.at + 1
    cdef const unsigned char *at = find_end(start, cursor.end, &is_ascii)
    if at[0] != c'"':
        return text_with_escapes(cursor, at)
    cursor.at = at + 1
    return ascii_text(start, at - start) if is_ascii else utf_8_text(start, at - start)


cdef inline key(Cursor *cursor):
    """Read a text that may be a common one, such as a key."""
    cdef bint is_ascii
    cdef const unsigned char *start = cursor.at + 1
    cdef const unsigned char *at
    if cursor.at[0] != c'"':
        raise GiveUp
    at = find_end(start, cursor.end, &is_ascii)
    if at[0] != c'"' or not is_ascii or at - start > KEPT_LENGTH:
        return text(cursor)
    cursor.at = at + 1
    return kept_text(start, at - start)


cdef text_with_escapes(Cursor *cursor, const unsigned char *at):
    """Read a text whose first unusual byte stands at *at*."""
    cdef const unsigned char *start = cursor.at
    cdef bint is_ascii
    while at[0] == c"\\" and cursor.end - at > 2:
        at = find_end(at + 2, cursor.end, &is_ascii)
    if at[0] != c'"':
        raise GiveUp
    cursor.at = at + 1
    return decoded(cursor, start)


cdef number(Cursor *cursor):
    """Read a number."""
    cdef const unsigned char *start = cursor.at
    cdef const unsigned char *at = start
    cdef const unsigned char *mark
    cdef unsigned long long digits = 0
    cdef Py_ssize_t count, fraction = 0
    cdef bint negative = at[0] == c"-", plain = True
    cdef double quotient
    at += negative
    mark = at
    while c"0" <= at[0] <= c"9":
        digits = digits * 10 + (at[0] - c"0")
        at += 1
    count = at - mark
    if count == 0 or (count > 1 and mark[0] == c"0"):
        raise GiveUp
    if at[0] == c".":
        at += 1
        mark = at
        while c"0" <= at[0] <= c"9":
            digits = digits * 10 + (at[0] - c"0")
            at += 1
        fraction = at - mark
        if fraction == 0:
            raise GiveUp
    if at[0] == c"e" or at[0] == c"E":
        plain = False
        at += 1
        at += at[0] == c"+" or at[0] == c"-"
        mark = at
        while c"0" <= at[0] <= c"9":
            at += 1
        if at == mark:
            raise GiveUp
    cursor.at = at
    if plain and count + fraction <= 18:
        if fraction == 0 and (digits or not negative):
            return -<long long>digits if negative else <long long>digits
        if 0 < fraction <= EXACT_TENS and digits < MOST_EXACT:
            quotient = <double>digits / tens[fraction]
            return -quotient if negative else quotient
    cursor.unusual = True
    return decoded(cursor, start)


cdef decoded(Cursor *cursor, const unsigned char *start):
    """Return what the decoder makes of the scalar that ends here."""
    scalar = PyBytes_FromStringAndSize(<const char *>start, cursor.at - start)
    try:
        return decode(scalar)
    except MemoryError:
        raise
    except Exception:
        pass
    try:
        return decode_json(scalar, None)
    except MemoryError:
        raise
    except Exception:
        raise GiveUp from None


cdef int skip(Cursor *cursor, int depth) except -1:
    """Go behind a value, of which nothing is wanted but that it is JSON."""
    cdef unsigned char c = next_byte(cursor), close
    cdef int left
    if c == c'"':
        skip_text(cursor)
    elif c == c"{" or c == c"[":
        if depth >= DEEPEST:
            raise GiveUp
        close = c + 2  # as ASCII has it
        left = begin(cursor, close)
        while left:
            if c == c"{":
                if cursor.at[0] != c'"':
                    raise GiveUp
                skip_text(cursor)
                colon(cursor)
            skip(cursor, depth + 1)
            left = another(cursor, close)
    else:
        builtins(cursor, depth)
    return 0


cdef int skip_text(Cursor *cursor) except -1:
    """Go behind a text; the cursor is at its first quote."""
    cdef bint is_ascii
    cdef const unsigned char *at = find_end(cursor.at + 1, cursor.end, &is_ascii)
    if at[0] == c'"' and is_ascii:
        cursor.at = at + 1
    else:
        text(cursor)
    return 0


cdef utf_8_text(const unsigned char *start, Py_ssize_t length):
    """Decode UTF-8.

    Raises:
        GiveUp: The bytes are not UTF-8.
    """
    try:
        return PyUnicode_DecodeUTF8(<const char *>start, length, NULL)
    except UnicodeDecodeError:
        raise GiveUp from None
