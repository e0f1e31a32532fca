/* One field that finds cases and customers: for whoever knows what they look for. Each is found as
 * its own list would find it, by the same rules of who sees what. */
#include <stdio.h>
#include <string.h>

#include "daemon/access.h"
#include "daemon/customer_int.h"
#include "daemon/handlers.h"
#include "daemon/page.h"
#include "db/int_list.h"
#include "proto/arena.h"
#include "proto/reference.h"

enum { SHOWN = 8 };

struct searching {
    struct db_statement *customers; /* NULL: the caller looks for no customers */
    const char *desks;              /* the agencies where they do */
    const char *cases;              /* as found */
};

/* The cases whose reference begins with the text, as array text. NULL: the arena is full. */
static const char *begun_ids(struct request *request, const char *text)
{
    int64_t ids[REFERENCE_BEGUN];
    size_t count = reference_begun(request->desk->reference_key, text, ids);
    struct int_list begun = {.arena = request->arena};
    for (size_t i = 0; i < count; i++) int_list_add(&begun, ids[i]);
    return int_list_text(&begun);
}

static void answer(struct request *request, const char *customers)
{
    const struct searching *searching = request->state;
    const char *text = customers == NULL || searching->cases == NULL
                           ? NULL
                           : arena_printf(request->arena, "{\"cases\":%s,\"customers\":%s}",
                                          searching->cases, customers);
    if (text == NULL)
        request_answer_full(request);
    else
        request_answer_json(request, 200, text, strlen(text));
}

static void on_customers(struct request *request)
{
    if (request_failed(request)) return;
    answer(request, page_object(request->arena, request->reply.results[0]));
}

static void on_cases(struct request *request)
{
    struct searching *searching = request->state;
    if (request_failed(request)) return;
    searching->cases = page_object(request->arena, request->reply.results[0]);
    if (searching->customers == NULL)
        answer(request, "{\"items\":[],\"next\":null}");
    else
        request_query(request, DB_SLOW, searching->desks, searching->customers, 1, on_customers);
}

/* Customers are found where the caller may find customers, cases wherever they see cases: so each
 * is asked for with the agencies of its own. */
static bool ask(struct request *request, const char *words, struct searching *searching,
                struct db_statement *cases)
{
    struct access_scope scope;
    const struct staff *staff = request->who->staff;
    const char *ids = begun_ids(request, words);
    searching->desks = access_agencies(request->arena, request->desk, staff,
                                       route_table[ROUTE_customer_find].roles);
    if (ids == NULL || searching->desks == NULL ||
        access_scope(request->arena, request->desk, staff, &scope) != 0)
        return false;
    if (strcmp(searching->desks, "{}") == 0) searching->customers = NULL;
    struct db_params *params = &cases->params;
    cases->query = QUERY_CASE_SEARCH;
    db_text(params, ids);
    db_text(params, words);
    db_int(params, SHOWN);
    db_text(params, request_agencies(request));
    db_text(params, scope.agencies);
    db_text(params, scope.places);
    db_int(params, staff->id);
    return true;
}

void handle_search(struct request *request)
{
    struct error error = {.code = ERR_OK};
    const char *words = request_query_value(request, "q");
    struct searching *searching = arena_alloc(request->arena, sizeof *searching);
    struct db_statement *statements = request_statements(request, 2);
    if (searching == NULL || statements == NULL) {
        request_answer_full(request);
        return;
    }
    request->state = searching;
    searching->customers = &statements[1];
    if (words == NULL)
        error_field(&error, "q", "say what to look for");
    else
        customer_find_words(request, words, SHOWN, searching->customers, &error);
    if (error.code != ERR_OK)
        request_answer_error(request, &error);
    else if (!ask(request, words, searching, &statements[0]))
        request_answer_full(request);
    else
        request_query(request, DB_SLOW, request_agencies(request), statements, 1, on_cases);
}
