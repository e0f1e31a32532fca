/* Checks values against the field tables, and builds their normalised copies. */
#include <stdio.h>
#include <string.h>

#include "config/desk_int.h"
#include "proto/arena.h"

static const char *const type_words[] = {
    [TYPE_TEXT] = ERROR_SAYS("a text"),        [TYPE_CODE] = ERROR_SAYS("a code (text)"),
    [TYPE_USER_NAME] = ERROR_SAYS("a text"),   [TYPE_ZONE] = ERROR_SAYS("a text"),
    [TYPE_LANGUAGE] = ERROR_SAYS("a text"),    [TYPE_CURRENCY] = ERROR_SAYS("a text"),
    [TYPE_INT] = ERROR_SAYS("a whole number"), [TYPE_AMOUNT] = ERROR_SAYS("a number"),
    [TYPE_BOOL] = ERROR_SAYS("true or false"), [TYPE_DATE] = ERROR_SAYS("a date (text)"),
    [TYPE_TIME] = ERROR_SAYS("a time (text)"), [TYPE_HOURS] = ERROR_SAYS("opening hours (text)"),
    [TYPE_RULE] = ERROR_SAYS("a rule (text)"), [TYPE_URL] = ERROR_SAYS("an address (text)"),
    [TYPE_NAME] = ERROR_SAYS("a text"),        [TYPE_REFERENCE] = ERROR_SAYS("a code (text)"),
    [TYPE_OBJECT] = ERROR_SAYS("an object"),
};

/* The path of a key below path, escaped as RFC 6901 says; long keys are cut. */
static void below_key(char *below, const char *path, const char *key)
{
    char escaped[64];
    size_t used = 0;
    for (; *key != '\0' && used + 3 < sizeof escaped; key++) {
        if (*key == '~' || *key == '/') {
            escaped[used++] = '~';
            escaped[used++] = *key == '~' ? '0' : '1';
        } else {
            escaped[used++] = *key;
        }
    }
    escaped[used] = '\0';
    snprintf(below, DESK_PATH_MAX, "%s/%s", path, escaped);
}

static void below_index(char *below, const char *path, size_t index)
{
    int length = snprintf(below, DESK_PATH_MAX, "%s/%zu", path, index);
    if (length >= DESK_PATH_MAX) below[0] = '\0'; /* deeper than any table goes */
}

static struct json_object *copy_text(const struct desk_scope *scope, const char *path,
                                     struct json_object *value, const struct desk_field *field)
{
    if (!json_object_is_type(value, json_type_string)) {
        desk_fault(scope->definition, scope->file, path, "%s is needed here",
                   type_words[field->type]);
        return NULL;
    }
    const char *text = json_object_get_string(value);
    size_t length = (size_t)json_object_get_string_len(value);
    return desk_check_text(scope, path, text, length, field) ? json_object_get(value) : NULL;
}

static struct json_object *copy_int(const struct desk_scope *scope, const char *path,
                                    struct json_object *value, const struct desk_field *field)
{
    int64_t number = json_object_get_int64(value);
    if (json_object_is_type(value, json_type_int) && number >= field->min && number <= field->max)
        return json_object_get(value);
    desk_fault(scope->definition, scope->file, path,
               "a whole number from %lld to %lld is needed here", (long long)field->min,
               (long long)field->max);
    return NULL;
}

/* Money: at most two decimals, below 10^12; kept as written ("12.50"). */
static struct json_object *copy_amount(const struct desk_scope *scope, const char *path,
                                       struct json_object *value)
{
    bool number =
        json_object_is_type(value, json_type_int) || json_object_is_type(value, json_type_double);
    double amount = number ? json_object_get_double(value) : -1;
    const char *text = number ? json_object_get_string(value) : "";
    const char *point = strchr(text, '.');
    if (amount >= 0 && amount < 1e12 && strspn(text, "0123456789.") == strlen(text) &&
        (point == NULL || strlen(point) <= 3))
        return json_object_get(value);
    desk_fault(scope->definition, scope->file, path,
               "an amount such as 12.50 is needed here: not negative, at most two decimals");
    return NULL;
}

static void note_reference(const struct desk_scope *scope, const char *path, const char *code,
                           enum desk_kind target)
{
    struct desk_definition *definition = scope->definition;
    void *references = definition->references;
    const char *copy = arena_strdup(definition->arena, path);
    if (copy == NULL ||
        arena_grow(definition->arena, &references, definition->reference_count,
                   &definition->reference_capacity, sizeof *definition->references) != 0) {
        definition->full = true;
        return;
    }
    definition->references = references;
    definition->references[definition->reference_count++] =
        (struct desk_reference){scope->agency, target, code, scope->file, copy};
}

