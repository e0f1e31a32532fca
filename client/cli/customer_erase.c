/* What is personal of a customer: all of it in one file, and its end; who did so. */
#include <string.h>

#include "client/cli/customer.h"
#include "client/cli/jobs.h"
#include "client/cli/json.h"
#include "client/cli/mem.h"
#include "client/cli/output.h"
#include "client/cli/prompt.h"
#include "client/cli/table.h"

static enum cli_exit path_of(struct cli *cli, const struct args *args, const char **path)
{
    int64_t id = 0;
    enum cli_exit code = customer_resolve(cli, args_word(args, 0), &id);
    *path = mem_printf(cli->arena, "/customers/%" PRId64, id);
    return code;
}

enum cli_exit job_customer_export(struct cli *cli, const struct args *args)
{
    struct api_answer answer;
    const char *path;
    enum cli_exit code = path_of(cli, args, &path);
    if (code != CLI_OK) return code;
    path = mem_printf(cli->arena, "%s/export", path);
    code = api_get(cli, api_query(cli, path, "section", args_value(args, "section")), &answer);
    return code == CLI_OK ? output_body(cli, args_value(args, "output"), &answer, "The export")
                          : code;
}

/* The version that the erasure is based on. An administrator does not see customers, but may export
 * them, which is written down. */
static enum cli_exit version_of(struct cli *cli, const struct args *args, const char *path,
                                int64_t *version)
{
    struct api_answer answer;
    struct api_request request = {.path = path, .quiet = true};
    *version = args_number(args, "version");
    if (*version > 0) return CLI_OK;
    enum cli_exit code = api_call(cli, &request, &answer);
    if (answer.status == 403) {
        path = api_query(cli, mem_printf(cli->arena, "%s/export", path), "section", "records");
        code = api_get(cli, path, &answer);
    } else if (code != CLI_OK) {
        api_tell(cli, &answer);
    }
    *version = answer.version;
    return code;
}

/* Whether the user means it: --yes, or the customer once more. */
static bool is_meant(struct cli *cli, const struct args *args)
{
    const char *who = args_word(args, 0);
    if (args_flag(args, "yes")) return true;
    if (!cli->asks) {
        cli_fail(cli, CLI_USAGE, "what is erased does not come back: say --yes");
        return false;
    }
    const char *line = prompt_line(
        cli, mem_printf(cli->arena, "It does not come back. Type %s to erase the customer:", who));
    if (line != NULL && strcmp(line, who) == 0) return true;
    cli_fail(cli, CLI_USAGE, "nothing was erased");
    return false;
}

enum cli_exit job_customer_erase(struct cli *cli, const struct args *args)
{
    struct api_answer answer;
    struct api_request request = {.method = "POST"};
    const char *path;
    if (!is_meant(cli, args)) return CLI_USAGE;
    enum cli_exit code = path_of(cli, args, &path);
    if (code == CLI_OK) code = version_of(cli, args, path, &request.if_match);
    if (code != CLI_OK) return code;
    request.path = mem_printf(cli->arena, "%s/erase", path);
    request.body = mem_json_take(cli->arena, json_object_new_object());
    json_put_text(request.body, "reason", args_value(args, "reason"));
    code = api_call(cli, &request, &answer);
    if (code != CLI_OK) return code;
    if (cli->json) cli_json(cli, answer.json);
    cli_say(cli, "Customer %s is erased.", json_text(answer.json, "id"));
    return CLI_OK;
}

static const struct column acts[] = {{"When", "at", CELL_TIME},
                                     {"Who", "by.name", CELL_TEXT},
                                     {"What", "act", CELL_TEXT},
                                     {"Customer", "customer", CELL_TEXT},
                                     {"Agency", "agency", CELL_TEXT},
                                     {"Why", "reason", CELL_CUT},
                                     COLUMNS_END};

enum cli_exit job_audit_personal(struct cli *cli, const struct args *args)
{
    struct json_object *items;
    bool more;
    int64_t limit = args_number(args, "limit");
    enum cli_exit code = api_list(cli, "/audit/personal", limit > 0 ? limit : 50, &items, &more);
    if (code != CLI_OK) return code;
    if (cli->json)
        cli_json(cli, items);
    else
        table_print(cli, items, acts, "Nobody was exported or erased.");
    if (more && !cli->json) cli_note(cli, "There are more; --limit N shows them.");
    return CLI_OK;
}
