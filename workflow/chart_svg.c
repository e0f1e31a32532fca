/* Pictures as SVG. Lengths are pixels of a picture 960 wide, which scales to where it stands. */
#include "workflow/chart_svg.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "workflow/chart_axis.h"
#include "workflow/html.h"

enum {
    WIDTH = 960,
    PLOT_HEIGHT = 300,
    LEFT = 76,
    RIGHT = 20,
    TITLE_HEIGHT = 34,
    LEGEND_ROW = 24,
    UNIT_HEIGHT = 24,
    BELOW = 44,
    CHARACTER = 8,  /* of 13 pixels, on the safe side */
    SAMPLE = 40,    /* of a line in the legend */
    DOTS_MAX = 120, /* points beyond this many are not dotted */
    MARK = 6        /* half the size of a mark */
};

static const char style[] =
    ".chart{max-width:100%;height:auto}"
    ".chart text{font:13px system-ui,sans-serif;fill:#1b1b1b}"
    ".chart .chart-title{font-size:16px;font-weight:600}"
    ".chart .end{text-anchor:end}.chart .middle{text-anchor:middle}"
    ".chart .paper{fill:#fff}.chart .hatch{stroke:#fff;stroke-width:1.5;fill:none}"
    ".chart .grid{stroke:#dcdcdc}.chart .axis{stroke:#6b6b6b}"
    ".chart .break{stroke:#6b6b6b;stroke-dasharray:2 4}"
    ".chart .line{fill:none;stroke-width:2}"
    ".chart .s0{stroke:#1f4e8c}.chart .f0{fill:#1f4e8c}"
    ".chart .s1{stroke:#a33b00;stroke-dasharray:9 4}.chart .f1{fill:#a33b00}"
    ".chart .s2{stroke:#00665a;stroke-dasharray:3 3}.chart .f2{fill:#00665a}"
    ".chart .s3{stroke:#6a1b9a;stroke-dasharray:12 3 2 3}.chart .f3{fill:#6a1b9a}"
    ".chart .s4{stroke:#7a5c00;stroke-dasharray:16 5}.chart .f4{fill:#7a5c00}"
    ".chart .s5{stroke:#4a4a4a;stroke-dasharray:6 2 2 2 2 2}.chart .f5{fill:#4a4a4a}"
    ".chart .mean{stroke:#4a4a4a;stroke-width:1.5}"
    ".chart .limit{stroke:#8a4600;stroke-width:1.5;stroke-dasharray:7 4}"
    ".chart .target{stroke:#00613a;stroke-width:2;stroke-dasharray:12 3 2 3}"
    ".chart .mark{fill:#b3001b;stroke:#fff}"
    ".chart .ring{fill:none;stroke:#b3001b;stroke-width:2.5}"
    "@media screen and (prefers-color-scheme:dark){"
    ".chart text{fill:#eaeaea}"
    ".chart .paper{fill:#14171c}.chart .hatch{stroke:#14171c}"
    ".chart .grid{stroke:#343a44}.chart .axis,.chart .break{stroke:#9aa3b2}"
    ".chart .s0{stroke:#8ab8ff}.chart .f0{fill:#8ab8ff}"
    ".chart .s1{stroke:#ffb38a}.chart .f1{fill:#ffb38a}"
    ".chart .s2{stroke:#7fd8c8}.chart .f2{fill:#7fd8c8}"
    ".chart .s3{stroke:#d7a6ff}.chart .f3{fill:#d7a6ff}"
    ".chart .s4{stroke:#e8d86a}.chart .f4{fill:#e8d86a}"
    ".chart .s5{stroke:#c9c9c9}.chart .f5{fill:#c9c9c9}"
    ".chart .mean{stroke:#c9c9c9}.chart .limit{stroke:#ffb870}.chart .target{stroke:#6ee0a8}"
    ".chart .mark{fill:#ff8d9b;stroke:#14171c}.chart .ring{stroke:#ff8d9b}}"
    ".chart-table{border-collapse:collapse;font-variant-numeric:tabular-nums}"
    ".chart-table caption{text-align:start;font-weight:600}"
    ".chart-table th,.chart-table td{border:1px solid #8a8a8a;padding:.2em .6em}"
    ".chart-table td{text-align:right}.chart-table th[scope=row],.chart-table "
    "td.mark{text-align:start}";

