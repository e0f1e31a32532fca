/* What the client remembers between runs: the daemon's address (configuration) and the session
 * (state). A session's token is a secret: it lives in a file that only its owner can read and is
 * only ever sent to the daemon that gave it. */
#ifndef ONESTOP_CLIENT_SETTINGS_H
#define ONESTOP_CLIENT_SETTINGS_H

#include "client/cli/args.h"
#include "client/cli/cli.h"

struct settings {
    const char *config_dir, *state_dir;
    const char *server; /* "https://desk.example:8443", without a slash at the end; NULL: none */
    const char *ca;     /* NULL: the system's certificates */
    const char *token;  /* NULL: not logged in at this server */
    const char *user_name;
    double retry_s; /* how long a request that may be repeated is repeated */
};

/* Reads options, environment (ONESTOP_SERVER, ONESTOP_CA, ONESTOP_CONFIG_DIR, ONESTOP_RETRY_S) and
 * files, in this order of weight. A session file that others can read is refused. */
enum cli_exit settings_load(struct cli *cli, const struct args *args, struct settings *settings);

/* Remembers server and CA for the next run. */
enum cli_exit settings_save(struct cli *cli, const struct settings *settings);
/* Remembers the session (token, user name) of settings->server, or forgets it with a NULL token. */
enum cli_exit settings_save_session(struct cli *cli, const struct settings *settings);

#endif
