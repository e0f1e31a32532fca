/* A section as a picture: over time as lines, else as bars. Shown are the measures of the kind of
 * the first one; of a distribution its median, 90th and 95th percentile. */
#include <json-c/json.h>
#include <math.h>
#include <string.h>

#include "proto/arena.h"
#include "proto/json_get.h"
#include "workflow/chart_svg.h"
#include "workflow/measure.h"
#include "workflow/report_file.h"
#include "workflow/report_file_int.h"
#include "workflow/words.h"

/* What one line shows. */
struct source {
    size_t place;     /* of the measure */
    const char *part; /* of a distribution; NULL: the figure */
    size_t group;     /* rows of the group; of lines over time told by something */
};

struct drawing {
    const struct report_document *document;
    const struct json_object *section, *rows, *measures;
    struct report_lines *lines;
    struct source sources[CHART_LINES_MAX];
    size_t periods; /* rows a group */
    int64_t divisor;
};

static int kind_of(const struct json_object *measure)
{
    return name_number(&measure_kind_names, json_get_text(measure, "kind"));
}

/* Rows come group by group; in each the periods are the same. */
static size_t periods_of(const struct drawing *drawing)
{
    size_t count = json_get_length(drawing->rows);
    const char *first = json_get_text(json_get_item(drawing->rows, 0), "period");
    for (size_t i = 1; i < count && first != NULL; i++) {
        const char *period = json_get_text(json_get_item(drawing->rows, i), "period");
        if (period != NULL && strcmp(period, first) == 0) return i;
    }
    return count;
}

static void add_source(struct drawing *drawing, size_t place, const char *part, size_t group,
                       const char *name)
{
    struct report_lines *lines = drawing->lines;
    if (lines->line_count == CHART_LINES_MAX) return;
    drawing->sources[lines->line_count] = (struct source){place, part, group};
    lines->names[lines->line_count++] = name;
}

