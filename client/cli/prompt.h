/* Asking on a terminal. Questions go to standard error, so that --json keeps standard output. */
#ifndef ONESTOP_CLIENT_PROMPT_H
#define ONESTOP_CLIENT_PROMPT_H

#include "client/cli/args.h"
#include "client/cli/cli.h"

/* A line without its end, in the arena; NULL at the end of the input. */
const char *prompt_line(struct cli *cli, const char *question);
/* One of the options 1 … count: its index; the count itself for an empty line; -1 at the end of
 * the input. Any other text comes back in *other (when it is not NULL), with -2. */
long prompt_choose(struct cli *cli, const char *question, size_t count, const char **other);

/* A password, in this order: a line of standard input (--password-stdin), of an open file
 * descriptor (--password-fd N), or asked on the terminal without echo. Called again it reads the
 * next line. NULL when there is none (told). It is in the arena; wipe it after use. */
const char *prompt_password(struct cli *cli, const struct args *args, const char *question);

/* The text of a word: itself, or all of standard input for "-". NULL when it is empty (told). */
const char *prompt_text(struct cli *cli, const char *word);

#endif
