/* Periods as arithmetic on days. */
#include "workflow/period.h"

#include <stdio.h>
#include <string.h>

static const char *const period_table[PERIODS] = {"", "day", "week", "month", "quarter", "year"};
const struct name_set period_names = {"period", period_table, PERIODS};

enum { YEAR_MIN = 1970 };

static int months_of(enum period every)
{
    return every == PERIOD_YEAR ? 12 : every == PERIOD_QUARTER ? 3 : 1;
}

civil_day period_first(enum period every, civil_day day)
{
    int year, month, of_month;
    if (every == PERIOD_NONE || every == PERIOD_DAY) return day;
    if (every == PERIOD_WEEK) return day - civil_weekday(day);
    civil_to_ymd(day, &year, &month, &of_month);
    return civil_from_ymd(year, month - (month - 1) % months_of(every), 1);
}

/* The first day of the period after. */
static civil_day next_of(enum period every, civil_day first)
{
    int year, month, of_month;
    if (every == PERIOD_NONE || every == PERIOD_DAY) return first + 1;
    if (every == PERIOD_WEEK) return first + 7;
    civil_to_ymd(first, &year, &month, &of_month);
    month += months_of(every);
    return civil_from_ymd(year + (month > 12), month > 12 ? month - 12 : month, 1);
}

civil_day period_last(enum period every, civil_day first)
{
    return next_of(every, first) - 1;
}

size_t period_index(enum period every, civil_day from, civil_day day)
{
    int year, month, of_month, from_year, from_month;
    if (every == PERIOD_NONE) return 0;
    from = period_first(every, from);
    day = period_first(every, day);
    if (every == PERIOD_DAY) return (size_t)(day - from);
    if (every == PERIOD_WEEK) return (size_t)(day - from) / 7;
    civil_to_ymd(from, &from_year, &from_month, &of_month);
    civil_to_ymd(day, &year, &month, &of_month);
    return (size_t)((year - from_year) * 12 + month - from_month) / (size_t)months_of(every);
}

size_t period_count(enum period every, civil_day from, civil_day to)
{
    return period_index(every, from, to) + 1;
}

/* The Thursday of a week says which year it belongs to. */
static void week_of(civil_day day, int *year, int *week)
{
    int month, of_month;
    civil_day thursday = day - civil_weekday(day) + 3;
    civil_to_ymd(thursday, year, &month, &of_month);
    *week = (int)(thursday - civil_from_ymd(*year, 1, 1)) / 7 + 1;
}

const char *period_text(enum period every, civil_day day, char text[PERIOD_TEXT])
{
    int year, month, of_month, week;
    civil_to_ymd(day, &year, &month, &of_month);
    switch (every) {
    case PERIOD_WEEK:
        week_of(day, &year, &week);
        snprintf(text, PERIOD_TEXT, "%04d-W%02d", year % 10000, week % 100);
        break;
    case PERIOD_MONTH: snprintf(text, PERIOD_TEXT, "%04d-%02d", year % 10000, month % 100); break;
    case PERIOD_QUARTER:
        snprintf(text, PERIOD_TEXT, "%04d-Q%d", year % 10000, (month + 2) / 3 % 10);
        break;
    case PERIOD_YEAR: snprintf(text, PERIOD_TEXT, "%04d", year % 10000); break;
    case PERIOD_NONE:
    case PERIOD_DAY:
    case PERIODS:
        snprintf(text, PERIOD_TEXT, "%04d-%02d-%02d", year % 10000, month % 100, of_month % 100);
        break;
    }
    return text;
}

/* The forms: a 0 is a digit of the year, a 1 one of the month, week or quarter, a 2 one of the day.
 */
static const char *const forms[PERIODS] = {NULL,      "0000-11-22", "0000-W11",
                                           "0000-11", "0000-Q1",    "0000"};

/* The first day that a text of a form would mean; CIVIL_NONE when it is not of that form. Whether
 * there is such a day, week, month or quarter is seen by writing it back. */
static civil_day guess(enum period every, const char *text)
{
    const char *form = forms[every];
    int number[3] = {0, 0, 0};
    if (strlen(text) != strlen(form)) return CIVIL_NONE;
    for (size_t i = 0; form[i] != '\0'; i++) {
        if (form[i] >= '0' && form[i] <= '2') {
            if (text[i] < '0' || text[i] > '9') return CIVIL_NONE;
            number[form[i] - '0'] = number[form[i] - '0'] * 10 + text[i] - '0';
        } else if (text[i] != form[i]) {
            return CIVIL_NONE;
        }
    }
    if (number[0] < YEAR_MIN) return CIVIL_NONE;
    if (every == PERIOD_WEEK)
        return period_first(every, civil_from_ymd(number[0], 1, 4)) + 7 * (number[1] - 1);
    int month = every == PERIOD_YEAR ? 1 : every == PERIOD_QUARTER ? number[1] * 3 - 2 : number[1];
    int day = every == PERIOD_DAY ? number[2] : 1;
    bool is_one = month >= 1 && month <= 12 && day >= 1 && day <= 31;
    return is_one ? civil_from_ymd(number[0], month, day) : CIVIL_NONE;
}

bool period_read(const char *text, enum period *every, civil_day *first, civil_day *last)
{
    char back[PERIOD_TEXT];
    for (int form = PERIOD_DAY; form < PERIODS; form++) {
        civil_day day = guess((enum period)form, text);
        if (day == CIVIL_NONE || strcmp(period_text((enum period)form, day, back), text) != 0)
            continue;
        *every = (enum period)form;
        *first = day;
        *last = period_last(*every, day);
        return true;
    }
    return false;
}

bool period_read_day(const char *text, civil_day *day)
{
    enum period every;
    civil_day last;
    return period_read(text, &every, day, &last) && every == PERIOD_DAY;
}

bool period_take_day(const char *text, const char *field, civil_day *day, struct error *error)
{
    if (text == NULL || period_read_day(text, day)) return true;
    error_field(error, field, "must be a date, such as 2027-03-31");
    return false;
}
