/* How many cases wait in each queue, counted for all who ask.
 *
 * Every request is answered with a count made after it came; those that come while one is being
 * made share the next one.
 *
 * The counts are of all agencies, so row security cannot choose among them: whoever shows them
 * leaves out what the caller may not see, by agency and office as access_case_roles() does. */
#ifndef ONESTOP_DAEMON_QUEUE_COUNTS_H
#define ONESTOP_DAEMON_QUEUE_COUNTS_H

#include "daemon/request.h"

struct queue_count {
    int32_t queue_id, agency_id, office_id, handling_agency_id;
    int64_t open, unassigned, overdue, due_soon;
};

struct queue_counts {
    struct queue_count *items;
    size_t count;
    int64_t as_of_us;
    struct error error; /* of the last count; ERR_OK: it is good */
    /* Of queue_counts.c. */
    struct worker *worker;
    int64_t sent_us;
    bool under_way;
    struct queue_waiter *waiting, *late; /* late: asked after the count under way was sent */
    struct db_statement statement;
    char *agencies;
};

struct queue_counts *queue_counts_new(struct worker *worker);
void queue_counts_free(struct queue_counts *counts);

/* Goes on with next when there are new counts; look at error then. */
void queue_counts_await(struct queue_counts *counts, struct request *request, request_step next);

#endif
