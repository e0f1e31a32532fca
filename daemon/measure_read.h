/* Reads measures: the one way from the counters to figures. Charts, reports, the charter and the
 * maturity engine ask here, and write no SQL over counters of their own. */
#ifndef ONESTOP_DAEMON_MEASURE_READ_H
#define ONESTOP_DAEMON_MEASURE_READ_H

#include "db/db.h"
#include "workflow/measure.h"

struct arena;
struct error;
struct worker;

/* answers: one for each query, in order, in the arena handed in; NULL when it failed, and then
 * error says why: the database is away, or the arena is full (ERR_TOO_LARGE). */
typedef void (*measure_callback)(void *context, const struct measure_cells *answers,
                                 const struct error *error);

/* Asks for several measures at once, of one agency, behind row security. The queries are copied;
 * arena and desk (whose standards are looked at) must stay until the callback, which comes exactly
 * once, from the loop, never from within this call. Any number of queries but 0; each is read at
 * its own moment. False: the arena is full, and no callback comes. */
bool measure_read(struct worker *worker, struct arena *arena, const struct desk *desk,
                  int32_t agency_id, const struct measure_query *queries, size_t count,
                  measure_callback callback, void *context) __attribute__((warn_unused_result));
/* The same on another lane than that of staff (DB_SLOW). */
bool measure_read_on(struct worker *worker, enum db_lane lane, struct arena *arena,
                     const struct desk *desk, int32_t agency_id,
                     const struct measure_query *queries, size_t count, measure_callback callback,
                     void *context) __attribute__((warn_unused_result));

#endif
