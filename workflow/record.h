/* Records: what has events of its own and is no case (feedback, complaints, improvements, surveys).
 *
 * A record is a header that all kinds share (table record: kind, version, end of its chain, the
 * slice it counts in) and a row in the table of its kind, which travels as a JSON document. Its
 * events stand in case_event with the record's id where a case's would be: ids of cases and records
 * come from one sequence. So events, chains, counters and their audit are the same for both.
 *
 * A rule reads the record as loaded, refuses without a trace or emits events, and ends with the
 * document as it is now:
 *
 *     record_begin(&decision, …);
 *     event = record_event(&decision, EVENT_…); event->facts.… = …; record_emit(&decision, event);
 *     return record_end(&decision, document); */
#ifndef ONESTOP_WORKFLOW_RECORD_H
#define ONESTOP_WORKFLOW_RECORD_H

#include "workflow/effects.h"
#include "workflow/kase.h"

/* The header. A new one has version 0, no hash, and id 0: record_begin() gives it id and reference.
 */
struct record {
    int32_t agency_id;
    int64_t id;
    enum record_kind kind;
    const char *reference; /* speakable, as a case has one */
    int32_t version;       /* = seq of its last event */
    uint8_t hash[HASH_SIZE];
    int32_t office_id, service_id, segment_id; /* 0: none */
    enum channel channel;
};

struct record_decision {
    const struct decision_context *context;
    const struct actor *actor;
    struct effects *effects;
    struct error *error;
    const struct agency *agency;
    struct record row; /* working copy; the slice of a new one may be set before the first event */
    int32_t expected_version;
    bool full; /* the arena ran out; told at the end */
};

/* effects is cleared and belongs to the record's agency from now on. */
void record_begin(struct record_decision *decision, const struct decision_context *context,
                  const struct actor *actor, const struct record *record, struct effects *effects,
                  struct error *error);
/* The same beside what effects hold already: a record that another decision makes. */
void record_join(struct record_decision *decision, const struct decision_context *context,
                 const struct actor *actor, const struct record *record, struct effects *effects,
                 struct error *error);
/* ERR_STALE when the record is not of the version that the caller saw; 0: the caller named none. */
enum error_code record_check_version(const struct record *record, int32_t if_match,
                                     struct error *error) __attribute__((warn_unused_result));
/* Something that a member of staff should see. Not to the actor, who knows. */
void record_notice(struct record_decision *decision, int32_t staff_id, enum event_kind kind);
/* An e-mail or letter to a customer, when they may be written to (workflow/message.h); texts in the
 * arena. */
void record_message(struct record_decision *decision, const struct decision_customer *customer,
                    const char *subject, const char *body);
/* Whether a customer is written to in this language ("bg"): their own, else the agency's. */
bool record_in_language(const struct record_decision *decision,
                        const struct decision_customer *customer, const char *language);
/* The staff member of a user name who may own a record there: active, and with one of the roles for
 * its place (a record without an office: anywhere in the agency). NULL: the field of the body is
 * told. */
const struct staff *record_owner(const struct desk *desk, const struct record *record,
                                 const char *user_name, uint32_t roles, const char *field,
                                 struct error *error);
/* One of the context's ids, for what hangs on the record. */
int64_t record_new_id(struct record_decision *decision);
/* A new event at now, of the actor, with its facts unset; then record_emit(). */
struct case_event *record_event(struct record_decision *decision, enum event_kind kind);
/* Seals the event, moves the record's version and hash on, and adds what it counts. */
void record_emit(struct record_decision *decision, struct case_event *event);
/* Adds the record's row with its document (JSON object, in the arena). ERR_UNAVAILABLE when the
 * arena ran out. */
enum error_code record_end(struct record_decision *decision, const char *document)
    __attribute__((warn_unused_result));

#endif
