/* Standards: what is promised, and what has come of it. */
#include <stdio.h>

#include "client/cli/api.h"
#include "client/cli/jobs.h"
#include "client/cli/json.h"
#include "client/cli/mem.h"
#include "client/cli/table.h"
#include "client/cli/text.h"

/* "promised", "asked", "this_month" and "this_quarter" are added to the answer. */
static const struct column standards[] = {{"Standard", "code", CELL_TEXT},
                                          {"Kind", "kind", CELL_TEXT},
                                          {"Promised", "promised", CELL_TEXT},
                                          {"This month", "this_month", CELL_TEXT},
                                          {"This quarter", "this_quarter", CELL_TEXT},
                                          {"Name", "name", CELL_CUT},
                                          {"Agency", "agency", CELL_TEXT},
                                          COLUMNS_END};
static const struct column versions[] = {{"From", "in_force_from", CELL_TEXT},
                                         {"To", "in_force_to", CELL_TEXT},
                                         {"Now", "in_force", CELL_YES},
                                         {"Promised", "promised", CELL_TEXT},
                                         {"Services", "services", CELL_LIST},
                                         {"Channels", "channels", CELL_LIST},
                                         {"Segments", "segments", CELL_LIST},
                                         {"Asked", "asked", CELL_TEXT},
                                         {"Calendar", "calendar", CELL_TEXT},
                                         {"Extension", "extension", CELL_TEXT},
                                         {"Published", "published", CELL_YES},
                                         {"This month", "this_month", CELL_TEXT},
                                         {"This quarter", "this_quarter", CELL_TEXT},
                                         COLUMNS_END};
static const struct column standard[] = {{"Standard", "code", CELL_TEXT},
                                         {"Agency", "agency", CELL_TEXT},
                                         {"Kind", "kind", CELL_TEXT},
                                         {"Named by", "named_by", CELL_LIST},
                                         {"This month", "this_month", CELL_TEXT},
                                         {"This quarter", "this_quarter", CELL_TEXT},
                                         COLUMNS_END};

/* "96.5 %: 55 of 57" */
static const char *result(struct cli *cli, struct json_object *item, const char *period)
{
    struct json_object *judged = json_at(item, period);
    if (judged == NULL) return "not counted";
    if (json_text(judged, "n") == NULL) return "withheld";
    long long met = json_number(judged, "met", 0), n = json_number(judged, "n", 0);
    const char *share = json_text(judged, "share");
    if (share == NULL) return "none yet";
    return mem_printf(cli->arena, "%s %%: %lld of %lld", share, met, n);
}

/* "after-closing: satisfied 4, 5" */
static const char *asked(struct cli *cli, struct json_object *item)
{
    struct mem_text text = {.arena = cli->arena};
    mem_add_printf(&text, "%s: %s", json_text(item, "asks.survey"),
                   json_text(item, "asks.question"));
    for (size_t i = 0; i < json_count(item, "asks.answers"); i++)
        mem_add_printf(&text, "%s %s", i == 0 ? "" : ",",
                       json_text(json_item(item, "asks.answers", i), ""));
    return mem_text(&text);
}

static void tell(struct cli *cli, struct json_object *item)
{
    struct mem_text text = {.arena = cli->arena};
    const char *amount = json_text(item, "amount"), *unit = json_text(item, "unit");
    const char *target = json_text(item, "target_percent");
    mem_add_printf(&text, "%s %%", target == NULL ? "?" : target);
    if (amount != NULL)
        mem_add_printf(&text, " within %s %s", amount, unit == NULL ? "seconds" : unit);
    json_put_text(item, "promised", mem_text(&text));
    if (json_at(item, "asks") != NULL) json_put_text(item, "asked", asked(cli, item));
    json_put_text(item, "this_month", result(cli, item, "month"));
    json_put_text(item, "this_quarter", result(cli, item, "quarter"));
    if (json_number(item, "extension_max", 0) > 0)
        json_put_text(item, "extension",
                      mem_printf(cli->arena, "%s %s", json_text(item, "extension_max"), unit));
}

enum cli_exit job_standard_list(struct cli *cli, const struct args *args)
{
    struct api_answer answer;
    const char *path = api_query(cli, "/standards", "agency", args_value(args, "agency"));
    enum cli_exit code =
        api_get(cli, api_query(cli, path, "kind", args_value(args, "kind")), &answer);
    if (code != CLI_OK) return code;
    struct json_object *items = json_at(answer.json, "items");
    if (cli->json) {
        cli_json(cli, items);
        return CLI_OK;
    }
    for (size_t i = 0; i < json_count(items, ""); i++) tell(cli, json_item(items, "", i));
    table_print(cli, items, standards, "Nothing is promised.");
    return CLI_OK;
}

enum cli_exit job_standard_show(struct cli *cli, const struct args *args)
{
    struct api_answer answer;
    const char *path = api_path(cli, "/standards/%s", args_word(args, 0));
    enum cli_exit code =
        api_get(cli, api_query(cli, path, "agency", args_value(args, "agency")), &answer);
    if (code != CLI_OK) return code;
    if (cli->json) {
        cli_json(cli, answer.json);
        return CLI_OK;
    }
    tell(cli, answer.json);
    for (size_t i = 0; i < json_count(answer.json, "versions"); i++)
        tell(cli, json_item(answer.json, "versions", i));
    record_print(cli, answer.json, standard);
    printf("\n");
    table_print(cli, json_at(answer.json, "versions"), versions, NULL);
    return CLI_OK;
}