const char *chart_style(void)
{
    return style;
}

/* A picture under way. */
struct drawing {
    struct html *html;
    const struct chart_picture *picture;
    struct chart_axis axis;
    double top, height; /* of the plot */
};

/* A length, for html_put(). */
struct px {
    char text[16];
};

static struct px px(double length)
{
    struct px as;
    snprintf(as.text, sizeof as.text, "%.1f", length);
    return as;
}

static double band(const struct drawing *drawing)
{
    size_t count = drawing->picture->count;
    return (double)(WIDTH - LEFT - RIGHT) / (double)(count == 0 ? 1 : count);
}

static double left_of(const struct drawing *drawing, size_t label)
{
    return LEFT + band(drawing) * (double)label;
}

static double middle_of(const struct drawing *drawing, size_t label)
{
    return left_of(drawing, label) + band(drawing) / 2;
}

static double height_of(const struct drawing *drawing, double value)
{
    const struct chart_axis *axis = &drawing->axis;
    return drawing->top + drawing->height * (axis->to - value) / (axis->to - axis->from);
}

/* ---- legend ---- */

/* One entry: where it stands, and what it is of. */
struct entry {
    const char *name;
    double x, row;
    int line;  /* -1: not of a line */
    int level; /* -1: not of a level; enum chart_level_kind */
    int shape; /* -1: not of a mark */
};

enum { ENTRIES_MAX = CHART_LINES_MAX + 12 };

struct legend {
    struct entry entries[ENTRIES_MAX];
    size_t count;
    double rows;
};

static double characters(const char *text)
{
    double count = 0;
    for (; *text != '\0'; text++) count += ((unsigned char)*text & 0xC0) != 0x80;
    return count;
}

static void add_entry(struct legend *legend, const struct entry *entry)
{
    double x = LEFT, row = 0;
    for (size_t i = 0; i < legend->count; i++) {
        const struct entry *other = &legend->entries[i];
        if (other->level == entry->level && other->shape == entry->shape &&
            other->line == entry->line && strcmp(other->name, entry->name) == 0)
            return;
        x = other->x + SAMPLE + 28 + CHARACTER * characters(other->name);
        row = other->row;
    }
    if (legend->count == ENTRIES_MAX) return;
    if (x > LEFT && x + SAMPLE + CHARACTER * characters(entry->name) > WIDTH - RIGHT) {
        x = LEFT;
        row++;
    }
    struct entry *added = &legend->entries[legend->count++];
    *added = *entry;
    added->x = x;
    added->row = row;
    legend->rows = row + 1;
}

static void make_legend(const struct chart_picture *picture, struct legend *legend)
{
    legend->count = 0;
    legend->rows = 0;
    if (picture->line_count < 2 && picture->level_count == 0 && picture->mark_count == 0) return;
    for (size_t i = 0; i < picture->line_count; i++)
        add_entry(legend, &(struct entry){picture->lines[i].name, 0, 0, (int)i, -1, -1});
    for (size_t i = 0; i < picture->level_count; i++)
        add_entry(legend, &(struct entry){picture->levels[i].name, 0, 0, -1,
                                          (int)picture->levels[i].kind, -1});
    for (size_t i = 0; i < picture->mark_count; i++)
        add_entry(legend, &(struct entry){picture->marks[i].name, 0, 0, -1, -1,
                                          (int)picture->marks[i].shape});
}

static const char *const level_classes[] = {
    [LEVEL_MEAN] = "mean", [LEVEL_LIMIT] = "limit", [LEVEL_TARGET] = "target"};

