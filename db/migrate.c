/* What is asked of a database before a daemon works with it: numbered migrations, applied once and
 * never changed, and settings that keep what it acknowledges. Blocks. */
#include "db/migrate.h"

#include <openssl/evp.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "db/db.h"
#include "db/schema_files.h"

enum { DIGEST_TEXT = 65 };

static void digest(const char *text, char hex[DIGEST_TEXT])
{
    unsigned char hash[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    EVP_Digest(text, strlen(text), hash, &length, EVP_sha256(), NULL);
    for (unsigned i = 0; i < 32; i++) snprintf(hex + 2 * i, 3, "%02x", hash[i]);
}

/* Fills error from the connection's last failure. */
static enum error_code failed(PGconn *connection, const char *what, struct error *error)
{
    error_set(error, ERR_UNAVAILABLE, "could not %s: %.180s", what, PQerrorMessage(connection));
    return error->code;
}

static bool run(PGconn *connection, const char *sql)
{
    PGresult *result = PQexec(connection, sql);
    ExecStatusType status = PQresultStatus(result);
    PQclear(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

/* Compares what the database has with what we carry. *known: how many of ours it has. */
static enum error_code compare(const PGresult *applied, int *known, struct error *error)
{
    char hex[DIGEST_TEXT];
    int rows = PQntuples(applied);
    for (int i = 0; i < rows; i++) {
        const char *name = PQgetvalue(applied, i, 0);
        if (i >= schema_file_count || strcmp(name, schema_files[i].name) != 0)
            return error_set(error, ERR_CONFLICT,
                             "the database has migration %.60s, which this program does not know",
                             name);
        digest(schema_files[i].text, hex);
        if (strcmp(hex, PQgetvalue(applied, i, 1)) != 0)
            return error_set(error, ERR_CONFLICT,
                             "migration %.60s was changed after it had been applied", name);
    }
    *known = rows;
    return ERR_OK;
}

static enum error_code known_migrations(PGconn *connection, int *known, struct error *error)
{
    PGresult *applied = PQexec(connection, query_text(QUERY_MIGRATION_LIST));
    const char *state = PQresultErrorField(applied, PG_DIAG_SQLSTATE);
    enum error_code code;
    if (PQresultStatus(applied) == PGRES_TUPLES_OK)
        code = compare(applied, known, error);
    else if (state != NULL && strcmp(state, "42P01") == 0) /* undefined_table */
        code = error_set(error, ERR_CONFLICT, "the database has no schema: run onestopd migrate");
    else
        code = failed(connection, "read the list of migrations", error);
    PQclear(applied);
    return code;
}

/* One migration and its record, in one transaction. */
static enum error_code apply_one(PGconn *connection, int i, struct error *error)
{
    char hex[DIGEST_TEXT];
    const char *const values[] = {schema_files[i].name, hex};
    digest(schema_files[i].text, hex);
    bool done = run(connection, "begin") && run(connection, schema_files[i].text);
    if (done) {
        PGresult *result = PQexecParams(connection, query_text(QUERY_MIGRATION_RECORD), 2, NULL,
                                        values, NULL, NULL, 0);
        done = PQresultStatus(result) == PGRES_COMMAND_OK;
        PQclear(result);
    }
    if (done && run(connection, "commit")) return ERR_OK;
    failed(connection, "apply a migration", error);
    error_log_detail(error, "in %s", schema_files[i].name);
    (void)run(connection, "rollback");
    return error->code;
}

enum error_code migrate_apply(PGconn *connection, int *applied, struct error *error)
{
    int known = 0, count = 0;
    enum error_code code;
    if (!run(connection, query_text(QUERY_MIGRATION_LOCK)))
        return failed(connection, "lock the schema", error);
    if (!run(connection, query_text(QUERY_MIGRATION_TABLE))) {
        code = failed(connection, "make the list of migrations", error);
        goto out;
    }
    code = known_migrations(connection, &known, error);
    for (int i = known; code == ERR_OK && i < schema_file_count; i++) {
        code = apply_one(connection, i, error);
        count += code == ERR_OK;
    }
out:
    (void)run(connection, query_text(QUERY_MIGRATION_UNLOCK));
    if (applied != NULL) *applied = count;
    return code;
}

enum error_code migrate_check(PGconn *connection, struct error *error)
{
    int known = 0;
    enum error_code code = known_migrations(connection, &known, error);
    if (code == ERR_OK && known < schema_file_count)
        code =
            error_set(error, ERR_CONFLICT, "the database lacks migration %s: run onestopd migrate",
                      schema_files[known].name);
    return code;
}

/* Only with these may an answer after the commit say "done". */
static bool durable(const char *name, const char *value)
{
    if (strcmp(name, "synchronous_commit") == 0) /* local: not on the standbys that there are */
        return strcmp(value, "off") != 0 && strcmp(value, "local") != 0;
    return strcmp(value, "on") == 0;
}

enum error_code db_check_durability(PGconn *connection, struct error *error)
{
    PGresult *result = PQexec(connection, query_text(QUERY_DURABILITY));
    enum error_code code = ERR_OK;
    if (PQresultStatus(result) != PGRES_TUPLES_OK)
        code = error_set(error, ERR_UNAVAILABLE, "could not ask for the database's settings");
    for (int i = 0; i < PQntuples(result) && code == ERR_OK; i++) {
        const char *name = PQgetvalue(result, i, 0), *value = PQgetvalue(result, i, 1);
        if (durable(name, value)) continue;
        code = error_set(error, ERR_INTERNAL,
                         "the database may lose what it acknowledged: %s is %s", name, value);
        error_hint(error, "set %s = on in postgresql.conf, for the database and for the role",
                   name);
    }
    PQclear(result);
    return code;
}
