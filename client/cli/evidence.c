/* Evidence: enter, check, correct, withdraw; documents. */
#include <ctype.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "client/cli/api.h"
#include "client/cli/events.h"
#include "client/cli/jobs.h"
#include "client/cli/json.h"
#include "client/cli/mem.h"
#include "client/cli/prompt.h"
#include "client/cli/record.h"

enum { DOCUMENT_MAX = 2097152 };

static const struct column evidence_list[] = {{"Evidence", "reference", CELL_TEXT},
                                              {"Kind", "kind", CELL_TEXT},
                                              {"State", "state", CELL_TEXT},
                                              {"Title", "title", CELL_CUT},
                                              {"Date", "date", CELL_TEXT},
                                              {"Expires", "expires", CELL_TEXT},
                                              {"Entered by", "entered_by.name", CELL_CUT},
                                              {"Checked by", "checked_by.name", CELL_CUT},
                                              {"Document", "document.name", CELL_CUT},
                                              COLUMNS_END};
static const struct column evidence_one[] = {
    {"Evidence", "reference", CELL_TEXT}, {"Kind", "kind", CELL_TEXT},
    {"State", "state", CELL_TEXT},        {"Title", "title", CELL_TEXT},
    {"Date", "date", CELL_TEXT},          {"Expires", "expires", CELL_TEXT},
    {"Agency", "agency", CELL_TEXT},      {"Entered by", "entered_by.name", CELL_TEXT},
    {"Entered", "entered_at", CELL_TIME}, {"Checked by", "checked_by.name", CELL_TEXT},
    {"Checked", "checked_at", CELL_TIME}, {"Withdrawn by", "withdrawn_by.name", CELL_TEXT},
    {"Because", "reason", CELL_TEXT},     {"Document", "document.name", CELL_TEXT},
    {"Version", "version", CELL_TEXT},    COLUMNS_END};
static const struct column field_columns[] = {
    {"Field", "name", CELL_TEXT}, {"Says", "value", CELL_TEXT}, COLUMNS_END};
static const struct column version_columns[] = {
    {"Said in", "content", CELL_NUMBER},         {"Title", "title", CELL_CUT},
    {"Entered", "entered_at", CELL_TIME},        {"By", "entered_by.name", CELL_CUT},
    {"Checked by", "checked_by.name", CELL_CUT}, COLUMNS_END};
static const struct column kind_columns[] = {
    {"Kind", "kind", CELL_TEXT}, {"Fields", "told", CELL_TEXT}, COLUMNS_END};

/* ---- fields ---- */

/* A value as JSON when it is some, else as text: 70, true, [..]. */
static struct json_object *value_of(const char *text)
{
    bool structured = text[0] == '[' || text[0] == '-' || isdigit((unsigned char)text[0]) != 0;
    if (strcmp(text, "true") == 0 || strcmp(text, "yes") == 0) return json_object_new_boolean(true);
    if (strcmp(text, "false") == 0 || strcmp(text, "no") == 0)
        return json_object_new_boolean(false);
    struct json_tokener *tokener = structured ? json_tokener_new() : NULL;
    if (tokener == NULL) return json_object_new_string(text);
    int length = (int)strlen(text);
    struct json_object *value = json_tokener_parse_ex(tokener, text, length + 1);
    bool whole = json_tokener_get_error(tokener) == json_tokener_success &&
                 json_tokener_get_parse_end(tokener) >= (size_t)length;
    json_tokener_free(tokener);
    if (value != NULL && whole) return value;
    json_object_put(value);
    return json_object_new_string(text);
}

/* --field name=value, any number of them, put into fields; an empty value takes it out. */
static enum cli_exit put_fields(struct cli *cli, const struct args *args,
                                struct json_object *fields)
{
    for (size_t i = 0; args_each(args, "field", i) != NULL; i++) {
        const char *text = args_each(args, "field", i), *sign = strchr(text, '=');
        if (sign == NULL || sign == text)
            return cli_fail(cli, CLI_USAGE, "--field takes NAME=VALUE, such as hours=16, not '%s'",
                            text);
        const char *name = mem_strndup(cli->arena, text, (size_t)(sign - text));
        if (sign[1] == '\0')
            json_object_object_del(fields, name);
        else
            json_object_object_add(fields, name, value_of(sign + 1));
    }
    return CLI_OK;
}

/* ---- documents ---- */

