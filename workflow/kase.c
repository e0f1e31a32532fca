/* The fold: how each event changes the row of its case. */
#include "workflow/kase.h"

#include <string.h>

bool kase_open(const struct kase *row)
{
    return row->closed_at_us == NO_TIME;
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

/* A contact on the case; the one that brought it says nothing of it yet. */
static void apply_contacted(struct kase *row, const struct event_facts *facts)
{
    apply_contact(row, facts);
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
    row->state = event->facts.state;
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
    switch (event->kind) {
    case EVENT_OPENED: apply_opened(row, event); break;
    case EVENT_ASSIGNED: apply_assigned(row, facts); break;
    case EVENT_HANDED_OVER: apply_handed_over(row, facts); break;
    case EVENT_STEPPED: row->state = facts->state; break;
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
    case EVENT_NONE:
    case EVENT_NOTED:
    case EVENT_TASK_CLAIMED:
    case EVENT_LINKED:
    case EVENT_FEEDBACK_LOGGED: /* of records: never a case's */
    case EVENT_FEEDBACK_ASSIGNED:
    case EVENT_FEEDBACK_ANSWERED:
    case EVENT_FEEDBACK_LINKED:
    case EVENT_FEEDBACK_CLOSED:
    case EVENT_IMPROVEMENT_ADDED:
    case EVENT_IMPROVEMENT_CHANGED:
    case EVENT_IMPROVEMENT_MOVED:
    case EVENT_IMPROVEMENT_LINKED:
    case EVENT_IMPROVEMENT_PUBLISHED:
    case EVENT_SURVEY_INVITED:
    case EVENT_SURVEY_SENT:
    case EVENT_SURVEY_ANSWERED:
    case EVENT_SAMPLE_ADDED:
    case EVENT_SAMPLE_CHANGED:
    case EVENT_SAMPLE_RETIRED:
    case EVENT_REPLIED:          /* the contact that it is has an event of its own */
    case EVENT_COMPLAINT_LOGGED: /* of records, never of a case */
    case EVENT_COMPLAINT_ACKNOWLEDGED:
    case EVENT_COMPLAINT_ANSWERED:
    case EVENT_COMPLAINT_EXTENDED:
    case EVENT_COMPLAINT_ESCALATED:
    case EVENT_COMPLAINT_OVERDUE:
    case EVENT_COMPLAINT_WITHDRAWN:
    case EVENT_COMPLAINT_CONVERTED:
    case EVENT_COMPLAINT_LINKED:
    case EVENT_REMEDY_ADDED:
    case EVENT_REMEDY_DONE:
    case EVENT_CLOCK_ENDED:
    case EVENT_SAMPLE_REVIEW_DUE:
    case EVENT_IMPROVEMENT_TOLD:
    case EVENT_KINDS: break;
    }
}

void kase_apply(struct kase *row, const struct case_event *event)
{
    fold(row, event);
    row->worked_minutes += event->facts.minutes;
    row->version = event->seq;
    memcpy(row->hash, event->hash, HASH_SIZE);
}
