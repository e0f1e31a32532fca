/* What was written to a customer, and what they said. */
#include <inttypes.h>
#include <stdio.h>

#include "client/cli/customer.h"
#include "client/cli/jobs.h"
#include "client/cli/json.h"
#include "client/cli/mem.h"
#include "client/cli/record.h"

static const struct column replies[] = {
    {"Reply", "at", CELL_TIME},        {"By", "by.name", CELL_TEXT},
    {"Channel", "channel", CELL_TEXT}, {"Case", "reference", CELL_TEXT},
    {"Id", "id", CELL_TEXT},           {"Subject", "subject", CELL_CUT},
    {"Sample", "sample", CELL_TEXT},   COLUMNS_END};
static const struct column feedback[] = {{"Feedback", "reference", CELL_TEXT},
                                         {"Kind", "kind", CELL_TEXT},
                                         {"State", "state", CELL_TEXT},
                                         {"Received", "received_at", CELL_TIME},
                                         {"Text", "text", CELL_CUT},
                                         {"Improvement", "improvement", CELL_TEXT},
                                         COLUMNS_END};
static const struct column complaints[] = {
    {"Complaint", "reference", CELL_TEXT},  {"Subject", "subject", CELL_TEXT},
    {"State", "state", CELL_TEXT},          {"Stage", "stage", CELL_TEXT},
    {"Received", "received_at", CELL_TIME}, {"Due", "due_at", CELL_DUE},
    {"Outcome", "outcome", CELL_TEXT},      COLUMNS_END};

static const struct said {
    const char *name;
    const struct column *columns;
    const char *nothing;
} all[] = {{"replies", replies, "Nothing was written to this customer."},
           {"feedback", feedback, "No suggestions and compliments of this customer."},
           {"complaints", complaints, "No complaints of this customer."}};

void customer_said_print(struct cli *cli, struct json_object *customer)
{
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        struct json_object *page = json_at(customer, all[i].name);
        record_section(cli, json_at(page, "items"), all[i].columns);
        if (json_text(page, "next") != NULL)
            cli_note(cli, "There are more: onestop customer %s %s", all[i].name,
                     json_text(customer, "id"));
    }
}

static enum cli_exit list(struct cli *cli, const struct args *args, const struct said *said)
{
    int64_t id = 0;
    enum cli_exit code = customer_resolve(cli, args_word(args, 0), &id);
    if (code != CLI_OK) return code;
    return record_list(cli, args,
                       mem_printf(cli->arena, "/customers/%" PRId64 "/%s", id, said->name),
                       said->columns, said->nothing);
}

enum cli_exit job_customer_replies(struct cli *cli, const struct args *args)
{
    return list(cli, args, &all[0]);
}

enum cli_exit job_customer_feedback(struct cli *cli, const struct args *args)
{
    return list(cli, args, &all[1]);
}

enum cli_exit job_customer_complaints(struct cli *cli, const struct args *args)
{
    return list(cli, args, &all[2]);
}
