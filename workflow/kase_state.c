/* States and transitions of a case: which step is open, who may do it, what entering and leaving a
 * state does. */
#include <assert.h>
#include <string.h>

#include "proto/arena.h"
#include "workflow/decision.h"
#include "workflow/survey.h"

enum {
    FIRST_CONTACT_MAX_MINUTES =
        30, /* closed by who opened it, within this time, no other contact */
    HALF_PERCENT = 50
};

const struct process_state *decision_state(const struct decision *decision)
{
    int index = process_state_index(decision->process, decision->row->state);
    return index < 0 ? NULL : &decision->process->states[index];
}

/* The guard bits that hold now. */
static uint32_t guards_held(const struct kase *row)
{
    uint32_t held = GUARD_NONE;
    held |= row->customer_id != 0 ? GUARD_HAS_CUSTOMER : GUARD_ANONYMOUS;
    held |= row->open_tasks == 0 ? GUARD_NO_OPEN_TASKS : GUARD_OPEN_TASKS;
    if (row->contacted_out) held |= GUARD_CONTACTED;
    return held;
}

static const char *guard_text(uint32_t missing)
{
    if (missing & GUARD_HAS_CUSTOMER)
        return ERROR_SAYS("the case is anonymous: name its customer first");
    if (missing & GUARD_NO_OPEN_TASKS) return ERROR_SAYS("a professional has not answered yet");
    if (missing & GUARD_CONTACTED)
        return ERROR_SAYS("nobody has replied to the customer yet: send a reply, or log the call");
    if (missing & GUARD_OPEN_TASKS) return ERROR_SAYS("no professional has been asked");
    return ERROR_SAYS("the case has a customer");
}

const char *kase_guard_missing(const struct kase *row, uint32_t guard)
{
    uint32_t missing = guard & ~guards_held(row);
    return missing == 0 ? NULL : guard_text(missing);
}

/* Lists what would have been possible, for the error's hint. */
static void hint_steps(struct decision *decision, int from)
{
    const struct process *process = decision->process;
    char text[ERROR_TEXT] = "";
    size_t used = 0;
    for (size_t i = 0; i < process->transition_count; i++) {
        const struct transition *transition = &process->transitions[i];
        if (transition->from != from || strstr(text, transition->step) != NULL) continue;
        size_t length = strlen(transition->step);
        if (used + length + 3 >= sizeof text) break;
        if (used > 0) memcpy(text + used, ", ", 2), used += 2;
        memcpy(text + used, transition->step, length + 1);
        used += length;
    }
    error_hint(decision->error, used == 0 ? "no step leads on from here" : "open steps: %s", text);
}

const struct transition *decision_transition(struct decision *decision, const char *step,
                                             const char *outcome)
{
    const struct process *process = decision->process;
    int from = process_state_index(process, decision->row->state);
    uint32_t held = guards_held(decision->row), missing = 0;
    for (size_t i = 0; i < process->transition_count; i++) {
        const struct transition *transition = &process->transitions[i];
        const struct process_state *to = &process->states[transition->to];
        if (transition->from != from) continue;
        if (step != NULL && strcmp(transition->step, step) != 0) continue;
        if (step == NULL && (!to->final || !process_state_has(to, outcome))) continue;
        missing = transition->guard & ~held;
        if (missing == 0) return transition;
    }
    if (missing != 0)
        refuse(decision, "%s is not open now: %s", step != NULL ? step : outcome,
               guard_text(missing));
    else if (step != NULL)
        refuse(decision, "there is no step %s from state %s", step, decision->row->state);
    else
        refuse(decision, "the case cannot be closed as %s from state %s", outcome,
               decision->row->state);
    if (missing == 0) hint_steps(decision, from);
    return NULL;
}

enum error_code decision_may_work(struct decision *decision, uint32_t roles)
{
    const struct kase *row = decision->row;
    uint32_t held = decision->actor->roles;
    int32_t actor_id = decision_actor_id(decision);
    bool worker = actor_id != 0 && row->handler_id == actor_id;
    if (roles == 0 && (worker || (held & ROLE_BIT(ROLE_TEAM_LEAD)))) return ERR_OK;
    uint32_t named = roles & held;
    if (named & ~ROLE_BIT(ROLE_CASE_MANAGER)) return ERR_OK;
    if (named != 0 && (worker || (held & ROLE_BIT(ROLE_TEAM_LEAD)))) return ERR_OK;
    if (roles != 0 && named == 0)
        return error_set(decision->error, ERR_FORBIDDEN, "this step is for another role");
    if (row->handler_id == 0) {
        refuse(decision, "nobody works this case yet");
        error_hint(decision->error, "claim it first");
        return ERR_REFUSED;
    }
    const struct staff *staff = desk_staff(decision->desk, row->handler_id);
    refuse(decision, "%s works this case",
           staff == NULL ? ERROR_SAYS("somebody else") : staff->name);
    error_hint(decision->error, "ask for it, or let the team lead assign it to you");
    return ERR_REFUSED;
}

