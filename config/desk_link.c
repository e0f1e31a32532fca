/* Names that point to other items: each must be there. */
#include <stdio.h>
#include <string.h>

#include "config/desk_int.h"
#include "proto/arena.h"
#include "workflow/desk.h"

static void tell_dangling(struct desk_definition *definition, const struct desk_reference *from)
{
    const struct desk_kind_info *info = &desk_kinds[from->target];
    bool global = from->target == DESK_AGENCY || from->target == DESK_STAFF;
    bool told_enough = definition->faults->count == DESK_FAULTS_MAX;
    const char *near =
        told_enough ? NULL : desk_near_code(definition, from->target, from->agency, from->code);
    char file[DESK_PATH_MAX];
    if (from->target == DESK_AGENCY)
        snprintf(file, sizeof file, "agencies.json");
    else
        snprintf(file, sizeof file, "%s/%s.json", global ? "any" : from->agency->code,
                 info->plural);
    if (near != NULL)
        desk_fault(definition, from->file, from->path,
                   "there is no %s \"%s\" in %s; did you mean \"%s\"?", info->what, from->code,
                   file, near);
    else
        desk_fault(definition, from->file, from->path, "there is no %s \"%s\" in %s", info->what,
                   from->code, file);
}

static bool serves(const struct desk_item *office, const struct desk_item *agency)
{
    struct json_object *list = json_get_list(office->value, "serves");
    for (size_t i = 0; i < json_get_length(list); i++)
        if (strcmp(json_get_element(list, i), agency->code) == 0) return true;
    return false;
}

const struct desk_item *desk_find_office(const struct desk_definition *definition,
                                         const struct desk_item *agency, const char *code,
                                         bool *many)
{
    const struct desk_items *offices = &definition->kinds[DESK_OFFICE];
    const struct desk_item *found = desk_find(definition, DESK_OFFICE, agency, code);
    *many = false;
    if (found != NULL) return found;
    for (size_t i = 0; i < offices->count; i++) {
        const struct desk_item *office = &offices->items[i];
        if (strcmp(office->code, code) != 0 || !serves(office, agency)) continue;
        if (found != NULL) *many = true;
        found = office;
    }
    return *many ? NULL : found;
}

/* Offices that serve their own agency need not say so. */
static void check_serves(struct desk_definition *definition, const struct desk_item *office)
{
    if (serves(office, office->agency))
        desk_item_fault(definition, office, "/serves",
                        "the office's own agency is served anyway; name only others");
}

static void check_queue(struct desk_definition *definition, const struct desk_item *queue)
{
    const char *code = json_get_text(queue->value, "office");
    bool many;
    if (code == NULL || desk_find_office(definition, queue->agency, code, &many) != NULL) return;
    desk_item_fault(definition, queue, "/office",
                    many ? "several agencies have an office \"%s\" that serves \"%s\""
                         : "there is no office \"%s\" of \"%s\", nor one that serves it",
                    code, queue->agency->code);
}

/* "code" of the same agency, or "agency/code". */
static const struct desk_item *find_related(const struct desk_definition *definition,
                                            const struct desk_item *service, const char *name)
{
    const char *slash = strchr(name, '/');
    if (slash == NULL) return desk_find(definition, DESK_SERVICE, service->agency, name);
    char agency[DESK_PATH_MAX];
    snprintf(agency, sizeof agency, "%.*s", (int)(slash - name < 100 ? slash - name : 100), name);
    const struct desk_item *other = desk_find(definition, DESK_AGENCY, NULL, agency);
    return other == NULL ? NULL : desk_find(definition, DESK_SERVICE, other, slash + 1);
}

static void check_service(struct desk_definition *definition, const struct desk_item *service)
{
    struct json_object *list = json_get_list(service->value, "related");
    for (size_t i = 0; i < json_get_length(list); i++) {
        const char *name = json_get_element(list, i);
        const struct desk_item *related = find_related(definition, service, name);
        char below[32];
        snprintf(below, sizeof below, "/related/%zu", i);
        if (related == NULL)
            desk_item_fault(definition, service, below,
                            "there is no service \"%s\"; write its code, or agency/code for "
                            "another agency's",
                            name);
        else if (related == service)
            desk_item_fault(definition, service, below, "a service is not related to itself");
    }
    if (json_get_list(service->value, "channels") != NULL &&
        json_get_length(json_get_list(service->value, "channels")) == 0)
        desk_item_fault(definition, service, "/channels",
                        "the list is empty; name at least one channel");
    const char *standard = json_get_text(service->value, "standard");
    const struct desk_item *promise =
        standard == NULL ? NULL : desk_find(definition, DESK_STANDARD, service->agency, standard);
    const char *kind = promise == NULL ? NULL : json_get_text(promise->value, "kind");
    if (kind != NULL && strcmp(kind, "processing") != 0)
        desk_item_fault(definition, service, "/standard",
                        "\"%s\" is a standard of kind \"%s\"; a service needs one of kind "
                        "\"processing\"",
                        standard, kind);
}

/* Each with a code of its own, and few: every one of them gets a message of its own. */
static void check_webhooks(struct desk_definition *definition, const struct desk_item *agency)
{
    struct json_object *list = json_get_list(agency->value, "webhooks");
    if (json_get_length(list) > AGENCY_WEBHOOKS)
        desk_item_fault(definition, agency, "/webhooks", "at most %d endpoints are told",
                        AGENCY_WEBHOOKS);
    for (size_t i = 0; i < json_get_length(list); i++) {
        const char *code = json_get_text(json_object_array_get_idx(list, i), "code");
        for (size_t j = 0; j < i && code != NULL; j++) {
            const char *other = json_get_text(json_object_array_get_idx(list, j), "code");
            if (other != NULL && strcmp(code, other) == 0)
                desk_item_fault(definition, agency, "/webhooks", "\"%s\" is there twice", code);
        }
    }
}

void desk_check_links(struct desk_definition *definition)
{
    for (size_t i = 0; i < definition->reference_count; i++) {
        const struct desk_reference *from = &definition->references[i];
        if (desk_find(definition, from->target, from->agency, from->code) == NULL)
            tell_dangling(definition, from);
    }
    const struct desk_items *kinds = definition->kinds;
    for (size_t i = 0; i < kinds[DESK_AGENCY].count; i++)
        check_webhooks(definition, &kinds[DESK_AGENCY].items[i]);
    for (size_t i = 0; i < kinds[DESK_OFFICE].count; i++)
        check_serves(definition, &kinds[DESK_OFFICE].items[i]);
    for (size_t i = 0; i < kinds[DESK_QUEUE].count; i++)
        check_queue(definition, &kinds[DESK_QUEUE].items[i]);
    for (size_t i = 0; i < kinds[DESK_SERVICE].count; i++)
        check_service(definition, &kinds[DESK_SERVICE].items[i]);
}
