/* TLS on a socket of our own: frames requests, sends answers.
 *
 * OpenSSL reads and writes the socket itself; bufferevent_openssl was half as fast, and keeps
 * buffers for each idle connection. What is read lands in the server's one buffer; a connection has
 * buffers of its own only while a request or an answer is there in part. Nothing is parsed while a
 * request is under way: of what a client sends ahead, one head's worth is read, the rest waits in
 * the socket. */
#include "daemon/connection.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config/settings.h"
#include "daemon/metrics.h"
#include "daemon/proxy_header.h"
#include "daemon/request_int.h"
#include "daemon/router.h"
#include "daemon/server_int.h"
#include "daemon/wallclock.h"
#include "daemon/worker.h"

enum { READS_A_TURN = 4, BUFFER_FIRST = 4096 };
#define SLOW_ROUTE_NS (UINT64_C(30) * 60 * 1000000000) /* how long a ROUTE_SLOW may take */

static void want_read(struct connection *connection, bool wanted)
{
    if (connection->reading == wanted) return;
    connection->reading = wanted;
    if (wanted)
        event_add(&connection->read_event, NULL);
    else
        event_del(&connection->read_event);
}

static void want_write(struct connection *connection, bool wanted)
{
    if (connection->writing == wanted) return;
    connection->writing = wanted;
    if (wanted)
        event_add(&connection->write_event, NULL);
    else
        event_del(&connection->write_event);
}

static void list_remove(struct phase_list *list, struct connection *connection)
{
    if (connection->prior != NULL)
        connection->prior->next = connection->next;
    else
        list->first = connection->next;
    if (connection->next != NULL)
        connection->next->prior = connection->prior;
    else
        list->last = connection->prior;
}

static void list_append(struct phase_list *list, struct connection *connection)
{
    connection->next = NULL;
    connection->prior = list->last;
    if (list->last != NULL)
        list->last->next = connection;
    else
        list->first = connection;
    list->last = connection;
}

void connection_set_phase(struct connection *connection, enum connection_phase phase)
{
    struct server *server = connection->server;
    assert(connection->phase != CONNECTION_DEAD);
    list_remove(&server->phases[connection->phase], connection);
    connection->phase = phase;
    connection->since_ms = monotonic_ms();
    connection->moved = 0;
    connection->held = 0;
    list_append(&server->phases[phase], connection);
}

void connection_condemn(struct connection *connection)
{
    if (connection->phase == CONNECTION_DEAD) return;
    want_read(connection, false);
    want_write(connection, false);
    struct request *request = connection->request;
    bool under_way = connection->phase >= CONNECTION_BUSY;
    connection_set_phase(connection, CONNECTION_DEAD);
    if (request == NULL) return;
    connection->request = NULL;
    if (!under_way) { /* it has not begun: nobody else knows it */
        request->connection = NULL;
        request_abandon(request);
    } else {
        request_client_gone(request);
    }
}

/* The server's scratch error, empty. Not by memset: it is large, and this is done for each request.
 */
static struct error *clear_error(struct server *server)
{
    struct error *error = &server->error;
    error->code = ERR_OK;
    error->message[0] = error->hint[0] = error->log_detail[0] = '\0';
    error->retry_after_s = 0;
    error->field_count = error->more_fields = 0;
    return error;
}

/* Buffers. */

static bool buffer_add(char **buffer, size_t *length, size_t *room, const void *bytes, size_t count)
{
    if (count > *room - *length) {
        size_t wanted = *room == 0 ? BUFFER_FIRST : *room * 2;
        while (wanted - *length < count) wanted *= 2;
        char *grown = realloc(*buffer, wanted);
        if (grown == NULL) return false;
        *buffer = grown;
        *room = wanted;
    }
    if (count > 0) memcpy(*buffer + *length, bytes, count); /* an empty body may be NULL */
    *length += count;
    return true;
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
    if (buffer_add(&connection->input, &connection->input_length, &connection->input_room, bytes,
                   length))
        return true;
    connection_condemn(connection);
    return false;
}

