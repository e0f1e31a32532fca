/* Holiday rules: reading them, and the days they give. */
#include "workflow/holiday.h"

#include <stdlib.h>
#include <string.h>

#include "proto/arena.h"

const char *const holiday_observed_names[OBSERVED_KINDS] = {"", "next-working-day",
                                                            "nearest-weekday"};

static const char *const weekday_names[7] = {"monday", "tuesday",  "wednesday", "thursday",
                                             "friday", "saturday", "sunday"};
static const struct {
    const char *name;
    int8_t nth;
} ordinals[] = {{"first-", 1}, {"second-", 2}, {"third-", 3}, {"fourth-", 4}, {"last-", -1}};

/* Reads exactly digits decimal digits; -1 when there are others. */
static int read_digits(const char **text, int digits)
{
    int value = 0;
    for (int i = 0; i < digits; i++) {
        char c = (*text)[i];
        if (c < '0' || c > '9') return -1;
        value = value * 10 + (c - '0');
    }
    *text += digits;
    return value;
}

static int days_in_month(int year, int month)
{
    static const int8_t days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap ? 1 : 0);
}

bool civil_day_parse(const char *text, civil_day *day)
{
    int year = read_digits(&text, 4);
    if (year < 1900 || *text++ != '-') return false;
    int month = read_digits(&text, 2);
    if (month < 1 || month > 12 || *text++ != '-') return false;
    int of_month = read_digits(&text, 2);
    if (of_month < 1 || of_month > days_in_month(year, month) || *text != '\0') return false;
    *day = civil_from_ymd(year, month, of_month);
    return true;
}

/* "+1", "-2" or nothing. */
static bool read_offset(const char *text, int16_t *offset)
{
    if (*text == '\0') return true;
    if (*text != '+' && *text != '-') return false;
    char *end;
    if (text[1] < '0' || text[1] > '9') return false;
    long value = strtol(text, &end, 10);
    if (*end != '\0' || value < -180 || value > 180) return false;
    *offset = (int16_t)value;
    return true;
}

static bool read_yearly(const char *text, struct holiday_rule *rule)
{
    int month = read_digits(&text, 2);
    if (month < 1 || month > 12 || *text++ != '-') return false;
    int day = read_digits(&text, 2);
    if (day < 1 || day > days_in_month(2000, month) || *text != '\0') return false;
    rule->kind = RULE_YEARLY;
    rule->month = (int8_t)month;
    rule->day = (int8_t)day;
    return true;
}

/* "first-monday-of-9" */
static bool read_nth_weekday(const char *text, struct holiday_rule *rule)
{
    size_t length = 0;
    for (size_t i = 0; i < sizeof ordinals / sizeof *ordinals && length == 0; i++)
        if (strncmp(text, ordinals[i].name, strlen(ordinals[i].name)) == 0) {
            rule->nth = ordinals[i].nth;
            length = strlen(ordinals[i].name);
        }
    if (length == 0) return false;
    text += length;
    for (int i = 0; i < 7; i++) {
        length = strlen(weekday_names[i]);
        if (strncmp(text, weekday_names[i], length) != 0 || strncmp(text + length, "-of-", 4) != 0)
            continue;
        text += length + 4;
        int month = read_digits(&text, text[0] != '\0' && text[1] != '\0' ? 2 : 1);
        if (month < 1 || month > 12 || *text != '\0') return false;
        rule->kind = RULE_NTH_WEEKDAY;
        rule->weekday = (int8_t)i;
        rule->month = (int8_t)month;
        return true;
    }
    return false;
}

bool holiday_rule_parse(const char *text, struct holiday_rule *rule)
{
    memset(rule, 0, sizeof *rule);
    if (civil_day_parse(text, &rule->date)) {
        rule->kind = RULE_DATE;
        return true;
    }
    if (strncmp(text, "easter", 6) == 0) {
        rule->kind = RULE_EASTER;
        return read_offset(text + 6, &rule->offset);
    }
    if (strncmp(text, "orthodox-easter", 15) == 0) {
        rule->kind = RULE_ORTHODOX_EASTER;
        return read_offset(text + 15, &rule->offset);
    }
    return read_yearly(text, rule) || read_nth_weekday(text, rule);
}

static civil_day nth_weekday(const struct holiday_rule *rule, int year)
{
    if (rule->nth > 0) {
        civil_day first = civil_from_ymd(year, rule->month, 1);
        int ahead = (rule->weekday - civil_weekday(first) + 7) % 7;
        return first + ahead + 7 * (rule->nth - 1);
    }
    civil_day last = civil_from_ymd(year, rule->month, days_in_month(year, rule->month));
    return last - (civil_weekday(last) - rule->weekday + 7) % 7;
}

