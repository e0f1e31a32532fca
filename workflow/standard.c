/* Choosing standards. */
#include "workflow/standard.h"

#include <string.h>

static bool same_code(const struct standard *one, const struct standard *other)
{
    return one->agency_id == other->agency_id && strcmp(one->code, other->code) == 0;
}

void standards_link(struct standard *standards, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct standard *standard = &standards[i];
        standard->in_force_until = standard->in_force_to;
        for (size_t k = 0; k < count; k++) { /* sorted by id */
            const struct standard *next = &standards[k];
            if (k == i || !next->active || !same_code(standard, next)) continue;
            if (next->in_force_from < standard->in_force_from ||
                (next->in_force_from == standard->in_force_from && k < i))
                continue;
            if (next->in_force_from <= standard->in_force_until)
                standard->in_force_until = next->in_force_from - 1;
        }
    }
}

static bool in_force(const struct standard *standard, civil_day day)
{
    return standard->active && standard->in_force_from <= day && day <= standard->in_force_until;
}

static bool names_service(const struct standard *standard, const struct service *service)
{
    for (size_t i = 0; i < standard->service_count; i++)
        if (strcmp(standard->services[i], service->code) == 0) return true;
    return false;
}

static bool names_segment(const struct standard *standard, int32_t segment_id)
{
    for (size_t i = 0; i < standard->segment_count; i++)
        if (standard->segments[i] == segment_id) return true;
    return false;
}

static int scope_of(const struct standard *standard)
{
    return (standard->service_count > 0 ? SCOPE_SERVICE : 0) |
           (standard->channels != 0 ? SCOPE_CHANNEL : 0) |
           (standard->segment_count > 0 ? SCOPE_SEGMENT : 0);
}

static bool same_text(const char *one, const char *other)
{
    return one == other || (one != NULL && other != NULL && strcmp(one, other) == 0);
}

/* How narrowly a standard is meant for this, as bits of dimensions; -1: it is not. */
static int fit(const struct standard *standard, const struct standard_wish *wish)
{
    const char *named = wish->service == NULL ? NULL : wish->service->standard_code;
    int scope = scope_of(standard);
    if (standard->kind != wish->kind || standard->agency_id != wish->agency_id) return -1;
    if (!same_text(standard->survey, wish->survey) ||
        !same_text(standard->question, wish->question))
        return -1;
    if ((scope & SCOPE_CHANNEL) && (standard->channels & (1u << wish->channel)) == 0) return -1;
    if ((scope & SCOPE_SEGMENT) && !names_segment(standard, wish->segment_id)) return -1;
    if (standard->kind == STANDARD_PROCESSING) {
        if (named != NULL && strcmp(named, standard->code) == 0) return scope | SCOPE_SERVICE;
        if (scope == 0) return -1;
    }
    if ((scope & SCOPE_SERVICE) &&
        (wish->service == NULL || !names_service(standard, wish->service)))
        return -1;
    return scope;
}

const struct standard *standard_for(const struct desk *desk, const struct standard_wish *wish)
{
    const struct standard *found = NULL;
    int narrowest = -1;
    for (size_t i = 0; i < desk->standards_count; i++) {
        const struct standard *standard = &desk->standards[i];
        if (!in_force(standard, wish->day)) continue;
        int scope = fit(standard, wish);
        if (scope <= narrowest) continue;
        found = standard;
        narrowest = scope;
    }
    return found;
}

bool standard_covers(const struct standard *standard, const struct standard_wish *wish)
{
    return fit(standard, wish) >= 0 && standard->in_force_from <= wish->day &&
           wish->day <= standard->in_force_to;
}

const struct standard *standard_successor(const struct desk *desk, const struct standard *standard,
                                          civil_day day)
{
    for (size_t i = 0; i < desk->standards_count; i++)
        if (same_code(&desk->standards[i], standard) && in_force(&desk->standards[i], day) &&
            desk->standards[i].kind == standard->kind)
            return &desk->standards[i];
    return standard;
}
