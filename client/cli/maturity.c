/* Maturity: where an agency stands, why, and since when. */
#include <stdio.h>
#include <string.h>

#include "client/cli/api.h"
#include "client/cli/jobs.h"
#include "client/cli/json.h"
#include "client/cli/mem.h"
#include "client/cli/record.h"
#include "client/cli/table.h"
#include "client/cli/text.h"

static const char *framework_of(const struct args *args)
{
    return args_word(args, 0) == NULL ? "oss" : args_word(args, 0);
}

/* What the daemon wrote, fit for a terminal. */
static const char *clean(struct cli *cli, struct json_object *object, const char *path)
{
    const char *text = json_text(object, path);
    return text == NULL ? "" : text_clean(cli->arena, text, TEXT_ONE_LINE);
}

/* The name of a level by its code. */
static const char *level_name(struct cli *cli, struct json_object *answer, const char *code)
{
    for (size_t i = 0; code != NULL && i < json_count(answer, "levels"); i++) {
        struct json_object *level = json_item(answer, "levels", i);
        if (strcmp(json_text(level, "code"), code) == 0) return clean(cli, level, "name");
    }
    return code == NULL ? "-" : code;
}

static void say_head(struct cli *cli, struct json_object *answer)
{
    const char *version = json_text(answer, "version");
    cli_say(cli, "%s, %s, %s, %s", clean(cli, answer, "framework_name"),
            clean(cli, answer, "agency"), json_text(answer, "at"),
            version == NULL
                ? "rules that are not applied"
                : mem_printf(cli->arena, "rules of version %s%s", version,
                             json_true(answer, "in_force") ? "" : ", not in force on that day"));
}

/* "performing by 2027-06-30: 1 level, 220 days left" */
static const char *target_text(struct cli *cli, struct json_object *answer,
                               struct json_object *element)
{
    struct json_object *target = json_at(element, "target");
    if (target == NULL) return "";
    long long gap = json_number(target, "gap", 0), left = json_number(target, "days_left", 0);
    const char *level = level_name(cli, answer, json_text(target, "target"));
    if (gap == 0)
        return mem_printf(cli->arena, "%s by %s: reached", level, json_text(target, "by"));
    return mem_printf(cli->arena, "%s by %s: %lld level%s to go, %lld days %s", level,
                      json_text(target, "by"), gap, gap == 1 ? "" : "s", left < 0 ? -left : left,
                      left < 0 ? "late" : "left");
}

/* ---- all elements ---- */

static const struct column elements[] = {{"Element", "", CELL_TEXT},
                                         {"", "", CELL_CUT},
                                         {"Level", "", CELL_TEXT},
                                         {"Target", "", CELL_TEXT},
                                         COLUMNS_END};

/* "2 Basic, 4 Developing" */
static const char *profile_text(struct cli *cli, struct json_object *answer,
                                struct json_object *component)
{
    struct mem_text text = {.arena = cli->arena};
    for (size_t i = 0; i < json_count(answer, "levels"); i++) {
        struct json_object *level = json_item(answer, "levels", i);
        struct json_object *profile = json_at(component, "profile"), *count;
        if (!json_object_object_get_ex(profile, json_text(level, "code"), &count)) continue;
        if (json_object_get_int64(count) > 0)
            mem_add_printf(&text, "%s%lld %s", text.length == 0 ? "" : ", ",
                           (long long)json_object_get_int64(count), clean(cli, level, "name"));
    }
    return mem_text(&text);
}

static void add_element(struct cli *cli, struct table *table, struct json_object *answer,
                        struct json_object *element)
{
    table_cell(table, clean(cli, element, "element"), STYLE_PLAIN);
    table_cell(table, clean(cli, element, "name"), STYLE_PLAIN);
    table_cell(table, level_name(cli, answer, json_text(element, "level")), STYLE_PLAIN);
    table_cell(table, target_text(cli, answer, element), STYLE_PLAIN);
}

static void say_steps(struct cli *cli, struct json_object *answer, struct json_object *element)
{
    if (json_count(element, "steps") == 0) return;
    printf("\n%s %s, for %s:\n", clean(cli, element, "element"), clean(cli, element, "name"),
           level_name(cli, answer, json_text(element, "next")));
    for (size_t i = 0; i < json_count(element, "steps"); i++)
        printf("  - %s\n", text_clean(cli->arena, json_text(json_item(element, "steps", i), ""),
                                      TEXT_ONE_LINE));
}

