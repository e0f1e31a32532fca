/* What PostgreSQL's SQLSTATE means to us: the one table. */
#ifndef ONESTOP_DB_SQLSTATE_H
#define ONESTOP_DB_SQLSTATE_H

#include <stdbool.h>

#include "proto/error.h"

struct sqlstate_info {
    const char *state; /* five characters, or a class of two */
    enum error_code code;
    const char *message; /* for the caller */
    bool whole;     /* concerns the database, not one command of a batch: no use in replaying */
    bool reconnect; /* the server will not do on this connection what we need of it */
};

/* The row of a state, else of its class, else the row for everything unknown. Never NULL. */
const struct sqlstate_info *sqlstate_info(const char *sqlstate);

#endif