static void draw_shape(struct drawing *drawing, enum chart_shape shape, double x, double y)
{
    static const double corners[CHART_SHAPES][8] = {
        [SHAPE_DIAMOND] = {0, -1.3, 1.3, 0, 0, 1.3, -1.3, 0},
        [SHAPE_UP] = {0, -1.2, 1.1, 0.9, -1.1, 0.9, 0, -1.2},
        [SHAPE_DOWN] = {0, 1.2, 1.1, -0.9, -1.1, -0.9, 0, 1.2},
        [SHAPE_SQUARE] = {-0.9, -0.9, 0.9, -0.9, 0.9, 0.9, -0.9, 0.9},
    };
    if (shape == SHAPE_RING) {
        html_put(drawing->html, "<circle class=\"ring\" cx=\"%s\" cy=\"%s\" r=\"%d\"/>", px(x).text,
                 px(y).text, MARK - 1);
        return;
    }
    html_raw(drawing->html, "<path class=\"mark\" d=\"");
    for (int i = 0; i < 8; i += 2)
        html_put(drawing->html, i == 0 ? "M%s %s" : "L%s %s", px(x + MARK * corners[shape][i]).text,
                 px(y + MARK * corners[shape][i + 1]).text);
    html_raw(drawing->html, "Z\"/>");
}

/* How a bar of a line is filled: each but the first has a pattern of its own. */
static void put_fill(struct drawing *drawing, size_t line)
{
    if (line == 0)
        html_raw(drawing->html, " class=\"f0\"");
    else
        html_put(drawing->html, " fill=\"url(#%s-p%d)\"", drawing->picture->id, (int)line);
}

static void draw_sample(struct drawing *drawing, const struct entry *entry, double y)
{
    struct html *html = drawing->html;
    double to = entry->x + SAMPLE - 10;
    if (entry->shape >= 0) {
        draw_shape(drawing, (enum chart_shape)entry->shape, (entry->x + to) / 2, y);
    } else if (entry->line >= 0 && drawing->picture->look == CHART_BARS) {
        html_put(html, "<rect x=\"%s\" y=\"%s\" width=\"%d\" height=\"12\"", px(entry->x).text,
                 px(y - 6).text, SAMPLE - 10);
        put_fill(drawing, (size_t)entry->line);
        html_raw(html, "/>");
    } else {
        html_put(html, "<path d=\"M%s %sH%s\"", px(entry->x).text, px(y).text, px(to).text);
        if (entry->line >= 0)
            html_put(html, " class=\"line s%d\"/>", entry->line);
        else if (entry->level >= 0)
            html_put(html, " class=\"line %s\"/>", level_classes[entry->level]);
    }
}

static void draw_legend(struct drawing *drawing, const struct legend *legend)
{
    for (size_t i = 0; i < legend->count; i++) {
        const struct entry *entry = &legend->entries[i];
        double y = TITLE_HEIGHT + LEGEND_ROW * (entry->row + 0.5);
        draw_sample(drawing, entry, y);
        html_put(drawing->html, "<text x=\"%s\" y=\"%s\">%s</text>", px(entry->x + SAMPLE - 2).text,
                 px(y + 4.5).text, entry->name);
    }
}

/* ---- axes ---- */

static const char *tick(const struct drawing *drawing, double value)
{
    const struct chart_picture *picture = drawing->picture;
    struct arena *arena = drawing->html->arena;
    int decimals = drawing->axis.decimals;
    if (!picture->percent) return chart_number(picture->words, arena, value, decimals);
    return chart_percent(picture->words, arena, value, decimals > 2 ? decimals - 2 : 0);
}

static void draw_values(struct drawing *drawing)
{
    struct html *html = drawing->html;
    const struct chart_picture *picture = drawing->picture;
    if (picture->unit != NULL)
        html_put(html, "<text x=\"8\" y=\"%s\">%s</text>", px(drawing->top - 10).text,
                 picture->unit);
    for (int i = 0; i < drawing->axis.ticks; i++) {
        double value = drawing->axis.from + i * drawing->axis.step;
        double y = height_of(drawing, value);
        html_put(html, "<path class=\"%s\" d=\"M%d %sH%d\"/>", i == 0 ? "axis" : "grid", LEFT,
                 px(y).text, WIDTH - RIGHT);
        html_put(html, "<text class=\"end\" x=\"%d\" y=\"%s\">%s</text>", LEFT - 8,
                 px(y + 4.5).text, tick(drawing, value));
    }
}

