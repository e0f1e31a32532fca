/* Suggestions and compliments: received, given to an owner, answered or closed without an answer,
 * linked to the improvement they led to.
 *
 * A record (workflow/record.h) that counts where it was received. What it is about (a case, a
 * service, an office, a staff member) is named beside; any of them, or none. */
#ifndef ONESTOP_WORKFLOW_FEEDBACK_H
#define ONESTOP_WORKFLOW_FEEDBACK_H

#include "workflow/record.h"

struct feedback {
    struct record header; /* office: where it was received; service: what it is about */
    enum feedback_kind kind;
    enum feedback_state state;
    int64_t customer_id, case_id, improvement_id; /* 0: anonymous; none; none */
    int32_t about_office_id, about_staff_id;      /* 0: none */
    int32_t owner_id;                             /* who is to answer; 0: nobody yet */
    const char *language;                         /* NULL: not said */
    int64_t received_at_us, logged_at_us;
    int32_t logged_by;
    int64_t answered_at_us; /* as told to the customer; NO_TIME: not */
    int32_t answered_by;
    int64_t closed_at_us; /* answered or closed without; NO_TIME: open */
    bool accepted;        /* a suggestion: we do it, or shall */
    int64_t linked_at_us; /* first linked to an improvement; NO_TIME: not */
    /* Personal and free text: not in events. NULL: not there, or erased. */
    const char *text, *answer, *reason;
    uint8_t salt[16];
};

/* What is told when it comes in, resolved. */
struct feedback_told {
    int32_t agency_id, office_id, service_id, segment_id, about_office_id, about_staff_id;
    int64_t customer_id, case_id;
    enum feedback_kind kind;
    enum channel channel;
    const char *text, *language;
    int64_t received_at_us; /* NO_TIME: now */
};

/* The rules. Each fills effects and *after, or refuses (ERR_REFUSED, ERR_FORBIDDEN, ERR_INVALID)
 * and tells why with nothing in effects. actor->roles are those that hold for the feedback. */
enum error_code feedback_log(const struct decision_context *context, const struct actor *actor,
                             const struct feedback_told *told, struct effects *effects,
                             struct feedback *after, struct error *error)
    __attribute__((warn_unused_result));
/* to: a user name. Whoever may own it may take what nobody owns; to give it to others or away from
 * its owner takes a team lead, a manager, or the owner. */
enum error_code feedback_assign(const struct decision_context *context, const struct actor *actor,
                                const struct feedback *before, const char *to,
                                struct effects *effects, struct feedback *after,
                                struct error *error) __attribute__((warn_unused_result));
/* answered_at_us: when the customer was told; NO_TIME: now, and then the answer is written to
 * context->customer. accepted: what a suggestion asks for is done, or will be. */
enum error_code feedback_answer(const struct decision_context *context, const struct actor *actor,
                                const struct feedback *before, const char *text, bool accepted,
                                int64_t answered_at_us, struct effects *effects,
                                struct feedback *after, struct error *error)
    __attribute__((warn_unused_result));
enum error_code feedback_close(const struct decision_context *context, const struct actor *actor,
                               const struct feedback *before, const char *reason,
                               struct effects *effects, struct feedback *after, struct error *error)
    __attribute__((warn_unused_result));
/* To an improvement of the same agency, also once it is answered; another link replaces the first.
 */
enum error_code feedback_link(const struct decision_context *context, const struct actor *actor,
                              const struct feedback *before, int64_t improvement_id,
                              struct effects *effects, struct feedback *after, struct error *error)
    __attribute__((warn_unused_result));

#endif
