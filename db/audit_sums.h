/* Are the sums of counters by month (counter_sum) what the counters give? Both are read once, in
 * any order; kept is a mark a set and month (workflow/sum.h), so that memory does not grow with the
 * counters. */
#ifndef ONESTOP_DB_AUDIT_SUMS_H
#define ONESTOP_DB_AUDIT_SUMS_H

#include "workflow/sum.h"

struct audit_sums;

struct audit_sums *audit_sums_new(void); /* NULL without memory */
void audit_sums_free(struct audit_sums *sums);

/* The packed sums of a set of a month. All of them before the first counter. False: there is not
 * the memory. */
bool audit_sums_packed(struct audit_sums *sums, int32_t agency_id, int32_t metric, civil_day month,
                       int32_t set, const uint8_t *packed, size_t length)
    __attribute__((warn_unused_result));
/* A counter, journals left out; of a month without sums it does not matter. */
void audit_sums_counter(struct audit_sums *sums, int32_t agency_id, int32_t metric,
                        const struct sum_row *row);

/* A set of sums that are not those of the counters; each comes once. */
struct audit_sums_fault {
    int32_t metric, set;
    civil_day month;
};
bool audit_sums_next(struct audit_sums *sums, struct audit_sums_fault *fault);

#endif
