/* Sample replies: records of text to reply with, one for each code and language of an agency. Each
 * change is a new version, and the versions stay: a reply names the one it was built on. A text is
 * a template (template.h) with the fields of replies (reply.h), checked when it is saved. */
#ifndef ONESTOP_WORKFLOW_SAMPLE_H
#define ONESTOP_WORKFLOW_SAMPLE_H

#include "proto/codec.h"
#include "workflow/record_alarm.h"

enum { SAMPLE_SERVICES_MAX = 20, SAMPLE_REVIEW_DAYS = 365 };

struct sample {
    struct record header; /* its version is the sample's */
    const char *code, *language, *title;
    const char *subject, *body;            /* templates; subject NULL: none of its own */
    int32_t services[SAMPLE_SERVICES_MAX]; /* that it suits; none: all */
    size_t service_count;
    int32_t owner_id, created_by, changed_by;
    bool paper;                 /* it is there on paper only */
    civil_day review_on;        /* due from the beginning of that day */
    struct record_alarm review; /* of this version; none: it has fired, or is out of use */
    int64_t created_at_us, changed_at_us, retired_at_us; /* NO_TIME: in use */
    uint8_t salt[16];
};

/* What a body says, with its services as ids. */
struct sample_told {
    const struct sample_body *body;
    uint64_t given; /* of body_decode() */
    int32_t agency_id;
    int32_t services[SAMPLE_SERVICES_MAX];
    size_t service_count;
};

/* Refusals tell every wrong field. after: the sample as it is then. */
enum error_code sample_add(const struct decision_context *context, const struct actor *actor,
                           const struct sample_told *told, struct effects *effects,
                           struct sample *after, struct error *error)
    __attribute__((warn_unused_result));
/* Without a difference nothing is in effects. */
enum error_code sample_change(const struct decision_context *context, const struct actor *actor,
                              const struct sample *before, const struct sample_told *told,
                              struct effects *effects, struct sample *after, struct error *error)
    __attribute__((warn_unused_result));
enum error_code sample_retire(const struct decision_context *context, const struct actor *actor,
                              const struct sample *before, struct effects *effects,
                              struct sample *after, struct error *error)
    __attribute__((warn_unused_result));
/* What time does: when the review of a version is due, its owner gets a notice; of one who works
 * there no more, those who lead in the whole agency. Nothing is in effects when it is not due. */
enum error_code sample_fire(const struct decision_context *context, const struct sample *row,
                            struct effects *effects, struct error *error)
    __attribute__((warn_unused_result));

#endif
