/* What a run says: cleaned lines on both outputs. */
#include "client/cli/cli.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "client/cli/json.h"
#include "client/cli/mem.h"
#include "client/cli/text.h"

/* The formatted text in the arena, cleaned, in many lines. */
static const char *clean(struct cli *cli, const char *format, va_list args)
{
    char *text = NULL;
    if (vasprintf(&text, format, args) < 0) return "there is not enough memory";
    const char *cleaned = text_clean(cli->arena, text, TEXT_MANY_LINES);
    free(text);
    return cleaned;
}

enum cli_exit cli_fail(struct cli *cli, enum cli_exit code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fprintf(stderr, "onestop: %s\n", clean(cli, format, args));
    va_end(args);
    return code;
}

void cli_note(struct cli *cli, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fprintf(stderr, "%s\n", clean(cli, format, args));
    va_end(args);
}

void cli_say(struct cli *cli, const char *format, ...)
{
    if (cli->json) return;
    va_list args;
    va_start(args, format);
    printf("%s\n", clean(cli, format, args));
    va_end(args);
}

void cli_json(struct cli *cli, struct json_object *document)
{
    (void)cli;
    printf("%s\n", json_write(document));
}