static void choose_parts(struct drawing *drawing)
{
    static const char *const parts[] = {"median", "p90", "p95"};
    static const char *const names[] = {"report.median", "report.p90", "report.p95"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        add_source(drawing, 0, parts[i], 0, words_text(drawing->document->words, names[i]));
}

/* Which lines there are. groups: how many, when rows are told by something and over time. */
static void choose(struct drawing *drawing, size_t groups)
{
    const struct json_object *first = json_get_item(drawing->measures, 0);
    bool times = kind_of(first) == MEASURE_TIMES;
    if (groups > 1) {
        for (size_t i = 0; i < groups; i++)
            add_source(drawing, 0, times ? "median" : NULL, i,
                       report_key_title(drawing->document, drawing->section,
                                        json_get_item(drawing->rows, i * drawing->periods), 0));
        return;
    }
    if (times) {
        choose_parts(drawing);
        return;
    }
    for (size_t i = 0; i < json_get_length(drawing->measures); i++) {
        const struct json_object *measure = json_get_item(drawing->measures, i);
        if ((kind_of(measure) == MEASURE_SHARE) != (kind_of(first) == MEASURE_SHARE)) continue;
        if (kind_of(measure) == MEASURE_TIMES ||
            json_get_int(measure, "scale", 1) != json_get_int(first, "scale", 1))
            continue;
        add_source(drawing, i, NULL, 0, report_measure_title(drawing->document, measure));
    }
}

/* The column of a line in the table: the parts of a distribution come after its n. */
static size_t column_of(const struct drawing *drawing, const struct source *source)
{
    static const char *const parts[] = {"n", "median", "p90", "p95"};
    size_t column = drawing->lines->label_column + 1;
    for (size_t i = 0; i < source->place; i++)
        column += report_measure_width(json_get_item(drawing->measures, i));
    for (size_t i = 0; source->part != NULL && strcmp(parts[i], source->part) != 0; i++) column++;
    return column;
}

static double value_of(const struct drawing *drawing, const struct source *source, size_t label)
{
    const struct json_object *row =
        json_get_item(drawing->rows, source->group * drawing->periods + label);
    const struct json_object *figure = json_get_item(json_get_list(row, "figures"), source->place);
    struct report_cell cell =
        source->part != NULL
            ? report_time_cell(figure, source->part, drawing->divisor)
            : report_figure_cell(json_get_item(drawing->measures, source->place), figure);
    return cell.kind == CELL_NOTHING || cell.kind == CELL_WITHHELD ? NAN : cell.number;
}

static const char *label_of(const struct drawing *drawing, size_t i)
{
    const struct json_object *row = json_get_item(drawing->rows, i);
    const char *period = json_get_text(row, "period"), *text = NULL;
    if (period != NULL) return period;
    for (size_t k = 0; k < json_get_length(json_get_list(row, "keys")); k++) {
        const char *key = report_key_title(drawing->document, drawing->section, row, k);
        text = text == NULL ? key : arena_printf(drawing->document->arena, "%s · %s", text, key);
    }
    return text;
}

static bool fill(struct drawing *drawing)
{
    struct report_lines *lines = drawing->lines;
    struct arena *arena = drawing->document->arena;
    lines->labels = arena_array(arena, lines->count, sizeof *lines->labels);
    if (lines->labels == NULL) return false;
    for (size_t i = 0; i < lines->count; i++) {
        lines->labels[i] = label_of(drawing, i);
        if (lines->labels[i] == NULL) return false;
    }
    for (size_t line = 0; line < lines->line_count; line++) {
        lines->columns[line] = column_of(drawing, &drawing->sources[line]);
        lines->first_rows[line] = drawing->sources[line].group * drawing->periods;
        lines->values[line] = arena_array(arena, lines->count, sizeof **lines->values);
        if (lines->values[line] == NULL) return false;
        for (size_t i = 0; i < lines->count; i++)
            lines->values[line][i] = value_of(drawing, &drawing->sources[line], i);
    }
    return true;
}

static size_t rhythm_of(const char *every)
{
    switch (name_number(&period_names, every)) {
    case PERIOD_DAY: return 7;
    case PERIOD_MONTH: return 12;
    case PERIOD_QUARTER: return 4;
    default: return 0;
    }
}

bool report_lines_make(const struct report_document *document, const struct json_object *section,
                       struct report_lines *lines)
{
    const char *every = json_get_text(section, "every");
    struct drawing drawing = {.document = document,
                              .section = section,
                              .rows = json_get_list(section, "rows"),
                              .measures = json_get_list(section, "measures"),
                              .lines = lines};
    const struct json_object *by = json_get_list(section, "by");
    size_t rows = json_get_length(drawing.rows);
    *lines = (struct report_lines){.bars = every == NULL, .rhythm = rhythm_of(every)};
    if (rows == 0 || (every == NULL && json_get_length(by) == 0)) return true;
    lines->title = report_text(document->words, json_get_list(section, "texts"), "title");
    lines->label_word = every != NULL
                            ? words_named(document->words, "period", every)
                            : words_named(document->words, "dimension", json_get_element(by, 0));
    lines->names = arena_array(document->arena, CHART_LINES_MAX, sizeof *lines->names);
    lines->values = arena_array(document->arena, CHART_LINES_MAX, sizeof *lines->values);
    lines->columns = arena_array(document->arena, CHART_LINES_MAX, sizeof *lines->columns);
    lines->first_rows = arena_array(document->arena, CHART_LINES_MAX, sizeof *lines->first_rows);
    if (lines->names == NULL || lines->values == NULL || lines->columns == NULL ||
        lines->first_rows == NULL)
        return false;
    lines->label_column = json_get_length(by) + (every != NULL) - 1;
    struct report_unit unit = report_unit_of(document, section, 0);
    const struct json_object *first = json_get_item(drawing.measures, 0);
    lines->shares = kind_of(first) == MEASURE_SHARE && json_get_int(first, "scale", 1) == 1;
    lines->whole = kind_of(first) == MEASURE_COUNT || kind_of(first) == MEASURE_LEVEL;
    lines->unit = lines->shares ? NULL : unit.title;
    drawing.divisor = unit.divisor;
    drawing.periods = every == NULL ? rows : periods_of(&drawing);
    lines->count = every == NULL && rows > REPORT_BARS ? REPORT_BARS : drawing.periods;
    choose(&drawing, rows / drawing.periods);
    return fill(&drawing);
}
