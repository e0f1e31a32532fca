/* Holidays as an administration writes them: by date or by rule, with the shift of those that fall
 * on a closed day. Pure. */
#ifndef ONESTOP_WORKFLOW_HOLIDAY_H
#define ONESTOP_WORKFLOW_HOLIDAY_H

#include "workflow/calendar.h"

struct arena;

enum holiday_rule_kind {
    RULE_DATE,            /* "2026-03-03": once */
    RULE_YEARLY,          /* "12-25" */
    RULE_EASTER,          /* "easter", "easter+1" */
    RULE_ORTHODOX_EASTER, /* "orthodox-easter-2" */
    RULE_NTH_WEEKDAY      /* "first-monday-of-9", "last-thursday-of-11" */
};

struct holiday_rule {
    enum holiday_rule_kind kind;
    civil_day date;    /* of RULE_DATE */
    int8_t month, day; /* of RULE_YEARLY; month of RULE_NTH_WEEKDAY */
    int8_t nth;        /* 1 … 4, or -1 the last */
    int8_t weekday;    /* 0 Monday */
    int16_t offset;    /* days after (before) Easter */
};

/* What happens when it falls on a day that the week has closed anyway. It then closes another day
 * as well. */
enum holiday_observed {
    OBSERVED_ON_THE_DAY,
    OBSERVED_NEXT_WORKING_DAY, /* the next day that is open and no holiday */
    OBSERVED_NEAREST_WEEKDAY,  /* Saturday: the Friday before; Sunday: the Monday after */
    OBSERVED_KINDS
};
/* "", "next-working-day", "nearest-weekday" */
extern const char *const holiday_observed_names[OBSERVED_KINDS];

struct holiday_definition {
    struct holiday_rule rule;
    enum holiday_observed observed;
    const char *name;
};

/* "2026-03-03" → day. */
bool civil_day_parse(const char *text, civil_day *day);
/* Reads a date or a rule; false when it is neither. */
bool holiday_rule_parse(const char *text, struct holiday_rule *rule);
/* The day of a rule in a year; false when it has none (29 February, a date of another year). */
bool holiday_rule_day(const struct holiday_rule *rule, int year, civil_day *day);
/* All holidays in [from, to), sorted, one a day, into arena; NULL when it is full. Bit i of
 * open_weekdays: weekday i (0 Monday) is open in the week. */
const struct holiday *holidays_expand(struct arena *arena,
                                      const struct holiday_definition *definitions, size_t count,
                                      unsigned open_weekdays, civil_day from, civil_day to,
                                      size_t *expanded);

#endif
