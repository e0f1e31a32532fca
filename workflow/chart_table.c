/* The figures of a picture as a table of HTML. */
#include <math.h>
#include <string.h>

#include "workflow/chart_axis.h"
#include "workflow/chart_svg.h"
#include "workflow/html.h"
#include "workflow/words.h"

enum { DECIMALS = 2, PERCENT_DECIMALS = 1 };

const char *chart_value(struct arena *arena, const struct chart_picture *picture, double value)
{
    return picture->percent ? chart_percent(picture->words, arena, value, PERCENT_DECIMALS)
                            : chart_number(picture->words, arena, value, DECIMALS);
}

/* Whether a level is the first of its name, and so the head of a column. */
static bool heads_column(const struct chart_picture *picture, size_t level)
{
    for (size_t i = 0; i < level; i++)
        if (strcmp(picture->levels[i].name, picture->levels[level].name) == 0) return false;
    return true;
}

static void put_head(struct html *html, const struct chart_picture *picture)
{
    html_put(html, "<thead><tr><th scope=\"col\">%s</th>", picture->label_word);
    for (size_t i = 0; i < picture->line_count; i++)
        html_put(html, "<th scope=\"col\">%s</th>", picture->lines[i].name);
    for (size_t i = 0; i < picture->level_count; i++)
        if (heads_column(picture, i))
            html_put(html, "<th scope=\"col\">%s</th>", picture->levels[i].name);
    if (picture->mark_count > 0)
        html_put(html, "<th scope=\"col\">%s</th>", words_text(picture->words, "chart.signal"));
    html_raw(html, "</tr></thead>");
}

/* The level of the column at a label; NAN: it does not reach there. */
static double level_at(const struct chart_picture *picture, size_t column, size_t label)
{
    for (size_t i = column; i < picture->level_count; i++) {
        const struct chart_level *level = &picture->levels[i];
        if (strcmp(level->name, picture->levels[column].name) == 0 && level->first <= label &&
            label <= level->last)
            return level->value;
    }
    return NAN;
}

static void put_marks(struct html *html, const struct chart_picture *picture, size_t label)
{
    bool first = true;
    html_raw(html, "<td class=\"mark\">");
    for (size_t i = 0; i < picture->mark_count; i++) {
        if (picture->marks[i].point != label) continue;
        html_put(html, first ? "%s" : "; %s", picture->marks[i].name);
        first = false;
    }
    html_raw(html, "</td>");
}

void chart_table(struct html *html, const struct chart_picture *picture)
{
    html_put(html, "<table class=\"chart-table\"><caption>%s</caption>", picture->title);
    put_head(html, picture);
    html_raw(html, "<tbody>");
    for (size_t label = 0; label < picture->count; label++) {
        html_put(html, "<tr><th scope=\"row\">%s</th>", picture->labels[label]);
        for (size_t i = 0; i < picture->line_count; i++)
            html_put(html, "<td>%s</td>",
                     chart_value(html->arena, picture, picture->lines[i].values[label]));
        for (size_t i = 0; i < picture->level_count; i++)
            if (heads_column(picture, i))
                html_put(html, "<td>%s</td>",
                         chart_value(html->arena, picture, level_at(picture, i, label)));
        if (picture->mark_count > 0) put_marks(html, picture, label);
        html_raw(html, "</tr>");
    }
    html_raw(html, "</tbody></table>");
}
