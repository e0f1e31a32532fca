/* Customers: how what is told of them is written, what a change changes, how two records of one
 * person become one.
 *
 * A record belongs to its agency for ever. One identifier belongs to one record: the database's key
 * holds that against a race, these rules say it beforehand. A merged record stays, points to the
 * one that took its place, and takes no more changes; nor does an erased one, of which nothing is
 * left but its id. */
#ifndef ONESTOP_WORKFLOW_CUSTOMER_H
#define ONESTOP_WORKFLOW_CUSTOMER_H

#include "proto/codec.h"
#include "workflow/desk.h"
#include "workflow/effects.h"

enum {
    CUSTOMER_PHONE_DIGITS_MIN = 3,
    CUSTOMER_PHONE_DIGITS_MAX = 15, /* E.164 */
    CUSTOMER_PHONE_SIZE = 1 + CUSTOMER_PHONE_DIGITS_MAX + 1,
    CUSTOMER_EMAIL_MAX = 254, /* RFC 5321 */
    CUSTOMER_IDENTIFIERS_MAX = 10
};

struct customer_identifier {
    const char *kind, *value; /* as customer_identifier_value() writes it */
    int64_t holder_id;        /* who has it; 0: nobody, or not asked */
};

/* A record as it is. */
struct customer {
    struct customer_row row; /* fresh and expected_version mean nothing here */
    struct customer_identifier identifiers[CUSTOMER_IDENTIFIERS_MAX * 2]; /* merging adds up */
    size_t identifier_count;
};

struct customer_context {
    const struct desk *desk;
    struct arena *arena;
    int64_t now_us;
    int32_t staff_id;
};

/* "+" and digits; the national prefix is left as it was given. Blanks and -./() are left out, a
 * leading 00 is a +, the (0) after a country code goes. False: not a phone number. */
bool customer_phone(const char *text, char phone[CUSTOMER_PHONE_SIZE]);
/* Trimmed and in small letters. NULL: not an address, or the arena is full. */
const char *customer_email(struct arena *arena, const char *text);
/* Without blanks, in capitals (Latin, Greek, Cyrillic). NULL: nothing left, or the arena is full.
 */
const char *customer_identifier_value(struct arena *arena, const char *text);
/* Trimmed, runs of blanks as one. NULL: the arena is full. */
const char *customer_words(struct arena *arena, const char *text);

/* What a body says, in the form it is kept; every wrong field is told. agency_id: for the segment.
 * given: of body_decode(). */
struct customer_told {
    const struct customer_body *body;
    uint64_t given;
    const char *name, *phone, *email, *address, *language; /* NULL: not given, or taken away */
    int32_t segment_id;
    struct customer_identifier identifiers[CUSTOMER_IDENTIFIERS_MAX];
    size_t identifier_count;
};
enum error_code customer_read(struct arena *arena, const struct customer_body *body, uint64_t given,
                              struct customer_told *told, struct error *error)
    __attribute__((warn_unused_result));

/* The rules. Each fills effects and *after (the record as it will be), or refuses and tells why:
 * ERR_CONFLICT names the record that has an identifier already; ERR_REFUSED for what a merged
 * record takes no more; ERR_INVALID for codes that are not there; ERR_UNAVAILABLE without memory.
 * The identifiers told carry their holder. */
enum error_code customer_add(const struct customer_context *context, int32_t agency_id, int64_t id,
                             struct customer_told *told, struct effects *effects,
                             struct customer *after, struct error *error)
    __attribute__((warn_unused_result));
/* A change that changes nothing leaves effects empty and the version as it is. */
enum error_code customer_change(const struct customer_context *context,
                                const struct customer *before, struct customer_told *told,
                                struct effects *effects, struct customer *after,
                                struct error *error) __attribute__((warn_unused_result));
/* ERR_REFUSED for a record that takes no more changes: it was merged into another, or erased. */
enum error_code customer_refuse_gone(const struct customer *customer, struct error *error)
    __attribute__((warn_unused_result));
/* Whether two records may become one. */
enum error_code customer_may_merge(const struct customer *from, const struct customer *into,
                                   struct error *error) __attribute__((warn_unused_result));
/* The records, identifiers and contacts without a case; cases move by COMMAND_CASE_MERGE. The
 * surviving record keeps what it says and takes over what it does not say. */
enum error_code customer_merge(const struct customer_context *context, const struct customer *from,
                               const struct customer *into, struct effects *effects,
                               struct customer *after, struct error *error)
    __attribute__((warn_unused_result));

/* Something of a customer that is under way: "case", "complaint", "feedback", "message", and its
 * reference or number. */
struct customer_busy {
    const char *what, *label;
};
/* Erases what is personal of a customer, under all records of theirs. Refused while something is
 * under way (ERR_REFUSED names it), and of a record that is gone; ERR_INVALID for a reason that
 * names the customer: it stays. *after is the record as it will be. */
enum error_code customer_erase(const struct customer_context *context,
                               const struct customer *before, const char *reason,
                               const struct customer_busy *busy, size_t busy_count,
                               struct effects *effects, struct customer *after, struct error *error)
    __attribute__((warn_unused_result));

#endif
