/* Reports: which there are, runs, their files, and where those go. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "client/cli/api.h"
#include "client/cli/jobs.h"
#include "client/cli/json.h"
#include "client/cli/mem.h"
#include "client/cli/record.h"
#include "client/cli/table.h"

enum { FIRST_WAIT_US = 50 * 1000, MOST_WAIT_US = 1000 * 1000 };

static const struct column reports[] = {
    {"Report", "code", CELL_TEXT},   {"Agency", "agency", CELL_TEXT}, {"Name", "name", CELL_TEXT},
    {"Period", "period", CELL_TEXT}, {"Last", "last", CELL_TEXT},     COLUMNS_END};
static const struct column runs[] = {{"Run", "id", CELL_TEXT},
                                     {"Report", "report", CELL_TEXT},
                                     {"Period", "period", CELL_TEXT},
                                     {"State", "state", CELL_TEXT},
                                     {"Edition", "edition", CELL_NUMBER},
                                     {"Asked", "asked_at", CELL_TIME},
                                     {"By", "asked_by.user_name", CELL_TEXT},
                                     {"Published", "published_at", CELL_TIME},
                                     COLUMNS_END};
static const struct column deliveries[] = {{"Delivery", "id", CELL_TEXT},
                                           {"To", "recipient", CELL_TEXT},
                                           {"Format", "format", CELL_TEXT},
                                           {"Delivered", "delivered_at", CELL_TIME},
                                           {"Failed", "error", CELL_CUT},
                                           {"Confirmed by", "confirmed_by", CELL_TEXT},
                                           COLUMNS_END};

enum cli_exit job_report_list(struct cli *cli, const struct args *args)
{
    return record_list(cli, args, "/reports", reports, "No reports are defined.");
}

enum cli_exit job_report_runs(struct cli *cli, const struct args *args)
{
    static const char *const filters[] = {"report", "period", "agency", NULL};
    return record_list(cli, args, record_query(cli, args, "/report-runs", filters), runs,
                       "Nothing was run.");
}

/* ---- one run ---- */

static void say_changes(struct cli *cli, struct json_object *run)
{
    if (json_at(run, "changes") == NULL) return;
    cli_say(cli, "Different from the edition before: %lld figures",
            (long long)json_number(run, "changes.count", 0));
    for (size_t i = 0; i < json_count(run, "changes.changes"); i++) {
        struct json_object *change = json_item(run, "changes.changes", i);
        const char *of = json_count(change, "keys") == 0
                             ? "in all"
                             : json_object_to_json_string(json_at(change, "keys"));
        const char *period = json_text(change, "period");
        cli_say(cli, "  %s %s %s%s%s %s: %s -> %s", json_text(change, "section"),
                json_text(change, "measure"), of, period == NULL ? "" : " ",
                period == NULL ? "" : period, json_text(change, "figure"),
                json_object_to_json_string(json_at(change, "from")),
                json_object_to_json_string(json_at(change, "to")));
    }
}

static void say_run(struct cli *cli, struct json_object *run)
{
    const char *error = json_text(run, "error"), *digest = json_text(run, "digest");
    cli_say(cli, "Run %lld: %s of %s, %s", (long long)json_number(run, "id", 0),
            json_text(run, "report"), json_text(run, "period"), json_text(run, "state"));
    if (error != NULL) cli_say(cli, "Because %s", error);
    if (json_at(run, "same_as") != NULL)
        cli_say(cli, "Nothing has changed since run %lld.",
                (long long)json_number(run, "same_as", 0));
    if (digest != NULL)
        cli_say(cli, "Edition %lld, SHA-256 of its figures %s",
                (long long)json_number(run, "edition", 0), digest);
    say_changes(cli, run);
    if (json_count(run, "deliveries") > 0)
        table_print(cli, json_at(run, "deliveries"), deliveries, "");
}

static enum cli_exit show(struct cli *cli, enum cli_exit code, struct api_answer *answer)
{
    if (code != CLI_OK) return code;
    if (cli->json)
        cli_json(cli, answer->json);
    else
        say_run(cli, answer->json);
    return CLI_OK;
}

enum cli_exit job_report_show(struct cli *cli, const struct args *args)
{
    struct api_answer answer;
    enum cli_exit code =
        api_get(cli, api_path(cli, "/report-runs/%s", args_word(args, 0)), &answer);
    return show(cli, code, &answer);
}

/* Sends a command about a run; field NULL: it says nothing more. */
static enum cli_exit change(struct cli *cli, const char *method, const char *path,
                            const char *field, const char *value)
{
    struct api_answer answer;
    bool body = strcmp(method, "POST") == 0;
    struct json_object *fields = body ? mem_json_take(cli->arena, json_object_new_object()) : NULL;
    if (field != NULL) json_object_object_add(fields, field, json_object_new_string(value));
    struct api_request request = {.method = method, .path = path, .body = fields};
    enum cli_exit code = api_call(cli, &request, &answer);
    return show(cli, code, &answer);
}

