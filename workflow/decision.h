/* One decision under way: the helpers that the rules of kase_*.c share. Private to workflow.
 *
 * A rule checks first and refuses without a trace; then it opens an event, fills its facts and ends
 * it. Ending seals the hash, folds the event into the row and adds what it counts. Rows that go
 * with an event (clock, task, note) are added beside it. */
#ifndef ONESTOP_WORKFLOW_DECISION_H
#define ONESTOP_WORKFLOW_DECISION_H

#include "workflow/effects.h"
#include "workflow/kase.h"
#include "workflow/route.h"

struct decision {
    const struct decision_context *context;
    const struct actor *actor;
    const struct command *command;
    struct effects *effects;
    struct error *error;
    struct arena *arena;
    const struct desk *desk;
    const struct agency *agency; /* home agency of the case */
    struct kase *row;            /* working copy */
    const struct process *process;
    const struct kase_task *tasks; /* open tasks as loaded */
    size_t task_count;
    struct kase_clock *clocks; /* working copies, with room in their ledgers */
    size_t clock_count;
    int64_t now_us; /* of the events being made; an import moves it */
    bool full;      /* the arena ran out; told once, at the end */
};

/* The rules, one per command; each returns ERR_OK or a refusal. */
typedef enum error_code (*decision_rule)(struct decision *decision);
enum error_code decide_log(struct decision *decision);
enum error_code decide_import(struct decision *decision);
enum error_code decide_contact(struct decision *decision); /* without a case */
enum error_code decide_claim(struct decision *decision);
enum error_code decide_assign(struct decision *decision);
enum error_code decide_hand_over(struct decision *decision);
enum error_code decide_step(struct decision *decision);
enum error_code decide_close(struct decision *decision);
enum error_code decide_reopen(struct decision *decision);
enum error_code decide_pause(struct decision *decision);
enum error_code decide_resume(struct decision *decision);
enum error_code decide_extend(struct decision *decision);
enum error_code decide_note(struct decision *decision);
enum error_code decide_case_contact(struct decision *decision);
enum error_code decide_bring_in(struct decision *decision);
enum error_code decide_task_claim(struct decision *decision);
enum error_code decide_task_answer(struct decision *decision);
enum error_code decide_link(struct decision *decision);
enum error_code decide_reply(struct decision *decision);
enum error_code decide_customer(struct decision *decision);
enum error_code decide_merge(struct decision *decision);

/* Prepares the working copy of a loaded case. ERR_UNAVAILABLE when the arena is full, or as of
 * kase_known(). */
enum error_code decision_begin(struct decision *decision, const struct kase_loaded *loaded);
/* Adds the row to the effects; to be called last. */
enum error_code decision_end(struct decision *decision, bool fresh, int32_t expected_version);

int64_t decision_id(struct decision *decision);
const uint8_t *decision_salt(const struct decision *decision, int which);
int32_t decision_actor_id(const struct decision *decision);

/* A new event of this kind at now; NULL when the arena is full. Fill facts, then decision_emit().
 */
struct case_event *decision_event(struct decision *decision, enum event_kind kind);
void decision_emit(struct decision *decision, struct case_event *event);
/* Keeps what was said about an event (NULL or "": nothing) as an internal note, and its digest in
 * the event. */
void decision_why(struct decision *decision, struct case_event *event, const char *text);
/* Gives the notice, or NULL when there is nobody to tell. */
struct notice_row *decision_notice(struct decision *decision, int32_t staff_id,
                                   enum event_kind kind, int16_t percent);
/* Books minutes of work as done in a queue. */
void decision_book(struct event_facts *facts, int32_t minutes, int32_t queue_id);
/* Adds a contact row with its counts. */
struct contact_row *decision_contact(struct decision *decision, int64_t case_id);

/* The clock of a kind, or NULL; its terms. Without a kind: the processing clock. */
struct kase_clock *decision_clock_of(struct decision *decision, enum standard_kind kind);
struct kase_clock *decision_clock(struct decision *decision);
const struct clock_terms *decision_terms(const struct decision *decision,
                                         const struct kase_clock *clock);
/* Starts the clock of a kind of a new case, by the standard that is in force for it on that day
 * (may do nothing: none is). NULL when there is none. */
const struct kase_clock *decision_clock_start(struct decision *decision,
                                              const struct service *service,
                                              enum standard_kind kind, int64_t start_us);
/* Ends the acknowledgement or first-response clock, when one runs: what was promised is done. */
void decision_clock_end(struct decision *decision, enum standard_kind kind);
/* The same by the delivery of a message, of the acknowledgement clock. */
void decision_clock_confirmed(struct decision *decision, int64_t message_id);
/* Whether the customer was promised an acknowledgement that is still to come. */
bool decision_awaits_word(struct decision *decision);
/* Add the changed clock's row; and a closed ledger entry. */
void decision_clock_row(struct decision *decision, const struct kase_clock *clock);
void decision_clock_interval(struct decision *decision, struct kase_clock *clock,
                             const struct clock_interval *closed);
/* Fires rungs due at decision->now_us, each at the instant it is due (as_of) or now. */
void decision_fire(struct decision *decision, struct kase_clock *clock, bool as_of);

/* The customer has heard from us, or has not (direction in). Word of any kind acknowledges; one
 * that only informs ("we have your letter") is no response yet. */
void decision_heard(struct decision *decision, enum direction direction, enum purpose purpose);

/* The pause and resume of the processing clock with their events; no clock: event only. */
void decision_pause(struct decision *decision, enum pause_reason reason, const char *note);
void decision_resume(struct decision *decision);
/* Effects of being in the state the row is in now: pauses, a professional's task. */
void decision_enter_state(struct decision *decision);
void decision_leave_state(struct decision *decision);
/* Opens a task of a professional in a queue, for a person or whoever routing finds. */
void decision_open_task(struct decision *decision, const struct queue *queue,
                        const struct staff *assignee, const char *question, int32_t minutes);
/* Right first time, as the standard of that kind for the case has it: judged at the first closing
 * (not of an import: nobody knows), and taken back by an event that shows otherwise: a reopening,
 * or a contact that puts something right. Both before the event is emitted. */
void decision_judge_right(struct decision *decision, struct event_facts *facts);
void decision_not_right(const struct decision *decision, struct event_facts *facts);
/* Closes by a transition into a final state. */
void decision_close(struct decision *decision, const struct transition *transition,
                    const char *outcome);

const struct process_state *decision_state(const struct decision *decision);
/* The transition for a step or (step NULL) an outcome from the row's state whose guard holds;
 * refuses otherwise. */
const struct transition *decision_transition(struct decision *decision, const char *step,
                                             const char *outcome);
/* Refuses what a closed case does not take. */
enum error_code decision_must_be_open(struct decision *decision);
/* Refuses unless the actor works the case, is team lead for it, or the transition names a role of
 * theirs. */
enum error_code decision_may_work(struct decision *decision, uint32_t roles);

/* Shorthand: a refusal by the rules. */
#define refuse(decision, ...) error_set((decision)->error, ERR_REFUSED, __VA_ARGS__)

#endif
