/* Control charts as pictures. */
#include "workflow/chart_picture.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "proto/arena.h"
#include "workflow/chart_axis.h"
#include "workflow/words.h"

enum { LEVELS_A_SEGMENT = 3, DECIMALS = 2, PERCENT_DECIMALS = 1 };

struct drawing {
    struct arena *arena;
    const struct chart *chart;
    const struct chart_told *told;
    struct chart_picture *picture;
    double divisor; /* of what is shown */
};

const char *chart_signal_text(const struct words *words, enum signal_rule rule,
                              enum signal_side side)
{
    char key[WORDS_KEY];
    snprintf(key, sizeof key, "chart.signal.%s.%s", name_of(&signal_rule_names, (int)rule),
             name_of(&signal_side_names, (int)side));
    return words_text(words, key);
}

/* ---- units ---- */

/* Units of time: in each, how many of the one before. */
static const struct {
    const char *name;
    double of_before;
} times[] = {{"seconds", 1}, {"minutes", 60}, {"hours", 60}, {"days", 24}};
enum { TIMES = sizeof times / sizeof *times };

static double highest(const struct chart *chart)
{
    double most = 0;
    for (size_t i = 0; i < chart->count; i++)
        if (chart->points[i].value > most) most = chart->points[i].value;
    return most;
}

/* The unit that the values are shown in. */
static const char *find_unit(struct drawing *drawing)
{
    const char *unit = drawing->told->unit;
    double most = highest(drawing->chart);
    drawing->divisor = 1;
    for (size_t i = 0; i + 1 < TIMES; i++) {
        if (strcmp(unit, times[i].name) != 0 ||
            most / drawing->divisor < 2 * times[i + 1].of_before)
            continue;
        drawing->divisor *= times[i + 1].of_before;
        unit = times[i + 1].name;
    }
    return unit;
}

static double shown(const struct drawing *drawing, double value)
{
    return chart_shown(drawing->chart, value) / drawing->divisor;
}

/* ---- parts ---- */

static bool draw_line(struct drawing *drawing)
{
    const struct chart *chart = drawing->chart;
    struct chart_line *line = arena_alloc(drawing->arena, sizeof *line);
    double *values = arena_array(drawing->arena, chart->count + 1, sizeof *values);
    if (line == NULL || values == NULL) return false;
    for (size_t i = 0; i < chart->count; i++) values[i] = chart->points[i].value / drawing->divisor;
    *line = (struct chart_line){drawing->told->name, values};
    drawing->picture->lines = line;
    drawing->picture->line_count = 1;
    return true;
}

static bool draw_levels(struct drawing *drawing)
{
    const struct chart *chart = drawing->chart;
    const struct words *words = drawing->told->words;
    struct chart_level *levels =
        arena_array(drawing->arena, LEVELS_A_SEGMENT * chart->segment_count + 1, sizeof *levels);
    if (levels == NULL) return false;
    size_t count = 0;
    for (size_t i = 0; i < chart->segment_count; i++) {
        const struct chart_segment *of = &chart->segments[i];
        size_t last = of->first + of->count - 1;
        levels[count++] = (struct chart_level){words_text(words, "chart.mean"), LEVEL_MEAN,
                                               of->first, last, shown(drawing, of->mean)};
        if (isnan(of->moving_range)) continue;
        levels[count++] = (struct chart_level){words_text(words, "chart.upper"), LEVEL_LIMIT,
                                               of->first, last, shown(drawing, of->upper)};
        levels[count++] = (struct chart_level){words_text(words, "chart.lower"), LEVEL_LIMIT,
                                               of->first, last, shown(drawing, of->lower)};
    }
    if (!isnan(drawing->told->target) && chart->count > 0)
        levels[count++] =
            (struct chart_level){words_text(words, "chart.target"), LEVEL_TARGET, 0,
                                 chart->count - 1, drawing->told->target / drawing->divisor};
    drawing->picture->levels = levels;
    drawing->picture->level_count = count;
    return true;
}

static enum chart_shape shape_of(const struct chart_point *point)
{
    static const enum chart_shape shapes[SIGNAL_RULES] = {[RULE_BEYOND_LIMIT] = SHAPE_DIAMOND,
                                                          [RULE_OUTER_THIRD] = SHAPE_SQUARE,
                                                          [RULE_RUN] = SHAPE_RING};
    if (point->rule == RULE_TREND) return point->side == SIDE_ABOVE ? SHAPE_UP : SHAPE_DOWN;
    return shapes[point->rule];
}

