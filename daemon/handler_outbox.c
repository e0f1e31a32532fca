/* What is to be sent, was sent, or cannot be: lists, one message, another try, printed letters. A
 * message belongs to its agency as a whole, so grants for the whole agency count. */
#include <string.h>

#include "daemon/access.h"
#include "daemon/error_told.h"
#include "daemon/handlers.h"
#include "daemon/live.h"
#include "daemon/page.h"
#include "daemon/worker.h"
#include "proto/arena.h"

/* ---- lists ---- */

struct outbox_filter {
    const char *agencies;
    int state, kind; /* 0: not asked for */
    int64_t cursor, limit;
};

static int read_name(const char *value, const char *field, const struct name_set *set,
                     struct error *error)
{
    int number = name_number(set, value);
    if (value != NULL && number == 0)
        error_field(error, field, "must be one of those in the contract");
    return number;
}

static bool read_filter(struct request *request, struct outbox_filter *filter, struct error *error)
{
    const struct staff *staff = request->who->staff;
    const char *code = request_query_value(request, "agency");
    const struct agency *agency = code == NULL ? NULL : desk_agency_by_code(request->desk, code);
    const char *state = request_query_value(request, "state");
    const char *kind = request_query_value(request, "kind");
    filter->state = read_name(state, "state", &outbox_state_names, error);
    filter->kind = read_name(kind, "kind", &outbox_kind_names, error);
    request_query_int(request, "cursor", 1, INT64_MAX, 0, &filter->cursor, error);
    request_query_int(request, "limit", 1, PAGE_MAX, PAGE_DEFAULT, &filter->limit, error);
    filter->agencies =
        code != NULL && agency == NULL
            ? "{}"
            : access_led_agencies(request->arena, request->desk, staff, request->route->roles,
                                  agency == NULL ? 0 : agency->id);
    return error->code == ERR_OK;
}

static void int_or_null(struct db_params *params, int64_t number)
{
    if (number == 0)
        db_null(params);
    else
        db_int(params, number);
}

void handle_outbox_list(struct request *request)
{
    struct error error = {.code = ERR_OK};
    struct outbox_filter filter;
    if (!read_filter(request, &filter, &error)) {
        request_answer_error(request, &error);
        return;
    }
    struct db_statement *statement = request_statement(request, QUERY_OUTBOX_LIST);
    const char *agencies = request_agencies(request);
    if (statement == NULL || agencies == NULL || filter.agencies == NULL) {
        request_answer_full(request);
        return;
    }
    db_text(&statement->params, filter.agencies);
    int_or_null(&statement->params, filter.state);
    int_or_null(&statement->params, filter.kind);
    int_or_null(&statement->params, filter.cursor);
    db_int(&statement->params, filter.limit);
    request_query(request, DB_READ, agencies, statement, 1, error_told_page);
}

/* ---- one message ---- */

struct outbox_item {
    int64_t id;
    int32_t agency_id;
    enum outbox_state state;
    enum outbox_kind kind;
    request_step then; /* when it is there, and the caller's to ask about */
};

static void on_found(struct request *request)
{
    struct outbox_item *item = request->state;
    struct error error = {.code = ERR_OK};
    if (request_failed(request)) return;
    const PGresult *found = request->reply.results[0];
    if (PQntuples(found) == 0) {
        request_answer_absent(request);
        return;
    }
    item->agency_id = (int32_t)db_get_int(found, 0, 0, 0);
    item->state = (enum outbox_state)db_get_int(found, 0, 1, 0);
    item->kind = (enum outbox_kind)db_get_int(found, 0, 2, 0);
    if (access_check_whole(request->who->staff, item->agency_id, request->route->roles, &error) !=
        ERR_OK)
        request_answer_error(request, &error);
    else
        item->then(request);
}

static void find(struct request *request, request_step then)
{
    struct outbox_item *item = arena_alloc(request->arena, sizeof *item);
    struct db_statement *statement = request_statement(request, QUERY_OUTBOX_FIND);
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

/* A statement about the item: agency and id. NULL: answered. */
static struct db_statement *about(struct request *request, enum query query)
{
    const struct outbox_item *item = request->state;
    struct db_statement *statement = request_statement(request, query);
    if (statement == NULL) {
        request_answer_full(request);
        return NULL;
    }
    db_int(&statement->params, item->agency_id);
    db_int(&statement->params, item->id);
    return statement;
}

static void on_shown(struct request *request)
{
    if (!request_failed(request)) error_told_answer(request, 200);
}

static void show(struct request *request)
{
    struct db_statement *statement = about(request, QUERY_OUTBOX_SHOW);
    const char *agencies = statement == NULL ? NULL : request_agencies(request);
    if (agencies != NULL)
        request_query(request, DB_READ, agencies, statement, 1, on_shown);
    else if (statement != NULL)
        request_answer_full(request);
}

void handle_outbox_show(struct request *request)
{
    find(request, show);
}

static void answer_state(struct request *request, enum outbox_state state, int64_t count)
{
    const struct outbox_item *item = request->state;
    const char *answer = arena_printf(
        request->arena, "{\"id\":%lld,\"state\":\"%s\",\"count\":%lld}", (long long)item->id,
        name_of(&outbox_state_names, (int)state), (long long)count);
    if (answer == NULL)
        request_answer_full(request);
    else
        request_answer_json(request, 200, answer, strlen(answer));
}

static void on_retried(struct request *request)
{
    if (request_failed(request)) return;
    int64_t count = db_get_int(request->reply.results[0], 0, 0, 0);
    if (count == 0) {
        request_answer_code(request, ERR_REFUSED, "it was sent meanwhile");
        return;
    }
    live_poke_courier(request->worker->live);
    answer_state(request, OUTBOX_WAITING, count);
}

static void retry(struct request *request)
{
    const struct outbox_item *item = request->state;
    if (item->state == OUTBOX_SENT) {
        request_answer_code(request, ERR_REFUSED, "it was sent");
        return;
    }
    struct db_statement *statement = about(request, QUERY_OUTBOX_RETRY);
    if (statement != NULL) request_query(request, DB_LOAD, NULL, statement, 1, on_retried);
}

/* Doing it twice does no more than doing it once, so there is no key. What is sent in a body is
 * told first, whatever the address. */
void handle_outbox_retry(struct request *request)
{
    if (request_body_empty(request)) find(request, retry);
}

static void on_printed(struct request *request)
{
    if (request_failed(request)) return;
    if (db_get_int(request->reply.results[0], 0, 0, 0) == 0)
        request_answer_code(request, ERR_REFUSED, "only a letter that waits is printed");
    else
        answer_state(request, OUTBOX_PRINTED, 1);
}

static void print(struct request *request)
{
    struct db_statement *statement = about(request, QUERY_OUTBOX_PRINTED);
    if (statement == NULL) return;
    db_int(&statement->params, request->who->staff->id);
    request_query(request, DB_LOAD, NULL, statement, 1, on_printed);
}

void handle_outbox_printed(struct request *request)
{
    if (request_body_empty(request)) find(request, print);
}
