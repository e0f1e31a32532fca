/* Civil dates: days since 1970-01-01 in the Gregorian calendar, carried back before its time. Pure
 * arithmetic, good for the years -9999 to 9999. */
#ifndef ONESTOP_WORKFLOW_CIVIL_H
#define ONESTOP_WORKFLOW_CIVIL_H

#include <stdint.h>

/* Days since 1970-01-01 (as PostgreSQL's date minus 1970-01-01). */
typedef int32_t civil_day;

#define CIVIL_NONE    INT32_MIN /* a day that is not there */
#define CIVIL_DAY_MAX 2932896   /* 9999-12-31: the last day that RFC 3339 can write */

/* A local time: a day and the microseconds since midnight on the clock's face. */
struct civil_time {
    civil_day day;
    int64_t of_day_us;
};

civil_day civil_from_ymd(int year, int month, int day);
void civil_to_ymd(civil_day day, int *year, int *month, int *day_of_month);
/* 0 Monday … 6 Sunday (ISO weekday minus 1). */
int civil_weekday(civil_day day);
/* The same day of the month some months on; the last day of that month when it is shorter (31
 * January and one month: 28 or 29 February). CIVIL_NONE beyond CIVIL_DAY_MAX. */
civil_day civil_add_months(civil_day day, int64_t months);
/* Easter Sunday, western (Gregorian computus) and Orthodox (Julian computus, as a Gregorian date).
 */
civil_day civil_easter(int year);
civil_day civil_orthodox_easter(int year);

#endif
