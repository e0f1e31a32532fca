/* Control charts: limits, then the rules one after the other over the values of each segment. */
#include "workflow/chart.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "proto/arena.h"

static const double LIMIT_RANGES = 2.66, LEFT_OUT_RANGES = 3.267;
/* What floating point may be off by, relative to the size of what is compared. */
static const double EXACT = 1e-9;

/* One segment under way: its values without the points that have none. */
struct judging {
    struct arena *arena;
    struct chart *chart;
    struct chart_segment *segment;
    const size_t *at; /* points that have a value */
    size_t count;
    double slack;
    size_t capacity; /* of chart->signals */
    bool full;
};

static double value(const struct judging *judging, size_t i)
{
    return judging->chart->points[judging->at[i]].value;
}

/* ---- limits ---- */

static double range(const struct judging *judging, size_t i)
{
    return fabs(value(judging, i) - value(judging, i - 1));
}

/* The mean of the moving ranges below a bound, and how many are not. NAN without any. */
static double mean_range(const struct judging *judging, double bound, size_t *left_out)
{
    double sum = 0;
    size_t stay = 0;
    for (size_t i = 1; i < judging->count; i++) {
        if (range(judging, i) >= bound) continue;
        sum += range(judging, i);
        stay++;
    }
    *left_out = judging->count < 2 ? 0 : judging->count - 1 - stay;
    return stay == 0 ? NAN : sum / (double)stay;
}

static void find_limits(struct judging *judging)
{
    struct chart_segment *segment = judging->segment;
    double sum = 0, most = 0;
    segment->values = judging->count;
    segment->mean = segment->moving_range = segment->lower = segment->upper = NAN;
    if (judging->count == 0) return;
    for (size_t i = 0; i < judging->count; i++) {
        sum += value(judging, i);
        if (fabs(value(judging, i)) > most) most = fabs(value(judging, i));
    }
    judging->slack = most * EXACT;
    segment->mean = sum / (double)judging->count;
    double all = mean_range(judging, INFINITY, &segment->left_out);
    /* Ranges that are all zero are not out of the ordinary. */
    segment->moving_range =
        all > 0 ? mean_range(judging, LEFT_OUT_RANGES * all, &segment->left_out) : all;
    segment->lower = segment->mean - LIMIT_RANGES * segment->moving_range;
    segment->upper = segment->mean + LIMIT_RANGES * segment->moving_range;
    segment->judged = judging->count >= CHART_LEAST;
}

/* ---- rules ---- */

/* Tells a signal of values first to last, and marks those for which within (NULL: all) says so. */
static void tell(struct judging *judging, enum signal_rule rule, enum signal_side side,
                 size_t first, size_t last,
                 bool (*within)(const struct judging *, size_t, enum signal_side))
{
    struct chart *chart = judging->chart;
    bool news = false;
    for (size_t i = first; i <= last; i++) {
        struct chart_point *point = &chart->points[judging->at[i]];
        if (point->rule != SIGNAL_RULE_NONE || (within != NULL && !within(judging, i, side)))
            continue;
        point->rule = rule;
        point->side = side;
        news = true;
    }
    if (!news) return;
    void *signals = chart->signals;
    judging->full |= arena_grow(judging->arena, &signals, chart->signal_count, &judging->capacity,
                                sizeof *chart->signals) != 0;
    if (judging->full) return;
    chart->signals = signals;
    chart->signals[chart->signal_count++] =
        (struct chart_signal){rule, side, judging->at[first], judging->at[last]};
}

static enum signal_side side_of(const struct judging *judging, size_t i, double above, double below)
{
    if (value(judging, i) > above + judging->slack) return SIDE_ABOVE;
    if (value(judging, i) < below - judging->slack) return SIDE_BELOW;
    return SIDE_NONE;
}

static void find_beyond(struct judging *judging)
{
    for (size_t i = 0; i < judging->count; i++) {
        enum signal_side side =
            side_of(judging, i, judging->segment->upper, judging->segment->lower);
        if (side != SIDE_NONE) tell(judging, RULE_BEYOND_LIMIT, side, i, i, NULL);
    }
}

static enum signal_side side_of_mean(const struct judging *judging, size_t i)
{
    return side_of(judging, i, judging->segment->mean, judging->segment->mean);
}

/* Where a value lies against the one before it. */
static enum signal_side step(const struct judging *judging, size_t i)
{
    return i == 0 ? SIDE_NONE : side_of(judging, i, value(judging, i - 1), value(judging, i - 1));
}

static enum signal_side outer(const struct judging *judging, size_t i)
{
    const struct chart_segment *segment = judging->segment;
    double third = (segment->upper - segment->mean) * 2 / 3;
    return side_of(judging, i, segment->mean + third, segment->mean - third);
}

static bool is_outer(const struct judging *judging, size_t i, enum signal_side side)
{
    return outer(judging, i) == side;
}

/* Stretches of at least `least` values that have one and the same side; each began `before` values
 * earlier. */
