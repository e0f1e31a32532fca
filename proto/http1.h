/* HTTP/1.1 as OneStop speaks it (RFC 9112, RFC 9110): small and strict, one meaning or a refusal.
 *
 * Reading a request takes two steps. http1_parse_head() frames it: request line, header section,
 * length of the body. Whatever it refuses, the connection must be closed after the answer, because
 * nobody can say where the next request begins. http1_read_request() then decodes what the framed
 * head means for us (path, query, If-Match, …); when it refuses, the connection may go on, once the
 * body has been read.
 *
 * What is refused although RFC 9112 allows it: Transfer-Encoding (501), HTTP/1.0 (505), methods
 * beyond the seven (501), a body with GET, HEAD, DELETE and OPTIONS (400), `OPTIONS *` (400),
 * Content-Length with leading zeros (400), raw characters in a target that RFC 3986 wants encoded
 * (400), a header that we read given twice (400), Connection naming such a header (400). */
#ifndef ONESTOP_PROTO_HTTP1_H
#define ONESTOP_PROTO_HTTP1_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "proto/arena.h"
#include "proto/error.h"

enum http1_method {
    HTTP1_NO_METHOD,
    HTTP1_GET,
    HTTP1_HEAD,
    HTTP1_POST,
    HTTP1_PUT,
    HTTP1_PATCH,
    HTTP1_DELETE,
    HTTP1_OPTIONS,
    HTTP1_METHODS
};

/* The headers that are read; all others are checked for form and dropped. */
enum http1_header {
    HTTP1_NO_HEADER,
    HTTP1_HOST,
    HTTP1_CONNECTION,
    HTTP1_CONTENT_LENGTH,
    HTTP1_TRANSFER_ENCODING,
    HTTP1_EXPECT,
    HTTP1_AUTHORIZATION,
    HTTP1_COOKIE,
    HTTP1_CONTENT_TYPE,
    HTTP1_CONTENT_ENCODING,
    HTTP1_ACCEPT,
    HTTP1_IF_MATCH,
    HTTP1_IF_NONE_MATCH,
    HTTP1_IDEMPOTENCY_KEY,
    HTTP1_LAST_EVENT_ID,
    HTTP1_ACCEPT_LANGUAGE,
    HTTP1_CSRF_TOKEN,
    HTTP1_ACCEPT_ENCODING,
    HTTP1_HEADERS
};

/* The limits of a request; what is beyond gets 414, 431 or 413. */
enum {
    HTTP1_TARGET_MAX = 4096,
    HTTP1_HEAD_MAX = 16384,
    HTTP1_FIELDS_MAX = 64,
    HTTP1_BODY_MAX = 1048576,
    HTTP1_SEGMENTS_MAX = 12,
    HTTP1_PARAMS_MAX = 32,
    HTTP1_KEY_MAX = 64,       /* Idempotency-Key */
    HTTP1_EVENT_ID_MAX = 128, /* Last-Event-ID */
    HTTP1_TOKEN_MAX = 512     /* bearer token */
};

struct http1_limits {
    size_t target_max; /* bytes of the request target */
    size_t head_max;   /* bytes of the whole head; at most UINT16_MAX */
    size_t fields_max; /* header lines */
    size_t body_max;   /* Content-Length */
};
extern const struct http1_limits http1_default_limits;

/* A piece of the head: offset from its first byte, so that the buffer may move. */
struct http1_span {
    uint16_t at, length;
};

enum http1_progress { HTTP1_NEED_MORE, HTTP1_DONE, HTTP1_REFUSED };

/* A head under way. All zero before the first byte; do not write to it. */
struct http1_head {
    const char *bytes; /* as given to the last http1_parse_head() */
    uint32_t consumed; /* when done: bytes of the head, the body follows */
    uint32_t searched; /* bytes looked at so far */
    uint32_t fields;   /* header lines so far */
    uint32_t seen;     /* 1 << enum http1_header for each that was given */
    enum http1_method method;
    bool empty_line;    /* the one that may come before the request line came */
    bool close;         /* the client asks to close after this answer */
    bool expect;        /* waits for "100 Continue" before it sends the body */
    size_t body_length; /* Content-Length; 0 when there is none */
    struct http1_span target, authority, path, query; /* authority: of an absolute-form target */
    struct http1_span value[HTTP1_HEADERS];           /* trimmed; look at `seen` first */
};

/* Parses what has arrived: bytes[0 … length), beginning with the request. Call it again, with the
 * same head and all bytes from the beginning, when more has arrived; complete lines are not looked
 * at twice, and a faulty line is refused as soon as it is complete. */
