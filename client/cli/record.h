/* What commands on records (feedback, improvements) and lists share. */
#ifndef ONESTOP_CLIENT_RECORD_H
#define ONESTOP_CLIENT_RECORD_H

#include "client/cli/args.h"
#include "client/cli/table.h"

/* Prints a list, up to --limit, with a word when it goes on. */
enum cli_exit record_list(struct cli *cli, const struct args *args, const char *path,
                          const struct column *columns, const char *nothing);
/* The path with the options of these names (ends with NULL) as queries. */
const char *record_query(struct cli *cli, const struct args *args, const char *path,
                         const char *const *names);
/* A table below a title line, when there is anything. */
void record_section(struct cli *cli, struct json_object *items, const struct column *columns);

/* A change of /{what}/{word 0}, based on --version or the version now; told in one line. */
struct record_change {
    const char *what; /* "feedback" */
    const char *name; /* "Feedback" */
    const char *act;  /* last part of the path; NULL: PATCH of the record itself */
    struct json_object *body;
    const char *done; /* "is answered" */
};
enum cli_exit record_change(struct cli *cli, const struct args *args,
                            const struct record_change *change);
/* A new record by POST /{what}. */
enum cli_exit record_new(struct cli *cli, const struct record_change *change);

/* Puts the option under the key as a number; an empty value as null. False: it is none (told). */
bool record_put_decimal(struct cli *cli, const struct args *args, const char *option,
                        struct json_object *body, const char *key);
/* Puts the option as a text; an empty value as null. */
void record_put_option(const struct args *args, const char *option, struct json_object *body,
                       const char *key);

#endif
