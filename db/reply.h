/* A group in flight, from sending to its answer. */
#ifndef ONESTOP_DB_REPLY_H
#define ONESTOP_DB_REPLY_H

#include "db/db.h"

/* The commands of a group on the wire: the prepares, the read scope if any, the caller's
 * statements, the sync. */
struct group {
    struct group *next;
    db_callback callback; /* NULL: nobody is interested any more */
    void *context;
    size_t prepare_count, scope_count, count;
    size_t cursor;     /* the command whose results come now */
    bool has_result;   /* of that command */
    bool unsent;       /* its sync was never written: it surely was not done */
    bool failed;       /* failure says why */
    bool reconnect;    /* the server will not do what we need */
    PGresult *failure; /* the first error */
    size_t failed_at;  /* the cursor then */
    enum query *prepares;
    PGresult *results[];
};

/* NULL without memory. */
struct group *group_new(size_t count, bool scoped, db_callback callback, void *context);

/* Takes over one result of the current command; false when it is an error or was skipped. */
bool group_take(struct group *group, PGresult *result);
/* The current command has no more results. False when it had none: there is nothing to read. */
bool group_command_ended(struct group *group);

/* Of the head group of a connection that was lost: the server said that it stops, and why. What
 * was sent after this group was then never looked at. */
bool group_stopped_server(const struct group *group);
/* Of a failed group of a lost connection: the failure came before the commit began. */
bool group_surely_undone(const struct group *group);

/* Calls the callback and frees the group. */
void group_answer(struct group *group, enum db_outcome outcome);

/* The answer to a group that was never taken. */
void reply_away(db_callback callback, void *context);

#endif
