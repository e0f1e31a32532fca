/* Capacity: the minutes that the people of a desk have for each queue on a day. Pure.
 *
 * A person works in a queue as case manager, or as professional where steps of processes bring
 * professionals in, when routing would give them its work: right and skill (workflow/route.h); not
 * shared accounts. They are there on a day on which they are not absent and an office where they
 * have that right is open, for their capacity_minutes, or for as long as the office is open when
 * that is less.
 *
 * Who serves several queues is shared out among those that are open to them on the day, in
 * proportion to the demand of each queue (minutes that came within DEMAND_DAYS days) and 1, so
 * equally where there was none. Parts are whole minutes; what rounding leaves goes minute by minute
 * to the largest remainders, of equal ones to the queue with the lower id. So the parts of a person
 * are exactly their minutes, and none counts twice. */
#ifndef ONESTOP_WORKFLOW_CAPACITY_H
#define ONESTOP_WORKFLOW_CAPACITY_H

#include "workflow/desk.h"

struct arena;

enum { CAPACITY_DEMAND_DAYS = 28 };

/* Demand of queues in minutes, by their place in desk->queues. */
struct capacity_demand {
    const int64_t *minutes;
};

/* Whether a person works in a queue. */
bool capacity_serves(const struct desk *desk, const struct staff *staff, const struct queue *queue);
/* The longest that an office of the queue is open on a local day, in minutes: its own office, else
 * the offices of its agency. */
int32_t capacity_open_minutes(const struct desk *desk, const struct queue *queue, civil_day day);

/* The calendar of that office; NULL: there is no office with one. */
const struct calendar *capacity_calendar(const struct desk *desk, const struct queue *queue,
                                         civil_day day);

/* The minutes of a person for each queue, by its place in desk->queues, added to minutes[]. False:
 * the arena (for the work alone) is full. */
bool capacity_of_person(struct arena *arena, const struct desk *desk, const struct staff *staff,
                        const struct capacity_demand *demand, civil_day day, int32_t minutes[])
    __attribute__((warn_unused_result));
/* The minutes of all people for each queue, likewise. */
bool capacity_of_day(struct arena *arena, const struct desk *desk,
                     const struct capacity_demand *demand, civil_day day, int32_t minutes[])
    __attribute__((warn_unused_result));

#endif
