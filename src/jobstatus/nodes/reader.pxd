from jobstatus.nodes.base cimport Node

cdef extern from *:
    """
    #include <stdint.h>
    #include <string.h>

    #define BYTES_OF(byte) (UINT64_C(0x0101010101010101) * (byte))
    #define HIGH BYTES_OF(0x80)

    /* Find the first byte that is a quote, a backslash or a control character.
       There is one: behind the text of a Python object stands a NUL. */
    static inline const unsigned char *
    find_end(const unsigned char *at, const unsigned char *end, int *is_ascii) {
        uint64_t high = 0;
    #if defined(__GNUC__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
        while (end - at >= 8) {
            uint64_t word, quote, backslash, hits;
            memcpy(&word, at, 8);
            quote = word ^ BYTES_OF('"');
            backslash = word ^ BYTES_OF(0x5c);
            /* The lowest hit is a true one: a byte below it borrows nothing. */
            hits = ((word - BYTES_OF(0x20)) | (quote - BYTES_OF(1)) | (backslash - BYTES_OF(1)))
                & ~word & HIGH;
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
    """
    const unsigned char *find_end(
        const unsigned char *at, const unsigned char *end, bint *is_ascii) noexcept


cpdef read_json(Node node, data)
