/* Files of the user's, whole. */
#ifndef ONESTOP_CLIENT_FILE_H
#define ONESTOP_CLIENT_FILE_H

#include "client/cli/cli.h"

enum { FILE_BYTES_MAX = 16 * 1024 * 1024 };

/* The text of a file, at most FILE_BYTES_MAX of it, in the arena; NULL with errno when it cannot be
 * read. */
const char *file_text(struct cli *cli, const char *path, size_t *length);

#endif
