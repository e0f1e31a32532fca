/* A connection's phases, its beginning and its end: TLS on a socket of our own.
 *
 * OpenSSL reads and writes the socket itself: libevent's bufferevents would keep buffers for each
 * idle connection, and a prototype on evhttp served half as many requests a second. */
#include <arpa/inet.h>
#include <assert.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/connection_int.h"
#include "daemon/request_int.h"
#include "daemon/wallclock.h"
#include "daemon/worker.h"

enum { BUFFER_FIRST = 4096 };

void connection_want_read(struct connection *connection, bool wanted)
{
    if (connection->reading == wanted) return;
    connection->reading = wanted;
    if (wanted)
        event_add(&connection->read_event, NULL);
    else
        event_del(&connection->read_event);
}

void connection_want_write(struct connection *connection, bool wanted)
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
    connection_want_read(connection, false);
    connection_want_write(connection, false);
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

bool connection_buffer_add(char **buffer, size_t *length, size_t *room, const void *bytes,
                           size_t count)
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

void connection_body_drop(struct connection *connection)
{
    connection->server->bodies_bytes -= connection->body_room;
    free(connection->body);
    connection->body = NULL;
    connection->body_length = connection->body_room = 0;
}

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
    event_assign(&connection->read_event, base, fd, EV_READ | EV_PERSIST, connection_on_readable,
                 connection);
    event_assign(&connection->write_event, base, fd, EV_WRITE | EV_PERSIST, connection_on_writable,
                 connection);
    list_append(&server->phases[CONNECTION_PROXY], connection);
    connection_want_read(connection, true);
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
    connection_body_drop(connection);
    free(connection->input);
    free(connection->output);
    event_del(&connection->read_event);
    event_del(&connection->write_event);
    SSL_free(connection->ssl);
    close(connection->fd);
    free(connection);
}
