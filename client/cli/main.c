/* onestop: the thin client. Knows only the published contract (proto/openapi.yaml). */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "client/cli/api.h"
#include "client/cli/commands.h"
#include "client/cli/mem.h"
#include "client/cli/settings.h"
#include "client/cli/text.h"

enum { ARENA_MAX = 1024 * 1024 * 1024, WIDTH_LEAST = 40 };

/* What kind of place the output goes to. */
static void look_around(struct cli *cli)
{
    struct winsize size;
    const char *no_colour = getenv("NO_COLOR"), *terminal = getenv("TERM");
    cli->asks = isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
    if (!isatty(STDOUT_FILENO)) return;
    bool dumb = terminal == NULL || strcmp(terminal, "dumb") == 0;
    cli->colour = (no_colour == NULL || no_colour[0] == '\0') && !dumb;
    cli->width = 80;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= WIDTH_LEAST)
        cli->width = size.ws_col;
}

static enum cli_exit need_server(struct cli *cli, const struct cli_command *command)
{
    const struct settings *settings = cli->settings;
    if (settings->server == NULL)
        return cli_fail(cli, CLI_USAGE,
                        "which server? say --server URL, set ONESTOP_SERVER, or log in once with "
                        "onestop login --server URL");
    if (settings->token == NULL && !command->without_login)
        return cli_fail(cli, CLI_WHO, "you are not logged in at %s: onestop login",
                        settings->server);
    return CLI_OK;
}

static enum cli_exit run(struct cli *cli, const struct args *args)
{
    struct settings settings;
    cli->json = args->json;
    cli->settings = &settings;
    if (args->command->without_login == WITHOUT_DAEMON) return args->command->run(cli, args);
    enum cli_exit code = settings_load(cli, args, &settings);
    if (code == CLI_OK) code = need_server(cli, args->command);
    if (code != CLI_OK) return code;
    cli->api = api_new();
    if (cli->api == NULL) return cli_fail(cli, CLI_ERROR, "cannot start libcurl");
    code = args->command->run(cli, args);
    api_free(cli->api);
    return code;
}

/* Help and the version need no daemon. *done tells that this was all. */
static enum cli_exit explain(const struct args *args, bool *done)
{
    *done = true;
    if (args->help && args->command != NULL)
        help_command(args->command);
    else if (args->noun != NULL && args->command == NULL)
        help_noun(args->noun);
    else if (args->command == NULL)
        help_all();
    else
        *done = false;
    return args->help || args->command != NULL ? CLI_OK : CLI_USAGE;
}

int main(int argc, char **argv)
{
    struct cli cli = {.arena = mem_arena(ARENA_MAX)};
    struct args args;
    bool done = true;
    signal(SIGPIPE, SIG_IGN);
    text_start();
    look_around(&cli);
    enum cli_exit code = CLI_OK;
    if (argc == 2 && strcmp(argv[1], "--version") == 0) {
        printf("onestop %s\n", ONESTOP_VERSION);
    } else {
        code = args_read(&cli, argc - 1, argv + 1, &args);
        if (code == CLI_OK) code = explain(&args, &done);
        if (!done) code = run(&cli, &args);
    }
    arena_free(cli.arena);
    if (fflush(stdout) != 0 && code == CLI_OK) code = CLI_ERROR;
    return (int)code;
}
