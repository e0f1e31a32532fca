/* Absences of staff that are entered at once: who leads them, who administers, and each for
 * themselves say the first and the last day, and nothing of why: a reason would tell of somebody's
 * health.
 *
 * A record (workflow/record.h). Its days stand in the table of all absences beside those of the
 * desk definition, which are no records and belong to who applies it: the desk (struct staff) has
 * both, and so have routing, ladders and capacity. No two of one person overlap. What is over stays
 * as it was, since work was given out by it. Days are local ones of the home agency. */
#ifndef ONESTOP_WORKFLOW_ABSENCE_H
#define ONESTOP_WORKFLOW_ABSENCE_H

#include "proto/codec.h"
#include "workflow/record.h"

/* Days that one may last: three years. Longer ones are a slip of the pen. */
enum { ABSENCE_DAYS_MAX = 3 * 366 };

struct absence_entry {
    struct record header; /* of the home agency; no office */
    int32_t staff_id;
    struct absence days;
    int32_t entered_by;
    int64_t entered_at_us, withdrawn_at_us; /* withdrawn_at_us NO_TIME: it stands */
};

/* Another one of the same person that stands. reference NULL: of the desk definition. */
struct absence_other {
    const char *reference;
    struct absence days;
};

/* What a command says, and what it must not overlap with. */
struct absence_told {
    const struct absence_body *body; /* what it does not name stays as it was */
    const struct absence_other *others;
    size_t other_count;
};

/* Enters one for a staff member; it must not be over. The member and their lead get a notice unless
 * it was they who did it. Fills effects and *after, or refuses (ERR_INVALID with the fields) with
 * nothing in effects; so do the others. */
enum error_code absence_enter(const struct decision_context *context, const struct actor *actor,
                              const struct staff *staff, const struct absence_told *told,
                              struct effects *effects, struct absence_entry *after,
                              struct error *error) __attribute__((warn_unused_result));
/* Changes its days, down to yesterday as the last one: somebody is back. ERR_REFUSED: it is over,
 * or was taken back. Nothing is written when they are the same. */
enum error_code absence_change(const struct decision_context *context, const struct actor *actor,
                               const struct absence_entry *before, const struct absence_told *told,
                               struct effects *effects, struct absence_entry *after,
                               struct error *error) __attribute__((warn_unused_result));
/* Takes it back whole; ERR_REFUSED as above. */
enum error_code absence_withdraw(const struct decision_context *context, const struct actor *actor,
                                 const struct absence_entry *before, struct effects *effects,
                                 struct absence_entry *after, struct error *error)
    __attribute__((warn_unused_result));

#endif
