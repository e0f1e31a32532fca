/* Reports: which there are, runs asked for, listed, shown, cancelled. A report is of its agency as
 * a whole, so grants for the whole agency count. */
#include <json-c/json.h>
#include <string.h>

#include "daemon/access.h"
#include "daemon/error_told.h"
#include "daemon/handlers.h"
#include "daemon/measure_request.h"
#include "daemon/page.h"
#include "daemon/report_int.h"
#include "daemon/report_runner.h"
#include "daemon/worker.h"
#include "proto/arena.h"
#include "proto/codec.h"
#include "workflow/report.h"

/* Where the caller may be told what was answered to surveys. */
static const char *answers_told(const struct request *request)
{
    return access_led_agencies(request->arena, request->desk, request->who->staff,
                               ROLES_SURVEY_READ, 0);
}

/* ---- one run ---- */

static void on_shown(struct request *request)
{
    const int *status = request->state;
    if (!request_failed(request)) error_told_answer(request, *status);
}

static void answer_run(struct request *request, int64_t run_id, int status)
{
    struct db_statement *statement = request_statement(request, QUERY_REPORT_RUN_SHOW);
    const char *agencies = request_agencies(request), *told = answers_told(request);
    int *kept = arena_alloc(request->arena, sizeof *kept);
    if (statement == NULL || agencies == NULL || told == NULL || kept == NULL) {
        request_answer_full(request);
        return;
    }
    *kept = status;
    request->state = kept;
    db_text(&statement->params, agencies);
    db_int(&statement->params, run_id);
    db_text(&statement->params, told);
    request_query(request, DB_READ, agencies, statement, 1, on_shown);
}

void report_answer(struct request *request, int64_t run_id)
{
    answer_run(request, run_id, 200);
}

static void on_found(struct request *request)
{
    struct report_item *item = request->state;
    struct error error = {.code = ERR_OK};
    if (request_failed(request)) return;
    const PGresult *found = request->reply.results[0];
    if (PQntuples(found) == 0) {
        request_answer_absent(request);
        return;
    }
    item->agency_id = (int32_t)db_get_int(found, 0, 0, 0);
    item->code = db_get_text(request->arena, found, 0, 1);
    item->state = (enum report_state)db_get_int(found, 0, 2, 0);
    item->frozen = db_get_bool(found, 0, 3);
    item->same_as = db_get_int(found, 0, 4, 0);
    if (item->code == NULL)
        request_answer_full(request);
    else if (access_check_whole(request->who->staff, item->agency_id, request->route->roles,
                                &error) != ERR_OK)
        request_answer_error(request, &error);
    else
        item->then(request);
}

void report_find(struct request *request, request_step then)
{
    struct report_item *item = arena_alloc(request->arena, sizeof *item);
    struct db_statement *statement = request_statement(request, QUERY_REPORT_RUN_FIND);
    const char *agencies = request_agencies(request);
    if (item == NULL || statement == NULL || agencies == NULL) {
        request_answer_full(request);
        return;
    }
    item->id = request_param_id(request, "id");
    item->then = then;
    if (item->id == 0) {
        request_answer_absent(request);
        return;
    }
    request->state = item;
    db_text(&statement->params, agencies);
    db_int(&statement->params, item->id);
    request_query(request, DB_READ, agencies, statement, 1, on_found);
}

bool report_is_frozen(struct request *request)
{
    const struct report_item *item = request->state;
    if (item->frozen) return true;
    if (item->same_as != 0)
        request_answer_code(request, ERR_REFUSED,
                            "nothing has changed since run %lld: ask for that one",
                            (long long)item->same_as);
    else
        request_answer_code(request, ERR_REFUSED, "the run is %s and has no figures",
                            name_of(&report_state_names, (int)item->state));
    return false;
}

static void show(struct request *request)
{
    const struct report_item *item = request->state;
    report_answer(request, item->id);
}

void handle_report_run_show(struct request *request)
{
    report_find(request, show);
}

static void on_cancelled(struct request *request)
{
    const struct report_item *item = request->state;
    if (request_failed(request)) return;
    if (db_get_int(request->reply.results[0], 0, 0, 0) == 0)
        request_answer_code(request, ERR_REFUSED, "the run has ended, or its figures are frozen");
    else
        report_answer(request, item->id);
}

static void cancel(struct request *request)
{
    const struct report_item *item = request->state;
    struct db_statement *statement = request_statement(request, QUERY_REPORT_RUN_CANCEL);
    if (statement == NULL) {
        request_answer_full(request);
        return;
    }
    db_int(&statement->params, item->agency_id);
    db_int(&statement->params, item->id);
    db_int(&statement->params, request->who->staff->id);
    request_query(request, DB_LOAD, NULL, statement, 1, on_cancelled);
}

/* Doing it twice does no more than doing it once, so there is no key. */
void handle_report_run_cancel(struct request *request)
{
    if (request_body_empty(request)) report_find(request, cancel);
}

/* ---- lists ---- */

void handle_report_list(struct request *request)
{
    struct db_statement *statement = request_statement(request, QUERY_REPORT_LIST);
    const char *agencies = request_agencies(request);
    const char *led = access_led_agencies(request->arena, request->desk, request->who->staff,
                                          request->route->roles, 0);
    if (statement == NULL || agencies == NULL || led == NULL) {
        request_answer_full(request);
        return;
    }
    db_text(&statement->params, led);
    request_query(request, DB_READ, agencies, statement, 1, page_answer);
}

