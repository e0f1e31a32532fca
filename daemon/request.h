/* One request: everything about it, its life as one enum, and the contract with the handlers.
 *
 * A handler is `void handle_…(struct request *)`. It runs once who asks, role, headers and JSON
 * syntax have been checked against the route table. It ends by exactly one request_answer_…() (or
 * request_stream_begin()), at once or in a later step. To wait, it calls request_query(),
 * request_submit() or request_await() with the step to go on with, and returns; libevent callbacks
 * only record and request_wake(), the worker's run queue calls the step. After an answer or a wait
 * the function must return without touching the request.
 *
 * Memory: all that a request needs comes from request->arena; what a full arena means is said by
 * request_answer_full(). When the client goes away the steps run on to their end, and the answer
 * is dropped: a handler never has to ask. */
#ifndef ONESTOP_DAEMON_REQUEST_H
#define ONESTOP_DAEMON_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "db/batch.h"
#include "db/db.h"
#include "db/snapshot.h"
#include "proto/arena.h"
#include "proto/error.h"
#include "proto/http1.h"
#include "proto/route.h"
#include "proto/types.h"

struct connection;
struct json;
struct json_object;
struct request;
struct street;
struct words;
struct worker;

enum request_phase {
    REQUEST_ARRIVED, /* framed whole; the route is to be found */
    REQUEST_NAMING,  /* the session of its token is being looked up */
    REQUEST_NAMED, /* who asks is known: check the role, the headers, the body; call the handler */
    REQUEST_WORKING,   /* the handler, or one of its steps, runs */
    REQUEST_WAITING,   /* for the database, the batch, the password thread */
    REQUEST_WOKEN,     /* what it waited for is there: `next` is to be called */
    REQUEST_ANSWERED,  /* the answer is to be handed to the connection */
    REQUEST_STREAMING, /* the head of a stream is out; request_stream_write() adds to it */
    REQUEST_CLOSED,    /* the stream has ended: on_close is to be called */
    REQUEST_DONE,      /* to be freed */
    REQUEST_PHASES
};

typedef void (*request_step)(struct request *request);

enum { REQUEST_PARAMS = 4, REQUEST_HEADERS = 8, REQUEST_ID_TEXT = 25 };

/* Who asks: NULL on public routes. */
struct session_user {
    const struct staff *staff; /* in request->desk; its grants say what is allowed where */
    uint32_t roles;            /* ROLE_BITs held anywhere */
    uint8_t token_hash[32];
    const char *token; /* as given, in the arena */
    bool by_cookie;    /* it came in the cookie, which a browser adds to whatever it sends here */
    int64_t expires_at_us;
    bool must_change;    /* the password is to be changed first */
    uint64_t seen_drops; /* session.c's */
};

/* What came back from the database. Results are freed with the next request_query(), or with the
 * request. */
struct request_reply {
    enum db_outcome outcome;
    int result_count;
    PGresult *results[DB_GROUP_MAX];
    char sqlstate[6];
    const struct error *error; /* of DB_FAILED, DB_AWAY and DB_UNKNOWN; else NULL */
};

struct request_batched {
    enum batch_outcome outcome;
    const struct error *error; /* of BATCH_FAILED, _UNKNOWN, _CUSTOMER_GONE; else NULL */
};

struct request {
    /* What handlers read. */
    struct arena *arena;
    struct worker *worker;     /* db, batch, ids, settings: see worker.h */
    struct snapshot *snapshot; /* held until the request ends; desk = &snapshot->desk */
    const struct desk *desk;
    const struct route *route;
    const struct session_user *who;
    struct http1_request http; /* path, query, if_match, idempotency_key, last_event_id */
    int64_t now_us;            /* when it was framed, by the daemon's clock */
    const char *body_text;     /* as sent, ended by NUL; valid UTF-8 */
    size_t body_length;
    struct json_object *body;       /* the body parsed, an object; NULL when there was none */
    const char *address;            /* of the client, as text */
    char id[REQUEST_ID_TEXT];       /* of log lines and problem documents */
    void *state;                    /* the handler's own, from the arena */
    struct street *street;          /* of street.c: a command on its way to the batch */
    struct request_reply reply;     /* after request_query() */
    struct request_batched batched; /* after request_submit() */

    /* Of request.c, router.c and connection.c. */
    enum request_phase phase;
    enum http1_method method;
    request_step next;
    struct connection *connection; /* NULL: the client has gone */
    struct session_user user;
    const char *params[REQUEST_PARAMS]; /* of the path, in the pattern's order */
    int status;
    const char *answer, *answer_type;
    size_t answer_length;
    struct http1_field headers[REQUEST_HEADERS];
    size_t header_count;
    const char *cache_control; /* NULL: not to be kept */
    bool close;                /* the connection is to be closed after the answer */
    bool queued;
    void (*on_close)(struct request *request);
    void (*on_drained)(struct request *request); /* of a stream */
    struct request *run_next;                    /* the run queue's */
    struct request *stream_next, *stream_prior;  /* the worker's list of open streams */
    uint64_t began_ns;                           /* for the latency histogram */
};

