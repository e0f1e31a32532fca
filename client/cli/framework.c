/* Frameworks: the rules of maturity in their versions, and targets. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "client/cli/api.h"
#include "client/cli/file.h"
#include "client/cli/jobs.h"
#include "client/cli/json.h"
#include "client/cli/mem.h"
#include "client/cli/table.h"

static const struct column versions[] = {{"Framework", "framework", CELL_TEXT},
                                         {"Version", "version", CELL_TEXT},
                                         {"Name", "names.en", CELL_CUT},
                                         {"From", "in_force_from", CELL_TEXT},
                                         {"In force", "in_force", CELL_YES},
                                         {"Applied", "applied_at", CELL_TIME},
                                         {"By", "applied_by.user_name", CELL_TEXT},
                                         {"Agency", "agency", CELL_TEXT},
                                         COLUMNS_END};

enum cli_exit framework_put_file(struct cli *cli, const char *path, struct json_object *body)
{
    size_t length = 0;
    const char *text = file_text(cli, path, &length);
    const char *name = strrchr(path, '/');
    if (text == NULL) return cli_fail(cli, CLI_USAGE, "%s: %s", path, strerror(errno));
    json_put_text(body, "file", name == NULL ? path : name + 1);
    json_object_object_add(body, "content", json_object_new_string_len(text, (int)length));
    return CLI_OK;
}

enum cli_exit job_framework_list(struct cli *cli, const struct args *args)
{
    struct api_answer answer;
    enum cli_exit code =
        api_get(cli, api_query(cli, "/frameworks", "agency", args_value(args, "agency")), &answer);
    if (code != CLI_OK) return code;
    struct json_object *items = json_at(answer.json, "items");
    if (cli->json)
        cli_json(cli, items);
    else
        table_print(cli, items, versions,
                    "No framework is applied: onestop framework apply FILE (as administrator).");
    return CLI_OK;
}

enum cli_exit job_framework_show(struct cli *cli, const struct args *args)
{
    struct api_answer answer;
    const char *path = api_query(cli, api_path(cli, "/frameworks/%s", args_word(args, 0)), "agency",
                                 args_value(args, "agency"));
    if (args_number(args, "version") >= 0)
        path = api_query_number(cli, path, "version", args_number(args, "version"));
    enum cli_exit code = api_get(cli, path, &answer);
    if (code != CLI_OK) return code;
    if (cli->json)
        cli_json(cli, answer.json);
    else
        printf("%s\n", json_object_to_json_string_ext(json_at(answer.json, "document"),
                                                      JSON_C_TO_STRING_PRETTY |
                                                          JSON_C_TO_STRING_NOSLASHESCAPE));
    return CLI_OK;
}

/* Sends a file to one of the addresses below /frameworks. */
static enum cli_exit send_file(struct cli *cli, const struct args *args, const char *path,
                               struct json_object *body, struct api_answer *answer)
{
    struct api_request request = {.method = "POST", .path = path, .body = body};
    enum cli_exit code = framework_put_file(cli, args_word(args, 0), body);
    return code == CLI_OK ? api_call(cli, &request, answer) : code;
}

enum cli_exit job_framework_check(struct cli *cli, const struct args *args)
{
    struct api_answer answer;
    struct json_object *body = mem_json_take(cli->arena, json_object_new_object());
    enum cli_exit code = send_file(cli, args, "/frameworks/check", body, &answer);
    if (code != CLI_OK) return code;
    if (cli->json)
        cli_json(cli, answer.json);
    else
        cli_say(cli, "%s is right: %lld components, %lld elements, %lld conditions.",
                json_text(answer.json, "framework"),
                (long long)json_number(answer.json, "components", 0),
                (long long)json_number(answer.json, "elements", 0),
                (long long)json_number(answer.json, "conditions", 0));
    return CLI_OK;
}

enum cli_exit job_framework_apply(struct cli *cli, const struct args *args)
{
    struct api_answer answer;
    struct json_object *body = mem_json_take(cli->arena, json_object_new_object());
    json_put_text(body, "agency", args_value(args, "agency"));
    json_put_text(body, "in_force_from", args_value(args, "from"));
    enum cli_exit code = send_file(cli, args, "/frameworks", body, &answer);
    if (code != CLI_OK) return code;
    if (cli->json)
        cli_json(cli, answer.json);
    else
        cli_say(cli, "%s: version %lld, in force from %s%s.", json_text(answer.json, "framework"),
                (long long)json_number(answer.json, "version", 0),
                json_text(answer.json, "in_force_from"),
                json_true(answer.json, "new") ? "" : ", as it was before");
    return CLI_OK;
}

enum cli_exit job_framework_target(struct cli *cli, const struct args *args)
{
    struct api_answer answer;
    struct json_object *body = mem_json_take(cli->arena, json_object_new_object());
    json_put_text(body, "agency", args_value(args, "agency"));
    json_put_text(body, "element", args_word(args, 1));
    json_put_text(body, "target", args_word(args, 2));
    json_put_text(body, "by", args_value(args, "by"));
    struct api_request request = {.method = "PUT",
                                  .path = api_path(cli, "/maturity/%s/targets", args_word(args, 0)),
                                  .body = body};
    enum cli_exit code = api_call(cli, &request, &answer);
    if (code == CLI_OK)
        cli_say(cli,
                args_word(args, 2) == NULL ? "%s has no target any more."
                                           : "The target of %s is set.",
                args_word(args, 1));
    return code;
}
