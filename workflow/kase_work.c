/* Who works a case: claim, assign, hand over; pause and resume; reopen. */
#include <string.h>

#include "proto/arena.h"
#include "workflow/decision.h"

static struct route_request request_for(const struct decision *decision, const struct queue *queue)
{
    return (struct route_request){.agency_id = queue == NULL ? decision->row->handling_agency_id
                                                             : queue->agency_id,
                                  .queue = queue,
                                  .role = ROLE_CASE_MANAGER,
                                  .now_us = decision->now_us};
}

static const struct queue *queue_of(const struct decision *decision)
{
    return desk_queue(decision->desk, decision->row->queue_id);
}

static bool abroad(const struct kase *row)
{
    return row->handling_agency_id != row->agency_id;
}

/* The work goes to a person; at home the accountability with it. */
static void give(struct decision *decision, int32_t staff_id, const char *why)
{
    struct case_event *event = decision_event(decision, EVENT_ASSIGNED);
    event->facts.handler_id = staff_id;
    event->facts.case_manager_id =
        abroad(decision->row) ? decision->row->case_manager_id : staff_id;
    event->facts.route = why;
    decision_emit(decision, event);
    decision_notice(decision, staff_id, EVENT_ASSIGNED, 0);
}

enum error_code decide_claim(struct decision *decision)
{
    const struct kase *row = decision->row;
    enum error_code code = decision_must_be_open(decision);
    if (code != ERR_OK) return code;
    int32_t actor_id = decision_actor_id(decision);
    if (row->handler_id == actor_id) return refuse(decision, "it is yours already");
    if (row->handler_id != 0) {
        const struct staff *staff = desk_staff(decision->desk, row->handler_id);
        refuse(decision, "%s works this case",
               staff == NULL ? ERROR_SAYS("somebody else") : staff->name);
        error_hint(decision->error, "the team lead can assign it to you");
        return ERR_REFUSED;
    }
    struct route_request request = request_for(decision, queue_of(decision));
    if (!route_allowed(&request, decision->actor->staff))
        return error_set(decision->error, ERR_FORBIDDEN, "cases of this queue are not for you");
    give(decision, actor_id, "claimed");
    return ERR_OK;
}

static const struct staff *receiver(struct decision *decision, const struct queue *queue)
{
    const struct staff *staff = desk_staff(decision->desk, decision->command->to_staff_id);
    struct route_request request = request_for(decision, queue);
    if (staff == NULL || !route_allowed(&request, staff)) {
        error_field(decision->error, "/to", "nobody of that name works cases of this queue");
        return NULL;
    }
    if (staff->id == decision->row->handler_id) {
        refuse(decision, "%s works this case already", staff->name);
        return NULL;
    }
    return staff;
}

enum error_code decide_assign(struct decision *decision)
{
    enum error_code code = decision_must_be_open(decision);
    if (code == ERR_OK) code = decision_may_work(decision, 0);
    if (code != ERR_OK) return code;
    const struct staff *staff = receiver(decision, queue_of(decision));
    if (staff == NULL) return decision->error->code;
    give(decision, staff->id, "assigned");
    return ERR_OK;
}

/* Where a hand-over goes: the queue named; the agency's queue of this kind of work; or the present
 * one. */
static const struct queue *target_queue(struct decision *decision)
{
    const struct command *command = decision->command;
    if (command->queue_id != 0) return desk_queue(decision->desk, command->queue_id);
    if (command->to_agency_id == 0) return queue_of(decision);
    for (size_t i = 0; i < decision->desk->queues_count; i++)
        if (decision->desk->queues[i].active &&
            decision->desk->queues[i].agency_id == command->to_agency_id)
            return &decision->desk->queues[i];
    return NULL;
}

/* What is left to do comes into another queue. */
static void leave_queue(const struct decision *decision, struct event_facts *facts)
{
    const struct kase *row = decision->row;
    facts->expected_minutes = kase_minutes_left(row);
    facts->elapsed_s = (decision->now_us - row->last_open_at_us) / US_PER_S;
    facts->from_queue_id = row->queue_id;
    facts->queue_minutes = row->queue_minutes;
}

/* To a person, a queue, or another agency. The case manager stays accountable until somebody of the
 * home agency takes it; so a case is never without one once it had one. */
