/* Stages of a complaint: who answers, clocks, moving up. */
#include <assert.h>
#include <string.h>

#include "proto/arena.h"
#include "workflow/complaint_int.h"

/* Managers who are told that nobody is able, at the most; ids that one firing can need, with the
 * customer's message at the end of the decision. */
enum { TOLD_MAX = 2, FIRING_IDS = COMPLAINT_CLOCKS + TOLD_MAX + 1, ONLY_LIMIT = CLOCK_RUNGS - 1 };

struct complaint_stage *complaint_stage(struct complaint_work *work)
{
    struct complaint *complaint = work->complaint;
    assert(complaint->stage_count > 0);
    return &complaint->stages[complaint->stage_count - 1];
}

const struct ladder_stage *complaint_terms(const struct complaint_work *work)
{
    const struct complaint *complaint = work->complaint;
    return &work->ladder->stages[complaint->stages[complaint->stage_count - 1].stage];
}

enum complaint_clock complaint_clock_place(enum standard_kind kind)
{
    if (kind == STANDARD_ACKNOWLEDGEMENT) return CLOCK_ACKNOWLEDGE;
    return kind == STANDARD_PROCESSING ? CLOCK_ANSWER : CLOCK_UPDATE;
}

const struct clock_terms *complaint_clock_terms(const struct ladder_stage *stage,
                                                enum complaint_clock which)
{
    switch (which) {
    case CLOCK_ACKNOWLEDGE: return &stage->acknowledge;
    case CLOCK_ANSWER: return &stage->answer;
    case CLOCK_UPDATE: break;
    }
    return &stage->update;
}

static const struct clock_terms *terms_of(const struct complaint_work *work,
                                          enum complaint_clock which)
{
    return complaint_clock_terms(complaint_terms(work), which);
}

/* ---- clocks ---- */

static void write_clock(struct complaint_work *work, const struct clock *clock)
{
    struct effects *effects = work->record.effects;
    struct clock_row *row = NULL;
    for (size_t i = 0; i < effects->clocks_count; i++)
        if (effects->clocks[i].clock.id == clock->id) row = &effects->clocks[i];
    if (row == NULL) row = effects_add_clock_row(work->at.arena, effects);
    if (row == NULL) {
        work->record.full = true;
        return;
    }
    *row = (struct clock_row){work->record.row.agency_id, work->record.row.id, *clock};
}

static void start_clock(struct complaint_work *work, enum complaint_clock which, int64_t at_us)
{
    static const enum standard_kind kinds[COMPLAINT_CLOCKS] = {STANDARD_ACKNOWLEDGEMENT,
                                                               STANDARD_PROCESSING, STANDARD_NONE};
    const struct clock_terms *terms = terms_of(work, which);
    struct clock *clock = &work->complaint->clocks[which];
    if (terms->unit == UNIT_NONE) return;
    *clock = (struct clock){.id = record_new_id(&work->record), .kind = kinds[which]};
    clock_start(clock, terms, at_us);
    if (which != CLOCK_ANSWER) { /* warns nobody, and counts at its limit only */
        clock->next_rung = ONLY_LIMIT;
        clock->next_rung_at_us = clock->due_at_us;
    }
    write_clock(work, clock);
}

static void stop_clock(struct complaint_work *work, enum complaint_clock which)
{
    struct clock *clock = &work->complaint->clocks[which];
    struct clock_interval closed;
    if (clock->id == 0) return;
    int16_t seq = clock->interval_count;
    if (clock_stop(clock, NULL, 0, work->at.now_us, &closed)) {
        struct interval_row *row = effects_add_interval_row(work->at.arena, work->record.effects);
        clock->next_rung_at_us = NO_TIME;
        write_clock(work, clock);
        if (row == NULL)
            work->record.full = true;
        else
            *row = (struct interval_row){work->record.row.agency_id, clock->id, seq, closed};
    }
    clock->id = 0;
}

static void start_answering(struct complaint_work *work, int64_t at_us)
{
    start_clock(work, CLOCK_ANSWER, at_us);
    start_clock(work, CLOCK_UPDATE, at_us);
    complaint_stage(work)->due_at_us = work->complaint->clocks[CLOCK_ANSWER].due_at_us;
}

void complaint_clock_extend(struct complaint_work *work, int32_t amount)
{
    struct clock *clock = &work->complaint->clocks[CLOCK_ANSWER];
    const struct clock_terms *terms = terms_of(work, CLOCK_ANSWER);
    clock->extended_amount += amount;
    clock->due_at_us = clock_due(terms, clock->started_at_us, clock->extended_amount, NULL, 0);
    if (clock->next_rung < CLOCK_RUNGS)
        clock->next_rung_at_us = clock_rung_at(terms, clock->started_at_us, clock->extended_amount,
                                               NULL, 0, clock_rung_percent[clock->next_rung]);
    complaint_stage(work)->due_at_us = clock->due_at_us;
    write_clock(work, clock);
}

