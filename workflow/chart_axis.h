/* Where an axis has its ticks, and how numbers are written beside it. */
#ifndef ONESTOP_WORKFLOW_CHART_AXIS_H
#define ONESTOP_WORKFLOW_CHART_AXIS_H

#include <stddef.h>

struct arena;
struct words;

struct chart_axis {
    double from, to, step; /* from and to are multiples of step (1, 2 or 5 times a power of ten) */
    int ticks;             /* from and to included; 3 to 9 */
    int decimals;          /* that ticks need */
};

/* An axis that holds low to high. It begins at zero when nothing is below it and the values take
 * more than half of the way down to it. whole: nothing between whole numbers has a meaning. */
struct chart_axis chart_axis(double low, double high, int whole);

/* Of `count` labels along an axis, each how-manieth is written so that at most `most` are. rhythm:
 * what they go round in (7 days, 12 months), which the answer divides or is a multiple of. */
size_t chart_label_step(size_t count, size_t most, size_t rhythm);

/* A number as the language writes it, with as many decimals as it needs and at most so many (0 to
 * 6); "–" for NAN. NULL: the arena is full. */
const char *chart_number(const struct words *words, struct arena *arena, double number,
                         int decimals);
/* A share of 1 likewise, in hundredths: "12.5 %". */
const char *chart_percent(const struct words *words, struct arena *arena, double share,
                          int decimals);

#endif
