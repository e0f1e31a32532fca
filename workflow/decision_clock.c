/* Clocks within a decision: start, pause, resume, rungs. */
#include "proto/arena.h"
#include "workflow/decision.h"
#include "workflow/standard.h"

struct kase_clock *decision_clock_of(struct decision *decision, enum standard_kind kind)
{
    for (size_t i = 0; i < decision->clock_count; i++)
        if (decision->clocks[i].clock.kind == kind) return &decision->clocks[i];
    return NULL;
}

struct kase_clock *decision_clock(struct decision *decision)
{
    return decision_clock_of(decision, STANDARD_PROCESSING);
}

const struct clock_terms *decision_terms(const struct decision *decision,
                                         const struct kase_clock *clock)
{
    const struct standard *standard = desk_standard(decision->desk, clock->clock.standard_id);
    return standard == NULL ? NULL : &standard->terms;
}

void decision_clock_row(struct decision *decision, const struct kase_clock *clock)
{
    struct effects *effects = decision->effects;
    struct clock_row *row = NULL;
    for (size_t i = 0; i < effects->clocks_count; i++) /* one row a clock: the last one counts */
        if (effects->clocks[i].clock.id == clock->clock.id) row = &effects->clocks[i];
    if (row == NULL) row = effects_add_clock_row(decision->arena, effects);
    if (row == NULL) {
        decision->full = true;
        return;
    }
    row->agency_id = decision->row->agency_id;
    row->case_id = decision->row->id;
    row->clock = clock->clock;
}

void decision_clock_interval(struct decision *decision, struct kase_clock *clock,
                             const struct clock_interval *closed)
{
    struct interval_row *row = effects_add_interval_row(decision->arena, decision->effects);
    if (row == NULL) {
        decision->full = true;
        return;
    }
    row->agency_id = decision->row->agency_id;
    row->clock_id = clock->clock.id;
    row->seq = (int16_t)clock->ledger_count;
    row->interval = *closed;
    clock->ledger[clock->ledger_count++] = *closed;
}

const struct kase_clock *decision_clock_start(struct decision *decision,
                                              const struct service *service,
                                              enum standard_kind kind, int64_t start_us)
{
    const struct standard_wish wish = {
        .kind = kind,
        .agency_id = service->agency_id,
        .service = service,
        .channel = decision->row->channel,
        .segment_id = decision->row->segment_id,
        .day = zone_local(decision->agency->zone, start_us).day,
    };
    const struct standard *standard = standard_for(decision->desk, &wish);
    if (standard == NULL || standard->terms.unit == UNIT_NONE) return NULL;
    struct kase_clock *clock = &decision->clocks[decision->clock_count];
    clock->ledger = arena_array(decision->arena, 16, sizeof *clock->ledger);
    if (clock->ledger == NULL) {
        decision->full = true;
        return NULL;
    }
    decision->clock_count++;
    clock->clock.id = decision_id(decision);
    clock->clock.kind = kind;
    clock->clock.standard_id = standard->id;
    clock_start(&clock->clock, &standard->terms, start_us);
    decision_clock_row(decision, clock);
    return clock;
}

static void end_clock(struct decision *decision, enum standard_kind kind, int64_t message_id)
{
    struct kase_clock *clock = decision_clock_of(decision, kind);
    const struct clock_terms *terms = clock == NULL ? NULL : decision_terms(decision, clock);
    struct clock_interval closed;
    if (terms == NULL || clock->clock.state == CLOCK_STOPPED) return;
    decision_fire(decision, clock, false);
    struct case_event *event = decision_event(decision, EVENT_CLOCK_ENDED);
    struct event_facts *facts = &event->facts;
    facts->clock_kind = (int32_t)kind;
    facts->clock_id = clock->clock.id;
    facts->standard_id = clock->clock.standard_id;
    facts->message_id = message_id;
    facts->due_at_us = clock->clock.due_at_us;
    facts->in_time = clock_in_time(&clock->clock, decision->now_us) ? 1 : 2;
    facts->counted_s =
        clock_used_us(terms, &clock->clock, clock->ledger, clock->ledger_count, decision->now_us) /
        US_PER_S;
    decision_emit(decision, event);
    if (!clock_stop(&clock->clock, clock->ledger, clock->ledger_count, decision->now_us, &closed))
        return;
    decision_clock_interval(decision, clock, &closed);
    decision_clock_row(decision, clock);
}

void decision_clock_end(struct decision *decision, enum standard_kind kind)
{
    end_clock(decision, kind, 0);
}

void decision_clock_confirmed(struct decision *decision, int64_t message_id)
{
    end_clock(decision, STANDARD_ACKNOWLEDGEMENT, message_id);
}

