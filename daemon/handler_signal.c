/* Signals of watched charts: lists, one of them, and what its owner decides. The rules are
 * workflow/signal.h; how a command goes is daemon/record_street.h. */
#include "daemon/handlers.h"
#include "daemon/page.h"
#include "daemon/record_list.h"
#include "daemon/signal_int.h"
#include "proto/arena.h"

enum { EVENTS_SHOWN = 50 };

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
    const struct record *header = &work->header;
    struct db_statement *statement = request_statement(request, QUERY_SIGNAL_SHOW);
    const char *agencies = arena_printf(request->arena, "{%d}", (int)header->agency_id);
    if (statement == NULL || agencies == NULL) {
        request_answer_full(request);
        return;
    }
    db_int(&statement->params, header->agency_id);
    db_int(&statement->params, header->id);
    db_int(&statement->params, EVENTS_SHOWN);
    request_query(request, DB_READ, agencies, statement, 1, on_shown);
}

void handle_signal_show(struct request *request)
{
    static const struct record_way way = SIGNAL_WAY(NULL);
    record_look(request, &way, show);
}

static void list(struct request *request, const struct record_filter *filter, int state)
{
    struct db_statement *statement = request_statement(request, QUERY_SIGNAL_LIST);
    const char *agencies = request_agencies(request);
    struct access_scope told;
    if (statement == NULL || agencies == NULL ||
        access_led_scope(request->arena, request->who->staff, ROLES_SIGNAL, &told) != 0) {
        request_answer_full(request);
        return;
    }
    struct db_params *params = &statement->params;
    db_text(params, told.agencies);
    db_text(params, told.places);
    record_filter_id(params, filter->cursor_id);
    db_int(params, filter->limit);
    record_filter_id(params, state);
    db_text(params, request_query_value(request, "chart"));
    record_filter_id(params, filter->owner == NULL ? 0 : filter->owner->id);
    record_filter_id(params, filter->office == NULL ? 0 : filter->office->id);
    db_text(params, filter->agencies);
    request_query(request, DB_READ, agencies, statement, 1, page_answer);
}

void handle_signal_list(struct request *request)
{
    struct error error = {.code = ERR_OK};
    struct record_filter filter;
    if (!record_filter_read(request, &filter, &error)) return;
    record_filter_cursor(request, &filter, &error);
    int state = record_filter_name("state", request_query_value(request, "state"),
                                   &signal_state_names, &error);
    if (error.code != ERR_OK)
        request_answer_error(request, &error);
    else if (filter.empty)
        record_filter_nothing(request);
    else
        list(request, &filter, state);
}

static enum error_code decide(struct request *request, struct record_work *work,
                              const struct decision_context *context)
{
    const struct signal_decide_body *body = work->body;
    work->after = arena_alloc(request->arena, sizeof(struct signal));
    if (work->after == NULL)
        return error_set(&work->error, ERR_TOO_LARGE,
                         "the request is larger than can be worked on");
    return signal_decide(context, &work->actor, work->before, body->cause, body->decision,
                         &work->effects, work->after, &work->error);
}

void handle_signal_decide(struct request *request)
{
    static const struct record_way way = SIGNAL_WAY(decide);
    struct signal_decide_body *body = arena_alloc(request->arena, sizeof *body);
    struct record_work *work = record_work_new(request, &way, body, false);
    if (work != NULL) record_run(request, work);
}
