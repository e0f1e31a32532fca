/* A clock explains itself: from, to, what counted, and why the rest did not. */
#include <stdio.h>
#include <string.h>

#include "client/cli/api.h"
#include "client/cli/jobs.h"
#include "client/cli/json.h"
#include "client/cli/mem.h"
#include "client/cli/table.h"
#include "client/cli/text.h"
#include "client/cli/when.h"

/* "promised", "extended_by" and "so_far" are added to the answer by tell_promise(). */
static const struct column head[] = {{"Clock", "kind", CELL_TEXT},
                                     {"Standard", "standard.code", CELL_TEXT},
                                     {"In force from", "standard.in_force_from", CELL_TEXT},
                                     {"In force to", "standard.in_force_to", CELL_TEXT},
                                     {"Promised", "promised", CELL_TEXT},
                                     {"Extended by", "extended_by", CELL_TEXT},
                                     {"State", "state", CELL_TEXT},
                                     {"Started", "started_at", CELL_TIME},
                                     {"Due", "due_at", CELL_DUE},
                                     {"Was due", "was_due_at", CELL_TIME},
                                     {"Counted", "counted_seconds", CELL_SPAN_S},
                                     {"So far", "so_far", CELL_TEXT},
                                     COLUMNS_END};
static const struct column complaint_head[] = {{"Clock", "kind", CELL_TEXT},
                                               {"Stage", "ladder.stage_name", CELL_TEXT},
                                               {"Ladder", "ladder.code", CELL_TEXT},
                                               {"In force from", "ladder.in_force_from", CELL_TEXT},
                                               {"Promised", "promised", CELL_TEXT},
                                               {"Extended by", "extended_by", CELL_TEXT},
                                               {"State", "state", CELL_TEXT},
                                               {"Started", "started_at", CELL_TIME},
                                               {"Due", "due_at", CELL_DUE},
                                               {"Was due", "was_due_at", CELL_TIME},
                                               {"Counted", "counted_seconds", CELL_SPAN_S},
                                               {"So far", "so_far", CELL_TEXT},
                                               COLUMNS_END};
static const struct column rungs[] = {{"Percent", "percent", CELL_NUMBER},
                                      {"At", "at", CELL_TIME},
                                      {"Fired", "fired", CELL_YES},
                                      COLUMNS_END};
static const struct column changed[] = {{"What", "kind", CELL_TEXT},
                                        {"At", "at", CELL_TIME},
                                        {"By", "by", CELL_TEXT},
                                        {"Units", "amount", CELL_NUMBER},
                                        {"Moved by", "moved_by", CELL_TEXT},
                                        {"Was due", "was_due_at", CELL_TIME},
                                        {"Due", "due_at", CELL_TIME},
                                        {"Why", "reason", CELL_CUT},
                                        COLUMNS_END};
static const struct column lines[] = {{"From", "", CELL_TEXT},    {"To", "", CELL_TEXT},
                                      {"Counted", "", CELL_TEXT}, {"Not counted", "", CELL_TEXT},
                                      {"Why", "", CELL_CUT},      COLUMNS_END};

static const char *span(struct cli *cli, int64_t us)
{
    char text[WHEN_TEXT];
    if (us == 0) return "";
    when_span(us, text);
    return mem_strdup(cli->arena, text);
}

static const char *local(struct cli *cli, const char *time, int64_t *at_us)
{
    char text[WHEN_TEXT];
    if (time == NULL || !when_parse(time, at_us)) return "";
    when_format_local(*at_us, text);
    return mem_strdup(cli->arena, text);
}

/* "closed hours", "holiday: Liberation Day", "paused: waiting-for-customer (Mila Petrova): asked
 * for the deed" */
static const char *why(struct cli *cli, struct json_object *line)
{
    const char *kind = json_text(line, "kind"), *holiday = json_text(line, "holiday");
    const char *reason = json_text(line, "reason"), *who = json_text(line, "by");
    const char *note = json_text(line, "note");
    struct mem_text text = {.arena = cli->arena};
    mem_add_text(&text, kind != NULL ? kind : "");
    if (holiday != NULL) mem_add_printf(&text, ": %s", holiday);
    if (reason != NULL) mem_add_printf(&text, ": %s", reason);
    if (who != NULL) mem_add_printf(&text, " (%s)", who);
    if (note != NULL) mem_add_printf(&text, ": %s", note);
    return text_clean(cli->arena, mem_text(&text), TEXT_ONE_LINE);
}

