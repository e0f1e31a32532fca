/* Replies: what is written to the customer about a case, from a sample reply or by hand.
 *
 * A reply is a contact out and an event of its own: which sample, which version, whether its text
 * was changed, the channel, the digest of what was said. The text itself stands in a named column.
 * Subject and body are templates with the fields below, unless they are to be taken as they are. */
#ifndef ONESTOP_WORKFLOW_REPLY_H
#define ONESTOP_WORKFLOW_REPLY_H

#include "proto/codec.h"
#include "workflow/kase.h"
#include "workflow/template.h"

/* What a reply, and so a sample reply, may name. */
extern const struct template_fields reply_fields;

struct reply_sample {
    int64_t id;
    int32_t version;
    const char *code, *language, *subject, *body; /* subject NULL: none of its own */
};

struct reply_customer {
    int64_t id;
    const char *name, *email, *address, *language; /* NULL: not known */
    enum channel channel;                          /* preferred */
};

/* What is asked for, with what it needs as loaded. */
struct reply_order {
    const struct reply_body *body;
    const struct reply_sample *sample;         /* NULL: by hand */
    const struct reply_customer *customer;     /* NULL: an anonymous case */
    const char *office_address, *office_phone; /* of the case's office; NULL: none */
};

/* What it says. */
struct reply_text {
    const char *subject, *body, *language;
    enum channel channel;
    enum delivery_way delivery;
    bool edited; /* differs from what the sample says */
};

/* Writes the reply, as it would be sent now. ERR_INVALID: a text that is no template, or nothing to
 * say; ERR_REFUSED: a field that it needs has no value. */
enum error_code reply_write(const struct decision_context *context, const struct staff *staff,
                            const struct kase *row, const struct reply_order *order,
                            struct reply_text *text, struct error *error)
    __attribute__((warn_unused_result));

/* A reply as a letter: an HTML page of its own to be printed on A4, with the address where the
 * window of an envelope is. Everything in it is escaped. NULL: the arena is full. */
struct letter {
    const char *agency, *office, *office_address, *office_phone;
    const char *name, *address; /* to whom */
    const char *reference, *subject, *body, *staff;
    const char *language;
    const struct zone *zone;
    int64_t at_us;
};
const char *letter_html(struct arena *arena, const struct letter *letter);
/* What stands between <style> and </style>, for a policy that allows this one style by its hash. */
extern const char letter_style[];

#endif
