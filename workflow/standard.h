/* Which standard judges what: versions by their dates, scopes by how narrow they are. One chooser
 * for all that is judged: cases and their clocks, contacts, answers to surveys. Pure. */
#ifndef ONESTOP_WORKFLOW_STANDARD_H
#define ONESTOP_WORKFLOW_STANDARD_H

#include "workflow/desk.h"

/* The dimensions that a scope names: the more to the left, the narrower. */
enum { SCOPE_SEGMENT = 1, SCOPE_CHANNEL = 2, SCOPE_SERVICE = 4 };

/* Sets the last day of each version: its own, or the day before the next version of its code. Of
 * two that begin on one day the one with the higher id has replaced the other. */
void standards_link(struct standard *standards, size_t count);

/* What a standard is asked for. */
struct standard_wish {
    enum standard_kind kind;
    int32_t agency_id;
    const struct service *service; /* NULL: none is known, as of a contact without a case */
    enum channel channel;
    int32_t segment_id;            /* 0: none */
    civil_day day;                 /* local day: a clock's start, a contact's, a case's closing */
    const char *survey, *question; /* codes, of an answer; else NULL */
};

/* The version that judges it; NULL: nothing is promised. The narrowest scope wins: one that names
 * the service before one that names the channel, that before one that names the segment. A
 * service that names a processing standard counts as named by its scope; one that nobody names, and
 * that names nothing, is for nothing. One that names a question is for answers to it alone. A
 * definition in which two could be meant is refused when it is loaded. */
const struct standard *standard_for(const struct desk *desk, const struct standard_wish *wish);

/* Whether a version could judge that at all, whatever else there is beside it: it is of the kind,
 * meant for this, and its dates hold the day. */
bool standard_covers(const struct standard *standard, const struct standard_wish *wish);

/* The version of the same code in force on a day (of a running clock: on which it started); the
 * given one when there is none any more. */
const struct standard *standard_successor(const struct desk *desk, const struct standard *standard,
                                          civil_day day);

#endif
