/* From bytes to requests.
 *
 * What is read lands in the server's one buffer; a connection has buffers of its own only while a
 * request is there in part. Nothing is parsed while a request is under way: of what a client sends
 * ahead, one head's worth is read, the rest waits in the socket. */
#include <assert.h>
#include <errno.h>
#include <openssl/err.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/connection_int.h"
#include "daemon/metrics.h"
#include "daemon/proxy_header.h"
#include "daemon/request_int.h"
#include "daemon/router.h"
#include "daemon/wallclock.h"
#include "daemon/worker.h"

enum { READS_A_TURN = 4 };
#define SLOW_ROUTE_NS (UINT64_C(30) * 60 * 1000000000) /* how long a ROUTE_SLOW may take */

/* The server's scratch error, empty: this is done for each request. */
static struct error *clear_error(struct server *server)
{
    error_clear(&server->error);
    return &server->error;
}

static void input_take(struct connection *connection, size_t used)
{
    connection->input_length -= used;
    if (connection->input_length > 0) {
        memmove(connection->input, connection->input + used, connection->input_length);
        return;
    }
    free(connection->input);
    connection->input = NULL;
    connection->input_room = 0;
}

static bool input_add(struct connection *connection, const char *bytes, size_t length)
{
    if (connection_buffer_add(&connection->input, &connection->input_length,
                              &connection->input_room, bytes, length))
        return true;
    connection_condemn(connection);
    return false;
}

/* The request has arrived in full: from here on it is the run queue's. */
static void begin_request(struct connection *connection)
{
    struct request *request = connection->request;
    request->began_ns = monotonic_ns();
    request->close = request->close || connection->head.close;
    connection_set_phase(connection, CONNECTION_BUSY);
    request_queue(request);
}

/* Answers with an error and closes, because where the next request begins is not known, or not
 * worth knowing. */
static void refuse(struct connection *connection, const struct error *error)
{
    struct request *request = connection->request;
    if (request == NULL)
        request = connection->request = request_new(connection->server->worker, connection);
    if (request == NULL) {
        connection_condemn(connection);
        return;
    }
    request->method = connection->head.method; /* an answer to HEAD has no body, refused or not */
    if (request->phase == REQUEST_ARRIVED) request_answer_error(request, error);
    request->close = true;
    connection_want_read(connection, false);
    input_take(connection, connection->input_length);
    connection_body_drop(connection);
    begin_request(connection);
}

static void refuse_with(struct connection *connection, enum error_code code, const char *message)
{
    struct error *error = clear_error(connection->server);
    error_set(error, code, "%s", message);
    refuse(connection, error);
}

/* The head is there: makes the request, and decides on the body. False when it was refused. */
static bool take_head(struct connection *connection)
{
    struct server *server = connection->server;
    const struct http1_head *head = &connection->head;
    struct error *error = clear_error(server);
    struct request *request = request_new(server->worker, connection);
    connection->request = request;
    if (request == NULL) {
        connection_condemn(connection);
        return false;
    }
    request->method = head->method;
    request->address = connection->address_text;
    if (connection->over_limit != ERR_OK) {
        refuse_with(connection, connection->over_limit,
                    connection->over_limit == ERR_THROTTLED
                        ? ERROR_SAYS("too many connections from your address")
                        : ERROR_SAYS("too many connections"));
        return false;
    }
    if (http1_read_request(head, request->arena, &request->http, error) != ERR_OK)
        request_answer_error(request, error);
    else
        router_find(request);
    bool public = request->route != NULL && (request->route->flags & ROUTE_PUBLIC) != 0;
    if (public && !server_admit_public(server, connection)) {
        refuse_with(connection, ERR_UNAVAILABLE, ERROR_SAYS("too many visitors at the moment"));
        return false;
    }
    if (head->body_length > router_body_max(request)) {
        refuse_with(connection, ERR_TOO_LARGE,
                    ERROR_SAYS("the body is larger than this address takes"));
        return false;
    }
    if (server->bodies_bytes + head->body_length > SERVER_BODIES_MAX) {
        refuse_with(connection, ERR_UNAVAILABLE,
                    ERROR_SAYS("too much is being uploaded at the moment"));
        return false;
    }
    return true;
}