static void draw_labels(struct drawing *drawing)
{
    struct html *html = drawing->html;
    const struct chart_picture *picture = drawing->picture;
    double widest = 1, y = drawing->top + drawing->height;
    for (size_t i = 0; i < picture->count; i++)
        if (characters(picture->labels[i]) > widest) widest = characters(picture->labels[i]);
    size_t most = (size_t)((WIDTH - LEFT - RIGHT) / (CHARACTER * (widest + 2)));
    size_t step = chart_label_step(picture->count, most < 1 ? 1 : most, picture->rhythm);
    for (size_t i = 0; i < picture->count; i += step) {
        double x = middle_of(drawing, i);
        html_put(html, "<path class=\"axis\" d=\"M%s %sv5\"/>", px(x).text, px(y).text);
        html_put(html, "<text class=\"middle\" x=\"%s\" y=\"%s\">%s</text>", px(x).text,
                 px(y + 22).text, picture->labels[i]);
    }
}

static void draw_breaks(struct drawing *drawing)
{
    for (size_t i = 0; i < drawing->picture->break_count; i++) {
        const struct chart_break *mark = &drawing->picture->breaks[i];
        double x = left_of(drawing, mark->before);
        html_put(drawing->html, "<path class=\"break\" d=\"M%s %sV%s\"/>", px(x).text,
                 px(drawing->top).text, px(drawing->top + drawing->height).text);
        bool far = x > WIDTH * 0.7; /* then what is written stands before the line */
        html_put(drawing->html, "<text class=\"%s\" x=\"%s\" y=\"%s\">%s</text>",
                 far ? "end" : "begin", px(far ? x - 5 : x + 5).text, px(drawing->top + 12).text,
                 mark->name);
    }
}

/* ---- figures ---- */

static void draw_levels(struct drawing *drawing)
{
    const struct chart_picture *picture = drawing->picture;
    for (size_t i = 0; i < picture->level_count; i++) {
        const struct chart_level *level = &picture->levels[i];
        if (isnan(level->value)) continue;
        html_put(drawing->html, "<path class=\"line %s\" d=\"M%s %sH%s\"/>",
                 level_classes[level->kind], px(left_of(drawing, level->first)).text,
                 px(height_of(drawing, level->value)).text,
                 px(left_of(drawing, level->last + 1)).text);
    }
}

static void draw_line(struct drawing *drawing, size_t line)
{
    struct html *html = drawing->html;
    const struct chart_picture *picture = drawing->picture;
    const double *values = picture->lines[line].values;
    html_put(html, "<path class=\"line s%d\" d=\"", (int)line);
    for (size_t i = 0; i < picture->count; i++) {
        if (isnan(values[i])) continue;
        bool begins = i == 0 || isnan(values[i - 1]);
        html_put(html, begins ? "M%s %s" : "L%s %s", px(middle_of(drawing, i)).text,
                 px(height_of(drawing, values[i])).text);
    }
    html_raw(html, "\"/>");
    for (size_t i = 0; i < picture->count && picture->count <= DOTS_MAX; i++)
        if (!isnan(values[i]))
            html_put(html, "<circle class=\"f%d\" cx=\"%s\" cy=\"%s\" r=\"2.5\"/>", (int)line,
                     px(middle_of(drawing, i)).text, px(height_of(drawing, values[i])).text);
}

static void draw_bars(struct drawing *drawing, size_t line)
{
    const struct chart_picture *picture = drawing->picture;
    double one = band(drawing) * 0.8 / (double)picture->line_count;
    double zero = height_of(drawing, drawing->axis.from > 0 ? drawing->axis.from : 0);
    for (size_t i = 0; i < picture->count; i++) {
        double value = picture->lines[line].values[i];
        if (isnan(value)) continue;
        double y = height_of(drawing, value);
        html_put(drawing->html, "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"",
                 px(left_of(drawing, i) + band(drawing) * 0.1 + one * (double)line).text,
                 px(y < zero ? y : zero).text, px(one).text, px(fabs(zero - y)).text);
        put_fill(drawing, line);
        html_raw(drawing->html, "/>");
    }
}