void decision_open_task(struct decision *decision, const struct queue *queue,
                        const struct staff *assignee, const char *question, int32_t minutes)
{
    struct task_row *row = effects_add_task_row(decision->arena, decision->effects);
    if (row == NULL) {
        decision->full = true;
        return;
    }
    struct route_request request = {.agency_id = queue->agency_id,
                                    .queue = queue,
                                    .role = ROLE_PROFESSIONAL,
                                    .now_us = decision->now_us};
    const char *reason = NULL;
    int32_t assignee_id = assignee != NULL ? assignee->id
                                           : route_choose(decision->desk, decision->context->loads,
                                                          &request, decision->arena, &reason);
    struct kase_task *task = &row->task;
    row->agency_id = decision->row->agency_id;
    row->case_id = decision->row->id;
    task->id = decision_id(decision);
    task->kind = TASK_PROFESSIONAL;
    task->state = TASK_OPEN;
    task->queue_id = queue->id;
    task->assignee_id = assignee_id;
    task->opened_by = decision_actor_id(decision);
    task->question = question;
    task->opened_at_us = decision->now_us;
    task->answered_at_us = NO_TIME;
    task->expected_minutes = minutes;
    memcpy(task->salt, decision_salt(decision, 1), sizeof task->salt);
    struct case_event *event = decision_event(decision, EVENT_BROUGHT_IN);
    event->facts.task_id = task->id;
    event->facts.queue_id = queue->id;
    event->facts.expected_minutes = minutes;
    event->facts.assignee_id = assignee_id;
    event->facts.route = reason;
    event->facts.digest = event_digest(decision->arena, task->salt, &question, 1);
    decision_emit(decision, event);
    decision_notice(decision, assignee_id, EVENT_BROUGHT_IN, 0);
}

void decision_leave_state(struct decision *decision)
{
    const struct process_state *state = decision_state(decision);
    assert(state != NULL);
    if (state->pauses != PAUSE_NONE && decision->row->pause_reason == state->pauses)
        decision_resume(decision);
}

void decision_enter_state(struct decision *decision)
{
    const struct process_state *state = decision_state(decision);
    assert(state != NULL);
    if (state->pauses != PAUSE_NONE && decision->row->pause_reason == PAUSE_NONE)
        decision_pause(decision, state->pauses, NULL);
    if (state->professional)
        decision_open_task(decision, desk_queue(decision->desk, state->task_queue_id), NULL,
                           state->task_question, state->task_minutes);
}

static void cancel_tasks(struct decision *decision)
{
    for (size_t i = 0; i < decision->task_count; i++) {
        struct task_row *row = effects_add_task_row(decision->arena, decision->effects);
        if (row == NULL) {
            decision->full = true;
            return;
        }
        row->agency_id = decision->row->agency_id;
        row->case_id = decision->row->id;
        row->task = decision->tasks[i];
        row->task.state = TASK_CANCELLED;
    }
}

/* Stops the processing clock and says in the event how it stood. */
static void stop_clock(struct decision *decision, struct event_facts *facts)
{
    struct kase_clock *clock = decision_clock(decision);
    struct clock_interval closed;
    if (clock == NULL) return;
    const struct clock_terms *terms = decision_terms(decision, clock);
    if (terms == NULL) return;
    facts->counted_s =
        clock_used_us(terms, &clock->clock, clock->ledger, clock->ledger_count, decision->now_us) /
        US_PER_S;
    facts->in_time = clock_in_time(&clock->clock, decision->now_us) ? 1 : 2;
    facts->clock_id = clock->clock.id;
    facts->standard_id = clock->clock.standard_id;
    if (!clock_stop(&clock->clock, clock->ledger, clock->ledger_count, decision->now_us, &closed))
        return;
    decision_clock_interval(decision, clock, &closed);
    decision_clock_row(decision, clock);
    for (size_t i = 0; i < clock->ledger_count; i++)
        if (clock->ledger[i].state == CLOCK_PAUSED)
            facts->paused_s += (clock->ledger[i].to_us - clock->ledger[i].from_us) / US_PER_S;
}

/* Of a case whose clock has passed half of its time: whether staff spoke first. Not of an import:
 * nobody knows. */
static int32_t proactive(const struct kase *row, bool imported)
{
    if (imported || row->worst_rung < HALF_PERCENT) return 0;
    return (row->marks & KASE_TOLD_FIRST) != 0 ? 1 : 2;
}

