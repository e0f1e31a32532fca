/* Lanes of connections, answers that must wait for the loop, channels listened to. */
#include "db/db.h"

#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/connection.h"
#include "db/reply.h"

enum { STATEMENT_TIMEOUT_MS = 30000, GRACE_MS = 15000, DEFERRED_FIRST = 256 };

struct deferred { /* a group that was not taken */
    db_callback callback;
    void *context;
};

struct listener {
    struct listener *next;
    struct db *db;
    char *channel;
    db_notified fn;
    void *context;
};

struct lane {
    struct db_connection **connections;
    int count;
};

struct db {
    struct event_base *base;
    struct lane lanes[DB_LANES];
    char *conninfo, *write_role, *read_role;
    struct event *answering;
    struct deferred *deferred;
    size_t deferred_count, deferred_capacity;
    struct listener *listeners;
};

static void on_answering(evutil_socket_t unused, short what, void *context)
{
    struct db *db = context;
    size_t count = db->deferred_count; /* those that callbacks add wait for the next turn */
    (void)unused, (void)what;
    for (size_t i = 0; i < count; i++) {
        struct deferred one = db->deferred[i]; /* the array may move */
        if (one.callback != NULL) reply_away(one.callback, one.context);
    }
    db->deferred_count -= count;
    memmove(db->deferred, db->deferred + count, db->deferred_count * sizeof *db->deferred);
    if (db->deferred_count > 0) event_active(db->answering, 0, 0);
}

static void defer(struct db *db, db_callback callback, void *context)
{
    if (db->deferred_count == db->deferred_capacity) {
        size_t capacity = db->deferred_capacity * 2;
        struct deferred *bigger = realloc(db->deferred, capacity * sizeof *bigger);
        if (bigger == NULL) { /* better an answer too early than none */
            reply_away(callback, context);
            return;
        }
        db->deferred = bigger;
        db->deferred_capacity = capacity;
    }
    db->deferred[db->deferred_count++] = (struct deferred){callback, context};
    event_active(db->answering, 0, 0);
}

static void on_listening(void *context, struct db_reply *reply)
{
    struct listener *listener = context;
    if (reply->outcome == DB_DONE) listener->fn(listener->context, listener->channel, NULL);
}

static void listen_now(struct listener *listener)
{
    struct lane *lane = &listener->db->lanes[DB_LOAD];
    if (lane->count > 0 && lane->connections[0] != NULL)
        (void)db_connection_listen(lane->connections[0], listener->channel, on_listening,
                                   listener); /* else when it is ready */
}

static void on_ready(void *context)
{
    struct db *db = context;
    for (struct listener *l = db->listeners; l != NULL; l = l->next) listen_now(l);
}

static void on_notify(void *context, const char *channel, const char *payload)
{
    struct db *db = context;
    for (struct listener *l = db->listeners; l != NULL; l = l->next)
        if (strcmp(l->channel, channel) == 0) l->fn(l->context, channel, payload);
}

/* One plan serves all calls: planning a page of a queue anew took twenty times as long as reading
 * it. It may have been made when the tables were empty, and limits and arrays are not seen by the
 * planner; so it is told what holds: everything is found by key, and joined row by row. */
#define ONE_PLAN                                                                                   \
    "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_mergejoin=off"

static bool open_lane(struct db *db, struct event_base *base, enum db_lane lane,
                      const struct db_settings *settings)
{
    static const char write_options[] = "-c lock_timeout=2000 " ONE_PLAN;
    static const char load_options[] = "-c lock_timeout=2000 " ONE_PLAN " -c enable_hashjoin=off";
    static const char read_options[] = ONE_PLAN " -c enable_hashjoin=off";
    static const char *const options[DB_LANES] = {
        /* Searches are planned each time. */
        [DB_WRITE] = write_options,
        [DB_LOAD] = load_options,
        [DB_READ] = read_options,
        /* Nobody tells the planner how much stands in the journal's arrays: hash it. */
        [DB_CARE] = "-c lock_timeout=2000 -c work_mem=32MB -c enable_sort=off",
    };
    bool reads = lane == DB_READ || lane == DB_SLOW || lane == DB_PUBLIC;
    int timeout_ms =
        settings->statement_timeout_ms ? settings->statement_timeout_ms : STATEMENT_TIMEOUT_MS;
    if (lane == DB_SLOW || lane == DB_PUBLIC) timeout_ms = settings->slow_timeout_ms;
    struct db_connection_settings one = {
        .base = base,
        .conninfo = db->conninfo,
        .role = reads ? db->read_role : db->write_role,
        .options = options[lane],
        .reads_only = reads,
        .statement_timeout_ms = timeout_ms,
        .answer_timeout_ms = timeout_ms + (settings->grace_ms ? settings->grace_ms : GRACE_MS),
        .connect_timeout_ms = settings->connect_timeout_ms,
        .log = settings->log,
        .log_context = settings->log_context,
        .context = db,
    };
    int count = settings->connections[lane] > 0 ? settings->connections[lane] : 1;
    db->lanes[lane].connections = calloc((size_t)count + 1, sizeof(struct db_connection *));
    if (db->lanes[lane].connections == NULL) return false;
    for (int i = 0; i < count; i++) {
        one.on_ready = lane == DB_LOAD && i == 0 ? on_ready : NULL;
        one.on_notify = lane == DB_LOAD && i == 0 ? on_notify : NULL;
        db->lanes[lane].connections[i] = db_connection_new(&one);
        if (db->lanes[lane].connections[i] == NULL) return false;
        db->lanes[lane].count++;
    }
    return true;
}

