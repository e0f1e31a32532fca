/* Loads the desk snapshot (workflow/desk.h) from the database. */
#ifndef ONESTOP_DB_SNAPSHOT_H
#define ONESTOP_DB_SNAPSHOT_H

#include "db/db.h"
#include "workflow/desk.h"

/* A snapshot and its memory. Reference-counted: a worker holds the newest, every request under way
 * its own. */
struct snapshot {
    struct desk desk;
    struct route_load *loads; /* of the newest only; kept up to date by the worker, see daemon */
    struct arena *arena;
    int references;
};
struct snapshot *snapshot_hold(struct snapshot *snapshot);
void snapshot_release(struct snapshot *snapshot);

typedef void (*snapshot_callback)(void *context, struct snapshot *snapshot,
                                  const struct error *error);
/* Loads on DB_LOAD: the desk by one statement, so of one moment, then its zones and the work in
 * hand. The callback gets a snapshot it owns, or NULL and the error; it comes later, but at once
 * when there is no memory. ERR_INTERNAL: the rows contradict each other, log_detail says which. */
void snapshot_load(struct db *db, snapshot_callback callback, void *context);
/* The same from rows of db/query/desk_load.sql that were read before (a dry run's); takes them. */
void snapshot_load_rows(struct db *db, PGresult *rows, snapshot_callback callback, void *context);
/* The same over a plain connection, for `onestopd apply`, audits and tests. */
struct snapshot *snapshot_load_sync(PGconn *connection, struct error *error);

#endif
