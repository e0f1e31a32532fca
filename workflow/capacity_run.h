/* The queue as a simulation of discrete events: cases arrive, wait in the order in which they are
 * due, and are worked by whoever is there and free. Pure: a plan goes in with a seed, the
 * distribution of what comes of it over many runs comes out; the same seed gives the same answer.
 *
 * Time is the open time of the queue, in minutes from the beginning of the plan on: nights, closed
 * days and lunch breaks are not there. A person works a case to its end, over as many days as it
 * takes; who is absent on the next day gives it back. Somebody who has 210 minutes for this queue
 * on a day of 420 open minutes works at half speed all day.
 *
 * With one class, exponential gaps and handling times and people at full speed this is the queue
 * M/M/c; tests/unit/workflow/test_capacity_run.c holds it against Erlang's formula (A. K. Erlang,
 * "Solution of some problems in the theory of probabilities of significance in automatic telephone
 * exchanges", 1917). */
#ifndef ONESTOP_WORKFLOW_CAPACITY_RUN_H
#define ONESTOP_WORKFLOW_CAPACITY_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "workflow/random.h"

struct arena;

/* One kind of work. */
struct capacity_class {
    struct histogram minutes; /* of handling a case, as observed */
    double mean_minutes;      /* when nothing is observed: exponentially distributed around this */
    const double *due; /* [day]: when a case is due that comes as the day opens; later ones so much
                        * later. INFINITY: nothing is promised. NULL: of all days */
};

struct capacity_day {
    double open_minutes;   /* 0: closed; what comes then waits for the next day */
    const double *speeds;  /* of each person: minutes of work in a minute; 0: not there */
    const uint32_t *alike; /* the recorded days of which each may come again */
    size_t alike_count;
    uint32_t week; /* 0, 1, … */
};

struct capacity_waiting { /* a case that waits when the plan begins */
    double minutes, due;  /* due below 0: it was late before */
};

struct capacity_plan {
    const struct capacity_day *days;
    size_t day_count;
    uint32_t weeks;
    size_t people;
    const struct capacity_class *classes;
    size_t class_count;
    const uint32_t *recorded; /* [recorded day][class]: cases that came */
    double gap_minutes; /* above 0: cases of the first class come one by one instead, with gaps
                         * exponentially distributed around this */
    double demand;      /* so many times as many cases come as were recorded; above 0 */
    const struct capacity_waiting *waiting;
    size_t waiting_count;
};

struct capacity_spread { /* over the runs; by nearest rank */
    double p10, median, p90;
    size_t n; /* runs that have the figure; 0: none has */
};

struct capacity_figures {           /* of one week, or of them all */
    double capacity_minutes;        /* of all people: the same in each run */
    struct capacity_spread came;    /* cases */
    struct capacity_spread demand;  /* minutes of what came */
    struct capacity_spread backlog; /* minutes that are left to do at the end */
    struct capacity_spread cases;   /* in which these are */
    struct capacity_spread in_time; /* share of the cases finished, or due and not finished at the
                                     * end of the plan; not of those that were late before */
    double exceeded;                /* share of the runs in which more came than could be done */
};

struct capacity_forecast {
    struct capacity_figures *weeks, all;
    double mean_waiting; /* cases waiting for somebody, over all open time and all runs */
};

struct capacity_simulation;

/* NULL: the arena is full. The plan is borrowed. runs > 0. */
struct capacity_simulation *capacity_simulation_begin(struct arena *arena,
                                                      const struct capacity_plan *plan,
                                                      uint64_t seed, uint32_t runs);
/* Makes the next run; to be called so many times. False: the arena is full, too much waits. */
bool capacity_simulation_run(struct capacity_simulation *simulation)
    __attribute__((warn_unused_result));
/* What came of the runs made. NULL: the arena is full. */
const struct capacity_forecast *capacity_simulation_end(struct capacity_simulation *simulation);

#endif