void complaint_clock_moved(struct complaint_work *work, enum complaint_clock which,
                           const struct clock *clock)
{
    struct complaint_stage *stage = complaint_stage(work);
    work->complaint->clocks[which] = *clock;
    if (which == CLOCK_ACKNOWLEDGE) stage->acknowledge_due_us = clock->due_at_us;
    if (which == CLOCK_ANSWER) stage->due_at_us = clock->due_at_us;
    write_clock(work, clock);
}

/* ---- stages ---- */

struct ladder_question complaint_question(const struct complaint_work *work, int32_t *earlier)
{
    const struct complaint *complaint = work->complaint;
    size_t count = 0;
    for (size_t i = 0; i + 1 < complaint->stage_count; i++)
        if (complaint->stages[i].answerer_id != 0)
            earlier[count++] = complaint->stages[i].answerer_id;
    return (struct ladder_question){.agency_id = work->record.row.agency_id,
                                    .office_id = work->record.row.office_id,
                                    .stage = complaint_terms(work),
                                    .case_manager_id = complaint->case_manager_id,
                                    .about = complaint->about,
                                    .about_count = complaint->about_count,
                                    .earlier = earlier,
                                    .earlier_count = count,
                                    .hands = work->context->hands,
                                    .hand_count = work->context->hand_count,
                                    .loads = work->at.loads,
                                    .at_us = work->at.now_us};
}

/* Nobody is able to answer: who has the whole agency is told, or, when all of them are complained
 * about, the auditors. */
static void tell_managers(struct complaint_work *work, enum event_kind kind)
{
    static const enum role roles[] = {ROLE_MANAGER, ROLE_AUDITOR};
    const struct desk *desk = work->at.desk;
    const struct complaint *complaint = work->complaint;
    int told = 0;
    for (size_t r = 0; r < sizeof roles / sizeof *roles && told == 0; r++)
        for (size_t i = 0; i < desk->staff_count && told < TOLD_MAX; i++) {
            const struct staff *staff = &desk->staff[i];
            uint32_t held = staff_roles(staff, work->record.row.agency_id, 0);
            if (!staff->active || (held & ROLE_BIT(roles[r])) == 0 ||
                ladder_concerns(desk, staff, complaint->about, complaint->about_count))
                continue;
            complaint_notice(work, staff->id, kind, 0);
            told++;
        }
}

bool complaint_stage_begin(struct complaint_work *work, int32_t index, int64_t started_us,
                           enum event_kind kind)
{
    struct complaint *complaint = work->complaint;
    int32_t earlier[COMPLAINT_ENTRIES];
    if (complaint->stage_count == COMPLAINT_ENTRIES) return false;
    struct complaint_stage *stage = &complaint->stages[complaint->stage_count++];
    *stage = (struct complaint_stage){.stage = index,
                                      .started_at_us = started_us,
                                      .acknowledge_due_us = NO_TIME,
                                      .acknowledged_at_us = NO_TIME,
                                      .due_at_us = NO_TIME,
                                      .ended_at_us = NO_TIME,
                                      .send_by_us = NO_TIME};
    const struct ladder_stage *terms = complaint_terms(work);
    struct ladder_question question = complaint_question(work, earlier);
    stage->answerer_id = ladder_choose(work->at.desk, &question, work->at.arena, &stage->route);
    if (stage->route == NULL) work->record.full = true;
    stage->queue_id = terms->queue_id;
    start_clock(work, CLOCK_ACKNOWLEDGE, started_us);
    stage->acknowledge_due_us = terms->acknowledge.unit == UNIT_NONE
                                    ? NO_TIME
                                    : complaint->clocks[CLOCK_ACKNOWLEDGE].due_at_us;
    if (!terms->from_acknowledgement || terms->acknowledge.unit == UNIT_NONE)
        start_answering(work, started_us);
    if (stage->answerer_id != 0)
        complaint_notice(work, stage->answerer_id, kind, 0);
    else
        tell_managers(work, kind);
    return true;
}

void complaint_stage_end(struct complaint_work *work, enum stage_end end)
{
    struct complaint_stage *stage = complaint_stage(work);
    stage->end = end;
    stage->ended_at_us = work->at.now_us;
    for (int i = 0; i < COMPLAINT_CLOCKS; i++) stop_clock(work, (enum complaint_clock)i);
}

int32_t complaint_acknowledge(struct complaint_work *work)
{
    struct complaint_stage *stage = complaint_stage(work);
    const struct ladder_stage *terms = complaint_terms(work);
    if (terms->acknowledge.unit == UNIT_NONE || stage->acknowledged_at_us != NO_TIME) return 0;
    stage->acknowledged_at_us = work->at.now_us;
    stop_clock(work, CLOCK_ACKNOWLEDGE);
    if (terms->from_acknowledgement && work->complaint->clocks[CLOCK_ANSWER].id == 0)
        start_answering(work, work->at.now_us);
    return stage->acknowledge_due_us == NO_TIME || work->at.now_us <= stage->acknowledge_due_us ? 1
                                                                                                : 2;
}