static void print_all(struct cli *cli, struct json_object *answer)
{
    struct table *table = table_new(cli, elements);
    for (size_t i = 0; i < json_count(answer, "components"); i++) {
        struct json_object *component = json_item(answer, "components", i);
        table_cell(table, clean(cli, component, "component"), STYLE_TITLE);
        table_cell(table, clean(cli, component, "name"), STYLE_TITLE);
        table_cell(table, level_name(cli, answer, json_text(component, "level")), STYLE_TITLE);
        table_cell(table, profile_text(cli, answer, component), STYLE_DIM);
        for (size_t j = 0; j < json_count(component, "elements"); j++)
            add_element(cli, table, answer, json_item(component, "elements", j));
    }
    say_head(cli, answer);
    printf("\n");
    table_out(table);
    for (size_t i = 0; i < json_count(answer, "components"); i++) {
        struct json_object *component = json_item(answer, "components", i);
        for (size_t j = 0; j < json_count(component, "elements"); j++)
            say_steps(cli, answer, json_item(component, "elements", j));
    }
}

/* ---- one element ---- */

static const struct column conditions[] = {{"Level", "", CELL_TEXT},    {"", "", CELL_TEXT},
                                           {"Condition", "", CELL_CUT}, {"Needed", "", CELL_TEXT},
                                           {"Found", "", CELL_TEXT},    {"Of", "", CELL_TEXT},
                                           {"From", "", CELL_TEXT},     COLUMNS_END};
static const struct column parts[] = {{"Of", "of", CELL_TEXT},
                                      {"What", "key", CELL_TEXT},
                                      {"Day", "day", CELL_TEXT},
                                      {"Numerator", "numerator", CELL_TEXT},
                                      {"Denominator", "denominator", CELL_TEXT},
                                      {"Count", "count", CELL_TEXT},
                                      {"Counts", "counts", CELL_YES},
                                      COLUMNS_END};

/* A figure: shares in percent. */
static const char *figure_text(struct cli *cli, struct json_object *condition, const char *path)
{
    double value = json_object_get_double(json_at(condition, path));
    bool share =
        strcmp(json_text(condition, "unit"), "share") == 0 && json_number(condition, "per", 0) == 0;
    return mem_printf(cli->arena, share ? "%.4g %%" : "%.6g", share ? 100 * value : value);
}

static void add_condition(struct cli *cli, struct table *table, struct json_object *answer,
                          struct json_object *condition)
{
    bool holds = json_true(condition, "holds");
    const char *state = holds ? "holds" : json_true(condition, "few") ? "too few" : "open";
    table_cell(table, level_name(cli, answer, json_text(condition, "level")), STYLE_PLAIN);
    table_cell(table, state, holds ? STYLE_GOOD : STYLE_WARN);
    table_cell(table, clean(cli, condition, "subject"), STYLE_PLAIN);
    table_cell(table,
               mem_printf(cli->arena, "%s %s", json_text(condition, "op"),
                          figure_text(cli, condition, "needed")),
               STYLE_PLAIN);
    table_cell(table, figure_text(cli, condition, "found"), STYLE_PLAIN);
    table_cell(table,
               json_number(condition, "denominator", 0) == 0
                   ? ""
                   : mem_printf(cli->arena, "%s of %s", json_text(condition, "numerator"),
                                json_text(condition, "denominator")),
               STYLE_PLAIN);
    table_cell(table, clean(cli, condition, "from"), STYLE_PLAIN);
}

static void print_element(struct cli *cli, struct json_object *answer)
{
    struct table *table = table_new(cli, conditions);
    for (size_t i = 0; i < json_count(answer, "conditions"); i++)
        add_condition(cli, table, answer, json_item(answer, "conditions", i));
    say_head(cli, answer);
    cli_say(cli, "%s %s: %s", clean(cli, answer, "element"), clean(cli, answer, "name"),
            level_name(cli, answer, json_text(answer, "level")));
    if (json_at(answer, "target") != NULL)
        cli_say(cli, "Target: %s", target_text(cli, answer, answer));
    printf("\n");
    table_out(table);
    say_steps(cli, answer, answer);
    for (size_t i = 0; i < json_count(answer, "conditions"); i++) {
        struct json_object *condition = json_item(answer, "conditions", i);
        if (json_at(condition, "parts") == NULL) continue;
        printf("\n%s: %s\n", level_name(cli, answer, json_text(condition, "level")),
               clean(cli, condition, "subject"));
        table_print(cli, json_at(condition, "parts"), parts, "Nothing.");
    }
}

