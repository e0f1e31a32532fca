/* Contacts as measured standards: what ticket desks and phone systems know of one, and whether it
 * kept the standard of its kind.
 *
 * A contact with an appointment is measured by punctuality (from the appointment until somebody
 * answered), one at the counter by counter-wait, a call by phone-answer (both from queueing until
 * somebody answered). Others, and those that went out to the customer, are measured by none.
 *
 * It counts on the local day on which it began, and is judged once, when it is taken in, by what
 * standard_for() finds for its service, channel and segment on that day, however late that is;
 * nothing in force: not judged. Whoever was answered within
 * the standard's seconds met it. An abandoned contact never meets it: when the customer left after
 * more than abandoned_after_s (unless set otherwise the standard's seconds) it counts as missed,
 * before that it does not count. */
#ifndef ONESTOP_WORKFLOW_CONTACT_H
#define ONESTOP_WORKFLOW_CONTACT_H

#include "proto/error.h"
#include "workflow/desk.h"
#include "workflow/effects.h"
#include "workflow/standard.h"

struct command;

/* What cannot be right of a command's times, each a field of *error: ERR_OK or ERR_INVALID. */
enum error_code contact_check(const struct command *command, int64_t now_us, struct error *error)
    __attribute__((warn_unused_result));
/* A measured contact has the names of both its system and of itself there, or neither. */
enum error_code contact_check_source(const struct command *command, struct error *error)
    __attribute__((warn_unused_result));
/* Sets direction, purpose and cause; what the command leaves out is the usual. */
void contact_describe(const struct command *command, struct contact_row *contact);
/* Sets the contact's times, wait and duration; of those that a command leaves out, what follows
 * from the others. Without any it began now. */
void contact_measure(const struct command *command, int64_t now_us, struct contact_row *contact);

/* The kind of standard that measures the contact; STANDARD_NONE: no standard does. */
enum standard_kind contact_kind(const struct contact_row *contact);
/* What the contact asks a standard for, on its own day. */
struct standard_wish contact_wish(const struct desk *desk, const struct zone *zone,
                                  const struct contact_row *contact);
/* Finds the version that judges it and sets standard_id and verdict. */
void contact_judge(const struct desk *desk, const struct zone *zone, struct contact_row *contact);
/* What this version (NULL: none) says of the contact. */
enum verdict contact_verdict(const struct contact_row *contact, const struct standard *standard);

#endif