static bool draw_marks(struct drawing *drawing)
{
    const struct chart *chart = drawing->chart;
    struct chart_mark *marks = arena_array(drawing->arena, chart->count + 1, sizeof *marks);
    if (marks == NULL) return false;
    size_t count = 0;
    for (size_t i = 0; i < chart->count; i++) {
        const struct chart_point *point = &chart->points[i];
        if (point->rule == SIGNAL_RULE_NONE) continue;
        marks[count++] =
            (struct chart_mark){0, i, shape_of(point),
                                chart_signal_text(drawing->told->words, point->rule, point->side)};
    }
    drawing->picture->marks = marks;
    drawing->picture->mark_count = count;
    return true;
}

static bool draw_breaks(struct drawing *drawing)
{
    const struct chart *chart = drawing->chart;
    struct chart_break *breaks =
        arena_array(drawing->arena, chart->segment_count + 1, sizeof *breaks);
    if (breaks == NULL) return false;
    size_t count = 0;
    for (size_t i = 1; i < chart->segment_count; i++)
        breaks[count++] = (struct chart_break){chart->segments[i].first,
                                               words_text(drawing->told->words, "chart.rebased")};
    drawing->picture->breaks = breaks;
    drawing->picture->break_count = count;
    return true;
}

/* ---- words ---- */

static const char *number(const struct drawing *drawing, double value)
{
    const struct words *words = drawing->told->words;
    return drawing->picture->percent ? chart_percent(words, drawing->arena, value, PERCENT_DECIMALS)
                                     : chart_number(words, drawing->arena, value, DECIMALS);
}

/* Mean and limits of the last segment. */
static const char *tell_limits(const struct drawing *drawing)
{
    const struct chart *chart = drawing->chart;
    const struct chart_segment *last = &chart->segments[chart->segment_count - 1];
    struct words_slot slots[] = {{"mean", number(drawing, shown(drawing, last->mean))},
                                 {"lower", number(drawing, shown(drawing, last->lower))},
                                 {"upper", number(drawing, shown(drawing, last->upper))},
                                 {"from", drawing->told->labels[last->first]},
                                 {"to", drawing->told->labels[chart->count - 1]}};
    return words_fill(drawing->told->words, drawing->arena, "chart.limits", slots,
                      sizeof slots / sizeof *slots);
}

static const char *tell_signals(const struct drawing *drawing)
{
    const struct chart *chart = drawing->chart;
    const struct words *words = drawing->told->words;
    bool judged = false;
    for (size_t i = 0; i < chart->segment_count; i++) judged |= chart->segments[i].judged;
    if (!judged) return words_text(words, "chart.too-few");
    if (chart->signal_count == 0) return words_text(words, "chart.no-signals");
    return words_count(words, drawing->arena, "chart.signals", (int64_t)chart->signal_count);
}

static const char *tell_target(const struct drawing *drawing)
{
    const struct chart_told *told = drawing->told;
    enum assurance says = told->aim == AIM_NONE
                              ? ASSURANCE_NONE
                              : chart_assurance(drawing->chart, told->target, told->aim == AIM_UP);
    char key[WORDS_KEY];
    if (says == ASSURANCE_NONE) return "";
    snprintf(key, sizeof key, "chart.assurance.%s", name_of(&assurance_names, (int)says));
    return words_fill_one(told->words, drawing->arena, key, "target",
                          number(drawing, told->target / drawing->divisor));
}

static bool describe(struct drawing *drawing)
{
    if (drawing->chart->count == 0) {
        drawing->picture->description = words_text(drawing->told->words, "chart.nothing");
        return true;
    }
    const char *limits = tell_limits(drawing), *signals = tell_signals(drawing);
    const char *target = tell_target(drawing);
    if (limits == NULL || signals == NULL || target == NULL) return false;
    drawing->picture->description = arena_printf(drawing->arena, "%s %s%s%s", limits, signals,
                                                 target[0] == '\0' ? "" : " ", target);
    return drawing->picture->description != NULL;
}

bool chart_picture_xmr(struct arena *arena, const struct chart *chart,
                       const struct chart_told *told, struct chart_picture *picture)
{
    struct drawing drawing = {arena, chart, told, picture, 1};
    const char *unit = find_unit(&drawing);
    bool share = strcmp(told->unit, "share") == 0;
    *picture = (struct chart_picture){.words = told->words,
                                      .id = told->id,
                                      .title = told->title,
                                      .unit = share ? NULL : words_named(told->words, "unit", unit),
                                      .look = CHART_LINES,
                                      .percent = share,
                                      .labels = told->labels,
                                      .count = chart->count,
                                      .rhythm = told->rhythm,
                                      .label_word = words_text(told->words, "chart.period")};
    return draw_line(&drawing) && draw_levels(&drawing) && draw_marks(&drawing) &&
           draw_breaks(&drawing) && describe(&drawing);
}
