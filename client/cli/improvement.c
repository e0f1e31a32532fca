/* The register of improvements. */
#include <stdio.h>
#include <string.h>

#include "client/cli/api.h"
#include "client/cli/events.h"
#include "client/cli/jobs.h"
#include "client/cli/json.h"
#include "client/cli/mem.h"
#include "client/cli/record.h"

static const struct column list[] = {{"Improvement", "reference", CELL_TEXT},
                                     {"State", "state", CELL_TEXT},
                                     {"Title", "title", CELL_CUT},
                                     {"Owner", "owner.name", CELL_TEXT},
                                     {"Office", "office", CELL_TEXT},
                                     {"Service", "service", CELL_TEXT},
                                     {"Due", "due_at", CELL_TIME},
                                     {"Public", "published", CELL_YES},
                                     COLUMNS_END};
static const struct column improvement[] = {{"Improvement", "reference", CELL_TEXT},
                                            {"State", "state", CELL_TEXT},
                                            {"Since", "state_at", CELL_TIME},
                                            {"Title", "title", CELL_TEXT},
                                            {"Description", "description", CELL_TEXT},
                                            {"Agency", "agency", CELL_TEXT},
                                            {"Office", "office", CELL_TEXT},
                                            {"Service", "service", CELL_TEXT},
                                            {"Owner", "owner.name", CELL_TEXT},
                                            {"Due", "due_at", CELL_TIME},
                                            {"Cost", "cost", CELL_TEXT},
                                            {"Currency", "currency", CELL_TEXT},
                                            {"Figure", "indicator", CELL_TEXT},
                                            {"of office", "indicator_office", CELL_TEXT},
                                            {"of service", "indicator_service", CELL_TEXT},
                                            {"should go", "aim", CELL_TEXT},
                                            {"Before", "before", CELL_TEXT},
                                            {"After", "after", CELL_TEXT},
                                            {"Refused because", "reason", CELL_TEXT},
                                            {"You said, we did", "line", CELL_TEXT},
                                            {"Language", "language", CELL_TEXT},
                                            {"Public since", "published_at", CELL_TIME},
                                            {"Version", "version", CELL_TEXT},
                                            COLUMNS_END};
static const struct column links[] = {{"Behind it", "kind", CELL_TEXT},
                                      {"What", "target", CELL_CUT},
                                      {"Note", "note", CELL_CUT},
                                      {"By", "by.name", CELL_TEXT},
                                      COLUMNS_END};
static const struct column said[] = {{"Feedback", "reference", CELL_TEXT},
                                     {"Kind", "kind", CELL_TEXT},
                                     {"State", "state", CELL_TEXT},
                                     {"Text", "text", CELL_CUT},
                                     COLUMNS_END};
static const struct column moves[] = {{"Next", "to", CELL_TEXT},
                                      {"Open", "open", CELL_YES},
                                      {"Why not", "why", CELL_CUT},
                                      COLUMNS_END};

static struct record_change change_of(struct cli *cli, const char *act, const char *done)
{
    return (struct record_change){.what = "improvements",
                                  .name = "Improvement",
                                  .act = act,
                                  .body = mem_json_take(cli->arena, json_object_new_object()),
                                  .done = done};
}

/* What is told of it. An empty value takes a field away. False: told. */
static bool fill(struct cli *cli, const struct args *args, struct json_object *body)
{
    static const char *const options[][2] = {{"title", "title"},
                                             {"description", "description"},
                                             {"agency", "agency"},
                                             {"office", "office"},
                                             {"service", "service"},
                                             {"owner", "owner"},
                                             {"currency", "currency"},
                                             {"indicator", "indicator"},
                                             {"indicator-office", "indicator_office"},
                                             {"indicator-service", "indicator_service"},
                                             {"aim", "aim"}};
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
        record_put_option(args, options[i][0], body, options[i][1]);
    json_put_text(body, "due_at", args_time(cli, args, "due-at"));
    return record_put_decimal(cli, args, "cost", body, "cost") &&
           record_put_decimal(cli, args, "before", body, "before") &&
           record_put_decimal(cli, args, "after", body, "after");
}

enum cli_exit job_improvement_add(struct cli *cli, const struct args *args)
{
    struct record_change made = change_of(cli, NULL, "is in the register");
    json_put_text(made.body, "title", args_word(args, 0));
    return fill(cli, args, made.body) ? record_new(cli, &made) : CLI_USAGE;
}

