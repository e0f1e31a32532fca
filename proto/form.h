/* Forms as browsers send them: application/x-www-form-urlencoded (WHATWG URL, 5.1), in UTF-8.
 *
 * Small and strict, one meaning or a refusal: each name once and not empty, nothing but UTF-8, no
 * control character but the line breaks and tabs of a value. A browser ends lines with CR LF; here
 * they come out as LF. An empty value is a field that was left empty. */
#ifndef ONESTOP_PROTO_FORM_H
#define ONESTOP_PROTO_FORM_H

#include <stddef.h>

#include "proto/error.h"

struct arena;

enum { FORM_FIELDS_MAX = 64 };

struct form_field {
    const char *name, *value; /* ended by NUL, in the arena */
};

struct form {
    struct form_field fields[FORM_FIELDS_MAX];
    size_t count;
};

/* Decodes a body. Returns ERR_OK, ERR_MALFORMED, or ERR_TOO_LARGE: too many fields, or the arena is
 * full. No error repeats what was sent. */
enum error_code form_decode(struct arena *arena, const char *text, size_t length, struct form *form,
                            struct error *error) __attribute__((warn_unused_result));

/* The value of a field; NULL when it was not sent. */
const char *form_value(const struct form *form, const char *name);

#endif