/* ---- history ---- */

static const struct column days[] = {{"Day", "day", CELL_TEXT},
                                     {"Version", "version", CELL_TEXT},
                                     {"Levels", "levels", CELL_CUT},
                                     COLUMNS_END};

/* "levels" is added to the answer: of components, or of the one element. */
static enum cli_exit history(struct cli *cli, const struct args *args)
{
    static const char *const names[] = {"agency", "from", "to", "element", NULL};
    struct api_answer answer;
    enum cli_exit code = api_get(
        cli,
        record_query(cli, args, api_path(cli, "/maturity/%s/history", framework_of(args)), names),
        &answer);
    if (code != CLI_OK) return code;
    struct json_object *items = json_at(answer.json, "items");
    if (cli->json) {
        cli_json(cli, answer.json);
        return CLI_OK;
    }
    for (size_t i = 0; i < json_count(items, ""); i++) {
        struct json_object *day = json_item(items, "", i);
        struct mem_text text = {.arena = cli->arena};
        const char *of = json_at(day, "components") == NULL ? "elements" : "components";
        for (size_t j = 0; j < json_count(day, of); j++)
            mem_add_printf(&text, "%s%s %s", j == 0 ? "" : ", ",
                           json_text(json_item(day, of, j), "component|element"),
                           json_text(json_item(day, of, j), "level"));
        json_put_text(day, "levels", mem_text(&text));
    }
    table_print(cli, items, days, "No day of this time was judged.");
    return CLI_OK;
}

/* ---- the command ---- */

static enum cli_exit ask(struct cli *cli, const struct args *args, struct api_answer *answer)
{
    static const char *const names[] = {"agency", "at", "by", "language", NULL};
    const char *element = args_value(args, "element");
    const char *path = element == NULL
                           ? api_path(cli, "/maturity/%s", framework_of(args))
                           : api_path(cli, "/maturity/%s/elements/%s", framework_of(args), element);
    path = record_query(cli, args, path, names);
    if (args_number(args, "version") >= 0)
        path = api_query_number(cli, path, "version", args_number(args, "version"));
    return api_get(cli, api_query(cli, path, "why", args_flag(args, "why") ? "true" : NULL),
                   answer);
}

/* By the rules of a file. */
static enum cli_exit try_file(struct cli *cli, const struct args *args, struct api_answer *answer)
{
    static const char *const names[] = {"by", "language", NULL};
    const char *path = record_query(cli, args, "/frameworks/try", names);
    struct json_object *body = mem_json_take(cli->arena, json_object_new_object());
    struct api_request request = {
        .method = "POST",
        .path = api_query(cli, path, "why", args_flag(args, "why") ? "true" : NULL),
        .body = body};
    json_put_text(body, "agency", args_value(args, "agency"));
    json_put_text(body, "at", args_value(args, "at"));
    json_put_text(body, "element", args_value(args, "element"));
    enum cli_exit code = framework_put_file(cli, args_value(args, "framework"), body);
    return code == CLI_OK ? api_call(cli, &request, answer) : code;
}

enum cli_exit job_maturity(struct cli *cli, const struct args *args)
{
    struct api_answer answer;
    if (args_flag(args, "history")) return history(cli, args);
    if (args_flag(args, "why") && args_value(args, "element") == NULL)
        return cli_fail(cli, CLI_USAGE, "--why is of one element: name it with --element");
    enum cli_exit code = args_value(args, "framework") == NULL ? ask(cli, args, &answer)
                                                               : try_file(cli, args, &answer);
    if (code != CLI_OK) return code;
    if (cli->json)
        cli_json(cli, answer.json);
    else if (json_at(answer.json, "conditions") != NULL)
        print_element(cli, answer.json);
    else
        print_all(cli, answer.json);
    return CLI_OK;
}
