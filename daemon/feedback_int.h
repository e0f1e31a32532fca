/* What the handlers of feedback share. */
#ifndef ONESTOP_DAEMON_FEEDBACK_INT_H
#define ONESTOP_DAEMON_FEEDBACK_INT_H

#include "daemon/record_street.h"
#include "workflow/feedback.h"

/* Feedback as loaded, with what hangs on it as far as the caller may see it. */
struct feedback_loaded {
    struct feedback row;
    int64_t customer_id; /* the record that stands for the customer now; 0: anonymous */
    struct decision_customer customer;                  /* of that record */
    const char *case_reference, *improvement_reference; /* NULL: none, or not for the caller */
    const char *other_reference; /* of the improvement that the body names; NULL: as above */
};

/* Of struct record_way. */
bool feedback_read(struct request *request, struct record_work *work, const PGresult *rows);
uint32_t feedback_roles(const struct request *request, const struct record_work *work);
const char *feedback_after(const struct request *request, const struct record_work *work);
#define FEEDBACK_WAY(decide_)                                                                      \
    {                                                                                              \
        .path = "feedback", .load = QUERY_FEEDBACK_LOAD, .read = feedback_read,                    \
        .roles = feedback_roles, .decide = decide_, .json = feedback_after                         \
    }

/* The brief form, the same as SQL's view feedback_brief with `case` and `improvement` (a test holds
 * them together). NULL: the arena is full. */
const char *feedback_json(struct arena *arena, const struct desk *desk,
                          const struct feedback_loaded *feedback);

#endif
