/* Alarms of records. */
#include "workflow/record_alarm.h"

#include <assert.h>

enum { FIRES_AT = 100, LAST_RUNG = CLOCK_RUNGS - 1 };

static void write_clock(struct record_decision *decision, const struct record_alarm *alarm,
                        bool running)
{
    struct clock_row *row = effects_add_clock_row(decision->context->arena, decision->effects);
    if (row == NULL) {
        decision->full = true;
        return;
    }
    *row = (struct clock_row){
        .agency_id = decision->row.agency_id,
        .case_id = decision->row.id,
        .clock = {.id = alarm->id,
                  .state = running ? CLOCK_RUNNING : CLOCK_STOPPED,
                  .started_at_us = alarm->set_at_us,
                  .since_us = running ? alarm->set_at_us : decision->context->now_us,
                  .due_at_us = alarm->due_at_us,
                  .next_rung = running ? LAST_RUNG : CLOCK_RUNGS,
                  .next_rung_at_us = running ? alarm->due_at_us : NO_TIME}};
}

void record_alarm_set(struct record_decision *decision, struct record_alarm *alarm,
                      int64_t due_at_us)
{
    record_alarm_end(decision, alarm);
    *alarm = (struct record_alarm){.id = record_new_id(decision),
                                   .set_at_us = decision->context->now_us,
                                   .due_at_us = due_at_us};
    write_clock(decision, alarm, true);
}

void record_alarm_end(struct record_decision *decision, struct record_alarm *alarm)
{
    if (alarm->id == 0) return;
    write_clock(decision, alarm, false);
    alarm->id = 0;
}

void record_alarm_fire(struct record_decision *decision, struct record_alarm *alarm)
{
    assert(alarm->id != 0);
    struct rung_row *rung = effects_add_rung_row(decision->context->arena, decision->effects);
    if (rung == NULL) {
        decision->full = true;
        return;
    }
    *rung = (struct rung_row){.agency_id = decision->row.agency_id,
                              .clock_id = alarm->id,
                              .case_id = decision->row.id,
                              .percent = FIRES_AT,
                              .at_us = decision->context->now_us,
                              .due_at_us = alarm->due_at_us};
    record_alarm_end(decision, alarm);
}
