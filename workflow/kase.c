/* The fold: how each event changes the row of its case. */
#include "workflow/kase.h"

#include <string.h>

bool kase_open(const struct kase *row)
{
    return row->closed_at_us == NO_TIME;
}

int32_t kase_minutes_left(const struct kase *row)
{
    int32_t left = row->expected_minutes - row->worked_minutes;
    int32_t least = row->expected_minutes / 10;
    return left > least ? left : least;
}

static void dealt_with_office(struct kase *row, int32_t office_id)
{
    for (int32_t i = 0; i < row->contact_office_count; i++)
        if (row->contact_offices[i] == office_id) return;
    if (row->contact_office_count < KASE_CONTACT_OFFICES)
        row->contact_offices[row->contact_office_count++] = office_id;
}

static void apply_contact(struct kase *row, const struct event_facts *facts)
{
    row->contacts++;
    dealt_with_office(row, facts->contact_office_id);
    if (facts->direction == DIRECTION_OUT) row->contacted_out = true;
    if (facts->expert) row->expert_contact = true;
}

/* Who spoke first, after the contact that brought it: staff, or the customer to ask for progress.
 */
static void spoke(struct kase *row, int mark)
{
    if ((row->marks & (KASE_TOLD_FIRST | KASE_ASKED_FIRST)) == 0)
        row->marks = (int16_t)(row->marks | mark);
}

static void apply_step(struct kase *row, const struct event_facts *facts)
{
    row->state = facts->state;
    if (facts->outside_system) row->marks = (int16_t)(row->marks | KASE_WORKED_OUTSIDE);
}

/* A contact on the case; the one that brought it says nothing of it yet. */
static void apply_contacted(struct kase *row, const struct event_facts *facts)
{
    apply_contact(row, facts);
    if (facts->direction == DIRECTION_OUT) spoke(row, KASE_TOLD_FIRST);
    if (facts->direction != DIRECTION_OUT && facts->cause == CAUSE_CHASE)
        spoke(row, KASE_ASKED_FIRST);
    if (facts->cause == CAUSE_CORRECTION) row->right_standard_id = KASE_NOT_RIGHT;
}

static void apply_opened(struct kase *row, const struct case_event *event)
{
    const struct event_facts *facts = &event->facts;
    row->agency_id = event->agency_id;
    row->id = event->case_id;
    row->reference = facts->reference;
    row->office_id = event->office_id;
    row->service_id = event->service_id;
    row->segment_id = event->segment_id;
    row->channel = event->channel;
    row->process_id = facts->process_id;
    row->customer_id = facts->customer_id;
    row->received_at_us = facts->received_at_us;
    row->opened_at_us = row->last_open_at_us = event->at_us;
    row->opened_by = event->actor_id;
    row->closed_at_us = NO_TIME;
    row->state = facts->state;
    row->queue_id = facts->queue_id;
    row->case_manager_id = row->handler_id = facts->case_manager_id;
    row->managers = facts->case_manager_id != 0;
    row->handling_agency_id = event->agency_id;
    row->due_at_us = facts->due_at_us;
    row->expected_minutes = facts->expected_minutes;
    row->source = facts->source;
    row->external_id = facts->external_id;
    if (facts->contact_id != 0) apply_contact(row, facts);
}

/* assigned and handed-over say who is accountable and who works it afterwards; nobody is left out.
 */
static void apply_assigned(struct kase *row, const struct event_facts *facts)
{
    if (facts->case_manager_id != 0 && facts->case_manager_id != row->case_manager_id)
        row->managers++;
    row->case_manager_id = facts->case_manager_id;
    row->handler_id = facts->handler_id;
}

static void apply_handed_over(struct kase *row, const struct event_facts *facts)
{
    apply_assigned(row, facts);
    if (facts->queue_id != row->queue_id) row->queue_minutes = 0;
    row->queue_id = facts->queue_id;
    row->handling_agency_id = facts->handling_agency_id;
    row->handovers++;
}

static void apply_reopened(struct kase *row, const struct case_event *event)
{
    apply_assigned(row, &event->facts);
    row->state = event->facts.state;
    row->outcome = NULL;
    row->closed_at_us = NO_TIME;
    row->last_open_at_us = event->at_us;
    row->due_at_us = event->facts.due_at_us;
    row->pause_reason = PAUSE_NONE;
    row->reopenings++;
    row->right_standard_id = KASE_NOT_RIGHT;
}

static void apply_closed(struct kase *row, const struct case_event *event)
{
    apply_step(row, &event->facts);
    row->queue_minutes = 0;
    row->outcome = event->facts.outcome;
    row->closed_at_us = event->at_us;
    row->pause_reason = PAUSE_NONE;
    row->open_tasks = 0;
    if (event->facts.right != 0)
        row->right_standard_id =
            event->facts.right == 1 ? event->facts.right_standard_id : KASE_NOT_RIGHT;
}

/* What the event says of the case. */
static void fold(struct kase *row, const struct case_event *event)
{
    const struct event_facts *facts = &event->facts;
    switch ((int)event->kind) {
    case EVENT_OPENED: apply_opened(row, event); break;
    case EVENT_ASSIGNED: apply_assigned(row, facts); break;
    case EVENT_HANDED_OVER: apply_handed_over(row, facts); break;
    case EVENT_STEPPED: apply_step(row, facts); break;
    case EVENT_CONTACTED: apply_contacted(row, facts); break;
    case EVENT_BROUGHT_IN: row->open_tasks++; break;
    case EVENT_TASK_ANSWERED: row->open_tasks--; break;
    case EVENT_PAUSED:
        row->pause_reason = (enum pause_reason)facts->pause_reason;
        row->due_at_us = NO_TIME;
        break;
    case EVENT_RESUMED:
        row->pause_reason = PAUSE_NONE;
        row->due_at_us = facts->due_at_us;
        break;
    case EVENT_CLOSED: apply_closed(row, event); break;
    case EVENT_REOPENED: apply_reopened(row, event); break;
    case EVENT_RUNG:
        if (facts->clock_kind == STANDARD_PROCESSING && facts->percent > row->worst_rung)
            row->worst_rung = (int16_t)facts->percent;
        break;
    case EVENT_EXTENDED:
    case EVENT_RECOMPUTED: /* a paused case has no due time */
        if (facts->clock_kind == STANDARD_PROCESSING && row->pause_reason == PAUSE_NONE)
            row->due_at_us = facts->due_at_us;
        break;
    case EVENT_CUSTOMER_CHANGED: row->customer_id = facts->customer_id; break;
    case EVENT_NOTED:
        if (facts->visible) spoke(row, KASE_TOLD_FIRST);
        break;
    default: break; /* says nothing of the row, or is a record's */
    }
}

void kase_apply(struct kase *row, const struct case_event *event)
{
    row->worked_minutes += event->facts.minutes;
    if (event->kind != EVENT_TASK_ANSWERED) row->queue_minutes += event->facts.minutes;
    fold(row, event);
    row->version = event->seq;
    memcpy(row->hash, event->hash, HASH_SIZE);
}
