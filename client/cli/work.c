/* Work in hand: lists of cases, contacts, queues, tasks of professionals, notices. */
#include <stdio.h>

#include "client/cli/api.h"
#include "client/cli/jobs.h"
#include "client/cli/json.h"
#include "client/cli/mem.h"
#include "client/cli/prompt.h"
#include "client/cli/record.h"
#include "client/cli/table.h"

enum { PAGE = 50 };

static const struct column cases[] = {
    {"Case", "reference", CELL_TEXT},    {"Service", "service", CELL_TEXT},
    {"Subject", "subject", CELL_CUT},    {"State", "state", CELL_TEXT},
    {"With", "handler.name", CELL_TEXT}, {"Queue", "queue", CELL_TEXT},
    {"Opened", "opened_at", CELL_TIME},  {"Due", "due_at", CELL_DUE},
    {"Paused", "paused", CELL_TEXT},     {"Closed", "closed_at", CELL_TIME},
    {"Outcome", "outcome", CELL_TEXT},   COLUMNS_END};

enum cli_exit job_case_list(struct cli *cli, const struct args *args)
{
    static const char *const filters[] = {"queue",   "service", "office", "agency",
                                          "handler", "due",     "status", "customer"};
    const char *path = "/cases";
    for (size_t i = 0; i < sizeof filters / sizeof filters[0]; i++)
        path = api_query(cli, path, filters[i], args_value(args, filters[i]));
    if (args_flag(args, "mine")) path = api_query(cli, path, "handler", "me");
    if (args_flag(args, "unassigned")) path = api_query(cli, path, "unassigned", "true");
    return record_list(cli, args, path, cases, "No cases.");
}

static const struct column contacts[] = {{"Begun", "at", CELL_TIME},
                                         {"Channel", "channel", CELL_TEXT},
                                         {"Office", "office", CELL_TEXT},
                                         {"With", "by.name", CELL_TEXT},
                                         {"Waited", "wait_s", CELL_SPAN_S},
                                         {"Took", "duration_s", CELL_SPAN_S},
                                         {"Abandoned", "abandoned", CELL_YES},
                                         {"Standard", "standard", CELL_TEXT},
                                         {"Judged", "verdict", CELL_TEXT},
                                         {"Cause", "cause", CELL_TEXT},
                                         {"Service", "service", CELL_TEXT},
                                         {"Case", "case", CELL_TEXT},
                                         COLUMNS_END};

enum cli_exit job_contact_list(struct cli *cli, const struct args *args)
{
    static const char *const filters[] = {"agency", "office", "channel", "day", "verdict"};
    const char *path = "/contacts";
    for (size_t i = 0; i < sizeof filters / sizeof filters[0]; i++)
        path = api_query(cli, path, filters[i], args_value(args, filters[i]));
    return record_list(cli, args, path, contacts, "No contacts.");
}

static const struct column queues[] = {{"Queue", "code", CELL_TEXT},
                                       {"Name", "name", CELL_CUT},
                                       {"Agency", "agency", CELL_TEXT},
                                       {"Open", "open", CELL_NUMBER},
                                       {"Unassigned", "unassigned", CELL_NUMBER},
                                       {"Overdue", "overdue", CELL_NUMBER},
                                       {"Due soon", "due_soon", CELL_NUMBER},
                                       {"Tasks", "tasks", CELL_NUMBER},
                                       COLUMNS_END};
static const struct column queued_complaints[] = {
    {"Queue", "code", CELL_TEXT},
    {"Agency", "agency", CELL_TEXT},
    {"Complaints", "complaints.open", CELL_NUMBER},
    {"Unassigned", "complaints.unassigned", CELL_NUMBER},
    {"Overdue", "complaints.overdue", CELL_NUMBER},
    {"Due soon", "complaints.due_soon", CELL_NUMBER},
    COLUMNS_END};
static const struct column mine[] = {
    {"My open cases", "mine.open", CELL_NUMBER},
    {"Overdue", "mine.overdue", CELL_NUMBER},
    {"Due soon", "mine.due_soon", CELL_NUMBER},
    {"My tasks", "mine.tasks", CELL_NUMBER},
    {"My notices", "mine.notices", CELL_NUMBER},
    {"My complaints", "mine.complaints.open", CELL_NUMBER},
    {"Complaints overdue", "mine.complaints.overdue", CELL_NUMBER},
    {"Complaints due soon", "mine.complaints.due_soon", CELL_NUMBER},
    COLUMNS_END};

/* The queues in which complaints wait. */
static struct json_object *with_complaints(struct cli *cli, struct json_object *items)
{
    struct json_object *some = mem_json_take(cli->arena, json_object_new_array());
    for (size_t i = 0; i < json_count(items, ""); i++) {
        struct json_object *item = json_item(items, "", i);
        if (json_number(item, "complaints.open", 0) > 0)
            json_object_array_add(some, json_object_get(item));
    }
    return some;
}

