/* Time zones as a table of offsets, and the way from an instant to the clock's face and back.
 *
 * All instants are microseconds UTC (see proto/types.h). A local time that does not exist (spring
 * gap) is taken with the offset from before the change (02:30 in a gap of one hour means one hour
 * later on the new clock, 03:30); one that exists twice is the first of the two. */
#ifndef ONESTOP_WORKFLOW_ZONE_H
#define ONESTOP_WORKFLOW_ZONE_H

#include <stddef.h>
#include <stdint.h>

#include "workflow/civil.h"

/* The offset (local minus UTC) in force from each instant on; sorted. offsets[0].from_us is
 * INT64_MIN. Filled from the database's own zone data (db/query/zone_offsets.sql). */
struct zone_offset {
    int64_t from_us;
    int64_t offset_us;
};
struct zone {
    const char *name; /* "America/New_York" */
    const struct zone_offset *offsets;
    size_t count;
};

struct civil_time zone_local(const struct zone *zone, int64_t at_us);
/* of_day_us may be a whole day or more: 24:00 is midnight of the next day. */
int64_t zone_instant(const struct zone *zone, struct civil_time local);
/* As zone_instant(), but a local time in a gap is the instant of the change itself, so that rising
 * local times give rising instants: for opening and closing times. *cursor begins at 0 and serves
 * any number of calls with rising local times. */
int64_t zone_edge(const struct zone *zone, struct civil_time local, size_t *cursor);

#endif
