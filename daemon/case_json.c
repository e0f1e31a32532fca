/* Cases as JSON. */
#include "daemon/case_json.h"

#include <json-c/json.h>

#include "proto/arena.h"
#include "proto/codec.h"

static json_object *text_or_null(const char *text)
{
    return text == NULL || text[0] == '\0' ? NULL : json_object_new_string(text);
}

static json_object *time_or_null(int64_t at_us)
{
    char text[TIME_TEXT];
    time_format(at_us, text);
    return text_or_null(text);
}

static json_object *person(const struct desk *desk, int32_t staff_id)
{
    const struct staff *staff = desk_staff(desk, staff_id);
    if (staff == NULL) return NULL;
    json_object *object = json_object_new_object();
    json_object_object_add(object, "user_name", json_object_new_string(staff->user_name));
    json_object_object_add(object, "name", json_object_new_string(staff->name));
    return object;
}

#define CODE_OF(kind, id)                                                                          \
    (desk_##kind(desk, id) == NULL ? NULL : text_or_null(desk_##kind(desk, id)->code))

static void add_place(json_object *object, const struct desk *desk, const struct kase *row)
{
    const struct service *service = desk_service(desk, row->service_id);
    json_object_object_add(object, "agency", CODE_OF(agency, row->agency_id));
    json_object_object_add(object, "service", CODE_OF(service, row->service_id));
    json_object_object_add(object, "service_name",
                           service == NULL ? NULL : text_or_null(service->name));
    json_object_object_add(object, "office", CODE_OF(office, row->office_id));
    json_object_object_add(object, "channel",
                           text_or_null(name_of(&channel_names, (int)row->channel)));
    json_object_object_add(object, "segment", CODE_OF(segment, row->segment_id));
    json_object_object_add(object, "queue", CODE_OF(queue, row->queue_id));
    json_object_object_add(object, "handling_agency", CODE_OF(agency, row->handling_agency_id));
    json_object_object_add(object, "case_manager", person(desk, row->case_manager_id));
    json_object_object_add(object, "handler", person(desk, row->handler_id));
}

static void add_times(json_object *object, const struct kase *row)
{
    json_object_object_add(object, "received_at", time_or_null(row->received_at_us));
    json_object_object_add(object, "opened_at", time_or_null(row->opened_at_us));
    json_object_object_add(object, "due_at", time_or_null(row->due_at_us));
    json_object_object_add(object, "closed_at", time_or_null(row->closed_at_us));
    json_object_object_add(object, "paused",
                           text_or_null(name_of(&pause_reason_names, (int)row->pause_reason)));
    json_object_object_add(object, "rung", json_object_new_int(row->worst_rung));
}

/* The text of an object in arena; the object is released. */
static const char *finish(struct arena *arena, json_object *object)
{
    const char *text =
        arena_strdup(arena, json_object_to_json_string_ext(
                                object, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
    json_object_put(object);
    return text;
}

const char *case_json_brief(struct arena *arena, const struct desk *desk, const struct kase *row)
{
    json_object *object = json_object_new_object();
    json_object_object_add(object, "reference", json_object_new_string(row->reference));
    json_object_object_add(object, "version", json_object_new_int(row->version));
    json_object_object_add(object, "status",
                           json_object_new_string(kase_open(row) ? "open" : "closed"));
    json_object_object_add(object, "state", json_object_new_string(row->state));
    json_object_object_add(object, "outcome", text_or_null(row->outcome));
    json_object_object_add(object, "subject", text_or_null(row->subject));
    json_object_object_add(object, "customer",
                           row->customer_id == 0 ? NULL : json_object_new_int64(row->customer_id));
    add_place(object, desk, row);
    add_times(object, row);
    json_object_object_add(object, "expected_minutes", json_object_new_int(row->expected_minutes));
    json_object_object_add(object, "worked_minutes", json_object_new_int(row->worked_minutes));
    json_object_object_add(object, "open_tasks", json_object_new_int(row->open_tasks));
    json_object_object_add(object, "reopenings", json_object_new_int(row->reopenings));
    json_object_object_add(object, "external_id", text_or_null(row->external_id));
    return finish(arena, object);
}

static json_object *step(const struct process *process, const struct transition *transition,
                         const struct kase *row)
{
    const struct process_state *to = &process->states[transition->to];
    const char *why = kase_guard_missing(row, transition->guard);
    json_object *object = json_object_new_object();
    json_object_object_add(object, "step", json_object_new_string(transition->step));
    json_object_object_add(object, "name", text_or_null(transition->name));
    json_object_object_add(object, "to", json_object_new_string(to->code));
    json_object_object_add(object, "closes", json_object_new_boolean(to->final));
    json_object *outcomes = json_object_new_array();
    for (int32_t i = 0; i < to->outcome_count; i++)
        json_object_array_add(outcomes, json_object_new_string(to->outcomes[i]));
    json_object_object_add(object, "outcomes", outcomes);
    json_object_object_add(object, "open", json_object_new_boolean(why == NULL));
    json_object_object_add(object, "why", text_or_null(why));
    return object;
}

const char *case_json_steps(struct arena *arena, const struct desk *desk, const struct kase *row)
{
    const struct process *process = desk_process(desk, row->process_id);
    json_object *steps = json_object_new_array();
    int from = process == NULL ? -1 : process_state_index(process, row->state);
    for (size_t i = 0; process != NULL && i < process->transition_count; i++)
        if (process->transitions[i].from == from)
            json_object_array_add(steps, step(process, &process->transitions[i], row));
    return finish(arena, steps);
}
