/* A case as a whole, its events, and its clock that explains itself. */
#include <stdio.h>
#include <string.h>

#include "client/cli/api.h"
#include "client/cli/events.h"
#include "client/cli/jobs.h"
#include "client/cli/json.h"
#include "client/cli/mem.h"
#include "client/cli/table.h"
#include "client/cli/text.h"
#include "client/cli/when.h"

enum { EVENTS_MAX = 100000 };

static const struct column head[] = {{"Case", "reference", CELL_TEXT},
                                     {"Service", "service_name", CELL_TEXT},
                                     {"Subject", "subject", CELL_TEXT},
                                     {"Customer", "customer_record.name", CELL_TEXT},
                                     {"Customer id", "customer", CELL_TEXT},
                                     {"Phone", "customer_record.phone", CELL_TEXT},
                                     {"E-mail", "customer_record.email", CELL_TEXT},
                                     {"Prefers", "customer_record.channel", CELL_TEXT},
                                     {"Language", "customer_record.language", CELL_TEXT},
                                     {"State", "state", CELL_TEXT},
                                     {"Outcome", "outcome", CELL_TEXT},
                                     {"Due", "due_at", CELL_DUE},
                                     {"Paused", "paused", CELL_TEXT},
                                     {"Case manager", "case_manager.name", CELL_TEXT},
                                     {"Worked by", "handler.name", CELL_TEXT},
                                     {"Queue", "queue", CELL_TEXT},
                                     {"Agency", "agency", CELL_TEXT},
                                     {"Worked at", "handling_agency", CELL_TEXT},
                                     {"Office", "office", CELL_TEXT},
                                     {"Channel", "channel", CELL_TEXT},
                                     {"Segment", "segment", CELL_TEXT},
                                     {"Received", "received_at", CELL_TIME},
                                     {"Opened", "opened_at", CELL_TIME},
                                     {"Closed", "closed_at", CELL_TIME},
                                     {"Minutes of work", "worked_minutes", CELL_TEXT},
                                     {"Contacts", "contacts_count", CELL_TEXT},
                                     {"Handed over", "handovers", CELL_TEXT},
                                     {"Version", "version", CELL_TEXT},
                                     COLUMNS_END};
static const struct column steps[] = {
    {"Next step", "step", CELL_TEXT},    {"Name", "name", CELL_CUT},   {"To", "to", CELL_TEXT},
    {"Outcomes", "outcomes", CELL_LIST}, {"Not yet", "why", CELL_CUT}, COLUMNS_END};
static const struct column tasks[] = {
    {"Task", "id", CELL_TEXT},         {"State", "state", CELL_TEXT},
    {"Queue", "queue", CELL_TEXT},     {"With", "assignee.name", CELL_TEXT},
    {"Asked", "opened_at", CELL_TIME}, {"Question", "question", CELL_CUT},
    {"Answer", "answer", CELL_CUT},    COLUMNS_END};
static const struct column contacts[] = {
    {"Contact", "at", CELL_TIME},      {"With", "by.name", CELL_TEXT},
    {"Channel", "channel", CELL_TEXT}, {"Way", "direction", CELL_TEXT},
    {"For", "purpose", CELL_TEXT},     {"Cause", "cause", CELL_TEXT},
    {"Waited", "wait_s", CELL_SPAN_S}, {"Took", "duration_s", CELL_SPAN_S},
    {"Summary", "summary", CELL_CUT},  COLUMNS_END};
static const struct column clocks[] = {{"Clock", "kind", CELL_TEXT},
                                       {"Standard", "standard", CELL_TEXT},
                                       {"In force from", "standard_in_force_from", CELL_TEXT},
                                       {"State", "state", CELL_TEXT},
                                       {"Due", "due_at", CELL_TIME},
                                       {"Ended", "ended_at", CELL_TIME},
                                       {"In time", "in_time", CELL_YES},
                                       COLUMNS_END};
static const struct column links[] = {{"Linked case", "reference", CELL_TEXT},
                                      {"Kind", "kind", CELL_TEXT},
                                      {"Status", "status", CELL_TEXT},
                                      {"Subject", "subject", CELL_CUT},
                                      COLUMNS_END};
