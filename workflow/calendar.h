/* Calendars: opening hours as sorted, disjoint intervals with running sums, so that adding working
 * time is a binary search. Pure: the time zone comes in as a table of offsets (workflow/zone.h).
 *
 * A span is open from the instant its opening time begins to the instant its closing time begins.
 * When the clock is set forward, an opening or closing time that is skipped is the moment of the
 * change; when it is set back, the times that come twice are the first of the two, so that during
 * the repeated hour stays open or closed what was so just before. A day of 24 opening hours has 23
 * or 25 hours on the days of change: daylight saving neither loses nor invents an hour.
 *
 * Days outside the days covered count as closed. */
#ifndef ONESTOP_WORKFLOW_CALENDAR_H
#define ONESTOP_WORKFLOW_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "workflow/civil.h"
#include "workflow/zone.h"

struct arena;

struct span { /* one opening span within a day, local minutes since midnight; to_min may be 1440 */
    int16_t from_min, to_min;
};

struct holiday { /* one closed day; name is shown when a clock explains itself */
    civil_day day;
    const char *name;
};
struct extra_day { /* a day that is open although the week says otherwise (or with other hours) */
    civil_day day;
    const struct span *spans;
    size_t span_count;
};

/* The definition of one version of a calendar, with rules already turned into dates for the years
 * covered. The spans of a day are sorted and disjoint (they may touch). */
struct calendar_rules {
    const struct zone *zone;
    struct {
        const struct span *spans;
        size_t count;
    } week[7];                      /* Monday first */
    const struct holiday *holidays; /* sorted by day */
    size_t holiday_count;
    const struct extra_day *extra_days; /* sorted by day; an extra day wins over a holiday */
    size_t extra_day_count;
    civil_day from, to; /* days covered: [from, to) */
};

struct open_interval {
    int64_t from_us, to_us; /* [from, to), never empty */
    int64_t before_us;      /* open time in all earlier intervals */
    civil_day day;          /* the local day it belongs to */
};

struct calendar {
    struct calendar_rules rules;
    const struct open_interval *open; /* sorted, disjoint; may touch (24/7) */
    size_t open_count;
    const civil_day *working_days; /* sorted days with at least one opening span */
    size_t working_day_count;
};

/* Expands rules into arena. NULL when the arena is full. rules is copied shallowly; what it points
 * to must live as long as the calendar. Takes 32 bytes a span and 4 a working day: 40 years of
 * working weeks with a lunch break are 0.7 MB and about a millisecond. */
const struct calendar *calendar_expand(struct arena *arena, const struct calendar_rules *rules);

/* Open time within [from, to). Negative spans give 0. */
int64_t calendar_open_between(const struct calendar *calendar, int64_t from_us, int64_t to_us);
/* The instant at which span_us of open time has passed since from_us; span 0 (or less) gives the
 * first open instant at or after from_us. NO_TIME when the calendar ends before. Adding time that
 * ends exactly at closing gives the closing instant itself, not the next opening. */
int64_t calendar_add_open(const struct calendar *calendar, int64_t from_us, int64_t span_us);
bool calendar_is_open(const struct calendar *calendar, int64_t at_us);
/* The first interval that ends after at_us: the one at_us lies in, or the next one. NULL beyond the
 * end. The intervals after it follow it in the array, up to open + open_count. */
const struct open_interval *calendar_next_open(const struct calendar *calendar, int64_t at_us);
bool calendar_is_working_day(const struct calendar *calendar, civil_day day);
/* The nth working day after day (n > 0), or the first working day at or after day (n = 0).
 * CIVIL_NONE beyond the end. */
civil_day calendar_working_day_after(const struct calendar *calendar, civil_day day, int n);
/* The name of the holiday that closes that day, or NULL. An extra day is not closed by a holiday.
 */
const char *calendar_holiday(const struct calendar *calendar, civil_day day);
/* The first holiday at or after day, in or out of the days covered; NULL when there is none. The
 * ones after it follow it in the array, up to rules.holidays + rules.holiday_count. */
const struct holiday *calendar_next_holiday(const struct calendar *calendar, civil_day day);

#endif