static void body_drop(struct connection *connection)
{
    connection->server->bodies_bytes -= connection->body_room;
    free(connection->body);
    connection->body = NULL;
    connection->body_length = connection->body_room = 0;
}

/* Writing. */

static void linger(struct connection *connection);
static void advance_input(struct connection *connection);

/* Sends as much as goes. Returns how much, or -1 when the connection is lost. */
static ssize_t send_some(struct connection *connection, const char *bytes, size_t length)
{
    size_t sent = 0;
    while (sent < length) {
        ERR_clear_error();
        int got = SSL_write(connection->ssl, bytes + sent,
                            (int)(length - sent < INT32_MAX ? length - sent : INT32_MAX));
        if (got > 0) {
            sent += (size_t)got;
            continue;
        }
        int why = SSL_get_error(connection->ssl, got);
        if (why != SSL_ERROR_WANT_WRITE && why != SSL_ERROR_WANT_READ) return -1;
        break;
    }
    metrics_add(connection->server->worker->metrics, bytes_out, sent);
    return (ssize_t)sent;
}

/* Sends, or keeps for later. False when the connection is lost, and condemned. */
static bool write_bytes(struct connection *connection, const char *bytes, size_t length)
{
    ssize_t sent = 0;
    if (connection->output_length == connection->output_sent) {
        sent = send_some(connection, bytes, length);
        if (sent < 0) {
            connection_condemn(connection);
            return false;
        }
        if ((size_t)sent == length) return true;
    }
    if (!buffer_add(&connection->output, &connection->output_length, &connection->output_room,
                    bytes + sent, length - (size_t)sent)) {
        connection_condemn(connection);
        return false;
    }
    want_write(connection, true);
    return true;
}

static bool output_pending(const struct connection *connection)
{
    return connection->output_length > connection->output_sent;
}

static void output_free(struct connection *connection)
{
    free(connection->output);
    connection->output = NULL;
    connection->output_length = connection->output_sent = connection->output_room = 0;
}

/* The answer is out: on to the next request, or to the end. */
static void answered(struct connection *connection)
{
    if (connection->close || connection->ended || connection->server->draining) {
        linger(connection);
        return;
    }
    connection_set_phase(connection, CONNECTION_IDLE);
    want_read(connection, true);
    bool others_first =
        ++connection->in_a_row > connection->server->worker->settings->server.max_pipelined;
    if (connection->input_length > 0 && !others_first) advance_input(connection);
    /* What has been read already will not make the socket readable. */
    bool left = connection->phase == CONNECTION_IDLE && connection->input_length > 0;
    if (connection->reading && (left || SSL_has_pending(connection->ssl)))
        event_active(&connection->read_event, EV_READ, 0);
}

static void on_writable(evutil_socket_t fd, short what, void *context)
{
    struct connection *connection = context;
    (void)fd;
    (void)what;
    if (connection->phase == CONNECTION_DEAD) return;
    if (connection->phase == CONNECTION_HANDSHAKE) {
        want_write(connection, false);
        event_active(&connection->read_event, EV_READ, 0);
        return;
    }
    ssize_t sent = send_some(connection, connection->output + connection->output_sent,
                             connection->output_length - connection->output_sent);
    if (sent < 0) {
        connection_condemn(connection);
        return;
    }
    connection->output_sent += (size_t)sent;
    if (connection->phase == CONNECTION_STREAMING && sent > 0)
        connection->since_ms = monotonic_ms();
    if (output_pending(connection)) return;
    output_free(connection);
    want_write(connection, false);
    if (connection->phase == CONNECTION_WRITING) answered(connection);
}

static size_t write_head(struct connection *connection, const struct request *request,
                         int64_t content_length)
{
    struct server *server = connection->server;
    struct http1_field fields[REQUEST_HEADERS + 1];
    for (size_t i = 0; i < request->header_count; i++) fields[i] = request->headers[i];
    fields[request->header_count] = (struct http1_field){"X-Request-Id", request->id};
    struct http1_answer answer = {
        .status = request->status,
        .date = server_date(server),
        .content_type = request->answer_type,
        .content_length = content_length,
        .close = connection->close,
        .fields = fields,
        .field_count = request->header_count + 1,
    };
    size_t length = http1_write_head(server->out, sizeof server->out, &answer);
    assert(length > 0);
    return length;
}

