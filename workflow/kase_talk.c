/* What is added to a case without moving it: notes, contacts, professionals' tasks, links, another
 * customer record. */
#include <string.h>

#include "proto/arena.h"
#include "workflow/contact.h"
#include "workflow/decision.h"

static enum error_code no_memory(struct decision *decision)
{
    return error_set(decision->error, ERR_UNAVAILABLE, "could not get memory for this request");
}

enum error_code decide_note(struct decision *decision)
{
    const struct command *command = decision->command;
    struct note_row *note = effects_add_note_row(decision->arena, decision->effects);
    if (note == NULL) return no_memory(decision);
    note->agency_id = decision->row->agency_id;
    note->id = decision_id(decision);
    note->case_id = decision->row->id;
    note->staff_id = decision_actor_id(decision);
    note->at_us = decision->now_us;
    note->visible = command->visible;
    note->body = command->body;
    memcpy(note->salt, decision_salt(decision, 2), sizeof note->salt);
    struct case_event *event = decision_event(decision, EVENT_NOTED);
    event->facts.note_id = note->id;
    event->facts.visible = command->visible;
    decision_book(&event->facts, command->minutes, decision->row->queue_id);
    const char *body = command->body;
    event->facts.digest = event_digest(decision->arena, note->salt, &body, 1);
    decision_emit(decision, event);
    if (command->visible) decision_heard(decision, DIRECTION_OUT, PURPOSE_INTERACTION);
    return ERR_OK;
}

enum error_code decide_case_contact(struct decision *decision)
{
    const struct command *command = decision->command;
    if (contact_check(command, decision->now_us, decision->error) != ERR_OK)
        return decision->error->code;
    struct contact_row *contact = decision_contact(decision, decision->row->id);
    if (contact == NULL) return no_memory(decision);
    contact->summary = command->body;
    struct case_event *event = decision_event(decision, EVENT_CONTACTED);
    event->facts.contact_id = contact->id;
    event->facts.direction = (int32_t)contact->direction;
    event->facts.purpose = (int32_t)contact->purpose;
    event->facts.cause = (int32_t)contact->cause;
    event->facts.contact_office_id = contact->office_id;
    uint32_t professional = ROLE_BIT(ROLE_PROFESSIONAL);
    uint32_t desk = ROLE_BIT(ROLE_FRONT_DESK) | ROLE_BIT(ROLE_CASE_MANAGER);
    event->facts.expert = (decision->actor->roles & (professional | desk)) == professional;
    decision_book(&event->facts, command->minutes, decision->row->queue_id);
    if (contact->cause == CAUSE_CORRECTION) decision_not_right(decision, &event->facts);
    decision_emit(decision, event);
    decision_heard(decision, contact->direction, contact->purpose);
    return ERR_OK;
}

enum error_code decide_bring_in(struct decision *decision)
{
    const struct command *command = decision->command;
    enum error_code code = decision_must_be_open(decision);
    if (code == ERR_OK) code = decision_may_work(decision, 0);
    if (code != ERR_OK) return code;
    const struct queue *queue = desk_queue(decision->desk, command->queue_id);
    const struct staff *staff = desk_staff(decision->desk, command->to_staff_id);
    if (queue == NULL) queue = desk_queue(decision->desk, decision->row->queue_id);
    if (staff != NULL) {
        struct route_request request = {.agency_id = queue->agency_id,
                                        .queue = queue,
                                        .role = ROLE_PROFESSIONAL,
                                        .now_us = decision->now_us};
        if (!route_allowed(&request, staff)) {
            error_field(decision->error, "/to", "not a professional of this queue");
            return decision->error->code;
        }
    }
    decision_open_task(decision, queue, staff, command->body,
                       command->minutes > 0 ? command->minutes : 0);
    return ERR_OK;
}

static const struct kase_task *task_of(struct decision *decision)
{
    for (size_t i = 0; i < decision->task_count; i++)
        if (decision->tasks[i].id == decision->command->task_id) return &decision->tasks[i];
    refuse(decision, "the task is not open any more");
    return NULL;
}

/* Who may take or answer a task: a professional with the right and skill of its queue. */
static bool may_task(const struct decision *decision, const struct kase_task *task)
{
    const struct queue *queue = desk_queue(decision->desk, task->queue_id);
    struct route_request request = {.agency_id = queue->agency_id,
                                    .queue = queue,
                                    .role = ROLE_PROFESSIONAL,
                                    .now_us = decision->now_us};
    const struct staff *staff = decision->actor->staff;
    return route_allowed(&request, staff) &&
           (queue->skill_id == 0 || staff_has_skill(staff, queue->skill_id));
}

