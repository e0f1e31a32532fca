/* The clocks of a case explain themselves. */
#include <json-c/json.h>
#include <string.h>

#include "daemon/case_read.h"
#include "daemon/clock_json.h"
#include "daemon/handlers.h"
#include "daemon/worker.h"
#include "proto/arena.h"

enum { CHANGES, PAUSES, RESULTS };

static json_object *standard_json(const struct standard *standard)
{
    json_object *object = json_object_new_object();
    clock_json_text(object, "code", standard->code);
    clock_json_text(object, "name", standard->name);
    clock_json_text(object, "unit", name_of(&clock_unit_names, (int)standard->terms.unit));
    json_object_object_add(object, "amount", json_object_new_int(standard->terms.amount));
    json_object_object_add(object, "target_percent", json_object_new_int(standard->target_percent));
    json_object_object_add(object, "extension_max", json_object_new_int(standard->extension_max));
    clock_json_day(object, "in_force_from", standard->in_force_from);
    /* What has replaced it from its first day on does not shorten it for what it judges. */
    clock_json_day(object, "in_force_to",
                   standard->in_force_until < standard->in_force_from ? standard->in_force_to
                                                                      : standard->in_force_until);
    return object;
}

static json_object *clock_json(struct request *request, const struct kase_clock *clock,
                               PGresult *const *results)
{
    const struct standard *standard = desk_standard(request->desk, clock->clock.standard_id);
    const struct clock_story story = {.arena = request->arena,
                                      .desk = request->desk,
                                      .terms = &standard->terms,
                                      .changes = results[CHANGES],
                                      .pauses = results[PAUSES],
                                      .now_us = worker_now_us(request->worker)};
    json_object *object = json_object_new_object();
    clock_json_text(object, "kind", name_of(&standard_kind_names, (int)clock->clock.kind));
    json_object_object_add(object, "standard", standard_json(standard));
    clock_json_story(object, &story, clock);
    return object;
}

static void on_changes(struct request *request)
{
    const struct case_reading *reading = request->state;
    const struct kase_loaded *kase = reading->wish.kase;
    if (request_failed(request)) return;
    json_object *object = json_object_new_object();
    json_object *clocks = json_object_new_array();
    clock_json_text(object, "reference", kase->row.reference);
    for (int kind = STANDARD_PROCESSING; kind < STANDARD_KINDS; kind++)
        for (size_t i = 0; i < kase->clock_count; i++)
            if ((int)kase->clocks[i].clock.kind == kind)
                json_object_array_add(
                    clocks, clock_json(request, &kase->clocks[i], request->reply.results));
    json_object_object_add(object, "clocks", clocks);
    clock_json_answer(request, object);
}

static void explain(struct request *request, const struct kase_loaded *kase)
{
    struct db_statement *statements = request_statements(request, RESULTS);
    const char *agencies = case_agencies(request, &kase->row);
    if (statements == NULL || agencies == NULL) {
        request_answer_full(request);
        return;
    }
    statements[CHANGES].query = QUERY_CASE_CLOCK_CHANGES;
    statements[PAUSES].query = QUERY_CASE_PAUSE_NOTES;
    for (int i = 0; i < RESULTS; i++) {
        db_int(&statements[i].params, kase->row.agency_id);
        db_int(&statements[i].params, kase->row.id);
    }
    request_query(request, DB_READ, agencies, statements, RESULTS, on_changes);
}

void handle_case_clock(struct request *request)
{
    case_read(request, explain);
}
