/* A control chart as a picture (workflow/chart_svg.h): points, mean and limits of each segment, the
 * target, signals with a shape for each rule, rebases, and all of it in words. */
#ifndef ONESTOP_WORKFLOW_CHART_PICTURE_H
#define ONESTOP_WORKFLOW_CHART_PICTURE_H

#include "workflow/chart.h"
#include "workflow/chart_svg.h"

/* What a chart does not know of its figures. */
struct chart_told {
    const struct words *words;
    const char *id, *title;    /* of the picture */
    const char *name;          /* of the figures: "Cases opened" */
    const char *const *labels; /* a point each */
    const char *unit;          /* as measures name it: "cases", "seconds", "share" */
    size_t rhythm;
    double target; /* NAN: none */
    enum aim aim;  /* AIM_NONE: nothing is said of a target */
};

/* The picture of a judged chart; all of it in the arena but for what `told` lends. Seconds and
 * minutes are shown in the largest unit in which the highest value is 2 or more. False: the arena
 * is full. */
bool chart_picture_xmr(struct arena *arena, const struct chart *chart,
                       const struct chart_told *told, struct chart_picture *picture)
    __attribute__((warn_unused_result));

/* What a signal is called: "Above the upper limit". For ever. */
const char *chart_signal_text(const struct words *words, enum signal_rule rule,
                              enum signal_side side);

#endif
