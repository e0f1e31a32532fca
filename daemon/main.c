/* onestopd: the command line. */
#include <getopt.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "config/settings.h"
#include "daemon/command_line.h"
#include "daemon/database.h"
#include "daemon/log.h"
#include "daemon/supervisor.h"

static const char help[] =
    "onestopd: the daemon of OneStop\n"
    "\n"
    "usage: onestopd [run] -c FILE       serve until SIGTERM; SIGHUP loads the settings anew\n"
    "       onestopd migrate -c FILE     bring the database to this program's schema\n"
    "       onestopd apply -c FILE DIR   apply the desk definition in the folder DIR\n"
    "       onestopd passwd -c FILE USER set a password, read from standard input\n"
    "       onestopd --check-config -c FILE\n"
    "       onestopd --print-config [-c FILE]\n"
    "       onestopd --version | --help\n"
    "\n"
    "  -c, --config FILE   settings; --print-config without it prints a sample with every key\n"
    "\n"
    "exit status: 0 done, 1 could not or refused, 2 wrong usage\n";

enum { USAGE = 2 };

static int usage_error(const char *message)
{
    fprintf(stderr, "onestopd: %s\n%s", message, help);
    return USAGE;
}

static int run(const char *path, struct settings *settings, int count, char **arguments)
{
    struct error error = {.code = ERR_OK};
    (void)arguments;
    if (count != 0) return usage_error("run takes no arguments");
    if (!log_reopen(settings->log.file)) {
        fprintf(stderr, "onestopd: cannot open the log %s\n", settings->log.file);
        return 1;
    }
    log_set_level((enum log_level)settings->log.level);
    log_set_process("supervisor");
    if (database_check(settings, &error) != ERR_OK) {
        log_error("cannot start", &error);
        command_print_error(&error);
        return 1;
    }
    return supervisor_run(path, settings);
}

static const struct {
    const char *name;
    int (*run)(const char *path, struct settings *settings, int count, char **arguments);
} commands[] = {{"run", run},
                {"migrate", command_migrate},
                {"apply", command_apply},
                {"passwd", command_passwd}};

static int dispatch(const char *path, struct settings *settings, int count, char **arguments)
{
    const char *name = count > 0 ? arguments[0] : "run";
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        if (strcmp(commands[i].name, name) == 0)
            return commands[i].run(path, settings, count > 0 ? count - 1 : 0, arguments + 1);
    return usage_error("there is no such command");
}

static int print_config(const char *path)
{
    struct settings settings;
    struct error error;
    if (path == NULL) {
        settings_print_sample(stdout);
        return 0;
    }
    if (settings_load(path, &settings, &error) != ERR_OK) {
        command_print_error(&error);
        return 1;
    }
    settings_print(&settings, stdout);
    settings_free(&settings);
    return 0;
}

static int with_settings(const char *path, bool check_only, int count, char **arguments)
{
    struct settings settings;
    struct error error;
    if (path == NULL) return usage_error("-c FILE is missing");
    if (settings_load(path, &settings, &error) != ERR_OK) {
        command_print_error(&error);
        return 1;
    }
    int status = 0;
    if (check_only)
        status = command_check_config(path, &settings);
    else
        status = dispatch(path, &settings, count, arguments);
    settings_free(&settings);
    return status;
}

int main(int argc, char **argv)
{
    static const struct option options[] = {
        {"config", required_argument, NULL, 'c'}, {"check-config", no_argument, NULL, 'k'},
        {"print-config", no_argument, NULL, 'p'}, {"version", no_argument, NULL, 'v'},
        {"help", no_argument, NULL, 'h'},         {NULL, 0, NULL, 0}};
    const char *path = NULL;
    bool check_only = false, print = false;
    int option;
    while ((option = getopt_long(argc, argv, "c:h", options, NULL)) != -1) {
        switch (option) {
        case 'c': path = optarg; break;
        case 'k': check_only = true; break;
        case 'p': print = true; break;
        case 'v': puts("onestopd " ONESTOP_VERSION); return 0;
        case 'h': fputs(help, stdout); return 0;
        default: fputs(help, stderr); return USAGE;
        }
    }
    if (sodium_init() < 0) {
        fputs("onestopd: libsodium cannot be used\n", stderr);
        return 1;
    }
    if (print) return print_config(path);
    return with_settings(path, check_only, argc - optind, argv + optind);
}
