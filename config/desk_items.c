/* Files → items: which file holds what, and no code twice. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/desk_int.h"
#include "proto/arena.h"

static const char *in_force_from(const struct desk_item *item)
{
    const char *day = json_get_text(item->value, "in_force_from");
    return day == NULL ? "" : day;
}

static int compare_items(const void *a, const void *b)
{
    const struct desk_item *one = a, *other = b;
    int order = 0;
    if (one->agency != other->agency) order = strcmp(one->agency->code, other->agency->code);
    if (order == 0) order = strcmp(one->code, other->code);
    if (order == 0) order = strcmp(in_force_from(one), in_force_from(other));
    if (order == 0) order = (one->index > other->index) - (one->index < other->index);
    return order;
}

static int compare_staff(const void *a, const void *b)
{
    const struct desk_item *one = a, *other = b;
    int order = strcmp(one->code, other->code);
    if (order == 0 && one->agency != other->agency)
        order = strcmp(one->agency->code, other->agency->code);
    if (order == 0) order = (one->index > other->index) - (one->index < other->index);
    return order;
}

static bool same_item(enum desk_kind kind, const struct desk_item *one,
                      const struct desk_item *other)
{
    if (one->code[0] == '\0' || strcmp(one->code, other->code) != 0) return false;
    if (kind == DESK_STAFF) return true;
    return one->agency == other->agency && strcmp(in_force_from(one), in_force_from(other)) == 0;
}

static void sort_items(struct desk_definition *definition, enum desk_kind kind)
{
    struct desk_items *items = &definition->kinds[kind];
    const char *key = desk_kinds[kind].key;
    if (items->count < 2) return;
    qsort(items->items, items->count, sizeof *items->items,
          kind == DESK_STAFF ? compare_staff : compare_items);
    for (size_t i = 1; i < items->count; i++) {
        const struct desk_item *first = &items->items[i - 1], *second = &items->items[i];
        char below[32];
        if (!same_item(kind, first, second)) continue;
        snprintf(below, sizeof below, "/%s", key);
        const char *from = in_force_from(second);
        if (from[0] == '\0')
            desk_item_fault(definition, second, below, "%s \"%s\" is there already: %s /%s/%zu",
                            key, second->code, first->file, desk_kinds[kind].plural, first->index);
        else
            desk_item_fault(definition, second, below,
                            "%s \"%s\" is there already: %s /%s/%zu, in force from the same day %s",
                            key, second->code, first->file, desk_kinds[kind].plural, first->index,
                            from);
    }
}

static void add_item(struct desk_definition *definition, enum desk_kind kind,
                     const struct desk_item *agency, const char *file, struct json_object *value,
                     size_t index)
{
    struct desk_items *items = &definition->kinds[kind];
    void *grown = items->items;
    if (arena_grow(definition->arena, &grown, items->count, &items->capacity,
                   sizeof *items->items) != 0) {
        definition->full = true;
        return;
    }
    items->items = grown;
    const char *code = json_get_text(value, desk_kinds[kind].key);
    items->items[items->count++] =
        (struct desk_item){kind, agency, code == NULL ? "" : code, value, file, index};
}

/* {"offices":[…]} */
static void collect_file(struct desk_definition *definition, const struct desk_file *file,
                         enum desk_kind kind, const struct desk_item *agency)
{
    const struct desk_kind_info *info = &desk_kinds[kind];
    struct json_object *list = json_get_list(file->content, info->plural);
    if (file->content == NULL) return; /* its fault is told already */
    if (!json_object_is_type(file->content, json_type_object) || list == NULL) {
        desk_fault(definition, file->path, "", "an object with the list \"%s\" is needed here",
                   info->plural);
        return;
    }
    json_object_object_foreach(file->content, key, ignored)
    {
        (void)ignored;
        if (strcmp(key, info->plural) != 0)
            desk_fault(definition, file->path, "",
                       "unknown key \"%.60s\"; only \"%s\" is known here", key, info->plural);
    }
    struct desk_scope scope = {definition, agency, file->path};
    for (size_t i = 0; i < json_get_length(list) && !definition->full; i++) {
        char path[DESK_PATH_MAX];
        snprintf(path, sizeof path, "/%s/%zu", info->plural, i);
        struct json_object *value =
            desk_check_object(&scope, path, json_object_array_get_idx(list, i), info->fields);
        if (value != NULL && desk_own(definition, value) != NULL)
            add_item(definition, kind, agency, file->path, value, i);
    }
}

/* The kind of a file's name; DESK_KINDS when there is none. */
static enum desk_kind kind_of_file(const char *name)
{
    enum desk_kind kind = DESK_CALENDAR;
    for (; kind < DESK_KINDS; kind++) {
        size_t length = strlen(desk_kinds[kind].plural);
        if (strncmp(name, desk_kinds[kind].plural, length) == 0 &&
            strcmp(name + length, ".json") == 0)
            break;
    }
    return kind;
}

