/* Sending the rows of an import: pieces of rows, several on their way at once, each sent again
 * while the daemon is away. The daemon knows the external ids, so a piece that was sent twice, or
 * was already there from an earlier run, is not doubled. */
#ifndef ONESTOP_CLIENT_UPLOAD_H
#define ONESTOP_CLIENT_UPLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "client/cli/cli.h"
#include "client/cli/map.h"
#include "client/cli/rows.h"

struct upload {
    struct cli *cli;
    const char *agency; /* NULL: the caller's */
    struct map map;
    struct rows *rows;
    FILE *rejects; /* line, reason, then the original columns */
    int jobs;      /* pieces on their way at once, 1 … UPLOAD_JOBS */
    /* what became of the rows */
    long imported, exists, rejected;
    bool cut;            /* stopped before the end */
    enum cli_exit fault; /* why, when it was not the user */
};

enum { UPLOAD_JOBS = 16, UPLOAD_ROWS = 500 };

/* Sends all rows. Signals INT and TERM end it: what is on its way is waited for, nothing new is
 * sent. */
void upload_run(struct upload *upload);

#endif