bool decision_awaits_word(struct decision *decision)
{
    const struct kase_clock *clock = decision_clock_of(decision, STANDARD_ACKNOWLEDGEMENT);
    return clock != NULL && clock->clock.state != CLOCK_STOPPED;
}

void decision_heard(struct decision *decision, enum direction direction, enum purpose purpose)
{
    if (direction != DIRECTION_OUT) return;
    decision_clock_end(decision, STANDARD_ACKNOWLEDGEMENT);
    if (purpose != PURPOSE_INFORMATION) decision_clock_end(decision, STANDARD_FIRST_RESPONSE);
}

void decision_pause(struct decision *decision, enum pause_reason reason, const char *note)
{
    struct kase_clock *clock = decision_clock(decision);
    struct clock_interval closed;
    if (clock != NULL && clock_pause(&clock->clock, decision->now_us, reason,
                                     decision_actor_id(decision), &closed)) {
        decision_clock_interval(decision, clock, &closed);
        decision_clock_row(decision, clock);
    }
    struct case_event *event = decision_event(decision, EVENT_PAUSED);
    event->facts.pause_reason = (int32_t)reason;
    decision_why(decision, event, note);
    decision_emit(decision, event);
}

void decision_resume(struct decision *decision)
{
    struct kase_clock *clock = decision_clock(decision);
    struct case_event *event = decision_event(decision, EVENT_RESUMED);
    struct clock_interval closed;
    event->facts.pause_reason = (int32_t)decision->row->pause_reason;
    if (clock != NULL && clock_resume(&clock->clock, decision_terms(decision, clock), clock->ledger,
                                      clock->ledger_count, decision->now_us, &closed)) {
        decision_clock_interval(decision, clock, &closed);
        decision_clock_row(decision, clock);
        event->facts.paused_s = (closed.to_us - closed.from_us) / US_PER_S;
        event->facts.due_at_us = clock->clock.due_at_us;
    }
    decision_emit(decision, event);
}

/* Who must know: whoever works the case and, at a breach, the team lead; nobody works it: the
 * accountable one. */
static void rung_notice(struct decision *decision, int32_t staff_id, enum standard_kind kind,
                        int16_t percent)
{
    struct notice_row *notice = decision_notice(decision, staff_id, EVENT_RUNG, percent);
    if (notice != NULL) notice->clock_kind = kind;
}

static void rung_notices(struct decision *decision, enum standard_kind kind, int16_t percent)
{
    const struct kase *row = decision->row;
    int32_t worker = row->handler_id != 0 ? row->handler_id : row->case_manager_id;
    const struct staff *staff = desk_staff(decision->desk, worker);
    rung_notice(decision, worker, kind, percent);
    if (percent == 100 && staff != NULL && staff->lead_id != worker)
        rung_notice(decision, staff->lead_id, kind, percent);
}

static void emit_rung(struct decision *decision, const struct kase_clock *clock, int16_t percent,
                      int64_t due_at_us)
{
    struct case_event *event = decision_event(decision, EVENT_RUNG);
    event->facts.clock_kind = (int32_t)clock->clock.kind;
    event->facts.clock_id = clock->clock.id;
    event->facts.standard_id = clock->clock.standard_id;
    event->facts.percent = percent;
    event->facts.due_at_us = clock->clock.due_at_us;
    event->actor_id = 0;
    decision_emit(decision, event);
    struct rung_row *rung = effects_add_rung_row(decision->arena, decision->effects);
    if (rung == NULL) {
        decision->full = true;
        return;
    }
    rung->agency_id = decision->row->agency_id;
    rung->clock_id = clock->clock.id;
    rung->case_id = decision->row->id;
    rung->percent = percent;
    rung->at_us = decision->now_us;
    rung->due_at_us = due_at_us;
    rung_notices(decision, clock->clock.kind, percent);
}

void decision_fire(struct decision *decision, struct kase_clock *clock, bool as_of)
{
    const struct clock_terms *terms = decision_terms(decision, clock);
    int64_t until_us = decision->now_us;
    bool fired = false;
    if (terms == NULL) return;
    for (;;) {
        int64_t due_at_us = clock->clock.next_rung_at_us;
        int16_t percent =
            clock_fire(&clock->clock, terms, clock->ledger, clock->ledger_count, until_us);
        if (percent == 0) break;
        if (as_of) decision->now_us = due_at_us;
        emit_rung(decision, clock, percent, due_at_us);
        fired = true;
    }
    decision->now_us = until_us;
    if (fired) decision_clock_row(decision, clock);
}
