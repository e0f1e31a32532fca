/* Reads of cases: lists a page at a time, the whole case, its events. */
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/access.h"
#include "daemon/case_json.h"
#include "daemon/case_read.h"
#include "daemon/handlers.h"
#include "daemon/load.h"
#include "daemon/page.h"
#include "daemon/worker.h"
#include "proto/arena.h"
#include "proto/codec.h"
#include "proto/reference.h"

enum { EVENTS_SHOWN = 50 };

/* ---- one case ---- */

static void on_case(struct request *request)
{
    struct case_reading *reading = request->state;
    const struct kase_loaded *kase = reading->wish.kase;
    struct error error = {.code = ERR_OK};
    uint32_t roles = access_loaded_roles(request->desk, request->who->staff, kase);
    if (reading->wish.code != ERR_OK)
        request_answer_error(request, &reading->wish.error);
    else if (access_check(roles, request->route->roles, &error) != ERR_OK ||
             kase_known(request->desk, kase, &error) != ERR_OK)
        request_answer_error(request, &error);
    else
        reading->reader(request, kase);
}

void case_read(struct request *request, case_reader reader)
{
    case_read_named(request, request_param(request, "reference"), reader);
}

void case_read_named(struct request *request, const char *reference, case_reader reader)
{
    struct case_reading *reading = arena_alloc(request->arena, sizeof *reading);
    int64_t id = reference_parse(request->desk->reference_key, reference);
    if (reading == NULL) {
        request_answer_full(request);
        return;
    }
    if (id < 0) {
        request_answer_absent(request);
        return;
    }
    reading->wish.case_id = id;
    reading->reader = reader;
    request->state = reading;
    load_wish(request->worker->load, request, &reading->wish, on_case);
}

const char *case_agencies(struct request *request, const struct kase *row)
{
    return arena_printf(request->arena, "{%d}", (int)row->agency_id);
}

static void on_shown(struct request *request)
{
    const struct case_reading *reading = request->state;
    if (request_failed(request)) return;
    request_etag(request, reading->wish.kase->row.version);
    request_answer_result(request, 200, 0);
}

static void show(struct request *request, const struct kase_loaded *kase)
{
    const char *ways = case_json_ways(request->arena, request_words(request, NULL), request->desk,
                                      &kase->row, request_query_value(request, "language"));
    const char *agencies = case_agencies(request, &kase->row);
    const struct staff *staff = request->who->staff;
    struct db_statement *statement = request_statement(request, QUERY_CASE_SHOW);
    struct access_scope scope;
    if (ways == NULL || agencies == NULL || statement == NULL ||
        access_scope(request->arena, request->desk, staff, &scope) != 0) {
        request_answer_full(request);
        return;
    }
    db_int(&statement->params, kase->row.agency_id);
    db_int(&statement->params, kase->row.id);
    db_text(&statement->params, ways);
    db_int(&statement->params, EVENTS_SHOWN);
    db_text(&statement->params, scope.agencies);
    db_text(&statement->params, scope.places);
    db_int(&statement->params, staff->id);
    request_query(request, DB_READ, agencies, statement, 1, on_shown);
}

void handle_case_show(struct request *request)
{
    case_read(request, show);
}

static void events(struct request *request, const struct kase_loaded *kase)
{
    struct error error = {.code = ERR_OK};
    int64_t after, limit;
    bool good = request_query_int(request, "cursor", 0, INT32_MAX, 0, &after, &error);
    good &= request_query_int(request, "limit", 1, PAGE_MAX, PAGE_DEFAULT, &limit, &error);
    if (!good) {
        request_answer_error(request, &error);
        return;
    }
    struct db_statement *statement = request_statement(request, QUERY_CASE_EVENTS);
    const char *agencies = case_agencies(request, &kase->row);
    if (statement == NULL || agencies == NULL) {
        request_answer_full(request);
        return;
    }
    db_int(&statement->params, kase->row.agency_id);
    db_int(&statement->params, kase->row.id);
    db_int(&statement->params, after);
    db_int(&statement->params, limit);
    request_query(request, DB_READ, agencies, statement, 1, page_answer);
}