void connection_answer(struct connection *connection, const struct request *request)
{
    struct server *server = connection->server;
    connection->request = NULL;
    connection->close = connection->close || request->close || server->draining;
    size_t head = write_head(connection, request, (int64_t)request->answer_length);
    size_t body = request->method == HTTP1_HEAD ? 0 : request->answer_length;
    /* Head and body leave in one write: apart, Nagle and delayed acknowledgements cost 40 ms. */
    size_t together = body < sizeof server->out - head ? body : sizeof server->out - head;
    if (together > 0) memcpy(server->out + head, request->answer, together);
    if (!write_bytes(connection, server->out, head + together)) return;
    if (body > together && !write_bytes(connection, request->answer + together, body - together))
        return;
    if (output_pending(connection))
        connection_set_phase(connection, CONNECTION_WRITING);
    else
        answered(connection);
}

bool connection_stream_begin(struct connection *connection, const struct request *request)
{
    connection->close = true;
    size_t head = write_head(connection, request, -1);
    connection_set_phase(connection, CONNECTION_STREAMING);
    want_read(connection, true);
    return write_bytes(connection, connection->server->out, head) && request->method != HTTP1_HEAD;
}

bool connection_stream_write(struct connection *connection, const void *bytes, size_t length)
{
    const struct settings *settings = connection->server->worker->settings;
    size_t behind = connection->output_length - connection->output_sent;
    if (connection->phase != CONNECTION_STREAMING) return false;
    if (behind + length > settings->server.stream_buffer) {
        metrics_add(connection->server->worker->metrics, slow_readers, 1);
        connection->request = NULL; /* the request is told by the answer to its call */
        connection_condemn(connection);
        return false;
    }
    if (!output_pending(connection)) {
        output_free(connection);
        connection->since_ms = monotonic_ms();
    }
    return write_bytes(connection, bytes, length);
}

void connection_stream_end(struct connection *connection)
{
    connection->request = NULL;
    if (connection->phase != CONNECTION_STREAMING) return;
    if (output_pending(connection))
        connection_set_phase(connection, CONNECTION_WRITING);
    else
        linger(connection);
}

/* Ends politely: says so, and reads on until the client closes. Closing at once would reset the
 * connection when something unread is there, and take the answer with it. */
static void linger(struct connection *connection)
{
    if (connection->ended) {
        SSL_shutdown(connection->ssl);
        connection_condemn(connection);
        return;
    }
    ERR_clear_error();
    SSL_shutdown(connection->ssl);
    shutdown(connection->fd, SHUT_WR);
    connection_set_phase(connection, CONNECTION_LINGERING);
    want_read(connection, true);
}

static void linger_read(struct connection *connection)
{
    struct server *server = connection->server;
    ssize_t got = read(connection->fd, server->in, sizeof server->in);
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) connection_condemn(connection);
}

/* Reading. */

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
    want_read(connection, false);
    input_take(connection, connection->input_length);
    body_drop(connection);
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
                        ? "too many connections from your address"
                        : "too many connections");
        return false;
    }
    if (http1_read_request(head, request->arena, &request->http, error) != ERR_OK)
        request_answer_error(request, error);
    else
        router_find(request);
    if (head->body_length > router_body_max(request)) {
        refuse_with(connection, ERR_TOO_LARGE, "the body is larger than this address takes");
        return false;
    }
    if (server->bodies_bytes + head->body_length > SERVER_BODIES_MAX) {
        refuse_with(connection, ERR_UNAVAILABLE, "too much is being uploaded at the moment");
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
    bool kept = buffer_add(&connection->body, &connection->body_length, &connection->body_room,
                           bytes, taken);
    connection->server->bodies_bytes += connection->body_room - room;
    connection->moved += taken;
    if (!kept) {
        connection_condemn(connection);
        return taken;
    }
    if (taken < missing) return taken;
    request->body_text = arena_strndup(request->arena, connection->body, whole);
    request->body_length = whole;
    body_drop(connection);
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
            !write_bytes(connection, http1_continue, strlen(http1_continue)))
            return length;
    }
    if (connection->phase == CONNECTION_BODY)
        used += take_body(connection, bytes + used, length - used);
    return used;
}

