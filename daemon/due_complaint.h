/* Clocks of complaints that are due, or whose calendar has changed: loads, lets time or the
 * calendar do what it does (workflow/complaint.h), commits. */
#ifndef ONESTOP_DAEMON_DUE_COMPLAINT_H
#define ONESTOP_DAEMON_DUE_COMPLAINT_H

#include <stdbool.h>
#include <stdint.h>

struct worker;

/* done: all of it is committed, or there was nothing to do; else it is to be tried again. */
typedef void (*due_complaint_ended)(void *context, bool done);

/* Works on one complaint; calls ended once, later. False: no memory, and ended is not called. */
bool due_complaint(struct worker *worker, int64_t id, due_complaint_ended ended, void *context);
/* Moves its clocks after the change of calendar of a definition, and notes there how many. */
bool due_complaint_recompute(struct worker *worker, int64_t id, int64_t definition_id,
                             due_complaint_ended ended, void *context);

#endif
