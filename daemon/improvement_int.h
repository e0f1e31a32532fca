/* What the handlers of improvements share. */
#ifndef ONESTOP_DAEMON_IMPROVEMENT_INT_H
#define ONESTOP_DAEMON_IMPROVEMENT_INT_H

#include "daemon/record_street.h"
#include "workflow/improvement.h"

struct improvement_loaded {
    struct improvement row;
    struct improvement_audience audience;
    bool case_seen, complaint_seen; /* what the body names is there for the caller */
};

/* Reads what improvement_load.sql gives beside the header, which is there, into the zeroed row.
 * False: it cannot be read, or the arena is full. */
bool improvement_from_row(struct arena *arena, const PGresult *rows, struct improvement *row,
                          struct improvement_audience *audience);
/* How many ids a rule may need that tells them. */
int improvement_ids(const struct improvement_audience *audience);

/* Of struct record_way. */
bool improvement_read(struct request *request, struct record_work *work, const PGresult *rows);
uint32_t improvement_roles(const struct request *request, const struct record_work *work);
const char *improvement_after(const struct request *request, const struct record_work *work);
#define IMPROVEMENT_WAY(decide_)                                                                   \
    {                                                                                              \
        .path = "improvements", .load = QUERY_IMPROVEMENT_LOAD, .read = improvement_read,          \
        .roles = improvement_roles, .decide = decide_, .json = improvement_after                   \
    }

/* The brief form, the same as SQL's view improvement_brief (a test holds them together). NULL: the
 * arena is full. */
const char *improvement_json(struct arena *arena, const struct desk *desk,
                             const struct improvement *row);
/* The ways from its state: [{to,open,why}]; why in these words. */
const char *improvement_json_moves(struct arena *arena, const struct words *words,
                                   const struct improvement *row, const struct actor *actor);

#endif
