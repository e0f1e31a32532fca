/* The database as a worker sees it: lanes of asynchronous, pipelined connections on one event loop.
 *
 * A group is one or more statements sent together and ended by one sync: one implicit transaction.
 * Groups of a lane are answered in the order they were sent. A group answers exactly once, also
 * when the connection is lost: then with DB_UNKNOWN when it had been sent and may have been done
 * (write lane), or DB_AWAY when it surely was not. A lane reconnects by itself with back-off; while
 * it is away, groups are answered at once with DB_AWAY. */
#ifndef ONESTOP_DB_DB_H
#define ONESTOP_DB_DB_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "proto/error.h"

struct event_base;
struct arena;
struct db;

/* What the lanes are for. Roles: write, load and care are onestop_write; read, slow and public are
 * onestop_read (row security). */
enum db_lane {
    DB_WRITE,  /* batches only (db/batch.h) */
    DB_LOAD,   /* short loads for commands and log-ins, and small writes that are no case work
                  (sessions) */
    DB_READ,   /* point reads and list pages */
    DB_SLOW,   /* searches and counts that may take longer; statement_timeout applies */
    DB_CARE,   /* housekeeping that nobody waits for (db/fold.h) */
    DB_PUBLIC, /* what everybody may ask for; as DB_SLOW, and so apart from what staff ask */
    DB_LANES
};

/* One SQL statement of db/query, embedded at build time; QUERY_CASE_GET is db/query/case_get.sql.
 */
#include "db/queries.h" /* generated: enum query { QUERY_…, QUERIES }; const char *query_name(q), *query_text(q) */

enum {
    DB_PARAMS = 48,
    DB_GROUP_MAX = 32,  /* results of a group that reach the callback */
    DB_QUEUE_MAX = 4096 /* groups on one connection; further ones are answered with DB_AWAY */
};

/* Parameters of one statement. Scalars travel as text, arrays as PostgreSQL's binary arrays. What
 * is added is borrowed until db_send() returns; numbers and instants are kept inside. The struct
 * may be copied. */
struct db_params {
    int count;
    const char *values[DB_PARAMS]; /* NULL: null, unless kept */
    int lengths[DB_PARAMS];
    uint8_t formats[DB_PARAMS];  /* 0 text, 1 binary */
    bool kept[DB_PARAMS];        /* the value stands in numbers */
    char numbers[DB_PARAMS][32]; /* text of integers and instants */
};
void db_params_clear(struct db_params *params);
void db_text(struct db_params *params, const char *text); /* NULL: null */
void db_int(struct db_params *params, int64_t value);
void db_bool(struct db_params *params, bool value);
void db_null(struct db_params *params);
void db_time(struct db_params *params,
             int64_t at_us); /* as "2011-07-01 01:32:33.000000+00"; NO_TIME: null */
void db_bytes(struct db_params *params, const void *bytes, size_t length); /* bytea, binary */
void db_array(struct db_params *params, const void *bytes, size_t length); /* from db/pgarray.h */

enum db_outcome {
    DB_DONE,   /* all statements done and committed */
    DB_FAILED, /* a statement failed: nothing of the group was done; error says what */
    DB_AWAY,   /* not connected, too many groups waiting, lost before it could be done, or a read
                  that was lost: nothing was done */
    DB_UNKNOWN /* the connection was lost after sending, or the wait for the synchronous standby
                  was cancelled: it may have been committed. Write and load lane only */
};

struct db_reply {
    enum db_outcome outcome;
    PGresult *results[DB_GROUP_MAX]; /* one a statement, the first ones of a longer group; freed
                                        after the callback, unless it sets what it keeps to NULL */
    int result_count;                /* 0 unless DB_DONE */
    char sqlstate[6];                /* of a failure; "" if none */
    char constraint[64];             /* the unique or foreign key in the way; "" if none */
    struct error error; /* of all but DB_DONE; SQLSTATE mapped by the table in db/sqlstate.c */
};
typedef void (*db_callback)(void *context, struct db_reply *reply);

struct db_statement {
    enum query query;
    struct db_params params;
};

/* Told of connections lost and made; level is a syslog number. The text holds no secrets. */
typedef void (*db_log)(void *context, int level, const char *message);

struct db_settings {
    const char *conninfo;
    const char *write_role, *read_role; /* set by the connection's startup options */
    int connections[DB_LANES];          /* how many per lane; 0: one */
    int slow_timeout_ms;                /* statement_timeout of DB_SLOW and DB_PUBLIC */
    int statement_timeout_ms;           /* of the others; 0: 30 s */
    int grace_ms; /* a group unanswered for that much longer: the connection is given up; 0: 15 s */
    int connect_timeout_ms;
    db_log log; /* may be NULL */
    void *log_context;
};

/* Begins to connect; returns NULL only without memory. settings are copied. */
struct db *db_new(struct event_base *base, const struct db_settings *settings);
/* Answers what is queued with DB_AWAY or DB_UNKNOWN, then frees. Not from within a callback. */
void db_free(struct db *db);

/* Sends a group on the least busy connection of the lane. agencies ("{1,2}") names what the read
 * role may see in this transaction (row security; sent before the statements); NULL on the write
 * and load lanes. The callback always comes later, never from within this call. */
void db_send(struct db *db, enum db_lane lane, const char *agencies,
             const struct db_statement *statements, size_t count, db_callback callback,
             void *context);
/* Takes the callback's interest away: it will not be called; the group itself goes on. */
void db_cancel(struct db *db, void *context);

struct event_base *db_base(const struct db *db);
bool db_lane_ready(const struct db *db, enum db_lane lane);
/* How many groups wait or are in flight on the lane's least busy connection; 0: one is idle, or the
 * lane is away and a group would be answered at once. */
size_t db_lane_load(const struct db *db, enum db_lane lane);

/* Calls fn when another daemon or worker pokes (NOTIFY on the channel), and on each reconnect with
 * payload NULL, since pokes may have been missed. The connection that listens is one of DB_LOAD. */
typedef void (*db_notified)(void *context, const char *channel, const char *payload);
void db_listen(struct db *db, const char *channel, db_notified fn, void *context);

/* Reads of a result: text form; integers in binary form too. Null gives the fallback. */
int64_t db_get_int(const PGresult *result, int row, int column, int64_t fallback);
bool db_get_bool(const PGresult *result, int row, int column);
/* Copies into arena; NULL for null or a full arena. */
char *db_get_text(struct arena *arena, const PGresult *result, int row, int column);
/* The bytes of a bytea, into arena, and their number; NULL for null or a full arena. */
uint8_t *db_get_bytes(struct arena *arena, const PGresult *result, int row, int column,
                      size_t *length);
/* Statements select instants as microseconds: (extract(epoch from at) * 1000000)::bigint; infinity
 * and null as null. */
int64_t db_get_time(const PGresult *result, int row, int column);

#endif
