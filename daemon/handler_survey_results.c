/* Results of a survey. Who neither leads nor audits the whole agency is told of one quarter that is
 * over, without small groups (workflow/survey_guard.h): the cells of the quarter are loaded first,
 * and what may be told of them goes with the statement that makes the figures. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "daemon/access.h"
#include "daemon/handlers.h"
#include "daemon/worker.h"
#include "db/int_list.h"
#include "proto/arena.h"
#include "workflow/counter.h"
#include "workflow/period.h"
#include "workflow/survey.h"
#include "workflow/survey_guard.h"

static const char *const slices[SURVEY_SLICES] = {"office", "service", "channel", "segment"};

struct results {
    const struct agency *agency;
    const char *by; /* NULL: in all */
    int slice;      /* of by; -1 */
    civil_day from, to;
    char from_text[PERIOD_TEXT], to_text[PERIOD_TEXT];
    bool whole;          /* the caller is told everything */
    bool own_only;       /* and nothing but the offices where they lead */
    const char *offices; /* these, as array text */
    char *told;          /* what else the caller is told, as array text */
    size_t length, room;
};

/* ---- the question ---- */

/* A day of the query; fallback when it is not asked for. */
static civil_day read_day(const struct request *request, const char *name, civil_day fallback,
                          struct error *error)
{
    civil_day found = fallback;
    (void)period_take_day(request_query_value(request, name), name, &found, error);
    return found;
}

/* Offices where the caller leads, as array text. NULL: the arena is full. */
static const char *led_offices(const struct request *request, int32_t agency_id)
{
    const struct staff *staff = request->who->staff;
    struct int_list offices = {.arena = request->arena};
    for (size_t i = 0; i < staff->grant_count; i++) {
        const struct grant *grant = &staff->grants[i];
        if (grant->agency_id == agency_id && (ROLE_BIT(grant->role) & ROLES_SURVEY_READ) != 0)
            int_list_add(&offices, grant->office_id);
    }
    return int_list_text(&offices);
}

/* The period of who is not told everything: a quarter that is over, or of the own offices any. */
static void read_quarter(const struct request *request, struct results *results,
                         struct error *error)
{
    civil_day first, last, today = zone_local(results->agency->zone, request->now_us).day;
    survey_last_quarter(today, &first, &last);
    bool none =
        request_query_value(request, "from") == NULL && request_query_value(request, "to") == NULL;
    results->from = read_day(request, "from", none ? first : CIVIL_NONE, error);
    results->to = read_day(request, "to", none ? last : CIVIL_NONE, error);
    if (error->code != ERR_OK || survey_is_quarter(results->from, results->to, today)) return;
    results->own_only = results->slice == SLICE_OFFICE && strcmp(results->offices, "{}") != 0;
    if (results->own_only) return;
    char from[PERIOD_TEXT], to[PERIOD_TEXT];
    error_field(error, results->from == CIVIL_NONE ? "to" : "from",
                "who does not lead or audit is told of whole quarters that are over, such as "
                "from=%s&to=%s",
                period_text(PERIOD_DAY, first, from), period_text(PERIOD_DAY, last, to));
}

static bool read_results(struct request *request, struct results *results, struct error *error)
{
    const struct staff *staff = request->who->staff;
    const char *by = request_query_value(request, "by");
    for (int i = 0; by != NULL && i < SURVEY_SLICES; i++)
        if (strcmp(slices[i], by) == 0) {
            results->by = slices[i];
            results->slice = i;
        }
    if (by != NULL && results->by == NULL)
        error_field(error, "by", "must be office, service, channel or segment");
    struct error unknown = {.code = ERR_OK};
    int32_t agency_id =
        access_agency(request->desk, staff, request_query_value(request, "agency"), &unknown);
    results->agency = desk_agency(request->desk, agency_id);
    if (results->agency == NULL) {
        error_take_field(error, "agency", &unknown.fields[0]);
        return false;
    }
    results->offices = led_offices(request, agency_id);
    results->whole = (staff_roles(staff, agency_id, 0) & ROLES_SURVEY_READ) != 0;
    if (results->offices == NULL) return true; /* the arena is full: the statement will be told */
    if (results->whole) {
        results->from = read_day(request, "from", 0, error);
        results->to = read_day(request, "to", CIVIL_DAY_MAX, error);
    } else {
        read_quarter(request, results, error);
    }
    return error->code == ERR_OK;
}

/* ---- the figures ---- */

static void on_results(struct request *request)
{
    if (request_failed(request)) return;
    if (PQntuples(request->reply.results[0]) == 0)
        request_answer_absent(request);
    else
        request_answer_result(request, 200, 0);
}

/* A statement about agency, survey and period. NULL: answered already. */
static struct db_statement *about(struct request *request, enum query query,
                                  const struct results *results, const char **agencies)
{
    struct db_statement *statement = request_statement(request, query);
    *agencies = arena_printf(request->arena, "{%d}", (int)results->agency->id);
    if (statement == NULL || *agencies == NULL) {
        request_answer_full(request);
        return NULL;
    }
    db_int(&statement->params, results->agency->id);
    db_text(&statement->params, request_param(request, "code"));
    db_text(&statement->params, results->from_text);
    db_text(&statement->params, results->to_text);
    return statement;
}

