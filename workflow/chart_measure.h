/* Charts of measures: which figure of a measure is charted over which periods, and what of a desk's
 * watched chart (struct watched_chart) is asked of the counters. */
#ifndef ONESTOP_WORKFLOW_CHART_MEASURE_H
#define ONESTOP_WORKFLOW_CHART_MEASURE_H

#include "workflow/chart.h"
#include "workflow/desk.h"
#include "workflow/measure.h"

/* chart_figure_names: what is charted of a distribution; of anything else there is but one. */
extern const struct name_set chart_figure_names;

struct chart_query {
    struct measure_query query; /* without a breakdown */
    enum chart_figure figure;   /* CHART_FIGURE_NONE: of a distribution the median */
    double target;              /* in the unit of the figure, 0 to 1 of a share; NAN: none */
    const civil_day *rebase;
    size_t rebase_count;
    int trend, run; /* 0: as usual */
};

/* Whether a measure has the figure. */
bool chart_has_figure(const struct measure *measure, enum chart_figure figure);
/* The unit and the aim of what is charted. */
const char *chart_unit(const struct chart_query *query);
enum aim chart_aim(const struct chart_query *query);
/* What labels of these periods go round in. */
size_t chart_rhythm(enum period every);

/* The first day of so many periods up to the one that a day is in. */
civil_day chart_periods_back(enum period every, civil_day day, int count);
/* Makes the query begin and end with whole periods: from the one that `from` is in to the last one
 * that has ended by `to` and before today. False: there is none. */
bool chart_whole_periods(struct measure_query *query, civil_day today);

/* What a watched chart asks today: its last periods that have ended. False: its measure is none, or
 * has no such figure. */
bool chart_of_watched(const struct watched_chart *watched, civil_day today,
                      struct chart_query *query) __attribute__((warn_unused_result));

/* The figures as a chart, judged. Days on which all offices of the question were closed have no
 * point when nothing happened on them (of a level: ever). False: the arena is full. */
bool chart_of_cells(struct arena *arena, const struct desk *desk, const struct chart_query *query,
                    const struct measure_cells *cells, struct chart *chart)
    __attribute__((warn_unused_result));
/* The text of each point's period ("2011-08-14"). NULL: the arena is full. */
const char *const *chart_labels(struct arena *arena, enum period every, const struct chart *chart);

#endif