bool holiday_rule_day(const struct holiday_rule *rule, int year, civil_day *day)
{
    int in_year, month, of_month;
    switch (rule->kind) {
    case RULE_DATE:
        civil_to_ymd(rule->date, &in_year, &month, &of_month);
        *day = rule->date;
        return in_year == year;
    case RULE_YEARLY:
        if (rule->day > days_in_month(year, rule->month)) return false;
        *day = civil_from_ymd(year, rule->month, rule->day);
        return true;
    case RULE_EASTER: *day = civil_easter(year) + rule->offset; return true;
    case RULE_ORTHODOX_EASTER: *day = civil_orthodox_easter(year) + rule->offset; return true;
    case RULE_NTH_WEEKDAY: *day = nth_weekday(rule, year); return true;
    }
    return false;
}

struct marked_day {
    civil_day day;
    const char *name;
    enum holiday_observed observed;
};
struct days {
    struct arena *arena;
    struct marked_day *items;
    size_t count, capacity;
    bool full;
};

static bool is_holiday(const struct days *days, civil_day day)
{
    for (size_t i = 0; i < days->count; i++)
        if (days->items[i].day == day) return true;
    return false;
}

/* The first name given to a day stays. */
static void add_day(struct days *days, struct marked_day day)
{
    if (days->full || is_holiday(days, day.day)) return;
    void *items = days->items;
    if (day.name == NULL ||
        arena_grow(days->arena, &items, days->count, &days->capacity, sizeof day) != 0) {
        days->full = true;
        return;
    }
    days->items = items;
    days->items[days->count++] = day;
}

static bool open_on(unsigned open_weekdays, civil_day day)
{
    return (open_weekdays >> civil_weekday(day) & 1u) != 0;
}

/* The day that stands in for a holiday on a closed day; the day itself when none does. */
static civil_day observed_day(const struct days *days, const struct marked_day *holiday,
                              unsigned open_weekdays)
{
    civil_day day = holiday->day;
    if (holiday->observed == OBSERVED_ON_THE_DAY || open_on(open_weekdays, day)) return day;
    if (holiday->observed == OBSERVED_NEAREST_WEEKDAY) {
        int weekday = civil_weekday(day);
        return weekday == 5 ? day - 1 : weekday == 6 ? day + 1 : day;
    }
    for (civil_day next = day + 1; next < day + 30; next++)
        if (open_on(open_weekdays, next) && !is_holiday(days, next)) return next;
    return day;
}

static int compare_days(const void *a, const void *b)
{
    const struct marked_day *one = a, *other = b;
    return (one->day > other->day) - (one->day < other->day);
}

static void sort_days(struct days *days)
{
    if (days->count > 1) qsort(days->items, days->count, sizeof *days->items, compare_days);
}

/* The part of the days in [from, to). */
static const struct holiday *cut_days(const struct days *days, civil_day from, civil_day to,
                                      size_t *count)
{
    struct holiday *cut = arena_array(days->arena, days->count + 1, sizeof *cut);
    *count = 0;
    for (size_t i = 0; cut != NULL && i < days->count; i++)
        if (days->items[i].day >= from && days->items[i].day < to)
            cut[(*count)++] = (struct holiday){days->items[i].day, days->items[i].name};
    return cut;
}

const struct holiday *holidays_expand(struct arena *arena,
                                      const struct holiday_definition *definitions, size_t count,
                                      unsigned open_weekdays, civil_day from, civil_day to,
                                      size_t *expanded)
{
    struct days days = {.arena = arena};
    int first_year, last_year, month, of_month;
    civil_to_ymd(from, &first_year, &month, &of_month);
    civil_to_ymd(to, &last_year, &month, &of_month);
    /* First the days themselves, so that a shift never lands on one of them; then the shifts in the
     * order of the days. A year more on both sides, for shifts across the new year. */
    for (int year = first_year - 1; year <= last_year + 1; year++)
        for (size_t i = 0; i < count; i++) {
            struct marked_day day = {0, definitions[i].name, definitions[i].observed};
            if (holiday_rule_day(&definitions[i].rule, year, &day.day)) add_day(&days, day);
        }
    sort_days(&days);
    size_t unshifted = days.count;
    for (size_t k = 0; !days.full && k < unshifted; k++) {
        civil_day other = observed_day(&days, &days.items[k], open_weekdays);
        if (other == days.items[k].day) continue;
        const char *name = arena_printf(arena, "%s (observed)", days.items[k].name);
        add_day(&days, (struct marked_day){other, name, OBSERVED_ON_THE_DAY});
    }
    if (days.full) return NULL;
    sort_days(&days);
    return cut_days(&days, from, to, expanded);
}
