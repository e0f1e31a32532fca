/* The end of each day of each queue: capacity and backlog as they stood, with their counters.
 *
 * A worker looks every few seconds whether a local day of an agency has ended that is not recorded,
 * claims it in the database and records it; after an outage one day after the other. The backlog of
 * a day that is long past is worked out from the events (queue_waiting() of db/schema). Its
 * capacity is known as long as no other definition was applied since; else nobody knows it, and the
 * day has none. */
#ifndef ONESTOP_DAEMON_QUEUE_DAY_H
#define ONESTOP_DAEMON_QUEUE_DAY_H

struct queue_days;
struct worker;

/* Begins to look. NULL without memory. */
struct queue_days *queue_days_new(struct worker *worker);
/* Looks no more; frees itself when what is under way has been answered. NULL is allowed. */
void queue_days_free(struct queue_days *days);

#endif
