/* Complaints: log, look at, act on, figures. Changes are based on a version: --version, or that of
 * the complaint now. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/cli/api.h"
#include "client/cli/customer.h"
#include "client/cli/jobs.h"
#include "client/cli/json.h"
#include "client/cli/mem.h"
#include "client/cli/prompt.h"
#include "client/cli/table.h"
#include "client/cli/when.h"

enum { PAGE = 50 };

/* ---- looking ---- */

static const struct column list[] = {{"Complaint", "reference", CELL_TEXT},
                                     {"Subject", "subject", CELL_TEXT},
                                     {"Serious", "serious", CELL_YES},
                                     {"State", "state", CELL_TEXT},
                                     {"Stage", "stage", CELL_TEXT},
                                     {"Answered by", "answerer.name", CELL_TEXT},
                                     {"Queue", "queue", CELL_TEXT},
                                     {"Received", "received_at", CELL_TIME},
                                     {"Acknowledge by", "acknowledge_by", CELL_TIME},
                                     {"Due", "due_at", CELL_DUE},
                                     {"Closed", "closed_at", CELL_TIME},
                                     {"Outcome", "outcome", CELL_TEXT},
                                     COLUMNS_END};
static const struct column head[] = {{"Complaint", "reference", CELL_TEXT},
                                     {"Subject", "subject", CELL_TEXT},
                                     {"Serious", "serious", CELL_YES},
                                     {"State", "state", CELL_TEXT},
                                     {"Only recorded", "not_opened", CELL_TEXT},
                                     {"Ladder", "ladder", CELL_TEXT},
                                     {"Stage", "stage", CELL_TEXT},
                                     {"Answered by", "answerer.name", CELL_TEXT},
                                     {"Waits in", "queue", CELL_TEXT},
                                     {"Acknowledge by", "acknowledge_by", CELL_TIME},
                                     {"Due", "due_at", CELL_DUE},
                                     {"Outcome", "outcome", CELL_TEXT},
                                     {"About", "about", CELL_LIST},
                                     {"Case", "case", CELL_TEXT},
                                     {"Became case", "converted_to", CELL_TEXT},
                                     {"Customer id", "customer", CELL_TEXT},
                                     {"Service", "service", CELL_TEXT},
                                     {"Office", "office", CELL_TEXT},
                                     {"Channel", "channel", CELL_TEXT},
                                     {"Received", "received_at", CELL_TIME},
                                     {"Closed", "closed_at", CELL_TIME},
                                     {"May ask until", "ask_until", CELL_TIME},
                                     {"Tell the customer", "told", CELL_TEXT},
                                     {"Version", "version", CELL_TEXT},
                                     COLUMNS_END};
static const struct column stages[] = {
    {"Stage", "name", CELL_TEXT},       {"Answered by", "answerer.name", CELL_TEXT},
    {"Began", "started_at", CELL_TIME}, {"Acknowledged", "acknowledged_at", CELL_TIME},
    {"Due", "due_at", CELL_TIME},       {"Extended by", "extended", CELL_NUMBER},
    {"Ended", "ended_at", CELL_TIME},   {"How", "end", CELL_TEXT},
    {"Outcome", "outcome", CELL_TEXT},  {"Answer", "answer", CELL_CUT},
    {"Lesson", "lesson", CELL_CUT},     COLUMNS_END};
static const struct column remedies[] = {
    {"Remedy", "id", CELL_TEXT},  {"What", "what", CELL_CUT},     {"Who", "owner.name", CELL_TEXT},
    {"Due", "due_at", CELL_TIME}, {"Done", "done_at", CELL_TIME}, COLUMNS_END};
static const struct column letters[] = {{"Letter", "id", CELL_TEXT},
                                        {"Written", "created_at", CELL_TIME},
                                        {"State", "state", CELL_TEXT},
                                        {"Subject", "subject", CELL_CUT},
                                        COLUMNS_END};
static const struct column events[] = {{"Version", "seq", CELL_TEXT},
                                       {"When", "at", CELL_TIME},
                                       {"What", "kind", CELL_TEXT},
                                       {"Who", "by.name", CELL_TEXT},
                                       {"Stage", "stage", CELL_TEXT},
                                       {"By", "escalated_by", CELL_TEXT},
                                       {"For", "answerer.name|assignee.name", CELL_TEXT},
                                       {"Percent", "percent", CELL_TEXT},
                                       {"Moved by", "moved_by", CELL_TEXT},
                                       {"Was due", "was_due_at", CELL_TIME},
                                       {"Due", "due_at", CELL_TIME},
                                       COLUMNS_END};

