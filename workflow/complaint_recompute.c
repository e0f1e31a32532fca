/* What a change of calendar makes of the clocks of a complaint. */
#include "workflow/complaint_int.h"

/* Ids that a stage can need whose time is over at once: three warnings, an acknowledgement that is
 * overdue, the next stage. */
enum { OVER_AT_ONCE_IDS = 16 };

bool complaint_clock_recompute(const struct ladder *ladder, const struct complaint *complaint,
                               enum complaint_clock which, struct clock *clock)
{
    const struct complaint_stage *now = complaint_now(complaint);
    const struct clock *before = &complaint->clocks[which];
    if (complaint->state != COMPLAINT_OPEN || now == NULL || before->id == 0) return false;
    *clock = *before;
    const struct clock_terms *terms = complaint_clock_terms(&ladder->stages[now->stage], which);
    return terms->unit != UNIT_NONE && clock_rederive(clock, terms, NULL, 0) &&
           (clock->due_at_us != before->due_at_us ||
            clock->next_rung_at_us != before->next_rung_at_us);
}

static void move(struct complaint_work *work, enum complaint_clock which, const char *moved_by,
                 struct complaint_moves *moves)
{
    struct clock clock;
    if (!complaint_clock_recompute(work->ladder, work->complaint, which, &clock)) return;
    const struct clock before = work->complaint->clocks[which];
    complaint_clock_moved(work, which, &clock);
    struct case_event *event = complaint_event(work, EVENT_RECOMPUTED);
    struct event_facts *facts = &event->facts;
    facts->clock_kind = (int32_t)clock.kind;
    facts->clock_id = clock.id;
    facts->was_due_at_us = before.due_at_us;
    facts->due_at_us = clock.due_at_us;
    facts->moved_by = moved_by;
    record_emit(&work->record, event);
    moves->moved++;
    moves->late +=
        clock_in_time(&before, work->at.now_us) && !clock_in_time(&clock, work->at.now_us);
}

enum error_code complaint_recompute(const struct complaint_context *context, const char *moved_by,
                                    struct complaint *complaint, struct effects *effects,
                                    struct complaint_moves *moves, struct error *error)
{
    static const struct actor system = {.staff = NULL};
    struct complaint_work work;
    *moves = (struct complaint_moves){.moved = 0};
    complaint_begin(&work, context, &system, complaint, effects, error);
    if (complaint->state != COMPLAINT_OPEN) return ERR_OK;
    moves->more = !complaint_catch_up(&work, work.at.now_us) ||
                  effects->ids_used > DECISION_IDS - OVER_AT_ONCE_IDS;
    for (int i = 0; i < COMPLAINT_CLOCKS && !moves->more; i++)
        move(&work, (enum complaint_clock)i, moved_by, moves);
    work.floor_us = work.at.now_us;
    if (moves->moved > 0) complaint_catch_up(&work, work.at.now_us);
    return effects->events_count == 0 ? ERR_OK : complaint_end(&work);
}
