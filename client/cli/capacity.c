/* Demand, capacity, activity and backlog of a queue. */
#include "client/cli/api.h"
#include "client/cli/jobs.h"
#include "client/cli/json.h"
#include "client/cli/mem.h"
#include "client/cli/record.h"
#include "client/cli/table.h"

static const struct column days[] = {{"Day", "day", CELL_TEXT},
                                     {"Demand", "demand", CELL_NUMBER},
                                     {"Capacity", "capacity", CELL_NUMBER},
                                     {"Activity", "activity", CELL_NUMBER},
                                     {"Backlog", "backlog", CELL_NUMBER},
                                     {"Cases", "cases", CELL_NUMBER},
                                     COLUMNS_END};

enum cli_exit job_capacity(struct cli *cli, const struct args *args)
{
    static const char *const filters[] = {"agency", "from", "to", NULL};
    struct api_answer answer;
    const char *path = api_path(cli, "/queues/%s/capacity", args_word(args, 0));
    enum cli_exit code = api_get(cli, record_query(cli, args, path, filters), &answer);
    if (code != CLI_OK) return code;
    if (cli->json) {
        cli_json(cli, answer.json);
        return CLI_OK;
    }
    long long demand = 0, activity = 0;
    struct json_object *items = json_at(answer.json, "days");
    for (size_t i = 0; i < json_count(items, ""); i++) {
        demand += json_number(json_item(items, "", i), "demand", 0);
        activity += json_number(json_item(items, "", i), "activity", 0);
    }
    cli_say(cli, "%s, %s, %s to %s, in minutes of work", json_text(answer.json, "queue"),
            json_text(answer.json, "agency"), json_text(answer.json, "from"),
            json_text(answer.json, "to"));
    table_print(cli, items, days, NULL);
    cli_say(cli, "%lld minutes came, %lld were worked.", demand, activity);
    return CLI_OK;
}
