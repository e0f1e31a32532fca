/* For administrators and auditors: applying a desk definition, and the two proofs. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "client/cli/api.h"
#include "client/cli/file.h"
#include "client/cli/jobs.h"
#include "client/cli/json.h"
#include "client/cli/mem.h"
#include "client/cli/record.h"
#include "client/cli/table.h"
#include "client/cli/text.h"

enum { DESK_DEPTH = 4, PATH_SIZE = 4096, APPLY_TIMEOUT_S = 300, AUDIT_TIMEOUT_S = 3600 };

/* The files of a definition, being read. They are sent as text: the daemon tells what is wrong with
 * them, in one place. */
struct reading {
    struct cli *cli;
    const char *root;
    struct json_object *files;
    bool faulty;
};

static void fault(struct reading *reading, const char *path, const char *why)
{
    reading->faulty = true;
    cli_fail(reading->cli, CLI_USAGE, "%s/%s: %s", reading->root, path, why);
}

static void add_file(struct reading *reading, const char *path)
{
    char full[PATH_SIZE];
    size_t length = 0;
    snprintf(full, sizeof full, "%s/%s", reading->root, path);
    const char *text = file_text(reading->cli, full, &length);
    if (text == NULL) {
        fault(reading, path, strerror(errno));
        return;
    }
    struct json_object *file = json_object_new_object();
    json_put_text(file, "path", path);
    json_object_object_add(file, "content", json_object_new_string_len(text, (int)length));
    json_object_array_add(reading->files, file);
}

static bool ends_in_json(const char *name)
{
    size_t length = strlen(name);
    return length > 5 && strcmp(name + length - 5, ".json") == 0;
}

static void read_folder(struct reading *reading, const char *folder, int depth)
{
    char full[PATH_SIZE];
    struct dirent **entries;
    snprintf(full, sizeof full, "%s/%s", reading->root, folder);
    int count = scandir(full, &entries, NULL, alphasort);
    if (count < 0) {
        fault(reading, folder, strerror(errno));
        return;
    }
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name;
        const char *path = folder[0] == '\0'
                               ? mem_strdup(reading->cli->arena, name)
                               : mem_printf(reading->cli->arena, "%s/%s", folder, name);
        struct stat info;
        snprintf(full, sizeof full, "%s/%s", reading->root, path);
        bool there = name[0] != '.' && stat(full, &info) == 0;
        if (there && S_ISDIR(info.st_mode) && depth < DESK_DEPTH)
            read_folder(reading, path, depth + 1);
        else if (there && S_ISREG(info.st_mode) && ends_in_json(name))
            add_file(reading, path);
        free(entries[i]);
    }
    free(entries);
}

static const struct column changes[] = {{"Change", "change", CELL_TEXT},
                                        {"Kind", "kind", CELL_TEXT},
                                        {"Agency", "agency", CELL_TEXT},
                                        {"Code", "code", CELL_TEXT},
                                        COLUMNS_END};

/* Clocks of cases by standard, of complaints by ladder. */
#define EFFECT_COLUMNS                                                                             \
    {"Agency", "agency", CELL_TEXT}, {"Moved by", "moved_by", CELL_TEXT},                          \
        {"Clocks", "clocks", CELL_NUMBER}, {"Move", "moved", CELL_NUMBER},                         \
        {"Later", "later", CELL_NUMBER}, {"Earlier", "earlier", CELL_NUMBER},                      \
        {"Become late", "late", CELL_NUMBER}, {"In time again", "in_time_again", CELL_NUMBER},     \
        {"At most by", "largest_move_seconds", CELL_SPAN_S}, COLUMNS_END
static const struct column of_cases[] = {{"Standard", "standard", CELL_TEXT}, EFFECT_COLUMNS};
static const struct column of_complaints[] = {{"Ladder", "ladder", CELL_TEXT}, EFFECT_COLUMNS};

static void print_sums(struct cli *cli, const char *of, struct json_object *sums)
{
    cli_say(cli, "%s%lld of %lld running clocks would move, %lld would be late at once.", of,
            (long long)json_number(sums, "moved", 0), (long long)json_number(sums, "clocks", 0),
            (long long)json_number(sums, "late", 0));
}

