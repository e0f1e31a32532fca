/* Lists of surveys, one of them, and results. */
#include <stdio.h>
#include <string.h>

#include "daemon/access.h"
#include "daemon/handlers.h"
#include "daemon/page.h"
#include "daemon/record_list.h"
#include "daemon/survey_int.h"
#include "proto/arena.h"
#include "workflow/counter.h"

enum { EVENTS_SHOWN = 50 };

/* ---- one ---- */

static void on_shown(struct request *request)
{
    const struct record_work *work = request->state;
    if (request_failed(request)) return;
    request_etag(request, work->header.version);
    request_answer_result(request, 200, 0);
}

static void show(struct request *request)
{
    const struct record_work *work = request->state;
    const struct survey_loaded *loaded = work->before;
    const struct record *header = &work->header;
    struct db_statement *statement = request_statement(request, QUERY_SURVEY_SHOW);
    const char *agencies = arena_printf(request->arena, "{%d}", (int)header->agency_id);
    struct access_scope scope;
    struct error error = {.code = ERR_OK};
    if (access_check(work->actor.roles, request->route->roles, &error) != ERR_OK) {
        request_answer_error(request, &error);
        return;
    }
    if (statement == NULL || agencies == NULL ||
        access_scope(request->arena, request->desk, request->who->staff, &scope) != 0) {
        request_answer_full(request);
        return;
    }
    bool invites = loaded->row.state == SURVEY_INVITED && (work->actor.roles & ROLES_DESK) != 0;
    struct db_params *params = &statement->params;
    db_int(params, header->agency_id);
    db_int(params, header->id);
    db_int(params, EVENTS_SHOWN);
    db_text(params, scope.agencies);
    db_text(params, scope.places);
    db_int(params, request->who->staff->id);
    db_bool(params, (work->actor.roles & ROLES_SURVEY_READ) != 0);
    db_bool(params, invites);
    request_query(request, DB_READ, agencies, statement, 1, on_shown);
}

void handle_survey_show(struct request *request)
{
    static const struct record_way way = SURVEY_WAY(NULL);
    record_look(request, &way, show);
}

/* ---- lists ---- */

struct asked {
    int state, kind, delivery;
    const char *survey; /* code; NULL: any */
};

static void list(struct request *request, const struct record_filter *filter,
                 const struct asked *asked)
{
    struct db_statement *statement = request_statement(request, QUERY_SURVEY_LIST);
    const struct staff *staff = request->who->staff;
    const char *agencies = request_agencies(request);
    struct access_scope seen, read;
    if (statement == NULL || agencies == NULL ||
        access_led_scope(request->arena, staff, ROLES_SURVEY, &seen) != 0 ||
        access_led_scope(request->arena, staff, ROLES_SURVEY_READ, &read) != 0) {
        request_answer_full(request);
        return;
    }
    struct db_params *params = &statement->params;
    db_text(params, seen.agencies);
    db_text(params, seen.places);
    record_filter_id(params, filter->cursor_id);
    db_int(params, filter->limit);
    record_filter_id(params, asked->state);
    record_filter_id(params, asked->kind);
    record_filter_id(params, filter->office == NULL ? 0 : filter->office->id);
    record_filter_id(params, filter->service == NULL ? 0 : filter->service->id);
    record_filter_id(params, asked->delivery);
    db_text(params, filter->agencies);
    db_text(params, read.agencies);
    db_text(params, read.places);
    db_text(params, asked->survey);
    request_query(request, DB_READ, agencies, statement, 1, page_answer);
}

void handle_survey_list(struct request *request)
{
    struct error error = {.code = ERR_OK};
    struct record_filter filter;
    if (!record_filter_read(request, &filter, &error)) return;
    record_filter_cursor(request, &filter, &error);
    struct asked asked = {
        .state = record_filter_name("state", request_query_value(request, "state"),
                                    &survey_state_names, &error),
        .kind = record_filter_name("kind", request_query_value(request, "kind"), &survey_kind_names,
                                   &error),
        .delivery = record_filter_name("delivery", request_query_value(request, "delivery"),
                                       &channel_names, &error),
        .survey = request_query_value(request, "survey")};
    if (error.code != ERR_OK)
        request_answer_error(request, &error);
    else if (filter.empty)
        record_filter_nothing(request);
    else
        list(request, &filter, &asked);
}

