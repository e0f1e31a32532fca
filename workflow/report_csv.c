/* A report as CSV (RFC 4180, UTF-8 with a byte order mark, as spreadsheets want it): a line for
 * each figure, in whole units (seconds, minutes, cases), so that nothing is rounded. What looks
 * like a formula is text (proto/csv_write.h). And as JSON. */
#include <json-c/json.h>
#include <string.h>

#include "proto/arena.h"
#include "proto/csv_write.h"
#include "proto/json_get.h"
#include "workflow/measure.h"
#include "workflow/report.h"
#include "workflow/report_file.h"
#include "workflow/words.h"

#define BYTE_MARK "\xef\xbb\xbf"

/* A number of a figure; empty when it has none. */
static void put_number(struct csv *csv, const struct json_object *figure, const char *part)
{
    struct json_object *value = NULL;
    if (!json_object_object_get_ex(figure, part, &value) || value == NULL)
        csv_string(csv, NULL);
    else
        csv_number(csv, json_object_get_int64(value));
}

/* With a point and without groups, whatever the language: it is to be read by programs. */
static void put_share(struct csv *csv, const struct json_object *measure,
                      const struct json_object *figure)
{
    bool times = name_number(&measure_kind_names, json_get_text(measure, "kind")) == MEASURE_TIMES;
    struct json_object *some = NULL;
    int64_t of = json_get_int(figure, times ? "judged" : "n", 0);
    if (of <= 0 || !json_object_object_get_ex(figure, times ? "in_time" : "value", &some))
        csv_string(csv, NULL);
    else
        csv_double(csv, (double)json_get_int(measure, "scale", 1) *
                            (double)json_object_get_int64(some) / (double)of);
}

static void put_head(struct csv *csv, const struct words *words)
{
    static const char *const columns[] = {
        "section", "measure", "unit", "period", "key-1",         "key-2",  "value",          "n",
        "share",   "median",  "p90",  "p95",    "in-time-count", "judged", "withheld-column"};
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        csv_string(csv, words_named(words, "report", columns[i]));
    csv_line_end(csv);
}

static const char *key_of(const struct report_document *document, const struct json_object *section,
                          const struct json_object *row, size_t place)
{
    if (place >= json_get_length(json_get_list(section, "by"))) return NULL;
    return report_key_title(document, section, row, place);
}

/* row NULL: the total. */
static void put_figure(struct csv *csv, const struct report_document *document,
                       const struct json_object *section, const struct json_object *row,
                       size_t place, const struct json_object *figure)
{
    const struct words *words = document->words;
    const struct json_object *measure = json_get_item(json_get_list(section, "measures"), place);
    const char *period = json_get_text(row, "period");
    csv_string(csv, report_text(words, json_get_list(section, "texts"), "title"));
    csv_string(csv, report_measure_title(document, measure));
    csv_string(csv, words_named(words, "unit", json_get_text(measure, "unit")));
    csv_string(csv, period == NULL ? json_get_text(document->figures, "period") : period);
    csv_string(csv,
               row == NULL ? words_text(words, "report.total") : key_of(document, section, row, 0));
    csv_string(csv, row == NULL ? NULL : key_of(document, section, row, 1));
    put_number(csv, figure, "value");
    put_number(csv, figure, "n");
    put_share(csv, measure, figure);
    put_number(csv, figure, "median");
    put_number(csv, figure, "p90");
    put_number(csv, figure, "p95");
    put_number(csv, figure, "in_time");
    put_number(csv, figure, "judged");
    csv_string(csv,
               json_get_bool(figure, "withheld") ? words_text(words, "report.withheld") : NULL);
    csv_line_end(csv);
}

static void put_section(struct csv *csv, const struct report_document *document,
                        const struct json_object *section)
{
    const struct json_object *rows = json_get_list(section, "rows");
    const struct json_object *total = json_get_list(section, "total");
    for (size_t i = 0; i < json_get_length(rows); i++) {
        const struct json_object *row = json_get_item(rows, i);
        const struct json_object *figures = json_get_list(row, "figures");
        for (size_t k = 0; k < json_get_length(figures); k++)
            put_figure(csv, document, section, row, k, json_get_item(figures, k));
    }
    for (size_t k = 0; k < json_get_length(total); k++)
        put_figure(csv, document, section, NULL, k, json_get_item(total, k));
}

const char *report_csv(const struct report_document *document, size_t *length)
{
    struct csv csv;
    const struct json_object *sections = json_get_list(document->figures, "sections");
    csv_begin(&csv, document->arena);
    put_head(&csv, document->words);
    for (size_t i = 0; i < json_get_length(sections); i++)
        put_section(&csv, document, json_get_item(sections, i));
    const char *text = csv_text(&csv, length);
    const char *marked = text == NULL ? NULL : arena_printf(document->arena, BYTE_MARK "%s", text);
    *length = marked == NULL ? 0 : strlen(marked);
    return marked;
}

const char *report_json(const struct report_document *document, size_t *length)
{
    const struct report_frozen *frozen = document->frozen;
    const char *changes =
        document->changes == NULL
            ? "null"
            : json_object_to_json_string_ext(document->changes, JSON_C_TO_STRING_PLAIN |
                                                                    JSON_C_TO_STRING_NOSLASHESCAPE);
    const char *figures = json_object_to_json_string_ext(
        document->figures, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
    if (changes == NULL || figures == NULL) return NULL;
    char *text = arena_printf(document->arena,
                              "{\"edition\":%d,\"digest\":\"%s\",\"withheld\":%s,"
                              "\"changes\":%s,\"figures\":%s}\n",
                              frozen->edition, frozen->digest, frozen->withheld ? "true" : "false",
                              changes, figures);
    *length = text == NULL ? 0 : strlen(text);
    return text;
}
