/* Evidence: dated records of what leaves no trace in case work (a training, a leaflet, a visit of
 * the mayor), for whoever derives a maturity. It never says a level.
 *
 * A record (workflow/record.h). What it says is a version: a correction is a new one, and the old
 * one stays. A version counts once somebody else than who entered it has checked it, from its date
 * until it expires, and until it is withdrawn; of a record only the newest version counts. Mystery
 * visits are surveys (workflow/survey.h). */
#ifndef ONESTOP_WORKFLOW_EVIDENCE_H
#define ONESTOP_WORKFLOW_EVIDENCE_H

#include "proto/codec.h"
#include "workflow/civil.h"
#include "workflow/record.h"

/* Of an attached document, in bytes; what a request may hold with it in base64. */
enum { EVIDENCE_DOCUMENT_MAX = 2097152, EVIDENCE_TARGETS_MAX = 20 };

/* A document: its bytes are stored by agency and digest. */
struct evidence_document {
    const char *digest; /* SHA-256 in hex; NULL: there is none */
    const char *name;   /* as it is offered for download */
    const char *type;   /* media type, one of evidence_document_types */
    int64_t size;       /* bytes */
};

struct evidence {
    struct record header; /* office and service: of the fields */
    enum evidence_kind kind;
    const char *title;
    civil_day day, expires; /* the last day it counts on; CIVIL_NONE: it does not expire */
    const char *fields;     /* JSON object, as evidence_kinds has it */
    int32_t staff_id;       /* whose training, or plan; 0: nobody's */
    int32_t content;        /* version of what it says: 1, 2, … */
    struct evidence_document document;
    int32_t entered_by, checked_by, withdrawn_by;          /* entered: this version; 0: nobody */
    int64_t entered_at_us, checked_at_us, withdrawn_at_us; /* NO_TIME: not */
    const char *reason;                                    /* of the withdrawal */
    uint8_t salt[16];
};

/* ---- kinds and their fields ---- */

enum evidence_type {
    EVIDENCE_TEXT,   /* a line */
    EVIDENCE_CODE,   /* small letters, digits and hyphens: what is told apart and counted */
    EVIDENCE_WORD,   /* one of words */
    EVIDENCE_NUMBER, /* whole, min … max */
    EVIDENCE_VALUE,  /* any number, up to three decimals */
    EVIDENCE_BOOL,
    EVIDENCE_OFFICE, /* codes of the agency */
    EVIDENCE_SERVICE,
    EVIDENCE_STAFF,     /* user name of somebody who works there */
    EVIDENCE_INDICATOR, /* one that is there (workflow/indicator.h), with words or a window */
    EVIDENCE_TARGETS    /* list of {indicator, target, aim}: aim up (default) or down */
};
struct evidence_field {
    const char *name;
    enum evidence_type type;
    bool required;
    int32_t min, max; /* of a number; of a text: characters at the most */
    const struct name_set *words;
};
struct evidence_kind_info {
    const struct evidence_field *fields;
    size_t count;
};
extern const struct evidence_kind_info evidence_kinds[EVIDENCE_KINDS];
/* "text", "word", … as the API names the types. */
extern const struct name_set evidence_type_names;

/* Checks the fields of a kind and writes them in the order of the table into row->fields, with the
 * office, service and staff that they name. Every wrong field is told, with what would be right.
 * given NULL: none. ERR_INVALID, or ERR_UNAVAILABLE when the arena is full. */
enum error_code evidence_fields(const struct decision_context *context, int32_t agency_id,
                                const struct json_object *given, struct evidence *row,
                                struct error *error) __attribute__((warn_unused_result));

/* ---- documents ---- */

/* What may be attached, by its media type; the content begins as that type does. */
extern const char *const evidence_document_types[];
/* Checks name, type and content; fields are told as /name, /type, /content. */
enum error_code evidence_check_document(const struct evidence_document *document,
                                        const uint8_t *bytes, struct error *error)
    __attribute__((warn_unused_result));

/* ---- the rules ---- */

struct evidence_told {
    const struct evidence_body *body;
    uint64_t given; /* of body_decode() */
    int32_t agency_id;
};

/* Each fills effects and *after, or refuses (ERR_REFUSED, ERR_FORBIDDEN, ERR_INVALID) and tells why
 * with nothing in effects. actor->roles are those that hold for the agency. */
enum error_code evidence_add(const struct decision_context *context, const struct actor *actor,
                             const struct evidence_told *told, struct effects *effects,
                             struct evidence *after, struct error *error)
    __attribute__((warn_unused_result));
/* A new version, which waits to be checked. Fields that are given take the place of all before.
 * Without a difference nothing is in effects. */
enum error_code evidence_correct(const struct decision_context *context, const struct actor *actor,
                                 const struct evidence *before, const struct evidence_told *told,
                                 struct effects *effects, struct evidence *after,
                                 struct error *error) __attribute__((warn_unused_result));
/* Likewise, with another document. */
enum error_code evidence_attach(const struct decision_context *context, const struct actor *actor,
                                const struct evidence *before,
                                const struct evidence_document *document, struct effects *effects,
                                struct evidence *after, struct error *error)
    __attribute__((warn_unused_result));
/* By somebody else than who entered the version. */
enum error_code evidence_check(const struct decision_context *context, const struct actor *actor,
                               const struct evidence *before, struct effects *effects,
                               struct evidence *after, struct error *error)
    __attribute__((warn_unused_result));
enum error_code evidence_withdraw(const struct decision_context *context, const struct actor *actor,
                                  const struct evidence *before, const char *reason,
                                  struct effects *effects, struct evidence *after,
                                  struct error *error) __attribute__((warn_unused_result));

/* Where it stands on a day. */
enum evidence_state evidence_state(const struct evidence *row, civil_day today);

#endif
