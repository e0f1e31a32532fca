/* The run of one command: where it stands, and how it ends. */
#ifndef ONESTOP_CLIENT_CLI_H
#define ONESTOP_CLIENT_CLI_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

#include "proto/arena.h"

/* Exit codes: part of the published behaviour, see client/README.md. */
enum cli_exit {
    CLI_OK = 0,
    CLI_ERROR = 1,       /* the daemon found the input wrong, or something failed */
    CLI_USAGE = 2,       /* the command line itself is wrong; nothing was sent */
    CLI_WHO = 3,         /* not logged in, or no longer */
    CLI_NOT_FOUND = 4,   /* not there, or not for you to know */
    CLI_CONFLICT = 5,    /* somebody was faster, or the rules or your role refuse it */
    CLI_UNAVAILABLE = 6, /* no connection, overloaded, throttled */
};

struct api;
struct settings;

struct cli {
    struct arena *arena; /* of the run */
    struct settings *settings;
    struct api *api;
    bool json;    /* --json: documents instead of tables */
    bool asks;    /* standard input and standard error are a terminal */
    bool colour;  /* standard output is a terminal that wants colour */
    size_t width; /* columns of the terminal; 0: not a terminal */
};

/* "onestop: …" on standard error; cleans what it prints. Returns code. */
enum cli_exit cli_fail(struct cli *cli, enum cli_exit code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* A line on standard error that is no failure: progress, hints. */
void cli_note(struct cli *cli, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A line on standard output; cleaned. Nothing with --json. */
void cli_say(struct cli *cli, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* One JSON document and a line end on standard output. */
void cli_json(struct cli *cli, struct json_object *document);

#endif
