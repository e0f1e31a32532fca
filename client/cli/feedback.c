/* Suggestions and compliments. */
#include <stdio.h>
#include <string.h>

#include "client/cli/api.h"
#include "client/cli/customer.h"
#include "client/cli/events.h"
#include "client/cli/jobs.h"
#include "client/cli/json.h"
#include "client/cli/mem.h"
#include "client/cli/prompt.h"
#include "client/cli/record.h"

static const struct column feedback_list[] = {{"Feedback", "reference", CELL_TEXT},
                                              {"Kind", "kind", CELL_TEXT},
                                              {"State", "state", CELL_TEXT},
                                              {"Text", "text", CELL_CUT},
                                              {"Office", "office", CELL_TEXT},
                                              {"Service", "service", CELL_TEXT},
                                              {"Owner", "owner.name", CELL_TEXT},
                                              {"Received", "received_at", CELL_TIME},
                                              {"Improvement", "improvement", CELL_TEXT},
                                              COLUMNS_END};
static const struct column feedback[] = {{"Feedback", "reference", CELL_TEXT},
                                         {"Kind", "kind", CELL_TEXT},
                                         {"State", "state", CELL_TEXT},
                                         {"Text", "text", CELL_TEXT},
                                         {"Language", "language", CELL_TEXT},
                                         {"From", "customer_record.name", CELL_TEXT},
                                         {"Customer", "customer", CELL_TEXT},
                                         {"Received", "received_at", CELL_TIME},
                                         {"By", "channel", CELL_TEXT},
                                         {"At", "office", CELL_TEXT},
                                         {"About case", "case", CELL_TEXT},
                                         {"About service", "service", CELL_TEXT},
                                         {"About office", "about_office", CELL_TEXT},
                                         {"About", "staff.name", CELL_TEXT},
                                         {"Owner", "owner.name", CELL_TEXT},
                                         {"Answer", "answer", CELL_TEXT},
                                         {"Answered", "answered_at", CELL_TIME},
                                         {"Answered by", "answered_by.name", CELL_TEXT},
                                         {"Accepted", "accepted", CELL_YES},
                                         {"Closed because", "reason", CELL_TEXT},
                                         {"Improvement", "improvement_record.reference", CELL_TEXT},
                                         {"", "improvement_record.title", CELL_TEXT},
                                         {"It is", "improvement_record.state", CELL_TEXT},
                                         {"Version", "version", CELL_TEXT},
                                         COLUMNS_END};

/* Suggestion or compliment; told when it is neither. */
static bool is_kind(struct cli *cli, const char *kind)
{
    if (name_number(&feedback_kind_names, kind) != 0) return true;
    cli_fail(cli, CLI_USAGE, "'%s' is neither suggestion nor compliment", kind);
    return false;
}

enum cli_exit job_feedback_log(struct cli *cli, const struct args *args)
{
    static const char *const plain[] = {"channel", "agency", "office",  "case",
                                        "service", "staff",  "language"};
    const char *customer = args_value(args, "customer");
    struct record_change made = {.what = "feedback",
                                 .name = "Feedback",
                                 .body = mem_json_take(cli->arena, json_object_new_object()),
                                 .done = "is logged"};
    if (!is_kind(cli, args_word(args, 0))) return CLI_USAGE;
    const char *text = prompt_text(cli, args_word(args, 1));
    if (text == NULL) return CLI_USAGE;
    json_put_text(made.body, "kind", args_word(args, 0));
    json_put_text(made.body, "text", text);
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
        json_put_text(made.body, plain[i], args_value(args, plain[i]));
    json_put_text(made.body, "about_office", args_value(args, "about-office"));
    json_put_text(made.body, "received_at", args_time(cli, args, "received-at"));
    if (customer != NULL) {
        int64_t id;
        enum cli_exit code = customer_resolve(cli, customer, &id);
        if (code != CLI_OK) return code;
        json_put_number(made.body, "customer", id);
    }
    return record_new(cli, &made);
}

enum cli_exit job_feedback_list(struct cli *cli, const struct args *args)
{
    static const char *const filters[] = {"state", "kind",   "office", "service",
                                          "owner", "agency", NULL};
    const char *path = record_query(cli, args, "/feedback", filters);
    if (args_flag(args, "mine")) path = api_query(cli, path, "owner", "me");
    return record_list(cli, args, path, feedback_list, "No feedback.");
}

enum cli_exit job_feedback_show(struct cli *cli, const struct args *args)
{
    struct api_answer answer;
    enum cli_exit code = api_get(cli, api_path(cli, "/feedback/%s", args_word(args, 0)), &answer);
    if (code != CLI_OK) return code;
    if (cli->json) {
        cli_json(cli, answer.json);
        return CLI_OK;
    }
    record_print(cli, answer.json, feedback);
    record_section(cli, json_at(answer.json, "events"), event_columns);
    return CLI_OK;
}

static struct record_change change_of(struct cli *cli, const char *act, const char *done)
{
    return (struct record_change){.what = "feedback",
                                  .name = "Feedback",
                                  .act = act,
                                  .body = mem_json_take(cli->arena, json_object_new_object()),
                                  .done = done};
}

enum cli_exit job_feedback_assign(struct cli *cli, const struct args *args)
{
    struct record_change change = change_of(cli, "assign", "is given");
    json_put_text(change.body, "to", args_word(args, 1));
    return record_change(cli, args, &change);
}

enum cli_exit job_feedback_answer(struct cli *cli, const struct args *args)
{
    struct record_change change = change_of(cli, "answer", "is answered");
    const char *text = prompt_text(cli, args_word(args, 1));
    if (text == NULL) return CLI_USAGE;
    json_put_text(change.body, "text", text);
    json_put_text(change.body, "answered_at", args_time(cli, args, "answered-at"));
    if (args_flag(args, "accepted"))
        json_object_object_add(change.body, "accepted", json_object_new_boolean(true));
    return record_change(cli, args, &change);
}

enum cli_exit job_feedback_link(struct cli *cli, const struct args *args)
{
    struct record_change change = change_of(cli, "link", "is linked");
    json_put_text(change.body, "improvement", args_word(args, 1));
    return record_change(cli, args, &change);
}

enum cli_exit job_feedback_close(struct cli *cli, const struct args *args)
{
    struct record_change change = change_of(cli, "close", "is closed without an answer");
    const char *reason = prompt_text(cli, args_word(args, 1));
    if (reason == NULL) return CLI_USAGE;
    json_put_text(change.body, "reason", reason);
    return record_change(cli, args, &change);
}
