from jobstatus.nodes.base cimport Node

cdef extern from *:
    """
    #include <stdint.h>
    #include <string.h>

    #define BYTES_OF(byte) (UINT64_C(0x0101010101010101) * (byte))
    #define HIGH BYTES_OF(0x80)

    /* Mark the bytes of a word that are quotes, backslashes or control characters. The lowest mark
       is a true one: a byte below it borrows nothing. */
    static inline uint64_t ends_in(uint64_t word) {
        uint64_t quote = word ^ BYTES_OF('"'), backslash = word ^ BYTES_OF(0x5c);
        return ((word - BYTES_OF(0x20)) | (quote - BYTES_OF(1)) | (backslash - BYTES_OF(1)))
            & ~word & HIGH;
    }

    /* Find the first byte that is a quote, a backslash or a control character.
       There is one: behind the text of a Python object stands a NUL. */
    static inline const unsigned char *
    find_end(const unsigned char *at, const unsigned char *end, int *is_ascii) {
        uint64_t high = 0;
    #if defined(__GNUC__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
        while (end - at >= 8) {
            uint64_t word, hits;
            memcpy(&word, at, 8);
            hits = ends_in(word);
            if (hits) {
                int bits = __builtin_ctzll(hits) & ~7;
                high |= word & HIGH & ((UINT64_C(1) << bits) - 1);
                *is_ascii = !high;
                return at + bits / 8;
            }
            high |= word & HIGH;
            at += 8;
        }
    #endif
        while (*at >= 0x20 && *at != '"' && *at != 0x5c) high |= *at++ & 0x80;
        *is_ascii = !high;
        return at;
    }

    /* Tell whether a text needs no escapes. */
    static inline int is_plain(const unsigned char *at, Py_ssize_t length) {
        const unsigned char *end = at + length;
        uint64_t word;
        if (length < 8) {
            for (; at < end; at++) if (*at < 0x20 || *at == '"' || *at == 0x5c) return 0;
            return 1;
        }
        for (; end - at > 8; at += 8) {
            memcpy(&word, at, 8);
            if (ends_in(word)) return 0;
        }
        memcpy(&word, end - 8, 8); /* It overlaps the word before. */
        return !ends_in(word);
    }

    /* The UTF-8 of an ASCII text, which is the text itself; NULL for others. */
    #define ASCII_OF(text) \
        (PyUnicode_IS_ASCII(text) ? (const char *)PyUnicode_1BYTE_DATA(text) : NULL)
    """
    const unsigned char *find_end(
        const unsigned char *at, const unsigned char *end, bint *is_ascii) noexcept
    bint is_plain(const unsigned char *at, Py_ssize_t length) noexcept
    const char *ASCII_OF(object text) noexcept
    Py_ssize_t PyUnicode_GET_LENGTH(object text) noexcept


cpdef read_json(Node node, data)
