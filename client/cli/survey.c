/* Surveys. */
#include <stdio.h>
#include <string.h>

#include "client/cli/api.h"
#include "client/cli/events.h"
#include "client/cli/jobs.h"
#include "client/cli/json.h"
#include "client/cli/mem.h"
#include "client/cli/prompt.h"
#include "client/cli/record.h"

static const struct column survey_list[] = {{"Reference", "reference", CELL_TEXT},
                                            {"Survey", "survey", CELL_TEXT},
                                            {"State", "state", CELL_TEXT},
                                            {"By", "delivery", CELL_TEXT},
                                            {"Office", "office", CELL_TEXT},
                                            {"Service", "service", CELL_CUT},
                                            {"Invited", "invited_at", CELL_TIME},
                                            {"Sent", "sent_at", CELL_TIME},
                                            {"Until", "expires_at", CELL_TIME},
                                            {"Answered", "answered_at", CELL_TIME},
                                            COLUMNS_END};
static const struct column survey[] = {{"Reference", "reference", CELL_TEXT},
                                       {"Survey", "asks.title", CELL_TEXT},
                                       {"Code", "survey", CELL_TEXT},
                                       {"State", "state", CELL_TEXT},
                                       {"Case", "case", CELL_TEXT},
                                       {"Office", "office", CELL_TEXT},
                                       {"Service", "service", CELL_TEXT},
                                       {"Invited", "invited_at", CELL_TIME},
                                       {"By", "delivery", CELL_TEXT},
                                       {"Sent", "sent_at", CELL_TIME},
                                       {"Sent by", "sent_by.name", CELL_TEXT},
                                       {"Until", "expires_at", CELL_TIME},
                                       {"Customer", "customer.name", CELL_TEXT},
                                       {"Phone", "customer.phone", CELL_TEXT},
                                       {"E-mail", "customer.email", CELL_TEXT},
                                       {"Address", "customer.address", CELL_TEXT},
                                       {"Language", "language", CELL_TEXT},
                                       {"Answered", "answered_at", CELL_TIME},
                                       {"Through", "answered_via", CELL_TEXT},
                                       {"Keyed in by", "answered_by.name", CELL_TEXT},
                                       {"Version", "version", CELL_TEXT},
                                       COLUMNS_END};
static const struct column questions[] = {
    {"Question", "code", CELL_TEXT},  {"Asks", "text", CELL_CUT},      {"Kind", "kind", CELL_TEXT},
    {"Needed", "required", CELL_YES}, {"Answer", "answer", CELL_TEXT}, COLUMNS_END};

/* ---- answers ---- */

/* One "question=answer" of length bytes; false: it is none (told). */
static bool add_answer(struct cli *cli, struct json_object *answers, const char *text,
                       size_t length)
{
    while (length > 0 && text[0] == ' ') text++, length--;
    while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\r')) length--;
    if (length == 0) return true;
    const char *equals = memchr(text, '=', length);
    if (equals == NULL || equals == text || equals + 1 == text + length) {
        cli_fail(cli, CLI_USAGE, "'%.*s' is not QUESTION=ANSWER", (int)length, text);
        return false;
    }
    struct json_object *answer = json_object_new_object();
    json_put_text(answer, "question", mem_printf(cli->arena, "%.*s", (int)(equals - text), text));
    json_put_text(answer, "answer",
                  mem_printf(cli->arena, "%.*s", (int)(text + length - equals - 1), equals + 1));
    json_object_array_add(answers, answer);
    return true;
}

/* "a=5,b=no", or a pair a line. NULL: told what is wrong. */
static struct json_object *read_answers(struct cli *cli, const char *word)
{
    const char *text = prompt_text(cli, word);
    if (text == NULL) return NULL;
    const char *ends = strchr(text, '\n') != NULL ? "\n" : ",";
    struct json_object *answers = mem_json_take(cli->arena, json_object_new_array());
    while (*text != '\0') {
        size_t length = strcspn(text, ends);
        if (!add_answer(cli, answers, text, length)) return NULL;
        text += length + (text[length] != '\0');
    }
    return answers;
}

static struct record_change change_of(struct cli *cli, const char *act, const char *done)
{
    return (struct record_change){.what = "surveys",
                                  .name = "Survey",
                                  .act = act,
                                  .body = mem_json_take(cli->arena, json_object_new_object()),
                                  .done = done};
}

enum cli_exit job_survey_answer(struct cli *cli, const struct args *args)
{
    struct record_change change = change_of(cli, "answer", "is answered");
    struct json_object *answers = read_answers(cli, args_word(args, 1));
    if (answers == NULL) return CLI_USAGE;
    json_object_object_add(change.body, "answers", json_object_get(answers));
    json_put_text(change.body, "channel", args_value(args, "channel"));
    return record_change(cli, args, &change);
}

enum cli_exit job_survey_enter(struct cli *cli, const struct args *args)
{
    static const char *const plain[] = {"agency", "office", "service", "language", "channel"};
    struct record_change made = change_of(cli, NULL, "is entered");
    struct json_object *answers = read_answers(cli, args_word(args, 1));
    if (answers == NULL) return CLI_USAGE;
    json_put_text(made.body, "survey", args_word(args, 0));
    json_object_object_add(made.body, "answers", json_object_get(answers));
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
        json_put_text(made.body, plain[i], args_value(args, plain[i]));
    return record_new(cli, &made);
}