enum cli_exit job_improvement_change(struct cli *cli, const struct args *args)
{
    struct record_change change = change_of(cli, NULL, "is changed");
    if (!fill(cli, args, change.body)) return CLI_USAGE;
    if (json_object_object_length(change.body) == 0)
        return cli_fail(cli, CLI_USAGE, "say what to change, for example --owner mila.petrova");
    return record_change(cli, args, &change);
}

enum cli_exit job_improvement_list(struct cli *cli, const struct args *args)
{
    static const char *const filters[] = {"state", "due",    "office", "service",
                                          "owner", "agency", NULL};
    const char *path = record_query(cli, args, "/improvements", filters);
    if (args_flag(args, "mine")) path = api_query(cli, path, "owner", "me");
    if (args_flag(args, "published")) path = api_query(cli, path, "published", "true");
    return record_list(cli, args, path, list, "No improvements.");
}

enum cli_exit job_improvement_show(struct cli *cli, const struct args *args)
{
    struct api_answer answer;
    enum cli_exit code =
        api_get(cli, api_path(cli, "/improvements/%s", args_word(args, 0)), &answer);
    if (code != CLI_OK) return code;
    if (cli->json) {
        cli_json(cli, answer.json);
        return CLI_OK;
    }
    record_print(cli, answer.json, improvement);
    record_section(cli, json_at(answer.json, "feedback"), said);
    record_section(cli, json_at(answer.json, "links"), links);
    record_section(cli, json_at(answer.json, "moves"), moves);
    record_section(cli, json_at(answer.json, "events"), event_columns);
    return CLI_OK;
}

enum cli_exit job_improvement_move(struct cli *cli, const struct args *args)
{
    struct record_change change = change_of(cli, "move", "is moved");
    const char *to = args_word(args, 1);
    if (name_number(&improvement_state_names, to) == 0) {
        cli_fail(cli, CLI_USAGE, "'%s' is no state of an improvement; the states are:", to);
        for (int i = 1; i < improvement_state_names.count; i++)
            cli_note(cli, "  %s", improvement_state_names.names[i]);
        return CLI_USAGE;
    }
    json_put_text(change.body, "to", to);
    json_put_text(change.body, "reason", args_value(args, "reason"));
    return record_change(cli, args, &change);
}

/* Feedback is linked from its own side; the rest stands with the improvement. */
static enum cli_exit link_feedback(struct cli *cli, const struct args *args, const char *reference)
{
    struct args of_feedback = *args;
    struct record_change change = {.what = "feedback",
                                   .name = "Feedback",
                                   .act = "link",
                                   .body = mem_json_take(cli->arena, json_object_new_object()),
                                   .done = "is linked"};
    json_put_text(change.body, "improvement", args_word(args, 0));
    of_feedback.words[0] = reference;
    return record_change(cli, &of_feedback, &change);
}

enum cli_exit job_improvement_link(struct cli *cli, const struct args *args)
{
    struct record_change change = change_of(cli, "links", "has the link");
    const char *reference = args_value(args, "feedback"), *kind = NULL;
    for (int i = 1; i < basis_names.count; i++)
        if (args_value(args, basis_names.names[i]) != NULL) kind = basis_names.names[i];
    if ((reference == NULL) == (kind == NULL))
        return cli_fail(cli, CLI_USAGE,
                        "say what stands behind it: --feedback REF, --complaint REF, --case REF, "
                        "--figure TEXT or --document TEXT");
    if (reference != NULL) return link_feedback(cli, args, reference);
    json_put_text(change.body, "kind", kind);
    json_put_text(change.body, "target", args_value(args, kind));
    json_put_text(change.body, "note", args_value(args, "note"));
    return record_change(cli, args, &change);
}

enum cli_exit job_improvement_publish(struct cli *cli, const struct args *args)
{
    bool back = args_flag(args, "withdraw");
    struct record_change change = change_of(cli, "publish", back ? "is taken back" : "is public");
    json_put_text(change.body, "line", args_value(args, "line"));
    json_put_text(change.body, "language", args_value(args, "language"));
    json_object_object_add(change.body, "published", json_object_new_boolean(!back));
    return record_change(cli, args, &change);
}
