/* The charter: what an agency says of itself to everybody. Its published promises and what came of
 * them in the last full quarter, how to complain, what was changed because people said so, when its
 * offices are open. Pure: figures and what stands in definitions come in, what is shown comes out.
 *
 * No personal data and nothing internal comes in here: promises that are not published are left out
 * by charter_promises(), staff are counted by the languages they speak. */
#ifndef ONESTOP_WORKFLOW_CHARTER_H
#define ONESTOP_WORKFLOW_CHARTER_H

#include <stdbool.h>
#include <stddef.h>

#include "workflow/desk.h"
#include "workflow/words.h"

struct arena;

/* ---- promises, and what came of them ---- */

/* Groups with fewer are withheld (domain.md, "What a report must not do"). */
enum { CHARTER_SMALL_GROUP = 5 };

/* What one version of a standard has judged in the quarter; one for each that has judged. */
struct charter_cell {
    int32_t standard_id;
    int64_t met, n;
};

enum charter_status {
    CHARTER_NOT_MEASURED, /* nothing was judged */
    CHARTER_WITHHELD,     /* too few, or it would give away one that is too few */
    CHARTER_TOLD
};

/* Of one version that was in force in the quarter, or judged something that had begun before: a
 * past period is judged by the standard of its day. */
struct charter_result {
    const struct standard *standard;
    int64_t met, n; /* 0 unless told */
    enum charter_status status;
};

/* One published standard. */
struct charter_promise {
    const struct standard *standard; /* in force today; else the next one, else the last */
    struct charter_result *results;  /* oldest version first; none: it is new */
    size_t result_count;
};

struct charter_promises {
    civil_day today, first, last;  /* of the quarter */
    struct charter_promise *items; /* by kind and code */
    size_t count;
};

/* What is known of a quarter: survey_last_quarter() of the day. */
struct charter_figures {
    civil_day first, last;
    const struct charter_cell *cells;
    size_t count;
};

/* The published promises of an agency on a local day, with what came of them in the last quarter
 * that was over then. A version that is not published is nowhere in it.
 *
 * What is withheld: a result of fewer than CHARTER_SMALL_GROUP. The results of a kind add up to
 * what may be published elsewhere (a report's total), and so do those of all kinds but what
 * customers answer. So when of such results one alone is withheld, or all that are have fewer than
 * CHARTER_SMALL_GROUP together, the smallest that is told is withheld too, and so on; as
 * workflow/survey_guard.h does within a breakdown. False: the arena is full. */
bool charter_promises(struct arena *arena, const struct desk *desk, int32_t agency_id,
                      civil_day today, const struct charter_figures *figures,
                      struct charter_promises *promises) __attribute__((warn_unused_result));

/* The fact `charter_published` of maturity-oss.md: on that day the page shows a promise that is in
 * force, and tells a result of the last full quarter. The indicator of that name asks here too. */
bool charter_is_published(const struct charter_promises *promises);
/* `standards_published`: standards in force on that day that stand on the page. */
size_t charter_published_count(const struct charter_promises *promises);

/* Whether the share reaches the target. Of told ones only. */
bool charter_kept(const struct charter_result *result);

/* A promise in words: "At least 95 % of cases are decided within 7 calendar days." (arena). NULL:
 * the arena is full. */
const char *charter_sentence(const struct words *words, struct arena *arena,
                             const struct standard *standard);
/* "7 working days", of a clock's unit. */
const char *charter_span(const struct words *words, struct arena *arena, enum clock_unit unit,
                         int32_t amount);

/* What a service is promised today, if it is published; NULL: nothing. */
const struct standard *charter_of_service(const struct desk *desk, const struct service *service,
                                          civil_day today);

/* ---- opening hours ---- */

enum { CHARTER_DAYS = 7, CHARTER_HOLIDAYS = 5, CHARTER_HOLIDAYS_AHEAD_DAYS = 92 };

struct charter_day {
    civil_day day;
    const struct open_interval *spans; /* of that local day */
    size_t count;
    const char *holiday; /* why it is closed; NULL: for no such reason */
};

/* As of one instant, and true until valid_until_us: until an office opens or closes, or the local
 * day ends. */
struct charter_hours {
    bool open;
    int64_t until_us; /* closes; NO_TIME: closed, or open for a week at least */
    int64_t opens_us; /* of a closed one; NO_TIME: not as far as the calendar goes */
    struct charter_day days[CHARTER_DAYS];            /* from today on */
    const struct holiday *holidays[CHARTER_HOLIDAYS]; /* ahead, today's included */
    size_t holiday_count;
    int64_t valid_until_us;
};
void charter_hours(const struct calendar *calendar, int64_t now_us, struct charter_hours *hours);

/* ---- languages ---- */

/* The languages that the staff of an agency speak who see customers: at an office, or anywhere
 * (office 0), by code, each once (arena); *count of them. NULL: the arena is full. */
const char *const *charter_languages(struct arena *arena, const struct desk *desk,
                                     int32_t agency_id, int32_t office_id, size_t *count);
/* What a language calls itself: "български"; the code itself of one that is not known. */
const char *charter_language_name(const char *code);

#endif
