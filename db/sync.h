/* Groups over a plain connection that waits: for the programs that run beside the daemon (apply,
 * passwd, audits) and for tests. */
#ifndef ONESTOP_DB_SYNC_H
#define ONESTOP_DB_SYNC_H

#include "db/db.h"

/* Sends the statements as one implicit transaction, as db_send() does, and waits. On ERR_OK,
 * results[0 … count-1] are the caller's to PQclear; otherwise nothing was done and they are NULL.
 * The connection must be idle. */
enum error_code db_run(PGconn *connection, const struct db_statement *statements, size_t count,
                       PGresult **results, struct error *error) __attribute__((warn_unused_result));
void db_clear_results(PGresult **results, size_t count);

#endif