void handle_case_events(struct request *request)
{
    case_read(request, events);
}

/* ---- lists ---- */

/* What a list asks for, as read from the query string. */
struct filter {
    const struct agency *agency;
    const struct service *service;
    const struct office *office;
    const struct queue *queue;
    const struct staff *handler;
    const char *cursor_due; /* "-infinity" on the first page */
    int64_t cursor_due_us, cursor_id, limit, customer;
    int64_t due_from_us, due_before_us;
    bool unassigned, all, closed;
    bool empty; /* asks for something that the caller cannot see: an empty page, like any other */
};

static bool has_choice(struct request *request, const char *name, const char *const *choices,
                       int *chosen, struct error *error)
{
    const char *value = request_query_value(request, name);
    *chosen = 0;
    if (value == NULL) return true;
    for (int i = 0; choices[i] != NULL; i++)
        if (strcmp(choices[i], value) == 0) {
            *chosen = i + 1;
            return true;
        }
    error_field(error, name, "must be one of those in the contract");
    return false;
}

/* What is not there, or not for the caller, makes an empty page. */
static void read_codes(struct request *request, struct filter *filter, struct error *error)
{
    const struct desk *desk = request->desk;
    const struct staff *staff = request->who->staff;
    const char *code;
    if ((code = request_query_value(request, "agency")) != NULL) {
        filter->agency = desk_agency_by_code(desk, code);
        filter->empty |= filter->agency == NULL;
    }
    if ((code = request_query_value(request, "service")) != NULL)
        filter->empty |=
            access_find_service(desk, staff, filter->agency, code, &filter->service, error) &&
            filter->service == NULL;
    if ((code = request_query_value(request, "office")) != NULL)
        filter->empty |=
            access_find_office(desk, staff, filter->agency, code, &filter->office, error) &&
            filter->office == NULL;
    if ((code = request_query_value(request, "queue")) != NULL)
        filter->empty |=
            access_find_queue(desk, staff, filter->agency, code, &filter->queue, error) &&
            filter->queue == NULL;
    if ((code = request_query_value(request, "handler")) != NULL) {
        filter->handler = strcmp(code, "me") == 0 ? staff : desk_staff_by_user_name(desk, code);
        filter->empty |= filter->handler == NULL;
    }
}

static void read_cursor(struct request *request, struct filter *filter, struct error *error)
{
    const char *cursor = request_query_value(request, "cursor");
    filter->cursor_due = "-infinity";
    if (cursor == NULL) return;
    char *end;
    const char *id = strchr(cursor, '_');
    if (filter->all || filter->closed) id = cursor - 1;
    if (id != NULL) {
        filter->cursor_id = strtoll(id + 1, &end, 10);
        if (end != id + 1 && *end == '\0') {
            filter->cursor_due = strncmp(cursor, "infinity_", 9) == 0 ? "infinity" : NULL;
            filter->cursor_due_us = strtoll(cursor, &end, 10);
            if (filter->all || filter->closed || filter->cursor_due != NULL || *end == '_') return;
        }
    }
    error_field(error, "cursor", "is not one that a page gave");
}

static bool read_filter(struct request *request, struct filter *filter, struct error *error)
{
    static const char *const due[] = {"overdue", "soon", NULL};
    static const char *const status[] = {"open", "closed", "all", NULL};
    static const char *const yes[] = {"true", NULL};
    int chosen;
    memset(filter, 0, sizeof *filter);
    filter->due_from_us = filter->due_before_us = NO_TIME;
    read_codes(request, filter, error);
    if (has_choice(request, "due", due, &chosen, error) && chosen != 0) {
        filter->due_from_us = chosen == 2 ? request->now_us : NO_TIME;
        filter->due_before_us = chosen == 1 ? request->now_us : request->now_us + KASE_DUE_SOON_US;
    }
    if (has_choice(request, "unassigned", yes, &chosen, error)) filter->unassigned = chosen == 1;
    if (has_choice(request, "status", status, &chosen, error)) {
        filter->closed = chosen == 2;
        filter->all = chosen == 3;
    }
    request_query_int(request, "customer", 1, INT64_MAX, 0, &filter->customer, error);
    request_query_int(request, "limit", 1, PAGE_MAX, PAGE_DEFAULT, &filter->limit, error);
    if (filter->customer != 0 && !filter->closed) filter->all = true;
    read_cursor(request, filter, error);
    if ((filter->all || filter->closed) && (filter->queue != NULL || filter->handler != NULL ||
                                            filter->unassigned || filter->due_before_us != NO_TIME))
        error_field(error, "status", "queue, handler, unassigned and due are for open cases only");
    return error->code == ERR_OK;
}

