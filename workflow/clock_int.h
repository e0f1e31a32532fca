/* What clock.c and clock_explain.c share: the walk over the pauses of a ledger, and the begin of a
 * clock's time. */
#ifndef ONESTOP_WORKFLOW_CLOCK_INT_H
#define ONESTOP_WORKFLOW_CLOCK_INT_H

#include "workflow/clock.h"

/* The closed entries of a ledger, and one more that comes after them (NULL: none): the one being
 * closed, or the open one with to_us INT64_MAX. */
struct clock_ledger {
    const struct clock_interval *closed;
    size_t count;
    const struct clock_interval *last;
};

/* The next entry that takes time away (paused or stopped, not empty); NULL when there is none left.
 * *index begins at 0. */
const struct clock_interval *clock_next_pause(const struct clock_ledger *ledger, size_t *index);

/* The ledger with the current interval of a clock added, when that is not a running one. *open is
 * the caller's room for it. */
struct clock_ledger clock_ledger_now(const struct clock *clock, const struct clock_interval *closed,
                                     size_t count, struct clock_interval *open);

/* Where a clock begins to count: its start, or what cutoff and closed days make of it. at_us is
 * NO_TIME when the calendar ends before. local keeps the clock time that working days go on from,
 * also when the change of clocks skips it on that day. */
struct clock_begin {
    struct civil_time local;
    int64_t at_us;
};
struct clock_begin clock_begin_of(const struct clock_terms *terms, int64_t start_us);

/* The unit's own time within [from, to): open time or wall time; negative spans give 0. */
int64_t clock_measure(const struct clock_terms *terms, int64_t from_us, int64_t to_us);

bool clock_counts_open_time(const struct clock_terms *terms);

#endif