enum cli_exit job_complaint_list(struct cli *cli, const struct args *args)
{
    static const char *const filters[] = {"agency", "status",  "queue",
                                          "due",    "subject", "answerer"};
    struct json_object *items;
    bool more;
    const char *path = "/complaints";
    int64_t limit = args_number(args, "limit");
    for (size_t i = 0; i < sizeof filters / sizeof filters[0]; i++)
        path = api_query(cli, path, filters[i], args_value(args, filters[i]));
    if (args_flag(args, "mine")) path = api_query(cli, path, "answerer", "me");
    if (args_flag(args, "unassigned")) path = api_query(cli, path, "unassigned", "true");
    enum cli_exit code = api_list(cli, path, limit > 0 ? limit : PAGE, &items, &more);
    if (code != CLI_OK) return code;
    if (cli->json) {
        cli_json(cli, items);
        return CLI_OK;
    }
    table_print(cli, items, list, "No complaints.");
    if (more) cli_note(cli, "There are more: --limit N.");
    return CLI_OK;
}

static void section(struct cli *cli, struct json_object *items, const struct column *columns)
{
    if (json_count(items, "") == 0) return;
    printf("\n");
    table_print(cli, items, columns, NULL);
}

/* Those that wait to be printed, as they are to be printed. */
static void say_letters(struct cli *cli, struct json_object *written)
{
    for (size_t i = 0; i < json_count(written, ""); i++) {
        struct json_object *letter = json_item(written, "", i);
        if (strcmp(json_text(letter, "state"), "waiting") != 0) continue;
        cli_say(cli, "\n%s\n\n%s\n\n%s", json_text(letter, "address"), json_text(letter, "subject"),
                json_text(letter, "body"));
    }
}

enum cli_exit job_complaint_show(struct cli *cli, const struct args *args)
{
    struct api_answer answer;
    enum cli_exit code = api_get(cli, api_path(cli, "/complaints/%s", args_word(args, 0)), &answer);
    if (code != CLI_OK) return code;
    if (cli->json) {
        cli_json(cli, answer.json);
        return CLI_OK;
    }
    const char *text = json_text(answer.json, "text");
    record_print(cli, answer.json, head);
    if (text != NULL) cli_say(cli, "\n%s", text);
    section(cli, json_at(answer.json, "stages"), stages);
    section(cli, json_at(answer.json, "remedies"), remedies);
    section(cli, json_at(answer.json, "letters"), letters);
    section(cli, json_at(answer.json, "events"), events);
    say_letters(cli, json_at(answer.json, "letters"));
    return CLI_OK;
}

/* ---- logging ---- */

static void put_list(struct json_object *body, const char *key, const struct args *args,
                     const char *option)
{
    struct json_object *names = NULL;
    const char *name;
    for (size_t i = 0; (name = args_each(args, option, i)) != NULL; i++) {
        if (names == NULL) names = json_object_new_array();
        json_object_array_add(names, json_object_new_string(name));
    }
    if (names != NULL) json_object_object_add(body, key, names);
}

static void say_done(struct cli *cli, struct json_object *answer, const char *done)
{
    const char *answerer = json_text(answer, "answerer.name");
    const char *queue = json_text(answer, "queue"), *stage = json_text(answer, "stage");
    static const struct column due = {"", "due_at", CELL_DUE};
    enum style style;
    if (cli->json) {
        cli_json(cli, answer);
        return;
    }
    struct mem_text text = {.arena = cli->arena};
    mem_add_printf(&text, "Complaint %s %s; %s", json_text(answer, "reference"), done,
                   json_text(answer, "state"));
    if (stage != NULL) mem_add_printf(&text, ", stage %s", stage);
    if (answerer != NULL) mem_add_printf(&text, ", to be answered by %s", answerer);
    if (queue != NULL) mem_add_printf(&text, ", waits in the queue %s", queue);
    if (json_text(answer, "due_at") != NULL)
        mem_add_printf(&text, ", due %s", cell_text(cli, answer, &due, when_now_us(), &style));
    cli_say(cli, "%s.", mem_text(&text));
}

/* A complaint about a case is one to the case's agency. */
static enum cli_exit put_agency_of_case(struct cli *cli, struct json_object *body,
                                        const char *reference)
{
    struct api_answer answer;
    enum cli_exit code = api_get(cli, api_path(cli, "/cases/%s", reference), &answer);
    if (code == CLI_OK) json_put_text(body, "agency", json_text(answer.json, "agency"));
    return code;
}