static void print_lines(struct cli *cli, struct json_object *clock)
{
    struct table *table = table_new(cli, lines);
    int64_t counted_us = 0, not_counted_us = 0;
    for (size_t i = 0; i < json_count(clock, "intervals"); i++) {
        struct json_object *line = json_item(clock, "intervals", i);
        int64_t from_us = 0, to_us = 0;
        int64_t one_us = json_number(line, "counted_seconds", 0) * US_PER_S;
        enum style style = one_us > 0 ? STYLE_PLAIN : STYLE_DIM;
        table_cell(table, local(cli, json_text(line, "from"), &from_us), style);
        table_cell(table, local(cli, json_text(line, "to"), &to_us), style);
        int64_t rest_us = to_us - from_us - one_us;
        table_cell(table, span(cli, one_us), style);
        table_cell(table, span(cli, rest_us), style);
        table_cell(table, why(cli, line), style);
        counted_us += one_us;
        not_counted_us += rest_us;
    }
    table_cell(table, "", STYLE_TITLE);
    table_cell(table, "in all", STYLE_TITLE);
    table_cell(table, span(cli, counted_us), STYLE_TITLE);
    table_cell(table, span(cli, not_counted_us), STYLE_TITLE);
    table_cell(table, "", STYLE_TITLE);
    table_out(table);
}

/* Adds "10 working-days, for 95 % of cases" and "in time"; the due time of a clock that does not
 * run is no longer ahead. of: what promises it. */
static void tell_promise(struct cli *cli, struct json_object *clock, const char *of)
{
    struct mem_text promised = {.arena = cli->arena};
    struct json_object *promise = json_at(clock, of);
    const char *amount = json_text(promise, "amount"), *due = json_text(clock, "due_at");
    const char *unit = json_text(promise, "unit"), *target = json_text(promise, "target_percent");
    if (amount != NULL && unit != NULL) mem_add_printf(&promised, "%s %s", amount, unit);
    if (target != NULL) mem_add_printf(&promised, ", for %s %% of cases", target);
    json_put_text(clock, "promised", mem_text(&promised));
    if (json_number(clock, "extended", 0) > 0)
        json_put_text(clock, "extended_by",
                      mem_printf(cli->arena, "%s %s", json_text(clock, "extended"), unit));
    json_put_text(clock, "so_far", json_true(clock, "in_time") ? "in time" : "late");
    if (due == NULL || text_equal(json_text(clock, "state"), "running")) return;
    json_put_text(clock, "was_due_at", due);
    json_object_object_del(clock, "due_at");
}

static void print_clock(struct cli *cli, struct json_object *clock, const char *of,
                        const struct column *title)
{
    tell_promise(cli, clock, of);
    record_print(cli, clock, title);
    printf("\n");
    print_lines(cli, clock);
    printf("\n");
    if (json_count(clock, "changes") > 0) {
        table_print(cli, json_at(clock, "changes"), changed, NULL);
        printf("\n");
    }
    table_print(cli, json_at(clock, "rungs"), rungs, NULL);
}

/* of, title: what promises the clocks of such an object; none: said when there are none. */
static enum cli_exit explain(struct cli *cli, const char *path, const char *of,
                             const struct column *title, const char *none)
{
    struct api_answer answer;
    enum cli_exit code = api_get(cli, path, &answer);
    if (code != CLI_OK) return code;
    if (cli->json) {
        cli_json(cli, answer.json);
        return CLI_OK;
    }
    size_t count = json_count(answer.json, "clocks");
    if (count == 0) cli_say(cli, "%s", none);
    for (size_t i = 0; i < count; i++) {
        if (i > 0) printf("\n");
        print_clock(cli, json_item(answer.json, "clocks", i), of, title);
    }
    return CLI_OK;
}

enum cli_exit job_clock(struct cli *cli, const struct args *args)
{
    return explain(cli, api_path(cli, "/cases/%s/clock", args_word(args, 0)), "standard", head,
                   "No service standard is promised for this case.");
}

enum cli_exit job_complaint_clock(struct cli *cli, const struct args *args)
{
    return explain(cli, api_path(cli, "/complaints/%s/clock", args_word(args, 0)), "ladder",
                   complaint_head, "No clock runs or ran for this complaint.");
}
