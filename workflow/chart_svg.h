/* Pictures of figures, made here: lines and bars as SVG, and the same figures as a table of HTML.
 *
 * One struct chart_picture says what is shown; chart_svg() draws it, chart_table() writes its
 * table. Who has other figures than a control chart fills one directly (several lines; bars):
 *
 *     double opened[] = {12, 15}, closed[] = {10, 18};
 *     const char *labels[] = {"2011-07", "2011-08"};
 *     struct chart_line lines[] = {{"opened", opened}, {"closed", closed}};
 *  *     chart_svg(&html, &picture, false);
 *     chart_table(&html, &picture);
 *
 * and a control chart becomes one by chart_picture_xmr() (workflow/chart_picture.h). Everything is
 * borrowed for the call only. Texts come from the caller, in the language of the page; those of
 * control charts are the words "chart.…" (workflow/words.h).
 *
 * What always holds of a picture: it has role="img", a title and a description that says in words
 * what there is to see; it uses no script, no font and nothing from elsewhere; lines differ by
 * dashes and marks by shape, not by colour alone; it is dark where the reader wants it dark, and
 * dark on white when printed; contrasts are those of WCAG 2.1 AA (text 4.5 : 1, graphics 3 : 1). */
#ifndef ONESTOP_WORKFLOW_CHART_SVG_H
#define ONESTOP_WORKFLOW_CHART_SVG_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct html;
struct words;

/* One value a label; NAN: there is none, and a line is broken there. */
struct chart_line {
    const char *name;
    const double *values;
};

/* A level from one label to another, both included: a mean, a limit, a target. */
enum chart_level_kind { LEVEL_MEAN, LEVEL_LIMIT, LEVEL_TARGET };
struct chart_level {
    const char
        *name; /* levels of one name are one column of the table, and one row of the legend */
    enum chart_level_kind kind;
    size_t first, last;
    double value;
};

/* A point of a line that is to be seen, each kind with a shape of its own: diamond, triangle
 * (point up or down), square, ring. */
enum chart_shape { SHAPE_DIAMOND, SHAPE_UP, SHAPE_DOWN, SHAPE_SQUARE, SHAPE_RING, CHART_SHAPES };
struct chart_mark {
    size_t line, point;
    enum chart_shape shape;
    const char *name; /* of its kind: in the legend, and in the table beside the point */
};

/* Something began here: an upright line before a label. */
struct chart_break {
    size_t before;
    const char *name;
};

enum chart_look { CHART_LINES, CHART_BARS };

enum { CHART_LINES_MAX = 6 };

struct chart_picture {
    const struct words *words; /* the language of the page: numbers are written in it */
    const char *id;            /* of the element, unique in its page: letters, digits, hyphens */
    const char *title;         /* also the caption of the table */
    const char *description;   /* what there is to see, in words; NULL: none */
    const char *unit;          /* above the axis of values; NULL: none */
    enum chart_look look;      /* bars: of several lines side by side */
    bool whole;                /* values are counts: no ticks between whole numbers */
    bool percent;              /* values are shares: 0.25 is written 25 % */
    const char *const *labels;
    size_t count;  /* of labels, and of the values of each line; 0: an empty picture */
    size_t rhythm; /* what labels go round in: 7 of days, 12 of months, 4 of quarters; 0: nothing */
    const struct chart_line *lines;
    size_t line_count; /* at most CHART_LINES_MAX */
    const struct chart_level *levels;
    size_t level_count;
    const struct chart_mark *marks; /* of lines, by point */
    size_t mark_count;
    const struct chart_break *breaks;
    size_t break_count;
    const char *label_word; /* the head of the table's first column */
};

/* Adds the picture. alone: as a file of its own, with its style within; else as part of a page,
 * which has chart_style() once within its <style>. */
void chart_svg(struct html *html, const struct chart_picture *picture, bool alone);
/* The rules of style (CSS), which concern elements of class "chart" and "chart-table" only. */
const char *chart_style(void);
/* Adds <table class="chart-table">: a row a label, a column a line, a name of levels, and marks. */
void chart_table(struct html *html, const struct chart_picture *picture);
/* A value of the picture as it is written in the table. NULL: the arena is full. */
const char *chart_value(struct arena *arena, const struct chart_picture *picture, double value);

#endif