enum cli_exit job_queue(struct cli *cli, const struct args *args)
{
    (void)args;
    struct api_answer answer;
    enum cli_exit code = api_get(cli, "/queues", &answer);
    if (code != CLI_OK) return code;
    if (cli->json) {
        cli_json(cli, answer.json);
        return CLI_OK;
    }
    record_print(cli, answer.json, mine);
    printf("\n");
    table_print(cli, json_at(answer.json, "items"), queues, "No queues.");
    struct json_object *complaints = with_complaints(cli, json_at(answer.json, "items"));
    if (json_count(complaints, "") > 0) printf("\n");
    table_print(cli, complaints, queued_complaints, NULL);
    return CLI_OK;
}

static const struct column tasks[] = {{"Task", "id", CELL_TEXT},
                                      {"Case", "reference", CELL_TEXT},
                                      {"Service", "service", CELL_TEXT},
                                      {"Queue", "queue", CELL_TEXT},
                                      {"With", "assignee.name", CELL_TEXT},
                                      {"Asked", "opened_at", CELL_TIME},
                                      {"Case due", "due_at", CELL_DUE},
                                      {"Question", "question", CELL_CUT},
                                      COLUMNS_END};

enum cli_exit job_task_list(struct cli *cli, const struct args *args)
{
    const char *path = api_query(cli, "/tasks", "queue", args_value(args, "queue"));
    if (args_flag(args, "mine")) path = api_query(cli, path, "mine", "true");
    return record_list(cli, args, path, tasks, "No open tasks.");
}

static enum cli_exit send_task(struct cli *cli, const struct args *args, const char *what,
                               struct json_object *body, const char *done)
{
    struct api_answer answer;
    const char *path = api_path(cli, "/tasks/%s/", args_word(args, 0));
    struct api_request request = {
        .method = "POST", .path = mem_printf(cli->arena, "%s%s", path, what), .body = body};
    enum cli_exit code = api_call(cli, &request, &answer);
    if (code != CLI_OK) return code;
    if (cli->json && answer.json != NULL) cli_json(cli, answer.json);
    cli_say(cli, "Task %s %s.", args_word(args, 0), done);
    return CLI_OK;
}

enum cli_exit job_task_claim(struct cli *cli, const struct args *args)
{
    struct json_object *body = mem_json_take(cli->arena, json_object_new_object());
    return send_task(cli, args, "claim", body, "is yours");
}

enum cli_exit job_task_answer(struct cli *cli, const struct args *args)
{
    struct json_object *body = mem_json_take(cli->arena, json_object_new_object());
    const char *text = prompt_text(cli, args_word(args, 1));
    if (text == NULL) return CLI_USAGE;
    json_put_text(body, "answer", text);
    json_put_number(body, "minutes", args_number(args, "minutes"));
    return send_task(cli, args, "answer", body, "is answered");
}

static const struct column notices[] = {{"When", "at", CELL_TIME},
                                        {"What", "kind", CELL_TEXT},
                                        {"Percent", "percent", CELL_NUMBER},
                                        {"About", "about", CELL_TEXT},
                                        {"Reference", "reference|sample", CELL_TEXT},
                                        {"Service", "service", CELL_TEXT},
                                        {"Subject", "subject", CELL_CUT},
                                        {"Due", "due_at", CELL_DUE},
                                        COLUMNS_END};

/* Marks everything up to the newest of the items. */
static enum cli_exit mark_seen(struct cli *cli, struct json_object *items)
{
    struct api_answer answer;
    struct json_object *body = mem_json_take(cli->arena, json_object_new_object());
    struct api_request request = {.method = "POST", .path = "/notices/seen", .body = body};
    int64_t up_to = 0;
    for (size_t i = 0; i < json_count(items, ""); i++) {
        int64_t id = json_number(json_item(items, "", i), "id", 0);
        if (id > up_to) up_to = id;
    }
    json_put_number(body, "up_to", up_to);
    enum cli_exit code = api_call(cli, &request, &answer);
    if (code == CLI_OK) cli_say(cli, "Marked as seen.");
    return code;
}

enum cli_exit job_notice(struct cli *cli, const struct args *args)
{
    struct json_object *items;
    bool more;
    enum cli_exit code = api_list(cli, "/notices", PAGE, &items, &more);
    if (code != CLI_OK) return code;
    if (cli->json)
        cli_json(cli, items);
    else
        table_print(cli, items, notices, "Nothing new.");
    if (!args_flag(args, "seen") || json_count(items, "") == 0) return CLI_OK;
    return mark_seen(cli, items);
}
