/* Due clocks of complaints: loads, lets time do what it does (workflow/complaint.h), commits. */
#ifndef ONESTOP_DAEMON_DUE_COMPLAINT_H
#define ONESTOP_DAEMON_DUE_COMPLAINT_H

#include <stdbool.h>
#include <stdint.h>

struct worker;

/* Works on one complaint; calls ended(context) once, later. False: no memory, and ended is not
 * called. */
bool due_complaint(struct worker *worker, int64_t id, void (*ended)(void *context), void *context);

#endif
