/* Brings a database to the schema that this binary carries (db/schema). */
#ifndef ONESTOP_DB_MIGRATE_H
#define ONESTOP_DB_MIGRATE_H

#include <libpq-fe.h>

#include "proto/error.h"

/* Applies the migrations that are missing, in order, each in a transaction of its own under an
 * advisory lock, as the connection's user, who then owns the schema; several may try at once.
 * *applied (may be NULL) counts them. Refuses, with ERR_CONFLICT, when the text of an applied one
 * has changed or the database carries migrations that this binary does not know. Blocks. */
enum error_code migrate_apply(PGconn *connection, int *applied, struct error *error)
    __attribute__((warn_unused_result));

/* ERR_OK when the database carries exactly the schema of this binary; else ERR_CONFLICT. */
enum error_code migrate_check(PGconn *connection, struct error *error)
    __attribute__((warn_unused_result));

/* Whether the server that answers keeps what it acknowledges: fsync, full_page_writes and
 * synchronous_commit are on. Returns ERR_OK, ERR_INTERNAL with the setting at fault, or
 * ERR_UNAVAILABLE. Blocks: for the start of the daemon. */
enum error_code db_check_durability(PGconn *connection, struct error *error)
    __attribute__((warn_unused_result));

#endif
