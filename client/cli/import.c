/* import requests, import contacts: somebody else's export, taken in by the daemon at its own
 * times. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "client/cli/jobs.h"
#include "client/cli/json.h"
#include "client/cli/map.h"
#include "client/cli/mem.h"
#include "client/cli/progress.h"
#include "client/cli/upload.h"
#include "client/cli/when.h"

enum { JOBS = 4 };

static void write_header(FILE *rejects, const struct row *header)
{
    fputs("line,reason", rejects);
    for (size_t i = 0; i < header->count; i++) rows_write(rejects, header->values[i]);
    fputc('\n', rejects);
}

/* Reads the header and finds the map's columns in it. */
static enum cli_exit begin(struct upload *upload, const char *path, struct row *header)
{
    const char *why;
    struct cli *cli = upload->cli;
    int got = rows_next(upload->rows, cli->arena, header, &why);
    if (got == 0) return cli_fail(cli, CLI_USAGE, "%s is empty", path);
    if (got < 0) return cli_fail(cli, CLI_USAGE, "%s line %ld: %s", path, header->line, why);
    return map_header(cli, header, &upload->map);
}

static void say_counts(struct cli *cli, const struct upload *upload, double seconds,
                       const char *rejects)
{
    char all[32], imported[32], exists[32], rejected[32];
    long done = upload->imported + upload->exists + upload->rejected;
    progress_number(all, sizeof all, done);
    progress_number(imported, sizeof imported, upload->imported);
    progress_number(exists, sizeof exists, upload->exists);
    progress_number(rejected, sizeof rejected, upload->rejected);
    cli_say(cli, "%s %s in %.1f s (%.0f/s): %s imported, %s already there, %s rejected.", all,
            upload->map.kind->many, seconds, seconds > 0 ? (double)done / seconds : 0, imported,
            exists, rejected);
    if (upload->rejected > 0) cli_say(cli, "The rejected rows and why: %s", rejects);
    if (upload->cut) cli_note(cli, "It was cut short; run it again to go on.");
}

static void print_counts(struct cli *cli, const struct upload *upload, double seconds,
                         const char *rejects)
{
    struct json_object *summary = mem_json_take(cli->arena, json_object_new_object());
    json_put_number(summary, "imported", upload->imported);
    json_put_number(summary, "exists", upload->exists);
    json_put_number(summary, "rejected", upload->rejected);
    json_object_object_add(summary, "seconds", json_object_new_double(seconds));
    json_object_object_add(summary, "complete", json_object_new_boolean(!upload->cut));
    if (upload->rejected > 0) json_put_text(summary, "rejects", rejects);
    cli_json(cli, summary);
}

/* With the rejects open: sends everything and sums up. */
static enum cli_exit run(struct upload *upload, const char *rejects)
{
    struct cli *cli = upload->cli;
    double began_s = when_steady_s();
    upload_run(upload);
    double seconds = when_steady_s() - began_s;
    if (ferror(upload->rejects) || fflush(upload->rejects) != 0)
        cli_fail(cli, CLI_ERROR, "cannot write %s: %s", rejects, strerror(errno));
    if (cli->json)
        print_counts(cli, upload, seconds, rejects);
    else
        say_counts(cli, upload, seconds, rejects);
    if (upload->fault != CLI_OK) return upload->fault;
    bool nothing = upload->imported + upload->exists == 0 && upload->rejected > 0;
    return upload->cut || nothing ? CLI_ERROR : CLI_OK;
}

static enum cli_exit with_rows(struct upload *upload, const struct args *args)
{
    struct row header;
    const char *path = args_word(args, 0), *rejects = args_value(args, "rejects");
    if (rejects == NULL) rejects = mem_printf(upload->cli->arena, "%s.rejects.csv", path);
    enum cli_exit code = begin(upload, path, &header);
    if (code != CLI_OK) return code;
    upload->rejects = fopen(rejects, "we");
    if (upload->rejects == NULL)
        return cli_fail(upload->cli, CLI_USAGE, "cannot write %s: %s; name another with --rejects",
                        rejects, strerror(errno));
    write_header(upload->rejects, &header);
    code = run(upload, rejects);
    fclose(upload->rejects);
    if (upload->rejected == 0) unlink(rejects);
    return code;
}

static enum cli_exit import_file(struct cli *cli, const struct args *args,
                                 const struct map_kind *kind)
{
    struct upload upload = {.cli = cli, .agency = args_value(args, "agency"), .jobs = JOBS};
    const char *why;
    int64_t jobs = args_number(args, "jobs");
    if (jobs > UPLOAD_JOBS || jobs == 0)
        return cli_fail(cli, CLI_USAGE, "--jobs is from 1 to %d", UPLOAD_JOBS);
    if (jobs > 0) upload.jobs = (int)jobs;
    enum cli_exit code = map_load(cli, args_value(args, "map"), kind, &upload.map);
    if (code != CLI_OK) return code;
    upload.rows = rows_open(args_word(args, 0), &why);
    if (upload.rows == NULL)
        return cli_fail(cli, CLI_USAGE, "cannot read %s: %s", args_word(args, 0), why);
    code = with_rows(&upload, args);
    rows_close(upload.rows);
    return code;
}

enum cli_exit job_import_requests(struct cli *cli, const struct args *args)
{
    return import_file(cli, args, &map_requests);
}

enum cli_exit job_import_contacts(struct cli *cli, const struct args *args)
{
    return import_file(cli, args, &map_contacts);
}
