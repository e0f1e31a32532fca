/* What commands on records and lists share. */
#include "client/cli/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/cli/api.h"
#include "client/cli/json.h"
#include "client/cli/mem.h"

enum { PAGE = 50 };

enum cli_exit record_list(struct cli *cli, const struct args *args, const char *path,
                          const struct column *columns, const char *nothing)
{
    struct json_object *items;
    bool more;
    int64_t limit = args_number(args, "limit");
    enum cli_exit code = api_list(cli, path, limit > 0 ? limit : PAGE, &items, &more);
    if (code != CLI_OK) return code;
    if (cli->json) {
        cli_json(cli, items);
        return CLI_OK;
    }
    table_print(cli, items, columns, nothing);
    if (more) cli_note(cli, "There are more: --limit N.");
    return CLI_OK;
}

const char *record_query(struct cli *cli, const struct args *args, const char *path,
                         const char *const *names)
{
    for (; *names != NULL; names++) path = api_query(cli, path, *names, args_value(args, *names));
    return path;
}

void record_section(struct cli *cli, struct json_object *items, const struct column *columns)
{
    if (json_count(items, "") == 0) return;
    printf("\n");
    table_print(cli, items, columns, NULL);
}

static void say_done(struct cli *cli, const struct record_change *change,
                     struct json_object *answer)
{
    if (cli->json) {
        cli_json(cli, answer);
        return;
    }
    const char *owner = json_text(answer, "owner.name");
    struct mem_text text = {.arena = cli->arena};
    mem_add_printf(&text, "%s %s %s;", change->name, json_text(answer, "reference"), change->done);
    if (json_text(answer, "state") != NULL)
        mem_add_printf(&text, " state %s,", json_text(answer, "state"));
    if (owner != NULL) mem_add_printf(&text, " with %s,", owner);
    mem_add_printf(&text, " version %lld", (long long)json_number(answer, "version", 0));
    cli_say(cli, "%s.", mem_text(&text));
}

static enum cli_exit version_of(struct cli *cli, const struct args *args, const char *path,
                                int64_t *version)
{
    struct api_answer answer;
    *version = args_number(args, "version");
    if (*version > 0) return CLI_OK;
    enum cli_exit code = api_get(cli, path, &answer);
    if (code == CLI_OK) *version = json_number(answer.json, "version", 0);
    return code;
}

enum cli_exit record_change(struct cli *cli, const struct args *args,
                            const struct record_change *change)
{
    struct api_answer answer;
    const char *own =
        mem_printf(cli->arena, "/%s%s", change->what, api_path(cli, "/%s", args_word(args, 0)));
    struct api_request request = {
        .method = change->act == NULL ? "PATCH" : "POST",
        .path = change->act == NULL ? own : mem_printf(cli->arena, "%s/%s", own, change->act),
        .body = change->body};
    enum cli_exit code = version_of(cli, args, own, &request.if_match);
    if (code == CLI_OK) code = api_call(cli, &request, &answer);
    if (code == CLI_OK) say_done(cli, change, answer.json);
    return code;
}

enum cli_exit record_new(struct cli *cli, const struct record_change *change)
{
    struct api_answer answer;
    struct api_request request = {.method = "POST",
                                  .path = mem_printf(cli->arena, "/%s", change->what),
                                  .body = change->body};
    enum cli_exit code = api_call(cli, &request, &answer);
    if (code == CLI_OK) say_done(cli, change, answer.json);
    return code;
}

void record_put_option(const struct args *args, const char *option, struct json_object *body,
                       const char *key)
{
    const char *value = args_value(args, option);
    if (value != NULL && value[0] == '\0')
        json_object_object_add(body, key, NULL);
    else
        json_put_text(body, key, value);
}

bool record_put_decimal(struct cli *cli, const struct args *args, const char *option,
                        struct json_object *body, const char *key)
{
    const char *value = args_value(args, option);
    char *end;
    if (value == NULL) return true;
    if (value[0] == '\0') {
        json_object_object_add(body, key, NULL);
        return true;
    }
    double number = strtod(value, &end);
    if (*end != '\0' || value[strspn(value, "-0123456789.")] != '\0') {
        cli_fail(cli, CLI_USAGE, "--%s takes a number, such as 1250.50, not '%s'", option, value);
        return false;
    }
    json_object_object_add(body, key, json_object_new_double_s(number, value));
    return true;
}
