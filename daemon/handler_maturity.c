/* Maturity: where an agency stands by each of its frameworks, why, since when, and where it wants
 * to be. */
#include <json-c/json.h>
#include <string.h>

#include "daemon/handlers.h"
#include "daemon/maturity_request.h"
#include "proto/arena.h"
#include "workflow/desk.h"
#include "workflow/period.h"

static const char *agencies_of(struct request *request, const struct agency *agency)
{
    return arena_printf(request->arena, "{%d}", (int)agency->id);
}

static void on_shown(struct request *request)
{
    if (!request_failed(request)) request_answer_result(request, 200, 0);
}

/* Sends the one statement of a request that PostgreSQL answers itself. */
static void ask(struct request *request, const struct agency *agency,
                struct db_statement *statement, request_step next)
{
    const char *agencies = agencies_of(request, agency);
    if (agencies == NULL)
        request_answer_full(request);
    else
        request_query(request, DB_READ, agencies, statement, 1, next);
}

void handle_maturity_list(struct request *request)
{
    const struct agency *agency =
        maturity_request_agency(request, request_query_value(request, "agency"), ROLES_FIGURES);
    struct db_statement *statement = request_statement(request, QUERY_MATURITY_LIST);
    if (agency == NULL) return;
    if (statement == NULL) {
        request_answer_full(request);
        return;
    }
    db_int(&statement->params, agency->id);
    ask(request, agency, statement, on_shown);
}

/* ---- an assessment ---- */

enum { COLUMN_VERSION, COLUMN_IN_FORCE, COLUMN_DOCUMENT, COLUMN_ELEMENT, COLUMN_LEVEL, COLUMN_BY };

static bool read_targets(struct maturity_request *asked, const PGresult *rows)
{
    size_t count = (size_t)PQntuples(rows);
    struct maturity_target *targets = arena_array(asked->arena, count, sizeof *targets);
    if (targets == NULL) return false;
    asked->answer.targets = targets;
    for (int row = 0; row < (int)count; row++) {
        struct maturity_target *target = &targets[asked->answer.target_count];
        if (PQgetisnull(rows, row, COLUMN_ELEMENT)) continue;
        target->element = db_get_text(asked->arena, rows, row, COLUMN_ELEMENT);
        target->level = db_get_text(asked->arena, rows, row, COLUMN_LEVEL);
        target->by = (civil_day)db_get_int(rows, row, COLUMN_BY, 0);
        if (target->element == NULL || target->level == NULL) return false;
        asked->answer.target_count++;
    }
    return true;
}

static void on_rules(struct request *request)
{
    struct maturity_request *asked = request->state;
    if (request_failed(request)) return;
    const PGresult *rows = request->reply.results[0];
    if (PQntuples(rows) == 0) {
        request_answer_code(request, ERR_NOT_FOUND, "there is no such framework or version");
        return;
    }
    asked->answer.version = (int32_t)db_get_int(rows, 0, COLUMN_VERSION, 0);
    asked->answer.in_force = db_get_bool(rows, 0, COLUMN_IN_FORCE);
    if (!maturity_request_load(request, asked, request_param(request, "framework"),
                               PQgetvalue(rows, 0, COLUMN_DOCUMENT)))
        return;
    if (read_targets(asked, rows))
        maturity_request_judge(request, asked);
    else
        request_answer_full(request);
}

static void judge(struct request *request, const char *element)
{
    char day[PERIOD_TEXT];
    struct maturity_request *asked = maturity_request_read(
        request, request_query_value(request, "agency"), request_query_value(request, "at"));
    if (asked == NULL) return;
    asked->element = element;
    struct db_statement *statement = request_statement(request, QUERY_MATURITY_RULES);
    if (statement == NULL) {
        request_answer_full(request);
        return;
    }
    db_int(&statement->params, asked->agency->id);
    db_text(&statement->params, request_param(request, "framework"));
    if (asked->version == 0)
        db_null(&statement->params);
    else
        db_int(&statement->params, asked->version);
    db_text(&statement->params, period_text(PERIOD_DAY, asked->day, day));
    ask(request, asked->agency, statement, on_rules);
}

void handle_maturity_show(struct request *request)
{
    judge(request, NULL);
}

void handle_maturity_element(struct request *request)
{
    judge(request, request_param(request, "element"));
}

/* ---- history ---- */

enum { HISTORY_DAYS = 365 };

