/* Text → framework: levels, components, elements and their rules. */
#include "config/framework.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "config/framework_int.h"
#include "proto/arena.h"

enum { LANGUAGES_MAX = 20, COMPONENTS_MAX = 40 };

/* ---- shared ---- */

void framework_fault(struct framework_reader *reader, const char *path, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    desk_vfault(&reader->definition, reader->file, path, format, args);
    va_end(args);
}

bool framework_keys(struct framework_reader *reader, const char *path, const char *what,
                    struct json_object *object, const char *const *known)
{
    size_t count = 0;
    if (!json_object_is_type(object, json_type_object)) {
        framework_fault(reader, path, "an object is needed");
        return false;
    }
    while (known[count] != NULL) count++;
    json_object_object_foreach(object, key, value)
    {
        size_t i = 0;
        char at[DESK_PATH_MAX];
        (void)value;
        while (i < count && strcmp(known[i], key) != 0) i++;
        if (i < count) continue;
        const char *near = desk_nearest(key, known, count);
        snprintf(at, sizeof at, "%s/%s", path, key);
        if (near == NULL)
            framework_fault(reader, at, "there is no such %s here", what);
        else
            framework_fault(reader, at, "there is no such %s here; do you mean \"%s\"?", what,
                            near);
    }
    return true;
}

static const char *keep(struct framework_reader *reader, const char *text)
{
    const char *kept = arena_strdup(reader->definition.arena, text);
    if (kept == NULL) reader->definition.full = true;
    return kept;
}

const char *framework_text(struct framework_reader *reader, const char *path,
                           struct json_object *object, const char *key)
{
    char at[DESK_PATH_MAX];
    const char *text = json_get_text(object, key);
    if (text != NULL && text[0] != '\0' && strlen(text) <= DESK_TEXT_MAX) return keep(reader, text);
    snprintf(at, sizeof at, "%s/%s", path, key);
    framework_fault(reader, at, "a text of 1 to %d bytes is needed", DESK_TEXT_MAX);
    return NULL;
}

static void *array(struct framework_reader *reader, size_t count, size_t size)
{
    void *items = arena_array(reader->definition.arena, count, size);
    if (items == NULL) reader->definition.full = true;
    return items;
}

/* A code and names, which levels, components and elements have. False: it is no object. */
static bool read_head(struct framework_reader *reader, const char *path, struct json_object *object,
                      const char *const *known, const char **code, struct maturity_names *names)
{
    char at[DESK_PATH_MAX];
    if (!framework_keys(reader, path, ERROR_SAYS("key"), object, known)) return false;
    *code = framework_text(reader, path, object, "code");
    struct json_object *given = json_get_object(object, "names");
    size_t count = given == NULL ? 0 : (size_t)json_object_object_length(given);
    snprintf(at, sizeof at, "%s/names", path);
    if (count == 0 || count > LANGUAGES_MAX) {
        framework_fault(reader, at, "names by language are needed, such as {\"en\": \"…\"}");
        return true;
    }
    struct maturity_name *list = array(reader, count, sizeof *list);
    if (list == NULL) return true;
    names->names = list;
    json_object_object_foreach(given, language, value)
    {
        (void)value;
        const char *text = framework_text(reader, at, given, language);
        if (text != NULL)
            list[names->count++] = (struct maturity_name){keep(reader, language), text};
    }
    return true;
}

/* Whether a code stands before the i-th, which is told. */
static void check_once(struct framework_reader *reader, const char *path, const char *what,
                       const char *code, const char *earlier)
{
    if (code == NULL || earlier == NULL || strcmp(code, earlier) != 0) return;
    framework_fault(reader, path, "%s \"%s\" is there already", what, code);
}

/* A list of least … most items, told when it is not. */
static struct json_object *read_list(struct framework_reader *reader, const char *path,
                                     struct json_object *object, const char *key, size_t least,
                                     size_t most)
{
    char at[DESK_PATH_MAX];
    struct json_object *list = json_get_list(object, key);
    if (list != NULL && json_get_length(list) >= least && json_get_length(list) <= most)
        return list;
    snprintf(at, sizeof at, "%s/%s", path, key);
    framework_fault(reader, at, "a list of %zu to %zu is needed", least, most);
    return NULL;
}

/* ---- levels ---- */

static void read_levels(struct framework_reader *reader, struct json_object *document,
                        struct framework *framework)
{
    static const char *const known[] = {"code", "names", NULL};
    struct json_object *list = read_list(reader, "", document, "levels", 2, MATURITY_LEVELS);
    size_t count = json_get_length(list);
    struct maturity_level *levels = array(reader, count, sizeof *levels);
    char path[DESK_PATH_MAX];
    if (levels == NULL) return;
    framework->levels = levels;
    framework->level_count = count;
    for (size_t i = 0; i < count; i++) {
        snprintf(path, sizeof path, "/levels/%zu", i);
        if (!read_head(reader, path, json_object_array_get_idx(list, i), known, &levels[i].code,
                       &levels[i].names))
            continue;
        for (size_t j = 0; j < i; j++)
            check_once(reader, path, ERROR_SAYS("level"), levels[i].code, levels[j].code);
    }
}

/* ---- elements ---- */

