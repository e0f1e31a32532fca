/* Signals of watched charts. */
#include "client/cli/api.h"
#include "client/cli/events.h"
#include "client/cli/jobs.h"
#include "client/cli/json.h"
#include "client/cli/mem.h"
#include "client/cli/prompt.h"
#include "client/cli/record.h"

static const struct column list[] = {{"Signal", "reference", CELL_TEXT},
                                     {"State", "state", CELL_TEXT},
                                     {"Chart", "name", CELL_CUT},
                                     {"Rule", "rule", CELL_TEXT},
                                     {"Side", "side", CELL_TEXT},
                                     {"From", "from", CELL_TEXT},
                                     {"To", "to", CELL_TEXT},
                                     {"Owner", "owner.name", CELL_TEXT},
                                     COLUMNS_END};
static const struct column one[] = {
    {"Signal", "reference", CELL_TEXT},   {"State", "state", CELL_TEXT},
    {"Chart", "chart", CELL_TEXT},        {"", "name", CELL_TEXT},
    {"Measure", "measure", CELL_TEXT},    {"Figure", "figure", CELL_TEXT},
    {"Every", "every", CELL_TEXT},        {"Periods", "periods", CELL_TEXT},
    {"Agency", "agency", CELL_TEXT},      {"Office", "office", CELL_TEXT},
    {"Service", "service", CELL_TEXT},    {"Channel", "channel", CELL_TEXT},
    {"Segment", "segment", CELL_TEXT},    {"Queue", "queue", CELL_TEXT},
    {"Target", "target", CELL_TEXT},      {"Rebased", "rebase", CELL_LIST},
    {"Trend points", "trend", CELL_TEXT}, {"Run points", "run", CELL_TEXT},
    {"Rule", "rule", CELL_TEXT},          {"Side", "side", CELL_TEXT},
    {"From", "from", CELL_TEXT},          {"To", "to", CELL_TEXT},
    {"Value", "value", CELL_TEXT},        {"Mean", "mean", CELL_TEXT},
    {"Lower limit", "lower", CELL_TEXT},  {"Upper limit", "upper", CELL_TEXT},
    {"Owner", "owner.name", CELL_TEXT},   {"Raised", "raised_at", CELL_TIME},
    {"Cause", "cause", CELL_TEXT},        {"Decision", "decision", CELL_TEXT},
    {"Decided", "decided_at", CELL_TIME}, {"Decided by", "decided_by.name", CELL_TEXT},
    {"Version", "version", CELL_TEXT},    COLUMNS_END};

enum cli_exit job_signal_list(struct cli *cli, const struct args *args)
{
    static const char *const filters[] = {"state", "chart", "owner", "office", "agency", NULL};
    const char *path = record_query(cli, args, "/signals", filters);
    if (args_flag(args, "mine")) path = api_query(cli, path, "owner", "me");
    return record_list(cli, args, path, list, "No signals.");
}

enum cli_exit job_signal_show(struct cli *cli, const struct args *args)
{
    struct api_answer answer;
    enum cli_exit code = api_get(cli, api_path(cli, "/signals/%s", args_word(args, 0)), &answer);
    if (code != CLI_OK) return code;
    if (cli->json) {
        cli_json(cli, answer.json);
        return CLI_OK;
    }
    record_print(cli, answer.json, one);
    record_section(cli, json_at(answer.json, "events"), event_columns);
    return CLI_OK;
}

enum cli_exit job_signal_decide(struct cli *cli, const struct args *args)
{
    struct record_change change = {.what = "signals",
                                   .name = "Signal",
                                   .act = "decide",
                                   .body = mem_json_take(cli->arena, json_object_new_object()),
                                   .done = "is decided"};
    const char *decision = prompt_text(cli, args_value(args, "decision"));
    if (decision == NULL) return CLI_USAGE;
    json_put_text(change.body, "cause", args_value(args, "cause"));
    json_put_text(change.body, "decision", decision);
    return record_change(cli, args, &change);
}
