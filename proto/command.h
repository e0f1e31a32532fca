/* A command: what somebody wants changed, as decoded from a request body (proto/codec.h) or made by
 * the daemon.
 *
 * One flat struct for all kinds: a field that a kind does not use is 0 / NULL / NO_TIME / -1.
 * Strings live in the request's arena. The names are those of the JSON bodies. */
#ifndef ONESTOP_PROTO_COMMAND_H
#define ONESTOP_PROTO_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "proto/types.h"

enum command_kind {
    COMMAND_NONE,
    COMMAND_CASE_LOG,
    COMMAND_CASE_CLAIM,
    COMMAND_CASE_ASSIGN,    /* to: user name; team lead, or the case manager giving it away */
    COMMAND_CASE_HAND_OVER, /* to a person, a queue, or another agency (queue there) */
    COMMAND_CASE_STEP,
    COMMAND_CASE_NOTE,
    COMMAND_CASE_CONTACT, /* contact log with a case */
    COMMAND_CASE_BRING_IN,
    COMMAND_CASE_PAUSE,
    COMMAND_CASE_RESUME,
    COMMAND_CASE_CLOSE,
    COMMAND_CASE_REOPEN,
    COMMAND_CASE_LINK,
    COMMAND_TASK_CLAIM,
    COMMAND_TASK_ANSWER,
    COMMAND_CONTACT_LOG,    /* without a case */
    COMMAND_CASE_RUNGS,     /* by the daemon: fire what is due */
    COMMAND_CASE_IMPORT,    /* log, rungs and close of one past request, at their own times */
    COMMAND_CASE_MERGE,     /* by a merge: hang on another record */
    COMMAND_CONTACT_IMPORT, /* of a ticket desk or phone system, at its own time */
    COMMAND_CASE_REPLY,
    COMMAND_CASE_EXTEND,   /* more time for a clock */
    COMMAND_CASE_CUSTOMER, /* whose it is: of an anonymous case, or logged for the wrong one */
    COMMAND_KINDS
};

struct reply_order;

struct command {
    enum command_kind kind;
    int32_t agency_id;     /* resolved: the case's home agency, or of the service */
    const char *reference; /* of the case, from the path */
    int64_t task_id;       /* from the path */
    int32_t if_match;      /* version the client saw; 0: none given */

    const char *agency, *service, *office, *queue, *to, *segment; /* codes, user name */
    int32_t service_id, office_id, queue_id, to_staff_id, segment_id, to_agency_id; /* resolved */
    int64_t customer_id;
    enum channel channel;
    enum direction direction;
    enum purpose purpose;
    enum cause cause;
    const char *subject, *details, *language;
    int64_t received_at_us;
    int32_t wait_s, duration_s; /* of the contact; -1 not known */
    int64_t contact_id; /* case-log: the contact that brought it, taken in before; 0: a new one */
    int64_t queued_at_us, answered_at_us, ended_at_us, appointment_at_us; /* of the contact */
    bool abandoned;

    const char *step, *outcome, *body, *reason; /* reason: free text */
    enum pause_reason pause_reason;
    int32_t minutes;               /* worked; -1 not said */
    bool visible;                  /* note */
    int32_t amount;                /* extend: units of the standard */
    enum standard_kind clock_kind; /* extend: which clock; none: processing */
    bool outside_system;
    enum link_kind link_kind;
    const char *other_reference; /* link: the other case, from the body; checked by the daemon */
    int64_t other_case_id;

    const struct reply_order *reply; /* workflow/reply.h */

    /* import: of the request; else of a contact that another system has measured */
    const char *source, *external_id;
    int64_t opened_at_us, closed_at_us;
};

#endif
