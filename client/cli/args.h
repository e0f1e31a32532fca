/* The command line: one table of commands (commands.c), and words matched against it. */
#ifndef ONESTOP_CLIENT_ARGS_H
#define ONESTOP_CLIENT_ARGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "client/cli/cli.h"
#include "proto/types.h"

enum { ARGS_WORDS = 4, ARGS_VALUES = 48 };

enum option_kind {
    OPTION_FLAG,
    OPTION_TEXT,
    OPTION_NUMBER, /* whole, not negative */
    OPTION_TIME,   /* see when_parse_local() */
    OPTION_ONE_OF  /* of a closed set, or of choices */
};

struct option {
    const char *name;  /* without the dashes */
    const char *value; /* what stands for the value in the help; NULL for a flag */
    const char *help;
    enum option_kind kind;
    const struct name_set *set; /* OPTION_ONE_OF: a set of proto/types.h … */
    const char *const *choices; /* … or a list that ends with NULL */
    bool needed;                /* the command does nothing without it */
    bool asked;                 /* needed, but asked for on a terminal */
    const char *unless;         /* not needed when this option is given */
};

struct args;
typedef enum cli_exit (*command_fn)(struct cli *cli, const struct args *args);

struct cli_command {
    const char *noun, *verb;      /* verb NULL: the noun alone is the command */
    const char *words;            /* "REF [OTHER]"; NULL: none */
    const char *summary;          /* one line */
    const char *text;             /* more; may be NULL */
    const struct option *options; /* ends with a NULL name; may be NULL */
    const char *examples;         /* lines */
    command_fn run;
    /* false: needs a session; true: speaks to a public route only. */
    enum without_login { WITH_LOGIN = false, WITHOUT_LOGIN = true, WITHOUT_DAEMON } without_login;
};

struct args {
    const char *noun; /* the noun alone may be a list of verbs: then command is NULL */
    const struct cli_command *command;
    size_t word_count;
    const char *words[ARGS_WORDS];
    size_t value_count;
    struct {
        const struct option *option;
        const char *value; /* "" for a flag */
    } values[ARGS_VALUES];
    /* global */
    bool help, json;
    const char *server, *ca;
};

/* The global options, ends with a NULL name. */
extern const struct option args_global[];

/* Reads the words after the program's name: finds the command (args->command stays NULL when only
 * global options or nothing were given), options and words, and checks their form. Every fault is
 * told; returns CLI_OK or CLI_USAGE. "help NOUN VERB" becomes the command with args->help set. */
enum cli_exit args_read(struct cli *cli, int argc, char **argv, struct args *args);

/* The value of an option; NULL when it was not given. With several, the last. */
const char *args_value(const struct args *args, const char *name);
bool args_flag(const struct args *args, const char *name);
/* The number of an option; -1 when it was not given. */
int64_t args_number(const struct args *args, const char *name);
/* The i-th value of an option that may be given again; NULL behind the last. */
const char *args_each(const struct args *args, const char *name, size_t i);
/* The i-th word; NULL when it was not given. */
const char *args_word(const struct args *args, size_t i);
/* A time option in UTC as RFC 3339 text in the arena; NULL when it was not given. */
const char *args_time(struct cli *cli, const struct args *args, const char *name);

#endif
