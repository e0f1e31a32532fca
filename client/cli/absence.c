/* Absences of staff: who is away, and saying so. */
#include "client/cli/api.h"
#include "client/cli/jobs.h"
#include "client/cli/json.h"
#include "client/cli/mem.h"
#include "client/cli/record.h"

static const struct column list[] = {{"Absence", "reference", CELL_TEXT},
                                     {"Who", "staff.name", CELL_CUT},
                                     {"User", "staff.user_name", CELL_TEXT},
                                     {"From", "from", CELL_TEXT},
                                     {"To", "to", CELL_TEXT},
                                     {"Open cases", "open_cases", CELL_NUMBER},
                                     {"Due before back", "due_before_back", CELL_NUMBER},
                                     COLUMNS_END};
static const struct column one[] = {{"Absence", "reference", CELL_TEXT},
                                    {"Who", "staff.name", CELL_TEXT},
                                    {"User", "staff.user_name", CELL_TEXT},
                                    {"Agency", "agency", CELL_TEXT},
                                    {"From", "from", CELL_TEXT},
                                    {"To", "to", CELL_TEXT},
                                    {"Open cases", "open_cases", CELL_NUMBER},
                                    {"Due before back", "due_before_back", CELL_NUMBER},
                                    {"Entered by", "entered_by.name", CELL_TEXT},
                                    {"Entered", "entered_at", CELL_TIME},
                                    {"Taken back", "withdrawn_at", CELL_TIME},
                                    {"Version", "version", CELL_TEXT},
                                    COLUMNS_END};
static const struct column history[] = {{"When", "at", CELL_TIME},   {"What", "kind", CELL_TEXT},
                                        {"By", "by.name", CELL_CUT}, {"From", "from", CELL_TEXT},
                                        {"To", "to", CELL_TEXT},     COLUMNS_END};

enum cli_exit job_absence_list(struct cli *cli, const struct args *args)
{
    static const char *const filters[] = {"staff", "office", "from", "to", "agency", NULL};
    return record_list(cli, args, record_query(cli, args, "/absences", filters), list,
                       "Nobody is away.");
}

static enum cli_exit say(struct cli *cli, struct json_object *absence, const char *done)
{
    if (cli->json) cli_json(cli, absence);
    cli_say(cli, "%s is away from %s to %s: absence %s %s; version %s.",
            json_text(absence, "staff.name"), json_text(absence, "from"), json_text(absence, "to"),
            json_text(absence, "reference"), done, json_text(absence, "version"));
    return CLI_OK;
}

enum cli_exit job_absence_enter(struct cli *cli, const struct args *args)
{
    struct api_answer answer;
    const char *from = args_word(args, 1), *to = args_word(args, 2);
    struct api_request request = {.method = "POST",
                                  .path = api_path(cli, "/staff/%s/absences", args_word(args, 0)),
                                  .body = mem_json_take(cli->arena, json_object_new_object())};
    json_put_text(request.body, "from", from);
    json_put_text(request.body, "to", to == NULL ? from : to);
    enum cli_exit code = api_call(cli, &request, &answer);
    return code == CLI_OK ? say(cli, answer.json, "is entered") : code;
}

enum cli_exit job_absence_show(struct cli *cli, const struct args *args)
{
    struct api_answer answer;
    enum cli_exit code = api_get(cli, api_path(cli, "/absences/%s", args_word(args, 0)), &answer);
    if (code != CLI_OK) return code;
    if (cli->json) {
        cli_json(cli, answer.json);
        return CLI_OK;
    }
    record_print(cli, answer.json, one);
    record_section(cli, json_at(answer.json, "events"), history);
    return CLI_OK;
}

enum cli_exit job_absence_change(struct cli *cli, const struct args *args)
{
    struct record_change change = {.what = "absences",
                                   .name = "Absence",
                                   .body = mem_json_take(cli->arena, json_object_new_object()),
                                   .done = "is changed"};
    json_put_text(change.body, "from", args_value(args, "from"));
    json_put_text(change.body, "to", args_value(args, "to"));
    return record_change(cli, args, &change);
}

enum cli_exit job_absence_withdraw(struct cli *cli, const struct args *args)
{
    struct record_change change = {.what = "absences",
                                   .name = "Absence",
                                   .act = "withdraw",
                                   .body = mem_json_take(cli->arena, json_object_new_object()),
                                   .done = "is taken back"};
    return record_change(cli, args, &change);
}