/* What a dry run would make of the clocks that run. */
static void print_effect(struct cli *cli, struct json_object *effect)
{
    bool cases = json_count(effect, "standards") > 0,
         complaints = json_count(effect, "ladders") > 0;
    if (!cases && !complaints) {
        cli_say(cli, "No running clock would move.");
        return;
    }
    printf("\n");
    if (cases) table_print(cli, json_at(effect, "standards"), of_cases, NULL);
    if (complaints) table_print(cli, json_at(effect, "ladders"), of_complaints, NULL);
    print_sums(cli, "", effect);
    if (!complaints) return;
    print_sums(cli, "Of cases: ", json_at(effect, "cases"));
    print_sums(cli, "Of complaints: ", json_at(effect, "complaints"));
}

/* version: what it was compared with; 0: whichever it is, of a dry run. */
static enum cli_exit send_definition(struct cli *cli, struct json_object *body, int64_t version,
                                     bool dry, struct api_answer *answer)
{
    struct api_request request = {.method = "POST",
                                  .path = dry ? "/desk?dry_run=true" : "/desk",
                                  .body = body,
                                  .if_match = version,
                                  .timeout_s = APPLY_TIMEOUT_S};
    return api_call(cli, &request, answer);
}

enum cli_exit job_apply(struct cli *cli, const struct args *args)
{
    struct reading reading = {.cli = cli, .root = args_word(args, 0)};
    bool dry = args_flag(args, "dry-run");
    reading.files = json_object_new_array();
    struct json_object *body = mem_json_take(cli->arena, json_object_new_object());
    json_object_object_add(body, "files", reading.files);
    read_folder(&reading, "", 0);
    if (reading.faulty) return CLI_USAGE;
    if (json_count(reading.files, "") == 0)
        return cli_fail(cli, CLI_USAGE, "there are no .json files in %s", reading.root);
    int64_t version = args_number(args, "version");
    struct api_answer answer = {.version = version};
    enum cli_exit code = CLI_OK;
    if (dry || version <= 0) code = send_definition(cli, body, version, true, &answer);
    if (!dry && code == CLI_OK) code = send_definition(cli, body, answer.version, false, &answer);
    if (code != CLI_OK) return code;
    if (cli->json) {
        cli_json(cli, answer.json);
        return CLI_OK;
    }
    table_print(cli, json_at(answer.json, "changes"), changes, "Nothing is different.");
    if (dry) print_effect(cli, json_at(answer.json, "effect"));
    if (dry)
        cli_say(cli, "Nothing was applied (--dry-run); compared with version %lld.",
                (long long)answer.version);
    else
        cli_say(cli, "Applied.");
    return CLI_OK;
}

/* A proof: its document says clean or not; the exit code too. */
enum cli_exit job_desk_versions(struct cli *cli, const struct args *args)
{
    static const char *const filters[] = {"agency", NULL};
    static const struct column versions[] = {{"Version", "number", CELL_NUMBER},
                                             {"Applied", "applied_at", CELL_TIME},
                                             {"By", "applied_by.name", CELL_TEXT},
                                             COLUMNS_END};
    return record_list(cli, args, record_query(cli, args, "/desk/versions", filters), versions,
                       "No versions.");
}

enum cli_exit job_desk_show(struct cli *cli, const struct args *args)
{
    struct api_answer answer;
    const char *path = api_path(cli, "/desk/versions/%s", args_word(args, 0));
    enum cli_exit code =
        api_get(cli, api_query(cli, path, "agency", args_value(args, "agency")), &answer);
    if (code == CLI_OK) cli_json(cli, cli->json ? answer.json : json_at(answer.json, "definition"));
    return code;
}

static enum cli_exit audit(struct cli *cli, const char *path, const char *what)
{
    struct api_answer answer;
    struct api_request request = {.path = path, .timeout_s = AUDIT_TIMEOUT_S};
    enum cli_exit code = api_call(cli, &request, &answer);
    if (code != CLI_OK) return code;
    bool clean = json_true(answer.json, "clean");
    long long checked = json_number(answer.json, "checked", 0);
    long long wrong = json_number(answer.json, "differences_count", 0);
    if (cli->json) cli_json(cli, answer.json);
    for (size_t i = 0; i < json_count(answer.json, "differences"); i++)
        cli_say(cli, "%s", json_text(json_item(answer.json, "differences", i), ""));
    if (clean)
        cli_say(cli, "%lld %s checked: clean.", checked, what);
    else
        cli_say(cli, "%lld %s checked: %lld differ.", checked, what, wrong);
    return clean ? CLI_OK : CLI_ERROR;
}

enum cli_exit job_audit_counters(struct cli *cli, const struct args *args)
{
    (void)args;
    return audit(cli, "/audit/counters", "counters");
}

enum cli_exit job_audit_chain(struct cli *cli, const struct args *args)
{
    (void)args;
    return audit(cli, "/audit/chain", "events");
}
