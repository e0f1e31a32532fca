/* A what-if simulation of a queue on its way: what was asked, what was read for it, its plans, and
 * the thread that makes the runs (daemon/helper.h).
 *
 * handler_simulation reads and answers; simulation_read has the statements, simulation_plan what
 * they become, simulation_json what is told. Everything that the thread touches stands in the
 * simulation's own arena. */
#ifndef ONESTOP_DAEMON_SIMULATION_H
#define ONESTOP_DAEMON_SIMULATION_H

#include <stdatomic.h>

#include "daemon/helper.h"
#include "daemon/request.h"
#include "proto/json_write.h"
#include "workflow/capacity_plan.h"
#include "workflow/measure.h"

enum {
    SIMULATION_HISTORY_DAYS = 182, /* that arrivals and handling times are drawn from, at most */
    SIMULATION_BACKTEST_DAYS = 28, /* and at least, to forecast last month */
    SIMULATIONS_WAITING = 4        /* behind the one under way, in a worker */
};

/* What is to be simulated: the weeks to come; and last month, from the months before. */
enum { SIMULATE_AHEAD, SIMULATE_LAST_MONTH, SIMULATE };

struct simulation_part {
    bool wanted;
    civil_day first, history_from;
    size_t days, history_days;
    struct capacity_left *left;
    size_t left_count;
    const struct capacity_plan *plan;
    const struct capacity_forecast *forecast; /* NULL: it did not fit into memory */
};

/* What has been of last month. */
struct simulation_happened {
    int64_t arrivals, demand, backlog, cases;
    int64_t capacity; /* -1: not recorded */
    int64_t in_time, judged;
};

struct simulation {
    struct helper_job job;   /* first: the helper's */
    struct request *request; /* NULL: the client has gone */
    struct arena *arena;
    bool under_way; /* in the thread */
    atomic_bool cancelled;
    atomic_uint made; /* runs, of all parts */
    struct event *timer;
    request_step next; /* when all is read */
    /* What was asked. */
    const struct queue *queue;
    const struct agency *agency;
    int32_t weeks, staff, runs;
    int64_t demand; /* thousandths */
    int64_t seed;
    size_t people;
    /* What was read. */
    civil_day today, from; /* from: first day of all history read */
    struct capacity_demand shares;
    const struct measure_cells **figures; /* [agency of the desk]: whose cases they are */
    size_t agencies_read;
    struct error error;
    struct simulation_happened happened;
    struct simulation_part parts[SIMULATE];
};

/* Reads all that is needed, then goes on with next; the request has its answer when it cannot. */
void simulation_read(struct simulation *simulation, request_step next);
/* The queries of simulation_read(), in this order, as answered in figures of each agency: a case
 * may be handed into a queue of another one. All by service and queue, or by queue alone. */
enum {
    FIGURE_ARRIVALS, /* by day, of all history */
    FIGURE_TASKS,
    FIGURE_MINUTES, /* by bucket instead of queue; of all history; then before last month */
    FIGURE_MINUTES_BEFORE,
    FIGURE_AGES, /* likewise, by queue */
    FIGURE_AGES_BEFORE,
    FIGURE_JUDGED, /* by queue, of last month, as are those that follow */
    FIGURE_DEMAND,
    FIGURE_CAPACITY,
    FIGURES
};

/* Makes the plans of what was read. False: out of memory. */
bool simulation_plan(struct simulation *simulation) __attribute__((warn_unused_result));
/* Whether anything has come into the queue that could come again. */
bool simulation_has_history(const struct simulation *simulation);
/* The answer, in the simulation's arena. NULL: it is full. */
const char *simulation_json(struct simulation *simulation);

#endif
