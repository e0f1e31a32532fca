/* Names to items, among everything loaded so far. */
#include <string.h>

#include "db/snapshot_int.h"

/* Arrays are sorted by id, so the last one found is the newest version. */
#define FIND(function, type, plural)                                                               \
    const struct type *function(const struct desk *desk, int32_t agency_id, const char *code)      \
    {                                                                                              \
        const struct type *found = NULL;                                                           \
        for (size_t i = 0; code != NULL && i < desk->plural##_count; i++)                          \
            if (desk->plural[i].agency_id == agency_id && strcmp(desk->plural[i].code, code) == 0) \
                found = &desk->plural[i];                                                          \
        return found;                                                                              \
    }
FIND(find_calendar, calendar_entry, calendars)
FIND(find_office, office, offices)
FIND(find_queue, queue, queues)
FIND(find_skill, skill, skills)
FIND(find_segment, segment, segments)
FIND(find_standard, standard, standards)
FIND(find_process, process, processes)
FIND(find_service, service, services)

const struct agency *find_agency(const struct desk *desk, const char *code)
{
    for (size_t i = 0; code != NULL && i < desk->agencies_count; i++)
        if (strcmp(desk->agencies[i].code, code) == 0) return &desk->agencies[i];
    return NULL;
}

static bool serves(const struct office *office, int32_t agency_id)
{
    for (size_t i = 0; i < office->serves_count; i++)
        if (office->serves[i] == agency_id) return true;
    return false;
}

const struct office *find_serving_office(const struct desk *desk, int32_t agency_id,
                                         const char *code)
{
    const struct office *own = find_office(desk, agency_id, code);
    if (own != NULL && own->active) return own;
    for (size_t i = 0; code != NULL && i < desk->offices_count; i++) {
        const struct office *office = &desk->offices[i];
        if (strcmp(office->code, code) == 0 && serves(office, agency_id)) return office;
    }
    return own;
}
