/* Runs the user's editor on a file of its own. */
#include "client/cli/edit.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client/cli/mem.h"

enum { EDIT_BYTES_MAX = 256 * 1024 };

static bool write_all(int fd, const char *text, size_t length)
{
    while (length > 0) {
        ssize_t put = write(fd, text, length);
        if (put < 0 && errno == EINTR) continue;
        if (put <= 0) return false;
        text += put;
        length -= (size_t)put;
    }
    return true;
}

/* The editor gets the terminal's signals, this program waits. */
static bool run_editor(const char *path)
{
    const char *editor = getenv("VISUAL");
    if (editor == NULL || editor[0] == '\0') editor = getenv("EDITOR");
    if (editor == NULL || editor[0] == '\0') editor = "vi";
    struct sigaction ignore = {.sa_handler = SIG_IGN}, before[2];
    sigaction(SIGINT, &ignore, &before[0]);
    sigaction(SIGQUIT, &ignore, &before[1]);
    pid_t pid = fork();
    if (pid == 0) {
        sigaction(SIGINT, &before[0], NULL);
        sigaction(SIGQUIT, &before[1], NULL);
        /* Editors may be given with options: the shell takes them apart, the path stays a word. */
        setenv("ONESTOP_EDITOR", editor, 1);
        execl("/bin/sh", "sh", "-c", "eval \"$ONESTOP_EDITOR\" '\"$1\"'", "sh", path, (char *)NULL);
        _exit(127);
    }
    int status = -1;
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR) continue;
    sigaction(SIGINT, &before[0], NULL);
    sigaction(SIGQUIT, &before[1], NULL);
    return pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* Editors may write a new file under the old name: it is opened anew. */
static const char *read_file(struct cli *cli, const char *path)
{
    FILE *file = fopen(path, "re");
    struct mem_text all = {.arena = cli->arena};
    char buffer[4096];
    size_t got;
    if (file == NULL) return NULL;
    while (all.length < EDIT_BYTES_MAX && (got = fread(buffer, 1, sizeof buffer, file)) > 0)
        mem_add(&all, buffer, got);
    fclose(file);
    return mem_text(&all);
}

const char *edit_text(struct cli *cli, const char *text)
{
    const char *folder = getenv("XDG_RUNTIME_DIR");
    if (folder == NULL || access(folder, W_OK) != 0) folder = getenv("TMPDIR");
    if (folder == NULL || access(folder, W_OK) != 0) folder = "/tmp";
    char *path = mem_printf(cli->arena, "%s/onestop-XXXXXX", folder);
    int fd = mkstemp(path); /* 0600 */
    const char *left = NULL;
    if (fd >= 0) {
        bool written = write_all(fd, text, strlen(text));
        close(fd);
        if (written && run_editor(path)) left = read_file(cli, path);
        unlink(path);
    }
    if (left == NULL) cli_fail(cli, CLI_ERROR, "the editor did not work: nothing was done");
    return left;
}
