/* Events of a case: the truth. The case row is a view of them (kase_apply), the counters are a sum
 * over them (counter_of_event), and their hashes form a chain.
 *
 * An event carries everything both need, so that a recount needs nothing but the events and the
 * desk's zones. It never carries personal data or free text: those stand in named columns (kase,
 * note, contact, task) with a salt, and the event carries the salted digest. */
#ifndef ONESTOP_WORKFLOW_EVENT_H
#define ONESTOP_WORKFLOW_EVENT_H

#include <stdbool.h>
#include <stddef.h>

#include "proto/types.h"

enum { HASH_SIZE = 32 };

/* What an event says beyond its header: one row a fact, (C type, name). JSON names are these with
 * hyphens for underscores; a fact that is 0 / NULL / NO_TIME is left out. The order is the
 * canonical order. */
#define EVENT_FACTS(INT, LONG, TIME, TEXT)                                                         \
    TEXT(reference)   /* opened */                                                                 \
    INT(process_id)   /* opened, closed: version */                                                \
    LONG(customer_id) /* opened, customer-changed */                                               \
    TIME(received_at) /* opened */                                                                 \
    TEXT(source)      /* opened by import */                                                       \
    TEXT(external_id)                                                                              \
    INT(queue_id) /* opened, handed-over, brought-in, reopened, closed; with minutes: where they   \
                     were worked */                                                                \
    INT(case_manager_id) /* opened, assigned: 0 left out means nobody */                           \
    INT(handler_id)      /* handed-over, assigned in another agency: who works it there */         \
    INT(handling_agency_id)                                                                        \
    TEXT(route) /* why this case manager: "continuity", "least-load", … with figures */          \
    TEXT(step)  /* stepped, closed */                                                              \
    TEXT(from_state)                                                                               \
    TEXT(state)         /* the state after */                                                      \
    TEXT(outcome)       /* closed */                                                               \
    INT(minutes)        /* work booked */                                                          \
    INT(outside_system) /* 1: step done outside the system */                                      \
    INT(shared_account) /* 1: done by a department's shared account */                             \
    INT(front_desk)     /* opened: 1 logged by front-desk staff or the customer */                 \
    LONG(contact_id)    /* contacted, opened */                                                    \
    INT(direction)                                                                                 \
    INT(purpose)                                                                                   \
    INT(cause)                                                                                     \
    INT(expert)            /* contacted: 1 the customer dealt with a professional */               \
    INT(contact_office_id) /* contacted: where */                                                  \
    LONG(task_id)                                                                                  \
    INT(assignee_id) /* of a task */                                                               \
    LONG(note_id)                                                                                  \
    INT(visible) /* noted: 1 visible to the customer */                                            \
    INT(pause_reason)                                                                              \
    INT(clock_kind) /* rung, opened, clock-ended, extended, recomputed: enum standard_kind */      \
    LONG(clock_id)                                                                                 \
    INT(standard_id)                                                                               \
    INT(percent)          /* rung */                                                               \
    TIME(due_at)          /* due time after this event; left out: none */                          \
    INT(in_time)          /* closed with a clock, clock-ended: 1 in time, 2 late */                \
    LONG(elapsed_s)       /* closed, handed-over to another queue: since it was opened (or         \
                             reopened), wall time */                                               \
    LONG(counted_s)       /* closed, clock-ended: time the clock counted */                        \
    LONG(paused_s)        /* resumed, closed: this pause */                                        \
    INT(contacts)         /* closed: contacts of the case so far */                                \
    INT(contact_points)   /* closed: distinct offices the customer dealt with */                   \
    INT(handovers)        /* closed */                                                             \
    INT(case_managed)     /* closed: 1 one named case manager from routing to closing */           \
    INT(first_contact)    /* closed: 1 in the contact that opened it */                            \
    INT(worked_minutes)   /* closed: all minutes booked on the case */                             \
    INT(expected_minutes) /* opened: of the service; brought-in: of the task; handed-over to       \
                             another queue, reopened: what is left of them */                      \
    INT(link_kind)        /* linked */                                                             \
    LONG(other_case_id)                                                                            \
    TEXT(digest)         /* hex SHA-256 over salt and the personal or free text it refers to */    \
    INT(feedback_kind)   /* feedback-logged */                                                     \
    INT(about_office_id) /* feedback-logged: what it is about, beside service and case */          \
    INT(about_staff_id)  /* feedback-logged; absence-…: who is away */                           \
    LONG(improvement_id) /* feedback-linked */                                                     \
    INT(again)           /* feedback-linked: 1 it was linked to another one before */              \
    INT(instrument_id)   /* survey-invited, survey-answered: version of what is asked */           \
    INT(survey_kind)                                                                               \
    INT(answered_via) /* survey-answered: channel */                                               \
    TEXT(answers)     /* survey-answered: see workflow/survey.h */                                 \
    LONG(reply_id)    /* replied */                                                                \
    INT(delivery)                                                                                  \
    LONG(sample_id)        /* replied: built on this sample; sample-…: itself is the owner */    \
    INT(sample_version)    /* replied, sample-… */                                               \
    INT(edited)            /* replied: 1 the sample's text was changed */                          \
    INT(ladder_id)         /* complaint: version of its ladder */                                  \
    INT(stage)             /* complaint: 1, 2, …; 0 left out: of none (not opened, referred) */  \
    INT(from_stage)        /* complaint-escalated */                                               \
    INT(serious)           /* complaint: 1 a serious matter */                                     \
    INT(anonymous)         /* complaint-logged: 1 */                                               \
    INT(answerer_id)       /* complaint-logged, -escalated: who is to answer the stage */          \
    INT(escalated_by)      /* complaint-escalated: 1 the customer, 2 time */                       \
    INT(complaint_outcome) /* complaint-answered */                                                \
    INT(acknowledged)      /* of a stage, by this event: 1 in time, 2 late */                      \
    INT(stage_days)        /* complaint-answered: working days of the stage, and 1 */              \
    INT(unextended)        /* complaint-answered: 1 within the time before any extension */        \
    INT(extended_by)       /* complaint-extended: units granted */                                 \
    INT(lesson)            /* complaint-answered: 1 there is one */                                \
    INT(acknowledgement_standard_id) /* opened: the other clocks that were started */              \
    TIME(acknowledgement_due_at)                                                                   \
    INT(first_response_standard_id)                                                                \
    TIME(first_response_due_at)                                                                    \
    INT(amount)            /* extended: units granted; improvement-told: how many customers */     \
    TIME(was_due_at)       /* extended, recomputed: before */                                      \
    TEXT(moved_by)         /* recomputed: "calendar:CODE", "standard:CODE" */                      \
    TEXT(judged)           /* survey-answered: see workflow/survey.h */                            \
    LONG(message_id)       /* clock-ended: the e-mail whose delivery did it */                     \
    INT(right_standard_id) /* closed: judges it; reopened, contacted: counted it as right */       \
    INT(right)             /* closed: 1 right the first time as far as is known, 2 not */          \
    TIME(right_at)         /* reopened, contacted: the closing that it was counted at */           \
    INT(proactive)         /* closed when half of its time was over: 1 staff had written or called \
                              before the customer asked, 2 not */                                  \
    INT(worked_outside)    /* closed: 1 a step of it was done outside the system */                \
    INT(document)          /* closed: 1 a document is issued with it */                            \
    LONG(late_s)           /* complaint-escalated by time: so long after it had run out */         \
    INT(costed)            /* improvement-added, -changed, -moved: 1 it has a cost */              \
    INT(accepted)          /* feedback-answered: 1 the suggestion is accepted */                   \
    INT(in_words)          /* survey-answered: 1 with an answer in words */                        \
    INT(visit_score)       /* survey-answered, of a mystery visit: 1 + its score of 0 to 100 */    \
    TEXT(chart)            /* signal-raised: code of the watched chart */                          \
    INT(signal_rule)                                                                               \
    INT(signal_side)                                                                               \
    INT(from_day) /* signal-raised, absence-…: days since 1970-01-01, both included */           \
    INT(to_day)                                                                                    \
    INT(from_queue_id) /* handed-over to another queue: out of which */                            \
    INT(queue_minutes) /* closed, handed-over to another queue: booked since it came into the one  \
                          that it leaves, tasks aside */

