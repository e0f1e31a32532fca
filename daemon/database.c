/* Plain connections. */
#include "daemon/database.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "config/settings.h"
#include "daemon/log.h"
#include "daemon/wallclock.h"
#include "db/migrate.h"

enum { TRY_FOR_MS = 30000, TRY_AGAIN_MS = 500 };

static PGconn *connect_with(const char *conninfo, const char *role, int64_t timeout_ms,
                            struct error *error)
{
    char options[128], timeout[24];
    snprintf(options, sizeof options, "-c role=%s", role != NULL ? role : "");
    snprintf(timeout, sizeof timeout, "%lld", (long long)(timeout_ms + 999) / 1000);
    const char *names[] = {"dbname",
                           "application_name",
                           "connect_timeout",
                           "client_encoding",
                           role != NULL ? "options" : NULL,
                           NULL};
    const char *values[] = {conninfo, "onestopd", timeout, "UTF8", options, NULL};
    PGconn *connection = PQconnectdbParams(names, values, 1);
    if (PQstatus(connection) == CONNECTION_OK) return connection;
    error_set(error, ERR_UNAVAILABLE, "could not connect to the database");
    error_log_detail(error, "%s", PQerrorMessage(connection));
    error_hint(error, "is PostgreSQL running, and is database.conninfo right?");
    PQfinish(connection);
    return NULL;
}

PGconn *database_connect(const struct settings *settings, struct error *error)
{
    return connect_with(settings->database.conninfo, settings->database.write_role,
                        settings->database.connect_timeout_ms, error);
}

PGconn *database_connect_owner(const struct settings *settings, struct error *error)
{
    return connect_with(settings->database.migrate_conninfo, NULL,
                        settings->database.connect_timeout_ms, error);
}

static enum error_code check_once(const struct settings *settings, struct error *error)
{
    PGconn *connection = database_connect(settings, error);
    if (connection == NULL) return error->code;
    enum error_code code = migrate_check(connection, error);
    if (code == ERR_OK) code = db_check_durability(connection, error);
    if (code == ERR_INTERNAL && settings->database.allow_unsafe_durability) {
        LOG(LEVEL_WARNING, "the database may lose what was acknowledged",
            LOG_TEXT("because", error->message));
        code = ERR_OK;
    }
    if (code == ERR_INTERNAL) {
        size_t length = strlen(error->hint);
        snprintf(error->hint + length, sizeof error->hint - length,
                 "; database.allow_unsafe_durability = yes starts all the same");
    }
    PQfinish(connection);
    return code;
}

enum error_code database_check(const struct settings *settings, struct error *error)
{
    uint64_t until_ms = monotonic_ms() + TRY_FOR_MS;
    for (;;) {
        *error = (struct error){.code = ERR_OK};
        enum error_code code = check_once(settings, error);
        if (code != ERR_UNAVAILABLE || monotonic_ms() >= until_ms) return code;
        LOG(LEVEL_WARNING, "waiting for the database", LOG_TEXT("error", error->message),
            LOG_TEXT("detail", error->log_detail));
        usleep(TRY_AGAIN_MS * 1000);
    }
}