const struct column event_columns[] = {
    {"Version", "seq", CELL_TEXT},
    {"When", "at", CELL_TIME},
    {"What", "kind", CELL_TEXT},
    {"Who", "by.name", CELL_TEXT},
    {"Step", "step", CELL_TEXT},
    {"State", "state", CELL_TEXT},
    {"Outcome", "outcome", CELL_TEXT},
    {"With", "handler.name|case_manager.name|assignee.name", CELL_TEXT},
    {"Queue", "queue", CELL_TEXT},
    {"Reason", "reason", CELL_TEXT},
    {"Percent", "percent", CELL_TEXT},
    {"Minutes", "minutes", CELL_NUMBER},
    {"Amount", "amount", CELL_NUMBER},
    {"Why", "why", CELL_CUT},
    COLUMNS_END};

static void section(struct cli *cli, struct json_object *items, const struct column *columns)
{
    if (json_count(items, "") == 0) return;
    printf("\n");
    table_print(cli, items, columns, NULL);
}

/* Notes are text of many lines. */
static void print_notes(struct cli *cli, struct json_object *notes)
{
    static const struct column at = {"", "at", CELL_TIME}, who = {"", "by.name", CELL_TEXT};
    if (json_count(notes, "") == 0) return;
    printf("\n%s\n", styled(cli, "Notes", STYLE_TITLE));
    for (size_t i = 0; i < json_count(notes, ""); i++) {
        struct json_object *note = json_item(notes, "", i);
        enum style style;
        const char *body = json_text(note, "body");
        printf("%s  %s%s\n", cell_text(cli, note, &at, 0, &style),
               cell_text(cli, note, &who, 0, &style),
               json_true(note, "visible") ? "  (visible to the customer)" : "");
        cli_say(cli, "  %s", body != NULL ? body : "(erased)");
    }
}

/* "Being assessed (assessing)": what it is called, and what commands take. */
static void say_name(struct cli *cli, struct json_object *answer, const char *key, const char *list)
{
    struct json_object *words = json_at(json_at(answer, "process"), list);
    const char *code = json_text(answer, key);
    for (size_t i = 0; i < json_count(words, "") && code != NULL; i++) {
        struct json_object *word = json_item(words, "", i);
        if (!text_equal(json_text(word, "code"), code)) continue;
        json_put_text(answer, key,
                      mem_printf(cli->arena, "%s (%s)", json_text(word, "name"), code));
        return;
    }
}

static void print_case(struct cli *cli, struct json_object *answer)
{
    const char *details = json_text(answer, "details");
    say_name(cli, answer, "state", "states");
    say_name(cli, answer, "outcome", "outcomes");
    record_print(cli, answer, head);
    if (details != NULL && details[0] != '\0') cli_say(cli, "\n%s", details);
    print_notes(cli, json_at(answer, "notes"));
    section(cli, json_at(answer, "clocks"), clocks);
    section(cli, json_at(answer, "tasks"), tasks);
    section(cli, json_at(answer, "contacts"), contacts);
    section(cli, json_at(answer, "links"), links);
    section(cli, json_at(answer, "events"), event_columns);
    section(cli, json_at(answer, "steps"), steps);
}

enum cli_exit job_case_show(struct cli *cli, const struct args *args)
{
    struct api_answer answer;
    enum cli_exit code = api_get(cli, api_path(cli, "/cases/%s", args_word(args, 0)), &answer);
    if (code != CLI_OK) return code;
    if (cli->json) {
        cli_json(cli, answer.json);
        return CLI_OK;
    }
    print_case(cli, answer.json);
    return CLI_OK;
}

enum cli_exit case_events(struct cli *cli, const char *reference, int64_t after,
                          struct json_object **items)
{
    bool more;
    const char *path = api_path(cli, "/cases/%s/events", reference);
    return api_list_after(cli, path,
                          after > 0 ? mem_printf(cli->arena, "%lld", (long long)after) : NULL,
                          EVENTS_MAX, items, &more);
}

enum cli_exit job_case_events(struct cli *cli, const struct args *args)
{
    struct json_object *items;
    enum cli_exit code = case_events(cli, args_word(args, 0), args_number(args, "after"), &items);
    if (code != CLI_OK) return code;
    if (cli->json)
        cli_json(cli, items);
    else
        table_print(cli, items, event_columns, "Nothing since.");
    return CLI_OK;
}
