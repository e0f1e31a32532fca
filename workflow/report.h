/* Reports: from a definition (config/README.md) to questions, from answers to frozen figures, and
 * what may be told of them. Pure.
 *
 * Figures are a JSON document that a run keeps for ever, with all names in it, so that nothing but
 * the document is needed to write any file of it (workflow/report_file.h). Of a section:
 *
 *     {"code", "texts": [{"language", "title", "about"}], "show": ["table", "chart"], "every",
 * "by": […], "filters": [{"dimension", "code", "name"}], "measures": [{"name", "kind", "unit",
 * "what", "whole", "scale", "error_permille", "of_answers"}], "rows": [{"keys": [{"code", "name"}],
 * "period": "2011-08-01", "figures": [{…}]}], "total": [{…}]}
 *
 * A figure has, by the kind of its measure, {"value"}; {"value", "n"} (share = scale × value / n);
 * or
 * {"n", "median", "p90", "p95", "in_time", "judged"}. What is of nothing has n 0 and nulls. A
 * figure that is withheld is {"withheld": true}. All numbers are whole, so that the text is the
 * same wherever it is made. "total" (null without "by" and "every") is of the whole period. */
#ifndef ONESTOP_WORKFLOW_REPORT_H
#define ONESTOP_WORKFLOW_REPORT_H

#include "proto/error.h"
#include "workflow/measure.h"

struct arena;
struct json_object;

enum {
    REPORT_SECTIONS = 40,
    REPORT_MEASURES = 8,
    REPORT_LEAST = 5, /* smaller groups are withheld, as in domain.md */
    REPORT_CHANGES = 500,
    REPORT_CATCH_UP = 24 /* periods back that a schedule looks */
};

struct report_section {
    const struct json_object *definition; /* borrowed */
    const struct measure *measures[REPORT_MEASURES];
    size_t measure_count;
    enum period every;
    enum dimension by[MEASURE_BY];
    int32_t filter[MEASURE_SLICES + 1];
    int32_t queue_id;
    size_t first; /* its first question; one a measure */
    bool totalled;
    size_t totals[REPORT_MEASURES]; /* questions */
};

/* A report of one period, as questions to the counters. */
struct report {
    const struct json_object *definition;
    int32_t agency_id;
    enum period period;
    civil_day from, to;
    struct report_section *sections;
    size_t section_count;
    struct measure_query *queries;
    size_t query_count;
};

/* ERR_INVALID: it names what there is no more, as the message says; ERR_UNAVAILABLE: no memory. */
enum error_code report_plan(struct arena *arena, const struct desk *desk, int32_t agency_id,
                            const struct json_object *definition, civil_day from,
                            struct report *report, struct error *error)
    __attribute__((warn_unused_result));

/* The frozen figures of the answers, in the order of the questions. NULL: the arena is full. */
const char *report_figures(struct arena *arena, const struct desk *desk,
                           const struct report *report, const struct measure_cells *cells);

/* Withholds in a document of figures what is of one to four (REPORT_LEAST), and what would give
 * such a figure away: of figures that sum up to one that may be told, in this section or another,
 * where one is withheld the next smallest is too, with all that its row tells; and what gives one
 * away beside the charter (report_withhold.c says how). False: the arena is full. */
bool report_withhold(struct arena *arena, struct json_object *figures)
    __attribute__((warn_unused_result));

/* What is different between the figures of two editions, as a JSON object: {"count": 2, "changes":
 * [{"section", "measure", "keys": ["pavement-cafe"], "period", "figure": "value", "from": 7, "to":
 * 8}]}. A figure that is not there or not told is null; keys are null of what is of no group: a
 * total, or all of its period. At most REPORT_CHANGES are listed. NULL: the arena is full. */
const char *report_changes(struct arena *arena, const struct json_object *before,
                           const struct json_object *now);

/* The period of a report that has ended last before a day: its first day. */
civil_day report_last_period(enum period period, civil_day today);
/* The first day of the newest period whose day of the schedule (so many days after its end) is
 * `today` or earlier. */
civil_day report_last_due(enum period period, int day, civil_day today);

#endif