enum http1_progress http1_parse_head(const char *bytes, size_t length,
                                     const struct http1_limits *limits, struct http1_head *head,
                                     struct error *error) __attribute__((warn_unused_result));

bool http1_has(const struct http1_head *head, enum http1_header header);
/* The text of a piece, not ended by NUL: its length is in the span. */
const char *http1_text(const struct http1_head *head, struct http1_span span);
const char *http1_method_name(enum http1_method method);

/* What a request says, decoded; strings in the arena, ended by NUL, valid UTF-8 without control
 * characters. */
struct http1_param {
    const char *name, *value;
};
enum http1_body { HTTP1_NO_BODY, HTTP1_JSON, HTTP1_FORM };
struct http1_request {
    const char *path;                         /* as sent, without the query: for the log */
    const char *segments[HTTP1_SEGMENTS_MAX]; /* "/a/b%2Fc" is "a", "b/c"; never "", "." or ".." */
    size_t segment_count;
    bool slash_at_end;                           /* "/a/": not the same resource as "/a" */
    struct http1_param params[HTTP1_PARAMS_MAX]; /* of the query, each name once; '+' is a space */
    size_t param_count;
    const char *bearer;          /* the token of Authorization: Bearer; NULL: no Authorization */
    const char *cookie;          /* the header; NULL: none */
    const char *idempotency_key; /* NULL: none */
    const char *last_event_id;   /* NULL: none */
    const char *none_match;      /* If-None-Match, as sent; NULL: none */
    const char *accept_language; /* as sent; NULL: none */
    const char *csrf_token;      /* X-CSRF-Token, as sent; NULL: none */
    int32_t if_match;            /* the version of If-Match: "7"; 0: none */
    bool accepts_json, accepts_events, accepts_html; /* all true without an Accept header */
    bool accepts_csv, accepts_svg;
    bool accepts_gzip; /* false without an Accept-Encoding header */
    enum http1_body body;
};

/* Decodes a framed head. Codes: ERR_MALFORMED, ERR_UNAUTHENTICATED (Authorization that is no bearer
 * token), ERR_MEDIA_TYPE (a body that is neither JSON nor a form, in UTF-8), ERR_URI_TOO_LONG (too
 * many segments or parameters), ERR_TOO_LARGE (the arena is full). */
enum error_code http1_read_request(const struct http1_head *head, struct arena *arena,
                                   struct http1_request *request, struct error *error)
    __attribute__((warn_unused_result));

/* A query parameter; NULL when it was not given. */
const char *http1_param(const struct http1_request *request, const char *name);
/* Whether If-None-Match names this tag (as in ETag, quotes and all): then GET is answered 304. Tags
 * are compared weakly (RFC 9110 13.1.2). */
bool http1_none_match(const struct http1_request *request, const char *tag);
/* Which of the languages ("en", "bg") Accept-Language likes best, of equals the one that stands
 * first there; a wish for "bg-BG" is one for "bg" (RFC 4647 3.4). -1: none of them, or there is no
 * such header. */
int http1_language(const struct http1_request *request, const char *const *languages, size_t count);
/* How many cookies of that name came (names are compared letter for letter). *value is set to the
 * value of the first one, *length bytes of the header, not ended by NUL. Who uses a cookie refuses
 * several of its name: nobody can say which of them is meant. */
size_t http1_cookie(const struct http1_request *request, const char *name, const char **value,
                    size_t *length);

/* The answer. NULL or 0 leaves a header out. The head always has Date, Cache-Control (no-store
 * unless said otherwise), X-Content-Type-Options and Strict-Transport-Security. */
struct http1_field {
    const char *name, *value;
};
struct http1_answer {
    int status;
    const char *date; /* from http1_date() */
    const char *content_type;
    int64_t content_length; /* -1: the body ends with the connection (streams) */
    const char *cache_control;
    bool close;
    const struct http1_field *fields; /* others: ETag, Location, Link, Retry-After, … */
    size_t field_count;
};

enum { HTTP1_DATE = 30, HTTP1_ANSWER_MAX = 8192 };

/* Writes the head with its empty line. Returns its length; 0 when it does not fit into room.
 * Asserts that no name or value could end its line: a value is never made from what a client sent
 * without being encoded first. */
size_t http1_write_head(char *out, size_t room, const struct http1_answer *answer);
/* "HTTP/1.1 100 Continue" with its empty line. */
extern const char http1_continue[];
/* "Sun, 06 Nov 1994 08:49:37 GMT" of an instant between the years 1970 and 9999. */
void http1_date(int64_t at_us, char text[HTTP1_DATE]);
/* The reason phrase of a status; "" when it is none of ours. */
const char *http1_reason(int status);

#endif
