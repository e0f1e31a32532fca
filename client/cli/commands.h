/* What onestop can do, row by row; help, suggestions and dispatch come from it. */
#ifndef ONESTOP_CLIENT_COMMANDS_H
#define ONESTOP_CLIENT_COMMANDS_H

#include "client/cli/args.h"

/* The i-th command; NULL behind the last. */
const struct cli_command *command_at(size_t i);

/* Help on standard output: all nouns, one noun's verbs, one command. */
void help_all(void);
void help_noun(const char *noun);
void help_command(const struct cli_command *command);
/* The usage line of a command, without "usage: ". */
const char *help_usage(struct arena *arena, const struct cli_command *command);

#endif
