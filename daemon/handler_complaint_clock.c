/* The clocks of a complaint explain themselves. */
#include <json-c/json.h>
#include <string.h>

#include "daemon/clock_json.h"
#include "daemon/complaint_int.h"
#include "daemon/handlers.h"
#include "daemon/load.h"
#include "daemon/worker.h"
#include "proto/arena.h"

enum { CLOCKS, CHANGES, RESULTS };

/* Of the clocks that only count at their limit. */
enum { LIMIT = CLOCK_RUNGS - 1 };

static const char *const kinds[COMPLAINT_CLOCKS] = {
    [CLOCK_ACKNOWLEDGE] = "acknowledgement", [CLOCK_ANSWER] = "answer", [CLOCK_UPDATE] = "update"};

/* The stage that a clock belongs to: the last one that had begun when it started. */
static const struct ladder_stage *
stage_of(const struct ladder *ladder, const struct complaint *complaint, const struct clock *clock)
{
    const struct complaint_stage *stage = &complaint->stages[0];
    for (size_t i = 1; i < complaint->stage_count; i++)
        if (complaint->stages[i].started_at_us <= clock->started_at_us)
            stage = &complaint->stages[i];
    return &ladder->stages[stage->stage];
}

/* What the ladder promises; units and amounts are those of the version it began on. */
static json_object *ladder_json(const struct ladder *ladder, const struct ladder_stage *stage,
                                const struct clock_terms *terms, enum complaint_clock which)
{
    json_object *object = json_object_new_object();
    clock_json_text(object, "code", ladder->code);
    clock_json_text(object, "name", ladder->name);
    clock_json_day(object, "in_force_from", ladder->in_force_from);
    clock_json_text(object, "stage", stage->code);
    clock_json_text(object, "stage_name", stage->name);
    clock_json_text(object, "unit", name_of(&clock_unit_names, (int)terms->unit));
    json_object_object_add(object, "amount", json_object_new_int(terms->amount));
    json_object_object_add(object, "extension_max",
                           json_object_new_int(which == CLOCK_ANSWER ? stage->extension_max : 0));
    return object;
}

static json_object *clock_json(struct request *request, const struct complaint *complaint,
                               const struct clock *clock)
{
    const struct ladder *ladder = desk_ladder(request->desk, complaint->ladder_id);
    const struct ladder_stage *stage = stage_of(ladder, complaint, clock);
    enum complaint_clock which = complaint_clock_place(clock->kind);
    const struct kase_clock told = {.clock = *clock};
    struct clock_story story = {.arena = request->arena,
                                .desk = request->desk,
                                .terms = complaint_clock_terms(stage, which),
                                .changes = request->reply.results[CHANGES],
                                .first_rung = which == CLOCK_ANSWER ? 0 : LIMIT,
                                .now_us = worker_now_us(request->worker)};
    if (story.terms->unit == UNIT_NONE) return NULL;
    json_object *object = json_object_new_object();
    clock_json_text(object, "kind", kinds[which]);
    json_object_object_add(object, "ladder", ladder_json(ladder, stage, story.terms, which));
    clock_json_story(object, &story, &told);
    return object;
}

static void on_found(struct request *request)
{
    const struct complaint_reading *reading = request->state;
    if (request_failed(request)) return;
    const PGresult *rows = request->reply.results[CLOCKS];
    json_object *object = json_object_new_object(), *clocks = json_object_new_array();
    clock_json_text(object, "reference", reading->complaint.record.reference);
    for (int i = 0; i < PQntuples(rows); i++) {
        struct clock clock = {.id = 0};
        load_read_clock(rows, i, &clock);
        json_object *told = clock_json(request, &reading->complaint, &clock);
        if (told != NULL) json_object_array_add(clocks, told);
    }
    json_object_object_add(object, "clocks", clocks);
    clock_json_answer(request, object);
}

static void look(struct request *request)
{
    const struct complaint_reading *reading = request->state;
    const struct record *record = &reading->complaint.record;
    struct db_statement *statements = request_statements(request, RESULTS);
    const char *agencies = arena_printf(request->arena, "{%d}", (int)record->agency_id);
    const char *ids = arena_printf(request->arena, "{%lld}", (long long)record->id);
    if (statements == NULL || agencies == NULL || ids == NULL) {
        request_answer_full(request);
        return;
    }
    statements[CLOCKS].query = QUERY_CASE_LOAD_CLOCKS;
    db_text(&statements[CLOCKS].params, agencies);
    db_text(&statements[CLOCKS].params, ids);
    statements[CHANGES].query = QUERY_COMPLAINT_CLOCK_CHANGES;
    db_int(&statements[CHANGES].params, record->agency_id);
    db_int(&statements[CHANGES].params, record->id);
    request_query(request, DB_READ, agencies, statements, RESULTS, on_found);
}

static void explain(struct request *request, const struct complaint *complaint)
{
    (void)complaint;
    complaint_note_read(request, look);
}

void handle_complaint_clock(struct request *request)
{
    complaint_read_asked(request, explain, 0);
}
