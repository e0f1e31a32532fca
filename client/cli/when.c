/* Reading and writing times; the only place of the client that asks for the time. */
#include "client/cli/when.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int64_t when_now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * US_PER_S + now.tv_nsec / 1000;
}

double when_steady_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

bool when_wall_valid(const struct when_wall *wall)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (wall->year < 1900 || wall->year > 2200 || wall->month < 1 || wall->month > 12) return false;
    bool leap = (wall->year % 4 == 0 && wall->year % 100 != 0) || wall->year % 400 == 0;
    int last = days[wall->month - 1] + (wall->month == 2 && leap);
    return wall->day >= 1 && wall->day <= last && wall->hour >= 0 && wall->hour < 24 &&
           wall->minute >= 0 && wall->minute < 60 && wall->second >= 0 && wall->second < 60;
}

static int64_t wall_as_utc_s(const struct when_wall *wall)
{
    struct tm tm = {.tm_year = wall->year - 1900,
                    .tm_mon = wall->month - 1,
                    .tm_mday = wall->day,
                    .tm_hour = wall->hour,
                    .tm_min = wall->minute,
                    .tm_sec = wall->second};
    return (int64_t)timegm(&tm);
}

static int64_t offset_at_s(int64_t at_s)
{
    struct tm tm;
    time_t at = (time_t)at_s;
    return localtime_r(&at, &tm) == NULL ? 0 : (int64_t)tm.tm_gmtoff;
}

/* Two offsets can hold around a wall time: the one of the day before and the one of the day after.
 * mktime() is not used, because its choice between them depends on what it was asked before. */
static int64_t of_wall(const struct when_wall *wall, bool again)
{
    int64_t as_utc_s = wall_as_utc_s(wall);
    int64_t before = offset_at_s(as_utc_s - 86400), after = offset_at_s(as_utc_s + 86400);
    int64_t first = as_utc_s - (before > after ? before : after);
    int64_t second = as_utc_s - (before > after ? after : before);
    bool second_holds = offset_at_s(second) == as_utc_s - second;
    if (offset_at_s(first) == as_utc_s - first && !(again && second_holds)) return first * US_PER_S;
    if (second_holds) return second * US_PER_S;
    return (as_utc_s - before) * US_PER_S;
}

int64_t when_of_wall(const struct when_wall *wall)
{
    return of_wall(wall, false);
}

int64_t when_of_wall_again(const struct when_wall *wall)
{
    return of_wall(wall, true);
}

int64_t when_of_offset(const struct when_wall *wall, int64_t offset_s)
{
    return (wall_as_utc_s(wall) - offset_s) * US_PER_S;
}

bool when_zone(const char *name)
{
    char path[512];
    const char *root = getenv("TZDIR");
    if (name[0] == '\0' || name[0] == '/' || strstr(name, "..") != NULL) return false;
    for (const char *c = name; *c != '\0'; c++)
        if (!isalnum((unsigned char)*c) && strchr("/_+-", *c) == NULL) return false;
    snprintf(path, sizeof path, "%s/%s", root != NULL ? root : "/usr/share/zoneinfo", name);
    if (strcmp(name, "UTC") != 0 && access(path, R_OK) != 0) return false;
    if (setenv("TZ", name, 1) != 0) return false;
    tzset();
    return true;
}

/* Reads exactly count digits. */
static bool digits(const char **at, int count, int *value)
{
    *value = 0;
    for (int i = 0; i < count; i++, (*at)++) {
        if (!isdigit((unsigned char)**at)) return false;
        *value = *value * 10 + (**at - '0');
    }
    return true;
}

static bool expect(const char **at, const char *any)
{
    return **at != '\0' && strchr(any, **at) != NULL && (*at)++ != NULL;
}

static bool read_date(const char **at, struct when_wall *wall)
{
    return digits(at, 4, &wall->year) && expect(at, "-") && digits(at, 2, &wall->month) &&
           expect(at, "-") && digits(at, 2, &wall->day);
}

static bool read_clock(const char **at, struct when_wall *wall)
{
    if (!digits(at, 2, &wall->hour) || !expect(at, ":") || !digits(at, 2, &wall->minute))
        return false;
    return **at != ':' || ((*at)++ != NULL && digits(at, 2, &wall->second));
}

static int64_t read_fraction_us(const char **at)
{
    int64_t us = 0, unit = 100000;
    if (**at != '.') return 0;
    for ((*at)++; isdigit((unsigned char)**at); (*at)++, unit /= 10) us += (**at - '0') * unit;
    return us;
}

static bool read_offset_s(const char **at, int64_t *offset_s)
{
    *offset_s = 0;
    if (expect(at, "Zz")) return true;
    int sign = **at == '-' ? -1 : 1, hours, minutes;
    if (!expect(at, "+-") || !digits(at, 2, &hours) || !expect(at, ":") || !digits(at, 2, &minutes))
        return false;
    *offset_s = sign * (hours * 3600 + minutes * 60);
    return hours < 24 && minutes < 60;
}

