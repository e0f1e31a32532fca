/* The other side of http1: reading the head of an answer, for clients over a socket of their own
 * (load generator, torture, tests). Bodies come by Content-Length or end with the connection;
 * OneStop never sends transfer codings. */
#ifndef ONESTOP_PROTO_HTTP1_RESPONSE_H
#define ONESTOP_PROTO_HTTP1_RESPONSE_H

#include "proto/http1.h"

enum { HTTP1_RESPONSE_FIELDS = 32 }; /* further ones are checked and dropped */

/* A head under way. All zero before the first byte; do not write to it. */
struct http1_response {
    const char *bytes;   /* as given to the last http1_parse_response() */
    uint32_t consumed;   /* when done: bytes of the head, the body follows */
    uint32_t searched;   /* bytes looked at so far */
    int status;          /* 100 … 199: the real answer is still to come, parse anew behind this */
    bool close;          /* the connection ends after this answer */
    int64_t body_length; /* -1: until the connection ends */
    size_t field_count;
    struct {
        struct http1_span name, value;
    } fields[HTTP1_RESPONSE_FIELDS];
};

/* As http1_parse_head(). method is the request's: an answer to HEAD has no body. Only
 * limits->head_max counts. What is refused is ERR_MALFORMED. */
enum http1_progress http1_parse_response(const char *bytes, size_t length,
                                         const struct http1_limits *limits,
                                         enum http1_method method, struct http1_response *response,
                                         struct error *error) __attribute__((warn_unused_result));

/* The value of the first header of that name (in small letters); NULL when there is none. */
const char *http1_response_field(const struct http1_response *response, const char *name,
                                 size_t *length);

#endif
