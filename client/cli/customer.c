/* Customers: the same words for the commands and for the questions of `case log`. */
#include "client/cli/customer.h"

#include <stdio.h>
#include <string.h>

#include "client/cli/api.h"
#include "client/cli/jobs.h"
#include "client/cli/json.h"
#include "client/cli/mem.h"
#include "client/cli/record.h"
#include "client/cli/table.h"

static const struct column customers[] = {{"Id", "id", CELL_TEXT},
                                          {"Name", "name", CELL_CUT},
                                          {"Identifiers", "identifiers", CELL_LIST},
                                          {"Phone", "phone", CELL_TEXT},
                                          {"E-mail", "email", CELL_CUT},
                                          {"Open cases", "open_cases", CELL_NUMBER},
                                          COLUMNS_END};

/* "KIND:VALUE" → {kind, value}; false (told) when it is not so. */
static bool add_identifier(struct cli *cli, struct json_object *list, const char *text)
{
    const char *colon = strchr(text, ':');
    if (colon == NULL || colon == text || colon[1] == '\0') {
        cli_fail(cli, CLI_USAGE,
                 "an identifier is written KIND:VALUE, for example egn:8001014509, "
                 "not '%s'",
                 text);
        return false;
    }
    struct json_object *item = json_object_new_object();
    json_put_text(item, "kind", mem_strndup(cli->arena, text, (size_t)(colon - text)));
    json_put_text(item, "value", colon + 1);
    json_object_array_add(list, item);
    return true;
}

/* Fields that add and change share. An empty value takes the field away. */
static struct json_object *body_of(struct cli *cli, const struct args *args)
{
    static const char *const fields[] = {"agency",  "name",     "phone",   "email",
                                         "address", "language", "channel", "segment"};
    struct json_object *body = mem_json_take(cli->arena, json_object_new_object());
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        const char *value = args_value(args, fields[i]);
        if (value != NULL && value[0] == '\0')
            json_object_object_add(body, fields[i], NULL);
        else
            json_put_text(body, fields[i], value);
    }
    if (args_value(args, "identifier") == NULL) return body;
    struct json_object *list = json_object_new_array();
    json_object_object_add(body, "identifiers", list);
    for (size_t i = 0; args_each(args, "identifier", i) != NULL; i++)
        if (!add_identifier(cli, list, args_each(args, "identifier", i))) return NULL;
    return body;
}

enum cli_exit customer_add(struct cli *cli, struct json_object *body, struct api_answer *answer)
{
    struct api_request request = {.method = "POST", .path = "/customers", .body = body};
    return api_call(cli, &request, answer);
}

enum cli_exit job_customer_add(struct cli *cli, const struct args *args)
{
    struct api_answer answer;
    struct json_object *body = body_of(cli, args);
    if (body == NULL) return CLI_USAGE;
    enum cli_exit code = customer_add(cli, body, &answer);
    if (code != CLI_OK) return code;
    if (cli->json) cli_json(cli, answer.json);
    cli_say(cli, "Customer %s is added.", json_text(answer.json, "id"));
    return CLI_OK;
}

const char *customer_search_path(struct cli *cli, const char *words)
{
    bool identifier = strchr(words, ':') != NULL;
    return api_query(cli, "/customers", identifier ? "identifier" : "q", words);
}

enum cli_exit job_customer_find(struct cli *cli, const struct args *args)
{
    const char *words = args_word(args, 0), *path = "/customers";
    struct json_object *items;
    bool more;
    if (words != NULL) path = customer_search_path(cli, words);
    path = api_query(cli, path, "identifier", args_value(args, "identifier"));
    path = api_query(cli, path, "phone", args_value(args, "phone"));
    path = api_query(cli, path, "email", args_value(args, "email"));
    if (strchr(path, '?') == NULL)
        return cli_fail(cli, CLI_USAGE,
                        "say what to look for: a name, --identifier, --phone or --email");
    int64_t limit = args_number(args, "limit");
    enum cli_exit code = api_list(cli, path, limit > 0 ? limit : 20, &items, &more);
    if (code != CLI_OK) return code;
    if (cli->json)
        cli_json(cli, items);
    else
        table_print(cli, items, customers, "No customer fits.");
    if (more && !cli->json) cli_note(cli, "There are more; say more of the name, or --limit N.");
    return CLI_OK;
}

static const struct column customer[] = {{"Customer", "id", CELL_TEXT},
                                         {"Name", "name", CELL_TEXT},
                                         {"Identifiers", "identifiers", CELL_LIST},
                                         {"Phone", "phone", CELL_TEXT},
                                         {"E-mail", "email", CELL_TEXT},
                                         {"Address", "address", CELL_TEXT},
                                         {"Prefers", "channel", CELL_TEXT},
                                         {"Language", "language", CELL_TEXT},
                                         {"Segment", "segment", CELL_TEXT},
                                         {"Agency", "agency", CELL_TEXT},
                                         {"Known since", "created_at", CELL_TIME},
                                         {"Merged from", "merged_from", CELL_LIST},
                                         {"Version", "version", CELL_TEXT},
                                         {"Erased", "erased_at", CELL_TIME},
                                         COLUMNS_END};
static const struct column open_cases[] = {{"Open case", "reference", CELL_TEXT},
                                           {"Service", "service_name", CELL_CUT},
                                           {"Subject", "subject", CELL_CUT},
                                           {"State", "state", CELL_TEXT},
                                           {"With", "handler.name", CELL_TEXT},
                                           {"Due", "due_at", CELL_DUE},
                                           COLUMNS_END};
