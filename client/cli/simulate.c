/* What a queue would be like: a simulation, followed while it runs. */
#include <curl/curl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "client/cli/api.h"
#include "client/cli/jobs.h"
#include "client/cli/json.h"
#include "client/cli/mem.h"
#include "client/cli/progress.h"
#include "client/cli/record.h"
#include "client/cli/settings.h"
#include "client/cli/sse.h"
#include "client/cli/table.h"

enum { PROBLEM_MAX = 64 * 1024 };

static volatile sig_atomic_t stopped;

static void on_stop(int signal_number)
{
    (void)signal_number;
    stopped = 1;
}

struct simulating {
    struct cli *cli;
    CURL *handle;
    struct sse sse;
    struct progress progress;
    struct mem_text problem;    /* body of an answer that is no stream */
    struct json_object *result; /* NULL: not there yet */
    struct json_object *refused;
};

static void on_event(void *context, const char *type, const char *text)
{
    struct simulating *simulating = context;
    struct json_object *told = json_read(simulating->cli->arena, text, strlen(text));
    if (strcmp(type, "progress") == 0) {
        int64_t made = json_number(told, "made", 0), runs = json_number(told, "runs", 1);
        if (!simulating->cli->json)
            progress_show(&simulating->progress, (double)made / (double)runs, (long)made);
    } else if (strcmp(type, "result") == 0) {
        simulating->result = told;
    } else {
        simulating->refused = told;
    }
}

static size_t on_bytes(char *bytes, size_t size, size_t count, void *context)
{
    struct simulating *simulating = context;
    long status = 0;
    curl_easy_getinfo(simulating->handle, CURLINFO_RESPONSE_CODE, &status);
    if (status == 200)
        sse_feed(&simulating->sse, bytes, size * count, on_event, simulating);
    else if (simulating->problem.length < PROBLEM_MAX)
        mem_add(&simulating->problem, bytes, size * count);
    return size * count;
}

static int on_progress(void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    (void)context, (void)a, (void)b, (void)c, (void)d;
    return stopped;
}

static CURLcode follow(struct simulating *simulating, const char *body, long *status)
{
    struct cli *cli = simulating->cli;
    struct curl_slist *headers = api_headers(cli, true);
    headers = curl_slist_append(headers, "Accept: text/event-stream");
    CURL *handle = simulating->handle = api_handle(cli, "/simulations");
    if (handle == NULL) {
        curl_slist_free_all(headers);
        return CURLE_FAILED_INIT;
    }
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, body);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, on_bytes);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, simulating);
    curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, on_progress);
    CURLcode code = curl_easy_perform(handle);
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, status);
    curl_easy_cleanup(handle);
    curl_slist_free_all(headers);
    return code;
}

/* ---- what came of it ---- */

static const struct column weeks[] = {{"Week from", "from", CELL_TEXT},
                                      {"Capacity", "capacity", CELL_NUMBER},
                                      {"Come", "arrivals", CELL_TEXT},
                                      {"Demand", "demand", CELL_TEXT},
                                      {"Backlog", "backlog", CELL_TEXT},
                                      {"Cases", "cases", CELL_TEXT},
                                      {"In time", "in_time", CELL_TEXT},
                                      {"Overload", "overload", CELL_TEXT},
                                      COLUMNS_END};

static const char *percent(struct cli *cli, struct json_object *value)
{
    if (value == NULL) return "-";
    return mem_printf(cli->arena, "%.1f %%", 100 * json_object_get_double(value));
}

/* "1200 (980 … 1510)": the median, and what nine of ten runs were above and below. */
static void put_spread(struct cli *cli, struct json_object *row, struct json_object *of,
                       const char *name)
{
    struct json_object *spread = json_at(of, name);
    bool share = strcmp(name, "in_time") == 0;
    const char *text = "-";
    if (spread != NULL && share)
        text =
            mem_printf(cli->arena, "%s (%s … %s)", percent(cli, json_at(spread, "median")),
                       percent(cli, json_at(spread, "p10")), percent(cli, json_at(spread, "p90")));
    else if (spread != NULL)
        text = mem_printf(cli->arena, "%s (%s … %s)", json_text(spread, "median"),
                          json_text(spread, "p10"), json_text(spread, "p90"));
    json_put_text(row, name, text);
}

static void add_row(struct cli *cli, struct json_object *rows, struct json_object *of,
                    const char *name)
{
    static const char *const spreads[] = {"arrivals", "demand", "backlog", "cases", "in_time"};
    struct json_object *row = json_object_new_object();
    json_put_text(row, "from", name);
    json_put_text(row, "capacity", json_text(of, "capacity"));
    for (size_t i = 0; i < sizeof spreads / sizeof spreads[0]; i++)
        put_spread(cli, row, of, spreads[i]);
    json_put_text(row, "overload", percent(cli, json_at(of, "demand_exceeds_capacity")));
    json_object_array_add(rows, row);
}

/* A row of what was: figures alone. */
static void add_happened(struct cli *cli, struct json_object *rows, struct json_object *of)
{
    static const char *const plain[] = {"arrivals", "capacity", "demand", "backlog", "cases"};
    struct json_object *row = json_object_new_object();
    json_put_text(row, "from", "what happened");
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
        json_put_text(row, plain[i], json_text(of, plain[i]));
    json_put_text(row, "in_time", percent(cli, json_at(of, "in_time")));
    json_object_array_add(rows, row);
}

