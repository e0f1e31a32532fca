/* Calendars to test with, and local times as text: "2026-03-09 08:30". */
#ifndef ONESTOP_TEST_WORLD_H
#define ONESTOP_TEST_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "proto/arena.h"
#include "proto/types.h"
#include "workflow/calendar.h"

#define HOURS    (60 * US_PER_MIN)
#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static inline int64_t utc(int year, int month, int day, int hour)
{
    return civil_from_ymd(year, month, day) * US_PER_DAY + hour * HOURS;
}

/* New York from 2025 on, summer time of 2026 and 2027 only. */
static inline const struct zone *new_york(void)
{
    static struct zone_offset offsets[5];
    static const struct zone zone = {"America/New_York", offsets, COUNT(offsets)};
    offsets[0] = (struct zone_offset){INT64_MIN, -5 * HOURS};
    offsets[1] = (struct zone_offset){utc(2026, 3, 8, 7), -4 * HOURS};
    offsets[2] = (struct zone_offset){utc(2026, 11, 1, 6), -5 * HOURS};
    offsets[3] = (struct zone_offset){utc(2027, 3, 14, 7), -4 * HOURS};
    offsets[4] = (struct zone_offset){utc(2027, 11, 7, 6), -5 * HOURS};
    return &zone;
}

static inline civil_day day_of(const char *text)
{
    int year = 0, month = 0, day = 0;
    assert_int_equal(sscanf(text, "%d-%d-%d", &year, &month, &day), 3);
    return civil_from_ymd(year, month, day);
}

static inline struct civil_time face(const char *text)
{
    int year = 0, month = 0, day = 0, hour = 0, minute = 0;
    assert_int_equal(sscanf(text, "%d-%d-%d %d:%d", &year, &month, &day, &hour, &minute), 5);
    return (struct civil_time){civil_from_ymd(year, month, day), (hour * 60 + minute) * US_PER_MIN};
}

/* The instant of a local time in New York. */
static inline int64_t at(const char *text)
{
    return zone_instant(new_york(), face(text));
}

/* An instant as local time in New York; seconds only when there are some. A few live at a time. */
static inline const char *shown(int64_t at_us)
{
    static char texts[8][40];
    static int turn;
    char *text = texts[turn++ % 8];
    if (at_us == NO_TIME) return "never";
    struct civil_time local = zone_local(new_york(), at_us);
    int year, month, day, seconds = (int)(local.of_day_us / US_PER_S);
    civil_to_ymd(local.day, &year, &month, &day);
    int length = snprintf(text, 40, "%04d-%02d-%02d %02d:%02d", year, month, day, seconds / 3600,
                          seconds / 60 % 60);
    if (seconds % 60 != 0) snprintf(text + length, 40 - (size_t)length, ":%02d", seconds % 60);
    return text;
}

#define assert_shown(at_us, text) assert_string_equal(shown(at_us), text)

static const struct span lunch_spans[] = {{510, 720}, {780, 1020}}; /* 08:30-12:00 13:00-17:00 */
static const struct span day_spans[] = {{510, 1020}};
static const struct span round_spans[] = {{0, 1440}};
static const struct span saturday_spans[] = {{600, 780}}; /* 10:00-13:00 */

static inline struct calendar_rules office_rules(const struct span *spans, size_t count, int days)
{
    struct calendar_rules rules = {.zone = new_york()};
    for (int i = 0; i < days; i++) {
        rules.week[i].spans = spans;
        rules.week[i].count = count;
    }
    rules.from = civil_from_ymd(2025, 1, 1);
    rules.to = civil_from_ymd(2028, 1, 1);
    return rules;
}

/* Monday to Friday with a lunch break, Thanksgiving and the day after, and one open Saturday
 * (2026-11-28), on which another holiday falls that it beats. */
static inline struct calendar_rules town_rules(void)
{
    static struct holiday holidays[3];
    static struct extra_day extra_days[1];
    struct calendar_rules rules = office_rules(lunch_spans, 2, 5);
    holidays[0] = (struct holiday){day_of("2026-11-26"), "Thanksgiving Day"};
    holidays[1] = (struct holiday){day_of("2026-11-27"), "Day after Thanksgiving"};
    holidays[2] = (struct holiday){day_of("2026-11-28"), "Town feast"};
    extra_days[0] = (struct extra_day){day_of("2026-11-28"), saturday_spans, 1};
    rules.holidays = holidays;
    rules.holiday_count = COUNT(holidays);
    rules.extra_days = extra_days;
    rules.extra_day_count = COUNT(extra_days);
    return rules;
}

#endif
