/* Answers into files. */
#include "client/cli/output.h"

#include <stdio.h>

#include "client/cli/json.h"
#include "client/cli/mem.h"

enum cli_exit output_body(struct cli *cli, const char *path, const struct api_answer *answer,
                          const char *what)
{
    FILE *file = path == NULL ? stdout : fopen(path, "we");
    bool written = file != NULL && fwrite(answer->body, 1, answer->length, file) == answer->length;
    if (file != NULL && file != stdout) written = fclose(file) == 0 && written;
    if (!written) return cli_fail(cli, CLI_ERROR, "cannot write %s", path == NULL ? "it" : path);
    if (path == NULL) return CLI_OK;
    if (cli->json) {
        struct json_object *told = mem_json_take(cli->arena, json_object_new_object());
        json_put_text(told, "file", path);
        cli_json(cli, told);
    }
    cli_say(cli, "%s is in %s.", what, path);
    return CLI_OK;
}