static void count(struct request *request)
{
    const struct results *results = request->state;
    const char *agencies;
    struct db_statement *statement = about(request, QUERY_SURVEY_RESULTS, results, &agencies);
    if (statement == NULL) return;
    struct db_params *params = &statement->params;
    db_text(params, results->by);
    db_int(params, METRIC_SURVEY_INVITED);
    db_int(params, METRIC_SURVEY_ANSWERED);
    db_int(params, METRIC_SURVEY_ANSWERS);
    db_bool(params, results->whole);
    db_text(params, results->offices);
    db_text(params, results->told == NULL ? "{}" : results->told);
    request_query(request, DB_SLOW, agencies, statement, 1, on_results);
}

/* ---- what may be told ---- */

enum { CELL_QUESTION, CELL_KEYS, CELL_N = CELL_KEYS + SURVEY_SLICES };

/* Adds an element; codes have nothing that an array would have to quote. */
static void add_told(struct results *results, const char *question, const char *place)
{
    int length = snprintf(results->told + results->length, results->room - results->length,
                          "%c%s:%s", results->length == 0 ? '{' : ',', question, place);
    results->length += (size_t)length;
    assert(results->length < results->room);
}

/* Adds what may be told of a question. */
static void tell(struct results *results, const char *question, const struct survey_groups *groups)
{
    char key[16];
    if (!groups->withheld) add_told(results, question, "all");
    for (size_t i = 0; i < groups->count; i++) {
        const struct survey_group *group = &groups->groups[i];
        if (group->withheld || (int)group->slice != results->slice) continue;
        snprintf(key, sizeof key, "%d", (int)group->key);
        add_told(results, question, key);
    }
}

/* Room for all that may be told: of each row its group, and the total of its question. */
static bool make_room(struct request *request, struct results *results, const PGresult *rows)
{
    results->room = 4;
    for (int i = 0; i < PQntuples(rows); i++)
        results->room += 2 * (size_t)PQgetlength(rows, i, CELL_QUESTION) + 24;
    results->told = arena_alloc(request->arena, results->room);
    return results->told != NULL;
}

static void read_cell(const PGresult *rows, int row, struct survey_cell *cell)
{
    for (int slice = 0; slice < SURVEY_SLICES; slice++)
        cell->key[slice] = (int32_t)db_get_int(rows, row, CELL_KEYS + slice, 0);
    cell->n = db_get_int(rows, row, CELL_N, 0);
}

/* Goes through the questions, the survey as a whole first. False: the arena is full. */
static bool guard(struct request *request, struct results *results, const PGresult *rows)
{
    struct survey_groups whole = {.withheld = true}, own;
    int count = PQntuples(rows), first = 0;
    struct survey_cell *cells = arena_array(request->arena, (size_t)count, sizeof *cells);
    if (cells == NULL || !make_room(request, results, rows)) return false;
    for (int i = 0; i < count; i++) {
        const char *question = PQgetvalue(rows, i, CELL_QUESTION);
        read_cell(rows, i, &cells[i]);
        if (i + 1 < count && strcmp(question, PQgetvalue(rows, i + 1, CELL_QUESTION)) == 0)
            continue;
        bool is_whole = question[0] == '\0';
        struct survey_groups *groups = is_whole ? &whole : &own;
        if (!survey_guard(request->arena, cells + first, (size_t)(i + 1 - first),
                          is_whole ? NULL : &whole, groups))
            return false;
        tell(results, question, groups);
        first = i + 1;
    }
    if (results->length == 0) results->told[results->length++] = '{';
    snprintf(results->told + results->length, results->room - results->length, "}");
    return true;
}

static void on_cells(struct request *request)
{
    if (request_failed(request)) return;
    if (guard(request, request->state, request->reply.results[0]))
        count(request);
    else
        request_answer_full(request);
}

static void load_cells(struct request *request, const struct results *results)
{
    const char *agencies;
    struct db_statement *statement = about(request, QUERY_SURVEY_CELLS, results, &agencies);
    if (statement == NULL) return;
    db_int(&statement->params, METRIC_SURVEY_ANSWERED);
    db_int(&statement->params, METRIC_SURVEY_ANSWERS);
    db_text(&statement->params, results->offices);
    request_query(request, DB_SLOW, agencies, statement, 1, on_cells);
}

void handle_survey_results(struct request *request)
{
    struct error error = {.code = ERR_OK};
    struct results *results = arena_alloc(request->arena, sizeof *results);
    if (results == NULL) {
        request_answer_full(request);
        return;
    }
    results->slice = -1;
    if (!read_results(request, results, &error)) {
        request_answer_error(request, &error);
        return;
    }
    if (results->offices == NULL) {
        request_answer_full(request);
        return;
    }
    period_text(PERIOD_DAY, results->from == CIVIL_NONE ? 0 : results->from, results->from_text);
    period_text(PERIOD_DAY, results->to == CIVIL_NONE ? CIVIL_DAY_MAX : results->to,
                results->to_text);
    request->state = results;
    if (results->whole || results->own_only)
        count(request);
    else
        load_cells(request, results);
}
