/* Percent-encoding, as addresses and forms have it. */
#ifndef ONESTOP_PROTO_PERCENT_H
#define ONESTOP_PROTO_PERCENT_H

#include <stdbool.h>
#include <stddef.h>

/* Decodes text into out, which has room for as many bytes: "%41" is A; with plus, '+' is a space.
 * *decoded gets the bytes written, whatever they are. False: a '%' is not followed by two
 * hexadecimal digits. */
bool percent_decode(const char *text, size_t length, bool plus, char *out, size_t *decoded);

#endif