static void print(struct cli *cli, struct json_object *result)
{
    struct json_object *rows = mem_json_take(cli->arena, json_object_new_array());
    struct json_object *backtest = json_at(result, "backtest");
    cli_say(cli, "%s, %s: %s people, demand times %s, %s runs with seed %s, as from %s to %s",
            json_text(result, "queue"), json_text(result, "agency"), json_text(result, "people"),
            json_text(result, "demand"), json_text(result, "runs"), json_text(result, "seed"),
            json_text(result, "history.from"), json_text(result, "history.to"));
    cli_say(cli,
            "Minutes of work: the median of the runs, in brackets the 10th and 90th percentile.");
    for (size_t i = 0; i < json_count(result, "weeks"); i++)
        add_row(cli, rows, json_item(result, "weeks", i),
                json_text(json_item(result, "weeks", i), "from"));
    add_row(cli, rows, json_at(result, "all"), "all weeks");
    table_print(cli, rows, weeks, NULL);
    cli_say(cli,
            "The chance that more comes than can be done is %s; %s minutes wait at the beginning.",
            percent(cli, json_at(result, "all.demand_exceeds_capacity")),
            json_text(result, "begin.backlog"));
    if (backtest == NULL) {
        cli_say(cli, "Too little is known to hold a forecast of last month against what happened.");
        return;
    }
    cli_say(cli, "\nThe same for %s to %s, forecast from what was known before:",
            json_text(backtest, "from"), json_text(backtest, "to"));
    rows = mem_json_take(cli->arena, json_object_new_array());
    add_row(cli, rows, json_at(backtest, "forecast"), "forecast");
    add_happened(cli, rows, json_at(backtest, "happened"));
    table_print(cli, rows, weeks, NULL);
}

/* ---- the question ---- */

/* "+1", "-2", "1.2". False: told. */
static bool put_number(struct cli *cli, struct json_object *body, const struct args *args,
                       const char *name, bool whole)
{
    const char *text = args_value(args, name);
    char *end = NULL;
    if (text == NULL) return true;
    double value = strtod(text, &end);
    if (end == text || *end != '\0' || (whole && strpbrk(text, ".eExX") != NULL)) {
        cli_fail(cli, CLI_USAGE, "--%s: '%s' is no %snumber, such as %s", name, text,
                 whole ? "whole " : "", whole ? "+1 or -2" : "1.2");
        return false;
    }
    json_object_object_add(body, name,
                           whole ? json_object_new_int64((int64_t)value)
                                 : json_object_new_double_s(value, text));
    return true;
}

static struct json_object *question(struct cli *cli, const struct args *args)
{
    static const char *const numbers[] = {"weeks", "runs", "seed"};
    struct json_object *body = mem_json_take(cli->arena, json_object_new_object());
    json_put_text(body, "queue", args_value(args, "queue"));
    json_put_text(body, "agency", args_value(args, "agency"));
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        if (args_value(args, numbers[i]) != NULL)
            json_object_object_add(body, numbers[i],
                                   json_object_new_int64(args_number(args, numbers[i])));
    if (!put_number(cli, body, args, "staff", true) ||
        !put_number(cli, body, args, "demand", false))
        return NULL;
    return body;
}

static enum cli_exit finish(struct simulating *simulating, long status, CURLcode code)
{
    struct cli *cli = simulating->cli;
    if (stopped) return cli_fail(cli, CLI_UNAVAILABLE, "ended; nothing came of it");
    if (status == 0)
        return cli_fail(cli, CLI_UNAVAILABLE, "cannot reach %s: %s", cli->settings->server,
                        api_trouble((int)code));
    if (status != 200) {
        struct api_answer answer = {.status = (int)status, .body = mem_text(&simulating->problem)};
        answer.json = json_read(cli->arena, answer.body, simulating->problem.length);
        api_tell(cli, &answer);
        return api_exit_of(answer.status, json_text(answer.json, "type"));
    }
    if (simulating->refused != NULL)
        return cli_fail(cli, CLI_ERROR, "%s: %s", json_text(simulating->refused, "detail"),
                        json_text(simulating->refused, "hint"));
    if (simulating->result == NULL)
        return cli_fail(cli, CLI_UNAVAILABLE,
                        "the connection was lost before the simulation was done; ask again");
    if (cli->json)
        cli_json(cli, simulating->result);
    else
        print(cli, simulating->result);
    return CLI_OK;
}

enum cli_exit job_simulate(struct cli *cli, const struct args *args)
{
    struct simulating simulating = {.cli = cli, .problem = {.arena = cli->arena}};
    struct sigaction stop = {.sa_handler = on_stop};
    struct json_object *body = question(cli, args);
    long status = 0;
    if (body == NULL) return CLI_USAGE;
    sigaction(SIGINT, &stop, NULL);
    sigaction(SIGTERM, &stop, NULL);
    sse_start(&simulating.sse);
    if (!cli->json) progress_start(&simulating.progress, "runs");
    CURLcode code =
        follow(&simulating, json_object_to_json_string_ext(body, JSON_C_TO_STRING_PLAIN), &status);
    if (!cli->json) progress_end(&simulating.progress);
    sse_end(&simulating.sse);
    return finish(&simulating, status, code);
}
