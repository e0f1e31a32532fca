/* Times as text: RFC 3339, proleptic Gregorian calendar, no leap seconds. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "proto/codec.h"

/* 1900-01-01 and 10000-01-01 UTC: what has a text of four digits that reads back. */
static const int64_t first_us = -25567 * US_PER_DAY, past_us = 2932897 * US_PER_DAY;

/* Days since 1970-01-01 of a civil date (H. Hinnant's days_from_civil). */
static int64_t days_of(int64_t year, int month, int day)
{
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t of_era = year - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static bool digits(const char **at, int count, int *value)
{
    *value = 0;
    for (int i = 0; i < count; i++, (*at)++) {
        if (**at < '0' || **at > '9') return false;
        *value = *value * 10 + (**at - '0');
    }
    return true;
}

static bool mark(const char **at, const char *any)
{
    if (**at == '\0' || strchr(any, **at) == NULL) return false;
    (*at)++;
    return true;
}

static bool read_fraction(const char **at, int64_t *us)
{
    int64_t unit = 100000;
    *us = 0;
    if (**at != '.') return true;
    (*at)++;
    if (**at < '0' || **at > '9') return false;
    for (; **at >= '0' && **at <= '9'; (*at)++, unit /= 10) *us += (**at - '0') * unit;
    return true;
}

static bool read_offset(const char **at, int64_t *offset_us)
{
    int hours, minutes, sign = **at == '-' ? -1 : 1;
    *offset_us = 0;
    if (mark(at, "Zz")) return true;
    if (!mark(at, "+-") || !digits(at, 2, &hours) || !mark(at, ":") || !digits(at, 2, &minutes))
        return false;
    *offset_us = sign * (hours * 60 + minutes) * US_PER_MIN;
    return hours < 24 && minutes < 60;
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month == 2 && leap ? 29 : days[month - 1];
}

bool time_parse(const char *text, int64_t *at_us)
{
    int year, month, day, hour, minute, second;
    int64_t fraction, offset;
    const char *at = text;
    if (!digits(&at, 4, &year) || !mark(&at, "-") || !digits(&at, 2, &month) || !mark(&at, "-") ||
        !digits(&at, 2, &day) || !mark(&at, "Tt ") || !digits(&at, 2, &hour) || !mark(&at, ":") ||
        !digits(&at, 2, &minute) || !mark(&at, ":") || !digits(&at, 2, &second) ||
        !read_fraction(&at, &fraction) || !read_offset(&at, &offset) || *at != '\0')
        return false;
    if (year < 1900 || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month) ||
        hour > 23 || minute > 59 || second > 59)
        return false;
    int64_t seconds = (days_of(year, month, day) * 24 + hour) * 3600 + minute * 60 + second;
    *at_us = seconds * US_PER_S + fraction - offset;
    return *at_us >= first_us && *at_us < past_us; /* the offset may lead out of these years */
}

void time_format(int64_t at_us, char text[TIME_TEXT])
{
    text[0] = '\0';
    if (at_us == NO_TIME) return;
    int64_t seconds = at_us / US_PER_S, us = at_us % US_PER_S;
    if (us < 0) us += US_PER_S, seconds--;
    int64_t days = seconds / 86400, of_day = seconds % 86400;
    if (of_day < 0) of_day += 86400, days--;
    /* Hinnant's civil_from_days */
    int64_t z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097, doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
    int64_t day = doy - (153 * mp + 2) / 5 + 1, month = mp < 10 ? mp + 3 : mp - 9;
    int64_t year = yoe + era * 400 + (month <= 2);
    int length =
        snprintf(text, TIME_TEXT, "%04" PRId64 "-%02d-%02dT%02d:%02d:%02d", year, (int)month,
                 (int)day, (int)(of_day / 3600), (int)(of_day / 60 % 60), (int)(of_day % 60));
    if (length < 0 || length > TIME_TEXT - 9) return;
    if (us != 0) length += snprintf(text + length, TIME_TEXT - (size_t)length, ".%06d", (int)us);
    snprintf(text + length, TIME_TEXT - (size_t)length, "Z");
}
