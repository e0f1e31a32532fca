/* Control charts: a line of blocks, what they say, and a table; or a picture in a file. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "client/cli/api.h"
#include "client/cli/jobs.h"
#include "client/cli/json.h"
#include "client/cli/measure.h"
#include "client/cli/mem.h"
#include "client/cli/output.h"
#include "client/cli/record.h"
#include "client/cli/table.h"

static const struct column points[] = {
    {"Period", "", CELL_TEXT}, {"Value", "", CELL_NUMBER}, {"Signal", "", CELL_TEXT}, COLUMNS_END};
static const struct column segments[] = {{"From", "", CELL_TEXT},     {"To", "", CELL_TEXT},
                                         {"Points", "", CELL_NUMBER}, {"Mean", "", CELL_NUMBER},
                                         {"Lower", "", CELL_NUMBER},  {"Upper", "", CELL_NUMBER},
                                         {"Judged", "", CELL_TEXT},   COLUMNS_END};

/* "beyond-limit above", "" */
static const char *signal_of(struct cli *cli, struct json_object *item)
{
    const char *rule = json_text(item, "rule");
    if (rule == NULL) return "";
    return mem_printf(cli->arena, "%s %s", rule, json_text(item, "side"));
}

static double number_at(struct json_object *item, const char *path)
{
    struct json_object *value = json_at(item, path);
    return value == NULL ? NAN : json_object_get_double(value);
}

/* One block a point, between the lowest and the highest value; a blank where there is none. */
static void print_line(struct cli *cli, struct json_object *chart)
{
    static const char *const blocks[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    enum { BLOCKS = sizeof blocks / sizeof blocks[0] };
    double low = INFINITY, high = -INFINITY;
    for (size_t i = 0; i < json_count(chart, "points"); i++) {
        double value = number_at(json_item(chart, "points", i), "value");
        if (value < low) low = value;
        if (value > high) high = value;
    }
    for (size_t i = 0; i < json_count(chart, "points"); i++) {
        struct json_object *point = json_item(chart, "points", i);
        double value = number_at(point, "value");
        int block = isnan(value) || high <= low ? 0 : (int)((value - low) / (high - low) * BLOCKS);
        const char *text = isnan(value) ? " " : blocks[block < BLOCKS ? block : BLOCKS - 1];
        bool signal = json_text(point, "rule") != NULL;
        printf("%s", styled(cli, text, signal ? STYLE_BAD : STYLE_PLAIN));
    }
    printf("\n\n");
}

static void print_segments(struct cli *cli, struct json_object *chart)
{
    const char *unit = json_text(chart, "unit");
    struct table *table = table_new(cli, segments);
    for (size_t i = 0; i < json_count(chart, "segments"); i++) {
        struct json_object *segment = json_item(chart, "segments", i);
        table_cell(table, json_text(segment, "from"), STYLE_PLAIN);
        table_cell(table, json_text(segment, "to"), STYLE_PLAIN);
        table_cell(table, json_text(segment, "values"), STYLE_PLAIN);
        table_cell(table, measure_text(cli, unit, json_at(segment, "mean")), STYLE_PLAIN);
        table_cell(table, measure_text(cli, unit, json_at(segment, "lower")), STYLE_PLAIN);
        table_cell(table, measure_text(cli, unit, json_at(segment, "upper")), STYLE_PLAIN);
        table_cell(table, json_true(segment, "judged") ? "yes" : "fewer than 13 points",
                   STYLE_PLAIN);
    }
    table_out(table);
}

static void print_points(struct cli *cli, struct json_object *chart)
{
    const char *unit = json_text(chart, "unit");
    struct table *table = table_new(cli, points);
    for (size_t i = 0; i < json_count(chart, "points"); i++) {
        struct json_object *point = json_item(chart, "points", i);
        table_cell(table, json_text(point, "period"), STYLE_PLAIN);
        table_cell(table, measure_text(cli, unit, json_at(point, "value")), STYLE_PLAIN);
        table_cell(table, signal_of(cli, point), STYLE_BAD);
    }
    table_out(table);
}

static void print_signals(struct cli *cli, struct json_object *chart)
{
    if (json_count(chart, "signals") == 0) cli_say(cli, "No signal.");
    for (size_t i = 0; i < json_count(chart, "signals"); i++) {
        struct json_object *signal = json_item(chart, "signals", i);
        const char *from = json_text(signal, "from"), *to = json_text(signal, "to");
        bool one = strcmp(from, to) == 0;
        cli_say(cli, "Signal: %s, %s%s%s", signal_of(cli, signal), from, one ? "" : " to ",
                one ? "" : to);
    }
}

/* What a chart says of its target. */
static void print_target(struct cli *cli, struct json_object *chart)
{
    static const char *const says[][2] = {{"always-met", "is always met, as things are"},
                                          {"always-missed", "is always missed, as things are"},
                                          {"luck", "is met or missed by luck"}};
    const char *assurance = json_text(chart, "assurance");
    const char *target = measure_text(cli, json_text(chart, "unit"), json_at(chart, "target"));
    for (size_t i = 0; assurance != NULL && i < sizeof says / sizeof says[0]; i++)
        if (strcmp(says[i][0], assurance) == 0)
            cli_say(cli, "The target of %s %s.", target, says[i][1]);
}

static void print(struct cli *cli, struct json_object *chart)
{
    const char *figure = json_text(chart, "figure");
    cli_say(cli, "%s%s%s, %s, by %s, %s to %s", json_text(chart, "measure.name"),
            figure == NULL ? "" : " ", figure == NULL ? "" : figure, json_text(chart, "agency"),
            json_text(chart, "every"), json_text(chart, "from"), json_text(chart, "to"));
    printf("\n");
    print_line(cli, chart);
    print_segments(cli, chart);
    printf("\n");
    print_signals(cli, chart);
    print_target(cli, chart);
    printf("\n");
    print_points(cli, chart);
}

enum cli_exit job_chart(struct cli *cli, const struct args *args)
{
    static const char *const queries[] = {
        "agency", "from",   "to",     "every",  "office", "service", "channel",  "segment",
        "queue",  "figure", "target", "rebase", "trend",  "run",     "language", NULL};
    const char *file = args_value(args, "output");
    bool svg = args_flag(args, "svg");
    struct api_answer answer;
    if (svg && file == NULL && cli->width > 0)
        return cli_fail(cli, CLI_USAGE, "a picture is nothing for a terminal: --output FILE");
    if (!svg && file != NULL)
        return cli_fail(cli, CLI_USAGE, "a picture goes into a file: --svg --output %s", file);
    const char *path =
        record_query(cli, args, api_path(cli, "/measures/%s/chart", args_word(args, 0)), queries);
    enum cli_exit code = api_get(cli, api_query(cli, path, "format", svg ? "svg" : NULL), &answer);
    if (code != CLI_OK) return code;
    if (svg) return output_body(cli, file, &answer, "The chart");
    if (cli->json)
        cli_json(cli, answer.json);
    else
        print(cli, answer.json);
    return CLI_OK;
}