/* What a mark says when it is pointed at. */
static void draw_marks(struct drawing *drawing)
{
    const struct chart_picture *picture = drawing->picture;
    for (size_t i = 0; i < picture->mark_count; i++) {
        const struct chart_mark *mark = &picture->marks[i];
        double value = picture->lines[mark->line].values[mark->point];
        html_put(drawing->html, "<g><title>%s: %s, %s</title>", picture->labels[mark->point],
                 chart_value(drawing->html->arena, picture, value), mark->name);
        draw_shape(drawing, mark->shape, middle_of(drawing, mark->point),
                   height_of(drawing, value));
        html_raw(drawing->html, "</g>");
    }
}

static void put_patterns(struct drawing *drawing)
{
    static const char *const strokes[CHART_LINES_MAX] = {
        "", "M0 8L8 0", "M0 4H8", "M0 0L8 8", "M4 0V8", "M0 0L8 8M0 8L8 0"};
    if (drawing->picture->look != CHART_BARS || drawing->picture->line_count < 2) return;
    html_raw(drawing->html, "<defs>");
    for (size_t i = 1; i < drawing->picture->line_count; i++)
        html_put(drawing->html,
                 "<pattern id=\"%s-p%d\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\">"
                 "<rect class=\"f%d\" width=\"8\" height=\"8\"/><path class=\"hatch\" d=\"%s\"/>"
                 "</pattern>",
                 drawing->picture->id, (int)i, (int)i, strokes[i]);
    html_raw(drawing->html, "</defs>");
}

/* ---- the whole ---- */

static void stretch(double value, double *low, double *high)
{
    if (isnan(value)) return;
    if (!(*low <= value)) *low = value;
    if (!(*high >= value)) *high = value;
}

static struct chart_axis find_axis(const struct chart_picture *picture)
{
    double low = NAN, high = NAN;
    for (size_t k = 0; k < picture->line_count; k++)
        for (size_t i = 0; i < picture->count; i++)
            stretch(picture->lines[k].values[i], &low, &high);
    for (size_t i = 0; i < picture->level_count; i++)
        stretch(picture->levels[i].value, &low, &high);
    if (isnan(low)) low = high = 0;
    if (picture->look == CHART_BARS) stretch(0, &low, &high);
    return chart_axis(low, high, picture->whole);
}

static void put_head(struct drawing *drawing, double height, bool alone)
{
    struct html *html = drawing->html;
    const struct chart_picture *picture = drawing->picture;
    html_put(html,
             "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" id=\"%s\" role=\"img\" "
             "aria-labelledby=\"%s-t %s-d\" "
             "width=\"%d\" height=\"%s\" viewBox=\"0 0 %d %s\">",
             picture->id, picture->id, picture->id, WIDTH, px(height).text, WIDTH, px(height).text);
    html_put(html, "<title id=\"%s-t\">%s</title><desc id=\"%s-d\">%s</desc>", picture->id,
             picture->title, picture->id, picture->description);
    if (alone) {
        html_raw(html, "<style>");
        html_raw(html, style);
        html_raw(html, "</style>");
    }
    html_put(html, "<rect class=\"paper\" width=\"%d\" height=\"%s\"/>", WIDTH, px(height).text);
    html_put(html, "<text class=\"chart-title\" x=\"8\" y=\"22\">%s</text>", picture->title);
}

void chart_svg(struct html *html, const struct chart_picture *picture, bool alone)
{
    struct legend legend;
    struct drawing drawing = {.html = html, .picture = picture, .height = PLOT_HEIGHT};
    assert(picture->line_count <= CHART_LINES_MAX);
    make_legend(picture, &legend);
    drawing.axis = find_axis(picture);
    drawing.top = TITLE_HEIGHT + LEGEND_ROW * legend.rows + UNIT_HEIGHT;
    put_head(&drawing, drawing.top + drawing.height + BELOW, alone);
    put_patterns(&drawing);
    draw_legend(&drawing, &legend);
    draw_values(&drawing);
    draw_labels(&drawing);
    draw_breaks(&drawing);
    if (picture->look == CHART_BARS)
        for (size_t i = 0; i < picture->line_count; i++) draw_bars(&drawing, i);
    draw_levels(&drawing);
    if (picture->look == CHART_LINES)
        for (size_t i = 0; i < picture->line_count; i++) draw_line(&drawing, i);
    draw_marks(&drawing);
    html_raw(html, "</svg>");
}
