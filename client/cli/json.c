/* Small words over json-c; see json.h. */
#include "client/cli/json.h"

#include <string.h>

#include "client/cli/mem.h"

enum { DEPTH_MAX = 64, KEY_MAX = 64 };

struct json_object *json_read(struct arena *arena, const char *text, size_t length)
{
    if (length > INT32_MAX) return NULL;
    struct json_tokener *tokener = json_tokener_new_ex(DEPTH_MAX);
    if (tokener == NULL) return NULL;
    json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
    struct json_object *object = json_tokener_parse_ex(tokener, text, (int)length);
    /* a bare number at the end of the text is only known to be complete by what follows it */
    if (json_tokener_get_error(tokener) == json_tokener_continue)
        object = json_tokener_parse_ex(tokener, "", 1);
    if (json_tokener_get_error(tokener) != json_tokener_success) {
        json_object_put(object);
        object = NULL;
    }
    json_tokener_free(tokener);
    return mem_json_take(arena, object);
}

/* One alternative: keys from path up to end, apart by dots. */
static struct json_object *walk(struct json_object *object, const char *path, const char *end)
{
    char key[KEY_MAX];
    while (object != NULL && path < end) {
        size_t length = strcspn(path, ".|");
        if (length >= sizeof key) return NULL;
        memcpy(key, path, length);
        key[length] = '\0';
        if (!json_object_is_type(object, json_type_object)) return NULL;
        object = json_object_object_get(object, key);
        path += length + (path[length] == '.');
    }
    return object;
}

struct json_object *json_at(struct json_object *object, const char *path)
{
    for (;;) {
        const char *end = strchrnul(path, '|');
        struct json_object *found = walk(object, path, end);
        if (found != NULL || *end == '\0') return found;
        path = end + 1;
    }
}

const char *json_text(struct json_object *object, const char *path)
{
    struct json_object *found = json_at(object, path);
    if (found == NULL) return NULL;
    enum json_type type = json_object_get_type(found);
    if (type == json_type_object || type == json_type_array) return "";
    return json_object_get_string(found);
}

int64_t json_number(struct json_object *object, const char *path, int64_t otherwise)
{
    struct json_object *found = json_at(object, path);
    return found == NULL ? otherwise : json_object_get_int64(found);
}

bool json_true(struct json_object *object, const char *path)
{
    struct json_object *found = json_at(object, path);
    return found != NULL && json_object_get_boolean(found);
}

size_t json_count(struct json_object *object, const char *path)
{
    struct json_object *found = json_at(object, path);
    return json_object_is_type(found, json_type_array) ? json_object_array_length(found) : 0;
}

struct json_object *json_item(struct json_object *object, const char *path, size_t i)
{
    struct json_object *found = json_at(object, path);
    if (!json_object_is_type(found, json_type_array)) return NULL;
    return json_object_array_get_idx(found, i);
}

const char *json_write(struct json_object *object)
{
    return json_object_to_json_string_ext(object,
                                          JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
}

void json_put_text(struct json_object *object, const char *key, const char *value)
{
    if (value != NULL) json_object_object_add(object, key, json_object_new_string(value));
}

void json_put_number(struct json_object *object, const char *key, int64_t value)
{
    if (value >= 0) json_object_object_add(object, key, json_object_new_int64(value));
}
