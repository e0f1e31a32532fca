/* Ladders of complaints: stages in order, one ladder for every subject, one that takes the rest. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "config/desk_int.h"
#include "proto/arena.h"
#include "workflow/ladder.h"

struct checking {
    struct desk_definition *definition;
    const struct desk_item *ladder;
    struct json_object *stages;
};

__attribute__((format(printf, 4, 5))) static void
fault(const struct checking *checking, size_t stage, const char *key, const char *format, ...)
{
    char below[64];
    va_list args;
    snprintf(below, sizeof below, "/stages/%zu%s", stage, key);
    va_start(args, format);
    desk_item_vfault(checking->definition, checking->ladder, below, format, args);
    va_end(args);
}

static struct json_object *part(struct json_object *object, const char *key)
{
    struct json_object *found = NULL;
    json_object_object_get_ex(object, key, &found);
    return found;
}

static struct json_object *stage_at(const struct checking *checking, size_t i)
{
    return json_object_array_get_idx(checking->stages, i);
}

static void check_span(const struct checking *checking, size_t i, const char *key, int64_t more)
{
    struct json_object *span = part(stage_at(checking, i), key);
    const char *unit = json_get_text(span, "unit");
    char below[64];
    if (unit == NULL) return;
    int64_t most = desk_most_of(name_number(&clock_unit_names, unit));
    snprintf(below, sizeof below, "/%s/amount", key);
    if (json_get_int(span, "amount", 0) + more > most)
        fault(checking, i, below, "at most %lld %s can be promised, extensions included",
              (long long)most, unit);
}

/* Who answers must be somebody whose work it is to answer. */
static void check_answerer(const struct checking *checking, size_t i)
{
    struct json_object *answerer = part(stage_at(checking, i), "answerer");
    const char *role = json_get_text(answerer, "role"), *of = json_get_text(answerer, "of");
    if (role == NULL || of == NULL) return;
    int number = name_number(&role_names, role);
    if (number != ROLE_CASE_MANAGER && number != ROLE_TEAM_LEAD && number != ROLE_MANAGER)
        fault(checking, i, "/answerer/role",
              "complaints are answered by case-manager, team-lead or manager");
    if (name_number(&answerer_of_names, of) == ANSWERER_OF_CASE_MANAGER && number != ROLE_TEAM_LEAD)
        fault(checking, i, "/answerer/of", "only a team-lead is the lead of the case manager");
}

static void check_stage(const struct checking *checking, size_t i)
{
    struct json_object *stage = stage_at(checking, i);
    const char *code = json_get_text(stage, "code"), *from = json_get_text(stage, "from");
    for (size_t k = 0; k < i && code != NULL; k++) {
        const char *other = json_get_text(stage_at(checking, k), "code");
        if (other != NULL && strcmp(other, code) == 0)
            fault(checking, i, "/code", "this ladder has a stage of that code already");
    }
    if (from != NULL && strcmp(from, "acknowledgement") == 0 && part(stage, "acknowledge") == NULL)
        fault(checking, i, "/from",
              "nothing is acknowledged here: say acknowledge, or \"receipt\"");
    check_answerer(checking, i);
    check_span(checking, i, "acknowledge", 0);
    check_span(checking, i, "answer", json_get_int(stage, "extension_max", 0));
    check_span(checking, i, "update", 0);
}

static bool has_serious(const struct desk_item *ladder)
{
    struct json_object *subjects = json_get_list(ladder->value, "subjects");
    for (size_t i = 0; i < json_get_length(subjects); i++)
        if (json_get_bool(json_object_array_get_idx(subjects, i), "serious")) return true;
    return false;
}

/* Serious matters are seen by those alone who hold the role of that stage for the whole agency. */
static void check_independent(const struct checking *checking)
{
    size_t count = json_get_length(checking->stages), found = count - 1;
    bool many = false, said = false;
    for (size_t i = 0; i < count; i++) {
        if (!json_get_bool(stage_at(checking, i), "independent")) continue;
        if (said) {
            fault(checking, i, "/independent", "one stage takes serious matters; keep one");
            many = true;
        }
        said = true;
        found = i;
    }
    if (many || !has_serious(checking->ladder)) return;
    const char *of = json_get_text(part(stage_at(checking, found), "answerer"), "of");
    if (of != NULL && strcmp(of, "agency") != 0)
        fault(checking, found, "/answerer/of",
              "the stage that takes serious matters is answered \"of\": \"agency\"");
}

