/* Files of the client: "key = value" lines, written whole and moved into place. */
#include "client/cli/settings.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/cli/mem.h"

enum { FILE_MAX = 16 * 1024 };

/* A directory of the XDG kind: variable, or home and the rest. */
static const char *directory(struct cli *cli, const char *variable, const char *rest)
{
    const char *own = getenv("ONESTOP_CONFIG_DIR");
    if (own != NULL && own[0] != '\0') return own;
    const char *base = getenv(variable), *home = getenv("HOME");
    if (base != NULL && base[0] == '/') return mem_printf(cli->arena, "%s/onestop", base);
    return mem_printf(cli->arena, "%s/%s/onestop", home != NULL ? home : "", rest);
}

/* Makes the directory and those above it, for the owner only. */
static void make_directory(struct cli *cli, const char *path)
{
    char *copy = mem_strdup(cli->arena, path);
    for (char *slash = copy + 1; (slash = strchr(slash, '/')) != NULL; slash++) {
        *slash = '\0';
        mkdir(copy, 0700);
        *slash = '/';
    }
    mkdir(copy, 0700);
}

/* Text of an open file, at most FILE_MAX bytes. */
static const char *read_all(struct cli *cli, int fd)
{
    struct mem_text text = {.arena = cli->arena};
    char buffer[4096];
    ssize_t got;
    while (text.length < FILE_MAX && (got = read(fd, buffer, sizeof buffer)) > 0)
        mem_add(&text, buffer, (size_t)got);
    explicit_bzero(buffer, sizeof buffer);
    return mem_text(&text);
}

/* The value of a "key = value" line; NULL when there is none. */
static const char *lookup(struct cli *cli, const char *text, const char *key)
{
    size_t length = strlen(key);
    while (*text != '\0') {
        const char *end = strchrnul(text, '\n');
        const char *at = text + strspn(text, " \t");
        if (strncmp(at, key, length) == 0) {
            at += length + strspn(at + length, " \t");
            if (*at == '=') {
                at += 1 + strspn(at + 1, " \t");
                while (end > at && isspace((unsigned char)end[-1])) end--;
                return mem_strndup(cli->arena, at, (size_t)(end - at));
            }
        }
        text = *strchrnul(text, '\n') == '\0' ? "" : strchrnul(text, '\n') + 1;
    }
    return NULL;
}

/* Only a plain file of this user that nobody else can read or write may hold a token. */
static bool private_file(int fd)
{
    struct stat info;
    return fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && info.st_uid == geteuid() &&
           (info.st_mode & 077) == 0;
}

static enum cli_exit load_session(struct cli *cli, struct settings *settings)
{
    const char *path = mem_printf(cli->arena, "%s/session", settings->state_dir);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0 && errno == ENOENT) return CLI_OK;
    if (fd < 0) return cli_fail(cli, CLI_ERROR, "cannot read %s: %s", path, strerror(errno));
    if (!private_file(fd)) {
        close(fd);
        return cli_fail(cli, CLI_ERROR,
                        "others may have read the session in %s: remove the file and log in again",
                        path);
    }
    const char *text = read_all(cli, fd);
    close(fd);
    const char *server = lookup(cli, text, "server");
    if (server == NULL || settings->server == NULL || strcmp(server, settings->server) != 0)
        return CLI_OK;
    settings->token = lookup(cli, text, "token");
    settings->user_name = lookup(cli, text, "user_name");
    return CLI_OK;
}

static void load_config(struct cli *cli, struct settings *settings)
{
    const char *path = mem_printf(cli->arena, "%s/config", settings->config_dir);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return;
    const char *text = read_all(cli, fd);
    close(fd);
    settings->server = lookup(cli, text, "server");
    settings->ca = lookup(cli, text, "ca");
}

static const char *first_of(const char *option, const char *variable, const char *file)
{
    const char *environment = getenv(variable);
    if (option != NULL) return option;
    return environment != NULL && environment[0] != '\0' ? environment : file;
}

