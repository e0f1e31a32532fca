/* Files, whole. */
#include "client/cli/file.h"

#include <stdio.h>

#include "client/cli/mem.h"

const char *file_text(struct cli *cli, const char *path, size_t *length)
{
    char buffer[8192];
    struct mem_text text = {.arena = cli->arena};
    FILE *file = fopen(path, "re");
    if (file == NULL) return NULL;
    size_t got;
    while (text.length < FILE_BYTES_MAX && (got = fread(buffer, 1, sizeof buffer, file)) > 0)
        mem_add(&text, buffer, got);
    bool failed = ferror(file) != 0;
    fclose(file);
    *length = text.length;
    return failed ? NULL : mem_text(&text);
}
