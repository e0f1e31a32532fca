/* Reads of JSON members. */
#include "proto/json_get.h"

#include <json-c/json.h>

static struct json_object *member(const struct json_object *object, const char *key,
                                  enum json_type type)
{
    struct json_object *value;
    if (!json_object_is_type(object, json_type_object)) return NULL;
    if (!json_object_object_get_ex(object, key, &value)) return NULL;
    return json_object_is_type(value, type) ? value : NULL;
}

const char *json_get_text(const struct json_object *object, const char *key)
{
    return json_object_get_string(member(object, key, json_type_string));
}

int64_t json_get_int(const struct json_object *object, const char *key, int64_t fallback)
{
    const struct json_object *value = member(object, key, json_type_int);
    return value == NULL ? fallback : json_object_get_int64(value);
}

bool json_get_bool(const struct json_object *object, const char *key)
{
    return json_object_get_boolean(member(object, key, json_type_boolean));
}

struct json_object *json_get_object(const struct json_object *object, const char *key)
{
    return member(object, key, json_type_object);
}

struct json_object *json_get_list(const struct json_object *object, const char *key)
{
    return member(object, key, json_type_array);
}

size_t json_get_length(const struct json_object *list)
{
    return list == NULL ? 0 : json_object_array_length(list);
}

const char *json_get_element(const struct json_object *list, size_t i)
{
    struct json_object *value = json_object_array_get_idx(list, i);
    return json_object_is_type(value, json_type_string) ? json_object_get_string(value) : NULL;
}

struct json_object *json_get_item(const struct json_object *list, size_t i)
{
    return list == NULL ? NULL : json_object_array_get_idx(list, i);
}
