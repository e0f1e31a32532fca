/* Figures of the daemon for Prometheus: counters in memory that is shared between the supervisor
 * and its workers, one slot a worker, each written by its worker alone. A slot outlives its worker,
 * so that totals never go back when one is restarted. */
#ifndef ONESTOP_DAEMON_METRICS_H
#define ONESTOP_DAEMON_METRICS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "db/db.h"
#include "proto/route.h"

enum { METRICS_ROUTES = ROUTES + 1, METRICS_WORKERS = 64, METRICS_LATENCIES = 14 };

/* Totals. */
#define METRICS_COUNTERS(X)                                                                        \
    X(connections_accepted, "Connections accepted")                                                \
    X(connections_refused, "Connections refused at a limit")                                       \
    X(handshakes_failed, "TLS handshakes that failed")                                             \
    X(tls_resumed, "TLS handshakes that resumed a session")                                        \
    X(timeouts, "Connections closed at a deadline")                                                \
    X(slow_readers, "Connections closed because the client did not read")                          \
    X(malformed, "Requests that could not be framed")                                              \
    X(bytes_in, "Bytes of requests")                                                               \
    X(bytes_out, "Bytes of answers")                                                               \
    X(logins, "Log-ins that succeeded")                                                            \
    X(logins_failed, "Log-ins with a wrong name or password")                                      \
    X(logins_throttled, "Log-ins refused because of earlier failures")                             \
    X(session_lookups, "Sessions looked up in the database")                                       \
    X(arena_full, "Requests that ran out of memory of their own")                                  \
    X(charter_reads, "What a charter shows, read from the database")

/* What is so now; set once a second. */
#define METRICS_GAUGES(X)                                                                          \
    X(connections, "Connections open")                                                             \
    X(requests_under_way, "Requests under way")                                                    \
    X(streams, "Live streams open")                                                                \
    X(sessions_cached, "Sessions in the cache")                                                    \
    X(password_queue, "Log-ins waiting for the password thread")                                   \
    X(arena_high_bytes, "Most memory that one request has taken")                                  \
    X(batch_waiting, "Commands waiting for the next batch")                                        \
    X(batch_in_flight, "Batches on their way")                                                     \
    X(clock_skew_us, "The database's clock minus this machine's, microseconds")                    \
    X(desk_definition, "Id of the desk definition in use")

/* Totals that another module counts and the worker copies once a second. */
#define METRICS_COPIED(X)                                                                          \
    X(batches, "Batches committed")                                                                \
    X(batch_commands, "Commands committed in batches")                                             \
    X(batch_refused, "Commands refused by a batch's guard")                                        \
    X(batch_replayed, "Commands sent again one by one")

struct metrics_route {
    _Atomic uint64_t by_class[6]; /* [2]: 2xx … */
    _Atomic uint64_t latency[METRICS_LATENCIES + 1];
    _Atomic uint64_t latency_ns;
};

struct metrics {
    _Atomic int64_t pid;       /* 0: not running */
    _Atomic uint64_t alive_ms; /* monotonic, of the last turn that the second's timer saw */
    _Atomic bool ready;        /* serves: database there, desk loaded, not draining */
    _Atomic uint64_t restarts;
    _Atomic int64_t lane_load[DB_LANES];
    _Atomic bool lane_ready[DB_LANES];
#define METRICS_FIELD(name, help) _Atomic int64_t name;
    METRICS_COUNTERS(METRICS_FIELD)
    METRICS_GAUGES(METRICS_FIELD)
    METRICS_COPIED(METRICS_FIELD)
#undef METRICS_FIELD
    struct metrics_route routes[METRICS_ROUTES]; /* the last one: no route */
};

/* Of the courier: totals, then what is so now. */
#define METRICS_COURIER_COUNTERS(X)                                                                \
    X(sent, "Messages that were taken by a mail server or an endpoint")                            \
    X(delayed, "Tries that failed and are repeated later")                                         \
    X(failed, "Messages that were refused for good or given up")                                   \
    X(held, "Messages held because their address is known to bounce")
#define METRICS_COURIER_GAUGES(X)                                                                  \
    X(under_way, "Messages on their way")                                                          \
    X(waiting, "Messages waiting to be sent, of all hosts")                                        \
    X(oldest_s, "Age of the oldest of them in seconds")                                            \
    X(letters, "Letters waiting to be printed")

struct courier_metrics {
    _Atomic int64_t pid; /* 0: not running */
    _Atomic uint64_t restarts;
#define METRICS_FIELD(name, help) _Atomic int64_t name;
    METRICS_COURIER_COUNTERS(METRICS_FIELD)
    METRICS_COURIER_GAUGES(METRICS_FIELD)
#undef METRICS_FIELD
};

/* What supervisor, workers and courier share. */
struct metrics_shared {
    int workers;
    uint8_t ticket_keys[80]; /* of TLS session tickets, the same in all workers */
    struct courier_metrics courier;
    struct metrics slots[];
};

/* Before the workers are forked. NULL without memory. */
struct metrics_shared *metrics_share(int workers);
void metrics_unshare(struct metrics_shared *shared);

/* One writer a slot: no locked instruction needed. */
#define metrics_add(slot, name, amount)                                                            \
    atomic_store_explicit(&(slot)->name,                                                           \
                          atomic_load_explicit(&(slot)->name, memory_order_relaxed) +              \
                              (int64_t)(amount),                                                   \
                          memory_order_relaxed)
#define metrics_set(slot, name, value)                                                             \
    atomic_store_explicit(&(slot)->name, (value), memory_order_relaxed)
#define metrics_get(slot, name) atomic_load_explicit(&(slot)->name, memory_order_relaxed)

void metrics_request(struct metrics *slot, int route, int status, uint64_t took_ns);

/* The name of a route's number for the label ("GET /cases/{ref}"); NULL beyond the last. */
typedef const char *(*metrics_route_name)(int route);
/* Prometheus' text, summed over the workers; malloc()ed, NULL without memory. */
char *metrics_text(const struct metrics_shared *shared, metrics_route_name route_name,
                   size_t *length);

#endif
