/* Lists of suggestions and compliments, and one of them. */
#include "daemon/feedback_int.h"
#include "daemon/handlers.h"
#include "daemon/page.h"
#include "daemon/record_list.h"
#include "proto/arena.h"

enum { EVENTS_SHOWN = 50 };

static void show(struct request *request)
{
    const struct record_work *work = request->state;
    const struct record *header = &work->header;
    struct db_statement *statement = request_statement(request, QUERY_FEEDBACK_SHOW);
    const char *agencies = arena_printf(request->arena, "{%d}", (int)header->agency_id);
    struct access_scope scope;
    if (statement == NULL || agencies == NULL ||
        access_scope(request->arena, request->desk, request->who->staff, &scope) != 0) {
        request_answer_full(request);
        return;
    }
    db_int(&statement->params, header->agency_id);
    db_int(&statement->params, header->id);
    db_int(&statement->params, EVENTS_SHOWN);
    db_text(&statement->params, scope.agencies);
    db_text(&statement->params, scope.places);
    db_int(&statement->params, request->who->staff->id);
    request_query(request, DB_READ, agencies, statement, 1, record_shown);
}

void handle_feedback_show(struct request *request)
{
    static const struct record_way way = FEEDBACK_WAY(NULL);
    record_look(request, &way, show);
}

static void list(struct request *request, const struct record_filter *filter, int state, int kind)
{
    struct db_statement *statement = request_statement(request, QUERY_FEEDBACK_LIST);
    const char *agencies = request_agencies(request);
    if (statement == NULL || agencies == NULL) {
        request_answer_full(request);
        return;
    }
    struct db_params *params = &statement->params;
    db_text(params, filter->scope.agencies);
    db_text(params, filter->scope.places);
    db_int(params, request->who->staff->id);
    record_filter_id(params, filter->cursor_id);
    db_int(params, filter->limit);
    record_filter_id(params, state);
    record_filter_id(params, kind);
    record_filter_id(params, filter->office == NULL ? 0 : filter->office->id);
    record_filter_id(params, filter->service == NULL ? 0 : filter->service->id);
    record_filter_id(params, filter->owner == NULL ? 0 : filter->owner->id);
    db_text(params, filter->agencies);
    request_query(request, DB_READ, agencies, statement, 1, page_answer);
}

void handle_feedback_list(struct request *request)
{
    struct error error = {.code = ERR_OK};
    struct record_filter filter;
    if (!record_filter_read(request, &filter, &error)) return;
    record_filter_cursor(request, &filter, &error);
    int state = record_filter_name("state", request_query_value(request, "state"),
                                   &feedback_state_names, &error);
    int kind = record_filter_name("kind", request_query_value(request, "kind"),
                                  &feedback_kind_names, &error);
    if (error.code != ERR_OK)
        request_answer_error(request, &error);
    else if (filter.empty)
        record_filter_nothing(request);
    else
        list(request, &filter, state, kind);
}
