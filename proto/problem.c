/* An error as its client reads it. */
#include "proto/problem.h"

#include <json-c/json.h>
#include <string.h>

#include "proto/utf8.h"

/* Messages are cut at a fixed size, maybe inside a character: drop what is not whole. */
static struct json_object *text(const char *message)
{
    size_t length = utf8_valid_prefix(message, strlen(message));
    return json_object_new_string_len(message, (int)length);
}

static void add_text(struct json_object *object, const char *key, const char *message)
{
    if (message != NULL && message[0] != '\0') json_object_object_add(object, key, text(message));
}

static void add_fields(struct json_object *object, const struct error *error)
{
    if (error->field_count == 0) return;
    struct json_object *fields = json_object_new_array_ext((int)error->field_count);
    if (fields == NULL) return;
    for (size_t i = 0; i < error->field_count; i++) {
        struct json_object *field = json_object_new_object();
        if (field == NULL) break;
        json_object_object_add(field, "field", text(error->fields[i].field));
        json_object_object_add(field, "message", text(error->fields[i].message));
        if (json_object_array_add(fields, field) != 0) json_object_put(field);
    }
    json_object_object_add(object, "fields", fields);
    if (error->more_fields > 0)
        json_object_object_add(object, "more_fields",
                               json_object_new_int64((int64_t)error->more_fields));
}

const char *problem_json(struct arena *arena, const struct error *error, const char *request_id)
{
    const struct error_info *info = error_info(error->code);
    const char *type = arena_printf(arena, "urn:onestop:problem:%s", info->type);
    struct json_object *object = json_object_new_object();
    const char *document = NULL;
    if (type == NULL || object == NULL) goto out;
    add_text(object, "type", type);
    add_text(object, "title", info->title);
    json_object_object_add(object, "status", json_object_new_int(info->status));
    add_text(object, "detail", error->message);
    add_text(object, "hint", error->hint);
    add_fields(object, error);
    add_text(object, "request_id", request_id);
    document =
        arena_strdup(arena, json_object_to_json_string_ext(
                                object, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
out:
    json_object_put(object);
    return document;
}