/* ---- invitations ---- */

enum cli_exit job_survey_list(struct cli *cli, const struct args *args)
{
    static const char *const filters[] = {"state",  "kind",    "survey", "delivery",
                                          "office", "service", "agency", NULL};
    return record_list(cli, args, record_query(cli, args, "/surveys", filters), survey_list,
                       "No surveys.");
}

/* Puts what was answered beside each question. */
static void join_answers(struct json_object *whole)
{
    for (size_t i = 0; i < json_count(whole, "asks.questions"); i++) {
        struct json_object *question = json_item(whole, "asks.questions", i), *answer = NULL;
        const char *code = json_text(question, "code");
        struct json_object *said = json_at(whole, "answers"), *text = json_at(whole, "free_text");
        if (code == NULL) continue;
        if (!json_object_object_get_ex(said, code, &answer))
            json_object_object_get_ex(text, code, &answer);
        json_object_object_add(question, "answer", json_object_get(answer));
    }
}

enum cli_exit job_survey_show(struct cli *cli, const struct args *args)
{
    struct api_answer answer;
    enum cli_exit code = api_get(cli, api_path(cli, "/surveys/%s", args_word(args, 0)), &answer);
    if (code != CLI_OK) return code;
    if (cli->json) {
        cli_json(cli, answer.json);
        return CLI_OK;
    }
    record_print(cli, answer.json, survey);
    join_answers(answer.json);
    record_section(cli, json_at(answer.json, "asks.questions"), questions);
    record_section(cli, json_at(answer.json, "events"), event_columns);
    return CLI_OK;
}

/* The link is told once, so it is printed alone, to be handed on. */
enum cli_exit job_survey_send(struct cli *cli, const struct args *args)
{
    struct api_answer answer;
    const char *own = api_path(cli, "/surveys/%s", args_word(args, 0));
    int64_t version = args_number(args, "version");
    if (version <= 0) {
        enum cli_exit code = api_get(cli, own, &answer);
        if (code != CLI_OK) return code;
        version = json_number(answer.json, "version", 0);
    }
    struct api_request request = {.method = "POST",
                                  .path = mem_printf(cli->arena, "%s/send", own),
                                  .body = mem_json_take(cli->arena, json_object_new_object()),
                                  .if_match = version};
    enum cli_exit code = api_call(cli, &request, &answer);
    if (code != CLI_OK) return code;
    if (cli->json) {
        cli_json(cli, answer.json);
        return CLI_OK;
    }
    const char *link = json_text(answer.json, "link|secret");
    if (link == NULL) {
        cli_note(cli, "The link was given out already; ask for a new one.");
        return CLI_OK;
    }
    cli_say(cli, "%s", link);
    cli_note(cli, "An earlier link of this invitation is void. This one is not shown again.");
    return CLI_OK;
}

/* ---- results ---- */

static const struct column figures[] = {
    {"Group", "group", CELL_TEXT},         {"Question", "code", CELL_TEXT},
    {"Topic", "topic", CELL_TEXT},         {"n", "n", CELL_TEXT},
    {"Satisfied", "satisfied", CELL_TEXT}, {"Share", "share", CELL_TEXT},
    {"Withheld", "withheld", CELL_YES},    COLUMNS_END};

static void add_figures(struct json_object *rows, struct json_object *group, const char *name)
{
    for (size_t i = 0; i < json_count(group, "questions"); i++) {
        struct json_object *row = json_item(group, "questions", i);
        json_put_text(row, "group", name);
        json_object_array_add(rows, json_object_get(row));
    }
}

enum cli_exit job_survey_results(struct cli *cli, const struct args *args)
{
    static const char *const filters[] = {"from", "to", "by", "agency", NULL};
    struct api_answer answer;
    const char *path = api_path(cli, "/surveys/%s/results", args_word(args, 0));
    enum cli_exit code = api_get(cli, record_query(cli, args, path, filters), &answer);
    if (code != CLI_OK) return code;
    if (cli->json) {
        cli_json(cli, answer.json);
        return CLI_OK;
    }
    const char *n = json_text(answer.json, "total.n");
    const char *from = json_text(answer.json, "from"), *to = json_text(answer.json, "to");
    cli_say(cli, "%s%s%s%s%s: %lld invited, %s answered", json_text(answer.json, "name"),
            from == NULL ? "" : " from ", from == NULL ? "" : from, to == NULL ? "" : " to ",
            to == NULL ? "" : to, (long long)json_number(answer.json, "total.invited", 0),
            n == NULL ? "fewer than 5" : n);
    struct json_object *rows = mem_json_take(cli->arena, json_object_new_array());
    add_figures(rows, json_at(answer.json, "total"), "all");
    for (size_t i = 0; i < json_count(answer.json, "groups"); i++) {
        struct json_object *group = json_item(answer.json, "groups", i);
        const char *key = json_text(group, "key");
        add_figures(rows, group, key == NULL ? "-" : key);
    }
    record_section(cli, rows, figures);
    return CLI_OK;
}
