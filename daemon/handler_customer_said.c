/* What was written to a customer, and what they said: with the customer, and a page at a time. */
#include <string.h>

#include "daemon/access.h"
#include "daemon/complaint_int.h"
#include "daemon/customer_int.h"
#include "daemon/handlers.h"
#include "daemon/page.h"
#include "daemon/record_list.h"
#include "proto/arena.h"

static const struct said {
    const char *name;
    enum query query;
} kinds[CUSTOMER_SAID] = {
    [SAID_REPLIES] = {"replies", QUERY_CUSTOMER_REPLIES},
    [SAID_FEEDBACK] = {"feedback", QUERY_CUSTOMER_FEEDBACK},
    [SAID_COMPLAINTS] = {"complaints", QUERY_CUSTOMER_COMPLAINTS},
};

/* Result columns of each; the last one of complaints alone. */
enum { COLUMN_PAGE, COLUMN_NEXT, COLUMN_SERIOUS };

/* False: the arena is full. */
static bool ask(struct request *request, struct db_statement *statement, int kind, int64_t id,
                int64_t cursor_id, int64_t limit)
{
    const struct staff *staff = request->who->staff;
    const char *agencies = request_agencies(request);
    struct db_params *params = &statement->params;
    struct access_scope scope;
    struct access_line line;
    if (agencies == NULL || access_scope(request->arena, request->desk, staff, &scope) != 0 ||
        access_line(request->arena, request->desk, staff, &line) != 0)
        return false;
    statement->query = kinds[kind].query;
    db_text(params, agencies);
    db_int(params, id);
    db_text(params, scope.agencies);
    db_text(params, scope.places);
    db_int(params, staff->id);
    record_filter_id(params, cursor_id);
    db_int(params, limit);
    if (kind != SAID_COMPLAINTS) return true;
    db_text(params, line.line);
    db_text(params, line.keys);
    return true;
}

/* ---- with the customer ---- */

bool customer_said_ask(struct request *request, struct db_statement statements[CUSTOMER_SAID],
                       int64_t id, int64_t limit)
{
    for (int kind = 0; kind < CUSTOMER_SAID; kind++)
        if (!ask(request, &statements[kind], kind, id, 0, limit)) return false;
    return true;
}

void customer_said_answer(struct request *request, const char *object, size_t first)
{
    PGresult *const *results = request->reply.results + first;
    struct arena *arena = request->arena;
    char *text = arena_printf(arena, "%.*s", (int)strlen(object) - 1, object);
    for (int kind = 0; kind < CUSTOMER_SAID && text != NULL; kind++) {
        const char *page = page_object(arena, results[kind]);
        text =
            page == NULL ? NULL : arena_printf(arena, "%s,\"%s\":%s", text, kinds[kind].name, page);
    }
    if (text != NULL) text = arena_printf(arena, "%s}", text);
    if (text == NULL)
        request_answer_full(request);
    else
        complaint_answer_noted(request, text, results[SAID_COMPLAINTS], COLUMN_SERIOUS);
}

/* ---- a page at a time ---- */

enum { RESULT_PAGE, RESULT_CUSTOMER, RESULTS };

/* Whether the customer is there for the caller; false: answered. */
static bool is_there(struct request *request)
{
    struct error error = {.code = ERR_OK};
    if (request_failed(request)) return false;
    const PGresult *customer = request->reply.results[RESULT_CUSTOMER];
    if (PQntuples(customer) == 0) {
        request_answer_absent(request);
        return false;
    }
    int32_t agency_id = (int32_t)db_get_int(customer, 0, 0, 0);
    if (access_check(access_agency_roles(request->who->staff, agency_id), request->route->roles,
                     &error) == ERR_OK)
        return true;
    request_answer_error(request, &error);
    return false;
}

static void on_page(struct request *request)
{
    if (is_there(request)) page_answer(request);
}

static void on_complaints(struct request *request)
{
    char *text = is_there(request) ? page_text(request) : NULL;
    if (text != NULL)
        complaint_answer_noted(request, text, request->reply.results[RESULT_PAGE], COLUMN_SERIOUS);
}

static void list(struct request *request, int kind, request_step next)
{
    struct error error = {.code = ERR_OK};
    int64_t id = customer_id_of_path(request), cursor_id = 0, limit = 0;
    if (id == 0) return;
    request_query_int(request, "cursor", 1, INT64_MAX, 0, &cursor_id, &error);
    request_query_int(request, "limit", 1, PAGE_MAX, PAGE_DEFAULT, &limit, &error);
    if (error.code != ERR_OK) {
        request_answer_error(request, &error);
        return;
    }
    const char *agencies = request_agencies(request);
    struct db_statement *statements = request_statements(request, RESULTS);
    if (agencies == NULL || statements == NULL ||
        !ask(request, &statements[RESULT_PAGE], kind, id, cursor_id, limit)) {
        request_answer_full(request);
        return;
    }
    statements[RESULT_CUSTOMER].query = QUERY_CUSTOMER_WHOSE;
    db_text(&statements[RESULT_CUSTOMER].params, agencies);
    db_int(&statements[RESULT_CUSTOMER].params, id);
    request_query(request, DB_READ, agencies, statements, RESULTS, next);
}

void handle_customer_replies(struct request *request)
{
    list(request, SAID_REPLIES, on_page);
}

void handle_customer_feedback(struct request *request)
{
    list(request, SAID_FEEDBACK, on_page);
}

void handle_customer_complaints(struct request *request)
{
    list(request, SAID_COMPLAINTS, on_complaints);
}
