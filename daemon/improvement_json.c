/* Improvements as JSON. */
#include "daemon/desk_json.h"
#include "daemon/improvement_int.h"
#include "workflow/problem.h"

static void put_plan(struct json *json, const struct desk *desk, const struct improvement *row)
{
    desk_json_person(json, "owner", desk, row->owner_id);
    desk_json_person(json, "added_by", desk, row->added_by);
    json_time(json, "added_at", row->added_at_us);
    json_time(json, "due_at", row->due_at_us);
    json_decimal(json, "cost", row->cost);
    json_string(json, "currency", row->currency);
    json_string(json, "reason", row->reason);
    desk_json_text(json, "indicator", name_of(&metric_names, (int)row->metric));
    desk_json_text(json, "indicator_office", DESK_CODE(desk, office, row->metric_office_id));
    desk_json_text(json, "indicator_service", DESK_CODE(desk, service, row->metric_service_id));
    desk_json_text(json, "aim", name_of(&aim_names, (int)row->aim));
    json_decimal(json, "before", row->before);
    json_decimal(json, "after", row->after);
}

const char *improvement_json(struct arena *arena, const struct desk *desk,
                             const struct improvement *row)
{
    struct json json;
    size_t length;
    json_begin(&json, arena);
    json_object(&json, NULL);
    json_string(&json, "reference", row->header.reference);
    json_number(&json, "version", row->header.version);
    desk_json_text(&json, "state", name_of(&improvement_state_names, (int)row->state));
    json_time(&json, "state_at", row->state_at_us);
    json_string(&json, "title", row->title);
    json_string(&json, "description", row->description);
    desk_json_text(&json, "agency", DESK_CODE(desk, agency, row->header.agency_id));
    desk_json_text(&json, "office", DESK_CODE(desk, office, row->header.office_id));
    desk_json_text(&json, "service", DESK_CODE(desk, service, row->header.service_id));
    put_plan(&json, desk, row);
    json_string(&json, "line", row->line);
    json_string(&json, "language", row->language);
    json_bool(&json, "published", row->published);
    json_time(&json, "published_at", row->published_at_us);
    json_object_end(&json);
    return json_text(&json, &length);
}

const char *improvement_json_moves(struct arena *arena, const struct words *words,
                                   const struct improvement *row, const struct actor *actor)
{
    struct json json;
    size_t length;
    json_begin(&json, arena);
    json_array(&json, NULL);
    for (size_t i = 0; i < improvement_move_count; i++) {
        const struct improvement_move *move = &improvement_moves[i];
        if (move->from != row->state) continue;
        const char *missing = improvement_move_missing(row, move, actor);
        json_object(&json, NULL);
        json_string(&json, "to", name_of(&improvement_state_names, (int)move->to));
        json_bool(&json, "open", missing == NULL);
        json_string(&json, "why", missing == NULL ? NULL : problem_text(words, missing));
        json_bool(&json, "needs_reason", (move->needs & IMPROVEMENT_NEEDS_REASON) != 0);
        json_object_end(&json);
    }
    json_array_end(&json);
    return json_text(&json, &length);
}

const char *improvement_after(const struct request *request, const struct record_work *work)
{
    const struct improvement_loaded *after = work->after;
    return improvement_json(request->arena, request->desk, &after->row);
}
