/* A case as a whole, its events, and its clock that explains itself. */
#include <stdio.h>
#include <string.h>

#include "client/cli/api.h"
#include "client/cli/jobs.h"
#include "client/cli/json.h"
#include "client/cli/mem.h"
#include "client/cli/table.h"
#include "client/cli/text.h"
#include "client/cli/when.h"

#define END                                                                                        \
    {                                                                                              \
        NULL, NULL, CELL_TEXT                                                                      \
    }

static const struct column head[] = {{"Case", "reference", CELL_TEXT},
                                     {"Service", "service.name|service", CELL_TEXT},
                                     {"Subject", "subject", CELL_TEXT},
                                     {"Customer", "customer.name", CELL_TEXT},
                                     {"Phone", "customer.phone", CELL_TEXT},
                                     {"E-mail", "customer.email", CELL_TEXT},
                                     {"State", "state.name|state", CELL_TEXT},
                                     {"Outcome", "outcome", CELL_TEXT},
                                     {"Due", "due_at", CELL_DUE},
                                     {"Paused", "pause_reason", CELL_TEXT},
                                     {"Case manager", "case_manager.name|case_manager", CELL_TEXT},
                                     {"Handled by", "handler.name|handler", CELL_TEXT},
                                     {"Handled at", "handling_agency", CELL_TEXT},
                                     {"Queue", "queue.name|queue", CELL_TEXT},
                                     {"Agency", "agency", CELL_TEXT},
                                     {"Office", "office.name|office", CELL_TEXT},
                                     {"Channel", "channel", CELL_TEXT},
                                     {"Segment", "segment", CELL_TEXT},
                                     {"Received", "received_at", CELL_TIME},
                                     {"Opened", "opened_at", CELL_TIME},
                                     {"Closed", "closed_at", CELL_TIME},
                                     {"Minutes of work", "worked_minutes", CELL_TEXT},
                                     {"Contacts", "contacts_count", CELL_TEXT},
                                     {"Version", "version", CELL_TEXT},
                                     {"Next steps", "steps|allowed_steps", CELL_LIST},
                                     END};
static const struct column tasks[] = {{"Task", "id", CELL_TEXT},
                                      {"State", "state", CELL_TEXT},
                                      {"Queue", "queue", CELL_TEXT},
                                      {"With", "assignee.name|assignee", CELL_TEXT},
                                      {"Question", "question", CELL_CUT},
                                      {"Answer", "answer", CELL_CUT},
                                      END};
static const struct column links[] = {{"Case", "reference|other", CELL_TEXT},
                                      {"Kind", "kind", CELL_TEXT},
                                      {"Subject", "subject", CELL_CUT},
                                      END};
static const struct column events[] = {{"Version", "seq", CELL_TEXT},
                                       {"When", "at", CELL_TIME},
                                       {"Who", "actor.name|actor", CELL_TEXT},
                                       {"What", "kind", CELL_TEXT},
                                       {"Step", "facts.step", CELL_TEXT},
                                       {"State", "facts.state", CELL_TEXT},
                                       {"Outcome", "facts.outcome", CELL_TEXT},
                                       {"Minutes", "facts.minutes", CELL_NUMBER},
                                       END};

static void title(struct cli *cli, const char *text)
{
    printf("\n%s\n", styled(cli, text, STYLE_TITLE));
}

static void section(struct cli *cli, const char *name, struct json_object *items,
                    const struct column *columns)
{
    if (json_count(items, "") == 0) return;
    title(cli, name);
    table_print(cli, items, columns, NULL);
}

/* Notes are text of many lines. */
static void print_notes(struct cli *cli, struct json_object *notes)
{
    static const struct column at = {"", "at", CELL_TIME},
                               who = {"", "staff.name|staff", CELL_TEXT};
    if (json_count(notes, "") == 0) return;
    title(cli, "Notes");
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

enum cli_exit job_case_show(struct cli *cli, const struct args *args)
{
    struct api_answer answer;
    enum cli_exit code = api_get(cli, api_path(cli, "/cases/%s", args_word(args, 0)), &answer);
    if (code != CLI_OK) return code;
    if (cli->json) {
        cli_json(cli, answer.json);
        return CLI_OK;
    }
    record_print(cli, answer.json, head);
    const char *details = json_text(answer.json, "details");
    if (details != NULL && details[0] != '\0') cli_say(cli, "\n%s", details);
    print_notes(cli, json_at(answer.json, "notes"));
    section(cli, "Professionals", json_at(answer.json, "tasks"), tasks);
    section(cli, "Linked cases", json_at(answer.json, "links"), links);
    section(cli, "Events", json_at(answer.json, "events"), events);
    return CLI_OK;
}

enum cli_exit job_case_events(struct cli *cli, const struct args *args)
{
    struct api_answer answer;
    const char *path = api_path(cli, "/cases/%s/events", args_word(args, 0));
    enum cli_exit code =
        api_get(cli, api_query_number(cli, path, "after", args_number(args, "after")), &answer);
    if (code != CLI_OK) return code;
    struct json_object *items = json_at(answer.json, "items|events");
    if (cli->json)
        cli_json(cli, items);
    else
        table_print(cli, items, events, "Nothing since.");
    return CLI_OK;
}
