/* Replies: what one would say, sending it, and letters. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/cli/api.h"
#include "client/cli/edit.h"
#include "client/cli/jobs.h"
#include "client/cli/json.h"
#include "client/cli/mem.h"
#include "client/cli/output.h"
#include "client/cli/prompt.h"
#include "client/cli/table.h"
#include "client/cli/text.h"

static const struct column replies[] = {{"Reply", "id", CELL_TEXT},
                                        {"When", "at", CELL_TIME},
                                        {"By", "by.name", CELL_TEXT},
                                        {"Channel", "channel", CELL_TEXT},
                                        {"Goes", "delivery", CELL_TEXT},
                                        {"Sample", "sample", CELL_TEXT},
                                        {"Edited", "edited", CELL_YES},
                                        {"Subject", "subject", CELL_CUT},
                                        COLUMNS_END};

void reply_print(struct cli *cli, const char *subject, const char *body)
{
    printf("\n");
    if (subject != NULL) printf("Subject: %s\n\n", text_clean(cli->arena, subject, TEXT_ONE_LINE));
    if (body != NULL) printf("%s\n", text_clean(cli->arena, body, TEXT_MANY_LINES));
}

static struct json_object *body_of(struct cli *cli, const struct args *args)
{
    struct json_object *body = mem_json_take(cli->arena, json_object_new_object());
    json_put_text(body, "sample", args_value(args, "sample"));
    json_put_text(body, "subject", args_value(args, "subject"));
    json_put_text(body, "channel", args_value(args, "channel"));
    json_put_text(body, "language", args_value(args, "language"));
    json_put_text(body, "office", args_value(args, "office"));
    json_put_number(body, "minutes", args_number(args, "minutes"));
    return body;
}

static void put_flag(struct json_object *body, const char *key)
{
    json_object_object_add(body, key, json_object_new_boolean(1));
}

static enum cli_exit post(struct cli *cli, const struct args *args, struct json_object *body,
                          struct api_answer *answer)
{
    struct api_request request = {.method = "POST",
                                  .path = api_path(cli, "/cases/%s/replies", args_word(args, 0)),
                                  .body = body};
    return api_call(cli, &request, answer);
}

/* The text of the command line, if there is one. */
static enum cli_exit put_text(struct cli *cli, const struct args *args, struct json_object *body)
{
    const char *text = args_word(args, 1);
    if (text != NULL && (text = prompt_text(cli, text)) == NULL) return CLI_USAGE;
    json_put_text(body, "body", text);
    return CLI_OK;
}

static enum cli_exit preview(struct cli *cli, const struct args *args, struct json_object *body,
                             struct api_answer *answer)
{
    put_flag(body, "preview");
    enum cli_exit code = post(cli, args, body, answer);
    json_object_object_del(body, "preview");
    return code;
}

enum cli_exit job_reply_draft(struct cli *cli, const struct args *args)
{
    struct json_object *body = body_of(cli, args);
    struct api_answer answer;
    enum cli_exit code = put_text(cli, args, body);
    if (code == CLI_OK && json_at(body, "body|sample") == NULL)
        code = cli_fail(cli, CLI_USAGE, "say the text, or --sample CODE");
    if (code == CLI_OK) code = preview(cli, args, body, &answer);
    if (code != CLI_OK) return code;
    if (cli->json) {
        cli_json(cli, answer.json);
        return CLI_OK;
    }
    cli_say(cli, "Would go by %s (%s), in %s.", json_text(answer.json, "channel"),
            json_text(answer.json, "delivery"), json_text(answer.json, "language"));
    reply_print(cli, json_text(answer.json, "subject"), json_text(answer.json, "body"));
    return CLI_OK;
}

/* Splits "Subject: …", an empty line, and the text; the text is taken as it is from here on. */
static enum cli_exit take_edited(struct cli *cli, struct json_object *body, const char *text)
{
    if (strncmp(text, "Subject:", 8) == 0) {
        size_t end = strcspn(text, "\n");
        const char *subject = text + 8 + strspn(text + 8, " ");
        size_t length = (size_t)(text + end - subject);
        json_object_object_del(body, "subject");
        if (length > 0) json_put_text(body, "subject", mem_strndup(cli->arena, subject, length));
        text += end;
        text += strspn(text, "\r\n");
    }
    if (text[strspn(text, " \t\r\n")] == '\0')
        return cli_fail(cli, CLI_ERROR, "the text is empty: nothing was sent");
    json_object_object_del(body, "body");
    json_put_text(body, "body", text);
    put_flag(body, "as_is");
    return CLI_OK;
}

