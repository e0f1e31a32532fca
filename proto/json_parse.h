/* JSON text → json-c objects, as RFC 8259 has it and no further: json-c's own reader takes single
 * quotes, NaN, comments, the last of two equal names; a body must have one meaning. */
#ifndef ONESTOP_PROTO_JSON_PARSE_H
#define ONESTOP_PROTO_JSON_PARSE_H

#include <stddef.h>

struct json_object;

enum { JSON_PARSE_DEPTH = 32 };

/* The value that the text is, of any type but null, to be freed with json_object_put(). NULL when
 * it is not one JSON value, *fault says why and *at where (bytes from the beginning).
 *
 * Refused although the RFC leaves it open: a name twice in an object, U+0000 and lone surrogates
 * in a string, more than JSON_PARSE_DEPTH levels, null as the whole text. Whole numbers beyond 64
 * bits become doubles; those beyond a double are refused. */
struct json_object *json_parse(const char *text, size_t length, const char **fault, size_t *at);

#endif