static void fill_closed(const struct decision *decision, struct event_facts *facts)
{
    const struct kase *row = decision->row;
    const struct staff *manager = desk_staff(decision->desk, row->case_manager_id);
    bool imported = decision->command->kind == COMMAND_CASE_IMPORT;
    facts->elapsed_s = (decision->now_us - row->last_open_at_us) / US_PER_S;
    facts->contacts = row->contacts;
    facts->contact_points = row->contact_office_count;
    facts->handovers = row->handovers;
    facts->expert = row->expert_contact;
    facts->worked_minutes = row->worked_minutes + facts->minutes;
    facts->queue_id = row->queue_id;
    facts->queue_minutes = row->queue_minutes + facts->minutes;
    facts->case_managed =
        row->managers == 1 && row->handovers == 0 && manager != NULL && !manager->shared;
    facts->first_contact = row->contacts <= 1 && row->handovers == 0 && row->reopenings == 0 &&
                           facts->elapsed_s <= FIRST_CONTACT_MAX_MINUTES * INT64_C(60) &&
                           (imported || decision_actor_id(decision) == row->opened_by);
    facts->process_id = row->process_id;
    facts->proactive = proactive(row, imported);
    facts->worked_outside = facts->outside_system || (row->marks & KASE_WORKED_OUTSIDE) != 0;
}

/* Minutes booked: as said, else what the process expects of the step. */
static int32_t minutes_of(const struct decision *decision, const struct transition *transition)
{
    return decision->command->minutes >= 0 ? decision->command->minutes : transition->minutes;
}

static void fill_step(const struct decision *decision, const struct transition *transition,
                      struct event_facts *facts)
{
    const struct staff *staff = decision->actor->staff;
    facts->step = transition->step;
    facts->from_state = decision->row->state;
    facts->state = decision->process->states[transition->to].code;
    decision_book(facts, minutes_of(decision, transition), decision->row->queue_id);
    facts->outside_system = decision->command->outside_system;
    facts->shared_account = staff != NULL && staff->shared;
}

void decision_close(struct decision *decision, const struct transition *transition,
                    const char *outcome)
{
    struct kase_clock *clock = decision_clock(decision);
    decision_leave_state(decision);
    if (decision->row->pause_reason != PAUSE_NONE) decision_resume(decision);
    if (clock != NULL) decision_fire(decision, clock, false); /* no rung fires after the close */
    decision_clock_end(decision, STANDARD_ACKNOWLEDGEMENT);   /* the outcome is an answer, too */
    decision_clock_end(decision, STANDARD_FIRST_RESPONSE);
    struct case_event *event = decision_event(decision, EVENT_CLOSED);
    fill_step(decision, transition, &event->facts);
    event->facts.outcome = arena_strdup(decision->arena, outcome);
    event->facts.document =
        process_state_issues(&decision->process->states[transition->to], outcome);
    stop_clock(decision, &event->facts);
    fill_closed(decision, &event->facts);
    decision_judge_right(decision, &event->facts);
    decision_emit(decision, event);
    cancel_tasks(decision);
    survey_after_closing(decision);
}

static enum error_code take(struct decision *decision, const struct transition *transition)
{
    const struct process_state *to = &decision->process->states[transition->to];
    const char *outcome = decision->command->outcome;
    enum error_code code = decision_may_work(decision, transition->roles);
    if (code != ERR_OK) return code;
    if (to->final) {
        if (outcome == NULL && to->outcome_count == 1) outcome = to->outcomes[0];
        if (outcome == NULL || !process_state_has(to, outcome)) {
            error_field(decision->error, "/outcome", "this step closes the case: say the outcome");
            return decision->error->code;
        }
        decision_close(decision, transition, outcome);
        return ERR_OK;
    }
    decision_leave_state(decision);
    struct case_event *event = decision_event(decision, EVENT_STEPPED);
    fill_step(decision, transition, &event->facts);
    decision_emit(decision, event);
    decision_enter_state(decision);
    return ERR_OK;
}

enum error_code decide_step(struct decision *decision)
{
    enum error_code code = decision_must_be_open(decision);
    if (code != ERR_OK) return code;
    const struct transition *transition =
        decision_transition(decision, decision->command->step, NULL);
    return transition == NULL ? decision->error->code : take(decision, transition);
}

enum error_code decide_close(struct decision *decision)
{
    enum error_code code = decision_must_be_open(decision);
    if (code != ERR_OK) return code;
    const struct transition *transition =
        decision_transition(decision, NULL, decision->command->outcome);
    return transition == NULL ? decision->error->code : take(decision, transition);
}