enum cli_exit job_complaint_log(struct cli *cli, const struct args *args)
{
    static const char *const texts[] = {"agency", "office",  "service", "segment",
                                        "case",   "channel", "subject"};
    struct json_object *body = mem_json_take(cli->arena, json_object_new_object());
    const char *customer = args_value(args, "customer");
    const char *text = prompt_text(cli, args_word(args, 0));
    int64_t id = 0;
    if (text == NULL) return CLI_USAGE;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        json_put_text(body, texts[i], args_value(args, texts[i]));
    json_put_text(body, "text", text);
    json_put_text(body, "received_at", args_time(cli, args, "received-at"));
    json_put_text(body, "happened_at", args_time(cli, args, "happened-at"));
    put_list(body, "about", args, "about");
    enum cli_exit code = customer == NULL ? CLI_OK : customer_resolve(cli, customer, &id);
    if (code != CLI_OK) return code;
    if (id > 0) json_put_number(body, "customer", id);
    if (args_value(args, "case") != NULL && args_value(args, "agency") == NULL)
        code = put_agency_of_case(cli, body, args_value(args, "case"));
    if (code != CLI_OK) return code;
    struct api_request request = {.method = "POST", .path = "/complaints", .body = body};
    struct api_answer answer;
    code = api_call(cli, &request, &answer);
    if (code == CLI_OK) say_done(cli, answer.json, "is logged");
    return code;
}

/* ---- acts ---- */

static struct json_object *new_body(struct cli *cli)
{
    return mem_json_take(cli->arena, json_object_new_object());
}

/* POST /complaints/{ref}/{what}; adds: needs no version. */
static enum cli_exit act(struct cli *cli, const struct args *args, const char *what,
                         struct json_object *body, bool adds, const char *done)
{
    const char *path = api_path(cli, "/complaints/%s", args_word(args, 0));
    struct api_request request = {
        .method = "POST", .path = mem_printf(cli->arena, "%s/%s", path, what), .body = body};
    struct api_answer answer;
    enum cli_exit code = CLI_OK;
    if (!adds) request.if_match = args_number(args, "version");
    if (!adds && request.if_match <= 0) {
        code = api_get(cli, path, &answer);
        if (code != CLI_OK) return code;
        request.if_match =
            answer.version > 0 ? answer.version : json_number(answer.json, "version", 0);
    }
    code = api_call(cli, &request, &answer);
    if (code == CLI_OK) say_done(cli, answer.json, done);
    return code;
}

enum cli_exit job_complaint_ack(struct cli *cli, const struct args *args)
{
    return act(cli, args, "acknowledge", new_body(cli), false, "is acknowledged");
}

static void put_remedies(struct json_object *body, const struct args *args, const char *first)
{
    struct json_object *items = json_object_new_array();
    const char *what = first;
    for (size_t i = 0; what != NULL || (what = args_each(args, "remedy", i)) != NULL; i++) {
        struct json_object *item = json_object_new_object();
        json_put_text(item, "what", what);
        if (first != NULL) json_put_text(item, "owner", args_value(args, "owner"));
        json_object_array_add(items, item);
        what = NULL;
        if (first != NULL) break;
    }
    json_object_object_add(body, "remedies", items);
}

enum cli_exit job_complaint_answer(struct cli *cli, const struct args *args)
{
    struct json_object *body = new_body(cli);
    const char *text = prompt_text(cli, args_word(args, 2));
    if (text == NULL) return CLI_USAGE;
    json_put_text(body, "outcome", args_word(args, 1));
    json_put_text(body, "answer", text);
    json_put_text(body, "lesson", args_value(args, "lesson"));
    put_remedies(body, args, NULL);
    return act(cli, args, "answer", body, false, "is answered");
}

enum cli_exit job_complaint_extend(struct cli *cli, const struct args *args)
{
    struct json_object *body = new_body(cli);
    json_put_number(body, "amount", args_number(args, "by"));
    json_put_text(body, "reason", args_value(args, "reason"));
    return act(cli, args, "extend", body, false, "has more time");
}

enum cli_exit job_complaint_escalate(struct cli *cli, const struct args *args)
{
    return act(cli, args, "escalate", new_body(cli), false, "goes up");
}

enum cli_exit job_complaint_withdraw(struct cli *cli, const struct args *args)
{
    struct json_object *body = new_body(cli);
    json_put_text(body, "reason", args_value(args, "reason"));
    return act(cli, args, "withdraw", body, false, "is withdrawn");
}

enum cli_exit job_complaint_convert(struct cli *cli, const struct args *args)
{
    struct json_object *body = new_body(cli);
    json_put_text(body, "service", args_value(args, "service"));
    json_put_text(body, "subject", args_value(args, "subject"));
    return act(cli, args, "convert", body, false, "is a case now");
}

enum cli_exit job_complaint_link(struct cli *cli, const struct args *args)
{
    struct json_object *body = new_body(cli);
    json_put_text(body, "case", args_word(args, 1));
    return act(cli, args, "link", body, true, "is linked");
}

