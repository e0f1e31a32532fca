/* Groups over a plain connection: a pipeline with one sync, read to its end. */
#include "db/sync.h"

#include <stdio.h>
#include <string.h>

#include "db/sqlstate.h"

void db_clear_results(PGresult **results, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        PQclear(results[i]);
        results[i] = NULL;
    }
}

static bool send_one(PGconn *connection, const struct db_statement *statement)
{
    const struct db_params *params = &statement->params;
    const char *values[DB_PARAMS];
    int formats[DB_PARAMS];
    for (int i = 0; i < params->count; i++) {
        values[i] = params->kept[i] ? params->numbers[i] : params->values[i];
        formats[i] = params->formats[i] != 0;
    }
    return PQsendQueryParams(connection, query_text(statement->query), params->count, NULL, values,
                             params->lengths, formats, 0) == 1;
}

static enum error_code lost(PGconn *connection, struct error *error)
{
    error_set(error, ERR_UNAVAILABLE, "the database cannot be reached");
    error_log_detail(error, "%s", PQerrorMessage(connection));
    return error->code;
}

static enum error_code failed(const PGresult *result, enum query query, struct error *error)
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const struct sqlstate_info *info = sqlstate_info(state == NULL ? "" : state);
    error_set(error, info->code, "%s", info->message);
    error_log_detail(error, "%s: %s", query_name(query), PQresultErrorMessage(result));
    return error->code;
}

/* Reads the result of one statement and the NULL that ends it. */
static enum error_code take(PGconn *connection, enum query query, PGresult **into,
                            enum error_code code, struct error *error)
{
    PGresult *result;
    bool any = false;
    while ((result = PQgetResult(connection)) != NULL) {
        ExecStatusType status = PQresultStatus(result);
        any = true;
        if (code == ERR_OK && *into == NULL &&
            (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK)) {
            *into = result;
            continue;
        }
        if (code == ERR_OK) code = failed(result, query, error);
        PQclear(result);
        if (PQstatus(connection) != CONNECTION_OK) break;
    }
    return !any && code == ERR_OK ? lost(connection, error) : code;
}

/* Reads up to the sync, and leaves the pipeline. */
static bool end_pipeline(PGconn *connection)
{
    bool synced = false;
    while (!synced && PQstatus(connection) == CONNECTION_OK) {
        PGresult *result = PQgetResult(connection);
        synced = PQresultStatus(result) == PGRES_PIPELINE_SYNC;
        PQclear(result);
    }
    return PQexitPipelineMode(connection) == 1 && synced;
}

enum error_code db_run(PGconn *connection, const struct db_statement *statements, size_t count,
                       PGresult **results, struct error *error)
{
    enum error_code code = ERR_OK;
    memset(results, 0, count * sizeof(PGresult *));
    if (PQenterPipelineMode(connection) != 1) return lost(connection, error);
    bool sent = true;
    for (size_t i = 0; sent && i < count; i++) sent = send_one(connection, &statements[i]);
    if (!sent || PQpipelineSync(connection) != 1) code = lost(connection, error);
    for (size_t i = 0; i < count && PQstatus(connection) == CONNECTION_OK; i++)
        code = take(connection, statements[i].query, &results[i], code, error);
    if (!end_pipeline(connection) && code == ERR_OK) code = lost(connection, error);
    if (code != ERR_OK) db_clear_results(results, count);
    return code;
}