struct event_facts {
#define FACT_INT(name)  int32_t name;
#define FACT_LONG(name) int64_t name;
#define FACT_TIME(name) int64_t name##_us; /* NO_TIME: none */
#define FACT_TEXT(name) const char *name;
    EVENT_FACTS(FACT_INT, FACT_LONG, FACT_TIME, FACT_TEXT)
#undef FACT_INT
#undef FACT_LONG
#undef FACT_TIME
#undef FACT_TEXT
};

struct case_event {
    int32_t agency_id;
    int64_t case_id;
    int32_t seq; /* 1, 2, … per case */
    enum event_kind kind;
    int64_t at_us;
    int32_t actor_id; /* staff; 0: the system (a clock) */
    /* The slice it counts in, as it was at the event. */
    int32_t office_id, service_id, segment_id;
    enum channel channel;
    struct event_facts facts;
    const char *facts_json; /* canonical text, set by event_seal() or as loaded */
    uint8_t hash[HASH_SIZE];
};

struct arena;

/* All facts unset. */
void event_facts_clear(struct event_facts *facts);

/* Writes the canonical JSON of the facts into arena and the hash
 *   SHA-256(previous hash, big-endian agency_id case_id seq kind at_us actor_id office_id
 * service_id segment_id channel, facts_json) into the event. previous is 32 zero bytes for the
 * first. Returns 0, or -1 when the arena is full. */
int event_seal(struct arena *arena, struct case_event *event, const uint8_t previous[HASH_SIZE])
    __attribute__((warn_unused_result));
/* Recomputes the hash of a loaded event (facts_json as stored) into hash. */
void event_hash(const struct case_event *event, const uint8_t previous[HASH_SIZE],
                uint8_t hash[HASH_SIZE]);
/* Parses facts_json of a loaded event into facts. Returns 0, or -1 when it is no such text or the
 * arena is full. */
int event_parse(struct arena *arena, struct case_event *event) __attribute__((warn_unused_result));

/* Hex SHA-256 of salt (16 bytes) followed by the texts, each ended by a zero byte; NULL texts count
 * as empty. */
char *event_digest(struct arena *arena, const uint8_t salt[16], const char *const *texts,
                   size_t count);

#endif