static const struct column closed_cases[] = {
    {"Closed case", "reference", CELL_TEXT}, {"Service", "service_name", CELL_CUT},
    {"Subject", "subject", CELL_CUT},        {"Outcome", "outcome", CELL_TEXT},
    {"Closed", "closed_at", CELL_TIME},      COLUMNS_END};
static const struct column contacts[] = {{"Contact", "at", CELL_TIME},
                                         {"With", "by.name", CELL_TEXT},
                                         {"Channel", "channel", CELL_TEXT},
                                         {"Way", "direction", CELL_TEXT},
                                         {"For", "purpose", CELL_TEXT},
                                         {"Abandoned", "abandoned", CELL_YES},
                                         {"Case", "case", CELL_TEXT},
                                         {"Summary", "summary", CELL_CUT},
                                         COLUMNS_END};

/* The address of the customer with this number or identifier. */
static enum cli_exit path_of(struct cli *cli, const char *who, const char **path)
{
    int64_t id = 0;
    enum cli_exit code = customer_resolve(cli, who, &id);
    *path = mem_printf(cli->arena, "/customers/%" PRId64, id);
    return code;
}

enum cli_exit job_customer_show(struct cli *cli, const struct args *args)
{
    struct api_answer answer;
    const char *path;
    enum cli_exit code = path_of(cli, args_word(args, 0), &path);
    if (code == CLI_OK) code = api_get(cli, path, &answer);
    if (code != CLI_OK) return code;
    if (cli->json) {
        cli_json(cli, answer.json);
        return CLI_OK;
    }
    record_print(cli, answer.json, customer);
    record_section(cli, json_at(answer.json, "open_cases"), open_cases);
    record_section(cli, json_at(answer.json, "closed_cases"), closed_cases);
    record_section(cli, json_at(answer.json, "contacts"), contacts);
    customer_said_print(cli, answer.json);
    return CLI_OK;
}

/* The version that a change is to be based on: --version, or that of the record now. */
static enum cli_exit version_of(struct cli *cli, const struct args *args, const char *path,
                                int64_t *version)
{
    struct api_answer answer;
    *version = args_number(args, "version");
    if (*version > 0) return CLI_OK;
    enum cli_exit code = api_get(cli, path, &answer);
    *version = answer.version > 0 ? answer.version : json_number(answer.json, "version", 0);
    return code;
}

/* what: below the customer's address. */
static enum cli_exit send_change(struct cli *cli, const struct args *args, const char *method,
                                 const char *what, struct json_object *body, const char *done)
{
    struct api_answer answer;
    const char *path;
    struct api_request request = {.method = method, .body = body};
    enum cli_exit code = path_of(cli, args_word(args, 0), &path);
    if (code == CLI_OK) code = version_of(cli, args, path, &request.if_match);
    if (code != CLI_OK) return code;
    request.path = mem_printf(cli->arena, "%s%s", path, what);
    code = api_call(cli, &request, &answer);
    if (code != CLI_OK) return code;
    if (cli->json && answer.json != NULL) cli_json(cli, answer.json);
    cli_say(cli, "Customer %s %s.", args_word(args, 0), done);
    return CLI_OK;
}

enum cli_exit job_customer_change(struct cli *cli, const struct args *args)
{
    struct json_object *body = body_of(cli, args);
    if (body == NULL) return CLI_USAGE;
    if (json_object_object_length(body) == 0)
        return cli_fail(cli, CLI_USAGE, "say what to change, for example --phone +35921234567");
    return send_change(cli, args, "PATCH", "", body, "is changed");
}

/* A customer's id from a word of the command line; false (told) when it is no number. */
static bool id_of(struct cli *cli, const char *word, int64_t *id)
{
    size_t length = strlen(word);
    *id = 0;
    if (length == 0 || length > 18 || strspn(word, "0123456789") != length) {
        cli_fail(cli, CLI_USAGE, "'%s' is no customer's number, nor an identifier as KIND:VALUE",
                 word);
        return false;
    }
    for (; *word != '\0'; word++) *id = *id * 10 + (*word - '0');
    return true;
}

enum cli_exit job_customer_merge(struct cli *cli, const struct args *args)
{
    int64_t into = 0;
    enum cli_exit code = customer_resolve(cli, args_word(args, 1), &into);
    if (code != CLI_OK) return code;
    struct json_object *body = mem_json_take(cli->arena, json_object_new_object());
    json_put_number(body, "into", into);
    const char *done = mem_printf(cli->arena, "is merged into %s", args_word(args, 1));
    return send_change(cli, args, "POST", "/merge", body, done);
}

enum cli_exit customer_resolve(struct cli *cli, const char *text, int64_t *id)
{
    struct json_object *items;
    bool more;
    if (strchr(text, ':') == NULL) return id_of(cli, text, id) ? CLI_OK : CLI_USAGE;
    enum cli_exit code =
        api_list(cli, api_query(cli, "/customers", "identifier", text), 2, &items, &more);
    if (code != CLI_OK) return code;
    if (json_count(items, "") == 0)
        return cli_fail(cli, CLI_NOT_FOUND, "there is no customer with %s", text);
    if (json_count(items, "") > 1)
        return cli_fail(cli, CLI_CONFLICT, "more than one customer has %s; give the number", text);
    *id = json_number(json_item(items, "", 0), "id", 0);
    return CLI_OK;
}
