/* One record whose alarm (workflow/record_alarm.h) has rung: loads it, lets its rules act, commits.
 */
#ifndef ONESTOP_DAEMON_DUE_RECORD_H
#define ONESTOP_DAEMON_DUE_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "proto/types.h"

struct worker;

/* ended(context) comes once, when it is over, never from within this call. False: nothing is under
 * way (the kind has no alarms, or there was no memory), and the claim on it runs out. */
bool due_record(struct worker *worker, int64_t id, enum record_kind kind,
                void (*ended)(void *context), void *context);

#endif
