/* A report as one page: nothing from elsewhere, a table for each picture, fit to be printed. */
#include <json-c/json.h>
#include <stdio.h>

#include "proto/arena.h"
#include "proto/json_get.h"
#include "workflow/chart_svg.h"
#include "workflow/html.h"
#include "workflow/report.h"
#include "workflow/report_file.h"
#include "workflow/words.h"

static const char style[] =
    ":root{color-scheme:light}"
    "body{font:1rem/1.5 system-ui,sans-serif;color:#1a1a1a;background:#fff;margin:0 auto;"
    "max-width:72rem;padding:1.5rem}"
    "h1{font-size:1.9rem;line-height:1.2;margin:0 0 .25rem}"
    "h2{font-size:1.3rem;margin:2.5rem 0 .5rem;border-top:2px solid #1a4f7a;padding-top:.75rem}"
    ".lead{font-size:1.15rem;margin:.25rem 0 1rem}"
    ".scroll{overflow-x:auto;margin:1rem 0}"
    ".scroll:focus{outline:3px solid #1a4f7a}"
    "table.figures{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.95rem}"
    "table.figures caption{text-align:left;font-weight:600;padding:.25rem 0}"
    "table.figures th,table.figures td{padding:.3rem .6rem;border-bottom:1px solid #c8ccd0;"
    "text-align:right;vertical-align:top}"
    "table.figures thead th{background:#eef2f5;border-bottom:2px solid #56616b}"
    "table.figures .l{text-align:left;font-weight:400}"
    "table.figures thead .l{font-weight:600}"
    "table.figures tr.total>*{font-weight:700;border-top:2px solid #56616b}"
    ".picture{margin:1rem 0;max-width:60rem}"
    "footer{margin-top:3rem;border-top:1px solid #56616b;font-size:.9rem}"
    "footer code{overflow-wrap:anywhere}"
    "@media print{body{padding:0;max-width:none;font-size:10pt}.scroll{overflow:visible}"
    "table.figures{font-size:8pt}table.figures th,table.figures td{padding:.15rem .3rem}"
    "h2{break-after:avoid}tr,.picture{break-inside:avoid}thead{display:table-header-group}}";

static const char *word(const struct report_document *document, const char *key)
{
    return words_text(document->words, key);
}

/* ---- tables ---- */

static size_t group_width(const struct report_table *table, size_t first)
{
    size_t end = first + 1;
    while (end < table->column_count && table->columns[end].group == table->columns[first].group)
        end++;
    return end - first;
}

static bool has_groups(const struct report_table *table)
{
    for (size_t i = 0; i < table->column_count; i++)
        if (table->columns[i].group != NULL && table->columns[i].title != NULL) return true;
    return false;
}

/* Two lines when measures have several columns: a measure without any spans both. */
static void put_head(struct html *html, const struct report_table *table)
{
    bool two = has_groups(table);
    html_raw(html, "<thead><tr>");
    for (size_t i = 0, width; i < table->column_count; i += width) {
        const struct report_column *column = &table->columns[i];
        width = column->group == NULL ? 1 : group_width(table, i);
        bool spans = column->group == NULL || column->title == NULL;
        const char *text = column->group == NULL ? column->title : column->group;
        const char *left = i < table->label_count ? " class=\"l\"" : "";
        html_raw(html, "<th");
        html_raw(html, left);
        if (two && spans) html_raw(html, " rowspan=\"2\"");
        if (!spans) html_put(html, " colspan=\"%d\"", (int)width);
        html_put(html, " scope=\"%s\">%s</th>", spans ? "col" : "colgroup", text);
    }
    html_raw(html, "</tr>");
    if (two) html_raw(html, "<tr>");
    for (size_t i = 0; i < table->column_count && two; i++)
        if (table->columns[i].group != NULL && table->columns[i].title != NULL)
            html_put(html, "<th scope=\"col\">%s</th>", table->columns[i].title);
    html_raw(html, two ? "</tr></thead>\n" : "</thead>\n");
}

