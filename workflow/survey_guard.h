/* Which figures of a survey are told to those who neither lead nor audit: small groups stay hidden.
 *
 * The rule (its source: domain.md, "What a report must not do": groups with n < 5 are withheld; the
 * rest is what offices of statistics call secondary suppression):
 * 1. Figures are of one whole calendar quarter of the agency that is over. Quarters do not overlap
 *    and do not grow, so no two periods can be subtracted from each other.
 * 2. A group with fewer than SURVEY_SMALL_GROUP answers is withheld; so is the total.
 * 3. Groups of one breakdown and their total: when one group alone is withheld, or all that are
 * have fewer than SURVEY_SMALL_GROUP answers together, the next smallest is withheld too, and so
 * on. Totals stay.
 * 4. Groups of two breakdowns: when all of one are within another (a service that only one office
 *    has) and the rest of that one would be a small group, the inner one is withheld; then 3 again.
 * 5. A question is a table of its own, in which every group is withheld that is so as a whole.
 * Who leads an office knows what was answered there: it is told to them, and the rest is judged
 * without it, since they can subtract it from everything. Where a quarter is over, nothing of this
 * changes any more, so that asking again tells nothing either. */
#ifndef ONESTOP_WORKFLOW_SURVEY_GUARD_H
#define ONESTOP_WORKFLOW_SURVEY_GUARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "workflow/civil.h"

struct arena;

enum survey_slice { SLICE_OFFICE, SLICE_SERVICE, SLICE_CHANNEL, SLICE_SEGMENT, SURVEY_SLICES };

/* How many answers have these keys; each combination once. */
struct survey_cell {
    int32_t key[SURVEY_SLICES];
    int64_t n;
};

struct survey_group {
    enum survey_slice slice;
    int32_t key;
    int64_t n;
    bool withheld;
    /* For each other breakdown: the one group that all of this are in. */
    int32_t within[SURVEY_SLICES];
    bool mixed[SURVEY_SLICES]; /* there is no such one */
};

struct survey_groups {
    struct survey_group *groups;
    size_t count;
    int64_t n;
    bool withheld; /* the total, and with it everything */
};

/* What may be told of cells. whole: the same of all who answered, when the cells are those of a
 * question; else NULL. False: the arena is full. */
bool survey_guard(struct arena *arena, const struct survey_cell *cells, size_t count,
                  const struct survey_groups *whole, struct survey_groups *groups)
    __attribute__((warn_unused_result));

/* The first and last day of the last quarter that was over on a day. */
void survey_last_quarter(civil_day today, civil_day *first, civil_day *last);
/* Whether these are first and last day of one quarter that was over on a day. CIVIL_NONE is none.
 */
bool survey_is_quarter(civil_day first, civil_day last, civil_day today);

#endif