/* A path parameter ("ref" of /cases/{ref}); never NULL for one that the route's pattern has. */
const char *request_param(const struct request *request, const char *name);
/* The number that it is, from 1 on, in plain digits; 0: it is none, and nothing has that id. */
int64_t request_param_id(const struct request *request, const char *name);
/* A query parameter; NULL when it was not given. */
const char *request_query_value(const struct request *request, const char *name);
/* Numbers in a query: false, with the wrong field in *error, unless absent or min <= value <= max.
 */
bool request_query_int(const struct request *request, const char *name, int64_t min, int64_t max,
                       int64_t fallback, int64_t *value, struct error *error);

/* The agency that a code names to the caller; NULL: the only one that they work for. NULL: that was
 * answered. */
const struct agency *request_agency(struct request *request, const char *code);
/* The agencies of the caller's grants as PostgreSQL's array text ("{1,4}"), for the read lanes. */
const char *request_agencies(struct request *request);

/* A cleared statement in the arena; NULL when the arena is full. */
struct db_statement *request_statement(struct request *request, enum query query);
struct db_statement *request_statements(struct request *request, size_t count);
/* Sends statements (arena) and goes on with next, reply in request->reply. agencies as db_send().
 */
void request_query(struct request *request, enum db_lane lane, const char *agencies,
                   const struct db_statement *statements, size_t count, request_step next);
/* Submits effects to the worker's batch and goes on with next, result in request->batched (also
 * when too much was waiting: BATCH_FAILED with the error). */
void request_submit(struct request *request, const struct effects *effects,
                    const struct batch_key *key, request_step next);
/* Waits for something else, which calls request_wake() from its callback, exactly once. */
void request_await(struct request *request, request_step next);
void request_wake(struct request *request);

/* Answers the reply's failure (503, …) and returns true when it was not DB_DONE. */
bool request_failed(struct request *request);

/* A header of the answer. name and value are borrowed until the request ends. */
void request_header(struct request *request, const char *name, const char *value);
/* How long everybody may keep the answer: Cache-Control, borrowed like a header. */
void request_cache(struct request *request, const char *cache_control);
/* Decodes the body into the structure of the route's table of fields (proto/codec.h); texts are
 * borrowed from the request. False: what is wrong with it was answered. */
bool request_body(struct request *request, void *body) __attribute__((warn_unused_result));
/* Whether the body has no fields, as that of a route without any; else that was answered. */
bool request_body_empty(struct request *request) __attribute__((warn_unused_result));
/* ETag: "<version>" */
void request_etag(struct request *request, int64_t version);
/* Ends with a JSON text, borrowed until the request ends (arena, constant, or text of
 * request->reply). */
void request_answer_json(struct request *request, int status, const char *json, size_t length);
/* The same, 200, with what was written; 413 when the arena was full. */
void request_answer_written(struct request *request, struct json *json);
/* Ends with the JSON text in row 0, column 0 of result `index` of request->reply; ERR_NOT_FOUND
 * when there is no row or it is null. */
void request_answer_result(struct request *request, int status, int index);
/* Ends with an HTML page, borrowed until the request ends. */
void request_answer_html(struct request *request, int status, const char *html);
/* Ends with bytes of any type, all borrowed until the request ends. */
void request_answer_bytes(struct request *request, int status, const char *type, const char *bytes,
                          size_t length);
void request_answer_empty(struct request *request, int status); /* 204, 304 */
/* The words that who asks likes best (Accept-Language), else those of the fallback (a language, or
 * NULL), else English. */
const struct words *request_words(const struct request *request, const char *fallback);
/* Ends with the problem document of the error in the words of who asks, its status and Retry-After;
 * with a page for people on a route that is one. */
void request_answer_error(struct request *request, const struct error *error);
void request_answer_code(struct request *request, enum error_code code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Ends with a problem document made elsewhere (a desk definition's faults), in the same words. */
void request_answer_problem(struct request *request, int status, const char *text);
/* What is asked about is not there, or not for the caller to know: the same words for both. */
#define REQUEST_ABSENT "there is no such thing"
void request_answer_absent(struct request *request);
/* The arena is full: 413. */
void request_answer_full(struct request *request);

/* Streams (server-sent events). Begin sends the head (200, content type, no caching); false: it was
 * refused, the request has its answer, and on_close does not come. Then each write sends bytes at
 * once. False: the stream has ended, or the client lags behind by more than server.stream_buffer
 * and the stream was ended for it; it is ended too when a client that lags behind reads nothing for
 * server.request_timeout. on_close (may be NULL) comes exactly once, later, from the run queue:
 * when the client has gone, the session was revoked, the daemon drains, or request_stream_end() was
 * called; the request is freed after it. */
bool request_stream_begin(struct request *request, const char *content_type,
                          void (*on_close)(struct request *request));
bool request_stream_write(struct request *request, const void *bytes, size_t length);
/* Whether the client has yet to take some of what was written. When it has, on_drained (set after
 * the stream began; may be NULL) is called: who has much to send writes the next part then. */
bool request_stream_is_behind(const struct request *request);
void request_stream_end(struct request *request);
/* Ends all streams of the worker: they come again, and are checked anew. */
void request_stream_end_all(struct worker *worker);

#endif
