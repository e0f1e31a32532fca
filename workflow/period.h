/* Periods of figures: days, ISO weeks, months, quarters and years of an agency's local calendar,
 * and how they are written: 2011-08-14, 2011-W33, 2011-08, 2011-Q3, 2011. Pure. */
#ifndef ONESTOP_WORKFLOW_PERIOD_H
#define ONESTOP_WORKFLOW_PERIOD_H

#include <stdbool.h>
#include <stddef.h>

#include "proto/error.h"
#include "proto/types.h"
#include "workflow/civil.h"

/* period_names: "day" … "year"; none is one period of whatever length. */
enum period {
    PERIOD_NONE,
    PERIOD_DAY,
    PERIOD_WEEK, /* ISO 8601: from Monday; the first of a year holds its first Thursday */
    PERIOD_MONTH,
    PERIOD_QUARTER,
    PERIOD_YEAR,
    PERIODS
};
extern const struct name_set period_names;

/* The first day of the period that a day is in; the day itself for PERIOD_NONE. */
civil_day period_first(enum period every, civil_day day);
/* The last day of the period that begins on a day; the day itself for PERIOD_NONE. */
civil_day period_last(enum period every, civil_day first);
/* How many periods two days (from <= to) and those between them touch; 1 for PERIOD_NONE. */
size_t period_count(enum period every, civil_day from, civil_day to);
/* Which of these periods a day is in, from 0; from and day as above. */
size_t period_index(enum period every, civil_day from, civil_day day);

enum { PERIOD_TEXT = 16 };
/* The text of the period that a day is in; of PERIOD_NONE that of the day. Returns text. */
const char *period_text(enum period every, civil_day day, char text[PERIOD_TEXT]);
/* Reads a text of any of these forms. False: it is none, or no such day, week, month or quarter is
 * there (years 1970 to 9999). */
bool period_read(const char *text, enum period *every, civil_day *first, civil_day *last);
/* Reads a day, "2011-08-14". */
bool period_read_day(const char *text, civil_day *day);
/* The same of a field (JSON pointer or parameter) that somebody filled in: text NULL leaves *day as
 * it is. False: it is no day, which the error says of the field. */
bool period_take_day(const char *text, const char *field, civil_day *day, struct error *error);

#endif