static struct task_row *task_row(struct decision *decision, const struct kase_task *task)
{
    struct task_row *row = effects_add_task_row(decision->arena, decision->effects);
    if (row == NULL) return NULL;
    row->agency_id = decision->row->agency_id;
    row->case_id = decision->row->id;
    row->task = *task;
    return row;
}

enum error_code decide_task_claim(struct decision *decision)
{
    const struct kase_task *task = task_of(decision);
    if (task == NULL) return decision->error->code;
    int32_t actor_id = decision_actor_id(decision);
    if (task->assignee_id == actor_id) return refuse(decision, "it is yours already");
    if (task->assignee_id != 0) return refuse(decision, "somebody else has taken it");
    if (!may_task(decision, task))
        return error_set(decision->error, ERR_FORBIDDEN, "tasks of this queue are not for you");
    struct task_row *row = task_row(decision, task);
    if (row == NULL) return no_memory(decision);
    row->task.assignee_id = actor_id;
    struct case_event *event = decision_event(decision, EVENT_TASK_CLAIMED);
    event->facts.task_id = task->id;
    event->facts.assignee_id = actor_id;
    decision_emit(decision, event);
    return ERR_OK;
}

enum error_code decide_task_answer(struct decision *decision)
{
    const struct command *command = decision->command;
    const struct kase_task *task = task_of(decision);
    if (task == NULL) return decision->error->code;
    int32_t actor_id = decision_actor_id(decision);
    if (task->assignee_id != actor_id && (task->assignee_id != 0 || !may_task(decision, task)))
        return error_set(decision->error, ERR_FORBIDDEN, "this task is somebody else's");
    struct task_row *row = task_row(decision, task);
    if (row == NULL) return no_memory(decision);
    row->task.assignee_id = actor_id;
    row->task.state = TASK_ANSWERED;
    row->task.answer = command->body;
    row->task.answered_at_us = decision->now_us;
    row->task.minutes = command->minutes >= 0 ? command->minutes : task->expected_minutes;
    struct case_event *event = decision_event(decision, EVENT_TASK_ANSWERED);
    event->facts.task_id = task->id;
    event->facts.assignee_id = actor_id;
    decision_book(&event->facts, row->task.minutes, task->queue_id);
    const char *answer = command->body;
    event->facts.digest = event_digest(decision->arena, task->salt, &answer, 1);
    decision_emit(decision, event);
    decision_notice(decision, decision->row->handler_id, EVENT_TASK_ANSWERED, 0);
    return ERR_OK;
}

enum error_code decide_link(struct decision *decision)
{
    const struct command *command = decision->command;
    if (command->other_case_id == decision->row->id)
        return refuse(decision, "a case cannot be linked to itself");
    struct link_row *link = effects_add_link_row(decision->arena, decision->effects);
    if (link == NULL) return no_memory(decision);
    link->agency_id = decision->row->agency_id;
    link->case_id = decision->row->id;
    link->other_case_id = command->other_case_id;
    link->kind = command->link_kind == LINK_NONE ? LINK_RELATED : command->link_kind;
    link->staff_id = decision_actor_id(decision);
    link->at_us = decision->now_us;
    struct case_event *event = decision_event(decision, EVENT_LINKED);
    event->facts.other_case_id = command->other_case_id;
    event->facts.link_kind = (int32_t)link->kind;
    decision_emit(decision, event);
    return ERR_OK;
}

enum error_code decide_merge(struct decision *decision)
{
    struct case_event *event = decision_event(decision, EVENT_CUSTOMER_CHANGED);
    event->facts.customer_id = decision->command->customer_id;
    decision_emit(decision, event);
    return ERR_OK;
}

enum error_code decide_customer(struct decision *decision)
{
    const struct command *command = decision->command;
    if (decision_must_be_open(decision) != ERR_OK) return decision->error->code;
    if (!decision->context->customer_found) {
        error_field(decision->error, "/customer", "there is no such customer");
        return decision->error->code;
    }
    if (command->customer_id == decision->row->customer_id)
        return refuse(decision, "it is this customer's case already");
    return decide_merge(decision);
}