static bool plain_host(const char *host)
{
    size_t length = strcspn(host, "/");
    for (size_t i = 0; i < length; i++)
        if (!isalnum((unsigned char)host[i]) && strchr(".:-_[]", host[i]) == NULL) return false;
    return length > 0;
}

/* https only: a token must not travel in the clear. "desk.example:8443" is taken as https. */
static enum cli_exit check_server(struct cli *cli, struct settings *settings)
{
    const char *server = settings->server;
    if (server == NULL) return CLI_OK;
    if (strstr(server, "://") == NULL) server = mem_printf(cli->arena, "https://%s", server);
    size_t length = strlen(server);
    while (length > 0 && server[length - 1] == '/') length--;
    settings->server = mem_strndup(cli->arena, server, length);
    if (strncmp(server, "https://", 8) != 0 || !plain_host(server + 8))
        return cli_fail(cli, CLI_USAGE,
                        "the server must be an address like https://desk.example, "
                        "not '%s'",
                        server);
    return CLI_OK;
}

enum cli_exit settings_load(struct cli *cli, const struct args *args, struct settings *settings)
{
    *settings = (struct settings){0};
    settings->config_dir = directory(cli, "XDG_CONFIG_HOME", ".config");
    settings->state_dir = directory(cli, "XDG_STATE_HOME", ".local/state");
    load_config(cli, settings);
    settings->server = first_of(args->server, "ONESTOP_SERVER", settings->server);
    settings->ca = first_of(args->ca, "ONESTOP_CA", settings->ca);
    const char *retry = getenv("ONESTOP_RETRY_S");
    settings->retry_s = retry != NULL ? strtod(retry, NULL) : 15;
    enum cli_exit code = check_server(cli, settings);
    return code != CLI_OK ? code : load_session(cli, settings);
}

static enum cli_exit write_private(struct cli *cli, const char *dir, const char *name,
                                   const char *text)
{
    make_directory(cli, dir);
    const char *path = mem_printf(cli->arena, "%s/%s", dir, name);
    char *temporary = mem_printf(cli->arena, "%s/.%s.XXXXXX", dir, name);
    int fd = mkostemp(temporary, O_CLOEXEC); /* mode 0600 */
    if (fd < 0) return cli_fail(cli, CLI_ERROR, "cannot write in %s: %s", dir, strerror(errno));
    size_t length = strlen(text);
    bool written = write(fd, text, length) == (ssize_t)length && fsync(fd) == 0;
    written = close(fd) == 0 && written;
    if (written && rename(temporary, path) == 0) return CLI_OK;
    int why = errno;
    unlink(temporary);
    return cli_fail(cli, CLI_ERROR, "cannot write %s: %s", path, strerror(why));
}

enum cli_exit settings_save(struct cli *cli, const struct settings *settings)
{
    struct mem_text text = {.arena = cli->arena};
    mem_add_printf(&text, "server = %s\n", settings->server);
    if (settings->ca != NULL) {
        char *full = realpath(settings->ca, NULL);
        mem_add_printf(&text, "ca = %s\n", full != NULL ? full : settings->ca);
        free(full);
    }
    return write_private(cli, settings->config_dir, "config", mem_text(&text));
}

enum cli_exit settings_save_session(struct cli *cli, const struct settings *settings)
{
    if (settings->token == NULL) {
        const char *path = mem_printf(cli->arena, "%s/session", settings->state_dir);
        if (unlink(path) == 0 || errno == ENOENT) return CLI_OK;
        return cli_fail(cli, CLI_ERROR, "cannot remove %s: %s", path, strerror(errno));
    }
    const char *text =
        mem_printf(cli->arena, "server = %s\nuser_name = %s\ntoken = %s\n", settings->server,
                   settings->user_name != NULL ? settings->user_name : "", settings->token);
    return write_private(cli, settings->state_dir, "session", text);
}