bool when_parse(const char *text, int64_t *at_us)
{
    struct when_wall wall = {0};
    int64_t offset_s;
    const char *at = text;
    if (!read_date(&at, &wall) || !expect(&at, "Tt ") || !read_clock(&at, &wall)) return false;
    int64_t fraction_us = read_fraction_us(&at);
    if (!read_offset_s(&at, &offset_s) || *at != '\0' || !when_wall_valid(&wall)) return false;
    *at_us = (wall_as_utc_s(&wall) - offset_s) * US_PER_S + fraction_us;
    return true;
}

static void today(int64_t now_us, struct when_wall *wall)
{
    struct tm tm = {0};
    time_t now = (time_t)floor_div(now_us, US_PER_S);
    localtime_r(&now, &tm);
    wall->year = tm.tm_year + 1900;
    wall->month = tm.tm_mon + 1;
    wall->day = tm.tm_mday;
}

bool when_parse_local(const char *text, int64_t now_us, int64_t *at_us)
{
    if (when_parse(text, at_us)) return true;
    struct when_wall wall = {0};
    const char *at = text;
    if (strchr(text, '-') == NULL)
        today(now_us, &wall);
    else if (!read_date(&at, &wall) || !expect(&at, "T "))
        return false;
    if (!read_clock(&at, &wall) || *at != '\0' || !when_wall_valid(&wall)) return false;
    *at_us = when_of_wall(&wall);
    return true;
}

void when_format_utc(int64_t at_us, char text[WHEN_TEXT])
{
    struct tm tm = {0};
    time_t at = (time_t)floor_div(at_us, US_PER_S);
    int64_t fraction_us = at_us - (int64_t)at * US_PER_S;
    gmtime_r(&at, &tm);
    size_t length = strftime(text, WHEN_TEXT, "%Y-%m-%dT%H:%M:%S", &tm);
    if (fraction_us != 0)
        length += (size_t)snprintf(text + length, WHEN_TEXT - length, ".%06" PRId64, fraction_us);
    snprintf(text + length, WHEN_TEXT - length, "Z");
}

static void local(int64_t at_us, struct tm *tm)
{
    time_t at = (time_t)floor_div(at_us, US_PER_S);
    if (localtime_r(&at, tm) == NULL) *tm = (struct tm){.tm_mday = 1};
}

void when_format_local(int64_t at_us, char text[WHEN_TEXT])
{
    struct tm tm;
    local(at_us, &tm);
    if (strftime(text, WHEN_TEXT, "%Y-%m-%d %H:%M", &tm) == 0) text[0] = '\0';
}

void when_format_clock(int64_t at_us, char text[WHEN_TEXT])
{
    struct tm tm;
    local(at_us, &tm);
    if (strftime(text, WHEN_TEXT, "%H:%M:%S", &tm) == 0) text[0] = '\0';
}

void when_hint(int64_t due_at_us, int64_t now_us, char text[WHEN_TEXT])
{
    static const struct {
        int64_t us;
        const char *name;
    } units[] = {{US_PER_DAY, "d"}, {60 * US_PER_MIN, "h"}, {US_PER_MIN, "min"}};
    int64_t left_us = due_at_us - now_us, size_us = left_us < 0 ? -left_us : left_us;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        /* days only from two days on: "in 30 h" says more than "in 1 d" */
        if (size_us < units[i].us * (i == 0 ? 2 : 1)) continue;
        snprintf(text, WHEN_TEXT, left_us < 0 ? "%" PRId64 " %s late" : "in %" PRId64 " %s",
                 size_us / units[i].us, units[i].name);
        return;
    }
    snprintf(text, WHEN_TEXT, "%s", left_us < 0 ? "just late" : "now");
}

void when_span(int64_t span_us, char text[WHEN_TEXT])
{
    int64_t s = span_us / US_PER_S;
    if (s >= 86400 && s % 86400 >= 3600)
        snprintf(text, WHEN_TEXT, "%" PRId64 " d %" PRId64 " h", s / 86400, s % 86400 / 3600);
    else if (s >= 86400)
        snprintf(text, WHEN_TEXT, "%" PRId64 " d", s / 86400);
    else if (s >= 3600 && s % 3600 >= 60)
        snprintf(text, WHEN_TEXT, "%" PRId64 " h %" PRId64 " min", s / 3600, s % 3600 / 60);
    else if (s >= 3600)
        snprintf(text, WHEN_TEXT, "%" PRId64 " h", s / 3600);
    else if (s >= 60 || s == 0)
        snprintf(text, WHEN_TEXT, "%" PRId64 " min", s / 60);
    else
        snprintf(text, WHEN_TEXT, "%" PRId64 " s", s);
}
