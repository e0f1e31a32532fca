/* From a desk and what is known of a queue to a plan that can be simulated. Pure.
 *
 * - The time of a day is that of whoever works longest on it, of those who work the queue, or, when
 *   the queue is open and nobody is there, CAPACITY_USUAL_MINUTES. Who is shared out among several
 *   queues works at the speed of their share (workflow/capacity.h).
 * - On each day as many cases come as on one of the recorded days of the same weekday, open or
 *   closed as this one; where there is none, of any weekday. A case comes when it is opened,
 *   reopened or handed over from another queue.
 * - Handling takes as long as cases of the service took in this queue until they left it, or, when
 *   fewer than CAPACITY_OBSERVED are known, the minutes expected of it.
 * - A case is due as its service's processing standard says, on the real calendars, from when it
 *   was opened: as long before as those of its service had been open when they came, on average. A
 *   task is not promised. What waits at the beginning has its own due time and what is left of its
 *   minutes.
 * - Absences and holidays are those of the desk. One person more works CAPACITY_USUAL_MINUTES on
 *   each open day, for this queue alone; one person less is the one who has most time for it. */
#ifndef ONESTOP_WORKFLOW_CAPACITY_PLAN_H
#define ONESTOP_WORKFLOW_CAPACITY_PLAN_H

#include "workflow/capacity.h"
#include "workflow/capacity_run.h"

enum { CAPACITY_USUAL_MINUTES = 420, CAPACITY_OBSERVED = 20 };

/* One kind of work of a queue: cases of a service, or tasks about them. */
struct capacity_kind {
    const struct service *service;
    bool tasks;
    const uint32_t *came;      /* on each day of the history */
    struct histogram observed; /* minutes of handling */
    double expected_minutes;
    int64_t age_us; /* how long they had been open when they came, on average */
};

struct capacity_history {
    civil_day from;
    size_t days;
    const struct capacity_kind *kinds;
    size_t kind_count;
};

struct capacity_left { /* what waits at the beginning: so many, all due at that time */
    int64_t due_at_us; /* NO_TIME: no time is promised */
    int64_t cases, minutes;
};

struct capacity_wish {
    const struct desk *desk;
    const struct queue *queue;
    const struct capacity_demand *shares; /* by which people are shared out */
    const struct capacity_history *history;
    const struct capacity_left *left;
    size_t left_count;
    civil_day first;
    size_t days;   /* the last week may be a part of one */
    int32_t staff; /* so many more, or fewer below 0 */
    double demand; /* so many times as much comes */
};

/* How many people work a queue. */
size_t capacity_people(const struct desk *desk, const struct queue *queue);
/* The plan, in arena; scratch is emptied. NULL: an arena is full. */
const struct capacity_plan *capacity_plan_make(struct arena *arena, struct arena *scratch,
                                               const struct capacity_wish *wish);

#endif
