/* A clock that explains itself, as JSON. */
#include "daemon/clock_json.h"

#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "daemon/request.h"
#include "proto/arena.h"
#include "proto/codec.h"

void clock_json_text(json_object *object, const char *name, const char *text)
{
    bool none = text == NULL || text[0] == '\0';
    json_object_object_add(object, name, none ? NULL : json_object_new_string(text));
}

static void add_time(json_object *object, const char *name, int64_t at_us)
{
    char text[TIME_TEXT];
    time_format(at_us, text);
    clock_json_text(object, name, text);
}

/* What was said when the pause began that a line is part of; NULL: nothing. */
static const char *pause_note(const PGresult *pauses, const struct clock_line *line)
{
    const char *note = NULL;
    for (int i = 0; pauses != NULL && line->kind == LINE_PAUSED && i < PQntuples(pauses); i++)
        if (db_get_int(pauses, i, 0, 0) <= line->from_us)
            note = PQgetisnull(pauses, i, 1) ? NULL : PQgetvalue(pauses, i, 1);
    return note;
}

static json_object *line_json(const struct desk *desk, const struct clock_line *line,
                              const PGresult *pauses)
{
    static const char *const kinds[] = {
        [LINE_COUNTED] = "counted", [LINE_CLOSED_HOURS] = "closed-hours",
        [LINE_HOLIDAY] = "holiday", [LINE_PAUSED] = "paused",
        [LINE_STOPPED] = "stopped", [LINE_BEFORE_START] = "before-start"};
    const struct staff *staff = desk_staff(desk, line->actor_id);
    json_object *object = json_object_new_object();
    clock_json_text(object, "kind", kinds[line->kind]);
    add_time(object, "from", line->from_us);
    add_time(object, "to", line->to_us);
    json_object_object_add(object, "counted_seconds",
                           json_object_new_int64(line->counted_us / US_PER_S));
    clock_json_text(object, "holiday", line->holiday);
    clock_json_text(object, "reason", name_of(&pause_reason_names, (int)line->reason));
    clock_json_text(object, "by", staff == NULL ? NULL : staff->name);
    clock_json_text(object, "note", pause_note(pauses, line));
    return object;
}

static json_object *rungs_json(const struct clock_terms *terms, const struct kase_clock *clock,
                               int first)
{
    json_object *rungs = json_object_new_array();
    for (int i = first; i < CLOCK_RUNGS; i++) {
        json_object *rung = json_object_new_object();
        json_object_object_add(rung, "percent", json_object_new_int(clock_rung_percent[i]));
        add_time(rung, "at",
                 clock->clock.state == CLOCK_PAUSED
                     ? NO_TIME
                     : clock_rung_at(terms, clock->clock.started_at_us,
                                     clock->clock.extended_amount, clock->ledger,
                                     clock->ledger_count, clock_rung_percent[i]));
        json_object_object_add(rung, "fired", json_object_new_boolean(i < clock->clock.next_rung));
        json_object_array_add(rungs, rung);
    }
    return rungs;
}

void clock_json_day(json_object *object, const char *name, civil_day day)
{
    int year, month, of_month;
    char date[16];
    if (day == CIVIL_DAY_MAX) {
        clock_json_text(object, name, NULL);
        return;
    }
    civil_to_ymd(day, &year, &month, &of_month);
    snprintf(date, sizeof date, "%04d-%02d-%02d", year % 10000, month % 100, of_month % 100);
    clock_json_text(object, name, date);
}

static json_object *intervals_json(const struct clock_story *story, const struct kase_clock *clock,
                                   int64_t until_us)
{
    json_object *list = json_object_new_array();
    size_t count = 0;
    const struct clock_line *lines =
        clock_explain(story->arena, story->terms, &clock->clock, clock->ledger, clock->ledger_count,
                      until_us, &count);
    for (size_t i = 0; lines != NULL && i < count; i++)
        json_object_array_add(list, line_json(story->desk, &lines[i], story->pauses));
    return list;
}

/* Extensions and recomputations of one clock. */
static json_object *changes_json(const PGresult *changes, int64_t clock_id)
{
    json_object *list = json_object_new_array();
    for (int i = 0; i < PQntuples(changes); i++)
        if (db_get_int(changes, i, 0, 0) == clock_id)
            json_object_array_add(list, json_tokener_parse(PQgetvalue(changes, i, 1)));
    return list;
}

void clock_json_story(json_object *object, const struct clock_story *story,
                      const struct kase_clock *clock)
{
    bool ended = clock->clock.state == CLOCK_STOPPED;
    int64_t until_us = ended ? clock->clock.since_us : story->now_us;
    int64_t used_us =
        clock_used_us(story->terms, &clock->clock, clock->ledger, clock->ledger_count, until_us);
    clock_json_text(object, "state", name_of(&clock_state_names, (int)clock->clock.state));
    add_time(object, "started_at", clock->clock.started_at_us);
    add_time(object, "due_at", clock->clock.due_at_us);
    add_time(object, "ended_at", ended ? clock->clock.since_us : NO_TIME);
    json_object_object_add(object, "in_time",
                           json_object_new_boolean(clock_in_time(&clock->clock, until_us)));
    json_object_object_add(object, "counted_seconds", json_object_new_int64(used_us / US_PER_S));
    json_object_object_add(object, "extended", json_object_new_int(clock->clock.extended_amount));
    json_object_object_add(object, "rungs", rungs_json(story->terms, clock, story->first_rung));
    json_object_object_add(object, "intervals", intervals_json(story, clock, until_us));
    json_object_object_add(object, "changes", changes_json(story->changes, clock->clock.id));
}

void clock_json_answer(struct request *request, json_object *object)
{
    const char *text = arena_strdup(
        request->arena, json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN |
                                                                   JSON_C_TO_STRING_NOSLASHESCAPE));
    json_object_put(object);
    if (text == NULL)
        request_answer_full(request);
    else
        request_answer_json(request, 200, text, strlen(text));
}
