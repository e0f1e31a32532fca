/* Changes of a case. Each is based on a version: --version, or that of the case now. Who is too
 * late is told who was faster, and with what. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/cli/api.h"
#include "client/cli/events.h"
#include "client/cli/jobs.h"
#include "client/cli/json.h"
#include "client/cli/mem.h"
#include "client/cli/prompt.h"
#include "client/cli/table.h"

/* One change: POST /cases/{ref}/{what}. */
struct change {
    const char *what;         /* last part of the path */
    struct json_object *body; /* never NULL */
    bool append;              /* needs no version: notes, contacts, tasks, links */
    const char *done;         /* "is claimed" */
};

static struct json_object *new_body(struct cli *cli, const struct args *args)
{
    struct json_object *body = mem_json_take(cli->arena, json_object_new_object());
    json_put_number(body, "minutes", args_number(args, "minutes"));
    return body;
}

static enum cli_exit version_of(struct cli *cli, const struct args *args, int64_t *version)
{
    struct api_answer answer;
    *version = args_number(args, "version");
    if (*version > 0) return CLI_OK;
    enum cli_exit code = api_get(cli, api_path(cli, "/cases/%s", args_word(args, 0)), &answer);
    if (code != CLI_OK) return code;
    *version = answer.version > 0 ? answer.version : json_number(answer.json, "version", 0);
    return CLI_OK;
}

/* What happened to the case since the version the user saw. */
static void tell_since(struct cli *cli, const char *reference, int64_t version)
{
    struct json_object *items;
    if (cli->json || case_events(cli, reference, version, &items) != CLI_OK) return;
    printf("Since version %lld of %s:\n", (long long)version, reference);
    table_print(cli, items, event_columns, "  nothing that you may see");
    printf("Look at it (onestop case show %s), then do it again if it still fits.\n", reference);
}

static void say_done(struct cli *cli, const struct args *args, const struct change *change,
                     struct json_object *answer)
{
    if (cli->json) {
        if (answer != NULL) cli_json(cli, answer);
        return;
    }
    const char *reference = json_text(answer, "reference");
    const char *state = json_text(answer, "state");
    const char *handler = json_text(answer, "handler.name");
    int64_t version = json_number(answer, "version", 0);
    struct mem_text text = {.arena = cli->arena};
    mem_add_printf(&text, "Case %s %s", reference != NULL ? reference : args_word(args, 0),
                   change->done);
    if (state != NULL) mem_add_printf(&text, "; state %s", state);
    if (handler != NULL) mem_add_printf(&text, ", with %s", handler);
    if (version > 0) mem_add_printf(&text, ", version %lld", (long long)version);
    cli_say(cli, "%s.", mem_text(&text));
}

static enum cli_exit send_change(struct cli *cli, const struct args *args,
                                 const struct change *change)
{
    struct api_answer answer;
    const char *path = api_path(cli, "/cases/%s/", args_word(args, 0));
    struct api_request request = {.method = "POST",
                                  .path = mem_printf(cli->arena, "%s%s", path, change->what),
                                  .body = change->body};
    enum cli_exit code = CLI_OK;
    if (!change->append) code = version_of(cli, args, &request.if_match);
    if (code != CLI_OK) return code;
    code = api_call(cli, &request, &answer);
    if (code == CLI_OK)
        say_done(cli, args, change, answer.json);
    else if (answer.status == 412)
        tell_since(cli, args_word(args, 0), request.if_match);
    return code;
}

enum cli_exit job_case_claim(struct cli *cli, const struct args *args)
{
    struct change change = {.what = "claim", .body = new_body(cli, args), .done = "is yours"};
    return send_change(cli, args, &change);
}

enum cli_exit job_case_assign(struct cli *cli, const struct args *args)
{
    struct change change = {.what = "assign", .body = new_body(cli, args), .done = "is assigned"};
    json_put_text(change.body, "to", args_word(args, 1));
    return send_change(cli, args, &change);
}

enum cli_exit job_case_hand_over(struct cli *cli, const struct args *args)
{
    struct change change = {
        .what = "hand-over", .body = new_body(cli, args), .done = "is handed over"};
    const char *to = args_value(args, "to"), *queue = args_value(args, "queue");
    const char *agency = args_value(args, "agency");
    if (to == NULL && queue == NULL && agency == NULL)
        return cli_fail(cli, CLI_USAGE, "say to whom: --to USER, --queue QUEUE or --agency AGENCY");
    json_put_text(change.body, "to", to);
    json_put_text(change.body, "queue", queue);
    json_put_text(change.body, "agency", agency);
    json_put_text(change.body, "reason", args_value(args, "reason"));
    return send_change(cli, args, &change);
}

