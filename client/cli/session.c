/* Who is there: log in and out, passwords, sessions of others. */
#include <stdio.h>
#include <string.h>

#include "client/cli/api.h"
#include "client/cli/jobs.h"
#include "client/cli/json.h"
#include "client/cli/mem.h"
#include "client/cli/prompt.h"
#include "client/cli/record.h"
#include "client/cli/settings.h"
#include "client/cli/table.h"

/* The password as it was read; the copies that json-c and libcurl made live until the run ends. */
static void wipe(const char *secret)
{
    union {
        const char *read;
        char *write;
    } text = {secret};
    if (secret != NULL) explicit_bzero(text.write, strlen(secret));
}

static const char *ask_user(struct cli *cli, const struct args *args)
{
    const char *user = args_word(args, 0);
    if (user == NULL && cli->asks) user = prompt_line(cli, "User name:");
    if (user != NULL && user[0] != '\0') return user;
    cli_fail(cli, CLI_USAGE, "say who you are: onestop login USER");
    return NULL;
}

enum cli_exit job_login(struct cli *cli, const struct args *args)
{
    struct settings *settings = cli->settings;
    const char *user = ask_user(cli, args);
    if (user == NULL) return CLI_USAGE;
    const char *password = prompt_password(cli, args, "Password:");
    if (password == NULL) return CLI_USAGE;
    struct json_object *body = mem_json_take(cli->arena, json_object_new_object());
    json_put_text(body, "user_name", user);
    json_put_text(body, "password", password);
    settings->token = NULL;
    struct api_request request = {
        .method = "POST", .path = "/session", .body = body, .no_key = true};
    struct api_answer answer;
    enum cli_exit code = api_call(cli, &request, &answer);
    wipe(password);
    if (code != CLI_OK) return code;
    settings->token = json_text(answer.json, "token");
    settings->user_name = user;
    if (settings->token == NULL) return cli_fail(cli, CLI_ERROR, "the daemon gave no session");
    if ((code = settings_save_session(cli, settings)) != CLI_OK) return code;
    if ((code = settings_save(cli, settings)) != CLI_OK) return code;
    if (cli->json) {
        /* the token stays out of logs and pipes */
        json_object_object_del(answer.json, "token");
        cli_json(cli, answer.json);
    }
    const char *name = json_text(answer.json, "staff.name");
    cli_say(cli, "Logged in as %s at %s.", name != NULL ? name : user, settings->server);
    if (json_true(answer.json, "staff.must_change_password"))
        cli_note(cli, "Change your password first: onestop passwd");
    return CLI_OK;
}

enum cli_exit job_logout(struct cli *cli, const struct args *args)
{
    (void)args;
    struct settings *settings = cli->settings;
    struct api_answer answer;
    struct api_request request = {.method = "DELETE", .path = "/session", .quiet = true};
    enum cli_exit code = CLI_WHO; /* nothing to end */
    if (settings->token != NULL) code = api_call(cli, &request, &answer);
    settings->token = NULL;
    enum cli_exit forgotten = settings_save_session(cli, settings);
    if (forgotten != CLI_OK) return forgotten;
    if (code != CLI_OK && code != CLI_WHO)
        return cli_fail(cli, code, "the session is forgotten here, but could not be ended there");
    cli_say(cli, "Logged out.");
    return CLI_OK;
}

static const struct column me[] = {{"Name", "staff.name", CELL_TEXT},
                                   {"User name", "staff.user_name", CELL_TEXT},
                                   {"Agency", "staff.agency", CELL_TEXT},
                                   {"Agencies", "agencies", CELL_LIST},
                                   {"Offices", "offices", CELL_LIST},
                                   {"Session ends", "expires_at", CELL_TIME},
                                   COLUMNS_END};
static const struct column grants[] = {{"Role", "role", CELL_TEXT},
                                       {"Agency", "agency", CELL_TEXT},
                                       {"Office", "office", CELL_TEXT},
                                       COLUMNS_END};

enum cli_exit job_whoami(struct cli *cli, const struct args *args)
{
    (void)args;
    struct api_answer answer;
    enum cli_exit code = api_get(cli, "/session", &answer);
    if (code != CLI_OK) return code;
    if (cli->json) {
        cli_json(cli, answer.json);
        return CLI_OK;
    }
    record_print(cli, answer.json, me);
    printf("\n");
    table_print(cli, json_at(answer.json, "grants"), grants, "No roles.");
    return CLI_OK;
}

enum cli_exit job_passwd(struct cli *cli, const struct args *args)
{
    bool typed = !args_flag(args, "password-stdin") && args_number(args, "password-fd") < 0;
    const char *old = prompt_password(cli, args, "Password now:");
    const char *new = old == NULL ? NULL : prompt_password(cli, args, "New password:");
    if (new == NULL) return CLI_USAGE;
    if (typed) {
        const char *again = prompt_password(cli, args, "New password again:");
        bool same = again != NULL && strcmp(new, again) == 0;
        wipe(again);
        if (!same) return cli_fail(cli, CLI_USAGE, "the new passwords are not the same");
    }
    struct json_object *body = mem_json_take(cli->arena, json_object_new_object());
    json_put_text(body, "old_password", old);
    json_put_text(body, "new_password", new);
    struct api_request request = {.method = "PUT", .path = "/session/password", .body = body};
    struct api_answer answer;
    enum cli_exit code = api_call(cli, &request, &answer);
    wipe(old);
    wipe(new);
    if (code == CLI_OK) cli_say(cli, "The password is changed; your other sessions are ended.");
    return code;
}

enum cli_exit job_staff_password(struct cli *cli, const struct args *args)
{
    const char *user = args_word(args, 0);
    struct api_request request = {
        .method = "POST", .path = api_path(cli, "/staff/%s/password", user), .no_key = true};
    struct api_answer answer;
    enum cli_exit code = api_call(cli, &request, &answer);
    if (code != CLI_OK) return code;
    const char *password = json_text(answer.json, "password");
    if (password == NULL) return cli_fail(cli, CLI_ERROR, "the daemon gave no password");
    if (cli->json) {
        cli_json(cli, answer.json);
        return CLI_OK;
    }
    cli_note(cli, "The new password of %s, told this once; it has to be changed at log-in:", user);
    printf("%s\n", password);
    return CLI_OK;
}

enum cli_exit job_sessions_list(struct cli *cli, const struct args *args)
{
    static const struct column sessions[] = {{"Session", "number", CELL_NUMBER},
                                             {"Begun", "begun_at", CELL_TIME},
                                             {"Last used", "used_at", CELL_TIME},
                                             {"Ends", "expires_at", CELL_TIME},
                                             COLUMNS_END};
    return record_list(cli, args, api_path(cli, "/staff/%s/sessions", args_word(args, 0)), sessions,
                       "No sessions.");
}

enum cli_exit job_sessions_revoke(struct cli *cli, const struct args *args)
{
    const char *user = args_word(args, 0);
    struct api_request request = {.method = "DELETE",
                                  .path = api_path(cli, "/staff/%s/sessions", user)};
    struct api_answer answer;
    enum cli_exit code = api_call(cli, &request, &answer);
    if (code != CLI_OK) return code;
    if (cli->json && answer.json != NULL) cli_json(cli, answer.json);
    cli_say(cli, "%lld sessions of %s ended.", (long long)json_number(answer.json, "revoked", 0),
            user);
    return CLI_OK;
}
