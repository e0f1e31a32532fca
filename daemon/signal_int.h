/* What the handlers of signals share. */
#ifndef ONESTOP_DAEMON_SIGNAL_INT_H
#define ONESTOP_DAEMON_SIGNAL_INT_H

#include "daemon/record_street.h"
#include "workflow/signal.h"

/* Of struct record_way; before and after are struct signal. */
bool signal_read(struct request *request, struct record_work *work, const PGresult *rows);
/* Signals tell figures: only who leads or audits there is told (ROLES_SIGNAL). */
uint32_t signal_roles(const struct request *request, const struct record_work *work);
const char *signal_after(const struct request *request, const struct record_work *work);
#define SIGNAL_WAY(decide_)                                                                        \
    {                                                                                              \
        .path = "signals", .load = QUERY_SIGNAL_LOAD, .read = signal_read, .roles = signal_roles,  \
        .decide = decide_, .json = signal_after                                                    \
    }

/* The brief form, the same as SQL's view signal_brief (a test holds them together). NULL: the arena
 * is full. */
const char *signal_json(struct arena *arena, const struct desk *desk, const struct signal *signal);

#endif