enum cli_exit job_case_bring_in(struct cli *cli, const struct args *args)
{
    struct change change = {.what = "tasks",
                            .body = new_body(cli, args),
                            .append = true,
                            .done = "has a question to a professional"};
    const char *question = prompt_text(cli, args_word(args, 1));
    if (question == NULL) return CLI_USAGE;
    json_put_text(change.body, "question", question);
    json_put_text(change.body, "queue", args_value(args, "queue"));
    json_put_text(change.body, "to", args_value(args, "to"));
    if (json_at(change.body, "queue|to") == NULL)
        return cli_fail(cli, CLI_USAGE, "say whom to ask: --queue QUEUE or --to USER");
    return send_change(cli, args, &change);
}

static void put_flag(struct json_object *body, const char *key, bool set)
{
    if (set) json_object_object_add(body, key, json_object_new_boolean(1));
}

enum cli_exit job_case_step(struct cli *cli, const struct args *args)
{
    struct change change = {
        .what = "steps", .body = new_body(cli, args), .done = "is a step further"};
    json_put_text(change.body, "step", args_word(args, 1));
    json_put_text(change.body, "outcome", args_value(args, "outcome"));
    put_flag(change.body, "outside_system", args_flag(args, "outside-system"));
    return send_change(cli, args, &change);
}

enum cli_exit job_case_note(struct cli *cli, const struct args *args)
{
    struct change change = {
        .what = "notes", .body = new_body(cli, args), .append = true, .done = "has the note"};
    const char *text = prompt_text(cli, args_word(args, 1));
    if (text == NULL) return CLI_USAGE;
    json_put_text(change.body, "body", text);
    put_flag(change.body, "visible", args_flag(args, "visible"));
    return send_change(cli, args, &change);
}

enum cli_exit job_case_pause(struct cli *cli, const struct args *args)
{
    struct change change = {.what = "pause", .body = new_body(cli, args), .done = "is paused"};
    const char *reason = args_word(args, 1);
    if (name_number(&pause_reason_names, reason) == 0) {
        cli_fail(cli, CLI_USAGE, "'%s' is no reason to pause; the reasons are:", reason);
        for (int i = 1; i < pause_reason_names.count; i++)
            cli_note(cli, "  %s", pause_reason_names.names[i]);
        return CLI_USAGE;
    }
    json_put_text(change.body, "reason", reason);
    json_put_text(change.body, "note", args_value(args, "note"));
    return send_change(cli, args, &change);
}

enum cli_exit job_case_customer(struct cli *cli, const struct args *args)
{
    struct change change = {.what = "customer", .body = new_body(cli, args), .done = "is theirs"};
    char *end;
    long long id = strtoll(args_word(args, 1), &end, 10);
    if (*end != '\0' || id < 1)
        return cli_fail(cli, CLI_USAGE,
                        "'%s' is no customer's number; 'onestop customer find' has it",
                        args_word(args, 1));
    json_object_object_add(change.body, "customer", json_object_new_int64(id));
    return send_change(cli, args, &change);
}

enum cli_exit job_case_extend(struct cli *cli, const struct args *args)
{
    struct change change = {.what = "extend", .body = new_body(cli, args), .done = "has more time"};
    char *end;
    long amount = strtol(args_word(args, 1), &end, 10);
    if (*end != '\0' || amount < 1 || amount > 1000000)
        return cli_fail(cli, CLI_USAGE, "'%s' is no amount; say how many units, for example 3",
                        args_word(args, 1));
    json_object_object_add(change.body, "amount", json_object_new_int((int)amount));
    json_put_text(change.body, "reason", args_value(args, "reason"));
    json_put_text(change.body, "clock", args_value(args, "clock"));
    return send_change(cli, args, &change);
}

enum cli_exit job_case_resume(struct cli *cli, const struct args *args)
{
    struct change change = {.what = "resume", .body = new_body(cli, args), .done = "goes on"};
    return send_change(cli, args, &change);
}

enum cli_exit job_case_close(struct cli *cli, const struct args *args)
{
    struct change change = {.what = "close", .body = new_body(cli, args), .done = "is closed"};
    json_put_text(change.body, "outcome", args_word(args, 1));
    put_flag(change.body, "outside_system", args_flag(args, "outside-system"));
    return send_change(cli, args, &change);
}

enum cli_exit job_case_reopen(struct cli *cli, const struct args *args)
{
    struct change change = {.what = "reopen", .body = new_body(cli, args), .done = "is open again"};
    json_put_text(change.body, "reason", args_value(args, "reason"));
    return send_change(cli, args, &change);
}

enum cli_exit job_case_link(struct cli *cli, const struct args *args)
{
    struct change change = {
        .what = "links", .body = new_body(cli, args), .append = true, .done = "is linked"};
    json_put_text(change.body, "other", args_word(args, 1));
    json_put_text(change.body, "kind", args_value(args, "kind"));
    return send_change(cli, args, &change);
}