static void read_rule(struct framework_reader *reader, const char *path, struct json_object *rules,
                      const char *level, struct maturity_rule *rule)
{
    char at[3 * DESK_PATH_MAX];
    struct json_object *list = read_list(reader, path, rules, level, 0, MATURITY_CONDITIONS);
    size_t count = json_get_length(list);
    struct maturity_condition *conditions = array(reader, count, sizeof *conditions);
    if (conditions == NULL) return;
    *rule = (struct maturity_rule){conditions, count};
    for (size_t i = 0; i < count; i++) {
        snprintf(at, sizeof at, "%s/%s/%zu", path, level, i);
        framework_condition(reader, at, json_object_array_get_idx(list, i), &conditions[i]);
    }
}

/* The conditions of each level but the lowest, which needs nothing. */
static void read_rules(struct framework_reader *reader, const char *path,
                       struct json_object *object, const struct framework *framework,
                       struct maturity_element *element)
{
    char at[2 * DESK_PATH_MAX];
    const char *known[MATURITY_LEVELS + 1] = {NULL};
    struct json_object *rules = json_get_object(object, "levels");
    size_t count = 0;
    snprintf(at, sizeof at, "%s/levels", path);
    for (size_t i = 1; i < framework->level_count; i++)
        if (framework->levels[i].code != NULL) known[count++] = framework->levels[i].code;
    if (!framework_keys(reader, at, ERROR_SAYS("level"), rules, known)) return;
    for (size_t i = 1; i < framework->level_count; i++)
        if (framework->levels[i].code != NULL)
            read_rule(reader, at, rules, framework->levels[i].code, &element->rules[i]);
}

struct elements {
    struct maturity_element *items;
    size_t count, capacity;
};

static void read_element(struct framework_reader *reader, const char *path,
                         struct json_object *object, const struct framework *framework,
                         struct elements *elements, int32_t component)
{
    static const char *const known[] = {"code", "names", "levels", NULL};
    void *items = elements->items;
    if (elements->count == MATURITY_ELEMENTS) {
        framework_fault(reader, path, "a framework has at most %d elements", MATURITY_ELEMENTS);
        return;
    }
    if (arena_grow(reader->definition.arena, &items, elements->count, &elements->capacity,
                   sizeof *elements->items) != 0) {
        reader->definition.full = true;
        return;
    }
    elements->items = items;
    struct maturity_element *element = &elements->items[elements->count++];
    *element = (struct maturity_element){.component = component};
    if (!read_head(reader, path, object, known, &element->code, &element->names)) return;
    for (size_t i = 0; i + 1 < elements->count; i++)
        check_once(reader, path, ERROR_SAYS("element"), element->code, elements->items[i].code);
    read_rules(reader, path, object, framework, element);
}

static void read_components(struct framework_reader *reader, struct json_object *document,
                            struct framework *framework)
{
    static const char *const known[] = {"code", "names", "elements", NULL};
    struct json_object *list = read_list(reader, "", document, "components", 1, COMPONENTS_MAX);
    size_t count = json_get_length(list);
    struct maturity_component *components = array(reader, count, sizeof *components);
    struct elements elements = {.count = 0};
    char path[DESK_PATH_MAX], at[DESK_PATH_MAX];
    for (size_t i = 0; components != NULL && i < count; i++) {
        struct json_object *object = json_object_array_get_idx(list, i);
        snprintf(path, sizeof path, "/components/%zu", i);
        if (!read_head(reader, path, object, known, &components[i].code, &components[i].names))
            continue;
        for (size_t j = 0; j < i; j++)
            check_once(reader, path, ERROR_SAYS("component"), components[i].code,
                       components[j].code);
        struct json_object *inner =
            read_list(reader, path, object, "elements", 1, MATURITY_ELEMENTS);
        for (size_t j = 0; j < json_get_length(inner); j++) {
            snprintf(at, sizeof at, "/components/%zu/elements/%zu", i, j);
            read_element(reader, at, json_object_array_get_idx(inner, j), framework, &elements,
                         (int32_t)i);
        }
    }
    framework->components = components;
    framework->component_count = count;
    framework->elements = elements.items;
    framework->element_count = elements.count;
}

/* ---- the whole ---- */

static void read_framework(struct framework_reader *reader, struct json_object *document,
                           struct framework *framework)
{
    static const char *const known[] = {"code", "names", "source", "levels", "components", NULL};
    if (!read_head(reader, "", document, known, &framework->code, &framework->names)) return;
    read_levels(reader, document, framework);
    read_components(reader, document, framework);
}

enum error_code framework_load(struct arena *arena, const char *file, const char *text,
                               size_t length, const struct framework **framework,
                               struct desk_faults *faults, struct error *error)
{
    struct framework *read = arena_alloc(arena, sizeof *read);
    struct framework_reader reader = {.definition = {.arena = arena, .faults = faults},
                                      .file = file};
    faults->count = faults->more = 0;
    faults->items = arena_array(arena, DESK_FAULTS_MAX, sizeof *faults->items);
    if (length > FRAMEWORK_BYTES_MAX || read == NULL || faults->items == NULL)
        return error_set(error, ERR_TOO_LARGE, "a framework has at most %d bytes",
                         FRAMEWORK_BYTES_MAX);
    struct json_object *document = desk_parse(&reader.definition, file, text, length);
    if (document != NULL) read_framework(&reader, document, read);
    if (reader.definition.full)
        return error_set(error, ERR_TOO_LARGE, "the framework is too large");
    if (faults->count > 0) return error_set(error, ERR_INVALID, "the framework has faults");
    *framework = read;
    return ERR_OK;
}
