/* The operator's commands. Each returns the exit status: 0, 1, or 2 for wrong usage. */
#ifndef ONESTOP_DAEMON_COMMAND_LINE_H
#define ONESTOP_DAEMON_COMMAND_LINE_H

struct error;
struct settings;

int command_check_config(const char *path, const struct settings *settings);
int command_migrate(const char *path, struct settings *settings, int count, char **arguments);
int command_apply(const char *path, struct settings *settings, int count, char **arguments);
int command_passwd(const char *path, struct settings *settings, int count, char **arguments);

/* Message, wrong fields, remedy and detail on standard error. */
void command_print_error(const struct error *error);

#endif