void handle_report_run_list(struct request *request)
{
    struct error error = {.code = ERR_OK};
    int64_t cursor, limit;
    const char *code = request_query_value(request, "agency");
    const struct agency *agency = code == NULL ? NULL : desk_agency_by_code(request->desk, code);
    request_query_int(request, "cursor", 1, INT64_MAX, 0, &cursor, &error);
    request_query_int(request, "limit", 1, PAGE_MAX, PAGE_DEFAULT, &limit, &error);
    if (error.code != ERR_OK) {
        request_answer_error(request, &error);
        return;
    }
    struct db_statement *statement = request_statement(request, QUERY_REPORT_RUN_LIST);
    const char *agencies = request_agencies(request), *told = answers_told(request);
    const char *led =
        code != NULL && agency == NULL
            ? "{}"
            : access_led_agencies(request->arena, request->desk, request->who->staff,
                                  request->route->roles, agency == NULL ? 0 : agency->id);
    if (statement == NULL || agencies == NULL || led == NULL || told == NULL) {
        request_answer_full(request);
        return;
    }
    db_text(&statement->params, led);
    db_text(&statement->params, request_query_value(request, "report"));
    db_text(&statement->params, request_query_value(request, "period"));
    db_text(&statement->params, told);
    if (cursor == 0)
        db_null(&statement->params);
    else
        db_int(&statement->params, cursor);
    db_int(&statement->params, limit);
    request_query(request, DB_READ, agencies, statement, 1, error_told_page);
}

/* ---- a new run ---- */

struct asking {
    const struct agency *agency;
    struct report_run_body body;
    char from[PERIOD_TEXT], to[PERIOD_TEXT];
};

void report_definition(struct request *request, int32_t agency_id, const char *code,
                       request_step next)
{
    struct db_statement *statement = request_statement(request, QUERY_REPORT_FIND);
    const char *agencies = arena_printf(request->arena, "{%d}", (int)agency_id);
    if (statement == NULL || agencies == NULL) {
        request_answer_full(request);
        return;
    }
    db_text(&statement->params, agencies);
    db_text(&statement->params, code);
    request_query(request, DB_READ, agencies, statement, 1, next);
}

static void on_asked(struct request *request)
{
    if (request_failed(request)) return;
    const PGresult *rows = request->reply.results[0];
    if (PQntuples(rows) == 0) {
        request_answer_code(request, ERR_UNAVAILABLE, "such a run has just ended: ask again");
        return;
    }
    report_runner_poke(request->worker->runner);
    answer_run(request, db_get_int(rows, 0, 0, 0), 202);
}

/* The period of the body, which must be one of the report's and be over. */
static bool read_period(struct request *request, struct asking *asking, const char *kind,
                        struct error *error)
{
    char last[PERIOD_TEXT];
    enum period every, wanted = (enum period)name_number(&period_names, kind);
    civil_day first, to, today = zone_local(asking->agency->zone, request->now_us).day;
    period_text(wanted, report_last_period(wanted, today), last);
    if (!period_read(asking->body.period, &every, &first, &to) || every != wanted)
        error_field(error, "/period", "is no %s, such as %s", kind, last);
    else if (first > today)
        error_field(error, "/period", "lies in the future; the last one that is over is %s", last);
    else if (to >= today)
        error_field(error, "/period", "is not over yet; the last one that is over is %s", last);
    if (error->code != ERR_OK) return false;
    period_text(PERIOD_DAY, first, asking->from);
    period_text(PERIOD_DAY, to, asking->to);
    return true;
}

static void ask(struct request *request, int64_t report_id)
{
    const struct asking *asking = request->state;
    struct db_statement *statement = request_statement(request, QUERY_REPORT_RUN_ASK);
    if (statement == NULL) {
        request_answer_full(request);
        return;
    }
    db_int(&statement->params, asking->agency->id);
    db_int(&statement->params, report_id);
    db_text(&statement->params, request_param(request, "code"));
    db_text(&statement->params, asking->body.period);
    db_text(&statement->params, asking->from);
    db_text(&statement->params, asking->to);
    db_int(&statement->params, request->who->staff->id);
    request_query(request, DB_LOAD, NULL, statement, 1, on_asked);
}

static void on_report(struct request *request)
{
    struct asking *asking = request->state;
    struct error error = {.code = ERR_OK};
    if (request_failed(request)) return;
    const PGresult *rows = request->reply.results[0];
    if (PQntuples(rows) == 0) {
        request_answer_absent(request);
        return;
    }
    struct json_object *definition = json_tokener_parse(PQgetvalue(rows, 0, 2));
    struct json_object *period = NULL;
    json_object_object_get_ex(definition, "period", &period);
    bool good = read_period(request, asking, json_object_get_string(period), &error);
    json_object_put(definition);
    if (good)
        ask(request, db_get_int(rows, 0, 1, 0));
    else
        request_answer_error(request, &error);
}

/* Asked for twice, it is the run that is under way, or one that finds nothing new: so there is no
 * key. */
void handle_report_run(struct request *request)
{
    struct asking *asking = arena_alloc(request->arena, sizeof *asking);
    struct error error = {.code = ERR_OK};
    if (asking == NULL) {
        request_answer_full(request);
        return;
    }
    if (!request_body(request, &asking->body)) return;
    asking->agency = measure_request_agency(request);
    if (asking->agency == NULL) return;
    if (access_check_whole(request->who->staff, asking->agency->id, request->route->roles,
                           &error) != ERR_OK) {
        request_answer_error(request, &error);
        return;
    }
    request->state = asking;
    report_definition(request, asking->agency->id, request_param(request, "code"), on_report);
}