static void nullable_int(struct db_params *params, int64_t value)
{
    if (value == 0)
        db_null(params);
    else
        db_int(params, value);
}

/* The agencies whose cases are listed: the one named, else all that the caller works for. */
static const char *listed_agencies(struct request *request, const struct filter *filter)
{
    return filter->agency == NULL ? request_agencies(request)
                                  : arena_printf(request->arena, "{%d}", (int)filter->agency->id);
}

static void list_all(struct request *request, const struct filter *filter,
                     const struct access_scope *scope, const char *agencies)
{
    struct db_statement *statement = request_statement(request, QUERY_CASE_LIST_ALL);
    if (statement == NULL) {
        request_answer_full(request);
        return;
    }
    struct db_params *params = &statement->params;
    db_text(params, scope->agencies);
    db_text(params, scope->places);
    nullable_int(params, filter->cursor_id);
    db_int(params, filter->limit);
    nullable_int(params, filter->service == NULL ? 0 : filter->service->id);
    nullable_int(params, filter->office == NULL ? 0 : filter->office->id);
    if (filter->closed)
        db_bool(params, true);
    else
        db_null(params);
    nullable_int(params, filter->customer);
    db_text(params, listed_agencies(request, filter));
    request_query(request, DB_READ, agencies, statement, 1, page_answer);
}

static void list_open(struct request *request, const struct filter *filter,
                      const struct access_scope *scope, const char *agencies)
{
    struct db_statement *statement = request_statement(
        request, filter->handler != NULL ? QUERY_CASE_LIST_HANDLER : QUERY_CASE_LIST_OPEN);
    if (statement == NULL) {
        request_answer_full(request);
        return;
    }
    struct db_params *params = &statement->params;
    db_text(params, scope->agencies);
    db_text(params, scope->places);
    if (filter->cursor_due != NULL)
        db_text(params, filter->cursor_due);
    else
        db_time(params, filter->cursor_due_us);
    db_int(params, filter->cursor_id);
    db_int(params, filter->limit);
    nullable_int(params, filter->service == NULL ? 0 : filter->service->id);
    nullable_int(params, filter->office == NULL ? 0 : filter->office->id);
    db_time(params, filter->due_from_us);
    db_time(params, filter->due_before_us);
    if (filter->unassigned)
        db_bool(params, true);
    else
        db_null(params);
    if (filter->handler != NULL) {
        db_int(params, filter->handler->id);
        db_int(params, request->who->staff->id);
    } else {
        db_text(params, listed_agencies(request, filter));
        nullable_int(params, filter->queue == NULL ? 0 : filter->queue->id);
    }
    request_query(request, DB_READ, agencies, statement, 1, page_answer);
}

void handle_case_list(struct request *request)
{
    static const char nothing[] = "{\"items\":[],\"next\":null}";
    struct error error = {.code = ERR_OK};
    struct filter filter;
    struct access_scope scope;
    const char *agencies = request_agencies(request);
    if (!read_filter(request, &filter, &error))
        request_answer_error(request, &error);
    else if (filter.empty)
        request_answer_json(request, 200, nothing, sizeof nothing - 1);
    else if (agencies == NULL ||
             access_scope(request->arena, request->desk, request->who->staff, &scope) != 0)
        request_answer_full(request);
    else if (filter.all || filter.closed)
        list_all(request, &filter, &scope, agencies);
    else
        list_open(request, &filter, &scope, agencies);
}