static bool put_row(struct html *html, const struct report_document *document,
                    const struct report_table *table, size_t row)
{
    bool total = table->totalled && row + 1 == table->row_count;
    html_raw(html, total ? "<tr class=\"total\">" : "<tr>");
    for (size_t i = 0; i < table->column_count; i++) {
        const struct report_cell *cell = &table->cells[row * table->column_count + i];
        const char *text = report_cell_text(document, cell);
        if (text == NULL) return false;
        if (i < table->label_count)
            html_put(html, "<th class=\"l\" scope=\"row\">%s</th>", text);
        else if (cell->kind == CELL_TEXT)
            html_put(html, "<td class=\"l\">%s</td>", text);
        else
            html_put(html, "<td>%s</td>", text);
    }
    html_raw(html, "</tr>\n");
    return true;
}

static void begin_table(struct html *html, const char *code, const char *caption)
{
    html_put(html,
             "<div class=\"scroll\" role=\"group\" tabindex=\"0\" aria-labelledby=\"t-%s\">"
             "<table class=\"figures\"><caption id=\"t-%s\">%s</caption>\n",
             code, code, caption);
}

static bool put_table(struct html *html, const struct report_document *document,
                      const struct report_table *table)
{
    begin_table(html, json_get_text(table->section, "code"), table->title);
    put_head(html, table);
    html_raw(html, "<tbody>\n");
    for (size_t row = 0; row < table->row_count; row++)
        if (!put_row(html, document, table, row)) return false;
    html_raw(html, "</tbody></table></div>\n");
    return true;
}

/* ---- pictures ---- */

static bool put_picture(struct html *html, const struct report_document *document,
                        const struct json_object *section)
{
    struct report_lines lines;
    struct chart_line shown[CHART_LINES_MAX];
    if (!report_lines_make(document, section, &lines)) return false;
    if (lines.line_count == 0) return true;
    for (size_t i = 0; i < lines.line_count; i++)
        shown[i] = (struct chart_line){lines.names[i], lines.values[i]};
    char *id = arena_printf(document->arena, "c-%s", json_get_text(section, "code"));
    if (id == NULL) return false;
    struct chart_picture picture = {.words = document->words,
                                    .id = id,
                                    .title = lines.title,
                                    .description = word(document, "report.picture"),
                                    .unit = lines.unit,
                                    .look = lines.bars ? CHART_BARS : CHART_LINES,
                                    .whole = lines.whole,
                                    .percent = lines.shares,
                                    .labels = lines.labels,
                                    .count = lines.count,
                                    .rhythm = lines.rhythm,
                                    .lines = shown,
                                    .line_count = lines.line_count,
                                    .label_word = lines.label_word};
    html_raw(html, "<div class=\"picture\">\n");
    chart_svg(html, &picture, false);
    html_raw(html, "</div>\n");
    return true;
}

/* ---- parts ---- */

static bool put_section(struct html *html, const struct report_document *document,
                        const struct json_object *section)
{
    struct report_table table;
    if (!report_table_make(document, section, &table)) return false;
    const char *code = json_get_text(section, "code");
    html_put(html, "<section aria-labelledby=\"s-%s\">\n<h2 id=\"s-%s\">%s</h2>\n", code, code,
             table.title);
    if (table.about != NULL) html_put(html, "<p>%s</p>\n", table.about);
    const struct json_object *filters = json_get_list(section, "filters");
    for (size_t i = 0; i < json_get_length(filters); i++) {
        const struct json_object *filter = json_get_item(filters, i);
        const char *name = json_get_text(filter, "name"), *of = json_get_text(filter, "dimension");
        html_put(html, "<p>%s: %s</p>\n", words_named(document->words, "dimension", of),
                 name != NULL ? name
                              : words_named(document->words, of, json_get_text(filter, "code")));
    }
    if (report_shows(section, "chart") && !put_picture(html, document, section)) return false;
    /* A picture is never without its figures. */
    if (table.row_count == 0)
        html_put(html, "<p>%s</p>\n", word(document, "report.nothing"));
    else if (!put_table(html, document, &table))
        return false;
    html_raw(html, "</section>\n");
    return true;
}

