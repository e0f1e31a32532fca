/* Effects: what a decision wants written, as plain rows. db/batch writes the effects of many
 * commands as one transaction of set-based statements; nothing else writes cases.
 *
 * Rows point into the request's arena; they live until the batch has answered. */
#ifndef ONESTOP_WORKFLOW_EFFECTS_H
#define ONESTOP_WORKFLOW_EFFECTS_H

#include "workflow/counter.h"
#include "workflow/event.h"
#include "workflow/kase.h"

struct contact_row { /* also the record of contacts without a case; contacts are counted from it */
    int32_t agency_id;
    int64_t id, case_id, customer_id; /* 0: none */
    int32_t office_id, service_id, segment_id, staff_id;
    enum channel channel;
    enum direction direction;
    enum purpose purpose;
    enum cause cause;
    int64_t at_us; /* when it began: it counts on the local day of this */
    int64_t queued_at_us, answered_at_us, ended_at_us, appointment_at_us; /* NO_TIME: not known */
    int32_t wait_s, duration_s;                                           /* -1 not known */
    bool undescribed; /* its service or what for was not said */
    bool abandoned;   /* nobody answered: the wait is that until the customer left */
    const char *source, *external_id; /* of the system that measured it; NULL: none */
    int32_t standard_id;              /* the version that judged it; 0: none */
    enum verdict verdict;
    const char *summary; /* free text */
};

struct task_row { /* upsert: the whole row as it is after the command */
    int32_t agency_id;
    int64_t case_id;
    struct kase_task task;
};

struct clock_row { /* upsert */
    int32_t agency_id;
    int64_t case_id;
    struct clock clock;
};

struct interval_row {
    int32_t agency_id;
    int64_t clock_id;
    int16_t seq; /* 0, 1, … */
    struct clock_interval interval;
};

struct rung_row { /* its key claims the rung: a second insert refuses the command */
    int32_t agency_id;
    int64_t clock_id, case_id;
    int16_t percent;
    int64_t at_us;     /* fired */
    int64_t due_at_us; /* when it should have */
};

struct note_row {
    int32_t agency_id;
    int64_t id, case_id;
    int32_t staff_id;
    int64_t at_us;
    bool visible; /* to the customer */
    const char *body;
    uint8_t salt[16];
};

struct link_row {
    int32_t agency_id;
    int64_t case_id, other_case_id;
    enum link_kind kind;
    int32_t staff_id;
    int64_t at_us;
};

struct notice_row { /* something a staff member should see: a warning, an assignment */
    int32_t agency_id;
    int64_t id;
    int32_t staff_id;
    int64_t case_id;
    enum event_kind kind;
    enum standard_kind clock_kind; /* of a rung: which clock */
    int16_t percent;               /* of a rung */
    int64_t at_us;
};

struct kase_row { /* the case as it is after the command */
    const struct kase *row;
    bool fresh; /* insert; else update guarded by expected_version */
    int32_t expected_version;
};

struct customer_row { /* the customer as it is after the command */
    int32_t agency_id;
    int64_t id;
    bool fresh;
    int32_t expected_version, version;
    const char *name, *phone, *email, *address,
        *language; /* NULL: none; phone and e-mail normalised */
    enum channel channel;
    int32_t segment_id;
    int64_t merged_into;                                /* 0: not merged */
    int64_t created_at_us, changed_at_us, erased_at_us; /* erased_at_us 0: not erased */
    int32_t created_by;
};

/* Upsert: one identifier belongs to one customer, also after a merge. What is taken from a record
 * must still be held by it: else the command is stale. */
struct identifier_row {
    int32_t agency_id;
    const char *kind, *value;
    int64_t customer_id; /* 0: nobody's any more (a change of the record took it off) */
    int64_t taken_from;  /* the record that held it; 0: new */
};

struct customer_move_row { /* merge: what follows a customer; cases move by events */
    int32_t agency_id;
    int64_t from_customer_id, to_customer_id;
};

struct erasure_row { /* all that is personal of a customer goes, in the same transaction */
    int32_t agency_id;
    int64_t customer_id;
    int32_t expected_version, staff_id;
    int64_t at_us;
    const char *reason; /* names nobody */
};