/* Takes what is there of the body. Returns how much; the request begins when it is complete. */
static size_t take_body(struct connection *connection, const char *bytes, size_t length)
{
    struct request *request = connection->request;
    assert(request != NULL); /* since its head is there */
    size_t whole = connection->head.body_length, missing = whole - connection->body_length;
    size_t taken = length < missing ? length : missing;
    if (connection->body_length == 0 && taken == whole) {
        request->body_text = arena_strndup(request->arena, bytes, whole);
        request->body_length = whole;
        if (request->body_text == NULL && request->phase == REQUEST_ARRIVED)
            request_answer_full(request);
        begin_request(connection);
        return taken;
    }
    size_t room = connection->body_room;
    bool kept = connection_buffer_add(&connection->body, &connection->body_length,
                                      &connection->body_room, bytes, taken);
    connection->server->bodies_bytes += connection->body_room - room;
    connection->moved += taken;
    if (!kept) {
        connection_condemn(connection);
        return taken;
    }
    if (taken < missing) return taken;
    request->body_text = arena_strndup(request->arena, connection->body, whole);
    request->body_length = whole;
    connection_body_drop(connection);
    if (request->body_text == NULL && request->phase == REQUEST_ARRIVED)
        request_answer_full(request);
    begin_request(connection);
    return taken;
}

/* Parses what has come, up to the end of one request. Returns how much is done with. */
static size_t advance(struct connection *connection, const char *bytes, size_t length)
{
    struct server *server = connection->server;
    size_t used = 0;
    if (connection->phase == CONNECTION_IDLE) {
        memset(&connection->head, 0, sizeof connection->head);
        connection_set_phase(connection, CONNECTION_HEAD);
    }
    if (connection->phase == CONNECTION_HEAD) {
        clear_error(server);
        switch (
            http1_parse_head(bytes, length, &server->limits, &connection->head, &server->error)) {
        case HTTP1_NEED_MORE: return 0;
        case HTTP1_REFUSED:
            metrics_add(server->worker->metrics, malformed, 1);
            refuse(connection, &server->error);
            return length;
        case HTTP1_DONE: break;
        }
        if (!take_head(connection)) return length;
        used = connection->head.consumed;
        connection_set_phase(connection, CONNECTION_BODY);
        if (connection->head.expect && length - used < connection->head.body_length &&
            !connection_write(connection, http1_continue, strlen(http1_continue)))
            return length;
    }
    if (connection->phase == CONNECTION_BODY)
        used += take_body(connection, bytes + used, length - used);
    return used;
}

void connection_advance(struct connection *connection)
{
    size_t used = advance(connection, connection->input, connection->input_length);
    if (connection->phase != CONNECTION_DEAD && connection->input_length > 0)
        input_take(connection, used < connection->input_length ? used : connection->input_length);
}

/* What one SSL_read brought. */
static void take(struct connection *connection, const char *bytes, size_t length)
{
    switch (connection->phase) {
    case CONNECTION_IDLE:
    case CONNECTION_HEAD:
    case CONNECTION_BODY:
        if (connection->input_length == 0) {
            size_t used = advance(connection, bytes, length);
            if (used < length && connection->phase != CONNECTION_DEAD)
                input_add(connection, bytes + used, length - used);
        } else if (input_add(connection, bytes, length)) {
            connection_advance(connection);
        }
        break;
    case CONNECTION_BUSY:
    case CONNECTION_WRITING:
        if (input_add(connection, bytes, length) &&
            connection->input_length >= connection->server->limits.head_max)
            connection_want_read(connection, false);
        break;
    case CONNECTION_STREAMING: connection_condemn(connection); break; /* has nothing to say */
    case CONNECTION_PROXY:
    case CONNECTION_HANDSHAKE:
    case CONNECTION_LINGERING:
    case CONNECTION_DEAD:
    case CONNECTION_PHASES: break;
    }
}

/* The client will send nothing more, or the connection is lost. */
static void on_end(struct connection *connection, bool lost)
{
    bool under_way =
        connection->phase == CONNECTION_BUSY || connection->phase == CONNECTION_WRITING;
    if (lost || !under_way) {
        connection_condemn(connection);
        return;
    }
    connection->ended = true; /* it may still read its answer */
    connection_want_read(connection, false);
}

static void read_records(struct connection *connection)
{
    struct server *server = connection->server;
    for (int i = 0; i < READS_A_TURN; i++) {
        ERR_clear_error();
        int got = SSL_read(connection->ssl, server->in, sizeof server->in);
        if (got <= 0) {
            int why = SSL_get_error(connection->ssl, got);
            if (why == SSL_ERROR_WANT_READ) return;
            if (why == SSL_ERROR_WANT_WRITE) {
                connection_want_write(connection, true);
                return;
            }
            on_end(connection, why != SSL_ERROR_ZERO_RETURN);
            return;
        }
        metrics_add(server->worker->metrics, bytes_in, got);
        take(connection, server->in, (size_t)got);
        if (!connection->reading || !SSL_has_pending(connection->ssl)) return;
    }
    event_active(&connection->read_event, EV_READ, 0); /* others first */
}