static bool put_changes(struct html *html, const struct report_document *document)
{
    static const char *const titles[REPORT_CHANGE_COLUMNS] = {"report.section",   "report.measure",
                                                              "report.change-of", "report.figure",
                                                              "report.from",      "report.to"};
    struct report_cell cells[REPORT_CHANGE_COLUMNS];
    if (document->changes == NULL) return true;
    const struct json_object *list = json_get_list(document->changes, "changes");
    int64_t count = json_get_int(document->changes, "count", 0);
    html_put(html, "<section aria-labelledby=\"s-_changes\">\n<h2 id=\"s-_changes\">%s</h2>\n",
             word(document, "report.changes"));
    const char *told = words_count(document->words, document->arena, "report.changed", count);
    if (told == NULL) return false;
    html_put(html, "<p>%s</p>\n", told);
    if (json_get_length(list) > 0) {
        begin_table(html, "_changes", word(document, "report.changes"));
        html_raw(html, "<thead><tr>");
        for (size_t i = 0; i < REPORT_CHANGE_COLUMNS; i++)
            html_put(html, "<th scope=\"col\">%s</th>", word(document, titles[i]));
        html_raw(html, "</tr></thead><tbody>\n");
        for (size_t i = 0; i < json_get_length(list); i++) {
            if (!report_change_row(document, json_get_item(list, i), cells)) return false;
            html_raw(html, "<tr>");
            for (size_t k = 0; k < REPORT_CHANGE_COLUMNS; k++) {
                const char *text = report_cell_text(document, &cells[k]);
                if (text == NULL) return false;
                html_put(html,
                         cells[k].kind == CELL_TEXT ? "<td class=\"l\">%s</td>" : "<td>%s</td>",
                         text);
            }
            html_raw(html, "</tr>\n");
        }
        html_raw(html, "</tbody></table></div>\n");
    }
    html_raw(html, "</section>\n");
    return true;
}

static bool put_foot(struct html *html, const struct report_document *document)
{
    char date[WORDS_DATE];
    words_date(document->words, document->frozen->frozen_on, date);
    const char *frozen =
        words_fill_one(document->words, document->arena, "report.frozen", "date", date);
    if (frozen == NULL) return false;
    html_put(html, "<footer>\n<p>%s</p>\n<p>%s</p>\n", word(document, "report.note-percentiles"),
             word(document, "report.note-serious"));
    if (document->frozen->withheld)
        html_put(html, "<p>%s</p>\n", word(document, "report.note-withheld"));
    html_put(html, "<p>%s %s <code>%s</code></p>\n</footer>\n", frozen,
             word(document, "report.digest"), document->frozen->digest);
    return true;
}

const char *report_style(struct arena *arena)
{
    return arena_printf(arena, "%s%s", style, chart_style());
}

const char *report_html(const struct report_document *document, size_t *length)
{
    struct html html;
    char edition[WORDS_NUMBER];
    const struct json_object *sections = json_get_list(document->figures, "sections");
    words_number(document->words, document->frozen->edition, edition);
    const char *which =
        words_fill_one(document->words, document->arena, "report.edition", "n", edition);
    if (which == NULL) return NULL;
    html_begin(&html, document->arena);
    html_put(&html,
             "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
             "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
             "<title>%s – %s – %s</title>\n<style>",
             words_language(document->words), document->title, document->period, document->agency);
    html_raw(&html, style);
    html_raw(&html, chart_style());
    html_put(&html,
             "</style>\n</head>\n<body>\n<main>\n<header>\n<p>%s</p>\n<h1>%s</h1>\n"
             "<p class=\"lead\">%s · %s</p>\n",
             document->agency, document->title, document->period, which);
    if (document->about != NULL) html_put(&html, "<p>%s</p>\n", document->about);
    html_raw(&html, "</header>\n");
    if (!put_changes(&html, document)) return NULL;
    for (size_t i = 0; i < json_get_length(sections); i++)
        if (!put_section(&html, document, json_get_item(sections, i))) return NULL;
    html_raw(&html, "</main>\n");
    if (!put_foot(&html, document)) return NULL;
    html_raw(&html, "</body>\n</html>\n");
    const char *page = html_page(&html);
    *length = page == NULL ? 0 : html.length;
    return page;
}
