/* What is sent to customers and other systems: what waits, what failed, letters to print. */
#include "client/cli/api.h"
#include "client/cli/jobs.h"
#include "client/cli/json.h"
#include "client/cli/mem.h"
#include "client/cli/table.h"

enum { PAGE = 50 };

static const struct column messages[] = {{"Id", "id", CELL_TEXT},
                                         {"Kind", "kind", CELL_TEXT},
                                         {"State", "state", CELL_TEXT},
                                         {"Case", "reference", CELL_TEXT},
                                         {"Agency", "agency", CELL_TEXT},
                                         {"To", "to", CELL_TEXT},
                                         {"Since", "created_at", CELL_TIME},
                                         {"Tries", "tries", CELL_NUMBER},
                                         {"Next", "next_try_at", CELL_TIME},
                                         {"Ended", "ended_at", CELL_TIME},
                                         {"Because", "error", CELL_CUT},
                                         COLUMNS_END};

enum cli_exit job_outbox_list(struct cli *cli, const struct args *args)
{
    static const char *const filters[] = {"state", "kind", "agency"};
    struct json_object *items;
    bool more;
    int64_t limit = args_number(args, "limit");
    const char *path = "/outbox";
    for (size_t i = 0; i < sizeof filters / sizeof filters[0]; i++)
        path = api_query(cli, path, filters[i], args_value(args, filters[i]));
    enum cli_exit code = api_list(cli, path, limit > 0 ? limit : PAGE, &items, &more);
    if (code != CLI_OK) return code;
    if (cli->json) {
        cli_json(cli, items);
        return CLI_OK;
    }
    table_print(cli, items, messages, "Nothing waits.");
    if (more) cli_note(cli, "There are more: --limit N.");
    return CLI_OK;
}

enum cli_exit job_outbox_show(struct cli *cli, const struct args *args)
{
    struct api_answer answer;
    enum cli_exit code = api_get(cli, api_path(cli, "/outbox/%s", args_word(args, 0)), &answer);
    if (code != CLI_OK) return code;
    if (cli->json) {
        cli_json(cli, answer.json);
        return CLI_OK;
    }
    const char *subject = json_text(answer.json, "subject");
    cli_say(cli, "%s\n", json_text(answer.json, "address"));
    if (subject != NULL) cli_say(cli, "%s\n", subject);
    const char *body = json_text(answer.json, "body");
    if (body != NULL) cli_say(cli, "%s", body);
    return CLI_OK;
}

static enum cli_exit change(struct cli *cli, const struct args *args, const char *what,
                            struct api_answer *answer)
{
    const char *path = api_path(cli, "/outbox/%s/", args_word(args, 0));
    struct api_request request = {.method = "POST",
                                  .path = mem_printf(cli->arena, "%s%s", path, what),
                                  .body = mem_json_take(cli->arena, json_object_new_object())};
    enum cli_exit code = api_call(cli, &request, answer);
    if (code == CLI_OK && cli->json) cli_json(cli, answer->json);
    return code;
}

enum cli_exit job_outbox_retry(struct cli *cli, const struct args *args)
{
    struct api_answer answer;
    enum cli_exit code = change(cli, args, "retry", &answer);
    if (code == CLI_OK)
        cli_say(cli, "Messages that wait again: %d.", (int)json_number(answer.json, "count", 0));
    return code;
}

enum cli_exit job_outbox_printed(struct cli *cli, const struct args *args)
{
    struct api_answer answer;
    enum cli_exit code = change(cli, args, "printed", &answer);
    if (code == CLI_OK) cli_say(cli, "Letter %s is printed.", args_word(args, 0));
    return code;
}