/* The draft in the editor, beginning with what it would say. */
static enum cli_exit edit(struct cli *cli, const struct args *args, struct json_object *body)
{
    struct api_answer answer;
    const char *subject = args_value(args, "subject"), *text = "";
    if (json_at(body, "body|sample") != NULL) {
        enum cli_exit code = preview(cli, args, body, &answer);
        if (code != CLI_OK) return code;
        subject = json_text(answer.json, "subject");
        text = json_text(answer.json, "body");
    }
    text = edit_text(
        cli, mem_printf(cli->arena, "Subject: %s\n\n%s\n", subject == NULL ? "" : subject, text));
    if (text == NULL) return CLI_ERROR;
    return take_edited(cli, body, text);
}

static bool agreed(struct cli *cli)
{
    const char *line = prompt_line(cli, "Send it? [y/N]");
    return line != NULL && (line[0] == 'y' || line[0] == 'Y');
}

enum cli_exit job_reply_send(struct cli *cli, const struct args *args)
{
    struct json_object *body = body_of(cli, args);
    struct api_answer answer;
    enum cli_exit code = put_text(cli, args, body);
    bool edits = args_flag(args, "edit") || json_at(body, "body|sample") == NULL;
    if (code == CLI_OK && edits && !cli->asks)
        code = cli_fail(cli, CLI_USAGE,
                        "say the text (- reads it from standard input), or "
                        "--sample CODE: there is no terminal for an editor");
    if (code == CLI_OK && edits) code = edit(cli, args, body);
    if (code != CLI_OK) return code;
    if (edits && !agreed(cli)) {
        cli_note(cli, "Nothing was sent.");
        return CLI_ERROR;
    }
    code = post(cli, args, body, &answer);
    if (code != CLI_OK) return code;
    if (cli->json) cli_json(cli, answer.json);
    cli_say(cli, "Reply %s on %s is recorded, channel %s (%s).", json_text(answer.json, "id"),
            json_text(answer.json, "reference"), json_text(answer.json, "channel"),
            json_text(answer.json, "delivery"));
    if (!cli->json && strcmp(json_text(answer.json, "delivery"), "letter") == 0)
        cli_note(cli, "Print it: onestop reply letter %s %s --output letter.html",
                 json_text(answer.json, "reference"), json_text(answer.json, "id"));
    return CLI_OK;
}

enum cli_exit job_reply_list(struct cli *cli, const struct args *args)
{
    struct json_object *items;
    bool more;
    int64_t limit = args_number(args, "limit");
    enum cli_exit code = api_list(cli, api_path(cli, "/cases/%s/replies", args_word(args, 0)),
                                  limit > 0 ? limit : 50, &items, &more);
    if (code != CLI_OK) return code;
    if (cli->json)
        cli_json(cli, items);
    else
        table_print(cli, items, replies, "Nothing was written yet.");
    return CLI_OK;
}

static const struct column one[] = {
    {"Reply", "id", CELL_TEXT},        {"On case", "reference", CELL_TEXT},
    {"When", "at", CELL_TIME},         {"By", "by.name", CELL_TEXT},
    {"Channel", "channel", CELL_TEXT}, {"Goes", "delivery", CELL_TEXT},
    {"To", "name", CELL_TEXT},         {"Address", "address", CELL_TEXT},
    {"Built on", "sample", CELL_TEXT}, {"Its version", "sample_version", CELL_TEXT},
    {"Edited", "edited", CELL_YES},    COLUMNS_END};

enum cli_exit job_reply_show(struct cli *cli, const struct args *args)
{
    struct api_answer answer;
    enum cli_exit code =
        api_get(cli, api_path(cli, "/cases/%s/replies/%s", args_word(args, 0), args_word(args, 1)),
                &answer);
    if (code != CLI_OK) return code;
    if (cli->json) {
        cli_json(cli, answer.json);
        return CLI_OK;
    }
    record_print(cli, answer.json, one);
    reply_print(cli, json_text(answer.json, "subject"), json_text(answer.json, "body"));
    return CLI_OK;
}

enum cli_exit job_reply_letter(struct cli *cli, const struct args *args)
{
    struct api_answer answer;
    const char *path = args_value(args, "output");
    enum cli_exit code = api_get(
        cli, api_path(cli, "/cases/%s/replies/%s/letter", args_word(args, 0), args_word(args, 1)),
        &answer);
    if (code != CLI_OK) return code;
    if (path == NULL && !cli->json && cli->width > 0)
        return cli_fail(cli, CLI_USAGE, "a page is nothing for a terminal: --output FILE");
    if (path != NULL || !cli->json)
        return output_body(cli, path, &answer,
                           "The letter, to be opened in a browser and printed,");
    struct json_object *told = mem_json_take(cli->arena, json_object_new_object());
    json_put_text(told, "html", answer.body);
    cli_json(cli, told);
    return CLI_OK;
}
