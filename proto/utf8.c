/* UTF-8 as RFC 3629 has it. */
#include "proto/utf8.h"

#include <stdint.h>
#include <string.h>

/* Eight bytes without a high bit are eight ASCII characters. */
static size_t ascii_prefix(const char *bytes, size_t length)
{
    size_t at = 0;
    for (; length - at >= 8; at += 8) {
        uint64_t word;
        memcpy(&word, bytes + at, sizeof word);
        if ((word & UINT64_C(0x8080808080808080)) != 0) break;
    }
    while (at < length && (unsigned char)bytes[at] < 0x80) at++;
    return at;
}

/* The length of the character (not ASCII) that begins here; 0 when it is not valid or not whole. */
static size_t character(const unsigned char *at, size_t length)
{
    unsigned char low = 0x80, high = 0xBF; /* what the second byte may be */
    size_t size;
    if (at[0] >= 0xC2 && at[0] <= 0xDF)
        size = 2;
    else if (at[0] >= 0xE0 && at[0] <= 0xEF)
        size = 3;
    else if (at[0] >= 0xF0 && at[0] <= 0xF4)
        size = 4;
    else
        return 0;
    if (at[0] == 0xE0) low = 0xA0;  /* overlong below */
    if (at[0] == 0xED) high = 0x9F; /* surrogates above */
    if (at[0] == 0xF0) low = 0x90;
    if (at[0] == 0xF4) high = 0x8F; /* beyond U+10FFFF above */
    if (size > length || at[1] < low || at[1] > high) return 0;
    for (size_t i = 2; i < size; i++)
        if ((at[i] & 0xC0) != 0x80) return 0;
    return size;
}

size_t utf8_valid_prefix(const char *bytes, size_t length)
{
    size_t at = 0;
    for (;;) {
        at += ascii_prefix(bytes + at, length - at);
        if (at == length) return at;
        size_t size = character((const unsigned char *)bytes + at, length - at);
        if (size == 0) return at;
        at += size;
    }
}

bool utf8_valid(const char *bytes, size_t length)
{
    return utf8_valid_prefix(bytes, length) == length;
}

bool utf8_printable(const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (c < 0x20 || c == 0x7F) return false;
        if (c == 0xC2 && i + 1 < length && (unsigned char)bytes[i + 1] < 0xA0) return false;
    }
    return utf8_valid(bytes, length);
}