static void find_stretches(struct judging *judging, enum signal_rule rule, size_t least,
                           size_t before,
                           enum signal_side (*of)(const struct judging *judging, size_t i))
{
    for (size_t first = 0, next; first < judging->count; first = next) {
        enum signal_side side = of(judging, first);
        for (next = first + 1; next < judging->count && of(judging, next) == side; next++) continue;
        if (side != SIDE_NONE && next - first >= least)
            tell(judging, rule, side, first - before, next - 1, NULL);
    }
}

/* Two of three on one side: pairs that are at most two apart, and what hangs together of them. */
static void find_outer(struct judging *judging, enum signal_side side)
{
    size_t first = 0, last = 0, found = 0;
    for (size_t i = 0; i < judging->count; i++) {
        if (!is_outer(judging, i, side)) continue;
        if (found > 0 && i - last > 2) {
            if (found > 1) tell(judging, RULE_OUTER_THIRD, side, first, last, is_outer);
            found = 0;
        }
        if (found++ == 0) first = i;
        last = i;
    }
    if (found > 1) tell(judging, RULE_OUTER_THIRD, side, first, last, is_outer);
}

static void find_signals(struct judging *judging)
{
    const struct chart *chart = judging->chart;
    size_t trend = chart->trend > 0 ? (size_t)chart->trend : CHART_TREND;
    size_t run = chart->run > 0 ? (size_t)chart->run : CHART_RUN;
    find_beyond(judging);
    find_stretches(judging, RULE_TREND, trend - 1, 1, step);
    find_outer(judging, SIDE_ABOVE);
    find_outer(judging, SIDE_BELOW);
    find_stretches(judging, RULE_RUN, run, 0, side_of_mean);
}

/* ---- segments ---- */

static int by_day(const void *a, const void *b)
{
    const civil_day *one = a, *other = b;
    return (*one > *other) - (*one < *other);
}

static int by_last(const void *a, const void *b)
{
    const struct chart_signal *one = a, *other = b;
    if (one->last != other->last) return one->last > other->last ? 1 : -1;
    if (one->rule != other->rule) return one->rule > other->rule ? 1 : -1;
    return (one->first > other->first) - (one->first < other->first);
}

/* The segments' first points and lengths; empty ones are left out. */
static bool cut(struct arena *arena, struct chart *chart, const civil_day *rebase, size_t count)
{
    civil_day *days = arena_array(arena, count + 1, sizeof *days);
    chart->segments = arena_array(arena, count + 1, sizeof *chart->segments);
    if (days == NULL || chart->segments == NULL) return false;
    for (size_t i = 0; i < count; i++) days[i] = rebase[i];
    qsort(days, count, sizeof *days, by_day);
    chart->segment_count = 0;
    size_t next = 0;
    for (size_t i = 0; i < chart->count; i++) {
        bool begins = i == 0;
        for (; next < count && days[next] <= chart->points[i].day; next++) begins = true;
        if (begins) chart->segments[chart->segment_count++].first = i;
        chart->segments[chart->segment_count - 1].count++;
    }
    return true;
}

bool chart_judge(struct arena *arena, struct chart *chart, const civil_day *rebase,
                 size_t rebase_count)
{
    size_t *at = arena_array(arena, chart->count + 1, sizeof *at);
    struct judging judging = {.arena = arena, .chart = chart, .at = at};
    chart->signals = NULL;
    chart->signal_count = 0;
    if (at == NULL || !cut(arena, chart, rebase, rebase_count)) return false;
    for (size_t i = 0; i < chart->count; i++) {
        chart->points[i].rule = SIGNAL_RULE_NONE;
        chart->points[i].side = SIDE_NONE;
    }
    for (size_t s = 0; s < chart->segment_count; s++) {
        judging.segment = &chart->segments[s];
        judging.count = 0;
        for (size_t i = 0; i < judging.segment->count; i++)
            if (!isnan(chart->points[judging.segment->first + i].value))
                at[judging.count++] = judging.segment->first + i;
        find_limits(&judging);
        if (judging.segment->judged) find_signals(&judging);
    }
    if (chart->signal_count > 1)
        qsort(chart->signals, chart->signal_count, sizeof *chart->signals, by_last);
    return !judging.full;
}

double chart_shown(const struct chart *chart, double limit)
{
    if (limit < chart->least) return chart->least;
    return limit > chart->most ? chart->most : limit;
}

enum assurance chart_assurance(const struct chart *chart, double target, bool more_is_better)
{
    if (chart->segment_count == 0 || isnan(target)) return ASSURANCE_NONE;
    const struct chart_segment *last = &chart->segments[chart->segment_count - 1];
    if (!last->judged) return ASSURANCE_NONE;
    if (target > last->upper)
        return more_is_better ? ASSURANCE_ALWAYS_MISSED : ASSURANCE_ALWAYS_MET;
    if (target < last->lower)
        return more_is_better ? ASSURANCE_ALWAYS_MET : ASSURANCE_ALWAYS_MISSED;
    return ASSURANCE_LUCK;
}