/* Something to be sent, by the courier once the command is committed; or a letter, for the print
 * queue. Whether it needs consent is for the rule to know that writes it: then it names the
 * customer, whose wish is asked for again when it is sent. */
struct outbox_row {
    int32_t agency_id;
    int64_t id;
    enum outbox_kind kind;
    int64_t owner_id; /* the case or record that it is about; 0: none */
    int64_t at_us;
    const char *endpoint; /* of a webhook: its code; else NULL */
    const char *language; /* of what it says; NULL: not known */
    const char *address;  /* of e-mail, postal, or a URL */
    const char *subject;  /* NULL for a webhook */
    const char *body;     /* plain text; of a webhook the whole CloudEvent */
    const char *html;     /* the same for those who read HTML; NULL: none */
    bool secret;          /* stands in no list: only who may see the owner knows of it */
    int64_t customer_id;  /* who must consent to it, then and now; 0: it needs no consent */
    const char *occasion; /* what of the owner it tells (message_occasion): not told twice; NULL:
                             any number of times */
    bool confirms;        /* its delivery acknowledges the case; see kase_confirmed() */
};

struct record_row { /* the record as it is after the command */
    int64_t id;
    enum record_kind kind;
    bool fresh; /* insert; else update guarded by expected_version */
    int32_t expected_version, version;
    uint8_t hash[HASH_SIZE];
    int32_t office_id, service_id, segment_id; /* the slice it counts in; 0: none */
    enum channel channel;
    const char *reference;
    const char *document; /* a JSON object: all other columns of the table of its kind */
};

struct recomputed_row { /* what a recomputation notes with what it has moved */
    int64_t definition_id;
    int32_t moved, late; /* clocks */
};

struct reply_row { /* what was written to the customer; its event has the digest */
    int32_t agency_id;
    int64_t id, case_id, customer_id, contact_id; /* customer_id 0: nobody known */
    int32_t staff_id;
    int64_t at_us;
    enum channel channel;
    enum delivery_way delivery;
    const char *language;
    int64_t sample_id; /* 0: built on none */
    int32_t sample_version;
    bool edited;                /* the sample's text was changed */
    const char *subject, *body; /* free text */
    const char *name, *address; /* whom and where to; NULL: not known */
    uint8_t salt[16];
};

/* One vector a table: items, count, capacity. */
#define EFFECT_TABLES(X)                                                                           \
    X(kase_row, kases)                                                                             \
    X(customer_row, customers)                                                                     \
    X(identifier_row, identifiers)                                                                 \
    X(customer_move_row, customer_moves)                                                           \
    X(erasure_row, erasures)                                                                       \
    X(case_event, events)                                                                          \
    X(contact_row, contacts)                                                                       \
    X(task_row, tasks)                                                                             \
    X(clock_row, clocks)                                                                           \
    X(interval_row, intervals)                                                                     \
    X(rung_row, rungs)                                                                             \
    X(note_row, notes)                                                                             \
    X(link_row, links)                                                                             \
    X(notice_row, notices)                                                                         \
    X(outbox_row, outboxes)                                                                        \
    X(reply_row, replies)                                                                          \
    X(record_row, records)                                                                         \
    X(recomputed_row, recomputed)                                                                  \
    X(queue_day, queue_days)                                                                       \
    X(counter_move, moves)

struct effects {
    int32_t agency_id; /* one decision writes for one agency */
    int ids_used;      /* of the decision's ids: first_id … first_id + ids_used - 1 */
#define EFFECT_FIELD(type, name)                                                                   \
    struct type *name;                                                                             \
    size_t name##_count, name##_capacity;
    EFFECT_TABLES(EFFECT_FIELD)
#undef EFFECT_FIELD
};

/* effects_add_case_event(arena, effects), effects_add_contact_row(…), …: a new zeroed row at the
 * end, NULL when the arena is full. The pointer is good until the next add to the same table. */
#define EFFECT_ADD(type, name)                                                                     \
    struct type *effects_add_##type(struct arena *arena, struct effects *effects);
EFFECT_TABLES(EFFECT_ADD)
#undef EFFECT_ADD

/* Adds all rows of from, and the ids it used. Returns 0, or -1 when the arena is full. */
int effects_append(struct arena *arena, struct effects *effects, const struct effects *from)
    __attribute__((warn_unused_result));

#endif