static void check_stages(struct desk_definition *definition, const struct desk_item *ladder)
{
    struct checking checking = {definition, ladder, json_get_list(ladder->value, "stages")};
    size_t count = json_get_length(checking.stages);
    if (checking.stages == NULL) return;
    if (count == 0 || count > LADDER_STAGES) {
        desk_item_fault(definition, ladder, "/stages", "a ladder has 1 to %d stages",
                        LADDER_STAGES);
        return;
    }
    for (size_t i = 0; i < count; i++) check_stage(&checking, i);
    check_independent(&checking);
    struct json_object *ask = part(ladder->value, "ask_next");
    const char *unit = json_get_text(ask, "unit");
    if (unit != NULL &&
        json_get_int(ask, "amount", 0) > desk_most_of(name_number(&clock_unit_names, unit)))
        desk_item_fault(definition, ladder, "/ask_next/amount", "this is longer than can be timed");
}

static bool same_ladder(const struct desk_item *one, const struct desk_item *other)
{
    return one->agency == other->agency && strcmp(one->code, other->code) == 0;
}

/* A subject leads to one ladder of the agency; versions of one ladder share theirs. */
static void check_subject(struct desk_definition *definition, const struct desk_item *ladder,
                          size_t at)
{
    const struct desk_items *ladders = &definition->kinds[DESK_LADDER];
    struct json_object *subjects = json_get_list(ladder->value, "subjects");
    const char *code = json_get_text(json_object_array_get_idx(subjects, at), "code");
    char below[64];
    snprintf(below, sizeof below, "/subjects/%zu/code", at);
    for (size_t i = 0; i < ladders->count && code != NULL; i++) {
        const struct desk_item *other = &ladders->items[i];
        struct json_object *theirs = json_get_list(other->value, "subjects");
        size_t count = other == ladder ? at : json_get_length(theirs);
        if (other > ladder || other->agency != ladder->agency ||
            (other != ladder && same_ladder(other, ladder)))
            continue;
        for (size_t k = 0; k < count; k++) {
            const char *there = json_get_text(json_object_array_get_idx(theirs, k), "code");
            if (there == NULL || strcmp(there, code) != 0) continue;
            desk_item_fault(definition, ladder, below, "\"%s\" takes this subject already",
                            other->code);
            return;
        }
    }
}

static void check_default(struct desk_definition *definition, const struct desk_item *ladder)
{
    const struct desk_items *ladders = &definition->kinds[DESK_LADDER];
    bool any = false, own = json_get_bool(ladder->value, "default");
    for (size_t i = 0; i < ladders->count; i++) {
        const struct desk_item *other = &ladders->items[i];
        if (other->agency != ladder->agency || !json_get_bool(other->value, "default")) continue;
        any = true;
        if (own && other < ladder && !same_ladder(other, ladder)) {
            desk_item_fault(definition, ladder, "/default",
                            "\"%s\" is the agency's default already; keep one", other->code);
            return;
        }
    }
    bool first = ladder == ladders->items || (ladder - 1)->agency != ladder->agency;
    if (!any && first)
        desk_item_fault(
            definition, ladder, "/default",
            "one ladder of the agency is the default, for complaints without a subject");
}

void desk_check_ladders(struct desk_definition *definition)
{
    const struct desk_items *ladders = &definition->kinds[DESK_LADDER];
    for (size_t i = 0; i < ladders->count; i++) {
        const struct desk_item *ladder = &ladders->items[i];
        size_t subjects = json_get_length(json_get_list(ladder->value, "subjects"));
        check_stages(definition, ladder);
        for (size_t k = 0; k < subjects; k++) check_subject(definition, ladder, k);
        check_default(definition, ladder);
    }
}
