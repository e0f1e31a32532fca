/* How the tables of commands are written: shared by commands*.c. */
#ifndef ONESTOP_CLIENT_COMMANDS_INT_H
#define ONESTOP_CLIENT_COMMANDS_INT_H

#include "client/cli/args.h"

#define FLAG(name_, help_)                                                                         \
    {                                                                                              \
        .name = name_, .help = help_, .kind = OPTION_FLAG                                          \
    }
#define VALUE(kind_, name_, value_, help_)                                                         \
    {                                                                                              \
        .name = name_, .value = value_, .help = help_, .kind = kind_                               \
    }
#define NEEDED(name_, value_, help_)                                                               \
    {                                                                                              \
        .name = name_, .value = value_, .help = help_, .kind = OPTION_TEXT, .needed = true         \
    }
#define ASKED(name_, value_, help_)                                                                \
    {                                                                                              \
        .name = name_, .value = value_, .help = help_, .kind = OPTION_TEXT, .needed = true,        \
        .asked = true                                                                              \
    }
#define ONE_OF(set_, name_, value_, help_)                                                         \
    {                                                                                              \
        .name = name_, .value = value_, .help = help_, .kind = OPTION_ONE_OF, .set = &set_##_names \
    }
#define CHOICE(choices_, name_, value_, help_)                                                     \
    {                                                                                              \
        .name = name_, .value = value_, .help = help_, .kind = OPTION_ONE_OF, .choices = choices_  \
    }
#define TEXT(...)   VALUE(OPTION_TEXT, __VA_ARGS__)
#define NUMBER(...) VALUE(OPTION_NUMBER, __VA_ARGS__)
#define TIME(...)   VALUE(OPTION_TIME, __VA_ARGS__)
#define END                                                                                        \
    {                                                                                              \
        .name = NULL                                                                               \
    }

#define AGENCY  TEXT("agency", "CODE", "which agency, where several could be meant")
#define OUTPUT  TEXT("output", "FILE", "write it there (-o; default: standard output)")
#define VERSION NUMBER("version", "N", "the version you looked at (default: the one now)")
#define LIMIT   NUMBER("limit", "N", "at most so many (default 50)")

/* The tables, each ends with a NULL noun; commands.c puts them one behind the other. */
extern const struct cli_command commands_desk[];    /* what is done with customers and cases */
extern const struct cli_command commands_figures[]; /* what comes of it */

#endif
