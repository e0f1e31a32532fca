/* The database as the operator's commands and the start of the daemon see it: one plain connection
 * that waits. */
#ifndef ONESTOP_DAEMON_DATABASE_H
#define ONESTOP_DAEMON_DATABASE_H

#include <libpq-fe.h>

#include "proto/error.h"

struct settings;

/* Connects with the daemon's conninfo as its write role. NULL with the error. */
PGconn *database_connect(const struct settings *settings, struct error *error);
/* The same with migrate_conninfo, as whoever that is. */
PGconn *database_connect_owner(const struct settings *settings, struct error *error);

/* Whether the daemon may start on it: the schema is this program's, the settings that keep what was
 * acknowledged are on (or were allowed to be off). Tries for a while when nobody answers. */
enum error_code database_check(const struct settings *settings, struct error *error)
    __attribute__((warn_unused_result));

#endif
