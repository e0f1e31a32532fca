/* Accepting, limits and deadlines. */
#include "daemon/server_int.h"

#include <assert.h>
#include <errno.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "config/settings.h"
#include "daemon/log.h"
#include "daemon/metrics.h"
#include "daemon/proxy_header.h"
#include "daemon/tls.h"
#include "daemon/wallclock.h"
#include "daemon/worker.h"

enum { ACCEPTS_A_TURN = 8, ACCEPT_LATER_MS = 2, ACCEPT_FULL_MS = 100 };

const char *server_date(struct server *server)
{
    int64_t now_us = wallclock_now_us();
    if (now_us / 1000000 != server->date_s) {
        server->date_s = now_us / 1000000;
        http1_date(now_us, server->date);
    }
    return server->date;
}

size_t server_connections(const struct server *server)
{
    return server->connections;
}

/* Addresses. */

static void address_key(const struct sockaddr *address, uint8_t key[16])
{
    memset(key, 0, 16);
    if (address->sa_family == AF_INET6) {
        memcpy(key, &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr, 16);
    } else if (address->sa_family == AF_INET) {
        key[10] = key[11] = 0xff;
        memcpy(key + 12, &((const struct sockaddr_in *)(const void *)address)->sin_addr, 4);
    }
}

static struct address_count *address_enter(struct server *server, const struct sockaddr *address)
{
    struct address_count *count;
    uint8_t key[16];
    address_key(address, key);
    HASH_FIND(hh, server->addresses, key, sizeof key, count);
    if (count == NULL) {
        count = calloc(1, sizeof *count);
        if (count == NULL) return NULL;
        memcpy(count->address, key, sizeof key);
        HASH_ADD(hh, server->addresses, address, sizeof count->address, count);
    }
    count->connections++;
    return count;
}

static void address_leave(struct server *server, struct address_count *count)
{
    if (count == NULL || --count->connections > 0) return;
    assert(server->addresses != NULL); /* count stands in it */
    HASH_DEL(server->addresses, count);
    free(count);
}

/* Accepting. */

static void count_connections(struct server *server)
{
    metrics_set(server->worker->metrics, connections, (int64_t)server->connections);
}

/* A ready sibling that has fewer connections should have the next one. */
static bool sibling_has_fewer(const struct server *server, int64_t than)
{
    const struct metrics_shared *shared = server->worker->shared;
    for (int i = 0; i < shared->workers; i++) {
        const struct metrics *sibling = &shared->slots[i];
        if (sibling != server->worker->metrics && metrics_get(sibling, ready) &&
            metrics_get(sibling, connections) < than)
            return true;
    }
    return false;
}

/* A worker that is not ready leaves all to a sibling that is; without one, it says 503 itself. */
static bool unfit(const struct server *server)
{
    return !metrics_get(server->worker->metrics, ready) && sibling_has_fewer(server, INT64_MAX);
}

/* A few more than the limit are let in to be told so; more than that are closed at once. */
static bool far_over(size_t count, int limit)
{
    return count >= (size_t)limit + (size_t)limit / 8 + 8;
}

bool server_admit(struct server *server, struct connection *connection,
                  const struct sockaddr *address)
{
    const struct settings *settings = server->worker->settings;
    int most = settings->server.max_connections;
    int most_each = settings->server.max_connections_per_address;
    struct address_count *count = address_enter(server, address);
    enum error_code over = ERR_OK;
    if (count == NULL) return false;
    if (server->connections > (size_t)most) over = ERR_UNAVAILABLE;
    if (count->connections > most_each) over = ERR_THROTTLED;
    if (over != ERR_OK) metrics_add(server->worker->metrics, connections_refused, 1);
    connection_set_client(connection, address, count, over);
    return !far_over((size_t)count->connections - 1, most_each);
}

bool server_admit_public(struct server *server, struct connection *connection)
{
    const struct settings *settings = server->worker->settings;
    if (connection->is_public) return true;
    if (server->public_connections >= (size_t)settings->server.max_public_connections) {
        metrics_add(server->worker->metrics, connections_refused, 1);
        return false;
    }
    connection->is_public = true;
    server->public_connections++;
    return true;
}