static const char *about(struct cli *cli, const struct args *args, const char *what)
{
    return mem_printf(cli->arena, "%s%s", api_path(cli, "/report-runs/%s", args_word(args, 0)),
                      what);
}

enum cli_exit job_report_cancel(struct cli *cli, const struct args *args)
{
    return change(cli, "POST", about(cli, args, "/cancel"), NULL, NULL);
}

enum cli_exit job_report_deliver(struct cli *cli, const struct args *args)
{
    return change(cli, "POST", about(cli, args, "/deliveries"), "recipient", args_word(args, 1));
}

enum cli_exit job_report_publish(struct cli *cli, const struct args *args)
{
    return change(cli, "POST", about(cli, args, "/publication"), NULL, NULL);
}

enum cli_exit job_report_withdraw(struct cli *cli, const struct args *args)
{
    return change(cli, "DELETE", about(cli, args, "/publication"), NULL, NULL);
}

enum cli_exit job_report_receipt(struct cli *cli, const struct args *args)
{
    return change(cli, "POST", api_path(cli, "/report-deliveries/%s/receipt", args_word(args, 0)),
                  "confirmed_by", args_word(args, 1));
}

/* ---- files ---- */

/* Writes the file of a run where --output says, else to standard output. */
static enum cli_exit fetch(struct cli *cli, const struct args *args, const char *run)
{
    static const char *const filters[] = {"format", "language", NULL};
    const char *to = args_value(args, "output");
    struct api_answer answer;
    const char *path = record_query(cli, args, api_path(cli, "/report-runs/%s/file", run), filters);
    enum cli_exit code =
        api_get(cli, api_query(cli, path, "withheld", args_flag(args, "withheld") ? "true" : NULL),
                &answer);
    if (code != CLI_OK) return code;
    FILE *file = to == NULL ? stdout : fopen(to, "we");
    bool good = file != NULL && fwrite(answer.body, 1, answer.length, file) == answer.length;
    if (file != NULL && to != NULL) good = fclose(file) == 0 && good;
    if (!good) return cli_fail(cli, CLI_ERROR, "cannot write %s: %s", to, strerror(errno));
    if (to != NULL) cli_note(cli, "%s: %zu bytes", to, answer.length);
    return CLI_OK;
}

enum cli_exit job_report_file(struct cli *cli, const struct args *args)
{
    return fetch(cli, args, args_word(args, 0));
}

/* ---- a new run ---- */

static bool goes_on(struct json_object *run)
{
    const char *state = json_text(run, "state");
    return state != NULL && (strcmp(state, "waiting") == 0 || strcmp(state, "running") == 0);
}

/* Looks until the run has ended, and tells how far it is on a terminal. */
static enum cli_exit await(struct cli *cli, struct api_answer *answer)
{
    useconds_t wait_us = FIRST_WAIT_US;
    int64_t told = -1;
    while (goes_on(answer->json)) {
        int64_t percent = json_number(answer->json, "percent", 0);
        if (cli->asks && percent != told)
            cli_note(cli, "%lld %%: %s", (long long)percent,
                     json_text(answer->json, "doing|state"));
        told = percent;
        usleep(wait_us);
        wait_us = 2 * wait_us > MOST_WAIT_US ? MOST_WAIT_US : 2 * wait_us;
        const char *id =
            mem_printf(cli->arena, "%lld", (long long)json_number(answer->json, "id", 0));
        enum cli_exit code = api_get(cli, api_path(cli, "/report-runs/%s", id), answer);
        if (code != CLI_OK) return code;
    }
    return CLI_OK;
}

enum cli_exit job_report_run(struct cli *cli, const struct args *args)
{
    struct api_answer answer;
    struct json_object *body = mem_json_take(cli->arena, json_object_new_object());
    json_object_object_add(body, "period", json_object_new_string(args_value(args, "period")));
    const char *path = api_path(cli, "/reports/%s/runs", args_word(args, 0));
    struct api_request request = {.method = "POST",
                                  .path =
                                      api_query(cli, path, "agency", args_value(args, "agency")),
                                  .body = body};
    enum cli_exit code = api_call(cli, &request, &answer);
    if (code == CLI_OK) code = await(cli, &answer);
    if (code != CLI_OK) return code;
    const char *state = json_text(answer.json, "state");
    bool same = state != NULL && strcmp(state, "unchanged") == 0;
    if (!same && (state == NULL || strcmp(state, "done") != 0)) {
        show(cli, CLI_OK, &answer);
        return CLI_ERROR;
    }
    const char *id = mem_printf(cli->arena, "%lld",
                                (long long)json_number(answer.json, same ? "same_as" : "id", 0));
    if (args_value(args, "format") == NULL && args_value(args, "output") == NULL)
        return show(cli, CLI_OK, &answer);
    return fetch(cli, args, id);
}