static void collect_agency_file(struct desk_definition *definition, const struct desk_file *file)
{
    const char *slash = strchr(file->path, '/');
    enum desk_kind kind = slash == NULL ? DESK_KINDS : kind_of_file(slash + 1);
    if (kind == DESK_KINDS) {
        desk_fault(definition, file->path, "",
                   "unknown file; known are agencies.json and, in the folder of an agency, "
                   "calendars, skills, offices, queues, segments, standards, processes, ladders, "
                   "services, staff, surveys, reports and charts (.json)");
        return;
    }
    char *code = arena_strndup(definition->arena, file->path, (size_t)(slash - file->path));
    const struct desk_item *agency =
        code == NULL ? NULL : desk_find(definition, DESK_AGENCY, NULL, code);
    if (code == NULL)
        definition->full = true;
    else if (agency == NULL && definition->kinds[DESK_AGENCY].count > 0)
        desk_fault(definition, file->path, "", "agencies.json has no agency \"%s\"", code);
    else if (agency != NULL)
        collect_file(definition, file, kind, agency);
}

static bool has_folder(const struct desk_definition *definition, const char *agency)
{
    size_t length = strlen(agency);
    for (size_t i = 0; i < definition->file_count; i++)
        if (strncmp(definition->files[i].path, agency, length) == 0 &&
            definition->files[i].path[length] == '/')
            return true;
    return false;
}

static void collect_agencies(struct desk_definition *definition)
{
    bool found = false;
    for (size_t i = 0; i < definition->file_count; i++) {
        if (strcmp(definition->files[i].path, "agencies.json") != 0) continue;
        if (!found) collect_file(definition, &definition->files[i], DESK_AGENCY, NULL);
        found = true;
    }
    if (!found)
        desk_fault(definition, "agencies.json", "", "missing; it lists the agencies");
    else if (definition->kinds[DESK_AGENCY].count == 0)
        desk_fault(definition, "agencies.json", "/agencies", "at least one agency is needed");
    sort_items(definition, DESK_AGENCY);
    for (size_t i = 0; i < definition->kinds[DESK_AGENCY].count; i++) {
        const struct desk_item *agency = &definition->kinds[DESK_AGENCY].items[i];
        if (agency->code[0] != '\0' && !has_folder(definition, agency->code))
            desk_item_fault(definition, agency, "/code", "there is no folder \"%s\" with its files",
                            agency->code);
    }
}

static int compare_files(const void *a, const void *b)
{
    const struct desk_file *one = a, *other = b;
    return strcmp(one->path, other->path);
}

void desk_collect(struct desk_definition *definition)
{
    struct desk_file *files = definition->files;
    if (definition->file_count > 1)
        qsort(files, definition->file_count, sizeof *files, compare_files);
    collect_agencies(definition);
    for (size_t i = 0; i < definition->file_count && !definition->full; i++) {
        if (i > 0 && strcmp(files[i - 1].path, files[i].path) == 0)
            desk_fault(definition, files[i].path, "", "this file is given twice");
        else if (strcmp(files[i].path, "agencies.json") != 0)
            collect_agency_file(definition, &files[i]);
    }
    for (enum desk_kind kind = DESK_CALENDAR; kind < DESK_KINDS; kind++)
        sort_items(definition, kind);
}

const struct desk_item *desk_find(const struct desk_definition *definition, enum desk_kind kind,
                                  const struct desk_item *agency, const char *code)
{
    const struct desk_items *items = &definition->kinds[kind];
    size_t low = 0, high = items->count;
    bool global = kind == DESK_AGENCY || kind == DESK_STAFF;
    while (low < high) { /* the first that is not before (agency, code) */
        size_t middle = low + (high - low) / 2;
        const struct desk_item *item = &items->items[middle];
        int order = global || item->agency == agency ? strcmp(item->code, code)
                                                     : strcmp(item->agency->code, agency->code);
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == items->count || code[0] == '\0') return NULL;
    const struct desk_item *item = &items->items[low];
    bool found = strcmp(item->code, code) == 0 && (global || item->agency == agency);
    return found ? item : NULL;
}

const char *desk_near_code(const struct desk_definition *definition, enum desk_kind kind,
                           const struct desk_item *agency, const char *code)
{
    const struct desk_items *items = &definition->kinds[kind];
    const char *near = NULL;
    for (size_t i = 0; i < items->count; i++) {
        if (kind != DESK_AGENCY && kind != DESK_STAFF && items->items[i].agency != agency) continue;
        const char *two[2] = {near, items->items[i].code};
        near = desk_nearest(code, two, 2);
    }
    return near;
}
