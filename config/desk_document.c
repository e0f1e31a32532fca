/* The normalised document: {"agencies":[{"code":…, …, "calendars":[…], …, "staff":[…]}, …]}. */
#include <string.h>

#include "config/desk_int.h"
#include "proto/arena.h"

static bool add_items(const struct desk_definition *definition, enum desk_kind kind,
                      const struct desk_item *agency, struct json_object *to)
{
    struct json_object *list = json_object_new_array();
    if (list == NULL || json_object_object_add(to, desk_kinds[kind].plural, list) != 0) {
        json_object_put(list);
        return false;
    }
    const struct desk_items *items = &definition->kinds[kind];
    for (size_t i = 0; i < items->count; i++)
        if (items->items[i].agency == agency &&
            json_object_array_add(list, json_object_get(items->items[i].value)) != 0)
            return false;
    return true;
}

static struct json_object *agency_part(const struct desk_definition *definition,
                                       const struct desk_item *agency)
{
    struct json_object *part = json_object_new_object();
    bool whole = part != NULL;
    json_object_object_foreach(agency->value, key, value) if (whole) whole =
        json_object_object_add(part, key, json_object_get(value)) == 0;
    for (enum desk_kind kind = DESK_CALENDAR; whole && kind < DESK_KINDS; kind++)
        whole = add_items(definition, kind, agency, part);
    if (whole) return part;
    json_object_put(part);
    return NULL;
}

const char *desk_write_document(struct desk_definition *definition)
{
    struct json_object *document = json_object_new_object();
    struct json_object *agencies = json_object_new_array();
    const struct desk_items *all = &definition->kinds[DESK_AGENCY];
    const char *text = NULL;
    bool whole = document != NULL && agencies != NULL &&
                 json_object_object_add(document, "agencies", json_object_get(agencies)) == 0;
    for (size_t i = 0; whole && i < all->count; i++) {
        struct json_object *part = agency_part(definition, &all->items[i]);
        whole = part != NULL && json_object_array_add(agencies, part) == 0;
    }
    if (whole)
        text = json_object_to_json_string_ext(document, JSON_C_TO_STRING_PLAIN |
                                                            JSON_C_TO_STRING_NOSLASHESCAPE);
    text = arena_strdup(definition->arena, text);
    json_object_put(agencies);
    json_object_put(document);
    return text;
}

const char *desk_definition_document(const struct desk_definition *definition)
{
    return definition->document;
}
