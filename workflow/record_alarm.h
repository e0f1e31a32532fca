/* Alarms: an instant at which a record wants to be looked at again. A clock (table clock) without a
 * standard, which fires once at its end: a daemon takes it like any clock that is due
 * (daemon/due_record.c), and the row of its rung lets it fire once, however many daemons there are.
 *
 * Each alarm has an id of its own, so that setting it anew makes one that has not fired yet. */
#ifndef ONESTOP_WORKFLOW_RECORD_ALARM_H
#define ONESTOP_WORKFLOW_RECORD_ALARM_H

#include "workflow/record.h"

struct record_alarm {
    int64_t id; /* of the clock; 0: none is set */
    int64_t set_at_us, due_at_us;
};

/* Sets it, in the place of one that is set already. */
void record_alarm_set(struct record_decision *decision, struct record_alarm *alarm,
                      int64_t due_at_us);
/* Takes it back; does nothing when none is set. */
void record_alarm_end(struct record_decision *decision, struct record_alarm *alarm);
/* Fires it; none is set then. */
void record_alarm_fire(struct record_decision *decision, struct record_alarm *alarm);

#endif
