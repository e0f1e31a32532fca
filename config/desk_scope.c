/* Scopes and dates of standards: of two that could judge one thing (a clock of a case, a contact,
 * an answer), one must be meant more narrowly. */
#include <stdio.h>
#include <string.h>

#include "config/desk_int.h"

static const char *const dimensions[] = {"services", "channels", "segments"};
enum { DIMENSIONS = 3, SERVICES = 0, CHANNELS_OF = 1, SEGMENTS_OF = 2 };
static const char no_end[] = "9999-12-31";

static struct json_object *scope_list(const struct desk_item *standard, int dimension)
{
    struct json_object *list = json_get_list(standard->value, dimensions[dimension]);
    return json_get_length(list) == 0 ? NULL : list;
}

static bool is_processing(const struct desk_item *standard)
{
    const char *kind = json_get_text(standard->value, "kind");
    return kind != NULL && strcmp(kind, "processing") == 0;
}

static bool in_list(const struct json_object *list, const char *code)
{
    for (size_t i = 0; i < json_get_length(list); i++)
        if (strcmp(json_get_element(list, i), code) == 0) return true;
    return false;
}

/* Whether a processing standard is the one that a service names. */
static bool named_by(const struct desk_item *standard, const struct desk_item *service)
{
    const char *code = json_get_text(service->value, "standard");
    return code != NULL && service->agency == standard->agency && is_processing(standard) &&
           strcmp(code, standard->code) == 0;
}

static const char *day_of(const struct desk_item *standard, const char *key, const char *none)
{
    const char *day = json_get_text(standard->value, key);
    return day == NULL ? none : day;
}

/* The first day on which a version is not in force any more because another one of its code is. */
static const char *replaced_from(const struct desk_definition *definition,
                                 const struct desk_item *standard)
{
    const struct desk_items *standards = &definition->kinds[DESK_STANDARD];
    size_t next = (size_t)(standard - standards->items) + 1; /* sorted by code and day */
    if (next == standards->count) return no_end;
    const struct desk_item *item = &standards->items[next];
    if (item->agency != standard->agency || strcmp(item->code, standard->code) != 0) return no_end;
    return day_of(item, "in_force_from", no_end);
}

static bool days_meet(const struct desk_definition *definition, const struct desk_item *one,
                      const struct desk_item *other)
{
    const char *from = day_of(one, "in_force_from", ""),
               *start = day_of(other, "in_force_from", "");
    return strcmp(from, day_of(other, "in_force_to", no_end)) <= 0 &&
           strcmp(from, replaced_from(definition, other)) < 0 &&
           strcmp(start, day_of(one, "in_force_to", no_end)) <= 0 &&
           strcmp(start, replaced_from(definition, one)) < 0;
}

/* Whether both name one thing in this dimension, or neither names any. */
static bool share(const struct desk_item *one, const struct desk_item *other, int dimension)
{
    const struct json_object *a = scope_list(one, dimension), *b = scope_list(other, dimension);
    if (a == NULL && b == NULL) return true;
    for (size_t i = 0; i < json_get_length(a); i++)
        if (in_list(b, json_get_element(a, i))) return true;
    return false;
}

/* What both are for and neither more narrowly, as a service's code; "" when neither names one;
 * NULL: nothing. */
static const char *both_for(const struct desk_definition *definition, const struct desk_item *one,
                            const struct desk_item *other)
{
    const struct desk_items *services = &definition->kinds[DESK_SERVICE];
    if (!share(one, other, CHANNELS_OF) || !share(one, other, SEGMENTS_OF)) return NULL;
    for (size_t i = 0; i < services->count; i++) {
        const struct desk_item *service = &services->items[i];
        if (service->agency != one->agency) continue;
        if ((named_by(one, service) || in_list(scope_list(one, SERVICES), service->code)) &&
            (named_by(other, service) || in_list(scope_list(other, SERVICES), service->code)))
            return service->code;
    }
    bool any = scope_list(one, SERVICES) == NULL && scope_list(other, SERVICES) == NULL;
    bool nothing = is_processing(one) && scope_list(one, CHANNELS_OF) == NULL &&
                   scope_list(one, SEGMENTS_OF) == NULL;
    return any && !nothing ? "" : NULL; /* without a scope it is only for services that name it */
}

