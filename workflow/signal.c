/* The rules of signals. */
#include "workflow/signal.h"

#include "proto/arena.h"
#include "proto/json_write.h"
#include "workflow/period.h"

/* The columns of db/query/batch_record_signal.sql. */
static const char *document(struct arena *arena, const struct signal *row)
{
    struct json json;
    size_t length;
    char day[PERIOD_TEXT];
    json_begin(&json, arena);
    json_object(&json, NULL);
    json_number(&json, "state", (int64_t)row->state);
    json_number(&json, "chart_id", row->chart_id);
    json_string(&json, "chart", row->chart);
    json_string(&json, "name", row->name);
    json_string(&json, "measure", row->measure);
    json_number(&json, "rule", (int64_t)row->rule);
    json_number(&json, "side", (int64_t)row->side);
    json_string(&json, "from_day", period_text(PERIOD_DAY, row->from, day));
    json_string(&json, "to_day", period_text(PERIOD_DAY, row->to, day));
    json_double(&json, "value", row->value);
    json_double(&json, "mean", row->mean);
    json_double(&json, "lower", row->lower);
    json_double(&json, "upper", row->upper);
    json_number(&json, "office_id", row->header.office_id);
    json_number(&json, "owner_id", row->owner_id);
    json_time(&json, "raised_at", row->raised_at_us);
    json_time(&json, "decided_at", row->decided_at_us);
    json_number(&json, "decided_by", row->decided_by);
    json_string(&json, "cause", row->cause);
    json_string(&json, "decision", row->decision);
    json_hex(&json, "salt", row->salt, sizeof row->salt);
    json_object_end(&json);
    return json_text(&json, &length);
}

static enum error_code finish(struct record_decision *decision, struct signal *after)
{
    after->header = decision->row;
    return record_end(decision, document(decision->context->arena, after));
}

enum error_code signal_raise(const struct decision_context *context, const struct signal *told,
                             struct effects *effects, struct error *error)
{
    static const struct actor nobody = {.staff = NULL};
    struct record_decision decision;
    struct signal row = *told;
    row.header.kind = RECORD_SIGNAL;
    row.state = SIGNAL_OPEN;
    row.raised_at_us = context->now_us;
    row.decided_at_us = NO_TIME;
    record_join(&decision, context, &nobody, &row.header, effects, error);
    struct case_event *event = record_event(&decision, EVENT_SIGNAL_RAISED);
    event->facts.reference = decision.row.reference;
    event->facts.chart = row.chart;
    event->facts.signal_rule = (int32_t)row.rule;
    event->facts.signal_side = (int32_t)row.side;
    event->facts.from_day = row.from;
    event->facts.to_day = row.to;
    event->facts.assignee_id = row.owner_id;
    record_emit(&decision, event);
    record_notice(&decision, row.owner_id, EVENT_SIGNAL_RAISED);
    return finish(&decision, &row);
}

enum error_code signal_decide(const struct decision_context *context, const struct actor *actor,
                              const struct signal *before, const char *cause, const char *decided,
                              struct effects *effects, struct signal *after, struct error *error)
{
    struct record_decision decision;
    const char *const texts[] = {cause, decided};
    if (before->state != SIGNAL_OPEN)
        return error_set(error, ERR_REFUSED, "what is done about it is decided already");
    record_begin(&decision, context, actor, &before->header, effects, error);
    *after = *before;
    after->state = SIGNAL_DECIDED;
    after->cause = cause;
    after->decision = decided;
    after->decided_at_us = context->now_us;
    after->decided_by = actor->staff->id;
    struct case_event *event = record_event(&decision, EVENT_SIGNAL_DECIDED);
    event->facts.elapsed_s = (context->now_us - before->raised_at_us) / US_PER_S;
    event->facts.digest = event_digest(context->arena, before->salt, texts, 2);
    decision.full |= event->facts.digest == NULL;
    record_emit(&decision, event);
    return finish(&decision, after);
}
