/* A clock that explains itself, as JSON: what cases and complaints share. */
#ifndef ONESTOP_DAEMON_CLOCK_JSON_H
#define ONESTOP_DAEMON_CLOCK_JSON_H

#include "db/db.h"
#include "workflow/desk.h"
#include "workflow/kase.h"

struct json_object;
struct request;

/* What a clock is told from. */
struct clock_story {
    struct arena *arena;
    const struct desk *desk;
    const struct clock_terms *terms;
    const PGresult *changes; /* clock id, json text: extensions and recomputations, in order */
    const PGresult *pauses;  /* of db/query/case_pause_notes.sql; NULL: it never pauses */
    int first_rung;          /* index; those before it tell nobody */
    int64_t now_us;
};

/* Adds state, started_at, due_at, ended_at, in_time, counted_seconds, extended, rungs, intervals,
 * changes. */
void clock_json_story(struct json_object *object, const struct clock_story *story,
                      const struct kase_clock *clock);
/* Answers the request with this object, and frees it. */
void clock_json_answer(struct request *request, struct json_object *object);
/* NULL and "" become null. */
void clock_json_text(struct json_object *object, const char *name, const char *text);
/* "2026-05-01"; CIVIL_DAY_MAX: null. */
void clock_json_day(struct json_object *object, const char *name, civil_day day);

#endif