static void advance_input(struct connection *connection)
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
            advance_input(connection);
        }
        break;
    case CONNECTION_BUSY:
    case CONNECTION_WRITING:
        if (input_add(connection, bytes, length) &&
            connection->input_length >= connection->server->limits.head_max)
            want_read(connection, false);
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
    want_read(connection, false);
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
                want_write(connection, true);
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
    case SSL_ERROR_WANT_WRITE: want_write(connection, true); break;
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

static void on_readable(evutil_socket_t fd, short what, void *context)
{
    struct connection *connection = context;
    (void)fd;
    (void)what;
    if (connection->phase == CONNECTION_DEAD) return;
    if (connection->phase == CONNECTION_LINGERING) {
        linger_read(connection);
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
        advance_input(connection);
    if (connection->reading) read_records(connection);
}

/* Deadlines. */

void connection_too_slow(struct connection *connection)
{
    metrics_add(connection->server->worker->metrics, timeouts, 1);
    if (connection->phase == CONNECTION_HEAD || connection->phase == CONNECTION_BODY)
        refuse_with(connection, ERR_TIMEOUT, "the request did not arrive in time");
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
                reads ? "could not answer in time"
                      : "could not answer in time; it may be done yet");
}

/* Beginning and end. */

static void write_address(struct connection *connection, const struct sockaddr *address)
{
    connection->address_text[0] = '\0';
    if (address->sa_family == AF_INET) {
        const struct sockaddr_in *v4 = (const struct sockaddr_in *)(const void *)address;
        inet_ntop(AF_INET, &v4->sin_addr, connection->address_text, SERVER_ADDRESS_TEXT);
    } else if (address->sa_family == AF_INET6) {
        const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)(const void *)address;
        inet_ntop(AF_INET6, &v6->sin6_addr, connection->address_text, SERVER_ADDRESS_TEXT);
    }
}

struct connection *connection_new(struct server *server, int fd)
{
    struct event_base *base = server->worker->base;
    struct connection *connection = calloc(1, sizeof *connection);
    if (connection == NULL) return NULL;
    connection->ssl = SSL_new(server->tls);
    if (connection->ssl == NULL || SSL_set_fd(connection->ssl, fd) != 1) {
        SSL_free(connection->ssl);
        free(connection);
        return NULL;
    }
    SSL_set_accept_state(connection->ssl);
    connection->server = server;
    connection->fd = fd;
    connection->since_ms = monotonic_ms();
    event_assign(&connection->read_event, base, fd, EV_READ | EV_PERSIST, on_readable, connection);
    event_assign(&connection->write_event, base, fd, EV_WRITE | EV_PERSIST, on_writable,
                 connection);
    list_append(&server->phases[CONNECTION_PROXY], connection);
    want_read(connection, true);
    return connection;
}

void connection_set_client(struct connection *connection, const struct sockaddr *address,
                           struct address_count *count, enum error_code over_limit)
{
    connection->address = count;
    connection->over_limit = over_limit;
    write_address(connection, address);
    connection_set_phase(connection, CONNECTION_HANDSHAKE);
}

void connection_free(struct connection *connection)
{
    assert(connection->phase == CONNECTION_DEAD);
    list_remove(&connection->server->phases[CONNECTION_DEAD], connection);
    body_drop(connection);
    free(connection->input);
    free(connection->output);
    event_del(&connection->read_event);
    event_del(&connection->write_event);
    SSL_free(connection->ssl);
    close(connection->fd);
    free(connection);
}