enum cli_exit job_complaint_remedy(struct cli *cli, const struct args *args)
{
    struct json_object *body = new_body(cli);
    const char *what = args_word(args, 1);
    int64_t done = args_number(args, "done");
    if ((what == NULL) == (done < 0))
        return cli_fail(cli, CLI_USAGE, "say what is to be put right, or --done ID");
    if (what == NULL) {
        json_put_number(body, "remedy", done);
        return act(cli, args, "remedies/done", body, true, "has a remedy done");
    }
    put_remedies(body, args, what);
    return act(cli, args, "remedies", body, true, "has one remedy more");
}

enum cli_exit job_complaint_printed(struct cli *cli, const struct args *args)
{
    struct json_object *body = new_body(cli);
    json_put_number(body, "letter", strtoll(args_word(args, 1), NULL, 10));
    const char *path = api_path(cli, "/complaints/%s/letters/printed", args_word(args, 0));
    struct api_request request = {.method = "POST", .path = path, .body = body};
    struct api_answer answer;
    enum cli_exit code = api_call(cli, &request, &answer);
    if (code != CLI_OK) return code;
    if (cli->json)
        cli_json(cli, answer.json);
    else
        cli_say(cli, "Letter %s is printed.", args_word(args, 1));
    return CLI_OK;
}

/* ---- figures ---- */

static const struct column totals[] = {
    {"Agency", "agency", CELL_TEXT},
    {"From", "from", CELL_TEXT},
    {"To", "to", CELL_TEXT},
    {"Received", "received", CELL_TEXT},
    {"Per 1,000 inhabitants", "received_per_1000_population", CELL_TEXT},
    {"Per 1,000 cases closed", "received_per_1000_cases_closed", CELL_TEXT},
    {"Cases closed", "cases_closed", CELL_TEXT},
    {"Anonymous", "anonymous", CELL_TEXT},
    {"Only recorded", "not_opened", CELL_TEXT},
    {"Were requests", "converted", CELL_TEXT},
    {"Withdrawn", "withdrawn", CELL_TEXT},
    {"Referred", "referred", CELL_TEXT},
    {"Lessons", "lessons", CELL_TEXT},
    {"Remedies", "remedies.denominator", CELL_TEXT},
    {"Remedies done", "remedies.numerator", CELL_TEXT},
    {"Serious, received", "serious.received", CELL_TEXT},
    {"Serious, open", "serious.open", CELL_TEXT},
    COLUMNS_END};

/* A row a figure, a column a stage: "12 of 40 (30 %)". */
static const struct {
    const char *title, *path;
} figures[] = {{"closed", "closed"},
               {"closed in time", "closed_in_time"},
               {"  without extension", "closed_without_extension"},
               {"acknowledged in time", "acknowledged_in_time"},
               {"upheld", "upheld"},
               {"partly upheld", "partly_upheld"},
               {"not upheld", "not_upheld"},
               {"resolved at once", "resolved_at_once"},
               {"extensions", "extensions"},
               {"escalated by the customer", "escalated_by_customer"},
               {"escalated by time", "escalated_by_time"}};

static void print_figures(struct cli *cli, struct json_object *answer)
{
    for (size_t s = 0; s < json_count(answer, "stages"); s++) {
        struct json_object *stage = json_item(answer, "stages", s);
        printf("\nStage %lld: %lld begun, working days mean %s, median %s\n",
               (long long)json_number(stage, "stage", 0), (long long)json_number(stage, "begun", 0),
               json_at(stage, "working_days.mean") ? json_text(stage, "working_days.mean") : "-",
               json_at(stage, "working_days.median") ? json_text(stage, "working_days.median")
                                                     : "-");
        for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++) {
            struct json_object *share = json_at(stage, figures[i].path);
            const char *percent = json_text(share, "percent");
            cli_say(cli, "  %-26s %lld of %lld%s%s%s", figures[i].title,
                    (long long)json_number(share, "numerator", 0),
                    (long long)json_number(share, "denominator", 0), percent != NULL ? " (" : "",
                    percent != NULL ? percent : "", percent != NULL ? " %)" : "");
        }
    }
}

enum cli_exit job_complaint_kpi(struct cli *cli, const struct args *args)
{
    static const char *const filters[] = {"agency", "from", "to"};
    const char *path = "/complaints/kpis";
    struct api_answer answer;
    for (size_t i = 0; i < sizeof filters / sizeof filters[0]; i++)
        path = api_query(cli, path, filters[i], args_value(args, filters[i]));
    enum cli_exit code = api_get(cli, path, &answer);
    if (code != CLI_OK) return code;
    if (cli->json) {
        cli_json(cli, answer.json);
        return CLI_OK;
    }
    record_print(cli, answer.json, totals);
    print_figures(cli, answer.json);
    return CLI_OK;
}
