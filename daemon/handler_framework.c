/* Frameworks: versions of the rules, checked, tried on a day, applied. */
#include <string.h>

#include "daemon/handlers.h"
#include "daemon/maturity_request.h"
#include "daemon/worker.h"
#include "proto/arena.h"
#include "proto/json_write.h"
#include "workflow/desk.h"
#include "workflow/period.h"

enum { BACK_DAYS = 366, VERSION_MAX = 1000000 };

static void on_shown(struct request *request)
{
    if (!request_failed(request)) request_answer_result(request, 200, 0);
}

/* A statement about a framework of the agency of the query. NULL: answered already. */
static struct db_statement *about(struct request *request, enum query query, const char *code,
                                  const char **agencies)
{
    const struct agency *agency =
        maturity_request_agency(request, request_query_value(request, "agency"), ROLES_FIGURES);
    if (agency == NULL) return NULL;
    struct db_statement *statement = request_statement(request, query);
    *agencies = arena_printf(request->arena, "{%d}", (int)agency->id);
    if (statement == NULL || *agencies == NULL) {
        request_answer_full(request);
        return NULL;
    }
    db_int(&statement->params, agency->id);
    db_text(&statement->params, code);
    return statement;
}

void handle_framework_list(struct request *request)
{
    const char *agencies;
    struct db_statement *statement =
        about(request, QUERY_FRAMEWORK_LIST, request_query_value(request, "framework"), &agencies);
    if (statement != NULL) request_query(request, DB_READ, agencies, statement, 1, on_shown);
}

void handle_framework_show(struct request *request)
{
    struct error error = {.code = ERR_OK};
    const char *agencies;
    int64_t version = 0;
    if (!request_query_int(request, "version", 1, VERSION_MAX, 0, &version, &error)) {
        request_answer_error(request, &error);
        return;
    }
    struct db_statement *statement =
        about(request, QUERY_FRAMEWORK_SHOW, request_param(request, "framework"), &agencies);
    if (statement == NULL) return;
    if (version == 0)
        db_null(&statement->params);
    else
        db_int(&statement->params, version);
    request_query(request, DB_READ, agencies, statement, 1, on_shown);
}

/* ---- a framework that is sent ---- */

static const char *file_of(const struct framework_body *body)
{
    return body->file == NULL ? "framework.json" : body->file;
}

void handle_framework_check(struct request *request)
{
    struct framework_body body = {.agency = NULL};
    struct maturity_request asked = {.agency = NULL};
    struct json json;
    size_t conditions = 0;
    if (!request_body(request, &body) ||
        !maturity_request_load(request, &asked, file_of(&body), body.content))
        return;
    const struct framework *framework = asked.framework;
    for (size_t i = 0; i < framework->element_count; i++)
        for (size_t level = 0; level < framework->level_count; level++)
            conditions += framework->elements[i].rules[level].count;
    json_begin(&json, request->arena);
    json_object(&json, NULL);
    json_string(&json, "framework", framework->code);
    json_number(&json, "levels", (int64_t)framework->level_count);
    json_number(&json, "components", (int64_t)framework->component_count);
    json_number(&json, "elements", (int64_t)framework->element_count);
    json_number(&json, "conditions", (int64_t)conditions);
    json_object_end(&json);
    request_answer_written(request, &json);
}

void handle_framework_try(struct request *request)
{
    struct framework_body body = {.agency = NULL};
    if (!request_body(request, &body)) return;
    struct maturity_request *asked = maturity_request_read(request, body.agency, body.at);
    if (asked == NULL) return;
    asked->element = body.element;
    if (maturity_request_load(request, asked, file_of(&body), body.content))
        maturity_request_judge(request, asked);
}

/* ---- applying ---- */

enum { COLUMN_VERSION, COLUMN_NEW, COLUMN_FROM, COLUMN_JUDGED };

static void on_applied(struct request *request)
{
    struct error error = {.code = ERR_OK};
    const struct maturity_request *asked = request->state;
    struct json json;
    if (request_failed(request)) return;
    const PGresult *rows = request->reply.results[0];
    if (PQgetisnull(rows, 0, COLUMN_VERSION)) {
        error_field(&error, "/in_force_from",
                    "days up to %s are judged already, and stay so; name a later one",
                    PQgetvalue(rows, 0, COLUMN_JUDGED));
        request_answer_error(request, &error);
        return;
    }
    json_begin(&json, request->arena);
    json_object(&json, NULL);
    json_string(&json, "framework", asked->framework->code);
    json_string(&json, "agency", asked->agency->code);
    json_number(&json, "version", db_get_int(rows, 0, COLUMN_VERSION, 0));
    json_bool(&json, "new", db_get_bool(rows, 0, COLUMN_NEW));
    json_string(&json, "in_force_from", PQgetvalue(rows, 0, COLUMN_FROM));
    json_object_end(&json);
    request_answer_written(request, &json);
}

/* Judged anew are days from then on: not years of them at once. */
static void check_from(const struct request *request, const struct agency *agency,
                       const char *in_force_from, struct error *error)
{
    civil_day from, today = zone_local(agency->zone, request->now_us).day;
    if (in_force_from == NULL || !period_take_day(in_force_from, "/in_force_from", &from, error))
        return;
    if (from < today - BACK_DAYS)
        error_field(error, "/in_force_from",
                    "is more than a year ago; earlier days can be asked for with at");
}

void handle_framework_apply(struct request *request)
{
    struct error error = {.code = ERR_OK};
    struct framework_body body = {.agency = NULL};
    struct maturity_request *asked = arena_alloc(request->arena, sizeof *asked);
    struct db_statement *statement = request_statement(request, QUERY_FRAMEWORK_APPLY);
    if (asked == NULL || statement == NULL) {
        request_answer_full(request);
        return;
    }
    if (!request_body(request, &body)) return;
    asked->agency = maturity_request_agency(request, body.agency, ROLES_ADMIN);
    if (asked->agency == NULL) return;
    check_from(request, asked->agency, body.in_force_from, &error);
    if (error.code != ERR_OK) {
        request_answer_error(request, &error);
        return;
    }
    if (!maturity_request_load(request, asked, file_of(&body), body.content)) return;
    request->state = asked;
    db_int(&statement->params, asked->agency->id);
    db_text(&statement->params, asked->framework->code);
    db_text(&statement->params, body.content);
    db_text(&statement->params, body.in_force_from);
    db_int(&statement->params, request->who->staff->id);
    request_query(request, DB_LOAD, NULL, statement, 1, on_applied);
}
