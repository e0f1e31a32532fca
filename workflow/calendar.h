/* Calendars: opening hours as sorted, disjoint intervals with running sums, so that adding working
 * time is a binary search. Pure: the time zone comes in as a table of offsets.
 *
 * All instants are microseconds UTC (see proto/types.h). A local time that does not exist (spring
 * gap) is taken with the offset from before the change (02:30 in the gap means one hour later on
 * the new clock); one that exists twice is the first of the two. So a day of 24 opening hours has
 * 23 or 25 hours on the days of change: daylight saving neither loses nor invents an hour. */
#ifndef ONESTOP_WORKFLOW_CALENDAR_H
#define ONESTOP_WORKFLOW_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* A time zone: the offset (local minus UTC) in force from each instant on; sorted.
 * offsets[0].from_us is INT64_MIN. Filled from the database's own zone data
 * (db/query/zone_offsets.sql). */
struct zone_offset {
    int64_t from_us;
    int64_t offset_us;
};
struct zone {
    const char *name; /* "America/New_York" */
    const struct zone_offset *offsets;
    size_t count;
};

/* A civil date: days since 1970-01-01 (as PostgreSQL's date minus 1970-01-01). */
typedef int32_t civil_day;

struct civil_time {
    civil_day day;
    int64_t of_day_us; /* microseconds since local midnight on the clock's face */
};

struct civil_time zone_local(const struct zone *zone, int64_t at_us);
int64_t zone_instant(const struct zone *zone, struct civil_time local);

civil_day civil_from_ymd(int year, int month, int day);
void civil_to_ymd(civil_day day, int *year, int *month, int *day_of_month);
/* 0 Monday … 6 Sunday (ISO weekday minus 1). */
int civil_weekday(civil_day day);
/* Western Easter Sunday of a year (Gregorian computus), and Orthodox Easter in the Gregorian
 * calendar. */
civil_day civil_easter(int year);
civil_day civil_orthodox_easter(int year);

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
 * covered. */
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
    int64_t from_us, to_us; /* [from, to) */
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
 * to must live as long as the calendar. */
const struct calendar *calendar_expand(struct arena *arena, const struct calendar_rules *rules);

/* Open time within [from, to). Negative spans give 0. */
int64_t calendar_open_between(const struct calendar *calendar, int64_t from_us, int64_t to_us);
/* The instant at which span_us of open time has passed since from_us; span 0 gives the first open
 * instant at or after from_us. NO_TIME when the calendar ends before. Adding time that ends exactly
 * at closing gives the closing instant itself, not the next opening. */
int64_t calendar_add_open(const struct calendar *calendar, int64_t from_us, int64_t span_us);
bool calendar_is_open(const struct calendar *calendar, int64_t at_us);
bool calendar_is_working_day(const struct calendar *calendar, civil_day day);
/* The nth working day after day (n > 0), or the first working day at or after day (n = 0).
 * INT32_MIN beyond the end. */
civil_day calendar_working_day_after(const struct calendar *calendar, civil_day day, int n);
/* The name of the holiday on that day, or NULL. */
const char *calendar_holiday(const struct calendar *calendar, civil_day day);

#endif
