/* The sums of counters that indicators ask for: out of sums by month where nothing has changed
 * since they were made, else out of the counters. */
#ifndef ONESTOP_DAEMON_MATURITY_SUMS_H
#define ONESTOP_DAEMON_MATURITY_SUMS_H

#include "db/db.h"
#include "workflow/indicator.h"

struct pgarray;

/* Adds what is asked for to a statement that has agency and last day. */
void maturity_sums_ask(struct db_params *params, struct pgarray *writer,
                       const struct indicator_asks *asks);
/* Reads the answer into facts: by place and key, serious complaints left out. False: the arena is
 * full. */
bool maturity_sums_read(struct arena *arena, const PGresult *rows, struct indicator_facts *facts);

#endif
