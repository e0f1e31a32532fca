/* Cases as JSON. */
#include "daemon/case_json.h"

#include <string.h>

#include "daemon/desk_json.h"
#include "proto/codec.h"
#include "workflow/problem.h"

static void add_place(struct json *json, const struct desk *desk, const struct kase *row)
{
    const struct service *service = desk_service(desk, row->service_id);
    desk_json_text(json, "agency", DESK_CODE(desk, agency, row->agency_id));
    desk_json_text(json, "service", service == NULL ? NULL : service->code);
    desk_json_text(json, "service_name", service == NULL ? NULL : service->name);
    desk_json_text(json, "office", DESK_CODE(desk, office, row->office_id));
    desk_json_text(json, "channel", name_of(&channel_names, (int)row->channel));
    desk_json_text(json, "segment", DESK_CODE(desk, segment, row->segment_id));
    desk_json_text(json, "queue", DESK_CODE(desk, queue, row->queue_id));
    desk_json_text(json, "handling_agency", DESK_CODE(desk, agency, row->handling_agency_id));
    desk_json_person(json, "case_manager", desk, row->case_manager_id);
    desk_json_person(json, "handler", desk, row->handler_id);
}

static void add_times(struct json *json, const struct kase *row)
{
    json_time(json, "received_at", row->received_at_us);
    json_time(json, "opened_at", row->opened_at_us);
    json_time(json, "due_at", row->due_at_us);
    json_time(json, "closed_at", row->closed_at_us);
    desk_json_text(json, "paused", name_of(&pause_reason_names, (int)row->pause_reason));
    json_number(json, "rung", row->worst_rung);
}

const char *case_json_brief(struct arena *arena, const struct desk *desk, const struct kase *row)
{
    struct json json;
    size_t length;
    json_begin(&json, arena);
    json_object(&json, NULL);
    json_string(&json, "reference", row->reference);
    json_number(&json, "version", row->version);
    json_string(&json, "status", kase_open(row) ? "open" : "closed");
    json_string(&json, "state", row->state);
    desk_json_text(&json, "outcome", row->outcome);
    desk_json_text(&json, "subject", row->subject);
    if (row->customer_id == 0)
        json_string(&json, "customer", NULL);
    else
        json_number(&json, "customer", row->customer_id);
    add_place(&json, desk, row);
    add_times(&json, row);
    json_number(&json, "expected_minutes", row->expected_minutes);
    json_number(&json, "worked_minutes", row->worked_minutes);
    json_number(&json, "open_tasks", row->open_tasks);
    json_number(&json, "reopenings", row->reopenings);
    desk_json_text(&json, "external_id", row->external_id);
    json_object_end(&json);
    return json_text(&json, &length);
}

static void add_word(struct json *json, const struct process_word *word, const char *language)
{
    json_object(json, NULL);
    json_string(json, "code", word->code);
    desk_json_text(json, "name", process_word_in(word, language));
}

/* A step that leads from several states is told once. */
static bool is_first(const struct process *process, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (strcmp(process->transitions[i].step, process->transitions[at].step) == 0) return false;
    return true;
}

void process_json(struct json *json, const char *key, const struct process *process,
                  const char *agency, const char *language)
{
    json_object(json, key);
    if (agency != NULL) json_string(json, "agency", agency);
    json_string(json, "code", process->code);
    json_array(json, "states");
    for (size_t i = 0; i < process->state_count; i++) {
        add_word(json, &process->states[i].word, language);
        json_object_end(json);
    }
    json_array_end(json);
    json_array(json, "steps");
    for (size_t i = 0; i < process->transition_count; i++) {
        if (!is_first(process, i)) continue;
        add_word(json, &process->transitions[i].word, language);
        json_object_end(json);
    }
    json_array_end(json);
    json_array(json, "outcomes");
    for (size_t i = 0; i < process->outcome_count; i++) {
        add_word(json, &process->outcomes[i], language);
        json_bool(json, "at_once", process_ends_at_once(process, process->outcomes[i].code));
        json_object_end(json);
    }
    json_array_end(json);
    json_object_end(json);
}

static void add_step(struct json *json, const struct words *words, const struct process *process,
                     const struct transition *transition, const struct kase *row,
                     const char *language)
{
    const struct process_state *to = &process->states[transition->to];
    const char *why = kase_guard_missing(row, transition->guard);
    json_object(json, NULL);
    json_string(json, "step", transition->step);
    desk_json_text(json, "name", process_word_in(&transition->word, language));
    json_string(json, "to", to->code);
    json_bool(json, "closes", to->final);
    json_array(json, "outcomes");
    for (int32_t i = 0; i < to->outcome_count; i++) json_string(json, NULL, to->outcomes[i]);
    json_array_end(json);
    json_bool(json, "open", why == NULL);
    desk_json_text(json, "why", why == NULL ? NULL : problem_text(words, why));
    json_object_end(json);
}

const char *case_json_ways(struct arena *arena, const struct words *words, const struct desk *desk,
                           const struct kase *row, const char *language)
{
    const struct process *process = desk_process(desk, row->process_id);
    int from = process == NULL ? -1 : process_state_index(process, row->state);
    struct json json;
    size_t length;
    json_begin(&json, arena);
    json_object(&json, NULL);
    json_array(&json, "steps");
    for (size_t i = 0; process != NULL && i < process->transition_count; i++)
        if (process->transitions[i].from == from)
            add_step(&json, words, process, &process->transitions[i], row, language);
    json_array_end(&json);
    if (process == NULL)
        json_string(&json, "process", NULL);
    else
        process_json(&json, "process", process, NULL, language);
    json_object_end(&json);
    return json_text(&json, &length);
}
