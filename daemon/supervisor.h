/* The supervisor: opens the sockets, forks the workers and the courier, starts anew what ends,
 * answers on the admin address. */
#ifndef ONESTOP_DAEMON_SUPERVISOR_H
#define ONESTOP_DAEMON_SUPERVISOR_H

struct settings;

/* Runs until SIGTERM or SIGINT. Returns the exit status. path: of the settings, for SIGHUP. */
int supervisor_run(const char *path, struct settings *settings);

#endif