/* The event is made after the stage has begun: it tells who answers it and until when. */
void complaint_escalate(struct complaint_work *work, int32_t by)
{
    struct complaint *complaint = work->complaint;
    struct complaint_stage *from = complaint_stage(work);
    int32_t next = from->stage + 1;
    if (from->end == STAGE_RUNNING)
        complaint_stage_end(work, by == ESCALATED_BY_TIME ? STAGE_TIMED_OUT : STAGE_ESCALATED);
    complaint->ask_until_us = NO_TIME;
    bool more = (size_t)next < work->ladder->stage_count &&
                complaint_stage_begin(work, next, work->at.now_us, EVENT_COMPLAINT_ESCALATED);
    complaint->state = more ? COMPLAINT_OPEN : COMPLAINT_REFERRED;
    complaint->closed_at_us = more ? NO_TIME : work->at.now_us;
    struct case_event *event = complaint_event(work, EVENT_COMPLAINT_ESCALATED);
    struct event_facts *facts = &event->facts;
    const struct complaint_stage *to = complaint_stage(work);
    facts->from_stage = next;
    facts->escalated_by = by;
    facts->stage = more ? to->stage + 1 : 0;
    if (by == ESCALATED_BY_TIME) {
        event->actor_id = 0;
        facts->late_s = (work->context->decision.now_us - work->at.now_us) / US_PER_S;
    }
    if (more) {
        facts->answerer_id = to->answerer_id;
        facts->queue_id = to->answerer_id == 0 ? to->queue_id : 0;
        facts->route = to->route;
        facts->due_at_us = to->due_at_us;
    }
    record_emit(&work->record, event);
    if (!more) tell_managers(work, EVENT_COMPLAINT_ESCALATED);
}

/* ---- what time does ---- */

static void write_rung(struct complaint_work *work, const struct clock *clock, int16_t percent,
                       int64_t due_at_us)
{
    struct rung_row *rung = effects_add_rung_row(work->at.arena, work->record.effects);
    if (rung == NULL) {
        work->record.full = true;
        return;
    }
    *rung = (struct rung_row){.agency_id = work->record.row.agency_id,
                              .clock_id = clock->id,
                              .case_id = work->record.row.id,
                              .percent = percent,
                              .at_us = work->context->decision.now_us,
                              .due_at_us = due_at_us};
}

static void warn(struct complaint_work *work, enum event_kind kind, const struct clock *clock,
                 int16_t percent)
{
    struct case_event *event = complaint_event(work, kind);
    event->facts.clock_kind = (int32_t)clock->kind;
    event->facts.clock_id = clock->id;
    event->facts.percent = percent;
    event->facts.due_at_us = clock->due_at_us;
    event->actor_id = 0;
    record_emit(&work->record, event);
    if (complaint_stage(work)->answerer_id != 0)
        complaint_notice(work, complaint_stage(work)->answerer_id, kind, percent);
}

static void fire(struct complaint_work *work, enum complaint_clock which)
{
    struct clock *clock = &work->complaint->clocks[which];
    const struct ladder_stage *terms = complaint_terms(work);
    int64_t due_at_us = clock->next_rung_at_us;
    int64_t at_us = due_at_us < work->floor_us ? work->floor_us : due_at_us;
    work->at.now_us = at_us;
    int16_t percent = clock_fire(clock, terms_of(work, which), NULL, 0, due_at_us);
    assert(percent != 0);
    write_rung(work, clock, percent, due_at_us);
    write_clock(work, clock);
    if (percent < 100) {
        warn(work, EVENT_RUNG, clock, percent);
        return;
    }
    switch (which) {
    case CLOCK_ANSWER: complaint_escalate(work, ESCALATED_BY_TIME); break;
    case CLOCK_ACKNOWLEDGE:
        warn(work, EVENT_COMPLAINT_OVERDUE, clock, percent);
        stop_clock(work, which);
        if (terms->from_acknowledgement) start_answering(work, at_us);
        break;
    case CLOCK_UPDATE:
        warn(work, EVENT_COMPLAINT_OVERDUE, clock, percent);
        stop_clock(work, which);
        start_clock(work, which, at_us);
        break;
    }
}

static int next_due(const struct complaint *complaint, int64_t until_us)
{
    int found = -1;
    for (int i = 0; i < COMPLAINT_CLOCKS; i++) {
        const struct clock *clock = &complaint->clocks[i];
        if (clock->id == 0 || clock->next_rung_at_us == NO_TIME ||
            clock->next_rung_at_us > until_us)
            continue;
        if (found < 0 || clock->next_rung_at_us < complaint->clocks[found].next_rung_at_us)
            found = i;
    }
    return found;
}

bool complaint_catch_up(struct complaint_work *work, int64_t until_us)
{
    int which = -1;
    while (work->record.effects->ids_used + FIRING_IDS <= DECISION_IDS &&
           (which = next_due(work->complaint, until_us)) >= 0)
        fire(work, (enum complaint_clock)which);
    work->at.now_us = work->context->decision.now_us;
    return next_due(work->complaint, until_us) < 0;
}
