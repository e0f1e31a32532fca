/* A complaint as the JSON document that the batch writes (db/query/batch_record_complaint.sql). */
#include <json-c/json.h>

#include "proto/arena.h"
#include "workflow/complaint_int.h"

static void put_text(json_object *object, const char *name, const char *text)
{
    json_object_object_add(object, name, text == NULL ? NULL : json_object_new_string(text));
}

static void put_long(json_object *object, const char *name, int64_t value)
{
    json_object_object_add(object, name, json_object_new_int64(value));
}

/* Instants travel as microseconds; not set: null. */
static void put_time(json_object *object, const char *name, int64_t at_us)
{
    json_object_object_add(object, name, at_us == NO_TIME ? NULL : json_object_new_int64(at_us));
}

static json_object *stage_json(const struct complaint_stage *stage)
{
    json_object *object = json_object_new_object();
    put_long(object, "stage", stage->stage);
    put_long(object, "answerer_id", stage->answerer_id);
    put_long(object, "queue_id", stage->queue_id);
    put_text(object, "route", stage->route);
    put_time(object, "started_at", stage->started_at_us);
    put_time(object, "acknowledge_due", stage->acknowledge_due_us);
    put_time(object, "acknowledged_at", stage->acknowledged_at_us);
    put_time(object, "due_at", stage->due_at_us);
    put_time(object, "ended_at", stage->ended_at_us);
    put_time(object, "send_by", stage->send_by_us);
    put_long(object, "end_kind", (int64_t)stage->end);
    put_long(object, "outcome", (int64_t)stage->outcome);
    put_long(object, "extended", stage->extended);
    put_text(object, "extension_reason", stage->extension_reason);
    put_text(object, "answer", stage->answer);
    put_text(object, "lesson", stage->lesson);
    return object;
}

static json_object *remedy_json(const struct complaint_remedy *remedy)
{
    json_object *object = json_object_new_object();
    put_long(object, "remedy_id", remedy->id);
    put_text(object, "what", remedy->what);
    put_long(object, "owner_id", remedy->owner_id);
    put_time(object, "due_at", remedy->due_at_us);
    put_time(object, "done_at", remedy->done_at_us);
    put_long(object, "done_by", remedy->done_by);
    return object;
}

static void put_row(json_object *object, const struct complaint *complaint)
{
    const struct complaint_stage *now = complaint_now(complaint);
    json_object *about = json_object_new_array();
    char salt[33];
    static const char digits[] = "0123456789abcdef";
    for (int i = 0; i < 16; i++) {
        salt[2 * i] = digits[complaint->salt[i] >> 4];
        salt[2 * i + 1] = digits[complaint->salt[i] & 15];
    }
    salt[32] = '\0';
    for (size_t i = 0; i < complaint->about_count; i++)
        json_object_array_add(about, json_object_new_int(complaint->about[i]));
    put_long(object, "state", (int64_t)complaint->state);
    put_long(object, "ladder_id", complaint->ladder_id);
    put_text(object, "subject", complaint->subject);
    json_object_object_add(object, "serious", json_object_new_boolean(complaint->serious));
    put_long(object, "secret_role", (int64_t)complaint->secret_role);
    json_object_object_add(object, "about", about);
    put_long(object, "complained_case_id", complaint->case_id);
    put_long(object, "customer_id", complaint->customer_id);
    put_long(object, "converted_case_id", complaint->converted_case_id);
    put_long(object, "case_manager_id", complaint->case_manager_id);
    put_long(object, "logged_by", complaint->logged_by);
    put_time(object, "received_at", complaint->received_at_us);
    put_time(object, "logged_at", complaint->logged_at_us);
    put_time(object, "happened_at", complaint->happened_at_us);
    put_time(object, "closed_at", complaint->closed_at_us);
    put_time(object, "ask_until", complaint->ask_until_us);
    put_text(object, "not_opened", complaint->not_opened);
    put_text(object, "body", complaint->text);
    put_text(object, "salt", salt);
    put_long(object, "answerer_id",
             complaint->state == COMPLAINT_OPEN && now != NULL ? now->answerer_id : 0);
    put_long(object, "queue_id",
             complaint->state == COMPLAINT_OPEN && now != NULL ? now->queue_id : 0);
    put_time(object, "due_at",
             complaint->state == COMPLAINT_OPEN && now != NULL ? now->due_at_us : NO_TIME);
}

const char *complaint_document(struct arena *arena, const struct complaint *complaint)
{
    json_object *object = json_object_new_object();
    json_object *stages = json_object_new_array(), *remedies = json_object_new_array();
    put_row(object, complaint);
    for (size_t i = 0; i < complaint->stage_count; i++)
        json_object_array_add(stages, stage_json(&complaint->stages[i]));
    for (size_t i = 0; i < complaint->remedy_count; i++)
        json_object_array_add(remedies, remedy_json(&complaint->remedies[i]));
    json_object_object_add(object, "stages", stages);
    json_object_object_add(object, "remedies", remedies);
    const char *text =
        arena_strdup(arena, json_object_to_json_string_ext(
                                object, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
    json_object_put(object);
    return text;
}