void handle_maturity_history(struct request *request)
{
    struct error error = {.code = ERR_OK};
    char from_text[PERIOD_TEXT], to_text[PERIOD_TEXT];
    const char *from = request_query_value(request, "from"),
               *to = request_query_value(request, "to");
    const struct agency *agency =
        maturity_request_agency(request, request_query_value(request, "agency"), ROLES_FIGURES);
    if (agency == NULL) return;
    civil_day last = zone_local(agency->zone, request->now_us).day, first;
    (void)period_take_day(to, "to", &last, &error);
    first = last - HISTORY_DAYS + 1;
    if (period_take_day(from, "from", &first, &error) && first > last)
        error_field(&error, "from", "is after the last day that is asked for");
    if (error.code != ERR_OK) {
        request_answer_error(request, &error);
        return;
    }
    struct db_statement *statement = request_statement(request, QUERY_MATURITY_HISTORY);
    if (statement == NULL) {
        request_answer_full(request);
        return;
    }
    db_int(&statement->params, agency->id);
    db_text(&statement->params, request_param(request, "framework"));
    db_text(&statement->params, period_text(PERIOD_DAY, first, from_text));
    db_text(&statement->params, period_text(PERIOD_DAY, last, to_text));
    db_text(&statement->params, request_query_value(request, "element"));
    ask(request, agency, statement, on_shown);
}

/* ---- targets ---- */

struct targeting {
    struct maturity_request asked;
    struct maturity_target_body body;
    civil_day by;
};

static void on_targeted(struct request *request)
{
    if (!request_failed(request)) request_answer_empty(request, 204);
}

static void set_target(struct request *request, const struct targeting *targeting)
{
    char day[PERIOD_TEXT];
    struct db_statement *statement = request_statement(request, QUERY_MATURITY_TARGET_SET);
    if (statement == NULL) {
        request_answer_full(request);
        return;
    }
    db_int(&statement->params, targeting->asked.agency->id);
    db_text(&statement->params, request_param(request, "framework"));
    db_text(&statement->params, targeting->body.element);
    db_text(&statement->params, targeting->body.target);
    db_text(&statement->params,
            targeting->body.target == NULL ? NULL : period_text(PERIOD_DAY, targeting->by, day));
    db_int(&statement->params, request->who->staff->id);
    request_query(request, DB_LOAD, NULL, statement, 1, on_targeted);
}

/* The element and the level must be there in the rules that are in force. */
static void on_target_rules(struct request *request)
{
    struct targeting *targeting = request->state;
    struct maturity_request *asked = &targeting->asked;
    const struct maturity_target_body *body = &targeting->body;
    struct error error = {.code = ERR_OK};
    if (request_failed(request)) return;
    const PGresult *rows = request->reply.results[0];
    if (PQntuples(rows) == 0) {
        request_answer_code(request, ERR_NOT_FOUND, "there is no such framework");
        return;
    }
    if (!maturity_request_load(request, asked, request_param(request, "framework"),
                               PQgetvalue(rows, 0, COLUMN_DOCUMENT)))
        return;
    if (framework_element(asked->framework, body->element) == NULL)
        error_field(&error, "/element", "there is no element %.40s", body->element);
    if (body->target != NULL && framework_level(asked->framework, body->target) < 0)
        error_field(&error, "/target", "there is no level %.40s; onestop framework show lists them",
                    body->target);
    if (error.code != ERR_OK)
        request_answer_error(request, &error);
    else
        set_target(request, targeting);
}

/* Levels come of facts: who sends one is told so, and not that a field is unknown. */
static bool sends_level(struct request *request)
{
    struct error error = {.code = ERR_OK};
    if (!json_object_object_get_ex(request->body, "level", NULL)) return false;
    error_field(&error, "/level",
                "a level is derived from facts, and nobody sets one; a target has target and by");
    request_answer_error(request, &error);
    return true;
}

static void check_by(const struct targeting *targeting, struct error *error)
{
    if (targeting->body.target == NULL) return;
    if (targeting->body.by == NULL)
        error_field(error, "/by", "is needed: the day by which the level is to be reached");
    else if (targeting->by < targeting->asked.today)
        error_field(error, "/by", "is over; name a day that is still to come");
}

void handle_maturity_target(struct request *request)
{
    struct error error = {.code = ERR_OK};
    struct targeting *targeting = arena_alloc(request->arena, sizeof *targeting);
    struct db_statement *statement = request_statement(request, QUERY_MATURITY_RULES);
    if (targeting == NULL || statement == NULL) {
        request_answer_full(request);
        return;
    }
    if (sends_level(request)) return;
    if (!request_body(request, &targeting->body)) return;
    if (!period_take_day(targeting->body.by, "/by", &targeting->by, &error)) {
        request_answer_error(request, &error);
        return;
    }
    const struct agency *agency =
        maturity_request_agency(request, targeting->body.agency, ROLE_BIT(ROLE_MANAGER));
    if (agency == NULL) return;
    char day[PERIOD_TEXT];
    targeting->asked.agency = agency;
    targeting->asked.today = zone_local(agency->zone, request->now_us).day;
    check_by(targeting, &error);
    if (error.code != ERR_OK) {
        request_answer_error(request, &error);
        return;
    }
    request->state = targeting;
    db_int(&statement->params, agency->id);
    db_text(&statement->params, request_param(request, "framework"));
    db_null(&statement->params);
    db_text(&statement->params, period_text(PERIOD_DAY, targeting->asked.today, day));
    ask(request, agency, statement, on_target_rules);
}
