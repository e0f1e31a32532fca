/* One pipelined connection to PostgreSQL on an event loop.
 *
 * It connects by itself, and again after a loss (50 ms doubling to 2 s, with jitter). Groups are
 * written at once and answered in order; statements are prepared on their first use. */
#ifndef ONESTOP_DB_CONNECTION_H
#define ONESTOP_DB_CONNECTION_H

#include "db/db.h"

struct db_connection;

struct db_connection_settings {
    struct event_base *base;
    const char *conninfo, *role;
    bool reads_only;     /* the session takes no changes, so a lost group surely did nothing */
    const char *options; /* further startup options; may be NULL */
    int statement_timeout_ms;
    int answer_timeout_ms; /* of the oldest group: a server that says nothing is given up */
    int connect_timeout_ms;
    db_log log;
    void *log_context;
    void (*on_ready)(void *context); /* connected, anew each time; may be NULL */
    db_notified on_notify;           /* may be NULL */
    void *context;
};

/* Begins to connect. settings are copied, texts borrowed. NULL without memory. */
struct db_connection *db_connection_new(const struct db_connection_settings *settings);
/* Answers what is queued, then frees. */
void db_connection_free(struct db_connection *connection);

bool db_connection_ready(const struct db_connection *connection);
size_t db_connection_load(const struct db_connection *connection);

/* Sends a group. False: not taken (away, queue full, no memory), the callback will not come. */
bool db_connection_send(struct db_connection *connection, const char *agencies,
                        const struct db_statement *statements, size_t count, db_callback callback,
                        void *context);
/* Listens on a channel. LISTEN takes no parameters, so its text is made here, quoted by libpq. */
bool db_connection_listen(struct db_connection *connection, const char *channel,
                          db_callback callback, void *context);
void db_connection_cancel(struct db_connection *connection, const void *context);

#endif
