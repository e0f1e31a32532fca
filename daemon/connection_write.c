/* From answers to bytes: one write an answer, streams, and a polite end. */
#include <assert.h>
#include <errno.h>
#include <openssl/err.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config/settings.h"
#include "daemon/connection_int.h"
#include "daemon/metrics.h"
#include "daemon/request_int.h"
#include "daemon/wallclock.h"
#include "daemon/worker.h"

static void linger(struct connection *connection);

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

bool connection_write(struct connection *connection, const char *bytes, size_t length)
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
    if (!connection_buffer_add(&connection->output, &connection->output_length,
                               &connection->output_room, bytes + sent, length - (size_t)sent)) {
        connection_condemn(connection);
        return false;
    }
    connection_want_write(connection, true);
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
    connection_want_read(connection, true);
    bool others_first =
        ++connection->in_a_row > connection->server->worker->settings->server.max_pipelined;
    if (connection->input_length > 0 && !others_first) connection_advance(connection);
    /* What has been read already will not make the socket readable. */
    bool left = connection->phase == CONNECTION_IDLE && connection->input_length > 0;
    if (connection->reading && (left || SSL_has_pending(connection->ssl)))
        event_active(&connection->read_event, EV_READ, 0);
}

void connection_on_writable(evutil_socket_t fd, short what, void *context)
{
    struct connection *connection = context;
    (void)fd;
    (void)what;
    if (connection->phase == CONNECTION_DEAD) return;
    if (connection->phase == CONNECTION_HANDSHAKE) {
        connection_want_write(connection, false);
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
    connection_want_write(connection, false);
    if (connection->phase == CONNECTION_WRITING)
        answered(connection);
    else if (connection->phase == CONNECTION_STREAMING && connection->request != NULL)
        request_stream_drained(connection->request);
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
        .cache_control = request->cache_control,
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
    if (!connection_write(connection, server->out, head + together)) return;
    if (body > together &&
        !connection_write(connection, request->answer + together, body - together))
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
    connection_want_read(connection, true);
    return connection_write(connection, connection->server->out, head) &&
           request->method != HTTP1_HEAD;
}

bool connection_stream_write(struct connection *connection, const void *bytes, size_t length)
{
    const struct settings *settings = connection->server->worker->settings;
    if (connection->phase != CONNECTION_STREAMING) return false;
    if (connection_stream_behind(connection) + length > settings->server.stream_buffer) {
        metrics_add(connection->server->worker->metrics, slow_readers, 1);
        connection->request = NULL; /* the request is told by the answer to its call */
        connection_condemn(connection);
        return false;
    }
    if (!output_pending(connection)) {
        output_free(connection);
        connection->since_ms = monotonic_ms();
    }
    return connection_write(connection, bytes, length);
}

size_t connection_stream_behind(const struct connection *connection)
{
    return connection->output_length - connection->output_sent;
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
    connection_want_read(connection, true);
}

void connection_linger_read(struct connection *connection)
{
    struct server *server = connection->server;
    ssize_t got = read(connection->fd, server->in, sizeof server->in);
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) connection_condemn(connection);
}