enum error_code decide_hand_over(struct decision *decision)
{
    const struct command *command = decision->command;
    const struct kase *row = decision->row;
    enum error_code code = decision_must_be_open(decision);
    if (code == ERR_OK) code = decision_may_work(decision, 0);
    if (code != ERR_OK) return code;
    const struct queue *queue = target_queue(decision);
    if (queue == NULL) {
        error_field(decision->error, "/queue", "there is no such queue");
        return decision->error->code;
    }
    bool home = queue->agency_id == row->agency_id;
    if (!home && row->case_manager_id == 0)
        return refuse(decision, "somebody must be accountable here before it goes to another "
                                "agency: claim or assign it first");
    const struct staff *staff = NULL;
    if (command->to_staff_id != 0 && (staff = receiver(decision, queue)) == NULL)
        return decision->error->code;
    struct case_event *event = decision_event(decision, EVENT_HANDED_OVER);
    event->facts.queue_id = queue->id;
    if (queue->id != row->queue_id) leave_queue(decision, &event->facts);
    event->facts.handling_agency_id = queue->agency_id;
    event->facts.handler_id = staff == NULL ? 0 : staff->id;
    event->facts.case_manager_id = home && staff != NULL ? staff->id : row->case_manager_id;
    decision_why(decision, event, command->reason);
    decision_emit(decision, event);
    if (staff != NULL) decision_notice(decision, staff->id, EVENT_HANDED_OVER, 0);
    return ERR_OK;
}

enum error_code decide_pause(struct decision *decision)
{
    enum error_code code = decision_must_be_open(decision);
    if (code == ERR_OK) code = decision_may_work(decision, 0);
    if (code != ERR_OK) return code;
    if (decision->row->pause_reason != PAUSE_NONE)
        return refuse(decision, "it is paused already: %s",
                      name_of(&pause_reason_names, (int)decision->row->pause_reason));
    if (decision->command->pause_reason == PAUSE_DEPARTMENT) {
        const struct kase_clock *clock = decision_clock(decision);
        const struct standard *standard =
            clock == NULL ? NULL : desk_standard(decision->desk, clock->clock.standard_id);
        if (standard != NULL && !standard->department_pauses)
            return refuse(decision, "waiting for another department does not stop the clock: "
                                    "the customer was promised a time");
    }
    decision_pause(decision, decision->command->pause_reason, decision->command->body);
    return ERR_OK;
}

enum error_code decide_resume(struct decision *decision)
{
    enum error_code code = decision_must_be_open(decision);
    if (code == ERR_OK) code = decision_may_work(decision, 0);
    if (code != ERR_OK) return code;
    if (decision->row->pause_reason == PAUSE_NONE) return refuse(decision, "it is not paused");
    decision_resume(decision);
    return ERR_OK;
}

/* The clock goes on where it stopped: the promise was not kept yet. */
static void restart_clock(struct decision *decision, struct event_facts *facts)
{
    struct kase_clock *clock = decision_clock(decision);
    struct clock_interval closed;
    const struct clock_terms *terms = clock == NULL ? NULL : decision_terms(decision, clock);
    if (terms == NULL) return;
    if (!clock_restart(&clock->clock, terms, clock->ledger, clock->ledger_count, decision->now_us,
                       &closed))
        return;
    decision_clock_interval(decision, clock, &closed);
    decision_clock_row(decision, clock);
    facts->due_at_us = clock->clock.due_at_us;
}

enum error_code decide_reopen(struct decision *decision)
{
    const struct kase *row = decision->row;
    if (kase_open(row)) return refuse(decision, "the case is open");
    int64_t days = decision->agency->reopen_days;
    if (decision->now_us - row->closed_at_us > days * US_PER_DAY) {
        refuse(decision, "it was closed more than %d days ago", (int)days);
        error_hint(decision->error, "log a new case and link the two");
        return ERR_REFUSED;
    }
    const struct staff *staff = desk_staff(decision->desk, row->case_manager_id);
    civil_day today = zone_local(decision->agency->zone, decision->now_us).day;
    bool there = staff != NULL && staff->active && !staff_absent(staff, today);
    struct case_event *event = decision_event(decision, EVENT_REOPENED);
    event->facts.state = decision->process->states[process_initial(decision->process)].code;
    event->facts.case_manager_id = row->case_manager_id;
    event->facts.handler_id = there ? staff->id : 0;
    event->facts.queue_id = row->queue_id;
    event->facts.expected_minutes = kase_minutes_left(row);
    restart_clock(decision, &event->facts);
    decision_not_right(decision, &event->facts);
    decision_why(decision, event, decision->command->reason);
    decision_emit(decision, event);
    if (there) decision_notice(decision, staff->id, EVENT_REOPENED, 0);
    decision_enter_state(decision);
    return ERR_OK;
}
