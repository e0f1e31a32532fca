/* Groups in flight and what their callbacks are told. */
#include "db/reply.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/sqlstate.h"

struct group *group_new(size_t count, bool scoped, db_callback callback, void *context)
{
    size_t results = count * sizeof(PGresult *);
    struct group *group = calloc(1, sizeof *group + results + (count + 1) * sizeof(enum query));
    if (group == NULL) return NULL;
    group->prepares = (enum query *)(void *)((char *)group->results + results);
    group->callback = callback;
    group->context = context;
    group->scope_count = scoped;
    group->count = count;
    return group;
}

static const char *field(const PGresult *result, int code)
{
    const char *text = result != NULL ? PQresultErrorField(result, code) : NULL;
    return text != NULL ? text : "";
}

static void take_failure(struct group *group, PGresult *result)
{
    if (group->failed) {
        PQclear(result);
        return;
    }
    group->failed = true;
    group->failure = result;
    group->failed_at = group->cursor;
    group->reconnect = sqlstate_info(field(result, PG_DIAG_SQLSTATE))->reconnect;
}

bool group_take(struct group *group, PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    size_t before = group->prepare_count + group->scope_count;
    group->has_result = true;
    if (status == PGRES_PIPELINE_ABORTED) {
        PQclear(result);
        return false;
    }
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
        take_failure(group, result);
        return false;
    }
    size_t i = group->cursor - before;
    if (group->cursor >= before && i < group->count && group->results[i] == NULL)
        group->results[i] = result;
    else
        PQclear(result);
    return true;
}

bool group_command_ended(struct group *group)
{
    if (!group->has_result) return false;
    group->has_result = false;
    group->cursor++;
    return true;
}

bool group_stopped_server(const struct group *group)
{
    const char *severity = field(group->failure, PG_DIAG_SEVERITY_NONLOCALIZED);
    return strcmp(severity, "FATAL") == 0 || strcmp(severity, "PANIC") == 0;
}

bool group_surely_undone(const struct group *group)
{
    /* An error without a state is libpq's own word for a connection that was lost: it says nothing
     * of what the server did meanwhile. */
    if (field(group->failure, PG_DIAG_SQLSTATE)[0] == '\0') return false;
    return !group_stopped_server(group) ||
           group->failed_at < group->prepare_count + group->scope_count + group->count;
}

static void tell_failure(struct db_reply *reply, const PGresult *failure)
{
    const char *sqlstate = field(failure, PG_DIAG_SQLSTATE);
    const struct sqlstate_info *info = sqlstate_info(sqlstate[0] ? sqlstate : "08006");
    snprintf(reply->sqlstate, sizeof reply->sqlstate, "%s", sqlstate);
    snprintf(reply->constraint, sizeof reply->constraint, "%s",
             field(failure, PG_DIAG_CONSTRAINT_NAME));
    error_set(&reply->error, info->code, "%s", info->message);
    /* The detail of an error may quote values, which may be personal: it is left out. */
    error_log_detail(&reply->error, "%s %s (%s)", sqlstate, field(failure, PG_DIAG_MESSAGE_PRIMARY),
                     field(failure, PG_DIAG_SOURCE_FUNCTION));
}

static void begin_reply(struct db_reply *reply, enum db_outcome outcome)
{
    reply->outcome = outcome;
    reply->result_count = 0;
    reply->sqlstate[0] = reply->constraint[0] = '\0';
    error_clear(&reply->error);
}

static void tell_away(struct db_reply *reply)
{
    error_set(&reply->error, ERR_UNAVAILABLE, "the database cannot be reached");
}

static void tell_outcome(struct db_reply *reply, const struct group *group)
{
    switch (reply->outcome) {
    case DB_DONE: {
        size_t count = group->count < DB_GROUP_MAX ? group->count : DB_GROUP_MAX;
        memcpy(reply->results, group->results, count * sizeof(PGresult *));
        reply->result_count = (int)count;
        break;
    }
    case DB_FAILED: tell_failure(reply, group->failure); break;
    case DB_AWAY: tell_away(reply); break;
    case DB_UNKNOWN:
        error_set(&reply->error, ERR_OUTCOME_UNKNOWN,
                  "could not learn whether the database kept the change");
        break;
    }
}

void group_answer(struct group *group, enum db_outcome outcome)
{
    struct db_reply reply;
    begin_reply(&reply, outcome);
    tell_outcome(&reply, group);
    if (group->callback != NULL) group->callback(group->context, &reply);
    for (size_t i = 0; i < (size_t)reply.result_count; i++) group->results[i] = reply.results[i];
    for (size_t i = 0; i < group->count; i++) PQclear(group->results[i]);
    PQclear(group->failure);
    free(group);
}

void reply_away(db_callback callback, void *context)
{
    struct db_reply reply;
    begin_reply(&reply, DB_AWAY);
    tell_away(&reply);
    callback(context, &reply);
}
