/* Signals of watched charts: what was more than chance, raised by the daemon, for the chart's
 * owner, who says what caused it and what is done.
 *
 * A record (workflow/record.h) that counts in the slice of its chart. */
#ifndef ONESTOP_WORKFLOW_SIGNAL_H
#define ONESTOP_WORKFLOW_SIGNAL_H

#include "workflow/civil.h"
#include "workflow/record.h"

struct signal {
    struct record header;
    enum signal_state state;
    int32_t chart_id;                   /* the version of the definition that watched */
    const char *chart, *name, *measure; /* of that version: code, name, measure */
    enum signal_rule rule;
    enum signal_side side;
    civil_day from, to; /* the first day of its first period, the last of its last one */
    double value;       /* of its last point; mean and limits of then, as shown; none is NAN */
    double mean, lower, upper;
    int32_t owner_id;
    int64_t raised_at_us, decided_at_us; /* NO_TIME: not */
    int32_t decided_by;
    const char *cause, *decision; /* free text: not in events; NULL: not there */
    uint8_t salt[16];
};

enum { SIGNAL_IDS = 2 }; /* that raising one takes */

/* Raises a signal for a chart: `told` has all but header's id, state and times. Adds to effects,
 * which hold others of the same agency or nothing (zeroed, with agency_id). Its salt is the
 * caller's. */
enum error_code signal_raise(const struct decision_context *context, const struct signal *told,
                             struct effects *effects, struct error *error)
    __attribute__((warn_unused_result));
/* Once. Fills effects and *after, or refuses (ERR_REFUSED) with nothing in effects. */
enum error_code signal_decide(const struct decision_context *context, const struct actor *actor,
                              const struct signal *before, const char *cause, const char *decision,
                              struct effects *effects, struct signal *after, struct error *error)
    __attribute__((warn_unused_result));

#endif
