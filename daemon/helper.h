/* A helper: one thread that does what takes too long for the event loop, job by job, with a bounded
 * queue. Jobs are handed over whole: the thread touches nothing else. */
#ifndef ONESTOP_DAEMON_HELPER_H
#define ONESTOP_DAEMON_HELPER_H

#include <stdbool.h>
#include <stddef.h>

struct event_base;
struct helper;

/* Stands at the beginning of whatever the caller's job is. */
struct helper_job {
    struct helper_job *next; /* the helper's */
    /* On the thread. */
    void (*work)(struct helper_job *job);
    /* Back on the loop, which owns the job again. dropped: the helper ends, and no more jobs can be
     * submitted. */
    void (*done)(struct helper_job *job, bool dropped);
};

/* Starts the thread; NULL when it cannot. queue: jobs that may wait. */
struct helper *helper_new(struct event_base *base, size_t queue);
/* Waits for the job under way; it and the others are dropped. NULL is allowed. */
void helper_free(struct helper *helper);
size_t helper_waiting(struct helper *helper);

/* False when the queue is full: the job stays the caller's. */
bool helper_submit(struct helper *helper, struct helper_job *job);

#endif
