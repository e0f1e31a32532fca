/* The catalogue. */
#include <stdio.h>

#include "client/cli/api.h"
#include "client/cli/jobs.h"
#include "client/cli/json.h"
#include "client/cli/table.h"
#include "client/cli/text.h"

static const struct column services[] = {
    {"Service", "code", CELL_TEXT},      {"Name", "name", CELL_CUT},
    {"Agency", "agency", CELL_TEXT},     {"Fee", "fee.text", CELL_CUT},
    {"Channels", "channels", CELL_LIST}, COLUMNS_END};

enum cli_exit job_service_list(struct cli *cli, const struct args *args)
{
    struct api_answer answer;
    enum cli_exit code =
        api_get(cli, api_query(cli, "/services", "q", args_word(args, 0)), &answer);
    if (code != CLI_OK) return code;
    struct json_object *items = json_at(answer.json, "items");
    if (cli->json)
        cli_json(cli, items);
    else
        table_print(cli, items, services, "No service fits.");
    return CLI_OK;
}

static const struct column service[] = {{"Service", "code", CELL_TEXT},
                                        {"Name", "name", CELL_TEXT},
                                        {"Agency", "agency_name", CELL_TEXT},
                                        {"Kind", "kind", CELL_TEXT},
                                        {"Description", "description", CELL_TEXT},
                                        {"Fee", "fee.text|fee.amount", CELL_TEXT},
                                        {"Steps", "steps", CELL_LIST},
                                        {"Bring along", "documents", CELL_LIST},
                                        {"In plain words", "plain.text", CELL_TEXT},
                                        {"The public is told", "info", CELL_LIST},
                                        {"Channels", "channels", CELL_LIST},
                                        {"Promised", "standard.text", CELL_TEXT},
                                        {"Minutes of work", "expected_minutes", CELL_TEXT},
                                        {"Skill", "skill", CELL_TEXT},
                                        {"Queue", "queue", CELL_TEXT},
                                        {"Process", "process", CELL_TEXT},
                                        {"Related", "related", CELL_LIST},
                                        COLUMNS_END};
static const struct column offices[] = {{"Office", "code", CELL_TEXT},
                                        {"Name", "name", CELL_TEXT},
                                        {"Address", "address", CELL_CUT},
                                        {"Phone", "phone", CELL_TEXT},
                                        COLUMNS_END};

enum cli_exit job_service_show(struct cli *cli, const struct args *args)
{
    struct api_answer answer;
    const char *path = api_path(cli, "/services/%s", args_word(args, 0));
    enum cli_exit code =
        api_get(cli, api_query(cli, path, "agency", args_value(args, "agency")), &answer);
    if (code != CLI_OK) return code;
    if (cli->json) {
        cli_json(cli, answer.json);
        return CLI_OK;
    }
    record_print(cli, answer.json, service);
    printf("\n");
    table_print(cli, json_at(answer.json, "offices"), offices, NULL);
    for (size_t i = 0; i < json_count(answer.json, "faq"); i++) {
        struct json_object *faq = json_item(answer.json, "faq", i);
        const char *question = json_text(faq, "question"), *reply = json_text(faq, "answer");
        cli_say(cli, "\n%s\n  %s", question != NULL ? question : "", reply != NULL ? reply : "");
    }
    return CLI_OK;
}