static bool same_kind(const struct desk_item *one, const struct desk_item *other)
{
    const char *a = json_get_text(one->value, "kind"), *b = json_get_text(other->value, "kind");
    return one->agency == other->agency && a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* Both name the same question, or none. */
static bool same_question(const struct desk_item *one, const struct desk_item *other)
{
    static const char *const keys[] = {"survey", "question"};
    for (size_t i = 0; i < 2; i++) {
        const char *a = json_get_text(one->value, keys[i]);
        const char *b = json_get_text(other->value, keys[i]);
        if (a != b && (a == NULL || b == NULL || strcmp(a, b) != 0)) return false;
    }
    return true;
}

static const char *what_of(const struct desk_item *standard)
{
    if (json_object_object_get_ex(standard->value, "seconds", NULL)) return ERROR_SAYS("contact");
    return json_object_object_get_ex(standard->value, "survey", NULL) ? ERROR_SAYS("answer")
                                                                      : ERROR_SAYS("case");
}

static void tell_both(struct desk_definition *definition, const struct desk_item *standard,
                      const struct desk_item *other, const char *service)
{
    char below[32] = "";
    for (int i = DIMENSIONS - 1; i >= 0; i--)
        if (scope_list(standard, i) != NULL) snprintf(below, sizeof below, "/%s", dimensions[i]);
    if (service[0] != '\0')
        desk_item_fault(definition, standard, below,
                        "both this and \"%s\" (%s /standards/%zu) could judge the service \"%s\"; "
                        "scope one of them more narrowly",
                        other->code, other->file, other->index, service);
    else
        desk_item_fault(definition, standard, below,
                        "both this and \"%s\" (%s /standards/%zu) could judge one %s; scope one of "
                        "them more narrowly",
                        other->code, other->file, other->index, what_of(standard));
}

/* Two standards of one kind. */
static void check_pair(struct desk_definition *definition, const struct desk_item *standard,
                       const struct desk_item *other)
{
    if (!same_kind(standard, other) || strcmp(standard->code, other->code) == 0) return;
    if (!same_question(standard, other)) return;
    if (!days_meet(definition, standard, other)) return;
    const char *service = both_for(definition, standard, other);
    if (service != NULL) tell_both(definition, standard, other, service);
}

/* Dates of two versions of one code that follow each other in the list of items. */
static void check_dates(struct desk_definition *definition, const struct desk_item *before,
                        const struct desk_item *standard)
{
    const char *to = json_get_text(before->value, "in_force_to");
    const char *from = day_of(standard, "in_force_from", "");
    if (before->agency != standard->agency || strcmp(before->code, standard->code) != 0) return;
    if (to == NULL || strcmp(to, from) < 0) return;
    if (strcmp(day_of(before, "in_force_from", ""), from) == 0) return; /* told already */
    desk_item_fault(definition, standard, "/in_force_from",
                    "two versions of \"%s\" are in force on %s: %s /standards/%zu is until %s",
                    standard->code, from, before->file, before->index, to);
}

void desk_check_scopes(struct desk_definition *definition)
{
    const struct desk_items *standards = &definition->kinds[DESK_STANDARD];
    for (size_t i = 0; i < standards->count; i++) {
        const struct desk_item *standard = &standards->items[i];
        const char *to = json_get_text(standard->value, "in_force_to");
        if (to != NULL && strcmp(to, day_of(standard, "in_force_from", "")) < 0)
            desk_item_fault(definition, standard, "/in_force_to", "is before in_force_from");
        if (i > 0) check_dates(definition, &standards->items[i - 1], standard);
        for (size_t k = 0; k < i; k++) check_pair(definition, standard, &standards->items[k]);
    }
}
