/* Sample replies: find, show, write. */
#include <stdio.h>
#include <string.h>

#include "client/cli/api.h"
#include "client/cli/edit.h"
#include "client/cli/jobs.h"
#include "client/cli/json.h"
#include "client/cli/mem.h"
#include "client/cli/prompt.h"
#include "client/cli/table.h"
#include "client/cli/text.h"

static const struct column found[] = {
    {"Code", "code", CELL_TEXT},       {"Language", "language", CELL_TEXT},
    {"Title", "title", CELL_CUT},      {"Services", "services", CELL_LIST},
    {"Owner", "owner.name", CELL_CUT}, {"Review", "review_on", CELL_TEXT},
    {"Due", "review_due", CELL_YES},   {"Used", "uses", CELL_NUMBER},
    {"Status", "status", CELL_TEXT},   COLUMNS_END};
static const struct column one[] = {{"Sample reply", "code", CELL_TEXT},
                                    {"Title", "title", CELL_TEXT},
                                    {"Language", "language", CELL_TEXT},
                                    {"Agency", "agency", CELL_TEXT},
                                    {"Suits", "services", CELL_LIST},
                                    {"Owner", "owner.name", CELL_TEXT},
                                    {"Review on", "review_on", CELL_TEXT},
                                    {"Review is due", "review_due", CELL_YES},
                                    {"On paper only", "paper", CELL_YES},
                                    {"Status", "status", CELL_TEXT},
                                    {"Changed", "changed_at", CELL_TIME},
                                    {"Changed by", "changed_by.name", CELL_TEXT},
                                    {"Used", "uses", CELL_TEXT},
                                    {"Version", "version", CELL_TEXT},
                                    COLUMNS_END};
static const struct column uses[] = {{"Used by", "channel", CELL_TEXT},
                                     {"Times", "count", CELL_NUMBER},
                                     {"Last", "last_at", CELL_TIME},
                                     COLUMNS_END};
static const struct column versions[] = {{"Version", "version", CELL_TEXT},
                                         {"When", "at", CELL_TIME},
                                         {"By", "by.name", CELL_TEXT},
                                         {"Title", "title", CELL_CUT},
                                         COLUMNS_END};

/* /samples/CODE in the agency and language of the options. */
static const char *path_of(struct cli *cli, const struct args *args, const char *format)
{
    const char *path = api_path(cli, format, args_word(args, 0));
    path = api_query(cli, path, "agency", args_value(args, "agency"));
    return api_query(cli, path, "language", args_value(args, "language"));
}

static enum cli_exit list(struct cli *cli, const struct args *args, const char *words)
{
    const char *path = api_query(cli, "/samples", "q", words);
    struct json_object *items;
    bool more;
    path = api_query(cli, path, "agency", args_value(args, "agency"));
    path = api_query(cli, path, "service", args_value(args, "service"));
    path = api_query(cli, path, "language", args_value(args, "language"));
    if (args_flag(args, "due")) path = api_query(cli, path, "review", "due");
    if (args_flag(args, "retired")) path = api_query(cli, path, "retired", "true");
    int64_t limit = args_number(args, "limit");
    enum cli_exit code = api_list(cli, path, limit > 0 ? limit : 50, &items, &more);
    if (code != CLI_OK) return code;
    if (cli->json)
        cli_json(cli, items);
    else
        table_print(cli, items, found, "No sample reply fits.");
    if (more && !cli->json) cli_note(cli, "There are more; say more of it, or --limit N.");
    return CLI_OK;
}

enum cli_exit job_sample_search(struct cli *cli, const struct args *args)
{
    return list(cli, args, args_word(args, 0));
}

enum cli_exit job_sample_list(struct cli *cli, const struct args *args)
{
    return list(cli, args, NULL);
}

static void print_table(struct cli *cli, struct json_object *items, const struct column *columns)
{
    if (json_count(items, "") == 0) return;
    printf("\n");
    table_print(cli, items, columns, "");
}

enum cli_exit job_sample_show(struct cli *cli, const struct args *args)
{
    struct api_answer answer;
    const char *path = path_of(cli, args, "/samples/%s");
    int64_t version = args_number(args, "version");
    if (version > 0) path = api_query_number(cli, path, "version", version);
    enum cli_exit code = api_get(cli, path, &answer);
    if (code != CLI_OK) return code;
    if (cli->json) {
        cli_json(cli, answer.json);
        return CLI_OK;
    }
    record_print(cli, answer.json, one);
    print_table(cli, json_at(answer.json, "uses_by_channel"), uses);
    print_table(cli, json_at(answer.json, "versions"), versions);
    reply_print(cli, json_text(answer.json, "subject"), json_text(answer.json, "body"));
    return CLI_OK;
}