/* ---- results ---- */

static const char *const slices[] = {"office", "service", "channel", "segment"};

struct results {
    int32_t agency_id;
    const char *by; /* NULL: in all */
    const char *from, *to;
};

/* A day of the query; fallback when it is not asked for. */
static const char *read_day(const char *name, const char *text, const char *fallback,
                            struct error *error)
{
    int year, month, day, year_back, month_back, day_back, end = 0;
    if (text == NULL) return fallback;
    if (strlen(text) == 10 && sscanf(text, "%4d-%2d-%2d%n", &year, &month, &day, &end) == 3 &&
        end == 10 && year >= 1970 && month >= 1 && month <= 12 && day >= 1 && day <= 31) {
        civil_to_ymd(civil_from_ymd(year, month, day), &year_back, &month_back, &day_back);
        if (year == year_back && month == month_back && day == day_back) return text;
    }
    error_field(error, name, "is no day, such as 2026-03-31");
    return fallback;
}

static bool read_results(struct request *request, struct results *results, struct error *error)
{
    const struct staff *staff = request->who->staff;
    const char *agency = request_query_value(request, "agency");
    const char *by = request_query_value(request, "by");
    results->from = read_day("from", request_query_value(request, "from"), "1970-01-01", error);
    results->to = read_day("to", request_query_value(request, "to"), "9999-12-31", error);
    if (by != NULL) {
        for (size_t i = 0; i < sizeof slices / sizeof *slices; i++)
            if (strcmp(slices[i], by) == 0) results->by = slices[i];
        if (results->by == NULL)
            error_field(error, "by", "must be office, service, channel or segment");
    }
    struct error unknown = {.code = ERR_OK};
    results->agency_id = access_agency(request->desk, staff, agency, &unknown);
    if (results->agency_id == 0) error_field(error, "agency", "%s", unknown.fields[0].message);
    return error->code == ERR_OK;
}

/* Offices where the caller leads, as array text. */
static const char *led_offices(const struct request *request, int32_t agency_id)
{
    const struct staff *staff = request->who->staff;
    const char *list = "{";
    for (size_t i = 0; i < staff->grant_count && list != NULL; i++) {
        const struct grant *grant = &staff->grants[i];
        if (grant->agency_id != agency_id || (ROLE_BIT(grant->role) & ROLES_SURVEY_READ) == 0)
            continue;
        list = arena_printf(request->arena, "%s%s%d", list, list[1] == '\0' ? "" : ",",
                            (int)grant->office_id);
    }
    return list == NULL ? NULL : arena_printf(request->arena, "%s}", list);
}

static void on_results(struct request *request)
{
    if (request_failed(request)) return;
    if (PQntuples(request->reply.results[0]) == 0)
        request_answer_absent(request);
    else
        request_answer_result(request, 200, 0);
}

void handle_survey_results(struct request *request)
{
    struct error error = {.code = ERR_OK};
    struct results results = {.agency_id = 0};
    if (!read_results(request, &results, &error)) {
        request_answer_error(request, &error);
        return;
    }
    struct db_statement *statement = request_statement(request, QUERY_SURVEY_RESULTS);
    const char *agencies = arena_printf(request->arena, "{%d}", (int)results.agency_id);
    const char *offices = led_offices(request, results.agency_id);
    if (statement == NULL || agencies == NULL || offices == NULL) {
        request_answer_full(request);
        return;
    }
    uint32_t whole = staff_roles(request->who->staff, results.agency_id, 0);
    struct db_params *params = &statement->params;
    db_int(params, results.agency_id);
    db_text(params, request_param(request, "code"));
    db_text(params, results.from);
    db_text(params, results.to);
    db_text(params, results.by);
    db_int(params, METRIC_SURVEY_INVITED);
    db_int(params, METRIC_SURVEY_ANSWERED);
    db_int(params, METRIC_SURVEY_ANSWERS);
    db_bool(params, (whole & ROLES_SURVEY_READ) != 0);
    db_text(params, offices);
    db_int(params, SURVEY_SMALL_GROUP);
    request_query(request, DB_SLOW, agencies, statement, 1, on_results);
}