static void handshake(struct connection *connection)
{
    struct metrics *metrics = connection->server->worker->metrics;
    ERR_clear_error();
    int done = SSL_do_handshake(connection->ssl);
    if (done == 1) {
        if (SSL_session_reused(connection->ssl)) metrics_add(metrics, tls_resumed, 1);
        connection_set_phase(connection, CONNECTION_IDLE);
        return;
    }
    switch (SSL_get_error(connection->ssl, done)) {
    case SSL_ERROR_WANT_READ: break;
    case SSL_ERROR_WANT_WRITE: connection_want_write(connection, true); break;
    default: metrics_add(metrics, handshakes_failed, 1); connection_condemn(connection);
    }
}

/* Reads the proxy's header and not a byte more: what follows is OpenSSL's. */
static void read_proxy_header(struct connection *connection)
{
    struct sockaddr_storage client;
    socklen_t length = sizeof client;
    size_t missing = 0;
    unsigned char piece[PROXY_HEADER_MAX];
    for (;;) {
        const unsigned char *bytes = (const unsigned char *)connection->input;
        switch (proxy_header_parse(bytes != NULL ? bytes : piece, connection->input_length,
                                   &missing, &client)) {
        case PROXY_HEADER_MORE: break;
        case PROXY_HEADER_ITSELF:
            if (getpeername(connection->fd, (struct sockaddr *)&client, &length) != 0) {
                connection_condemn(connection);
                return;
            }
            /* its own address, then */
            __attribute__((fallthrough));
        case PROXY_HEADER_DONE:
            input_take(connection, connection->input_length);
            if (!server_admit(connection->server, connection, (struct sockaddr *)&client))
                connection_condemn(connection);
            return;
        case PROXY_HEADER_REFUSED: connection_condemn(connection); return;
        }
        ssize_t got = read(connection->fd, piece, missing);
        if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
        if (got <= 0) {
            connection_condemn(connection);
            return;
        }
        if (!input_add(connection, (const char *)piece, (size_t)got)) return;
    }
}

void connection_on_readable(evutil_socket_t fd, short what, void *context)
{
    struct connection *connection = context;
    (void)fd;
    (void)what;
    if (connection->phase == CONNECTION_DEAD) return;
    if (connection->phase == CONNECTION_LINGERING) {
        connection_linger_read(connection);
        return;
    }
    if (connection->phase == CONNECTION_PROXY) read_proxy_header(connection);
    if (connection->phase == CONNECTION_PROXY) return;
    if (connection->phase == CONNECTION_HANDSHAKE) {
        handshake(connection);
        if (connection->phase != CONNECTION_IDLE) return;
    }
    connection->in_a_row = 0;
    if (connection->phase == CONNECTION_IDLE && connection->input_length > 0)
        connection_advance(connection);
    if (connection->reading) read_records(connection);
}

/* Deadlines. */

void connection_too_slow(struct connection *connection)
{
    metrics_add(connection->server->worker->metrics, timeouts, 1);
    if (connection->phase == CONNECTION_HEAD || connection->phase == CONNECTION_BODY)
        refuse_with(connection, ERR_TIMEOUT, ERROR_SAYS("the request did not arrive in time"));
    else
        connection_condemn(connection);
}

void connection_give_up(struct connection *connection)
{
    struct request *request = connection->request;
    if (request == NULL || request->queued) return; /* it is about to be answered */
    if (request->route != NULL && (request->route->flags & ROUTE_SLOW) != 0 &&
        monotonic_ns() - request->began_ns < SLOW_ROUTE_NS) {
        connection_set_phase(connection, CONNECTION_BUSY); /* asked again after as long */
        return;
    }
    metrics_add(connection->server->worker->metrics, timeouts, 1);
    connection->request = NULL;
    /* The request goes on, since others refer to it; its client is told what is known. */
    bool reads = request->method == HTTP1_GET || request->method == HTTP1_HEAD;
    request_client_gone(request);
    refuse_with(connection, reads ? ERR_UNAVAILABLE : ERR_OUTCOME_UNKNOWN,
                reads ? ERROR_SAYS("could not answer in time")
                      : ERROR_SAYS("could not answer in time; it may be done yet"));
}