static const char *type_of(const char *path)
{
    static const struct {
        const char *ending, *type;
    } types[] = {
        {".pdf", "application/pdf"},
        {".png", "image/png"},
        {".jpg", "image/jpeg"},
        {".jpeg", "image/jpeg"},
        {".csv", "text/csv"},
        {".odt", "application/vnd.oasis.opendocument.text"},
        {".ods", "application/vnd.oasis.opendocument.spreadsheet"},
        {".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
        {".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}};
    const char *ending = strrchr(path, '.');
    for (size_t i = 0; ending != NULL && i < sizeof types / sizeof types[0]; i++)
        if (strcasecmp(ending, types[i].ending) == 0) return types[i].type;
    return "text/plain";
}

static const char *base64(struct cli *cli, const unsigned char *bytes, size_t length)
{
    size_t room = sodium_base64_ENCODED_LEN(length, sodium_base64_VARIANT_ORIGINAL);
    return sodium_bin2base64(mem_array(cli->arena, room, 1), room, bytes, length,
                             sodium_base64_VARIANT_ORIGINAL);
}

/* The body that attaches a file; NULL: it cannot be read, which is told. */
static struct json_object *document_body(struct cli *cli, const char *path)
{
    FILE *file = fopen(path, "re");
    unsigned char *bytes = mem_array(cli->arena, DOCUMENT_MAX + 1, 1);
    size_t length = file == NULL ? 0 : fread(bytes, 1, DOCUMENT_MAX + 1, file);
    bool read = file != NULL && ferror(file) == 0;
    if (file != NULL) fclose(file);
    if (!read || length > DOCUMENT_MAX) {
        cli_fail(cli, CLI_USAGE, read ? "%s has more than 2 MiB" : "cannot read %s", path);
        return NULL;
    }
    const char *name = strrchr(path, '/');
    struct json_object *body = mem_json_take(cli->arena, json_object_new_object());
    json_put_text(body, "name", name == NULL ? path : name + 1);
    json_put_text(body, "type", type_of(path));
    json_put_text(body, "content", base64(cli, bytes, length));
    return body;
}

/* ---- enter ---- */

static struct record_change change_of(struct cli *cli, const char *act, const char *done)
{
    return (struct record_change){.what = "evidence",
                                  .name = "Evidence",
                                  .act = act,
                                  .body = mem_json_take(cli->arena, json_object_new_object()),
                                  .done = done};
}

static enum cli_exit say(struct cli *cli, const struct api_answer *answer, const char *done)
{
    if (cli->json) cli_json(cli, answer->json);
    cli_say(cli, "Evidence %s %s; state %s, version %s.", json_text(answer->json, "reference"),
            done, json_text(answer->json, "state"), json_text(answer->json, "version"));
    return CLI_OK;
}

/* Attaches to what was just written, when a document is named. */
static enum cli_exit attach(struct cli *cli, const struct args *args, struct json_object *document,
                            struct api_answer *answer)
{
    if (args_value(args, "document") == NULL) return CLI_OK;
    struct api_request request = {
        .method = "POST",
        .path = api_path(cli, "/evidence/%s/document", json_text(answer->json, "reference")),
        .body = document,
        .if_match = json_number(answer->json, "version", 0)};
    return api_call(cli, &request, answer);
}

/* What the options say beside the fields. */
static void put_options(const struct args *args, struct json_object *body)
{
    static const char *const plain[] = {"title", "date", "agency"};
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
        json_put_text(body, plain[i], args_value(args, plain[i]));
    record_put_option(args, "expires", body, "expires");
}

enum cli_exit job_evidence_add(struct cli *cli, const struct args *args)
{
    struct api_answer answer;
    struct json_object *fields = json_object_new_object(), *document = NULL;
    struct api_request request = {.method = "POST",
                                  .path = "/evidence",
                                  .body = mem_json_take(cli->arena, json_object_new_object())};
    json_object_object_add(request.body, "fields", fields);
    json_put_text(request.body, "kind", args_word(args, 0));
    put_options(args, request.body);
    json_put_text(request.body, "title", args_word(args, 1));
    enum cli_exit code = put_fields(cli, args, fields);
    if (code != CLI_OK) return code;
    const char *path = args_value(args, "document");
    if (path != NULL && (document = document_body(cli, path)) == NULL) return CLI_USAGE;
    code = api_call(cli, &request, &answer);
    if (code == CLI_OK) code = attach(cli, args, document, &answer);
    return code == CLI_OK ? say(cli, &answer, "is entered") : code;
}

/* What the options name is put over what it says now. */
enum cli_exit job_evidence_correct(struct cli *cli, const struct args *args)
{
    struct api_answer now, answer;
    struct json_object *fields = NULL, *document = NULL;
    struct api_request request = {.method = "PATCH",
                                  .path = api_path(cli, "/evidence/%s", args_word(args, 0)),
                                  .body = mem_json_take(cli->arena, json_object_new_object())};
    enum cli_exit code = api_get(cli, request.path, &now);
    if (code != CLI_OK) return code;
    request.if_match = args_number(args, "version");
    if (request.if_match <= 0) request.if_match = json_number(now.json, "version", 0);
    put_options(args, request.body);
    if (args_each(args, "field", 0) != NULL) {
        if (json_object_deep_copy(json_at(now.json, "fields"), &fields, NULL) != 0)
            return cli_fail(cli, CLI_ERROR, "no memory");
        json_object_object_add(request.body, "fields", fields);
        code = put_fields(cli, args, fields);
        if (code != CLI_OK) return code;
    }
    const char *path = args_value(args, "document");
    if (path != NULL && (document = document_body(cli, path)) == NULL) return CLI_USAGE;
    answer = now;
    if (json_object_object_length(request.body) > 0) code = api_call(cli, &request, &answer);
    if (code == CLI_OK) code = attach(cli, args, document, &answer);
    return code == CLI_OK ? say(cli, &answer, "is corrected") : code;
}

enum cli_exit job_evidence_check(struct cli *cli, const struct args *args)
{
    struct record_change change = change_of(cli, "check", "is checked");
    return record_change(cli, args, &change);
}

enum cli_exit job_evidence_withdraw(struct cli *cli, const struct args *args)
{
    struct record_change change = change_of(cli, "withdraw", "is withdrawn");
    const char *reason = prompt_text(cli, args_word(args, 1));
    if (reason == NULL) return CLI_USAGE;
    json_put_text(change.body, "reason", reason);
    return record_change(cli, args, &change);
}

/* ---- read ---- */

enum cli_exit job_evidence_list(struct cli *cli, const struct args *args)
{
    static const char *const filters[] = {"kind", "state", "staff", "agency", NULL};
    return record_list(cli, args, record_query(cli, args, "/evidence", filters), evidence_list,
                       "No evidence.");
}

/* {"a": 1} → [{"name": "a", "value": "1"}] */
static struct json_object *as_rows(struct cli *cli, struct json_object *fields)
{
    struct json_object *rows = mem_json_take(cli->arena, json_object_new_array());
    json_object_object_foreach(fields, name, value)
    {
        struct json_object *row = json_object_new_object();
        json_put_text(row, "name", name);
        json_put_text(row, "value",
                      json_object_is_type(value, json_type_string)
                          ? json_object_get_string(value)
                          : json_object_to_json_string_ext(value, JSON_C_TO_STRING_PLAIN));
        json_object_array_add(rows, row);
    }
    return rows;
}

enum cli_exit job_evidence_show(struct cli *cli, const struct args *args)
{
    struct api_answer answer;
    enum cli_exit code = api_get(cli, api_path(cli, "/evidence/%s", args_word(args, 0)), &answer);
    if (code != CLI_OK) return code;
    if (cli->json) {
        cli_json(cli, answer.json);
        return CLI_OK;
    }
    record_print(cli, answer.json, evidence_one);
    record_section(cli, as_rows(cli, json_at(answer.json, "fields")), field_columns);
    record_section(cli, json_at(answer.json, "versions"), version_columns);
    record_section(cli, json_at(answer.json, "events"), event_columns);
    return CLI_OK;
}

enum cli_exit job_evidence_document(struct cli *cli, const struct args *args)
{
    struct api_answer answer;
    const char *path = args_value(args, "output");
    enum cli_exit code =
        api_get(cli, api_path(cli, "/evidence/%s/document", args_word(args, 0)), &answer);
    if (code != CLI_OK) return code;
    FILE *file = fopen(path, "we");
    bool written = file != NULL && fwrite(answer.body, 1, answer.length, file) == answer.length;
    if (file != NULL) written = fclose(file) == 0 && written;
    if (!written) return cli_fail(cli, CLI_ERROR, "cannot write %s", path);
    cli_say(cli, "The document is in %s.", path);
    return CLI_OK;
}

/* "medium (one of board, press), topic" */
static const char *told_of(struct cli *cli, struct json_object *kind)
{
    struct mem_text text = {.arena = cli->arena};
    for (size_t i = 0; i < json_count(kind, "fields"); i++) {
        struct json_object *field = json_item(kind, "fields", i);
        mem_add_printf(&text, "%s%s", i > 0 ? ", " : "", json_text(field, "name"));
        for (size_t w = 0; w < json_count(field, "words"); w++)
            mem_add_printf(&text, "%s%s", w == 0 ? " (" : "|",
                           json_object_get_string(json_item(field, "words", w)));
        if (json_count(field, "words") > 0) mem_add_text(&text, ")");
    }
    return mem_text(&text);
}

enum cli_exit job_evidence_kinds(struct cli *cli, const struct args *args)
{
    struct api_answer answer;
    enum cli_exit code = api_get(cli, "/evidence-kinds", &answer);
    (void)args;
    if (code != CLI_OK) return code;
    if (cli->json) {
        cli_json(cli, json_at(answer.json, "items"));
        return CLI_OK;
    }
    for (size_t i = 0; i < json_count(answer.json, "items"); i++) {
        struct json_object *kind = json_item(answer.json, "items", i);
        json_put_text(kind, "told", told_of(cli, kind));
    }
    table_print(cli, json_at(answer.json, "items"), kind_columns, NULL);
    return CLI_OK;
}
