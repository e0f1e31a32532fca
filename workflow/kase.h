/* The case: its row, and the rules that change it. (`case` is taken, in C and in SQL.)
 *
 * kase_decide() turns a command into effects or a refusal; kase_apply() folds one event into the
 * row and is the only code that changes a struct kase, so replaying the events of a case rebuilds
 * its row. */
#ifndef ONESTOP_WORKFLOW_KASE_H
#define ONESTOP_WORKFLOW_KASE_H

#include "proto/command.h"
#include "proto/error.h"
#include "workflow/clock.h"
#include "workflow/desk.h"
#include "workflow/event.h"

/* What "due soon" means in lists and counts. */
#define KASE_DUE_SOON_US US_PER_DAY

enum {
    KASE_CONTACT_OFFICES = 8,
    REFERENCE_SIZE = 12,
    KASE_LEDGER_MAX = 512,
    KASE_CLOCKS = 3, /* processing, acknowledgement, first response */
    KASE_NOT_RIGHT = -1
};

/* What has happened in the life of a case; decides what it counts as at its closing. */
enum kase_mark {
    KASE_TOLD_FIRST = 1,    /* staff wrote or called before the customer asked how far it is */
    KASE_ASKED_FIRST = 2,   /* the customer asked before anybody did */
    KASE_WORKED_OUTSIDE = 4 /* a step was done outside the system */
};

struct kase {
    int32_t agency_id;
    int64_t id;
    const char *reference;
    int32_t version; /* = seq of its last event */
    uint8_t hash[HASH_SIZE];
    int32_t office_id, service_id, process_id, segment_id;
    int64_t customer_id; /* 0: anonymous */
    enum channel channel;
    int64_t received_at_us, opened_at_us;
    int32_t opened_by;
    const char *state;          /* code, in its process version */
    int32_t case_manager_id;    /* accountable; 0: nobody yet */
    int32_t handling_agency_id; /* who works it now: agency_id unless handed over */
    int32_t handler_id; /* whose work it is now; 0: it waits in its queue. The case manager, unless
                         * it was handed over: then the case manager stays accountable */
    int32_t queue_id;   /* where it waits, or waited, for somebody */
    enum pause_reason pause_reason;
    int64_t due_at_us;    /* of the processing clock; NO_TIME: none, paused or closed */
    int64_t closed_at_us; /* NO_TIME: open */
    const char *outcome;
    int64_t last_open_at_us; /* opened or last reopened */
    int32_t contacts, handovers, open_tasks, reopenings, worked_minutes, managers;
    int32_t queue_minutes; /* of those worked, since it came into its queue; without tasks */
    int16_t worst_rung;    /* highest percent fired: 0, 50, 75, 90, 100 */
    int32_t expected_minutes;
    int32_t contact_offices[KASE_CONTACT_OFFICES]; /* distinct; further ones are not told apart */
    int32_t contact_office_count;
    bool contacted_out;               /* staff wrote or called */
    bool expert_contact;              /* the customer dealt with a professional */
    const char *source, *external_id; /* of an import */
    int16_t marks;                    /* enum kase_mark */
    int32_t right_standard_id; /* by which it counts as right first time; -1: it is not, or not any
                                * more; 0: not judged (yet) */

    /* Personal and free text: not rebuilt by replay, named columns, erasable. */
    const char *subject, *details;
    uint8_t salt[16];
};

/* A case as loaded for a command: row, clocks with their ledgers, the task the command names. */
struct kase_task {
    int64_t id;
    enum task_kind kind;
    enum task_state state;
    int32_t queue_id, assignee_id, opened_by;
    const char *question, *answer;
    int64_t opened_at_us, answered_at_us;
    int32_t expected_minutes, minutes;
    uint8_t salt[16];
};

struct kase_clock {
    struct clock clock;
    struct clock_interval *ledger; /* closed intervals */
    size_t ledger_count;
};

struct kase_loaded {
    struct kase row;
    struct kase_clock *clocks;
    size_t clock_count;
    struct kase_task *tasks; /* the open ones */
    size_t task_count;
};

/* The customer of the case, for who writes to them. */
struct decision_customer {
    int64_t id;
    const char *name, *email, *address, *language; /* NULL: none */
    enum channel channel;                          /* preferred */
    const char *phone;
    int64_t last_invitation_id; /* to a survey; 0: never */
    int64_t last_invited_at_us;
};

