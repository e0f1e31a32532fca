/* JSON text → objects: strict, and no key twice. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/desk_int.h"
#include "proto/arena.h"

enum { DEPTH_MAX = 16 };

static void put(void *object)
{
    json_object_put(object);
}

struct json_object *desk_own(struct desk_definition *definition, struct json_object *object)
{
    if (object != NULL && arena_cleanup(definition->arena, put, object) == 0) return object;
    json_object_put(object);
    definition->full = true;
    return NULL;
}

/* json-c keeps the last of two equal keys and says nothing; a person who edits a long file wants to
 * know. This walks a text that json-c has accepted. */
struct key {
    const char *text;
    int length;
};
struct level {
    bool object;
    size_t first_key; /* of this object, in keys */
    size_t index;     /* of the current element of an array */
};
struct walk {
    struct desk_definition *definition;
    const char *file;
    struct level levels[DEPTH_MAX + 1];
    int depth;
    struct key *keys;
    size_t key_count, key_capacity;
};

static int compare_keys(const void *a, const void *b)
{
    const struct key *one = a, *other = b;
    if (one->length != other->length) return one->length < other->length ? -1 : 1;
    return memcmp(one->text, other->text, (size_t)one->length);
}

static void walk_path(const struct walk *walk, char path[DESK_PATH_MAX])
{
    size_t used = 0;
    path[0] = '\0';
    for (int i = 1; i < walk->depth && used < DESK_PATH_MAX; i++) {
        const struct level *level = &walk->levels[i];
        size_t last = walk->levels[i + 1].first_key; /* where the next level's keys begin */
        const struct key *key = level->object && last > 0 ? &walk->keys[last - 1] : NULL;
        int length =
            key != NULL
                ? snprintf(path + used, DESK_PATH_MAX - used, "/%.*s", key->length, key->text)
                : snprintf(path + used, DESK_PATH_MAX - used, "/%zu", level->index);
        used += (size_t)length;
    }
}

static void end_object(struct walk *walk)
{
    struct level *level = &walk->levels[walk->depth];
    size_t count = walk->key_count - level->first_key;
    struct key *keys = walk->keys == NULL ? NULL : walk->keys + level->first_key;
    walk->key_count = level->first_key;
    if (count < 2) return;
    qsort(keys, count, sizeof *keys, compare_keys);
    for (size_t i = 1; i < count; i++) {
        if (compare_keys(&keys[i - 1], &keys[i]) != 0) continue;
        char path[DESK_PATH_MAX];
        walk_path(walk, path);
        desk_fault(walk->definition, walk->file, path,
                   "key \"%.*s\" stands more than once here; keep one", keys[i].length,
                   keys[i].text);
    }
}

/* After the opening quote; returns behind the closing one. */
static const char *skip_string(const char *at, const char *end)
{
    while (at < end && *at != '"') at += *at == '\\' && at + 1 < end ? 2 : 1;
    return at < end ? at + 1 : end;
}

static const char *skip_space(const char *at, const char *end)
{
    while (at < end && strchr(" \t\r\n", *at) != NULL && *at != '\0') at++;
    return at;
}

static bool add_key(struct walk *walk, const char *text, const char *behind)
{
    void *keys = walk->keys;
    if (arena_grow(walk->definition->arena, &keys, walk->key_count, &walk->key_capacity,
                   sizeof *walk->keys) != 0)
        return false;
    walk->keys = keys;
    ptrdiff_t length = behind - text;
    walk->keys[walk->key_count++] = (struct key){text, length > INT_MAX ? INT_MAX : (int)length};
    return true;
}

static void find_duplicate_keys(struct walk *walk, const char *at, const char *end)
{
    while (at < end) {
        char c = *at++;
        if (c == '"') {
            const char *behind = skip_string(at, end);
            const char *next = skip_space(behind, end);
            bool key = walk->levels[walk->depth].object && next < end && *next == ':';
            if (key && !add_key(walk, at, behind - 1)) {
                walk->definition->full = true;
                return;
            }
            at = key ? next + 1 : behind;
        } else if (c == '{' || c == '[') {
            if (walk->depth == DEPTH_MAX) return;
            walk->levels[++walk->depth] = (struct level){c == '{', walk->key_count, 0};
        } else if (c == '}' || c == ']') {
            if (walk->depth == 0) return;
            if (c == '}') end_object(walk);
            walk->depth--;
        } else if (c == ',') {
            walk->levels[walk->depth].index++;
        }
    }
}

static void tell_syntax(struct desk_definition *definition, const char *file, const char *text,
                        size_t at, const char *why)
{
    int line = 1, column = 1;
    for (size_t i = 0; i < at; i++) {
        column = text[i] == '\n' ? 1 : column + 1;
        line += text[i] == '\n';
    }
    desk_fault(definition, file, "", "not JSON: %s, at line %d, column %d", why, line, column);
}

struct json_object *desk_parse(struct desk_definition *definition, const char *file,
                               const char *text, size_t length)
{
    if (length > DESK_FILE_BYTES_MAX) {
        desk_fault(definition, file, "", "larger than %d bytes", DESK_FILE_BYTES_MAX);
        return NULL;
    }
    struct json_tokener *tokener = json_tokener_new_ex(DEPTH_MAX);
    if (tokener == NULL) {
        definition->full = true;
        return NULL;
    }
    json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
    struct json_object *object = json_tokener_parse_ex(tokener, text, (int)length);
    enum json_tokener_error status = json_tokener_get_error(tokener);
    size_t at = json_tokener_get_parse_end(tokener);
    json_tokener_free(tokener);
    if (status == json_tokener_success && skip_space(text + at, text + length) != text + length)
        status = json_tokener_error_parse_unexpected;
    if (status != json_tokener_success) {
        json_object_put(object);
        tell_syntax(definition, file, text, at < length ? at : length,
                    status == json_tokener_continue ? "it ends too early"
                                                    : json_tokener_error_desc(status));
        return NULL;
    }
    if (object == NULL) {
        desk_fault(definition, file, "", "null is no definition; an object is needed");
        return NULL;
    }
    struct walk walk = {.definition = definition, .file = file};
    find_duplicate_keys(&walk, text, text + length);
    return desk_own(definition, object);
}
