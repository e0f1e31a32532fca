/* What a command writes into a file: pages, pictures. */
#ifndef ONESTOP_CLIENT_OUTPUT_H
#define ONESTOP_CLIENT_OUTPUT_H

#include "client/cli/api.h"

/* Writes the body of an answer to a file and says so ("The chart is in F"), with --json as
 * {"file"}. path NULL: to standard output. */
enum cli_exit output_body(struct cli *cli, const char *path, const struct api_answer *answer,
                          const char *what);

#endif
