/* Control charts (XmR): what a series of figures varies by itself, and what is more than that.
 *
 * Source of the rules: domain.md, "Control charts". Of the values of a segment: their mean; moving
 * ranges mR = |x(i) - x(i-1)|; those of 3.267 times their mean or more are left out, once; limits =
 * mean ± 2.66 times the mean of those that stay. (Tables of textbooks, such as the NIST/SEMATECH
 * e-Handbook 6.3.2.2, write 3 / 1.128 = 2.6596 for 2.66 and leave nothing out.)
 *
 * Signals, in this order; a point is marked by the first one that holds for it, and one that marks
 * no point of its own is not told:
 * 1. a point beyond a limit;
 * 2. a trend: 7 points, each above (below) the one before;
 * 3. two of three points in the outer third between mean and limit, or beyond, on one side;
 * 4. a run: 7 points on one side of the mean.
 * Points without a value are passed over. Nothing reaches over a rebase. A segment with fewer than
 * CHART_LEAST values is charted and judged not at all. */
#ifndef ONESTOP_WORKFLOW_CHART_H
#define ONESTOP_WORKFLOW_CHART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "proto/types.h"
#include "workflow/civil.h"

struct arena;

enum { CHART_LEAST = 13, CHART_TREND = 7, CHART_RUN = 7, CHART_POINTS_MAX = 2000 };

struct chart_point {
    civil_day day; /* the first of its period */
    double value;  /* NAN: there is none, such as a share of nothing */
    /* Of the first rule that holds for it; see chart_judge(). */
    enum signal_rule rule;
    enum signal_side side;
};

/* From one rebase to the next. */
struct chart_segment {
    size_t first, count; /* its points */
    size_t values;       /* points that have one */
    size_t left_out;     /* moving ranges */
    double mean;         /* NAN without values */
    double moving_range; /* the mean of those that stay; NAN without any */
    double lower, upper; /* honest: also below zero for a count; NAN without a moving range */
    bool judged;
};

/* first to last: of a point beyond a limit the point itself; of a trend and a run all of its
 * points; of an outer third those that lie there. */
struct chart_signal {
    enum signal_rule rule;
    enum signal_side side; /* of a trend: where it goes */
    size_t first, last;
};

struct chart {
    /* Given. */
    struct chart_point *points; /* by day */
    size_t count;
    int trend, run;     /* how many points; 0: CHART_TREND, CHART_RUN */
    double least, most; /* what a value can be, such as 0 and 1 of a share: limits are shown within;
                           -INFINITY, INFINITY: anything */
    /* What chart_judge() finds. */
    struct chart_segment *segments;
    size_t segment_count;
    struct chart_signal *signals; /* by their last point, then in the order of the rules */
    size_t signal_count;
};

/* Judges the points, in segments that begin at the first point on or after each of the days of
 * rebase (in any order). Segments and signals are in the arena. False: it is full. */
bool chart_judge(struct arena *arena, struct chart *chart, const civil_day *rebase,
                 size_t rebase_count) __attribute__((warn_unused_result));

/* A limit as it is shown: within what a value can be. */
double chart_shown(const struct chart *chart, double limit);

/* What the last segment says of a target: beyond the limit on its good side, it is missed by chance
 * alone whatever is done, beyond the other one it is met; between them it is a matter of luck.
 * ASSURANCE_NONE when the segment is not judged. */
enum assurance chart_assurance(const struct chart *chart, double target, bool more_is_better);

#endif
