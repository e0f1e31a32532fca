/* Calendars: expansion of the rules into intervals, and binary searches in them. */
#include "workflow/calendar.h"

#include <assert.h>

#include "proto/arena.h"
#include "proto/types.h"
#include "workflow/saturate_int.h"

struct hours {
    const struct span *spans;
    size_t count;
};

/* Walks the days covered in order, with the holidays and extra days beside them. */
struct walk {
    const struct calendar_rules *rules;
    size_t holiday, extra;
};

static struct hours hours_of(struct walk *walk, civil_day day)
{
    const struct calendar_rules *rules = walk->rules;
    while (walk->holiday < rules->holiday_count && rules->holidays[walk->holiday].day < day)
        walk->holiday++;
    while (walk->extra < rules->extra_day_count && rules->extra_days[walk->extra].day < day)
        walk->extra++;
    if (walk->extra < rules->extra_day_count && rules->extra_days[walk->extra].day == day) {
        const struct extra_day *extra = &rules->extra_days[walk->extra];
        return (struct hours){extra->spans, extra->span_count};
    }
    if (walk->holiday < rules->holiday_count && rules->holidays[walk->holiday].day == day)
        return (struct hours){NULL, 0};
    int weekday = civil_weekday(day);
    return (struct hours){rules->week[weekday].spans, rules->week[weekday].count};
}

static void count_days(const struct calendar_rules *rules, size_t *spans, size_t *days)
{
    struct walk walk = {rules, 0, 0};
    *spans = 0;
    *days = 0;
    for (civil_day day = rules->from; day < rules->to; day++) {
        struct hours hours = hours_of(&walk, day);
        *spans += hours.count;
        *days += hours.count > 0;
    }
}

static int64_t edge_of(const struct zone *zone, civil_day day, int16_t minute, size_t *cursor)
{
    return zone_edge(zone, (struct civil_time){day, minute * US_PER_MIN}, cursor);
}

/* Fills open and working_days, which have room enough; gives the number of intervals. */
static size_t fill_days(const struct calendar_rules *rules, struct open_interval *open,
                        civil_day *working_days)
{
    struct walk walk = {rules, 0, 0};
    size_t cursor = 0, opened = 0, worked = 0;
    int64_t before_us = 0, last_us = INT64_MIN;
    for (civil_day day = rules->from; day < rules->to; day++) {
        struct hours hours = hours_of(&walk, day);
        if (hours.count > 0) working_days[worked++] = day;
        for (size_t i = 0; i < hours.count; i++) {
            int64_t from_us = edge_of(rules->zone, day, hours.spans[i].from_min, &cursor);
            int64_t to_us = edge_of(rules->zone, day, hours.spans[i].to_min, &cursor);
            assert(from_us >= last_us && to_us >= from_us);
            last_us = to_us;
            if (to_us == from_us) continue; /* skipped as a whole when the clock is set forward */
            open[opened++] = (struct open_interval){from_us, to_us, before_us, day};
            before_us += to_us - from_us;
        }
    }
    return opened;
}

const struct calendar *calendar_expand(struct arena *arena, const struct calendar_rules *rules)
{
    size_t spans, days;
    count_days(rules, &spans, &days);
    struct calendar *calendar = arena_alloc(arena, sizeof *calendar);
    struct open_interval *open = arena_array(arena, spans, sizeof *open);
    civil_day *working_days = arena_array(arena, days, sizeof *working_days);
    if (calendar == NULL || open == NULL || working_days == NULL) return NULL;
    calendar->rules = *rules;
    calendar->open = open;
    calendar->open_count = fill_days(rules, open, working_days);
    calendar->working_days = working_days;
    calendar->working_day_count = days;
    return calendar;
}

const struct open_interval *calendar_next_open(const struct calendar *calendar, int64_t at_us)
{
    size_t low = 0, high = calendar->open_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (calendar->open[middle].to_us <= at_us)
            low = middle + 1;
        else
            high = middle;
    }
    return low == calendar->open_count ? NULL : &calendar->open[low];
}

