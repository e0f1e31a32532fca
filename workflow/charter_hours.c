/* Opening hours as of an instant, and how long they are true. */
#include "proto/types.h"
#include "workflow/charter.h"

/* The end of the open time that an interval is a part of: intervals may touch. NO_TIME: further
 * away than the days that are shown. */
static int64_t open_until(const struct calendar *calendar, const struct open_interval *interval,
                          int64_t now_us)
{
    const struct open_interval *end = calendar->open + calendar->open_count;
    while (interval + 1 < end && interval[1].from_us == interval->to_us) {
        if (interval->to_us - now_us > CHARTER_DAYS * US_PER_DAY) return NO_TIME;
        interval++;
    }
    return interval->to_us;
}

static void take_days(const struct calendar *calendar, civil_day today, struct charter_hours *hours)
{
    const struct zone *zone = calendar->rules.zone;
    const struct open_interval *end = calendar->open + calendar->open_count;
    const struct open_interval *next =
        calendar_next_open(calendar, zone_instant(zone, (struct civil_time){today, 0}));
    while (next != NULL && next != end && next->day < today) next++;
    for (int i = 0; i < CHARTER_DAYS; i++) {
        struct charter_day *day = &hours->days[i];
        *day = (struct charter_day){.day = today + i, .spans = next};
        while (next != NULL && next != end && next->day == day->day) {
            day->count++;
            next++;
        }
        if (day->count == 0) day->holiday = calendar_holiday(calendar, day->day);
    }
}

static void take_holidays(const struct calendar *calendar, civil_day today,
                          struct charter_hours *hours)
{
    const struct holiday *holiday = calendar_next_holiday(calendar, today);
    const struct holiday *end = calendar->rules.holidays + calendar->rules.holiday_count;
    for (; holiday != NULL && holiday != end && hours->holiday_count < CHARTER_HOLIDAYS &&
           holiday->day <= today + CHARTER_HOLIDAYS_AHEAD_DAYS;
         holiday++)
        if (calendar_holiday(calendar, holiday->day) != NULL)
            hours->holidays[hours->holiday_count++] = holiday;
}

void charter_hours(const struct calendar *calendar, int64_t now_us, struct charter_hours *hours)
{
    const struct zone *zone = calendar->rules.zone;
    civil_day today = zone_local(zone, now_us).day;
    const struct open_interval *next = calendar_next_open(calendar, now_us);
    *hours = (struct charter_hours){.until_us = NO_TIME, .opens_us = NO_TIME};
    hours->valid_until_us = zone_instant(zone, (struct civil_time){today + 1, 0});
    hours->open = next != NULL && next->from_us <= now_us;
    if (hours->open)
        hours->until_us = open_until(calendar, next, now_us);
    else if (next != NULL)
        hours->opens_us = next->from_us;
    int64_t change_us = hours->open ? hours->until_us : hours->opens_us;
    if (change_us != NO_TIME && change_us < hours->valid_until_us)
        hours->valid_until_us = change_us;
    take_days(calendar, today, hours);
    take_holidays(calendar, today, hours);
}
