/* Questions, passwords without echo, text from standard input. */
#include "client/cli/prompt.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "client/cli/mem.h"
#include "client/cli/text.h"

enum { LINE_MAX_BYTES = 64 * 1024 };

/* Reads byte by byte, so that nothing of the next line is taken away. NULL at the end. */
static const char *read_line(struct cli *cli, int fd)
{
    struct mem_text line = {.arena = cli->arena};
    char c;
    ssize_t got;
    while ((got = read(fd, &c, 1)) == 1 && c != '\n' && line.length < LINE_MAX_BYTES)
        mem_add(&line, &c, 1);
    if (got != 1 && line.length == 0) return NULL;
    if (line.length > 0 && line.bytes[line.length - 1] == '\r') line.bytes[--line.length] = '\0';
    return mem_text(&line);
}

const char *prompt_line(struct cli *cli, const char *question)
{
    fprintf(stderr, "%s ", question);
    const char *line = read_line(cli, STDIN_FILENO);
    if (line == NULL) fputc('\n', stderr);
    return line;
}

long prompt_choose(struct cli *cli, const char *question, size_t count, const char **other)
{
    for (;;) {
        const char *line = prompt_line(cli, question);
        if (line == NULL) return -1;
        if (line[0] == '\0') return (long)count;
        char *end;
        errno = 0;
        long number = strtol(line, &end, 10);
        if (errno == 0 && *end == '\0' && number >= 1 && (size_t)number <= count) return number - 1;
        if (*end != '\0' && other != NULL) {
            *other = line;
            return -2;
        }
        cli_note(cli, "please give a number from 1 to %zu", count);
    }
}

/* The terminal's settings while a password is typed, put back when a signal ends the program. */
static struct termios echoing;
static int echo_fd = -1;

static void put_back(int signal_number)
{
    if (echo_fd >= 0) tcsetattr(echo_fd, TCSANOW, &echoing);
    signal(signal_number, SIG_DFL);
    raise(signal_number);
}

/* What was typed, "" when nothing was; NULL (told) when there is nobody to ask. */
static const char *ask_without_echo(struct cli *cli, const char *question)
{
    int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    if (fd < 0 || tcgetattr(fd, &echoing) != 0) {
        if (fd >= 0) close(fd);
        cli_fail(cli, CLI_USAGE,
                 "there is no terminal to ask for the password: use --password-stdin");
        return NULL;
    }
    struct sigaction back = {.sa_handler = put_back}, before[2];
    echo_fd = fd;
    sigaction(SIGINT, &back, &before[0]);
    sigaction(SIGTERM, &back, &before[1]);
    struct termios silent = echoing;
    silent.c_lflag &= ~(tcflag_t)ECHO;
    tcsetattr(fd, TCSAFLUSH, &silent);
    dprintf(fd, "%s ", question);
    const char *line = read_line(cli, fd);
    dprintf(fd, "\n");
    tcsetattr(fd, TCSAFLUSH, &echoing);
    echo_fd = -1;
    sigaction(SIGINT, &before[0], NULL);
    sigaction(SIGTERM, &before[1], NULL);
    close(fd);
    return line == NULL ? "" : line;
}

const char *prompt_password(struct cli *cli, const struct args *args, const char *question)
{
    int64_t fd = args_number(args, "password-fd");
    const char *password;
    if (args_flag(args, "password-stdin"))
        password = read_line(cli, STDIN_FILENO);
    else if (fd >= 0)
        password = fd <= 1023 ? read_line(cli, (int)fd) : NULL;
    else if ((password = ask_without_echo(cli, question)) == NULL)
        return NULL; /* told */
    if (password != NULL && password[0] != '\0') return password;
    cli_fail(cli, CLI_USAGE, "there is no password");
    return NULL;
}

const char *prompt_text(struct cli *cli, const char *word)
{
    const char *text = word;
    if (strcmp(word, "-") == 0) {
        struct mem_text all = {.arena = cli->arena};
        char buffer[4096];
        size_t got;
        while ((got = fread(buffer, 1, sizeof buffer, stdin)) > 0 && all.length < LINE_MAX_BYTES)
            mem_add(&all, buffer, got);
        while (all.length > 0 && all.bytes[all.length - 1] == '\n') all.bytes[--all.length] = '\0';
        text = mem_text(&all);
    }
    if (text[strspn(text, " \t\r\n")] != '\0') return text;
    cli_fail(cli, CLI_USAGE, "the text is empty");
    return NULL;
}
