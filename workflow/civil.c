/* Civil dates by day count: eras of 400 years, years that begin in March so that the leap day comes
 * last. */
#include "workflow/civil.h"

enum { DAYS_PER_ERA = 146097, DAYS_0000_03_01_TO_1970 = 719468 };

static int64_t floor_div(int64_t a, int64_t b)
{
    int64_t quotient = a / b;
    return a % b < 0 ? quotient - 1 : quotient;
}

static int64_t day_count(int64_t year, int month, int day)
{
    int64_t from_march = month > 2 ? month - 3 : month + 9;
    int64_t march_year = month > 2 ? year : year - 1;
    int64_t era = floor_div(march_year, 400);
    int64_t of_era = march_year - era * 400;
    int64_t of_year = (153 * from_march + 2) / 5 + day - 1;
    return era * DAYS_PER_ERA + of_era * 365 + of_era / 4 - of_era / 100 + of_year -
           DAYS_0000_03_01_TO_1970;
}

civil_day civil_from_ymd(int year, int month, int day)
{
    return (civil_day)day_count(year, month, day);
}

void civil_to_ymd(civil_day day, int *year, int *month, int *day_of_month)
{
    int64_t shifted = (int64_t)day + DAYS_0000_03_01_TO_1970;
    int64_t era = floor_div(shifted, DAYS_PER_ERA);
    int64_t of_era = shifted - era * DAYS_PER_ERA;
    int64_t year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t from_march = (5 * of_year + 2) / 153;
    *day_of_month = (int)(of_year - (153 * from_march + 2) / 5 + 1);
    *month = (int)(from_march < 10 ? from_march + 3 : from_march - 9);
    *year = (int)(year_of_era + era * 400 + (*month <= 2 ? 1 : 0));
}

int civil_weekday(civil_day day)
{
    int64_t since_monday = (int64_t)day + 3; /* 1970-01-01 was a Thursday */
    return (int)(since_monday - floor_div(since_monday, 7) * 7);
}

static int month_length(int64_t year, int month)
{
    return (int)(day_count(month == 12 ? year + 1 : year, month == 12 ? 1 : month + 1, 1) -
                 day_count(year, month, 1));
}

civil_day civil_add_months(civil_day day, int64_t months)
{
    int year, month, day_of_month;
    civil_to_ymd(day, &year, &month, &day_of_month);
    if (months > 12 * 20000 || months < -12 * 20000) return CIVIL_NONE;
    int64_t count = (int64_t)year * 12 + month - 1 + months;
    int64_t to_year = floor_div(count, 12);
    int to_month = (int)(count - to_year * 12) + 1;
    int length = month_length(to_year, to_month);
    int64_t result = day_count(to_year, to_month, day_of_month < length ? day_of_month : length);
    return result > CIVIL_DAY_MAX ? CIVIL_NONE : (civil_day)result;
}

/* The computus as published by J. Meeus, Astronomical Algorithms, chapter 8. */
civil_day civil_easter(int year)
{
    int a = year % 19, b = year / 100, c = year % 100, d = b / 4, e = b % 4;
    int f = (b + 8) / 25, g = (b - f + 1) / 3;
    int h = (19 * a + b - d - g + 15) % 30;
    int i = c / 4, k = c % 4, l = (32 + 2 * e + 2 * i - h - k) % 7;
    int m = (a + 11 * h + 22 * l) / 451;
    int month = (h + l - 7 * m + 114) / 31, day = (h + l - 7 * m + 114) % 31 + 1;
    return civil_from_ymd(year, month, day);
}

civil_day civil_orthodox_easter(int year)
{
    int d = (19 * (year % 19) + 15) % 30;
    int e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7;
    int month = (d + e + 114) / 31, day = (d + e + 114) % 31 + 1;
    int behind = year / 100 - year / 400 - 2; /* days between the two calendars in March to May */
    return civil_from_ymd(year, month, day) + behind;
}
