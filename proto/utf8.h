/* UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF. */
#ifndef ONESTOP_PROTO_UTF8_H
#define ONESTOP_PROTO_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* How many bytes from the beginning are whole, valid characters; length when all are. */
size_t utf8_valid_prefix(const char *bytes, size_t length) __attribute__((nonnull));
bool utf8_valid(const char *bytes, size_t length) __attribute__((nonnull));
/* Valid, and without control characters (U+0000–001F, U+007F–009F). */
bool utf8_printable(const char *bytes, size_t length) __attribute__((nonnull));

#endif
