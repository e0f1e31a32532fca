/* Pages of clocks that have not ended, as loaded by db/query/recompute_load.sql. */
#ifndef ONESTOP_DAEMON_RECOMPUTE_ROWS_H
#define ONESTOP_DAEMON_RECOMPUTE_ROWS_H

#include "db/db.h"
#include "workflow/kase.h"

/* Where a page begins: after this clock. */
struct recompute_position {
    int64_t owner_id, clock_id;
};

/* What one agency's part of a definition touches; texts are arrays of PostgreSQL. */
struct recompute_part {
    int32_t agency_id;
    const char *standards, *changed, *ladders;
};

struct recompute_clock {
    struct kase_clock clock;
    struct kase *row; /* of its case, with what an event carries; NULL: its owner is no case */
};

struct recompute_page {
    struct recompute_clock *clocks; /* by owner and id */
    size_t count;
    struct recompute_position end;
};

/* Fills the statement that loads a page of at most limit clocks. */
void recompute_load(struct db_statement *statement, const struct recompute_part *part,
                    const struct recompute_position *from, int limit);
/* Reads its answer into arena. False when that is full. */
bool recompute_read(struct arena *arena, const PGresult *rows, int32_t agency_id,
                    struct recompute_page *page) __attribute__((warn_unused_result));
/* "standard:CODE" or "calendar:CODE": what moves clocks of a standard. NULL: the arena is full. */
const char *recompute_cause(struct arena *arena, const struct desk *desk,
                            const struct recompute_part *part, const struct standard *standard);
/* The same for complaints of a ladder. */
const char *recompute_ladder_cause(struct arena *arena, const struct desk *desk,
                                   const struct ladder *ladder);

#endif