struct db *db_new(struct event_base *base, const struct db_settings *settings)
{
    struct db *db = calloc(1, sizeof *db);
    if (db == NULL) return NULL;
    db->base = base;
    db->conninfo = strdup(settings->conninfo);
    db->write_role = strdup(settings->write_role);
    db->read_role = strdup(settings->read_role);
    db->answering = event_new(base, -1, 0, on_answering, db);
    db->deferred_capacity = DEFERRED_FIRST;
    db->deferred = calloc(db->deferred_capacity, sizeof *db->deferred);
    bool good = db->conninfo && db->write_role && db->read_role && db->answering && db->deferred;
    for (int lane = 0; lane < DB_LANES && good; lane++)
        good = open_lane(db, base, (enum db_lane)lane, settings);
    if (!good) {
        db_free(db);
        return NULL;
    }
    return db;
}

void db_free(struct db *db)
{
    if (db == NULL) return;
    for (int lane = 0; lane < DB_LANES; lane++) {
        for (int i = 0; i < db->lanes[lane].count; i++) {
            struct db_connection *connection = db->lanes[lane].connections[i];
            db->lanes[lane].connections[i] = NULL;
            db_connection_free(connection);
        }
    }
    while (db->deferred_count > 0) on_answering(-1, 0, db);
    for (int lane = 0; lane < DB_LANES; lane++) free(db->lanes[lane].connections);
    while (db->listeners != NULL) {
        struct listener *listener = db->listeners;
        db->listeners = listener->next;
        free(listener->channel);
        free(listener);
    }
    if (db->answering != NULL) event_free(db->answering);
    free(db->deferred);
    free(db->conninfo);
    free(db->write_role);
    free(db->read_role);
    free(db);
}

/* The ready connection with the fewest groups; NULL when the lane is away. */
static struct db_connection *least_busy(const struct db *db, enum db_lane lane)
{
    struct db_connection *best = NULL;
    for (int i = 0; i < db->lanes[lane].count; i++) {
        struct db_connection *one = db->lanes[lane].connections[i];
        if (one == NULL || !db_connection_ready(one)) continue;
        if (best == NULL || db_connection_load(one) < db_connection_load(best)) best = one;
    }
    return best;
}

void db_send(struct db *db, enum db_lane lane, const char *agencies,
             const struct db_statement *statements, size_t count, db_callback callback,
             void *context)
{
    struct db_connection *connection = least_busy(db, lane);
    if (connection == NULL ||
        !db_connection_send(connection, agencies, statements, count, callback, context))
        defer(db, callback, context);
}

void db_cancel(struct db *db, void *context)
{
    for (int lane = 0; lane < DB_LANES; lane++)
        for (int i = 0; i < db->lanes[lane].count; i++)
            if (db->lanes[lane].connections[i] != NULL)
                db_connection_cancel(db->lanes[lane].connections[i], context);
    for (size_t i = 0; i < db->deferred_count; i++)
        if (db->deferred[i].context == context) db->deferred[i].callback = NULL;
}

struct event_base *db_base(const struct db *db)
{
    return db->base;
}

bool db_lane_ready(const struct db *db, enum db_lane lane)
{
    return least_busy(db, lane) != NULL;
}

size_t db_lane_load(const struct db *db, enum db_lane lane)
{
    const struct db_connection *connection = least_busy(db, lane);
    return connection != NULL ? db_connection_load(connection) : 0;
}

void db_listen(struct db *db, const char *channel, db_notified fn, void *context)
{
    struct listener *listener = calloc(1, sizeof *listener);
    if (listener != NULL) listener->channel = strdup(channel);
    if (listener == NULL || listener->channel == NULL) {
        free(listener); /* pokes are a courtesy: whoever listens polls as the truth */
        return;
    }
    listener->db = db;
    listener->fn = fn;
    listener->context = context;
    listener->next = db->listeners;
    db->listeners = listener;
    listen_now(listener);
}