static void take_connection(struct server *server, int fd, const struct sockaddr *address)
{
    const struct settings *settings = server->worker->settings;
    struct connection *connection = NULL;
    if (!far_over(server->connections, settings->server.max_connections))
        connection = connection_new(server, fd);
    if (connection == NULL) {
        close(fd);
        return;
    }
    server->connections++;
    metrics_add(server->worker->metrics, connections_accepted, 1);
    if (!proxy_header_trusted(settings->server.proxies, address) &&
        !server_admit(server, connection, address))
        connection_condemn(connection);
    count_connections(server);
}

static void accept_later(struct server *server, int delay_ms)
{
    struct timeval delay = {0, delay_ms * 1000};
    event_del(server->accept_event);
    event_add(server->later_event, &delay);
}

/* Accepts one. False when there was none. */
static bool accept_one(struct server *server)
{
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    int fd = accept4(server->listen_fd, (struct sockaddr *)&address, &length,
                     SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0) {
        take_connection(server, fd, (const struct sockaddr *)&address);
        return true;
    }
    if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
        LOG(LEVEL_WARNING, "could not accept", LOG_TEXT("error", strerror(errno)));
        accept_later(server, ACCEPT_FULL_MS);
    }
    return false;
}

static void on_acceptable(evutil_socket_t fd, short what, void *context)
{
    struct server *server = context;
    (void)fd;
    (void)what;
    for (int i = 0; i < ACCEPTS_A_TURN; i++) {
        if (unfit(server) || sibling_has_fewer(server, (int64_t)server->connections)) {
            accept_later(server, ACCEPT_LATER_MS);
            return;
        }
        if (!accept_one(server)) return;
    }
}

/* The sibling had its chance; what is still there is taken. */
static void on_later(evutil_socket_t fd, short what, void *context)
{
    struct server *server = context;
    (void)fd;
    (void)what;
    if (server->draining) return;
    event_add(server->accept_event, NULL);
    if (!unfit(server)) accept_one(server);
}

/* Deadlines. */

static void sweep_fixed(struct server *server, enum connection_phase phase, int64_t most_ms,
                        uint64_t now_ms, void (*act)(struct connection *connection))
{
    struct connection *connection = server->phases[phase].first, *next;
    for (; connection != NULL && now_ms - connection->since_ms > (uint64_t)most_ms;
         connection = next) {
        next = connection->next;
        act(connection);
    }
}

/* What the kernel still holds of an answer; what it got rid of since the last look was moved. */
static void count_acknowledged(struct connection *connection)
{
    int held = 0;
    if (ioctl(connection->fd, SIOCOUTQ, &held) != 0) return;
    if (held < connection->held) connection->moved += (size_t)(connection->held - held);
    connection->held = held;
}

/* Bodies and answers must keep up the least rate, judged over windows of header_timeout. */
static void sweep_rate(struct server *server, enum connection_phase phase, uint64_t now_ms)
{
    const struct settings *settings = server->worker->settings;
    uint64_t window_ms = (uint64_t)settings->server.header_timeout_ms;
    uint64_t least = settings->server.body_min_rate * window_ms / 1000;
    struct connection *connection = server->phases[phase].first, *next;
    for (; connection != NULL; connection = next) {
        next = connection->next;
        if (phase == CONNECTION_WRITING) count_acknowledged(connection);
        if (now_ms - connection->since_ms <= window_ms) continue;
        if (connection->moved < least || connection->moved == 0)
            connection_too_slow(connection);
        else
            connection_set_phase(connection, phase); /* the next window */
    }
}

/* A stream whose client has read nothing of what waits for it. */
static void sweep_streams(struct server *server, uint64_t now_ms)
{
    const struct settings *settings = server->worker->settings;
    struct connection *connection = server->phases[CONNECTION_STREAMING].first, *next;
    for (; connection != NULL; connection = next) {
        next = connection->next;
        if (connection->output_length == connection->output_sent ||
            now_ms - connection->since_ms <= (uint64_t)settings->server.request_timeout_ms)
            continue;
        metrics_add(server->worker->metrics, slow_readers, 1);
        connection_condemn(connection);
    }
}

