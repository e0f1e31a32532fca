/* Lists of surveys, one of them, and results. */
#include "daemon/access.h"
#include "daemon/handlers.h"
#include "daemon/page.h"
#include "daemon/record_list.h"
#include "daemon/survey_int.h"
#include "proto/arena.h"

enum { EVENTS_SHOWN = 50 };

/* ---- one ---- */

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
    request_query(request, DB_READ, agencies, statement, 1, record_shown);
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