struct actor {
    const struct staff *staff; /* NULL: the system itself (clocks) */
    uint32_t roles;            /* ROLE_BITs that hold for the object (see access.h) */
};

enum { LINK_HASH = 32 };

/* What a decision needs beside desk, object and command. All values come in: workflow reads no
 * clock and no random numbers. */
struct decision_context {
    const struct desk *desk;
    struct arena *arena;
    int64_t now_us;
    int64_t first_id;     /* ids first_id … first_id + DECISION_IDS - 1 are this decision's own */
    int ids;              /* how many they are when not DECISION_IDS; 0: that many */
    uint8_t salts[4][16]; /* fresh random bytes */
    const char *link;     /* a fresh secret for a link, as text, and the hash that is kept of it */
    uint8_t link_hash[LINK_HASH];
    const char *public_url;         /* where the public reaches this daemon; NULL: nowhere */
    const struct route_load *loads; /* minutes in hand per staff member, see workflow/route.h */
    int32_t known_case_manager_id;  /* who last held a case of this customer; 0 nobody */
    int32_t customer_segment_id;    /* of the customer's record; 0 none */
    bool customer_found;            /* log with a customer: the record is there */
    const struct decision_customer *customer; /* NULL: none, or nobody asks (message.h) */
};
enum { DECISION_IDS = 32 };

struct effects;

/* Whether the desk has the versions of service, process and standards that a case goes by. It has
 * not for a moment when the case was changed by a daemon that has a newer definition already:
 * ERR_UNAVAILABLE, ask again. Asked for by decisions and by what shows a case. */
enum error_code kase_known(const struct desk *desk, const struct kase_loaded *loaded,
                           struct error *error) __attribute__((warn_unused_result));

/* Decides a command on a case (loaded is NULL for case-log and import). Fills effects; returns
 * ERR_OK, or a refusal (ERR_REFUSED, ERR_FORBIDDEN, ERR_INVALID, ERR_STALE) told in error with
 * nothing in effects. */
enum error_code kase_decide(const struct decision_context *context, const struct actor *actor,
                            const struct command *command, const struct kase_loaded *loaded,
                            struct effects *effects, struct error *error)
    __attribute__((warn_unused_result));

/* Fires whatever rungs of the case's clocks are due at context->now_us, each as an event of its own
 * at now_us. */
enum error_code kase_fire_rungs(const struct decision_context *context,
                                const struct kase_loaded *loaded, struct effects *effects,
                                struct error *error) __attribute__((warn_unused_result));

/* An automatic confirmation by e-mail was delivered: the acknowledgement clock ends with it, as an
 * event of the case at delivered_at_us. Not when it was queued: an acknowledgement is a word that
 * the customer has, and what is refused, held or given up is none (domain: measured by what
 * happened; a contact out is taken at its own time too). A word that came before has ended the
 * clock already; then nothing is in effects, so that noting it twice ends it once. */
enum error_code kase_confirmed(const struct decision_context *context,
                               const struct kase_loaded *loaded, int64_t message_id,
                               int64_t delivered_at_us, struct effects *effects,
                               struct error *error) __attribute__((warn_unused_result));

/* Computes due and next rung of a clock anew, by the version of its standard that is in force for
 * its start now, and that one's calendar. True when something moved. */
bool clock_recompute(const struct desk *desk, struct kase_clock *clock);
/* The event that says so, sealed and folded into the row, of which only what an event carries need
 * be there. False when the arena is full. The chain of the case goes on from the row's version and
 * hash. It moves no counter. */
bool kase_recomputed(struct arena *arena, struct kase *row, const struct clock *before,
                     const struct clock *clock, const char *moved_by, int64_t now_us,
                     struct case_event *event) __attribute__((warn_unused_result));

/* Folds an event into the row. Strings are borrowed from the event. */
void kase_apply(struct kase *row, const struct case_event *event);

bool kase_open(const struct kase *row);
/* Minutes of work that are left of those expected; never less than a tenth: a case that took longer
 * is still work. minutes_left() of the database says the same. */
int32_t kase_minutes_left(const struct kase *row);
/* Why a transition with this guard is not open now, in words; NULL: it is. */
const char *kase_guard_missing(const struct kase *row, uint32_t guard);

#endif