static struct json_object *copy_value(const struct desk_scope *scope, const char *path,
                                      struct json_object *value, const struct desk_field *field)
{
    struct json_object *copy;
    switch (field->type) {
    case TYPE_INT: return copy_int(scope, path, value, field);
    case TYPE_AMOUNT: return copy_amount(scope, path, value);
    case TYPE_BOOL:
        if (json_object_is_type(value, json_type_boolean)) return json_object_get(value);
        desk_fault(scope->definition, scope->file, path, "true or false is needed here");
        return NULL;
    case TYPE_OBJECT: return desk_check_object(scope, path, value, field->fields);
    case TYPE_REFERENCE:
        copy = copy_text(scope, path, value, field);
        if (copy != NULL) note_reference(scope, path, json_object_get_string(copy), field->target);
        return copy;
    case TYPE_TEXT:
    case TYPE_CODE:
    case TYPE_USER_NAME:
    case TYPE_ZONE:
    case TYPE_LANGUAGE:
    case TYPE_CURRENCY:
    case TYPE_DATE:
    case TYPE_TIME:
    case TYPE_HOURS:
    case TYPE_RULE:
    case TYPE_URL:
    case TYPE_NAME: break;
    }
    return copy_text(scope, path, value, field);
}

/* Elements that are wrong are left out of the copy. Texts must not stand in a list twice. */
static struct json_object *copy_list(const struct desk_scope *scope, const char *path,
                                     struct json_object *value, const struct desk_field *field)
{
    bool single = field->many == ONE_OR_LIST && !json_object_is_type(value, json_type_array);
    if (!single && !json_object_is_type(value, json_type_array)) {
        desk_fault(scope->definition, scope->file, path,
                   "a list is needed here, of which each is %s", type_words[field->type]);
        return NULL;
    }
    size_t count = single ? 1 : json_object_array_length(value);
    if (count > DESK_LIST_MAX) {
        desk_fault(scope->definition, scope->file, path, "the list is too long: %zu, at most %d",
                   count, DESK_LIST_MAX);
        return NULL;
    }
    struct json_object *list = json_object_new_array();
    for (size_t i = 0; list != NULL && i < count; i++) {
        char below[DESK_PATH_MAX];
        below_index(below, path, i);
        struct json_object *element = single ? value : json_object_array_get_idx(value, i);
        struct json_object *copy = copy_value(scope, single ? path : below, element, field);
        for (size_t k = 0; copy != NULL && k < json_object_array_length(list); k++)
            if (json_object_is_type(copy, json_type_string) &&
                json_object_equal(copy, json_object_array_get_idx(list, k))) {
                desk_fault(scope->definition, scope->file, below, "\"%.80s\" stands here twice",
                           json_object_get_string(copy));
                json_object_put(copy);
                copy = NULL;
            }
        if (copy != NULL && json_object_array_add(list, copy) != 0) json_object_put(copy);
    }
    return list;
}

static void tell_unknown_keys(const struct desk_scope *scope, const char *path,
                              struct json_object *value, const struct desk_field *fields)
{
    const char *known[32];
    size_t count = 0;
    for (const struct desk_field *field = fields; field->key != NULL; field++)
        if (count < sizeof known / sizeof *known) known[count++] = field->key;
    json_object_object_foreach(value, key, ignored)
    {
        (void)ignored;
        bool found = false;
        for (size_t i = 0; i < count && !found; i++) found = strcmp(known[i], key) == 0;
        if (found) continue;
        char below[DESK_PATH_MAX], all[320] = "";
        below_key(below, path, key);
        for (size_t i = 0, used = 0; i < count && used < sizeof all; i++)
            used += (size_t)snprintf(all + used, sizeof all - used, "%s%s", i > 0 ? ", " : "",
                                     known[i]);
        const char *nearest = desk_nearest(key, known, count);
        if (nearest != NULL)
            desk_fault(scope->definition, scope->file, below,
                       "unknown key; did you mean \"%s\"? Known here: %s", nearest, all);
        else
            desk_fault(scope->definition, scope->file, below, "unknown key; known here: %s", all);
    }
}

struct json_object *desk_check_object(const struct desk_scope *scope, const char *path,
                                      struct json_object *value, const struct desk_field *fields)
{
    if (!json_object_is_type(value, json_type_object)) {
        desk_fault(scope->definition, scope->file, path, "an object is needed here");
        return NULL;
    }
    tell_unknown_keys(scope, path, value, fields);
    struct json_object *copy = json_object_new_object();
    for (const struct desk_field *field = fields; copy != NULL && field->key != NULL; field++) {
        char below[DESK_PATH_MAX];
        struct json_object *given, *checked = NULL;
        below_key(below, path, field->key);
        bool there = json_object_object_get_ex(value, field->key, &given);
        if (there)
            checked = field->many == ONE ? copy_value(scope, below, given, field)
                                         : copy_list(scope, below, given, field);
        else if (field->required)
            desk_fault(scope->definition, scope->file, below,
                       field->many == ONE ? "missing; %s is needed"
                                          : "missing; a list, of which each is %s is needed",
                       type_words[field->type]);
        else if (field->fallback != NULL)
            checked = json_tokener_parse(field->fallback);
        /* What is wrong stays as null, so that nobody calls it missing. */
        if ((there || checked != NULL) && json_object_object_add(copy, field->key, checked) != 0)
            json_object_put(checked);
    }
    return copy;
}