static void on_sweep(evutil_socket_t fd, short what, void *context)
{
    struct server *server = context;
    const struct settings *settings = server->worker->settings;
    uint64_t now_ms = monotonic_ms();
    (void)fd;
    (void)what;
    sweep_fixed(server, CONNECTION_PROXY, settings->server.handshake_timeout_ms, now_ms,
                connection_too_slow);
    sweep_fixed(server, CONNECTION_HANDSHAKE, settings->server.handshake_timeout_ms, now_ms,
                connection_too_slow);
    sweep_fixed(server, CONNECTION_IDLE, settings->server.idle_timeout_ms, now_ms,
                connection_condemn);
    sweep_fixed(server, CONNECTION_HEAD, settings->server.header_timeout_ms, now_ms,
                connection_too_slow);
    sweep_fixed(server, CONNECTION_BUSY, settings->server.request_timeout_ms, now_ms,
                connection_give_up);
    sweep_fixed(server, CONNECTION_LINGERING, SERVER_LINGER_MS, now_ms, connection_condemn);
    sweep_rate(server, CONNECTION_BODY, now_ms);
    sweep_rate(server, CONNECTION_WRITING, now_ms);
    sweep_streams(server, now_ms);
}

void server_turn_end(struct server *server)
{
    if (server->phases[CONNECTION_DEAD].first == NULL) return;
    while (server->phases[CONNECTION_DEAD].first != NULL) {
        struct connection *connection = server->phases[CONNECTION_DEAD].first;
        address_leave(server, connection->address);
        if (connection->is_public) server->public_connections--;
        connection_free(connection);
        server->connections--;
    }
    count_connections(server);
}

/* Beginning and end. */

static void set_limits(struct server *server)
{
    const struct settings *settings = server->worker->settings;
    size_t head_max = settings->server.max_header;
    server->limits = http1_default_limits;
    server->limits.head_max = head_max < UINT16_MAX ? head_max : UINT16_MAX;
    server->limits.body_max = settings->server.max_body;
}

enum error_code server_reload(struct server *server, struct error *error)
{
    SSL_CTX *tls =
        tls_context(server->worker->settings, server->worker->shared->ticket_keys, error);
    set_limits(server);
    if (tls == NULL) return error->code;
    SSL_CTX_free(server->tls); /* connections keep it as long as they need it */
    server->tls = tls;
    return ERR_OK;
}

static bool start_events(struct server *server)
{
    struct event_base *base = server->worker->base;
    struct timeval sweep = {0, SERVER_SWEEP_MS * 1000};
    server->accept_event =
        event_new(base, server->listen_fd, EV_READ | EV_PERSIST, on_acceptable, server);
    server->later_event = evtimer_new(base, on_later, server);
    server->sweep_event = event_new(base, -1, EV_PERSIST, on_sweep, server);
    return server->accept_event != NULL && server->later_event != NULL &&
           server->sweep_event != NULL && event_add(server->accept_event, NULL) == 0 &&
           event_add(server->sweep_event, &sweep) == 0;
}

struct server *server_new(struct worker *worker, int listen_fd, struct error *error)
{
    struct server *server = calloc(1, sizeof *server);
    if (server == NULL) {
        error_set(error, ERR_UNAVAILABLE, "could not get memory for the server");
        return NULL;
    }
    server->worker = worker;
    server->listen_fd = listen_fd;
    if (server_reload(server, error) == ERR_OK && start_events(server)) return server;
    if (error->code == ERR_OK) error_set(error, ERR_UNAVAILABLE, "could not start to listen");
    server_free(server);
    return NULL;
}

void server_drain(struct server *server)
{
    server->draining = true;
    event_del(server->accept_event);
    event_del(server->later_event);
    close(server->listen_fd);
    server->listen_fd = -1;
    for (int phase = 0; phase <= CONNECTION_IDLE; phase++)
        while (server->phases[phase].first != NULL) connection_condemn(server->phases[phase].first);
}

bool server_quiet(const struct server *server)
{
    for (int phase = CONNECTION_HEAD; phase <= CONNECTION_STREAMING; phase++)
        if (server->phases[phase].first != NULL) return false;
    return true;
}

void server_free(struct server *server)
{
    if (server == NULL) return;
    for (int phase = 0; phase < CONNECTION_DEAD; phase++)
        while (server->phases[phase].first != NULL) connection_condemn(server->phases[phase].first);
    server_turn_end(server);
    if (server->accept_event != NULL) event_free(server->accept_event);
    if (server->later_event != NULL) event_free(server->later_event);
    if (server->sweep_event != NULL) event_free(server->sweep_event);
    if (server->listen_fd >= 0) close(server->listen_fd);
    SSL_CTX_free(server->tls);
    free(server);
}
