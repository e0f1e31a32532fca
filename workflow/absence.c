/* The rules of absences. */
#include "workflow/absence.h"

#include "proto/arena.h"
#include "proto/json_write.h"
#include "workflow/period.h"

/* The columns of db/query/batch_record_absence.sql. */
static const char *document(struct arena *arena, const struct absence_entry *row)
{
    struct json json;
    size_t length;
    char day[PERIOD_TEXT];
    json_begin(&json, arena);
    json_object(&json, NULL);
    json_number(&json, "staff_id", row->staff_id);
    json_string(&json, "from_day", period_text(PERIOD_DAY, row->days.from, day));
    json_string(&json, "to_day", period_text(PERIOD_DAY, row->days.to, day));
    json_number(&json, "entered_by", row->entered_by);
    json_time(&json, "entered_at", row->entered_at_us);
    json_time(&json, "withdrawn_at", row->withdrawn_at_us);
    json_object_end(&json);
    return json_text(&json, &length);
}

static civil_day today(const struct decision_context *context, int32_t agency_id)
{
    return zone_local(desk_agency(context->desk, agency_id)->zone, context->now_us).day;
}

/* ---- what is told of it ---- */

static void must_be_apart(const struct absence_told *told, const struct absence *days,
                          struct error *error)
{
    char from[PERIOD_TEXT], to[PERIOD_TEXT];
    for (size_t i = 0; i < told->other_count; i++) {
        const struct absence_other *other = &told->others[i];
        if (days->to < other->days.from || other->days.to < days->from) continue;
        period_text(PERIOD_DAY, other->days.from, from);
        period_text(PERIOD_DAY, other->days.to, to);
        if (other->reference == NULL)
            error_field(error, "/from",
                        "overlaps with the absence from %s to %s of the desk definition", from, to);
        else
            error_field(error, "/from",
                        "overlaps with %s, from %s to %s: change that one, or take it back",
                        other->reference, from, to);
    }
}

/* earliest: that the last day may be. */
static enum error_code take(const struct absence_told *told, civil_day earliest,
                            struct absence *days, struct error *error)
{
    char text[PERIOD_TEXT];
    bool from = period_take_day(told->body->from, "/from", &days->from, error);
    if (!period_take_day(told->body->to, "/to", &days->to, error) || !from) return error->code;
    if (days->to < days->from)
        error_field(error, "/to", "is before the first day");
    else if (days->to - days->from >= ABSENCE_DAYS_MAX)
        error_field(error, "/to", "is more than three years after the first day");
    else if (days->to < earliest)
        error_field(error, "/to", "is over: the last day can be %s or later",
                    period_text(PERIOD_DAY, earliest, text));
    else
        must_be_apart(told, days, error);
    return error->code;
}

static enum error_code must_stand(const struct decision_context *context,
                                  const struct absence_entry *row, struct error *error)
{
    if (row->withdrawn_at_us != NO_TIME)
        return error_set(error, ERR_REFUSED, "it was taken back already");
    if (row->days.to < today(context, row->header.agency_id))
        return error_set(error, ERR_REFUSED, "it is over: what was stays as it was");
    return ERR_OK;
}

/* ---- what is written ---- */

static enum error_code finish(struct record_decision *decision, enum event_kind kind,
                              struct absence_entry *after)
{
    const struct staff *staff = desk_staff(decision->context->desk, after->staff_id);
    struct case_event *event = record_event(decision, kind);
    if (kind == EVENT_ABSENCE_ENTERED) event->facts.reference = decision->row.reference;
    event->facts.about_staff_id = after->staff_id;
    event->facts.from_day = after->days.from;
    event->facts.to_day = after->days.to;
    record_emit(decision, event);
    record_notice(decision, after->staff_id, kind);
    if (staff != NULL) record_notice(decision, staff->lead_id, kind);
    after->header = decision->row;
    return record_end(decision, document(decision->context->arena, after));
}

enum error_code absence_enter(const struct decision_context *context, const struct actor *actor,
                              const struct staff *staff, const struct absence_told *told,
                              struct effects *effects, struct absence_entry *after,
                              struct error *error)
{
    struct record_decision decision;
    *after =
        (struct absence_entry){.header = {.agency_id = staff->agency_id, .kind = RECORD_ABSENCE},
                               .staff_id = staff->id,
                               .entered_by = actor->staff->id,
                               .entered_at_us = context->now_us,
                               .withdrawn_at_us = NO_TIME};
    if (take(told, today(context, staff->agency_id), &after->days, error) != ERR_OK)
        return error->code;
    record_begin(&decision, context, actor, &after->header, effects, error);
    return finish(&decision, EVENT_ABSENCE_ENTERED, after);
}

enum error_code absence_change(const struct decision_context *context, const struct actor *actor,
                               const struct absence_entry *before, const struct absence_told *told,
                               struct effects *effects, struct absence_entry *after,
                               struct error *error)
{
    struct record_decision decision;
    civil_day yesterday = today(context, before->header.agency_id) - 1;
    *after = *before;
    if (must_stand(context, before, error) != ERR_OK ||
        take(told, yesterday, &after->days, error) != ERR_OK)
        return error->code;
    if (after->days.from == before->days.from && after->days.to == before->days.to) return ERR_OK;
    record_begin(&decision, context, actor, &before->header, effects, error);
    return finish(&decision, EVENT_ABSENCE_CHANGED, after);
}

enum error_code absence_withdraw(const struct decision_context *context, const struct actor *actor,
                                 const struct absence_entry *before, struct effects *effects,
                                 struct absence_entry *after, struct error *error)
{
    struct record_decision decision;
    *after = *before;
    if (must_stand(context, before, error) != ERR_OK) return error->code;
    after->withdrawn_at_us = context->now_us;
    record_begin(&decision, context, actor, &before->header, effects, error);
    return finish(&decision, EVENT_ABSENCE_WITHDRAWN, after);
}
