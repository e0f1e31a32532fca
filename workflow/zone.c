/* From instants to local time and back, by binary search in the table of offsets. */
#include "workflow/zone.h"

#include <assert.h>

#include "proto/types.h"
#include "workflow/saturate_int.h"

/* The entry in force at an instant. */
static size_t index_at(const struct zone *zone, int64_t at_us)
{
    size_t low = 0, high = zone->count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (zone->offsets[middle].from_us <= at_us)
            low = middle;
        else
            high = middle;
    }
    return low;
}

struct civil_time zone_local(const struct zone *zone, int64_t at_us)
{
    assert(zone->count > 0);
    int64_t face_us = us_add(at_us, zone->offsets[index_at(zone, at_us)].offset_us);
    int64_t day = face_us / US_PER_DAY, of_day_us = face_us % US_PER_DAY;
    if (of_day_us < 0) {
        day--;
        of_day_us += US_PER_DAY;
    }
    return (struct civil_time){(civil_day)day, of_day_us};
}

static int64_t face_of(struct civil_time local)
{
    int64_t midnight_us;
    if (__builtin_mul_overflow((int64_t)local.day, US_PER_DAY, &midnight_us))
        return local.day < 0 ? INT64_MIN : INT64_MAX;
    return us_add(midnight_us, local.of_day_us);
}

/* The first entry, from index on, whose last local time is after face_us. */
static size_t index_of_face(const struct zone *zone, int64_t face_us, size_t index)
{
    while (index + 1 < zone->count &&
           us_sub(face_us, zone->offsets[index].offset_us) >= zone->offsets[index + 1].from_us)
        index++;
    return index;
}

int64_t zone_instant(const struct zone *zone, struct civil_time local)
{
    assert(zone->count > 0);
    int64_t face_us = face_of(local);
    /* No offset reaches a day, so the search may begin a day before the face read as UTC. */
    size_t index = index_of_face(zone, face_us, index_at(zone, us_sub(face_us, US_PER_DAY)));
    int64_t at_us = us_sub(face_us, zone->offsets[index].offset_us);
    if (index > 0 && at_us < zone->offsets[index].from_us) /* in the gap before this entry */
        at_us = us_sub(face_us, zone->offsets[index - 1].offset_us);
    return at_us;
}

int64_t zone_edge(const struct zone *zone, struct civil_time local, size_t *cursor)
{
    assert(zone->count > 0);
    int64_t face_us = face_of(local);
    *cursor = index_of_face(zone, face_us, *cursor);
    return us_max(us_sub(face_us, zone->offsets[*cursor].offset_us),
                  zone->offsets[*cursor].from_us);
}