static int64_t end_of(const struct open_interval *interval)
{
    return interval->before_us + (interval->to_us - interval->from_us);
}

static int64_t total_open(const struct calendar *calendar)
{
    return calendar->open_count == 0 ? 0 : end_of(&calendar->open[calendar->open_count - 1]);
}

/* Open time before an instant. */
static int64_t open_before(const struct calendar *calendar, int64_t at_us)
{
    const struct open_interval *next = calendar_next_open(calendar, at_us);
    if (next == NULL) return total_open(calendar);
    return at_us <= next->from_us ? next->before_us : next->before_us + (at_us - next->from_us);
}

int64_t calendar_open_between(const struct calendar *calendar, int64_t from_us, int64_t to_us)
{
    if (to_us <= from_us) return 0;
    return open_before(calendar, to_us) - open_before(calendar, from_us);
}

/* The first interval by whose end target_us of open time has passed; there is one. */
static const struct open_interval *reaching(const struct calendar *calendar, int64_t target_us)
{
    size_t low = 0, high = calendar->open_count - 1;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (end_of(&calendar->open[middle]) < target_us)
            low = middle + 1;
        else
            high = middle;
    }
    return &calendar->open[low];
}

int64_t calendar_add_open(const struct calendar *calendar, int64_t from_us, int64_t span_us)
{
    if (span_us <= 0) {
        const struct open_interval *next = calendar_next_open(calendar, from_us);
        return next == NULL ? NO_TIME : us_max(from_us, next->from_us);
    }
    int64_t target_us = us_add(open_before(calendar, from_us), span_us);
    if (target_us > total_open(calendar)) return NO_TIME;
    const struct open_interval *interval = reaching(calendar, target_us);
    return interval->from_us + (target_us - interval->before_us);
}

bool calendar_is_open(const struct calendar *calendar, int64_t at_us)
{
    const struct open_interval *next = calendar_next_open(calendar, at_us);
    return next != NULL && next->from_us <= at_us;
}

/* Index of the first working day at or after day. */
static size_t working_index(const struct calendar *calendar, civil_day day)
{
    size_t low = 0, high = calendar->working_day_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (calendar->working_days[middle] < day)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool calendar_is_working_day(const struct calendar *calendar, civil_day day)
{
    size_t index = working_index(calendar, day);
    return index < calendar->working_day_count && calendar->working_days[index] == day;
}

civil_day calendar_working_day_after(const struct calendar *calendar, civil_day day, int n)
{
    size_t index = working_index(calendar, day);
    bool here = index < calendar->working_day_count && calendar->working_days[index] == day;
    size_t steps = n <= 0 ? 0 : (size_t)n - (here ? 0 : 1);
    if (steps >= calendar->working_day_count - index) return CIVIL_NONE;
    return calendar->working_days[index + steps];
}

const struct holiday *calendar_next_holiday(const struct calendar *calendar, civil_day day)
{
    size_t low = 0, high = calendar->rules.holiday_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (calendar->rules.holidays[middle].day < day)
            low = middle + 1;
        else
            high = middle;
    }
    return low == calendar->rules.holiday_count ? NULL : &calendar->rules.holidays[low];
}

static bool is_extra(const struct calendar *calendar, civil_day day)
{
    size_t low = 0, high = calendar->rules.extra_day_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (calendar->rules.extra_days[middle].day < day)
            low = middle + 1;
        else
            high = middle;
    }
    return low < calendar->rules.extra_day_count && calendar->rules.extra_days[low].day == day;
}

const char *calendar_holiday(const struct calendar *calendar, civil_day day)
{
    const struct holiday *holiday = calendar_next_holiday(calendar, day);
    if (holiday == NULL || holiday->day != day || is_extra(calendar, day)) return NULL;
    return holiday->name;
}
