/* What the runs of a simulation leave, and how it is summed up. */
#ifndef ONESTOP_WORKFLOW_CAPACITY_RUN_INT_H
#define ONESTOP_WORKFLOW_CAPACITY_RUN_INT_H

#include "workflow/capacity_run.h"

struct capacity_tally {    /* of one week of one run */
    double came;           /* cases */
    double demand;         /* minutes that came */
    double backlog, cases; /* left at its end */
    double in_time, late; /* finished; in the last week also: due before its end and not finished */
};

struct capacity_tallies {
    const struct capacity_plan *plan;
    const struct capacity_tally *items; /* [run][week] */
    uint32_t runs;
};

/* NULL: the arena is full. */
struct capacity_forecast *capacity_sum_up(struct arena *arena,
                                          const struct capacity_tallies *tallies);

#endif
