/* What was promised for a case: more time for it, and what a change of standard or calendar makes
 * of it. */
#include <string.h>

#include "proto/arena.h"
#include "workflow/decision.h"
#include "workflow/standard.h"

/* The clock that the command means. */
static struct kase_clock *clock_meant(struct decision *decision)
{
    enum standard_kind kind = decision->command->clock_kind;
    if (kind == STANDARD_NONE) kind = STANDARD_PROCESSING;
    struct kase_clock *clock = decision_clock_of(decision, kind);
    if (clock == NULL || decision_terms(decision, clock) == NULL)
        error_field(decision->error, "/clock", "nothing of this kind is promised for this case: %s",
                    name_of(&standard_kind_names, (int)kind));
    else if (clock->clock.state == CLOCK_STOPPED)
        refuse(decision, "this is done already: %s", name_of(&standard_kind_names, (int)kind));
    else if (!clock_in_time(&clock->clock, decision->now_us))
        refuse(decision, "its time is over: what is late cannot be extended");
    return decision->error->code == ERR_OK ? clock : NULL;
}

/* "team-lead, manager" */
static const char *approvers(struct decision *decision, uint32_t roles)
{
    const char *text = "";
    for (int role = 1; role < ROLES; role++)
        if (roles & ROLE_BIT(role))
            text = arena_printf(decision->arena, "%s%s%s", text == NULL ? "" : text,
                                text != NULL && text[0] != '\0' ? ", " : "",
                                name_of(&role_names, role));
    return text == NULL ? "" : text;
}

static enum error_code may_extend(struct decision *decision, const struct kase_clock *clock,
                                  const struct standard *standard)
{
    int32_t left = standard->extension_max - clock->clock.extended_amount;
    if (left < 0) left = 0;
    if ((decision->actor->roles & standard->extension_roles) == 0)
        return error_set(decision->error, ERR_FORBIDDEN, "more time for \"%s\" is granted by: %s",
                         standard->code, approvers(decision, standard->extension_roles));
    if (decision->command->amount <= left) return ERR_OK;
    error_field(decision->error, "/amount",
                "at most %d %s can be granted: \"%s\" allows %d in all, granted so far: %d",
                (int)left, name_of(&clock_unit_names, (int)standard->terms.unit), standard->code,
                (int)standard->extension_max, (int)clock->clock.extended_amount);
    return decision->error->code;
}

/* The customer is told: the reason stands on the case as a note for them, who works it learns of
 * it, and where the agency writes to customers (message.h), it does. */
static bool tell(struct decision *decision, struct event_facts *facts)
{
    const struct kase *row = decision->row;
    const char *reason = decision->command->reason;
    struct note_row *note = effects_add_note_row(decision->arena, decision->effects);
    if (note == NULL) return false;
    note->agency_id = row->agency_id;
    note->id = facts->note_id = decision_id(decision);
    note->case_id = row->id;
    note->staff_id = decision_actor_id(decision);
    note->at_us = decision->now_us;
    note->visible = true;
    note->body = reason;
    memcpy(note->salt, decision_salt(decision, 2), sizeof note->salt);
    facts->visible = 1;
    facts->digest = event_digest(decision->arena, note->salt, &reason, 1);
    decision_notice(decision, row->case_manager_id, EVENT_EXTENDED, 0);
    if (row->handler_id != row->case_manager_id)
        decision_notice(decision, row->handler_id, EVENT_EXTENDED, 0);
    return true;
}

enum error_code decide_extend(struct decision *decision)
{
    enum error_code code = decision_must_be_open(decision);
    struct kase_clock *clock = code == ERR_OK ? clock_meant(decision) : NULL;
    if (clock == NULL) return decision->error->code;
    const struct standard *standard = desk_standard(decision->desk, clock->clock.standard_id);
    code = may_extend(decision, clock, standard);
    if (code != ERR_OK) return code;
    decision_fire(decision, clock, false); /* what was reached before stays reached */
    int64_t was_due_at_us = clock->clock.due_at_us;
    clock->clock.extended_amount += decision->command->amount;
    clock_rederive(&clock->clock, &standard->terms, clock->ledger, clock->ledger_count);
    decision_clock_row(decision, clock);
    struct case_event *event = decision_event(decision, EVENT_EXTENDED);
    struct event_facts *facts = &event->facts;
    facts->clock_kind = (int32_t)clock->clock.kind;
    facts->clock_id = clock->clock.id;
    facts->standard_id = standard->id;
    facts->amount = decision->command->amount;
    facts->was_due_at_us = was_due_at_us;
    facts->due_at_us = clock->clock.due_at_us;
    if (!tell(decision, facts))
        return error_set(decision->error, ERR_UNAVAILABLE, "could not get memory");
    decision_emit(decision, event);
    return ERR_OK;
}

bool clock_recompute(const struct desk *desk, struct kase_clock *clock)
{
    const struct standard *standard = desk_standard(desk, clock->clock.standard_id);
    if (standard == NULL || standard->terms.unit == UNIT_NONE) return false;
    const struct clock before = clock->clock;
    civil_day day =
        zone_local(standard->terms.calendar->rules.zone, clock->clock.started_at_us).day;
    standard = standard_successor(desk, standard, day);
    if (standard->terms.unit == UNIT_NONE) return false;
    clock->clock.standard_id = standard->id;
    if (!clock_rederive(&clock->clock, &standard->terms, clock->ledger, clock->ledger_count)) {
        clock->clock = before;
        return false;
    }
    return clock->clock.standard_id != before.standard_id ||
           clock->clock.due_at_us != before.due_at_us ||
           clock->clock.next_rung_at_us != before.next_rung_at_us;
}

bool kase_recomputed(struct arena *arena, struct kase *row, const struct clock *before,
                     const struct clock *clock, const char *moved_by, int64_t now_us,
                     struct case_event *event)
{
    *event = (struct case_event){.agency_id = row->agency_id,
                                 .case_id = row->id,
                                 .seq = row->version + 1,
                                 .kind = EVENT_RECOMPUTED,
                                 .at_us = now_us,
                                 .office_id = row->office_id,
                                 .service_id = row->service_id,
                                 .segment_id = row->segment_id,
                                 .channel = row->channel};
    event_facts_clear(&event->facts);
    event->facts.clock_kind = (int32_t)clock->kind;
    event->facts.clock_id = clock->id;
    event->facts.standard_id = clock->standard_id;
    event->facts.was_due_at_us = before->due_at_us;
    event->facts.due_at_us = clock->due_at_us;
    event->facts.moved_by = moved_by;
    if (event_seal(arena, event, row->hash) != 0) return false;
    kase_apply(row, event);
    return true;
}
