/* Between the files of http1: classes of characters, and the steps of a head. */
#ifndef ONESTOP_PROTO_HTTP1_INT_H
#define ONESTOP_PROTO_HTTP1_INT_H

#include "proto/http1.h"

enum http1_class {
    CLASS_TOKEN = 1,    /* RFC 9110 5.6.2 */
    CLASS_VALUE = 2,    /* what a field value may hold: no control character but HTAB */
    CLASS_PATH = 4,     /* RFC 3986 path, '%' included */
    CLASS_QUERY = 8,    /* RFC 3986 query, '%' included */
    CLASS_HOST = 16,    /* letters, digits, hyphen, dot, underscore */
    CLASS_DIGIT = 32,   /* 0-9 */
    CLASS_VISIBLE = 64, /* ASCII, neither space nor control */
    CLASS_TOKEN68 = 128 /* RFC 9110 11.2, '=' included */
};
extern const uint8_t http1_class[256];

bool http1_all(const char *text, size_t length, enum http1_class wanted);
/* Compares text that has no control characters with a word of small letters, digits, space, - and /
 * without regard to case. */
bool http1_is(const char *text, size_t length, const char *lower);

/* The next element of a comma-separated list, without the white space around it; may be empty.
 * Moves *text behind it; NULL in *text after the last. */
const char *http1_list_next(const char **text, const char *end, size_t *length);

/* The next line of a head: bytes[*consumed …] without its CRLF, its length in *line; *consumed
 * moves behind it. *searched spares looking twice at bytes that hold no line end. */
enum http1_progress http1_next_line(const char *bytes, size_t length, uint32_t *consumed,
                                    uint32_t *searched, size_t *line, struct error *error);

/* Splits a header line: the length of its name in *name, its value without white space around. */
struct http1_value {
    const char *text;
    size_t length;
};
enum error_code http1_split_field(const char *line, size_t length, size_t *name,
                                  struct http1_value *value, struct error *error);

/* One header line, without its CRLF. */
enum error_code http1_header_line(struct http1_head *head, const struct http1_limits *limits,
                                  size_t at, size_t length, struct error *error);
/* "name", "name:port", "[v6]", "[v6]:port" */
bool http1_host_valid(const char *text, size_t length);

/* Path and query into request. */
enum error_code http1_read_target(const struct http1_head *head, struct arena *arena,
                                  struct http1_request *request, struct error *error);

#endif
