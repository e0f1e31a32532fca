/* Staff: grants that mean something, absences in order, leads without a circle. */
#include <stdio.h>
#include <string.h>

#include "config/desk_int.h"
#include "proto/arena.h"

static const struct desk_item *grant_agency(const struct desk_definition *definition,
                                            const struct desk_item *staff,
                                            struct json_object *grant)
{
    const char *code = json_get_text(grant, "agency");
    return code == NULL ? staff->agency : desk_find(definition, DESK_AGENCY, NULL, code);
}

static void check_grants(struct desk_definition *definition, const struct desk_item *staff)
{
    struct json_object *grants = json_get_list(staff->value, "grants");
    for (size_t i = 0; i < json_get_length(grants); i++) {
        struct json_object *grant = json_object_array_get_idx(grants, i);
        const struct desk_item *agency = grant_agency(definition, staff, grant);
        const char *office = json_get_text(grant, "office");
        char below[48];
        bool many;
        snprintf(below, sizeof below, "/grants/%zu", i);
        for (size_t k = 0; k < i; k++)
            if (json_object_equal(grant, json_object_array_get_idx(grants, k)))
                desk_item_fault(definition, staff, below, "this grant stands here twice");
        if (agency == NULL || office == NULL) continue;
        if (desk_find_office(definition, agency, office, &many) != NULL) continue;
        snprintf(below, sizeof below, "/grants/%zu/office", i);
        desk_item_fault(definition, staff, below,
                        many ? "several agencies have an office \"%s\" that serves \"%s\""
                             : "there is no office \"%s\" of \"%s\", nor one that serves it",
                        office, agency->code);
    }
}

/* Dates as text compare as dates. */
static void check_absences(struct desk_definition *definition, const struct desk_item *staff)
{
    struct json_object *absences = json_get_list(staff->value, "absences");
    for (size_t i = 0; i < json_get_length(absences); i++) {
        struct json_object *absence = json_object_array_get_idx(absences, i);
        const char *from = json_get_text(absence, "from"), *to = json_get_text(absence, "to");
        char below[48];
        snprintf(below, sizeof below, "/absences/%zu", i);
        if (from == NULL || to == NULL) continue;
        if (strcmp(to, from) < 0)
            desk_item_fault(definition, staff, below, "ends (%s) before it begins (%s)", to, from);
        for (size_t k = 0; k < i; k++) {
            struct json_object *other = json_object_array_get_idx(absences, k);
            const char *begin = json_get_text(other, "from"), *end = json_get_text(other, "to");
            if (begin == NULL || end == NULL || strcmp(from, end) > 0 || strcmp(begin, to) > 0)
                continue;
            desk_item_fault(definition, staff, below, "overlaps the absence from %s to %s", begin,
                            end);
            break;
        }
    }
}

static const struct desk_item *lead_of(const struct desk_definition *definition,
                                       const struct desk_item *staff)
{
    const char *lead = json_get_text(staff->value, "lead");
    return lead == NULL ? NULL : desk_find(definition, DESK_STAFF, NULL, lead);
}

/* Follows each one's leads up to somebody seen before: seen on this very walk, it is a circle. */
static void check_leads(struct desk_definition *definition)
{
    const struct desk_items *staff = &definition->kinds[DESK_STAFF];
    size_t *walk_of = arena_array(definition->arena, staff->count + 1, sizeof *walk_of);
    if (walk_of == NULL) {
        definition->full = true;
        return;
    }
    for (size_t walk = 1; walk <= staff->count; walk++) {
        const struct desk_item *one = &staff->items[walk - 1];
        while (one != NULL && walk_of[one - staff->items] == 0) {
            walk_of[one - staff->items] = walk;
            one = lead_of(definition, one);
        }
        if (one == NULL || walk_of[one - staff->items] != walk) continue;
        desk_item_fault(definition, one, "/lead",
                        lead_of(definition, one) == one
                            ? "\"%s\" cannot lead themselves"
                            : "the team leads form a circle that comes back to \"%s\"; one of "
                              "them must have no lead",
                        one->code);
    }
}

void desk_check_staff(struct desk_definition *definition)
{
    const struct desk_items *staff = &definition->kinds[DESK_STAFF];
    for (size_t i = 0; i < staff->count; i++) {
        check_grants(definition, &staff->items[i]);
        check_absences(definition, &staff->items[i]);
    }
    check_leads(definition);
}
