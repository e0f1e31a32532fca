/* Applies a desk definition: one transaction that writes what has changed.
 *
 * The document (config/desk.h) goes into desk_definition; then one statement a kind derives its
 * table's rows from it. What is new is inserted, what has changed is updated, or gets a new version
 * (calendar, process, standard, ladder); what the definition of a named agency has no more is
 * retired. Agencies that it does not name stay as they are. Applying the same again changes
 * nothing. One at a time: the first statement takes a lock. After the commit every daemon is told
 * on the channel "onestop_desk". */
#ifndef ONESTOP_DB_DESK_APPLY_H
#define ONESTOP_DB_DESK_APPLY_H

#include "db/db.h"

#define DESK_CHANNEL "onestop_desk"

/* A dry run gives the desk as it would be (db/query/desk_load.sql), too. */
enum { DESK_APPLY_STATEMENTS = 21, DESK_APPLY_LOADED = 19 };

struct desk_change {
    const char *agency, *kind, *code; /* "city", "service", "birth-certificate" */
    const char *change;               /* "new", "changed", "retired" */
};

/* What only the database could know to be wrong. */
struct desk_refusal {
    const char *file, *path, *reason;
    struct error_source source; /* of the reason, for other languages */
};

/* Running clocks of an agency that may move: by standards of these ids, of which those of these
 * codes have changed themselves, and those of open complaints, by ladders of these ids. All are
 * arrays of PostgreSQL, as text. */
struct desk_moving {
    int32_t agency_id;
    const char *agency, *standards, *changed, *ladders;
};

struct desk_applied {
    int64_t definition_id; /* 0: unchanged; of a dry run: an id that was not kept */
    int64_t version;       /* the newest before that names one of its agencies; 0: none */
    struct desk_change *changes;
    size_t change_count;
    struct desk_moving *moving;
    size_t moving_count;
    struct desk_refusal *refusals; /* any: nothing was changed */
    size_t refusal_count;
};

/* Fills statements for db_send() on DB_LOAD, or for db_run(); returns how many. document is
 * borrowed. applied_by 0: the operator. seen: the version that it was compared with, 0: whichever
 * it is. A dry run finds the changes and takes them back. */
size_t desk_apply_group(struct db_statement statements[DESK_APPLY_STATEMENTS], const char *document,
                        int32_t applied_by, int32_t seen, bool dry_run);

/* Reads the answers to such a group, into arena. ERR_OK also when there is nothing to change;
 * ERR_STALE when the version is not the one that was seen, ERR_INVALID with refusals: nothing was
 * changed; ERR_TOO_LARGE when the arena is full. */
enum error_code desk_apply_read(struct arena *arena, PGresult *const *results, size_t count,
                                struct desk_applied *applied, struct error *error)
    __attribute__((warn_unused_result));

/* Both, over a plain connection, whichever version there is. */
enum error_code desk_apply_sync(PGconn *connection, struct arena *arena, const char *document,
                                int32_t applied_by, bool dry_run, struct desk_applied *applied,
                                struct error *error) __attribute__((warn_unused_result));

#endif
