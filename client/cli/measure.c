/* Measures: what there is, and the figures of one. */
#include <stdio.h>
#include <string.h>

#include "client/cli/api.h"
#include "client/cli/jobs.h"
#include "client/cli/json.h"
#include "client/cli/measure.h"
#include "client/cli/mem.h"
#include "client/cli/record.h"
#include "client/cli/table.h"
#include "client/cli/text.h"
#include "client/cli/when.h"
#include "proto/types.h"

/* "of" is added to the answer. */
static const struct column catalogue[] = {
    {"Measure", "name", CELL_TEXT}, {"Family", "family", CELL_TEXT}, {"Kind", "kind", CELL_TEXT},
    {"Unit", "unit", CELL_TEXT},    {"Of", "of", CELL_CUT},          COLUMNS_END};

static enum cli_exit list(struct cli *cli)
{
    struct api_answer answer;
    enum cli_exit code = api_get(cli, "/measures", &answer);
    if (code != CLI_OK) return code;
    struct json_object *items = json_at(answer.json, "items");
    if (cli->json) {
        cli_json(cli, items);
        return CLI_OK;
    }
    for (size_t i = 0; i < json_count(items, ""); i++) {
        struct json_object *item = json_item(items, "", i);
        const char *whole = json_text(item, "denominator");
        json_put_text(item, "of",
                      mem_printf(cli->arena, "%s%s%s", json_text(item, "numerator"),
                                 whole == NULL ? "" : " / ", whole == NULL ? "" : whole));
    }
    table_print(cli, items, catalogue, NULL);
    return CLI_OK;
}

/* ---- one ---- */

enum { COLUMNS = 12 };

static const char *title_of(const char *figure)
{
    static const char *const titles[][2] = {
        {"value", "Value"}, {"n", "n"},      {"share", "Share"},     {"median", "Median"},
        {"p90", "90 %"},    {"p95", "95 %"}, {"in_time", "In time"}, {"judged", "Judged"}};
    for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++)
        if (strcmp(titles[i][0], figure) == 0) return titles[i][1];
    return figure;
}

/* The columns of an answer: period, dimensions, figures. */
static void columns_of(struct cli *cli, struct json_object *answer, struct column *columns)
{
    size_t count = 0;
    if (json_text(answer, "every") != NULL)
        columns[count++] = (struct column){"Period", "period", CELL_TEXT};
    for (size_t i = 0; i < json_count(answer, "by"); i++) {
        char *title = mem_strdup(cli->arena, json_text(json_item(answer, "by", i), ""));
        title[0] = (char)(title[0] - 'a' + 'A');
        columns[count++] = (struct column){title, "", CELL_TEXT};
    }
    for (size_t i = 0; i < json_count(answer, "measure.figures"); i++) {
        const char *figure = json_text(json_item(answer, "measure.figures", i), "");
        columns[count++] = (struct column){title_of(figure), figure, CELL_NUMBER};
    }
    columns[count] = (struct column)COLUMNS_END;
}

const char *measure_text(struct cli *cli, const char *unit, struct json_object *value)
{
    char span[WHEN_TEXT];
    if (value == NULL) return "-";
    double number = json_object_get_double(value);
    if (strcmp(unit, "share") == 0) return mem_printf(cli->arena, "%.1f %%", 100 * number);
    if (strcmp(unit, "per-1000") == 0) return mem_printf(cli->arena, "%.1f", number);
    if (strcmp(unit, "seconds") != 0)
        return json_object_is_type(value, json_type_int) ? json_text(value, "")
                                                         : mem_printf(cli->arena, "%.2f", number);
    when_span((int64_t)(number * (double)US_PER_S), span);
    return mem_strdup(cli->arena, span);
}

/* A figure of a cell: of a percentile the unit is the measure's, of the rest a number or a share.
 */
static const char *figure_text(struct cli *cli, struct json_object *answer,
                               struct json_object *cell, const char *figure)
{
    const char *unit = json_text(answer, "measure.unit");
    bool is_share = strcmp(figure, "share") == 0;
    bool is_time = strcmp(figure, "median") == 0 || figure[0] == 'p';
    if (is_share && strcmp(unit, "per-1000") != 0) unit = "share";
    return measure_text(cli, is_share || is_time ? unit : "", json_at(cell, figure));
}

static void add_row(struct cli *cli, struct table *table, struct json_object *answer,
                    struct json_object *cell, bool total)
{
    if (json_text(answer, "every") != NULL)
        table_cell(table, json_text(cell, "period"), STYLE_PLAIN);
    for (size_t i = 0; i < json_count(answer, "by"); i++) {
        const char *code = total ? "all" : json_text(json_item(cell, "key", i), "");
        table_cell(table, text_clean(cli->arena, code == NULL ? "-" : code, TEXT_ONE_LINE),
                   total ? STYLE_DIM : STYLE_PLAIN);
    }
    for (size_t i = 0; i < json_count(answer, "measure.figures"); i++) {
        const char *figure = json_text(json_item(answer, "measure.figures", i), "");
        table_cell(table, figure_text(cli, answer, cell, figure), STYLE_PLAIN);
    }
}

/* What the figures are, and how exact. */
static void say_head(struct cli *cli, struct json_object *answer)
{
    const char *whole = json_text(answer, "measure.denominator");
    double error = json_object_get_double(json_at(answer, "measure.percentile_error"));
    cli_say(cli, "%s, %s, %s to %s", json_text(answer, "measure.name"), json_text(answer, "agency"),
            json_text(answer, "from"), json_text(answer, "to"));
    cli_say(cli, "%s (%s)%s%s", json_text(answer, "measure.numerator"),
            json_text(answer, "measure.unit"), whole == NULL ? "" : "; ",
            whole == NULL ? "" : whole);
    if (error > 0) cli_say(cli, "Percentiles are at most %.1f %% off.", 100 * error);
}

static void print(struct cli *cli, struct json_object *answer)
{
    struct column columns[COLUMNS];
    columns_of(cli, answer, columns);
    struct table *table = table_new(cli, columns);
    for (size_t i = 0; i < json_count(answer, "cells"); i++)
        add_row(cli, table, answer, json_item(answer, "cells", i), false);
    for (size_t i = 0; json_count(answer, "by") > 0 && i < json_count(answer, "totals"); i++)
        add_row(cli, table, answer, json_item(answer, "totals", i), true);
    say_head(cli, answer);
    printf("\n");
    table_out(table);
}

enum cli_exit job_measure(struct cli *cli, const struct args *args)
{
    static const char *const filters[] = {"agency",  "from",    "to",      "every", "by", "office",
                                          "service", "channel", "segment", "queue", NULL};
    struct api_answer answer;
    if (args_word(args, 0) == NULL) return list(cli);
    const char *path =
        record_query(cli, args, api_path(cli, "/measures/%s", args_word(args, 0)), filters);
    bool csv = args_flag(args, "csv");
    enum cli_exit code = api_get(cli, api_query(cli, path, "format", csv ? "csv" : NULL), &answer);
    if (code != CLI_OK) return code;
    if (csv)
        fwrite(answer.body, 1, answer.length, stdout);
    else if (cli->json)
        cli_json(cli, answer.json);
    else
        print(cli, answer.json);
    return CLI_OK;
}