/* ---- writing ---- */

static void put_services(struct json_object *body, const struct args *args)
{
    if (args_value(args, "service") == NULL) return;
    struct json_object *services = json_object_new_array();
    for (size_t i = 0; args_each(args, "service", i) != NULL; i++)
        if (args_each(args, "service", i)[0] != '\0')
            json_object_array_add(services, json_object_new_string(args_each(args, "service", i)));
    json_object_object_add(body, "services", services);
}

static struct json_object *body_of(struct cli *cli, const struct args *args)
{
    struct json_object *body = mem_json_take(cli->arena, json_object_new_object());
    json_put_text(body, "title", args_value(args, "title"));
    json_put_text(body, "subject", args_value(args, "subject"));
    json_put_text(body, "owner", args_value(args, "owner"));
    json_put_text(body, "review_on", args_value(args, "review-on"));
    put_services(body, args);
    if (args_flag(args, "paper") || args_flag(args, "electronic"))
        json_object_object_add(body, "paper", json_object_new_boolean(args_flag(args, "paper")));
    return body;
}

static enum cli_exit send(struct cli *cli, const struct api_request *request, const char *done)
{
    struct api_answer answer;
    enum cli_exit code = api_call(cli, request, &answer);
    if (code != CLI_OK) return code;
    if (cli->json) cli_json(cli, answer.json);
    cli_say(cli, "Sample reply %s (%s) is %s, version %s.", json_text(answer.json, "code"),
            json_text(answer.json, "language"), done, json_text(answer.json, "version"));
    return CLI_OK;
}

enum cli_exit job_sample_add(struct cli *cli, const struct args *args)
{
    struct json_object *body = body_of(cli, args);
    const char *text = args_word(args, 1);
    if (text == NULL && !cli->asks)
        return cli_fail(cli, CLI_USAGE, "say the text, or - to read it from standard input");
    text = text == NULL ? edit_text(cli, "Dear {{customer.name}},\n\n\n\n{{staff.name}}\n")
                        : prompt_text(cli, text);
    if (text == NULL) return CLI_USAGE;
    json_put_text(body, "code", args_word(args, 0));
    json_put_text(body, "body", text);
    json_put_text(body, "language", args_value(args, "language"));
    json_put_text(body, "agency", args_value(args, "agency"));
    struct api_request request = {.method = "POST", .path = "/samples", .body = body};
    return send(cli, &request, "added");
}

/* As it is now, or as far as the user has seen it. */
static enum cli_exit look(struct cli *cli, const struct args *args, const char *path,
                          struct api_answer *answer, int64_t *version)
{
    enum cli_exit code = api_get(cli, path, answer);
    *version = args_number(args, "version");
    if (code == CLI_OK && *version <= 0) *version = answer->version;
    return code;
}

enum cli_exit job_sample_change(struct cli *cli, const struct args *args)
{
    struct api_answer now;
    struct api_request request = {
        .method = "PATCH", .path = path_of(cli, args, "/samples/%s"), .body = body_of(cli, args)};
    enum cli_exit code = look(cli, args, request.path, &now, &request.if_match);
    if (code != CLI_OK) return code;
    const char *text = args_word(args, 1);
    bool edits = text == NULL && cli->asks && json_object_object_length(request.body) == 0;
    if (edits && (text = edit_text(cli, json_text(now.json, "body"))) == NULL) return CLI_ERROR;
    if (!edits && text != NULL && (text = prompt_text(cli, text)) == NULL) return CLI_USAGE;
    json_put_text(request.body, "body", text);
    if (json_object_object_length(request.body) == 0)
        return cli_fail(cli, CLI_USAGE, "say what is to be changed");
    return send(cli, &request, "changed");
}

enum cli_exit job_sample_retire(struct cli *cli, const struct args *args)
{
    struct api_answer now;
    struct api_request request = {.method = "POST",
                                  .path = path_of(cli, args, "/samples/%s/retire"),
                                  .body = mem_json_take(cli->arena, json_object_new_object())};
    enum cli_exit code =
        look(cli, args, path_of(cli, args, "/samples/%s"), &now, &request.if_match);
    return code == CLI_OK ? send(cli, &request, "out of use") : code;
}
